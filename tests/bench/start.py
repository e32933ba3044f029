"""How long a learner waits before anything of ours is there."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import kb

from .measure import REPOSITORY, Row, against, duration, in_turns, own_places

TIMES = 15
HEAVY = ("numpy", "pandas", "pydantic", "yaml", "matplotlib")

TIMED = """\
import json, sys, time
began = time.perf_counter()
{code}
print(json.dumps([time.perf_counter() - began, [name for name in {heavy!r} if name in sys.modules]]))"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="knee-bench-") as folder:
        yield from _cold(Path(folder))
    warm, floor = in_turns(TIMES, "warm load", lambda: _per_call(kb.load), lambda: _per_call(_nothing))
    how = f"Same process; median of {TIMES} × 1,000 calls. Floor: a cached function of nothing."
    yield against("kb.load() again", warm, floor, show=duration, how=how)


def _cold(folder: Path) -> Iterator[Row]:
    environment = own_places(folder)
    ours, theirs = "import kb, widgets; kb.load()", "import ipywidgets"
    _fresh(ours, environment)  # fills the cache of the content

    def without_cache() -> float:
        shutil.rmtree(folder / "cache", ignore_errors=True)
        shutil.rmtree(folder / "Library", ignore_errors=True)  # where macOS has it
        return _fresh(ours, environment)[0]

    here, floor = in_turns(
        TIMES, "start", lambda: _fresh(ours, environment)[0], lambda: _fresh(theirs, environment)[0]
    )
    _, heavy = _fresh(ours, environment)
    said = f"Imported: {', '.join(heavy)}." if heavy else "No numpy, pandas, pydantic, yaml."
    how = (
        f"Fresh process, content cached (the usual start), {TIMES} each. Floor: {theirs}, which ours only "
        f"needs for the first card. {said}"
    )
    row = against("import kb, widgets; kb.load()", here, floor, show=duration, at_most=1, how=how)
    yield row if not set(heavy) & {"numpy", "pandas"} else _not_met(row)

    first = 'from widgets import quiz; quiz("vascular-01")'
    bare = "import ipywidgets; ipywidgets.Button()"
    here, floor = in_turns(
        TIMES, "first card", lambda: _fresh(first, environment)[0], lambda: _fresh(bare, environment)[0]
    )
    how = f"Fresh process, {TIMES} each, until the first quiz card is made. Floor: {bare}."
    yield against("the same, and a first quiz card", here, floor, show=duration, at_most=1.4, how=how)

    times = 5
    here, floor = in_turns(times, "first start", without_cache, lambda: _fresh(theirs, environment)[0])
    how = f"No content cache yet, but what `make` compiled; {times} each. Floor: {theirs}."
    yield against("the first start ever", here, floor, show=duration, at_most=2, how=how)


def _fresh(code: str, environment: Mapping[str, str]) -> tuple[float, list[str]]:
    """Seconds that `code` takes in a new process (its own start not counted), and what heavy it imports."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code, heavy=HEAVY)],
        cwd=REPOSITORY,
        # As on a computer where Python keeps what it compiled, whatever this one is told.
        env=os.environ | environment | {"PYTHONDONTWRITEBYTECODE": ""},
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, heavy = json.loads(done.stdout)
    return seconds, heavy


def _not_met(row: Row) -> Row:
    return Row(row.what, row.here, row.floor, row.ratio, row.aim, False, row.how)


def _per_call(function) -> float:
    return timeit.timeit(function, number=1000) / 1000


@cache
def _nothing() -> None:
    pass
