"""What every measurement shares: a row of the table, medians taken in turns, places of its own.

A row stands against a floor: the least that anybody would need for the same, measured in the same
run and in turns with it, so that a busy or a slow machine changes both.
"""

import shutil
import statistics
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

WIDTHS = {"what": 46, "here": 9, "floor": 9, "ratio": 13, "aim": 14, "met": 8}
HOW_WIDTH = 58


@dataclass(frozen=True)
class Row:
    """One line of the table. `met` is None where there is no aim."""

    what: str
    here: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None
    how: str = ""
    """What the floor is, how often it was measured, what to know about it."""


def against(
    what: str,
    here: float,
    floor: float,
    *,
    show: Callable[[float], str],
    at_most: float | None = None,
    faster: float | None = None,
    how: str,
) -> Row:
    """A row with the ratio to its floor; the aim is a ratio of `at_most`, or being `faster` so many times."""
    if faster is None:
        ratio = f"{here / floor:.2f} ×"
        met = None if at_most is None else here / floor <= at_most
        aim = "" if at_most is None else f"≤ {at_most:g} ×"
    else:
        ratio, aim = f"{rounded(floor / here)} × faster", f"≥ {faster:g} × faster"
        met = floor / here >= faster
    return Row(what, show(here), show(floor), ratio, aim, met, how)


def rounded(value: float) -> str:
    """Three digits, never as a power of ten."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{rounded(seconds / size)} {unit}"
    return f"{seconds / 1e-9:.0f} ns"


def mebibytes(size: float) -> str:
    return f"{size / 2**20:.1f} MiB"


def in_turns(times: int, what: str, *measures: Callable[[], float]) -> list[float]:
    """Median of each measure, each taken `times` times, one after the other in alternating order."""
    taken: list[list[float]] = [[] for _ in measures]
    for round_ in range(times):
        progress(f"{what} {round_ + 1}/{times}")
        order = range(len(measures))
        for i in order if round_ % 2 == 0 else reversed(order):
            taken[i].append(measures[i]())
    return [statistics.median(values) for values in taken]


def own_places(folder: Path) -> dict[str, str]:
    """Environment in which nothing of the user's own is read or written: record, cache, settings."""
    return {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "KNEE_RECORD_URL": f"sqlite:///{folder / 'record.sqlite3'}",
    }


# ── The table ────────────────────────────────────────────────────────────────────────────────


def head() -> None:
    """Print the head of the table."""
    names = ["", "here", "floor", "ratio", "aim", "", "how"]
    _line(names)
    print("  ".join("─" * width for width in (*WIDTHS.values(), HOW_WIDTH)), flush=True)


def show(row: Row) -> None:
    """Print a row as soon as it is there."""
    progress("")
    met = {None: "", True: "met", False: "NOT MET"}[row.met]
    _line([row.what, row.here, row.floor, row.ratio, row.aim, met, row.how])


def progress(text: str) -> None:
    """Say what is going on, in one line that the next one replaces; only to somebody who watches."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{text[:width]:<{width}}\r", end="", file=sys.stderr, flush=True)


def _line(cells: Sequence[str]) -> None:
    widths = [*WIDTHS.values(), HOW_WIDTH]
    wrapped = [textwrap.wrap(text, width) or [""] for text, width in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped))):
        parts = [lines[i] if i < len(lines) else "" for lines in wrapped]
        columns = zip(parts, widths, strict=True)
        print("  ".join(f"{part:<{width}}" for part, width in columns).rstrip(), flush=True)
