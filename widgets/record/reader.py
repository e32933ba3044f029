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
        self._closed = False
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
        """Within it, reads and writes are of one piece: others are told when it is through."""
        with self.record.acting():
            yield

    def close(self) -> None:
        """Hear no more."""
        self._closed = True

    def _heard(self, event: Event | None) -> None:
        if not self._closed and (event is None or self._concerns(event)):
            self._told()
