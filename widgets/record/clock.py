"""What time it is: the only place where the record and the pages ask."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds of a clock that nobody can set."""
    return time.monotonic()
