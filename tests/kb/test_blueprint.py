"""What an examination asks: parts in proportion, and no question that answers another."""

import dataclasses
from collections import Counter
from itertools import combinations

import pytest

import kb
from kb.questions.blueprint import about_patient, blueprint, draw, gives_away, pass_mark, pool

KNOWN = kb.load()
COURSE, LESSON = blueprint(KNOWN, "course"), blueprint(KNOWN, "vascular")


def asked(keys, of):
    return Counter(of(KNOWN.questions[key]) for key in keys)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("plan", "n"), [(COURSE, 60), (LESSON, 20)], ids=["course", "lesson"])
def test_objectives_and_levels_come_in_proportion(plan, n, seed):
    keys, bank = draw(KNOWN, plan, n, seed), pool(KNOWN, plan)
    assert len(set(keys)) == n
    where = asked(keys, lambda one: (one.lesson, one.objective))
    for place, many in asked(bank, lambda one: (one.lesson, one.objective)).items():
        assert abs(where[place] - n * many / len(bank)) <= 1.5, place
    parts = sum(plan.levels.values())
    for level, many in asked(keys, lambda one: one.level).items():
        assert abs(many - n * plan.levels[level] / parts) <= 1, level


@pytest.mark.parametrize("seed", range(6))
def test_pictures_and_patients_are_among_them(seed):
    keys = draw(KNOWN, COURSE, 60, seed)
    assert sum(bool(KNOWN.questions[key].picture) for key in keys) >= 60 * COURSE.pictures
    assert sum(about_patient(KNOWN.questions[key]) for key in keys) >= 60 * COURSE.patients


@pytest.mark.parametrize("seed", range(3))
def test_no_two_of_them_give_each_other_away(seed):
    keys = draw(KNOWN, COURSE, 60, seed)
    assert not [pair for pair in combinations(keys, 2) if gives_away(KNOWN, *pair)]


def test_two_that_rest_on_one_number_give_each_other_away():
    assert gives_away(KNOWN, "vascular-01", "telling-apart-16")  # both: the ratio of cancer
    assert gives_away(KNOWN, "telling-apart-16", "vascular-01")
    assert not gives_away(KNOWN, "vascular-01", "anatomy-01")


def test_a_seed_fixes_the_questions_and_another_changes_them():
    assert draw(KNOWN, LESSON, 20, 7) == draw(KNOWN, LESSON, 20, 7)
    assert draw(KNOWN, LESSON, 20, 7) != draw(KNOWN, LESSON, 20, 8)


def test_the_whole_bank_can_be_asked():
    bank = pool(KNOWN, LESSON)
    assert sorted(draw(KNOWN, LESSON, len(bank), 1)) == sorted(bank)


def test_a_level_without_a_part_is_not_asked():
    plan = dataclasses.replace(LESSON, levels={"application": 1})
    assert {KNOWN.questions[key].level for key in draw(KNOWN, plan, 10, 1)} == {"application"}


@pytest.mark.parametrize("n", [0, -1, 1000, 2.5, True, "ten"])
def test_more_than_the_bank_holds_is_refused_in_one_line(n):
    with pytest.raises(kb.KneeError, match=r"^n=.* is not a whole number from 1 to \d+, what the bank holds"):
        draw(KNOWN, LESSON, n, 1)


@pytest.mark.parametrize(("name", "nearest"), [("vasculer", "vascular"), ("curse", "course")])
def test_an_unknown_examination_names_the_nearest(name, nearest):
    with pytest.raises(kb.KneeError, match=f"'{name}'.*{nearest}"):
        blueprint(KNOWN, name)


def test_the_pass_mark_is_the_mean_of_what_just_enough_gets():
    levels = ("recall", "understanding", "application", "application")
    keys = [next(k for k, q in KNOWN.questions.items() if q.level == level) for level in levels]
    plan = dataclasses.replace(LESSON, borderline={"recall": 0.8, "understanding": 0.6, "application": 0.5})
    assert pass_mark(KNOWN, plan, keys) == pytest.approx((0.8 + 0.6 + 0.5 + 0.5) / 4)
