"""How long a learner takes for a question."""

from datetime import datetime
from itertools import pairwise
from statistics import median

from .events import Answered
from .sqlite import Record

LATEST = 200
"""Answers that are looked at."""
FEW = 10
"""Gaps below which nothing can be said."""
LONG = 300
"""Seconds after which somebody has left."""


def pace(record: Record) -> float | None:
    """Seconds from one answer to the next within an attempt, as a median; None where too few are known."""
    events = record.latest(Answered.KIND, LATEST)
    gaps = [
        (datetime.fromisoformat(later.at) - datetime.fromisoformat(one.at)).total_seconds()
        for one, later in pairwise(events)
        if one.attempt == later.attempt
    ]
    known = [gap for gap in gaps if 1 <= gap <= LONG]
    return median(known) if len(known) >= FEW else None
