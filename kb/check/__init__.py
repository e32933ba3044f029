"""What every record must satisfy beyond its schema: order, medicine, anatomy, item writing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

from ..errors import Fault
from ..reading.files import ROOT
from ..reading.read import Reading, must_hold, read
from ..reading.references import Place, Where
from ..records import KnowledgeBase, Lesson, records_of, walk
from .anatomy import anatomy
from .items import item_writing, patients_questions
from .medicine import medicine
from .pasted import pasted
from .prose import cited, prose


def check(root: Path = ROOT) -> tuple[list[Fault], Reading]:
    """Every fault in the content below `root`, and what was read."""
    reading = read(root)
    faults = list(reading.faults)
    if not faults:
        faults += must_hold(reading)
    faults += key_order(reading)
    faults += dead_links(reading, root)
    faults += prose(reading)
    faults += pasted(reading)
    if not faults:
        faults += medicine(reading.kb, reading.files, cited(reading))
        faults += anatomy(reading.kb, reading.files)
        faults += item_writing(reading.kb, reading.files)
        faults += patients_questions(reading.kb, reading.files)
        faults += same_works(reading.kb, reading.files)
    return faults, reading


def key_order(reading: Reading) -> Iterator[Fault]:
    """Keys in the order of the model, so that every file of a kind reads the same."""
    for (file, path), (model, raw) in reading.raw.items():
        order = [field.name for field in fields(model)]
        given = [key.replace("-", "_") for key in raw]
        given = [key for key in given if key in order]
        for before, after in pairwise(given):
            if order.index(before) > order.index(after):
                yield Fault(file, f"{path}.{after}".strip("."), f"must stand before '{before}'")
                break


def dead_links(reading: Reading, root: Path) -> Iterator[Fault]:
    """Lessons without their notebook, where the notebooks lie beside the content."""
    notebooks = root.parents[1] / "notebooks" if len(root.parents) > 1 else root
    for (file, path), (model, raw) in reading.raw.items() if notebooks.is_dir() else ():
        if model is Lesson and not (notebooks / str(raw.get("notebook"))).is_file():
            yield Fault(file, f"{path}.notebook", f"there is no notebooks/{raw.get('notebook')}")


GUIDANCE = re.compile(r"\b(guideline|guidance|NICE|BOAST)\b", re.I)
"""What a title or a note of guidance says; studies of guidance say it too, and are journal articles."""


def same_works(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """One work under two keys, and guidance that does not say of when it is."""
    held: dict[tuple[str, str], str] = {}
    for source in kb.sources.values():
        place = Place(files, source)
        for name in ("DOI", "PMID", "URL"):
            address = getattr(source, name).casefold().rstrip("/")
            first = held.setdefault((name, address), source.id) if address else source.id
            if first != source.id:
                yield place(name, f"is that of '{first}' too; keep one of the two")
        if source.type != "article-journal" and not source.as_of and GUIDANCE.search(source.title):
            yield place("as_of", "is missing; guidance says of which year it is, or 'undated'")


def summary(kb: KnowledgeBase) -> str:
    """Size of the knowledge base, and the share of published, derived and estimated numbers."""
    bases = Counter(
        inner.basis for record in records_of(kb) for _, inner in walk(record) if hasattr(inner, "basis")
    )
    total = sum(bases.values())
    shares = (
        ", ".join(
            f"{basis} {bases[basis]} ({bases[basis] / total:.0%})"
            for basis in ("published", "derived", "estimate")
        )
        if total
        else "none"
    )
    return (
        f"{len(kb.causes)} causes, {len(kb.findings)} findings, {len(kb.questions)} questions, "
        f"{len(kb.cases)} cases, {len(kb.sources)} sources. Numbers: {shares}."
    )
