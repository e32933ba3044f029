"""How easily the prose of a lesson reads: a note for its author, never a fault."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..records import KnowledgeBase

AIM = 60
"""Reading ease of plain English; what is below reads like a specialist's text."""
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
APART = re.compile(r"^\s*(#|\||>|<).*$|`[^`]*`", re.M)
CITED = re.compile(r"\((?:[^()]*\d{4}[^()]*|estimate)\)")
END = re.compile(r"[.!?:;](?=\s|$)|\n\s*\n|\n\s*[-*\d]+\.?\s")
WORD = re.compile(r"[A-Za-zÀ-ÿ’'-]*[A-Za-zÀ-ÿ]")
VOWELS = re.compile(r"[aeiouyà-ÿ]+")


def reading_ease(text: str) -> float:
    """Flesch's reading ease of some prose: 206.835 − 1.015 · words a sentence − 84.6 · syllables a word
    (Flesch, A new readability yardstick, J Appl Psychol 1948). About 100 reads like a comic, 60 like plain
    English, 30 like a scientific paper. Syllables are groups of vowels without a silent e: right for most
    words, not for all, so a difference of a few points means nothing. 0 for no words.
    """
    words = WORD.findall(text)
    sentences = [part for part in END.split(text) if WORD.search(part)]
    if not words:
        return 0.0
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    plain = word.lower()
    silent = len(plain) > 3 and re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$|[^aeiouysxz]es$", plain) is not None
    return max(1, len(VOWELS.findall(plain)) - silent)


def prose_of(notebook: Path) -> str:
    """The running text of a notebook, without headings, tables, code, and names of sources."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    texts = (
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "markdown" and cell["id"] != "references"
    )
    plain = (CITED.sub("", LINK.sub(r"\1", text)) for text in texts)
    return "\n\n".join(APART.sub("", text).replace("*", "") for text in plain)


def readability(kb: KnowledgeBase, root: Path) -> Iterator[tuple[str, float]]:
    """(lesson, reading ease) where the notebooks lie beside the content, in the order of the lessons."""
    folder = root.parents[1] / "notebooks" if len(root.parents) > 1 else root
    for lesson in sorted(kb.lessons.values(), key=lambda one: one.notebook):
        if (folder / lesson.notebook).is_file():
            yield lesson.id, reading_ease(prose_of(folder / lesson.notebook))
