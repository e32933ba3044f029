"""Find a finding or a kind of care by the words that people use for it.

Words are reduced to their stems (Snowball), words that mean the same to one concept (words.yaml),
and every typed word is looked up among the words of each record: whole, as the start of one, or
misspelt (rapidfuzz). Rare words count more than common ones (inverse document frequency), and a
record's own names and other words count more than its question and answers.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from .records import KnowledgeBase

FILLER = frozenset(
    re.findall(
        r"\S+",
        "a about after all always am an and any are as at be been but by can can’t cannot did do does "
        "doesn’t don’t feel feels for from gets got had has have he her his i i’m i’ve if in is isn’t "
        "it it’s its just keep keeps kind like lot makes me more my no not now of on one or really "
        "she so some something that the their them then there they this to too very was were what "
        "when where which while who whole will with won’t you your ",
    )
)
SPELLING = 0.74
"""Likeness from which one word counts as a misspelling of another: one slip in four letters."""
STRANGE = 0.5
"""Weight of a word that no record has, as a share of the rarest word's."""
SCATTERED = 0.75
"""Worth of a record that has the typed words in several phrases, beside one that has them in one."""
ENOUGH = 0.22
"""Share of the question's weight that a record must match,"""
BESIDE = 0.5
"""and share of the best match's score that the others must reach."""


def find(
    kb: KnowledgeBase, text: str, *, kinds: Iterable[str] | None = None, limit: int = 8
) -> tuple[str, ...]:
    """Ids of the findings that `text` may mean, the best match first; () where nothing is near.

    Args:
        kinds: only findings of these kinds.
    """
    wanted = None if kinds is None else set(kinds)
    allowed = {key for key, f in kb.findings.items() if wanted is None or f.kind in wanted}
    return _findings(kb).search(text, allowed)[:limit]


def find_care(kb: KnowledgeBase, text: str, *, limit: int = 8) -> tuple[str, ...]:
    """Ids of the care records that `text` may mean, the best match first."""
    return _care(kb).search(text, kb.care)[:limit]


class _Concepts:
    """Turns text into terms: stems, with concepts in the place of words that mean the same."""

    def __init__(self, kb: KnowledgeBase):
        self.phrases = [phrase for concept in kb.words.values() for phrase in concept.words]
        self.of: dict[tuple[str, ...], str] = {}
        self.longest: dict[str, int] = defaultdict(int)
        for concept in kb.words.values():
            for phrase in concept.words:
                stems = tuple(_stems(phrase))
                if stems:
                    self.of.setdefault(stems, f"={concept.id}")
                    self.longest[stems[0]] = max(self.longest[stems[0]], len(stems))

    def terms(self, text: str) -> list[str]:
        stems, terms, i = _stems(text), [], 0
        while i < len(stems):
            for n in range(min(self.longest.get(stems[i], 0), len(stems) - i), 0, -1):
                concept = self.of.get(tuple(stems[i : i + n]))
                if concept:
                    terms.append(concept)
                    i += n
                    break
            else:
                terms.append(stems[i])
                i += 1
        return [term for term in terms if term not in FILLER]


class _Index:
    """Phrases of records: id to (weight, phrase)."""

    def __init__(self, concepts: _Concepts, phrases: Mapping[str, Iterable[tuple[float, str]]]):
        self.concepts = concepts
        phrases = {key: list(lines) for key, lines in phrases.items()}
        self.lines = [
            (key, weight, frozenset(concepts.terms(phrase)), frozenset(_stems(phrase)))
            for key, lines in phrases.items()
            for weight, phrase in lines
        ]
        told = (phrase for lines in phrases.values() for _, phrase in lines)
        self.vocabulary = sorted({word for phrase in (*told, *concepts.phrases) for word in _words(phrase)})
        self.known = frozenset(map(_stem, self.vocabulary))
        self.with_term: dict[str, list[int]] = defaultdict(list)
        for i, (_, _, terms, stems) in enumerate(self.lines):
            for term in terms | stems:
                self.with_term[term].append(i)
        count = {term: len({self.lines[i][0] for i in where}) for term, where in self.with_term.items()}
        self.rarity = {term: math.log(1 + len(phrases) / n) for term, n in count.items()}
        self.strange = STRANGE * math.log(1 + len(phrases))

    def search(self, text: str, allowed: Iterable[str]) -> tuple[str, ...]:
        terms = self.concepts.terms(" ".join(map(self._respelt, _words(text))))
        asked = {term: self._like(term) for term in dict.fromkeys(terms)}
        weight = {
            term: max((self.rarity[t] for t in like), default=self.strange) for term, like in asked.items()
        }
        total = sum(weight.values())
        if not total:
            return ()
        best: dict[str, float] = {}
        pooled: dict[str, dict[str, float]] = defaultdict(dict)
        for i in {i for like in asked.values() for term in like for i in self.with_term[term]}:
            key, worth, terms, stems = self.lines[i]
            if key not in allowed:
                continue
            met = {
                term: worth * max((like[t] for t in terms | stems if t in like), default=0.0)
                for term, like in asked.items()
            }
            for term, how_well in met.items():
                pooled[key][term] = max(pooled[key].get(term, 0.0), how_well)
            got = sum(weight[term] * how_well for term, how_well in met.items())
            all_said = sum(self.rarity[t] for t in terms)
            said = sum(self.rarity[t] * max(like.get(t, 0.0) for like in asked.values()) for t in terms)
            score = got / total * (0.7 + 0.3 * said / all_said)
            best[key] = max(best.get(key, 0.0), score)
        for key, met in pooled.items():
            got = sum(weight[term] * how_well for term, how_well in met.items())
            best[key] = max(best[key], SCATTERED * got / total)
        least = max(ENOUGH, BESIDE * max(best.values(), default=0.0))
        return tuple(
            sorted((k for k in best if best[k] >= least), key=lambda key: (-round(best[key], 6), key))
        )

    def _like(self, term: str) -> dict[str, float]:
        """Known terms that a typed one may stand for, with how surely."""
        if term in self.rarity:
            exact = {term: 1.0}
            if term.startswith("=") or len(term) < 4:
                return exact
            return exact | {t: 0.8 for t in self.rarity if t.startswith(term) and t != term}
        if len(term) < 3:
            return {}
        sure = 0.95 if len(term) > 3 else 0.8
        begun = {t: sure for t in self.rarity if t.startswith(term)}
        for phrase, concept in self.concepts.of.items():
            if len(term) > 3 and len(phrase) == 1 and phrase[0].startswith(term) and concept in self.rarity:
                begun[concept] = sure
        return begun

    def _respelt(self, word: str) -> str:
        """The word, or the known one that it seems to misspell."""
        if len(word) < 4 or _stem(word) in self.known or any(w.startswith(word) for w in self.vocabulary):
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extractOne(
            word, self.vocabulary, scorer=OSA.normalized_similarity, score_cutoff=SPELLING
        )
        return found[0] if found else word


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "’"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"\w+(?:’\w+)?", bare)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _words(text) if word not in FILLER]


@cache
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


@cache
def _stemmer():
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=8)
def _concepts(kb: KnowledgeBase) -> _Concepts:
    return _Concepts(kb)


@lru_cache(maxsize=8)
def _findings(kb: KnowledgeBase) -> _Index:
    return _Index(
        _concepts(kb),
        {
            key: [
                *((1.0, phrase) for phrase in (f.label, f.lay, *f.other_words)),
                (0.8, f.ask),
                *((0.65, f.sounds[state]) for state in f.states[1:]),
            ]
            for key, f in kb.findings.items()
        },
    )


@lru_cache(maxsize=8)
def _care(kb: KnowledgeBase) -> _Index:
    return _Index(
        _concepts(kb),
        {key: [(1.0, phrase) for phrase in (c.name, *c.other_words)] for key, c in kb.care.items()},
    )
