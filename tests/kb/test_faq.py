"""What patients ask: every answer rests on facts and sources, and goes stale with them."""

import dataclasses

import pytest
import yaml

from kb.check.items import patients_questions
from kb.reading.read import must_hold, read
from kb.records import Faq, ReadOnly

MASSAGE = "should-i-massage-it"


def changed(real, **fields):
    """The knowledge base with one answer changed."""
    record = dataclasses.replace(real.faq[MASSAGE], **fields)
    return dataclasses.replace(real, faq=ReadOnly({**real.faq, MASSAGE: record}))


def faults(base):
    files = {(Faq, key): ("kb/faq.yaml", key) for key in base.faq}
    return [str(fault) for fault in patients_questions(base, files)]


def with_care(real, cause, lines):
    """The knowledge base with other lines of care in one cause."""
    record = dataclasses.replace(real.causes[cause], care=tuple(lines))
    return dataclasses.replace(real, causes=ReadOnly({**real.causes, cause: record}))


def test_the_answers_hold(real):
    assert len(real.faq) >= 15
    assert faults(real) == []


def test_every_topic_is_asked_about(real):
    assert {faq.topic for faq in real.faq.values()} == {"help", "cause", "care", "course"}


def test_every_answer_says_how_fast_to_get_help(real):
    fast = ("ambulance", "now", "today", "emergency")
    assert [key for key, faq in real.faq.items() if not any(word in faq.red_flag for word in fast)] == []


def test_what_needs_an_ambulance_is_said_before_what_can_wait_for_hours(real):
    late = {}
    for key, faq in real.faq.items():
        said = faq.red_flag.casefold()
        now = [said.find(words) for words in ("ambulance", "hospital now") if words in said]
        if now and "today" in said and min(now) > said.find("today"):
            late[key] = faq.red_flag
    assert late == {}


def test_answers_are_short_enough_for_a_patient(real):
    assert {key: n for key, faq in real.faq.items() if (n := len(faq.answer.split())) > 110} == {}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"proof": ()}, "proof: is empty"),
        ({"sources": ()}, "sources: is empty"),
        ({"red_flag": ""}, "red_flag: is empty"),
        ({"question": "Heat or ICE?"}, "asked twice"),
        ({"proof": ({"fact": "causes.cellulitus.urgency", "equals": "x"},)}, "cellulitis"),
        ({"proof": ({"fact": "causes.cellulitis.urgency"},)}, "exactly one comparison"),
        ({"proof": ({"fact": "causes.cellulitis.urgency", "is-answer": True},)}, "numeric"),
        ({"proof": ({"fact": "causes.cellulitis.care.0.verdict", "equals": "indicated"},)}, "counts lines"),
        (
            {"proof": ({"care": {"cause": "cellulitis", "care": "massage"}, "equals": "indicated"},)},
            "may be stale",
        ),
    ],
)
def test_a_spoilt_answer_is_caught(real, fields, says):
    found = faults(changed(real, **fields))
    assert any(says in fault and MASSAGE in fault for fault in found), found


def test_an_answer_goes_stale_with_its_fact(real):
    lines = [
        dataclasses.replace(line, verdict="indicated") if line.care == "massage" else line
        for line in real.causes["deep-vein-thrombosis"].care
    ]
    found = faults(with_care(real, "deep-vein-thrombosis", lines))
    assert any(MASSAGE in fault and "stale" in fault for fault in found), found


def test_the_order_of_the_lines_of_care_does_not_matter(real):
    assert (
        faults(with_care(real, "gastrocnemius-strain", real.causes["gastrocnemius-strain"].care[::-1])) == []
    )


def test_the_file_is_held_to_its_schema_and_its_sources(real_copy):
    file = real_copy / "faq.yaml"
    held = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    held["heat-or-ice"]["topic"] = "cures"
    file.write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True), "utf-8")
    assert any(
        "heat-or-ice.topic" in str(fault) and "is none of help, cause, care, course" in str(fault)
        for fault in read(real_copy).faults
    )
    held["heat-or-ice"]["topic"] = "care"
    held["heat-or-ice"]["sources"] = ["rcem-alli"]
    file.write_text(yaml.safe_dump(held, sort_keys=False, allow_unicode=True), "utf-8")
    reading = read(real_copy)
    found = [str(fault) for fault in must_hold(reading)]
    assert any("heat-or-ice" in fault and "did you mean 'rcem-ali'" in fault for fault in found), found
