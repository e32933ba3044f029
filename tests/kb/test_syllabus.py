"""Conditions and presentations of the UK and US licensing outlines, from knee to foot, have their record."""

from pathlib import Path

import pytest
import yaml

from kb.reasoning.differential import family
from kb.reasoning.likelihood import distribution

SYLLABUS = yaml.load((Path(__file__).parent / "syllabus.yaml").read_text("utf-8"), yaml.CSafeLoader)
NAMED = {
    key for outline in SYLLABUS.values() for places in outline["items"].values() for key in places["causes"]
}
FEW = 12
"""Fewer words cannot name a class of drug and say what it does, or a result and what it means."""
NOT_TOLD_FROM_A_PLACE = {"pulmonary-embolism"}
"""Its pain is in the chest."""


def test_each_outline_says_what_was_read_and_why_something_is_beside_it():
    assert SYLLABUS.keys() == {"uk", "us"}
    for outline in SYLLABUS.values():
        assert outline["outline"]
        assert outline["seen"]
        assert [item for item, why in outline["beside"].items() if len(why.split()) < 4] == []
        assert not outline["beside"].keys() & outline["items"].keys()
    assert len(SYLLABUS["uk"]["items"]) >= 80
    assert len(SYLLABUS["us"]["items"]) >= 50


@pytest.mark.parametrize("country", SYLLABUS)
def test_every_item_of_an_outline_resolves_to_records(real, country):
    rules = real.rules
    shelves = {
        "causes": real.causes,
        "findings": real.findings,
        "faq": real.faq,
        "rules": {**rules.scores, **rules.red_flags, **rules.choices},
    }
    lost = [
        (item, kind, key)
        for item, places in SYLLABUS[country]["items"].items()
        for kind, keys in places.items()
        for key in keys
        if key not in shelves[kind]
    ]
    assert lost == []
    assert [item for item, places in SYLLABUS[country]["items"].items() if not places["causes"]] == []


def test_every_cause_of_the_course_answers_an_item(real):
    assert set(real.causes) - NAMED == {"growing-pains"}, "what no examination names is said here"


def test_each_cause_says_what_it_goes_with_its_classic_result_and_its_first_treatment(real):
    for key in NAMED:
        cause = real.causes[key]
        assert all((cause.mechanism, cause.story, cause.complications)), key
        assert len(cause.goes_with.split()) >= FEW // 2, key
        assert len(cause.classic_result.split()) >= FEW, key
        assert len(cause.first_line.split()) >= FEW, key
        assert any(line.verdict == "indicated" for line in cause.care), key


def test_where_it_hurts_or_fails_tells_the_level(real):
    """A place on the pain map, or a place along a nerve, is likelier in it than in other leg pain."""
    places = [mark for site in real.pain_sites.values() for mark in site.means.items()]
    places += [(one.finding, "present") for one in real.deficits.values() if one.finding]
    places = [(key, state) for key, state in places if state in real.findings[key].states]
    along_a_nerve = {key for lesion in real.lesions.values() for key in lesion.causes}

    def likelier(cause, key, state):
        return distribution(real, cause, key)[state] > distribution(real, None, key)[state]

    untold = {
        cause
        for cause in NAMED - NOT_TOLD_FROM_A_PLACE - along_a_nerve
        if not any(likelier(cause, *place) for place in places)
    }
    assert untold == set()


def test_a_rule_guards_each_cause_that_must_not_be_missed(real):
    feared = {
        each for flag in real.rules.red_flags.values() for name in flag.fears for each in family(real, name)
    }
    assert {key for key in NAMED if real.causes[key].must_not_miss} - feared == set()
