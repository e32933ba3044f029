"""An answer belongs to the option itself and to a version of its question, never to a place in a list."""

import dataclasses
import inspect
import json
import random

import pytest

import kb
from kb.questions import kinds
from kb.questions.grading import grade
from kb.questions.kinds import KINDS, Kind, kind_of, version
from kb.questions.kinds.concordance import SCALE, weigh
from kb.questions.kinds.identity import digest, identity, normalised
from kb.questions.sitting import Reply, recalled
from kb.records import ReadOnly

KNOWN = kb.load()
BY_KIND = {kind: next(q for q in KNOWN.questions.values() if q.kind == kind) for kind in KINDS}
UNORDERED = [kind for kind in KINDS if kind not in ("ordering", "numeric", "script-concordance")]


def right_answer(question):
    """By places."""
    right = [i for i, option in enumerate(question.options) if option.right]
    match question.kind:
        case "numeric":
            return str(question.answer.value)
        case "several":
            return right
        case "true-false":
            return {"truth": question.truth, "reason": right[0]}
        case "hotspot":
            return question.options[right[0]].at
        case "matching" | "extended-matching":
            keys = [option.key for option in question.options]
            return [keys.index(prompt.match) for prompt in question.prompts]
        case "ordering":
            return list(range(len(question.options)))
        case "script-concordance":
            return weigh(KNOWN, question.script).place
        case _:
            return right[0]


def changed(question, **changes):
    return dataclasses.replace(question, **changes)


def with_option(question, place, **changes):
    options = list(question.options)
    options[place] = dataclasses.replace(options[place], **changes)
    return changed(question, options=tuple(options))


def knowing(*questions):
    """The knowledge base with these questions in place of its own."""
    return dataclasses.replace(
        KNOWN, questions=ReadOnly({**KNOWN.questions, **{one.id: one for one in questions}})
    )


def replied(question, answer=None, known=KNOWN):
    answer = right_answer(question) if answer is None else answer
    return Reply(question.id, kind_of(question).kept(question, answer), version(known, question))


# Kinds


def test_every_kind_of_the_records_has_its_file_with_the_same_names():
    import typing

    from kb.records import Question

    assert set(typing.get_args(typing.get_type_hints(Question)["kind"])) == KINDS.keys()
    names = {name for name in vars(Kind) if not name.startswith("_")} | {"PICKS"}
    assert len(names) == 11
    for module in set(KINDS.values()):
        assert set(module.__all__) == names, module.__name__
        for name in names - {"PICKS"}:
            told = list(inspect.signature(getattr(module, name)).parameters)
            assert told == list(inspect.signature(getattr(Kind, name)).parameters)[1:], (module, name)


def test_nothing_else_asks_for_the_kind_of_a_question():
    """One file a kind: what a kind does is not decided anywhere else in Python."""
    from tests.kb.conftest import HOUSE

    home = HOUSE / "kb" / "questions" / "kinds"
    files = [
        one for room in ("kb", "widgets") for one in (HOUSE / room).rglob("*.py") if home not in one.parents
    ]
    assert len(files) > 50
    words = [f'"{kind}"' for kind in KINDS if "-" in kind] + ["question.kind ==", "question.kind in"]
    words.remove('"script-concordance"')
    found = [(file.name, word) for file in files for word in words if word in file.read_text("utf-8")]
    assert [one for one in found if one[0] != "questions.py"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_answer_is_json_and_comes_back_as_it_was(kind):
    question = BY_KIND[kind]
    answer = right_answer(question)
    kept = json.loads(json.dumps(kind_of(question).kept(question, answer)))
    assert kind_of(question).found(question, kept) == answer


@pytest.mark.parametrize("key", sorted(KNOWN.questions))
def test_the_options_of_a_question_can_be_told_apart(key):
    question = KNOWN.questions[key]
    names = [identity(option) for option in question.options]
    assert len(set(names)) == len(names)
    one = recalled(KNOWN, replied(question))
    assert one is not None
    assert one.verdict.right
    assert kind_of(question).in_words(KNOWN, question, one.answer)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("numeric", "hotspot")])
@pytest.mark.parametrize("junk", [None, 3, "gone", [], ["gone"], {}, {"truth": True, "reason": "gone"}])
def test_what_was_never_an_answer_is_recalled_as_none(kind, junk):
    question = BY_KIND[kind]
    assert recalled(KNOWN, Reply(question.id, junk, version(KNOWN, question))) is None
    assert recalled(KNOWN, Reply("gone-01", junk, "")) is None


# Reordering


@pytest.mark.parametrize("kind", UNORDERED)
def test_an_answer_stays_right_when_its_options_are_reordered(kind):
    question, rng = BY_KIND[kind], random.Random(1)
    reply = replied(question)
    for _ in range(6):
        options, prompts = list(question.options), list(question.prompts)
        rng.shuffle(options)
        rng.shuffle(prompts)
        moved = changed(question, options=tuple(options), prompts=tuple(prompts))
        assert version(knowing(moved), moved) == reply.version
        one = recalled(knowing(moved), reply)
        assert one is not None
        assert one.verdict.right


def test_by_places_the_same_reordering_would_have_made_it_wrong():
    """The test above means something."""
    for kind in ("single", "true-false", "several"):
        question = BY_KIND[kind]
        moved = changed(question, options=(*question.options[1:], question.options[0]))
        assert not grade(KNOWN, moved, right_answer(question)).right, kind


def test_the_items_of_an_order_are_given_in_it_so_a_swap_is_another_question():
    question = BY_KIND["ordering"]
    first, second, *rest = question.options
    moved = changed(question, options=(second, first, *rest))
    assert version(KNOWN, moved) != version(KNOWN, question)
    assert recalled(knowing(moved), replied(question)) is None


# Corrections and changes


@pytest.mark.parametrize("kind", KINDS)
def test_white_space_case_and_punctuation_may_be_corrected_and_reasons_reworded(kind):
    question, why = BY_KIND[kind], "Told better, with 4 % (Ada 2001)."

    def corrected(text):
        return "  " + text.capitalize().replace(",", " , ").replace(" ", "  ").rstrip(".?") + " !"

    after = changed(
        question,
        stem=corrected(question.stem),
        options=tuple(dataclasses.replace(o, text=corrected(o.text), why=why) for o in question.options),
        prompts=tuple(dataclasses.replace(p, text=corrected(p.text), why=why) for p in question.prompts),
        why=why,
    )
    assert after.stem != question.stem
    assert version(KNOWN, after) == version(KNOWN, question)
    one = recalled(knowing(after), replied(question))
    assert one is not None
    assert one.verdict.right


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.5 mm", "05 mm"),
        ("-2 points", "2 points"),
        ("below 5 %", "below 5"),
        ("< 5 mm", "> 5 mm"),
        ("1/5", "15"),
        ("is painful", "is not painful"),
        ("12:30", "1230"),
    ],
)
def test_a_sign_that_means_something_is_no_punctuation(one, other):
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The vein.", "the vein"),
        ("“Calf”, he said", '"calf" he said'),
        ("1–2 cm", "1-2 cm"),
        ("well-known", "well known"),
        ("don’t", "don't"),
        ("a\u00a0b  c", "A B C"),
        ("It hurts (much); it burns.", "It hurts much it burns"),
    ],
)
def test_a_correction_is_none_of_the_meaning(one, other):
    assert digest(one) == digest(other)


def flipped(question):
    rights = [option.right for option in question.options]
    options = zip(question.options, (*rights[1:], rights[0]), strict=True)
    return changed(question, options=tuple(dataclasses.replace(o, right=right) for o, right in options))


def rematched(question):
    first, *rest = question.prompts
    other = next(option.key for option in question.options if option.key != first.match)
    return changed(question, prompts=(dataclasses.replace(first, match=other), *rest))


OTHER_KEY = {
    "single": flipped,
    "several": flipped,
    "true-false": lambda q: changed(q, truth=not q.truth),
    "numeric": lambda q: changed(q, answer=dataclasses.replace(q.answer, value=q.answer.value + 1)),
    "hotspot": flipped,
    "matching": rematched,
    "extended-matching": rematched,
    "ordering": lambda q: changed(q, options=q.options[::-1]),
    "script-concordance": lambda q: changed(
        q,
        script=dataclasses.replace(
            q.script,
            state=next(s for s in KNOWN.findings[q.script.finding].states if s != q.script.state),
        ),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_where_another_answer_is_right_the_question_is_another_version(kind):
    question = BY_KIND[kind]
    after = OTHER_KEY[kind](question)
    assert version(KNOWN, after) != version(KNOWN, question)
    assert recalled(knowing(after), replied(question)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_where_something_else_is_asked_the_question_is_another_version(kind):
    question = BY_KIND[kind]
    after = changed(question, stem=f"After a fall: {question.stem}")
    assert version(KNOWN, after) != version(KNOWN, question)


@pytest.mark.parametrize("kind", [k for k, q in BY_KIND.items() if q.options and k != "hotspot"])
def test_a_reworded_option_makes_another_version(kind):
    question = BY_KIND[kind]
    assert version(KNOWN, with_option(question, 1, text="Something else")) != version(KNOWN, question)


def test_an_option_with_an_id_of_its_own_may_be_reworded():
    question = with_option(BY_KIND["single"], 0, id="the-first")
    after = with_option(question, 0, text="The same, said better")
    assert version(KNOWN, after) == version(KNOWN, question)
    assert recalled(knowing(after), replied(question, 0, knowing(question))).answer == 0
    other = with_option(question, 0, id="another")
    assert version(KNOWN, other) != version(KNOWN, question)


def test_a_form_may_be_called_something_else():
    question = BY_KIND["hotspot"]
    assert version(KNOWN, with_option(question, 0, text="That vessel")) == version(KNOWN, question)


def test_a_script_is_another_version_where_the_figures_move_its_key(monkeypatch):
    question = BY_KIND["script-concordance"]
    place = weigh(KNOWN, question.script).place
    before = version(KNOWN, question)
    moved = dataclasses.replace(weigh(KNOWN, question.script), place=(place + 1) % len(SCALE))
    monkeypatch.setattr(kinds.concordance, "weigh", lambda kb, script: moved)
    assert version(knowing(changed(question)), changed(question)) != before


def test_what_a_kept_answer_names_is_for_ever():
    """Kept answers hold these; another way to make them would make every past answer one to an earlier
    version."""
    assert digest("A blood clot, in the calf.") == "e47740d01313"
    assert kinds.concordance.STEPS == (
        "clearly-less", "somewhat-less", "hardly", "somewhat-more", "clearly-more",
    )  # fmt: skip
