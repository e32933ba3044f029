"""How the reasoning does on real, published patients: those to learn from, and those that nobody looks into.

The sealed ones were drawn by source, once, and are scored here and nowhere else. Only their sums are printed.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

import kb
from kb.errors import Fault
from kb.patients.published import Outcome, as_published, outcome, outcomes, told_alike, yardstick
from kb.reading.validation import validate
from kb.reasoning.grounds import grounded
from kb.records import SETTINGS, KnowledgeBase, PublishedPatient

from .measure import Row, progress

SEALED = Path(__file__).with_name("sealed_patients.yaml")
DRAWN = 3
"""Patients that the knowledge base draws of each cause in each setting, for comparison."""


def rows() -> Iterator[Row]:
    known = kb.load()
    progress("published patients")
    yield from _told("published, to learn from", outcomes(known))
    yield from _told("published, sealed", [outcome(known, one) for one in sealed(SEALED)], aims=True)
    yield from _grounds(known)
    progress("patients of its own")
    yield from _told("drawn by itself, told as much as the published", told_alike(known))
    yield from _told("drawn by itself, history and examination complete", _own(known))


def sealed(path: Path) -> list[PublishedPatient]:
    """The patients of a file of the same form as kb/content/published-patients.yaml.

    Raises:
        ValueError: with one line for each fault.
    """
    faults: list[Fault] = []
    held = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    found = [validate(PublishedPatient, raw, path.name, key, faults, key=key) for key, raw in held.items()]
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return found


def _grounds(known: KnowledgeBase) -> Iterator[Row]:
    """What share of the decisive weight rests on numbers that are no estimates."""
    weight = {key: cause.weights["primary-care"].value for key, cause in known.causes.items()}
    chosen = {
        "must not be missed": [key for key, cause in known.causes.items() if cause.must_not_miss],
        "the twenty most frequent": sorted(weight, key=weight.__getitem__)[-20:],
        "all": list(known.causes),
    }
    for what, keys in chosen.items():
        share = sum(grounded(known, key) for key in keys) / len(keys)
        how = "Mean over the causes; see kb.reasoning.grounds."
        yield Row(f"decisive weight on published or derived numbers, {what}", f"{share:.1%}", how=how)


def _own(known: KnowledgeBase) -> list[Outcome]:
    """Patients sampled from the knowledge base, coded as far as history and examination show."""
    bedside = {key for key, one in known.findings.items() if one.kind in ("person", "history", "examination")}
    found = []
    for cause in known.causes:
        for number, setting in enumerate(SETTINGS * DRAWN):
            drawn = kb.sample_patient(cause, seed=number, setting=setting, kb=known)
            found.append(outcome(known, as_published(f"{cause}-{number}", drawn, bedside)))
    return found


def _told(whose: str, results: Iterable[Outcome], *, aims: bool = False) -> Iterator[Row]:
    told = yardstick(results)
    many = f"{told.patients} patients, {told.known} of a cause that is known here; investigations hidden."
    for what, here, aim, met in (
        ("true cause comes first", told.first, "≥ 80 %", told.first >= 0.80),
        ("true cause among three", told.among_three, "≥ 93 %", told.among_three >= 0.93),
        ("safe dispositions", told.safe, "≥ 99 %", told.safe >= 0.99),
        ("over-triage", told.over_triaged, "≤ 10 %", told.over_triaged <= 0.10),
    ):
        yield Row(f"{whose}: {what}", f"{here:.1%}", "", "", aim if aims else "", met if aims else None, many)
        many = ""
    low = told.emergencies_too_low
    yield Row(
        f"{whose}: emergencies too low", str(low), "", "", "0" if aims else "", low == 0 if aims else None
    )
    yield Row(
        f"{whose}: the likeliest is right",
        f"{told.likeliest_right:.1%}",
        f"{told.likeliest_low:.0%}–{told.likeliest_high:.0%}",
        "",
        "",
        None,
        f"It was said to be {told.likeliest_said:.1%} likely; beside it the mean edges of its 80 % bands.",
    )
    yield Row(f"{whose}: log score", f"{told.log_score:.2f}", how="Mean natural logarithm; 0 is perfect.")
