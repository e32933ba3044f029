"""Where causes arise: in which of the structures that they name, and which they only involve."""

from collections.abc import Set

from ..records import Cause, KnowledgeBase

SEATS = 2
"""How many of the structures that a cause names first count as its seat."""


def arising(kb: KnowledgeBase, structure: str, here: Set[str]) -> tuple[list[Cause], list[Cause]]:
    """Causes that arise in a structure, and those that only involve it.

    A cause names its structures in the order of their part in it; it arises in the first `SEATS`. One
    that begins with a muscle or tendon arises only at levels that cut it.

    Args:
        here: structures that the level cuts.
    """
    drawn = {form.structure for form in kb.forms.values()}

    def elsewhere(cause: Cause) -> bool:
        first = cause.structures[0]
        return kb.structures[first].kind in ("muscle", "tendon") and first in drawn - here

    found = [cause for cause in kb.causes.values() if structure in cause.structures]
    found.sort(key=lambda cause: (cause.structures.index(structure), cause.name))
    seat = [cause for cause in found if cause.structures.index(structure) < SEATS and not elsewhere(cause)]
    return seat, [cause for cause in found if cause not in seat]
