"""Which attempt a set or a patient is at. Pure: names of attempts in, names out.

One set is one attempt, and so is one patient, wherever it is open. An attempt is followed by another only
when the learner begins again, and the first event of the new one names the old. Where two places began at the
same moment without knowing of each other, the earlier one is the attempt, and what was done in the other
belongs to it too.
"""

from collections.abc import Iterable

Attempt = tuple[str, ...]
"""Names under which one attempt was begun, the one that counts first."""


def attempts(begun: Iterable[tuple[str, str | None]]) -> tuple[list[Attempt], Attempt]:
    """Every attempt in the order in which they were begun, and the one that is on, () for none.

    Args:
        begun: (attempt, what it follows) of each event in the order of the record. What it follows is ''
            for the first attempt, and None where the event says nothing of it: one that is known by then
            goes on, any other follows the one before, as in records from before this was kept.
    """
    found: dict[str, Attempt] = {}
    home: dict[str, str] = {}
    over: set[str] = set()
    on = ""
    for name, after in begun:
        first = home.get(name)
        if first is None:
            begins = not on or after is None or home.get(after) == on
            first = home[name] = name if begins else on
            found[first] = (*found.get(first, ()), name)
            if begins and after is not None and on:
                over.add(on)
        if first not in over:
            on = first
    return list(found.values()), found.get(on, ())
