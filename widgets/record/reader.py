"""What one view has read of a record, so that it reads again only when there is something new."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .events import AnyEvent, keep
from .sqlite import Event, Record


class Reader:
    """Between a record and something that follows it. `concerns` says whether an event is of interest; `told`
    is called after another view of this kernel wrote such a one; what other kernels write is seen when `news`
    is asked."""

    def __init__(self, record: Record, concerns: Callable[[Event], bool], told: Callable[[], object]):
        self.record = record
        self._concerns, self._told = concerns, told
        self._stamp: tuple[int, int, int] | None = None
        self._quiet = False
        record.watch(self._heard)

    def news(self) -> bool:
        """Whether anything was written or removed since this was last asked, but by `write`."""
        before, self._stamp = self._stamp, self.record.stamp()
        return before != self._stamp

    def write(self, what: AnyEvent, attempt: str) -> None:
        """Write an event; it is on disk when this returns."""
        keep(self.record, what, attempt)
        if self._stamp is not None:
            opened, elsewhere, changed = self._stamp
            self._stamp = (opened, elsewhere, changed + 1)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Within it, `told` is not called: whoever acts knows."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _heard(self, event: Event | None) -> None:
        if not self._quiet and (event is None or self._concerns(event)):
            self._told()
