"""Numbers in prose that claim something about medicine and say neither path nor source.

A frequency, accuracy, dose, time limit or mortality needs its `[[path]]`, its `[@source]` or, where it is
the authors' own value, `[@estimate]` in the same sentence. A record that says itself where it comes from,
such as a number with its note or a rule whose basis is estimate, has that already.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from ..errors import Fault
from ..reading.read import Reading
from ..reading.told import CITED, NUMBER
from ..records import (
    Case,
    Cause,
    Concept,
    Finding,
    Lesson,
    PublishedPatient,
    Question,
    Source,
    Structure,
    Template,
)

UNSEARCHED = (Lesson, PublishedPatient, Source, Concept)
"""Shelves whose prose is not searched: what somebody else published, and words for the search box."""
ONLY = {Question: {"why"}}
"""Fields that alone are searched: stem and options of a question claim nothing, they are to be judged."""
LEFT_OUT: Mapping[type, frozenset[str]] = {
    Structure: frozenset({"origin", "insertion"}),
    Cause: frozenset({"story", "unit"}),
    Finding: frozenset({"lay", "ask", "how", "sounds"}),
    Case: frozenset({"title", "who", "opening", "words", "develops"}),
    Template: frozenset({"phrases"}),
}
"""What else claims nothing on a shelf: what one person says or went through, where a muscle is fixed, units,
the instructions that make a finding what it is, sentences about a made-up patient."""
SILENT = {"question", "label", "name", "other_words", "proof", "sources", "source", "when", "unless", "fears"}
"""Fields that claim nothing: what a patient asks, the name of a rule whose source the record gives, ids."""
BESIDE = {"text", "how", "population"}
"""Fields that explain the number or the criterion beside them, and have its source."""

WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    "seventy|eighty|ninety"
)
NUM = rf"(?:\d[\d .,]*|(?:{WORDS})\b ?)"
RANGE = rf"{NUM}(?:\s*(?:to|or|–|-)\s*{NUM})?\s*"
SPAN = r"(?:working )?(?:second|minute|hour|day|week|month|year)s?\b"
AGE = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|[1-9]\d)"
NOUN = r"(?:patients|people|cases|them|these|those|adults|children|legs|knees|clots)"
CLAIMS = re.compile(
    "|".join(
        (
            # shares
            rf"{NUM}(?:%|per cent\b)",
            rf"\b(?:{WORDS}|\d+) (?:in|out of) (?:every )?(?:{WORDS}|\d+)\b",
            r"\b(?:a|one|two|three|four) (?:third|quarter|fifth|sixth|eighth|tenth)s?\b",
            r"(?<!other )(?<!upper )(?<!lower )"
            rf"\bhalf (?:of|(?:the |all )?{NOUN}|have|has|had|are|were|do|did)\b",
            r"\b(?:about|nearly|almost|over|more than|less than|fewer than) half\b(?! (?:an?|the)\b)",
            # comparisons and accuracies
            rf"\b(?:twice|(?:{WORDS}|\d+) times) (?:as (?:many|often|likely|common|high)|(?:the|more) )",
            r"\b(?:doubl|tripl|halv)(?:es|ed|ing|e) (?:the|its|their|his|her|them)\b(?! (?:list|load)\b)",
            r"\bodds by (?:about |some |nearly )?\d",
            r"\b(?:sensitivity|specificity|mortality|ratio|index)\b[^.;:]{0,30}? \d",
            r"\b(?:below|above|under|over|at|least) 0[.,]\d",
            # doses and sizes
            rf"\b{NUM}(?:mg|µg|mcg|micrograms?|g|IU|units|mL|mmol|mmHg|kg|cm|mm)\b",
            # time limits and durations
            r"\b(?:within|under|less than|before|after|for|every|at least|over|longer than|more than|up to"
            rf"|until|about|some|nearly|first|mostly|usually) (?:the (?:first )?)?{RANGE}{SPAN}",
            rf"\b{NUM}(?:to|or|–|-)\s*{NUM}{SPAN}",
            rf"\b(?:mostly|usually|about) {NUM}to {NUM}",
            rf"\bto {NUM}(?:minutes|hours|days|weeks|months)\b",
            rf"\b{NUM}(?:minutes|hours|days|weeks|months) (?:after|of|before|or longer|or more|later)\b",
            rf"\b{NUM}(?:days|weeks|months|years) on average\b",
            r"\b(?:within|for|in) an? (?:minute|hour|day|week|month|year) or two\b",
            r"\b(?:for|than|after|about|within) half an hour\b",
            r"\bon day \d",
            rf"\b(?:once|twice|(?:{WORDS}|\d+) \w+) (?:a|per) (?:day|week|month|year)\b",
            # ages
            rf"\b(?:over|under|above|below|between|before|after|past|than|aged?) (?:the age of )?{AGE}\b"
            rf"(?!\s*(?:\d|degrees|steps|{SPAN}))",
            rf"\b{NUM}(?:or more |or over )?years (?:old|of age)\b",
        )
    ),
    re.IGNORECASE,
)
KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“(\[])")


WAY_OUT = (
    "is a claim without its number or source: name the number by its [[path]], cite [@source] in the "
    "sentence, or mark the authors’ own value with [@estimate]"
)


def claims(text: str) -> Iterator[str]:
    """What a text claims with a number and without saying where it comes from, as it stands there."""
    for sentence in SENTENCE.split(" ".join(text.split())):
        if not NUMBER.search(sentence) and not CITED.search(sentence) and (found := CLAIMS.search(sentence)):
            yield found[0].strip()


def cited(reading: Reading) -> set[str]:
    """Keys of the sources that a text cites."""
    texts = (text for _, raw in reading.raw.values() for text in _strings(raw))
    return {key for text in texts for mark in CITED.findall(text) for key in KEY.findall(mark)}


def prose(reading: Reading) -> Iterator[Fault]:
    """One fault for each sentence that claims a number without its source."""
    for (file, path), (model, raw) in reading.raw.items():
        only, silent = ONLY.get(model), SILENT | LEFT_OUT.get(model, frozenset())
        for place, text in () if model in UNSEARCHED else _texts(raw, silent):
            for claim in claims(text) if not only or place.rpartition(".")[2] in only else ():
                yield Fault(file, f"{path}.{place}", f"'{claim}' {WAY_OUT}")


def _strings(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, (list, Mapping)):
        for item in raw.values() if isinstance(raw, Mapping) else raw:
            yield from _strings(item)


def _texts(raw: Any, silent: Set[str], path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a record as written, with their places; not those that say where they come from."""
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, list):
        for i, item in enumerate(raw):
            yield from _texts(item, silent, f"{path}.{i}")
    elif isinstance(raw, Mapping) and raw.get("basis") != "estimate":
        sourced = "source" in raw or "basis" in raw
        # the reason for one line of a record has that line's source; a record's own `why` tells more
        beside = BESIDE | {"why"} if path else BESIDE
        for key, item in raw.items():
            if key not in silent and not (sourced and key in beside):
                yield from _texts(item, silent, f"{path}.{key}".lstrip("."))
