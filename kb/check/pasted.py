"""What comes along when questions are pasted from elsewhere: labels, marks of the key, broken characters."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Fault, shown
from ..reading.read import Reading
from ..records import Question

LABEL = re.compile(r"\s*(\(?[A-Ha-h1-9]\)|[A-Ha-h]:|[B-Hb-h]\.|[A1][.]\)?)\s+(?=\S)")
"""'A)', '(b)', 'C.' or '1)' before an option."""
KEY = re.compile(
    r"^\s*((?:correct|right|wrong|incorrect|false|true)(?: answer| option| choice)?\s*[:!]|"
    r"(?:answer|ans|key|solution|feedback|explanation|rationale)\s*:)"
    r"|(\((?:correct|incorrect|right|wrong|right answer|correct answer)\)|\[x\])",
    re.IGNORECASE,
)
"""'Correct:', 'Answer:', '(correct)': what marks the key elsewhere."""
BROKEN = re.compile(r"[ÂÃ][\u0080-\u00bf\u2018-\u203a€™š]|â[€\u0080][^\s]?|ï»¿|\ufffd|[\u0080-\u009f]")
"""UTF-8 read as Windows-1252 or Latin-1, or a character that could not be read at all."""
LABELLED = re.compile(r"options\.\d+\.text$|prompts\.\d+\.text$")


def pasted(reading: Reading) -> Iterator[Fault]:
    """One fault for each text with something that belongs to another tool's file."""
    for (file, path), (model, raw) in reading.raw.items():
        for place, text in _texts(raw):
            for problem in _problems(text, place if model is Question else ""):
                yield Fault(file, f"{path}.{place}".strip("."), problem)


def _problems(text: str, place: str) -> Iterator[str]:
    if found := BROKEN.search(text):
        word = next(one for one in text.split() if BROKEN.search(one) or found[0] in one)
        yield f"{shown(word)} holds broken characters{_mended(word)}; save the file as UTF-8 and paste anew"
    if LABELLED.search(place) and (found := LABEL.match(text)):
        yield f"begins with {shown(found[1])}; leave that out, the page numbers what can be chosen"
    if place and place != "stem" and (found := KEY.search(text)):
        said = found[1] or found[2]
        yield f"says {shown(said)}; leave that out, and write right: true where the option is right"


def _mended(word: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return f", for {word.encode(encoding).decode('utf-8')!r}"
        except UnicodeError:
            continue
    return ""


def _texts(raw: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, (list, Mapping)):
        items = raw.items() if isinstance(raw, Mapping) else enumerate(raw)
        for key, item in items:
            yield from _texts(item, f"{path}.{key}".lstrip("."))
