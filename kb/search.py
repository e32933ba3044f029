"""Find a finding or a kind of care by the words that people use for it.

Every typed word is looked up among the words of each record: whole, as the start of one, or
misspelt (rapidfuzz). Rare words count more than common ones (inverse document frequency), and a
record's own names and other words count more than its question and answers.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .loader import load
from .models import KnowledgeBase

FILLER = frozenset(
    re.findall(
        r"\S+",
        "a an and any are at but by do does for from had has have i i’m if in is it it’s like me my of "
        "on or so that the then there this to was were when while with your you",
    )
)
SPELLING = 0.74
"""Likeness from which one word counts as a misspelling of another: one slip in four letters."""
ENOUGH = 0.4
"""Share of the question's weight that a record must match."""


def find(
    text: str,
    *,
    kinds: Iterable[str] | None = None,
    limit: int = 8,
    kb: KnowledgeBase | None = None,
) -> tuple[str, ...]:
    """Ids of the findings that `text` may mean, the best match first; () where nothing is near.

    Args:
        kinds: only findings of these kinds.
    """
    kb = kb or load()
    wanted = None if kinds is None else set(kinds)
    allowed = {key for key, f in kb.findings.items() if wanted is None or f.kind in wanted}
    return tuple(key for key in _findings(kb).search(text) if key in allowed)[:limit]


def find_care(text: str, *, limit: int = 8, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """Ids of the care records that `text` may mean, the best match first."""
    return _care(kb or load()).search(text)[:limit]


class _Index:
    """Phrases of records: id to (weight, phrase)."""

    def __init__(self, phrases: Mapping[str, Iterable[tuple[float, str]]]):
        self.phrases = {
            key: [(weight, frozenset(_words(phrase))) for weight, phrase in lines]
            for key, lines in phrases.items()
        }
        count = Counter(
            word
            for lines in self.phrases.values()
            for word in frozenset().union(*(words for _, words in lines))
        )
        self.rarity = {word: math.log(1 + len(self.phrases) / n) for word, n in count.items()}
        self.unknown = math.log(1 + len(self.phrases))

    def search(self, text: str) -> tuple[str, ...]:
        asked = {word: self._like(word) for word in dict.fromkeys(_words(text))}
        asked = {word: like for word, like in asked.items() if like or word not in FILLER}
        weight = {
            word: max((self.rarity[w] for w in like), default=self.unknown) for word, like in asked.items()
        }
        total = sum(weight.values())
        if not total:
            return ()
        best: dict[str, float] = {}
        meant = frozenset().union(*asked.values())
        for key, lines in self.phrases.items():
            for worth, words in lines:
                if words.isdisjoint(meant):
                    continue
                got = sum(
                    weight[word] * max((like[w] for w in words if w in like), default=0.0)
                    for word, like in asked.items()
                )
                said = sum(max(like.get(w, 0.0) for like in asked.values()) for w in words)
                score = worth * got / total * (0.75 + 0.25 * said / len(words))
                best[key] = max(best.get(key, 0.0), score)
        return tuple(
            sorted((k for k in best if best[k] >= ENOUGH), key=lambda key: (-round(best[key], 6), key))
        )

    def _like(self, word: str) -> dict[str, float]:
        """Known words that a typed word may stand for, with how surely."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        like = {}
        if len(word) > 3 and word not in self.rarity:
            spelt = process.extract(
                word,
                list(self.rarity),
                scorer=OSA.normalized_similarity,
                score_cutoff=SPELLING,
                limit=8,
            )
            like = {known: 0.9 * score for known, score, _ in spelt}
        for known in self.rarity:
            short, long = sorted((word, known), key=len)
            if len(short) > 2 and long.startswith(short) and (known == long or len(short) > 3):
                like[known] = max(like.get(known, 0.0), 0.95 if len(short) > 3 else 0.8)
        if word in self.rarity:
            like[word] = 1.0
        return like


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+(?:’\w+)?", text.casefold().replace("'", "’")) if w not in FILLER]


@lru_cache(maxsize=8)
def _findings(kb: KnowledgeBase) -> _Index:
    return _Index(
        {
            key: [
                *((1.0, phrase) for phrase in (f.label, f.lay, *f.other_words)),
                (0.8, f.ask),
                *((0.65, f.sounds[state]) for state in f.states[1:]),
            ]
            for key, f in kb.findings.items()
        }
    )


@lru_cache(maxsize=8)
def _care(kb: KnowledgeBase) -> _Index:
    return _Index({key: [(1.0, phrase) for phrase in (c.name, *c.other_words)] for key, c in kb.care.items()})
