"""Who an option is, whatever its place: a kept answer names it so, and no reordering falsifies it. Pure."""

import re
import unicodedata
from hashlib import sha256

from ...errors import KneeError
from ...records import Option, Question

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
APOSTROPHES = re.compile("['’‘`´]")
PUNCTUATION = re.compile(r'[;!?()\[\]{}"“”„«»‹›_]|[.,:-](?!\d)')
"""What can be corrected without a change of meaning. A mark before a digit may be part of a number (0.5 is
not 05, -2 is not 2), and <, >, +, ±, / and % always mean something."""


def normalised(text: str) -> str:
    """A text without what a correction of white space, case or punctuation may change."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(DASHES)
    return " ".join(PUNCTUATION.sub(" ", APOSTROPHES.sub("", plain)).split())


def digest(text: str) -> str:
    """A short name of a normalised text."""
    return sha256(normalised(text).encode()).hexdigest()[:12]


def identity(option: Option) -> str:
    """The id that the author gave an option, or else one that follows from its text."""
    return option.id or digest(option.text)


def place_of(known: list[str], name: object, question: Question) -> int:
    """Where the option of this identity stands today.

    Raises:
        KneeError: if the question has none such.
    """
    if not isinstance(name, str) or name not in known:
        raise KneeError(f"'{question.id}' has no option {name!r:.40} any more")
    return known.index(name)
