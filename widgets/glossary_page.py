"""All words of the glossary on one page, with a box to search in."""

from kb.glossary import Entry, glossary
from kb.records import KnowledgeBase
from kb.wording import capital

from ._html import esc
from .panel import Panel, Values

LABEL = "Glossary"


def glossary_page(kb: KnowledgeBase) -> Panel:
    """Every word that holds what is typed, in its name, its other forms or its meaning."""
    entries = glossary(kb)

    def draw(values: Values) -> str:
        wanted = values["search"].strip().casefold()
        found = sorted(
            (entry for entry in entries if _rank(entry, wanted)), key=lambda one: -_rank(one, wanted)
        )
        many = f"{len(found)} of {len(entries)} words" if wanted else f"{len(entries)} words"
        items = "".join(
            f"<div><dt>{esc(capital(entry.term))}{_others(entry)}</dt><dd>{esc(entry.plain)}</dd></div>"
            for entry in found
        )
        none = "" if found else "<p>No word of the glossary has this. Try fewer letters.</p>"
        return f'<p class="soft" role="status">{many}</p><dl class="terms">{items}</dl>{none}'

    box = {"kind": "search", "name": "search", "label": "Search", "hint": "A word, or part of one"}
    return Panel(LABEL, draw, controls=[{"items": [box]}], values={"search": ""})


def _others(entry: Entry) -> str:
    others = ", ".join(entry.forms[1:])
    return f' <span class="soft">{esc(others)}</span>' if others else ""


def _rank(entry: Entry, wanted: str) -> int:
    """3 for a word that begins so, 2 for one that has it, 1 where only its meaning does, else 0."""
    forms = [form.casefold() for form in entry.forms]
    if any(form.startswith(wanted) for form in forms):
        return 3
    if any(wanted in form for form in forms):
        return 2
    return int(wanted in entry.plain.casefold())
