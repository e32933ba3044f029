"""Made questions: the same for the same id, as good as written ones, and enough of them."""

import random

import pytest

import kb
from kb.errors import KneeError, KnowledgeBaseError, UnknownId
from kb.questions import sitting as sittings
from kb.questions.bank import MADE, asked, practice, question, variants
from kb.questions.generators import generate
from kb.questions.kinds import version
from tests.kb import tiny


def test_an_id_always_gives_the_same_question(real):
    made = question(real, "~abi-value-17")
    again = generate(real, "abi-value", 17, "~abi-value-17")
    assert (made.id, version(real, made)) == ("~abi-value-17", version(real, again))
    assert made == again


def test_a_written_question_comes_from_the_same_call(real):
    assert question(real, "vascular-01") is real.questions["vascular-01"]


@pytest.mark.parametrize("key", ["~abi-valeu-17", "~abi-value", "~abi-value-017", "~abi-value--1", "~"])
def test_an_unknown_id_is_one_clear_line(real, key):
    assert asked(real, key) is None
    with pytest.raises(UnknownId) as told:
        question(real, key)
    assert "\n" not in str(told.value)
    assert key in str(told.value)


def test_the_line_of_a_misspelt_id_names_the_nearest(real):
    with pytest.raises(UnknownId, match="did you mean '~abi-value-1'"):
        question(real, "~abi-valeu-1")


def test_variants_of_a_written_question_are_of_the_templates_that_name_it_and_all_different(real):
    made = [question(real, key) for key in variants(real, "vascular-12", 9)]
    assert len({version(real, one) for one in made}) == 9
    assert {MADE.fullmatch(one.id)[1] for one in made} == {"d-dimer-cutoff", "d-dimer-reading"}
    assert variants(real, "vascular-01") == ()


def test_variants_of_a_made_question_are_others_of_its_template(real):
    found = variants(real, "~wells-points-4", 5)
    assert {MADE.fullmatch(key)[1] for key in found} == {"wells-points"}
    assert version(real, question(real, "~wells-points-4")) not in {
        version(real, question(real, key)) for key in found
    }
    assert found == variants(real, "~wells-points-4", 5)


def test_a_practice_set_is_spread_over_the_kinds_and_fixed_by_its_seed(real):
    found = practice(real, "vascular", n=6, seed=3)
    assert found == practice(real, "vascular", n=6, seed=3)
    assert found != practice(real, "vascular", n=6, seed=4)
    assert len({MADE.fullmatch(key)[1] for key in found}) == 6


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ({"lesson": "vasculr", "n": 3}, "vascular"),
        ({"lesson": "vascular", "objective": "choose-test", "n": 3}, "choose-tests"),
        ({"lesson": "vascular", "n": 0}, "n=0 is not a whole number from 1 to 50"),
    ],
)
def test_a_practice_set_that_cannot_be_is_refused_in_one_line(real, call, says):
    with pytest.raises(KneeError, match=says):
        practice(real, seed=1, **call)


def test_a_sitting_of_made_questions_is_answered_and_taken_up_again(real):
    keys = practice(real, "vascular", n=2, seed=1)
    state = sittings.begin(real, keys, seed=5)
    made = question(real, keys[0])
    right = made.answer.value if made.answer else [o.right for o in made.options].index(True)
    state = sittings.step(real, state, sittings.Action("answer", keys[0], right, "high"))
    again = sittings.replay(real, keys, state.replies, seed=5)
    assert sittings.counted(again)[keys[0]].right
    assert sittings.view(real, again)["question"]["id"] == keys[1]
    assert sittings.view(real, sittings.step(real, again, sittings.Action("go", value=0)))["verdict"]["why"]


def test_a_question_does_not_depend_on_what_was_made_before_it(real):
    random.seed(1)
    one = generate(real, "wells-band", 8, "~wells-band-8")
    random.seed(2)
    generate(real, "wells-band", 9, "x")
    assert generate(real, "wells-band", 8, "~wells-band-8") == one


# ── How templates are read ───────────────────────────────────────────────────────────────────

PLAIN = {
    "generator": "d_dimer_cutoff",
    "lesson": "tiny",
    "objective": "tell-apart",
    "level": "recall",
    "texts": {"stem": "{Who}: which cut-off?", "younger": "{fixed}", "older": "{cutoff}"},
}
"""A template that can be read."""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"texts": PLAIN["texts"] | {"stem": "{who} of {agee}"}},
            "plain.texts.stem: .*placeholder 'agee'; did you mean 'age'",
        ),
        ({"texts": PLAIN["texts"] | {"stam": "x"}}, "plain.texts: .*'stam'; did you mean 'stem'"),
        ({"texts": {"stem": "x", "older": "y"}}, "plain.texts.younger: is missing; d_dimer_cutoff needs it"),
        ({"generator": "d_dimer_cutof"}, "plain.generator: .*did you mean 'd_dimer_cutoff'"),
        ({"objective": "tell-appart"}, "plain.objective: .*did you mean 'tell-apart'"),
        ({"like": "plane"}, "plain.like: there is no template 'plane'; did you mean 'plain'"),
        ({"phrases": {"a": {"text": "{She} and {hes} leg"}}}, "plain.phrases.a.text: .*placeholder 'hes'"),
    ],
)
def test_a_fault_of_a_template_is_one_line_with_its_place_and_the_way_out(tmp_path, change, says):
    content = tiny.tree() | {"questions/templates/some.yaml": {"plain": PLAIN | change}}
    with pytest.raises(KnowledgeBaseError, match=says) as told:
        kb.load(tiny.write(tmp_path / "kb", content))
    assert len(told.value.faults) == 1
    assert "\n" not in str(told.value)


def test_a_template_without_a_fault_is_read(tmp_path):
    content = tiny.tree() | {"questions/templates/some.yaml": {"plain": PLAIN}}
    assert kb.load(tiny.write(tmp_path / "kb", content)).templates["plain"].generator == "d_dimer_cutoff"
