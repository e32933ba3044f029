"""Which questions a set asks. Pure: the seed is an argument."""

import random

from ..errors import KneeError, unknown
from ..records import KnowledgeBase


def choose(
    kb: KnowledgeBase, lesson: str, objective: str | None, n: int | None, seed: int
) -> tuple[str, ...]:
    """Ids of a set: every question of a lesson or objective, or `n` spread over the objectives.

    Raises:
        KneeError: for an unknown objective, or an `n` that the bank cannot give.
    """
    objectives = [one.id for one in kb.lessons[lesson].objectives]
    if objective is not None and objective not in objectives:
        raise unknown(f"objective of lesson '{lesson}'", objective, objectives)
    pool = [
        key
        for key, question in kb.questions.items()
        if question.lesson == lesson and question.objective in (objective or question.objective,)
    ]
    if n is None:
        return tuple(pool)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(pool):
        raise KneeError(f"n={n!r} is not a whole number from 1 to {len(pool)}, what the bank holds")
    rng = random.Random(f"{lesson}/{seed}")
    by_objective = {one: [k for k in pool if kb.questions[k].objective == one] for one in objectives}
    for keys in by_objective.values():
        rng.shuffle(keys)
    picked: list[str] = []
    while len(picked) < n:
        picked += [keys.pop() for keys in by_objective.values() if keys][: n - len(picked)]
    return tuple(key for key in pool if key in picked)
