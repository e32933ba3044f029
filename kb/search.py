"""Find a finding, a kind of care or a cause by the words that people use for it."""

from collections.abc import Iterable
from functools import lru_cache

from .loader import load
from .models import KnowledgeBase

MIN_SCORE = 62


def find(
    text: str,
    *,
    kinds: Iterable[str] | None = None,
    limit: int = 8,
    kb: KnowledgeBase | None = None,
) -> tuple[str, ...]:
    """Ids of the findings that `text` may mean, the best match first; () where nothing is near.

    Spelling mistakes and lay words are understood (rapidfuzz over labels and other words).

    Args:
        kinds: only findings of these kinds.
    """
    kb = kb or load()
    wanted = set(kinds) if kinds is not None else None
    allowed = [key for key, f in kb.findings.items() if wanted is None or f.kind in wanted]
    return _search(text, [(key, p) for key in allowed for p in _phrases(kb)[key]], limit)


def find_care(text: str, *, limit: int = 8, kb: KnowledgeBase | None = None) -> tuple[str, ...]:
    """Ids of the care records that `text` may mean, the best match first."""
    kb = kb or load()
    pairs = [(key, p) for key, c in kb.care.items() for p in (c.name, *c.other_words)]
    return _search(text, pairs, limit)


@lru_cache(maxsize=8)
def _phrases(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    return {key: (f.label, f.lay, *f.other_words) for key, f in kb.findings.items()}


def _search(text: str, pairs: list[tuple[str, str]], limit: int) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process, utils

    query = utils.default_process(text)
    if not query:
        return ()
    best: dict[str, float] = {}
    phrases = [utils.default_process(phrase) for _, phrase in pairs]
    for phrase, score, index in process.extract(
        query, phrases, scorer=fuzz.WRatio, score_cutoff=MIN_SCORE, limit=60
    ):
        # Half a typed word is the start of a word, not a bad spelling of a short one.
        starts = any(word.startswith(query) for word in phrase.split()) or phrase.startswith(query)
        key = pairs[index][0]
        best[key] = max(best.get(key, 0.0), score + (20 if starts else 0) - 0.05 * len(phrase))
    for (key, _), phrase in zip(pairs, phrases, strict=True):
        if any(word.startswith(query) for word in phrase.split()):
            best[key] = max(best.get(key, 0.0), 100 - 0.05 * len(phrase))
    return tuple(sorted(best, key=lambda key: (-best[key], key))[:limit])
