"""Causes that can be told apart, cases that end where triage says, sources that are used."""

from collections.abc import Iterator, Set
from itertools import islice

from ..errors import Fault, KneeError
from ..patients.people import authored
from ..reading.references import Place, Where
from ..reasoning.contrast import SEPARATES, separates, separation
from ..reasoning.differential import differential
from ..reasoning.triage import rank, triage
from ..records import KnowledgeBase, Source, records_of, walk

MIN_FINDINGS = 12
MIN_SEPARATIONS = 2


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
