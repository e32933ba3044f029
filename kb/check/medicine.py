"""Causes that can be told apart, cases that end where triage says, sources that are used."""

from collections.abc import Iterator, Set
from itertools import combinations, islice

from ..errors import Fault, KneeError
from ..patients.people import authored
from ..reading.references import Place, Where
from ..reasoning.contrast import SEPARATES, separates, separation
from ..reasoning.differential import differential
from ..reasoning.likelihood import tables_of
from ..reasoning.triage import rank, triage
from ..records import Case, Cause, KnowledgeBase, Source, records_of, walk

MIN_FINDINGS = 12
MIN_SEPARATIONS = 2
TOGETHER = 0.5
"""Two findings of a case contradict each other below this share of what chance would give."""


def medicine(kb: KnowledgeBase, files: Where, cited: Set[str]) -> Iterator[Fault]:
    """Causes that can be told apart, cases that end where triage says, sources that are used.

    Args:
        cited: keys of the sources that a text cites.
    """
    used = set(cited)
    for record in records_of(kb):
        for _, inner in walk(record):
            keys = (getattr(inner, "source", None), *(getattr(inner, "sources", None) or ()))
            used |= {key for key in keys if key}
    for key in kb.sources.keys() - used:
        file, path = files[Source, key]
        yield Fault(file, path, "is used nowhere; delete it")
    for cause in kb.causes.values():
        place = Place(files, cause)
        if len(cause.findings) < MIN_FINDINGS:
            yield place("findings", f"{len(cause.findings)} findings; a cause needs {MIN_FINDINGS}")
        for i, mimic in enumerate(cause.mimics):
            telling = separation(kb, cause.id, mimic.cause, mimic.finding)
            if not separates(telling):
                yield place(
                    f"mimics.{i}.finding",
                    f"'{mimic.finding}' does not separate it from {mimic.cause} (likelihood ratio "
                    f"{telling.lr:.2g} at best; {SEPARATES:g} or its inverse is needed)",
                )
            telling_ones = (
                key for key in kb.findings if separates(separation(kb, cause.id, mimic.cause, key))
            )
            enough = len(list(islice(telling_ones, MIN_SEPARATIONS)))
            if enough < MIN_SEPARATIONS:
                yield place(
                    f"mimics.{i}",
                    f"{enough} findings separate it from {mimic.cause}; {MIN_SEPARATIONS} are needed",
                )
        yield from _at_once(cause, place)
    for case in kb.cases.values():
        place = Place(files, case)
        try:
            result = triage(differential(kb, authored(kb, case.id).findings, setting=case.setting))
        except KneeError as error:
            yield place("findings", str(error))
            continue
        if result.disposition not in (case.disposition, *case.accept_dispositions):
            yield place(
                "disposition",
                f"'{case.disposition}', but with everything known triage says '{result.disposition}' "
                f"({result.reasons[0].text})",
            )
        if rank(case.disposition) < rank(kb.causes[case.cause].urgency):
            yield place("disposition", f"is below the urgency of {case.cause}")
        yield from _contradictions(kb, case, place)


def _contradictions(kb: KnowledgeBase, case: Case, place: Place) -> Iterator[Fault]:
    """What a patient says and what is found on them go together as often as their group has it."""
    tables = tables_of(kb)
    column = tables.place[case.cause]
    for group in kb.groups.values():
        given = [(key, case.findings[key]) for key in group.findings if key in case.findings]
        for one, other in combinations(given, 2):
            by_chance = tables.single(*one)[column] * tables.single(*other)[column]
            if tables.joint([one, other])[column] < TOGETHER * by_chance:
                yield place(
                    f"findings.{other[0]}",
                    f"'{other[1]}' contradicts {one[0]} '{one[1]}': in {case.cause} the two go together less "
                    f"than half as often as by chance (group {group.id}); change one of them",
                )


def _at_once(cause: Cause, place: Place) -> Iterator[Fault]:
    """What may not wait: said of every dangerous emergency, and indicated there."""
    if cause.must_not_miss and cause.urgency == "emergency" and not cause.at_once:
        yield place("at_once", "is missing; a dangerous emergency says which care may not wait in hospital")
    indicated = {line.care for line in cause.care if line.verdict == "indicated"}
    for i, line in enumerate(cause.at_once):
        for key in line:
            if key not in indicated:
                yield place(f"at_once.{i}", f"'{key}' is not among the care that is indicated here")
