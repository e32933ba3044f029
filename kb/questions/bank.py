"""Every question by its id: those that somebody wrote, and those that are made from the knowledge base.

A made question is called '~', its template and its seed, as in ~abi-value-17. The id says everything: the
same id is the same question for as long as the knowledge base says the same, so a record need keep no more.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..errors import KneeError, unknown
from ..records import KnowledgeBase, Question, Template
from .generators import generate
from .kinds import version

MADE = re.compile(r"~([a-z0-9]+(?:-[a-z0-9]+)*)-(0|[1-9]\d{0,8})")
SEEDS = 10**6
"""Seeds that a drawn set takes its questions from."""
TRIES = 8
"""How many seeds are tried for each question that is wanted, before a template counts as used up."""


def question(kb: KnowledgeBase, key: str) -> Question:
    """The question of an id, written or made.

    Raises:
        UnknownId: where there is none, with the nearest that there is.
    """
    found = asked(kb, key)
    if found is None:
        raise unknown("question", key, [*kb.questions, *(f"~{name}-1" for name in kb.templates)])
    return found


def asked(kb: KnowledgeBase, key: str) -> Question | None:
    """The question of an id, or None where there is none, as in a record of things that have gone."""
    return kb.questions.get(key) or (_made(kb, key) if key[:1] == "~" else None)


def exists(kb: KnowledgeBase, key: str) -> bool:
    """Whether there is a question of this id, without making it."""
    if key in kb.questions:
        return True
    found = MADE.fullmatch(key)
    return found is not None and found[1] in kb.templates


@lru_cache(maxsize=4096)
def _made(kb: KnowledgeBase, key: str) -> Question | None:
    found = MADE.fullmatch(key)
    if not found or found[1] not in kb.templates:
        return None
    return generate(kb, found[1], int(found[2]), key)


def variants(kb: KnowledgeBase, key: str, n: int = 6) -> tuple[str, ...]:
    """Ids of up to `n` other questions that practise the same as question `key`, for a review that should not
    ask the same words again.

    Of a made question: others of its template. Of a written one: made ones of the templates that name it, in
    turn; none where none does. The same ids each time, no two of them the same question, and each an argument
    of `question`.

    Raises:
        UnknownId: for a question that there is not.
    """
    known = question(kb, key)
    own = MADE.fullmatch(key)
    names = [own[1]] if own else [one.id for one in kb.templates.values() if key in one.variants_of]
    return tuple(different(kb, names, range(1, n * TRIES + 1), n, known))


def templates(kb: KnowledgeBase, lesson: str, objective: str | None = None) -> tuple[Template, ...]:
    """The templates that practise a lesson, or one objective of it."""
    return tuple(
        one
        for one in kb.templates.values()
        if one.lesson == lesson and one.objective == (objective or one.objective)
    )


def practice(
    kb: KnowledgeBase, lesson: str, objective: str | None = None, *, n: int, seed: int
) -> tuple[str, ...]:
    """Ids of `n` different made questions of a lesson, or of one objective of it, spread over their kinds.

    Raises:
        UnknownId: for an unknown lesson. KneeError: for an objective or an `n` that there is not enough for.
    """
    if lesson not in kb.lessons:
        raise unknown("lesson", lesson, kb.lessons)
    objectives = [one.id for one in kb.lessons[lesson].objectives]
    if objective is not None and objective not in objectives:
        raise unknown(f"objective of lesson '{lesson}'", objective, objectives)
    names = [one.id for one in templates(kb, lesson, objective)]
    if not names:
        asked_of = sorted({one.objective for one in templates(kb, lesson)})
        raise KneeError(
            f"no questions are made for '{objective}' of '{lesson}'; there are for {', '.join(asked_of)}"
        )
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= 50:
        raise KneeError(f"n={n!r:.40} is not a whole number from 1 to 50")
    rng = random.Random(f"{lesson}/{objective}/{seed}")
    rng.shuffle(names)
    found = tuple(different(kb, names, rng.sample(range(SEEDS), n * TRIES), n))
    if len(found) < n:
        raise KneeError(f"n={n} is more than can be made for this; {len(found)} can")
    return found


def different(
    kb: KnowledgeBase, names: Sequence[str], seeds: Sequence[int], n: int, *known: Question
) -> Iterator[str]:
    """Up to `n` ids of made questions, the templates in turn, none of which asks the same as another."""
    met = {version(kb, one) for one in known}
    for seed in seeds:
        for name in names:
            if n == 0:
                return
            made = question(kb, f"~{name}-{seed}")
            if (mark := version(kb, made)) not in met:
                met.add(mark)
                n -= 1
                yield made.id
