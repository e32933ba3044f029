"""Every technical word with its meaning: those of glossary.yaml, and the names of structures. Pure."""

import re
from dataclasses import dataclass

from .records import KnowledgeBase

ASIDE = re.compile(r"^(.*?)\s*\((.*)\)$")
"""A name and, in brackets, the other name of the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the glossary."""

    term: str
    forms: tuple[str, ...]
    """In which a text may hold it, the term itself among them."""
    plain: str
    structure: str = ""
    """Id of the structure that it names, if it is one."""


def glossary(kb: KnowledgeBase) -> tuple[Entry, ...]:
    """All words by the alphabet. A word of glossary.yaml comes before a structure of that name."""
    found = [Entry(one.term, (one.term, *one.other_forms), one.plain) for one in kb.glossary.values()]
    taken = {form.casefold() for entry in found for form in entry.forms}
    for structure in kb.structures.values():
        aside = ASIDE.match(structure.name)
        names = (aside[1], aside[2]) if aside else (structure.name,)
        forms = tuple(name for name in names if name.casefold() not in taken)
        if forms and structure.what:
            found.append(Entry(forms[0], forms, structure.what, structure.id))
            taken |= {form.casefold() for form in forms}
    return tuple(sorted(found, key=lambda entry: entry.term.casefold()))
