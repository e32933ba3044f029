"""Citations in the prose of lessons: an author writes a key, a reader sees a name that leads to the work.

    … through a slit [@rauschning1980].
    … through a slit ([Rauschning 1980](https://doi.org/… "Its title. Its journal")).

`python -m kb cite notebooks/*.ipynb` makes the second of the first, and brings links that it made before into
step with `sources.yaml`. Pure but for `cite_file`.
"""

import json
import re
from pathlib import Path

from .errors import KneeError, nearest
from .records import KnowledgeBase, Source

KEY = re.compile(r"\[@([a-z0-9-]+)\]")
LINK = re.compile(r'\(\[[^\]\n]+\]\((\S+) "[^"\n]*"\)\)')
NAME = re.compile(r"\(((?:[^()\n]|\([^()\n]*\))+)\)")
"""How a work that is not on line is cited: its name alone, which the list at the end of a lesson explains."""


def cited(kb: KnowledgeBase, text: str) -> str:
    """A text with every key of a source as a readable link, and every such link as it is today.

    Raises:
        KneeError: for a key that is no source, with the nearest.
    """

    def of_key(found: re.Match[str]) -> str:
        if found[1] not in kb.sources:
            raise KneeError(f"[@{found[1]}]: there is no such source{nearest(found[1], kb.sources)}")
        return link(kb.sources[found[1]])

    def of_link(found: re.Match[str]) -> str:
        key = keys.get(found[1])
        return link(kb.sources[key]) if key else found[0]

    keys = _keys(kb)

    return KEY.sub(of_key, LINK.sub(of_link, text))


def citations(kb: KnowledgeBase, text: str) -> set[str]:
    """Keys of the sources that a text cites by such links."""
    keys = _keys(kb)
    found = [one[1] for pattern in (LINK, NAME) for one in pattern.finditer(text)]
    return {keys[one] for one in found if one in keys}


def link(source: Source) -> str:
    """A source as prose cites it: author and year, with title and place for whoever points at it."""
    if not source.link:
        return f"({source.short})"
    card = source.card()
    title = ". ".join(filter(None, (card["title"].rstrip("."), card["place"]))).replace('"', "”")
    return f'([{source.short}]({_address(source)} "{title}"))'


def _address(source: Source) -> str:
    return source.link.replace("(", "%28").replace(")", "%29")


def _keys(kb: KnowledgeBase) -> dict[str, str]:
    """By address, or by name where there is none; the first of two that share one."""
    return {_address(one) or one.short: key for key, one in reversed(kb.sources.items())}


def cite_file(kb: KnowledgeBase, file: Path) -> bool:
    """Cite in the prose of a notebook; says whether that changed it.

    Raises:
        KneeError: for a key that is no source, or a file that is no notebook.
    """
    try:
        text = file.read_text("utf-8")
        book = json.loads(text)
        prose = [cell for cell in book["cells"] if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KneeError(f"{file}: is no notebook ({error}); name files that end in .ipynb") from None
    try:
        for cell in prose:
            cell["source"] = cited(kb, "".join(cell["source"])).splitlines(keepends=True)
    except KneeError as error:
        raise KneeError(f"{file}: {error}") from None
    made = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
    if made != text:
        file.write_text(made, "utf-8")
    return made != text
