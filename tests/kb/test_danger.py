"""Dangerous presentations are sent high enough, with the disease named; harmless ones not too high."""

from pathlib import Path

import pytest
import yaml

import kb
from kb.reasoning.differential import family
from kb.reasoning.triage import rank
from kb.records import DISPOSITIONS

TABLE = yaml.load((Path(__file__).parent / "danger.yaml").read_text("utf-8"), yaml.CSafeLoader)
DANGEROUS, HARMLESS, KNOWN = TABLE["dangerous"], TABLE["harmless"], TABLE["known_over_triage"]
MASKS = {
    "early", "atypical", "after a strain", "behind a scan", "behind a test", "on anticoagulants", "pregnancy",
    "child", "diabetes", "immune-suppressed", "old",
}  # fmt: skip


def sent(real, row):
    """Triage of a line of the table."""
    return kb.triage(
        row["given"],
        setting=row.get("setting", "primary-care"),
        age=row.get("age", 60),
        sex=row.get("sex"),
        kb=real,
    )


def causes_named(real, reason):
    """Causes that a reason names: those feared by its red flag, or its own."""
    flag = real.rules.red_flags.get(reason.id) if reason.kind == "red-flag" else None
    return {member for key in (flag.fears if flag else (reason.id,)) for member in family(real, key)}


def test_the_table_is_large_and_has_every_mask_and_every_dangerous_cause(real):
    assert len(DANGEROUS) >= 150
    assert len(HARMLESS) >= 80
    assert len(KNOWN) <= 10
    assert {row.get("masked") for row in DANGEROUS.values()} - {None} == MASKS
    feared = {
        member
        for row in DANGEROUS.values()
        if row["feared"] in real.causes
        for member in family(real, row["feared"])
    }
    assert {cause.id for cause in real.causes.values() if cause.must_not_miss} - feared == set()
    allowed = {"given", "age", "sex", "setting", "at_least", "feared", "because", "masked"}
    for key, row in DANGEROUS.items():
        told = [one for one in row["given"] if not one.endswith(("=absent", "=normal"))]
        assert 1 <= len(told) <= 6, key
        assert row.keys() <= allowed, key
        assert row["at_least"] in DISPOSITIONS[1:], key
        assert row["because"] == "course" or row["because"] in real.sources, (key, row["because"])
    for key, row in (HARMLESS | KNOWN).items():
        assert row["at_most"] in DISPOSITIONS[:3], key


def test_no_presentation_stands_twice():
    lines = [
        (frozenset(row["given"]), row.get("age", 60)) for row in (*DANGEROUS.values(), *HARMLESS.values())
    ]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("key", DANGEROUS)
def test_danger_is_sent_high_enough(real, key):
    row = DANGEROUS[key]
    result = sent(real, row)
    assert rank(result.disposition) >= rank(row["at_least"]), [r.text for r in result.reasons]


@pytest.mark.parametrize("key", DANGEROUS)
def test_a_reason_that_sends_high_enough_names_the_disease(real, key):
    row = DANGEROUS[key]
    reasons = [r for r in sent(real, row).reasons if rank(r.disposition) >= rank(row["at_least"])]
    feared = row["feared"]
    if feared in real.causes:
        assert any(feared in causes_named(real, reason) for reason in reasons), [r.text for r in reasons]
    else:
        assert any(feared in reason.text.casefold() for reason in reasons), [r.text for r in reasons]


@pytest.mark.parametrize("key", HARMLESS)
def test_the_harmless_is_not_sent_too_high(real, key):
    row = HARMLESS[key]
    result = sent(real, row)
    assert rank(result.disposition) <= rank(row["at_most"]), [r.text for r in result.reasons]


def test_what_is_known_to_be_sent_too_high_still_is(real):
    """An improvement of the model must be noticed: then the line moves to the harmless ones."""
    found = {key: sent(real, row).disposition for key, row in KNOWN.items()}
    assert found == {key: row["now"] for key, row in KNOWN.items()}
    assert all(rank(row["now"]) > rank(row["at_most"]) and row["why"] for row in KNOWN.values())
