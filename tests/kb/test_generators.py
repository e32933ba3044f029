"""Made questions are as good as written ones: proved, linted, told apart, and right when reckoned anew."""

import math
import re

import pytest

from kb.questions.bank import SEEDS, question, templates
from kb.questions.generators import PLACES
from kb.questions.generators.making import fill, ratio_of
from kb.questions.kinds import kind_of, version
from kb.questions.proof import failures
from kb.reasoning.triage import rank
from kb.records import GENERATORS

SEEDED = range(30)
WEIGHED = {"disposition", "urgency_order", "change_mind", "minimal_pair", "needle_order"}
"""Makers whose patients are weighed by every engine, or whose proof cuts the leg: fewer are looked at."""


def seeds_of(real, template):
    return SEEDED[:8] if real.templates[template].generator in WEIGHED else SEEDED


LEFT = re.compile(r"\{|\}|  |\ba (?=[aeio]\w)|\ban (?=[bcdfgjklmnpqrstvwxz]\w)|\.\.")
"""What a template leaves behind where a filler does not fit."""


def names():
    from kb import load

    return list(load().templates)


@pytest.fixture(scope="module", params=names())
def made(request, real):
    return [question(real, f"~{request.param}-{seed}") for seed in seeds_of(real, request.param)]


def all_of(real, generator):
    found = [one.id for one in real.templates.values() if one.generator == generator]
    assert found, generator
    return [question(real, f"~{key}-{seed}") for key in found for seed in seeds_of(real, key)]


# ── Every kind ───────────────────────────────────────────────────────────────────────────────


def test_every_made_question_passes_what_written_ones_must(real, made):
    for one in made[:5]:
        assert list(kind_of(one).faults(one)) == [], one.id
        assert one.proof, one.id
        assert failures(real, one) == [], one.id


def test_every_text_of_a_made_question_is_whole(real, made):
    for one in made:
        reasons = [text for option in one.options for text in (option.text, option.why)]
        wrong = [option.misconception for option in one.options if not option.right]
        for text in (one.stem, one.why, *reasons, *wrong):
            assert text.strip(), one.id
            assert not LEFT.search(text), f"{one.id}: {text}"
        assert set(one.sources) <= set(real.sources), one.id
        assert one.sources, one.id


def test_a_template_practises_an_objective_of_its_lesson(real, made):
    assert made[0].objective in {one.id for one in real.lessons[made[0].lesson].objectives}


def test_one_option_is_right_and_all_are_different(made):
    for one in made:
        texts = [option.text for option in one.options]
        assert len(set(texts)) == len(texts), one.id
        if one.kind in ("single", "hotspot"):
            assert sum(option.right for option in one.options) == 1, one.id


def test_twelve_kinds_and_a_thousand_different_questions(real):
    assert len({one.generator for one in real.templates.values()}) >= 12
    cheap = [key for key, one in real.templates.items() if one.generator not in WEIGHED]
    marks = {version(real, question(real, f"~{key}-{seed}")) for key in cheap for seed in range(40)}
    assert len(marks) >= 1000


def test_every_maker_has_its_texts_its_file_and_a_template(real):
    assert GENERATORS.keys() == PLACES.keys() == {one.generator for one in real.templates.values()}


def test_every_lesson_can_be_practised(real):
    assert all(templates(real, lesson) for lesson in real.lessons)


def test_a_capital_placeholder_begins_a_sentence():
    assert fill("{Cause}: {cause}.", {"cause": "deep vein thrombosis"}) == (
        "Deep vein thrombosis: deep vein thrombosis."
    )


# ── Reckoned anew ────────────────────────────────────────────────────────────────────────────


def numbers(text):
    return [float(each) for each in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text)]


def test_an_ankle_brachial_index_is_the_higher_ankle_by_the_higher_arm(real):
    for one in all_of(real, "abi_value"):
        pressures = [int(each) for each in re.findall(r"(\d+) mmHg", one.stem)]
        arms, ankles = pressures[:2], pressures[2:]
        assert one.answer.value == round(max(ankles) / max(arms), 2), one.stem
        for wrong in (min(ankles) / max(arms), max(ankles) / min(arms)):
            assert abs(wrong - max(ankles) / max(arms)) > one.answer.tolerance, one.stem


def test_an_index_that_is_to_be_read_lies_clear_of_every_limit(real):
    limits = [
        each.value for key, each in real.rules.thresholds["abi-bands"].figures.items() if "of-low" not in key
    ]
    for one in all_of(real, "abi_reading"):
        value = float(re.search(r"is (\d\.\d\d) at rest", one.stem)[1])
        assert min(abs(value - each) for each in limits) >= 0.03, one.stem
        right = next(option.text for option in one.options if option.right)
        word = "stiff" if value > 1.4 else "normal" if value > 0.99 else "Low" if value > 0.5 else "Very low"
        assert word in right, one.stem


def test_an_age_adjusted_cut_off_is_ten_times_the_age_above_fifty(real):
    for one in all_of(real, "d_dimer_cutoff"):
        age = int(re.search(r"of (\d+)\?", one.stem)[1])
        assert one.answer.value == (10 * age if age > 50 else 500), one.stem


def test_a_d_dimer_is_read_by_both_cut_offs_and_is_near_neither(real):
    for one in all_of(real, "d_dimer_reading"):
        age, value = int(re.search(r"of (\d+),", one.stem)[1]), int(re.search(r"is (\d+) µg/L", one.stem)[1])
        right = next(option.text for option in one.options if option.right)
        both, adjusted = value < 500, value < 10 * age
        assert right.split()[0] == ("Below" if adjusted else "Above"), one.stem
        assert ("only" in right) == (adjusted and not both), one.stem
        assert min(abs(value - 500), abs(value - 10 * age)) >= 30, one.stem


def test_a_compartment_is_judged_by_diastolic_minus_its_pressure(real):
    for one in all_of(real, "compartment_value"):
        diastolic, pressure = (int(each) for each in re.findall(r"(\d+) mmHg", one.stem))
        assert one.answer.value == diastolic - pressure
        assert ("below 30 mmHg" in one.why) == (diastolic - pressure < 30), one.why


def test_a_probability_after_a_test_is_bayes_by_hand(real):
    for one in all_of(real, "post_test"):
        before = float(re.search(r"to be (\d+) % likely", one.stem)[1]) / 100
        lr = float(re.search(r"is (\d+(?:\.\d+)?)\. How", one.stem)[1])
        odds = before / (1 - before) * lr
        assert abs(100 * odds / (1 + odds) - one.answer.value) <= 0.051, one.stem
        assert abs(100 * before - one.answer.value) > one.answer.tolerance, one.stem


def test_whom_a_test_misses_and_alarms_is_counted_by_hand(real):
    for one in all_of(real, "screening"):
        pretest, *_, sensitivity, specificity = (
            float(each) / 100 for each in re.findall(r"(\d+(?:\.\d+)?) %", one.stem)
        )
        ill = round(1000 * pretest)
        counted = (
            ill * (1 - sensitivity) if "the ill are free" in one.stem else (1000 - ill) * (1 - specificity)
        )
        assert abs(counted - one.answer.value) <= 0.5 + 1e-9, one.stem


POINTS = {
    "treated for cancer": 1, "in plaster": 1, "days in bed": 1, "operation": 1, "tender along": 1,
    "whole leg": 1, "4 cm thicker": 1, "none in the other": 1, "not varicose": 1, "found on a scan": 1,
    "another diagnosis": -2,
}  # fmt: skip
"""Words of the sentences to the points of their line; bed and operation share one."""


def test_wells_points_are_those_of_the_lines_that_were_told(real):
    for one in all_of(real, "score_points"):
        told = [words for words in POINTS if words in one.stem]
        shared = {"days in bed", "operation"} <= set(told)
        assert one.answer.value == sum(POINTS[words] for words in told) - shared, one.stem


def test_the_share_of_a_wells_band_is_asked_only_of_whom_it_was_counted_in(real):
    for one in all_of(real, "score_band"):
        assert "found on a scan" not in one.stem
        told = [words for words in POINTS if words in one.stem]
        points = sum(POINTS[words] for words in told) - ({"days in bed", "operation"} <= set(told))
        right = next(option.text for option in one.options if option.right)
        assert right == ("About 4.9 %" if points <= 0 else "About 17 %" if points <= 2 else "About 54 %"), (
            one.stem
        )


# ── No wrong option within the doubt of the right one ────────────────────────────────────────


def test_what_tells_two_causes_apart_does_so_beyond_the_doubt_of_its_numbers(real):
    labels = {}
    for key, finding in real.findings.items():
        labels.setdefault(finding.label, []).append(key)
    for one in all_of(real, "separates"):
        asked = one.proof[0]["lr"]
        key = ratio_of(real, asked["finding"], asked["state"], asked["cause"], asked["than"])
        assert key.least >= math.log(3), one.id
        for option in one.options:
            if not option.right:
                for finding in labels[option.text]:
                    states = real.findings[finding].states
                    worst = [ratio_of(real, finding, s, asked["cause"], asked["than"]) for s in states]
                    assert all(each.most < key.least for each in worst), f"{one.id}: {option.text}"


def test_for_and_against_hold_over_the_whole_band_of_the_ratio(real):
    for one in all_of(real, "for_or_against"):
        asked = one.proof[0]["lr"]
        found = ratio_of(real, asked["finding"], asked["state"], asked["cause"])
        right = next(option.text for option in one.options if option.right)
        if "hardly" in right:
            assert abs(found.log) <= math.log(1.35), one.id
        else:
            assert (found.log > 0) == ("for" in right), one.id
            assert found.least >= math.log(2), one.id


@pytest.mark.parametrize("generator", ["disposition", "urgency_order"])
def test_nobody_is_left_at_home_by_notes_alone_and_a_danger_keeps_its_place(real, generator):
    for one in all_of(real, generator):
        placed = [proof["equals"] for proof in one.proof]
        assert min(map(rank, placed)) >= rank("routine"), one.id
        assert placed == sorted(placed, key=rank, reverse=True), one.id


def test_a_further_finding_that_changes_a_plan_is_the_only_one_offered(real):
    for one in [question(real, f"~change-mind-{seed}") for seed in range(8)]:
        after, *others = (proof["equals"] for proof in one.proof)
        assert len(others) == 3, one.id
        assert all(rank(after) > rank(other) for other in others), one.id


def test_a_deficit_is_placed_where_nothing_else_explains_it_as_well(real):
    from kb.anatomy.localise import localise

    for one in all_of(real, "lesion_place")[:12]:
        first, second, *_ = localise(real, one.proof[0]["place"]["given"]).ranking
        assert real.lesions[first.lesion].name == next(o.text for o in one.options if o.right)
        assert first.share >= 8 * second.share, one.id


def test_what_is_asked_on_a_picture_can_be_seen_there(real):
    from kb.anatomy.visible import seen

    for one in [*all_of(real, "name_form"), *all_of(real, "find_form")]:
        key = one.picture.mark or next(option.at for option in one.options if option.right)
        assert seen(real, one.picture)[key] >= 40, one.id


def test_both_legs_and_every_view_are_asked(real):
    scenes = [one.picture for one in [*all_of(real, "name_form"), *all_of(real, "find_form")]]
    assert {scene.left for scene in scenes} == {True, False}
    assert {scene.view for scene in scenes} == {"", "posterior", "medial", "lateral"}
    assert {scene.level for scene in scenes} == {"", *real.levels}


def test_seeds_of_a_drawn_set_are_names_that_can_be_read(real):
    assert question(real, f"~abi-value-{SEEDS - 1}").id == f"~abi-value-{SEEDS - 1}"
