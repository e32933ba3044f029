"""What Python works on at each move of a view of the anatomy, beside making the same leg's outlines anew."""

import itertools
import timeit
from collections.abc import Callable, Iterator

import kb
from kb.anatomy.body import Body, Pose
from kb.anatomy.pictures import section_view
from kb.anatomy.provocation import read_gauges
from kb.anatomy.section_plate import drawn_section

from .measure import Row, against, duration, in_turns

TIMES = 7
BLINK = 0.1
"""Seconds within which a slider must answer."""


def rows() -> Iterator[Row]:
    base = kb.load()
    body = Body.of(base)
    angle = itertools.count(1)

    def a_pose() -> Pose:
        at = next(angle) % 60
        return Pose(at, at, 3)

    here, floor = in_turns(
        TIMES,
        "bench",
        lambda: _once(lambda: read_gauges(body, a_pose())),
        lambda: _once(lambda: [body.length(key, a_pose()) for key in base.gauges if key in base.forms]),
    )
    how = "One new pose: lengths, forces, nerve paths, room for the artery. Floor: the lengths alone."
    row = against("provocation bench, one move", here, floor, show=duration, how=how)
    yield Row(row.what, row.here, row.floor, row.ratio, "< 100 ms", here < BLINK, row.how)
    first, again = in_turns(
        1,
        "sections",
        lambda: _once(lambda: [drawn_section(Body(base), level) for level in base.levels]) / len(base.levels),
        lambda: _once(lambda: [section_view(base, level) for level in base.levels]) / len(base.levels),
    )
    how = "Mean over the levels, drawn for the first time. Floor: the same again, which is kept."
    yield against("cross-section, first switch to a level", first, again, show=duration, how=how)


def _once(function: Callable[[], object]) -> float:
    """Seconds."""
    return timeit.timeit(function, number=1)
