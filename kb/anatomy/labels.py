"""Where names stand beside a picture of the leg, so that no leader crosses one and none lies on the leg."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np

WHOLE, CLOSE_BY = (700, 680), (350, 598)
"""Size of the picture of the leg and of one close view, in the units in which its text is set."""
HEAD, FOOT = 30, 96
"""Height of the title over a close view and of the names under it."""
COLUMN = 255
"""Most room that is kept for names beside a tall picture."""
LINE, TEXT, CLOSE_TEXT = 21, 19, 17
"""Height of a line and size of the letters: the largest that the style sheet has, in either picture."""
NARROW, BROAD = frozenset("iljtfrI,.:;|' "), frozenset("mwMW")
"""Letters by width; see `_width`."""
GAP, APART = 12, 14
"""Room between figure and names, and between two leaders at their names."""
STEADY = 0.8
"""Names stay where they are if another place is not shorter than this share."""


@dataclass(frozen=True)
class Spot:
    """A name to be placed: where what it names lies in the picture, and how its text runs."""

    x: float
    y: float
    lines: tuple[str, ...]
    words: int
    """How many of the lines, counted from the last, say the state."""
    width: float

    @property
    def height(self) -> float:
        """Of all lines."""
        return LINE * len(self.lines)


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True)
class Layout:
    """Where every name stands (its box), where its leader ends, and whether its text begins there."""

    kind: str
    boxes: tuple[Box, ...]
    ports: tuple[tuple[float, float], ...]
    starts: tuple[bool, ...]
    """Else it ends there."""


def fitted(box: Sequence[float], *, behind: bool) -> list[float]:
    """Scale and place of the picture of the leg; what a tall one leaves free is for the names behind it."""
    wide, high = WHOLE
    scale = min((wide - 16) / box[2], (high - 16) / box[3])
    column = min(COLUMN, wide - 16 - box[2] * scale)
    left = (0 if behind else column) + (wide - column - box[2] * scale) / 2
    top = (high - box[3] * scale) / 2
    return [scale, left - box[0] * scale, top - box[1] * scale]


def spots_of(
    labels: Sequence[Mapping[str, Any]], place: Sequence[float], *, limit: float, size: float = TEXT
) -> list[Spot]:
    """The names in lines no wider than `limit`, each with the point of the picture that it names."""
    scale, left, top = place
    spots = []
    for label in labels:
        name, word = (_wrapped(label[key], limit, size) for key in ("text", "word"))
        width = max(_width(line, size) for line in (*name, *word))
        at = label["x"] * scale + left, label["y"] * scale + top
        spots.append(Spot(*at, (*name, *word), len(word), width))
    return spots


def _width(text: str, size: float) -> float:
    """Never less than the browser's, whatever its font: letters as wide as those of DejaVu Sans Bold."""
    return size * sum(
        0.48 if c in NARROW else 1.04 if c in BROAD else 0.78 if c.isupper() else 0.7 for c in text
    )


def _wrapped(text: str, limit: float, size: float) -> tuple[str, ...]:
    """In one line if it fits, else in the two most equal ones."""
    words = text.split()
    if not words:
        return ()
    if len(words) == 1 or _width(text, size) <= limit:
        return (text,)
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(ways, key=lambda way: max(_width(line, size) for line in way))


def points_of(shapes: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Points of everything drawn, so close that no name slips between them; millimetres, shape (n, 2)."""
    out = []
    for shape in shapes:
        outline = np.reshape(shape["d"], (-1, 2))
        if shape["kind"] in ("trunk", "skin"):  # the rest lies within, or has corners close to each other
            ways = np.linspace(0, 1, 24, endpoint=False)[:, None, None]
            outline = (outline + ways * (np.roll(outline, -1, axis=0) - outline)).reshape(-1, 2)
        out.append(outline)
        if shape["kind"] == "trunk":
            out += [outline + share * (outline.mean(axis=0) - outline) for share in (0.25, 0.5, 0.75)]
    return np.concatenate(out)


def placed(
    spots: Sequence[Spot], figure: np.ndarray, before: str = ""
) -> tuple[list[dict[str, Any]], str, bool]:
    """Names off the figure, whose leaders cross neither names nor each other; how they stand; if that holds.

    The shortest way of some dozens is taken, or that of `before` if it is nearly as short.
    """
    ways = sorted(
        _layouts(spots, figure),
        key=lambda way: _cost(spots, way) * (STEADY if way.kind == before else 1),
    )
    best = next((way for way in ways if not faults(spots, way, figure)), None)
    if best:
        return _told(spots, best), best.kind, True
    best = min(ways, key=lambda way: len(faults(spots, way, figure)))
    return _told(spots, best), best.kind, False


def _told(spots: Sequence[Spot], layout: Layout) -> list[dict[str, Any]]:
    return [
        _set(spot, "start" if start else "end", box[0] if start else box[2], box, port)
        for spot, box, port, start in zip(spots, layout.boxes, layout.ports, layout.starts, strict=True)
    ]


def _set(spot: Spot, anchor: str, x: float, box: Box, port: tuple[float, float]) -> dict[str, Any]:
    """A name as the page draws it."""
    return {
        "lines": spot.lines[: len(spot.lines) - spot.words],
        "words": spot.lines[len(spot.lines) - spot.words :],
        "anchor": anchor,
        "text_at": [round(x, 1), round(box[1] + LINE - 5, 1)],
        "leader": [round(each, 1) for each in (spot.x, spot.y, *port)],
        "room": [round(each, 1) for each in box],
    }


def _layouts(spots: Sequence[Spot], figure: np.ndarray) -> Iterator[Layout]:
    """Ways to place the names: in a column beside the figure, or as flags over or under it.

    Each is worked out for one corner of the picture and mirrored to the others.
    """
    wide, high = WHOLE
    n = len(spots)
    at = np.array([(spot.x, spot.y) for spot in spots])

    def mirrored(boxes: Sequence[Box], ports: Sequence[Sequence[float]], across: bool, up: bool):
        flip, shift = np.array([-1 if across else 1, -1 if up else 1]), (wide * across, high * up)
        corners = np.reshape(boxes, (-1, 2, 2)) * flip + shift
        corners = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
        return [tuple(box) for box in corners.tolist()], [
            tuple(port) for port in (np.array(ports) * flip + shift).tolist()
        ]

    for across in (False, True):
        flip, shift = (-1 if across else 1, 1), (wide * across, 0)
        for boxes, ports in _columns(spots, at * flip + shift, figure * flip + shift):
            boxes, ports = mirrored(boxes, ports, across, False)
            yield Layout("left" if across else "right", tuple(boxes), tuple(ports), (not across,) * n)
    # Names of what lies left stand to the left of their leaders, the others to the right.
    order = sorted(range(n), key=lambda i: at[i, 0])
    for name, up in (("beside", False), ("under", False), ("over", True)):
        for some in range(n + 1):
            if name == "beside" and some in (0, n):
                continue
            boxes, ports = [(0.0,) * 4] * n, [(0.0, 0.0)] * n
            for across, part in ((True, order[:some]), (False, order[some:])):
                if not part:
                    continue
                flip, shift = (-1 if across else 1, -1 if up else 1), (wide * across, high * up)
                task = [spots[i] for i in part], at[part] * flip + shift, figure * flip + shift
                made = next(_columns(*task)) if name == "beside" else _flags(*task)
                for i, box, port in zip(part, *mirrored(*made, across, up), strict=True):
                    boxes[i], ports[i] = box, port
            starts = tuple(i in order[some:] for i in range(n))
            yield Layout(f"{name}-{some}", tuple(boxes), tuple(ports), starts)


def _columns(spots: Sequence[Spot], at: np.ndarray, figure: np.ndarray):
    """One below the other, right of the figure: near to what they name, or together at several heights."""
    high = WHOLE[1]
    tall = max(spot.height for spot in spots) + 6
    n = len(spots)
    near = np.sort(at[:, 1]) - tall / 2
    starts = [_spread(near, tall, 4, high - 4)]
    starts += [top + tall * np.arange(n) for top in np.linspace(4, high - 4 - n * tall, 14)]
    orders = np.array(list(permutations(range(n))))
    for tops in starts:
        beside = figure[(figure[:, 1] > tops[0] - GAP) & (figure[:, 1] < tops[-1] + tall + GAP), 0]
        x = max(beside.max(initial=0.0), at[:, 0].max()) + GAP
        # The shortest leaders from points to a line that all lie on one side of never cross.
        ways = np.hypot(at[:, :1] - x, at[:, 1:] - (tops + tall / 2))
        best = orders[ways[np.arange(n), orders].sum(axis=1).argmin()]
        middle = (tops + tall / 2)[best]
        boxes = [
            (x + 5, y - spot.height / 2, x + 5 + spot.width, y + spot.height / 2)
            for spot, y in zip(spots, middle, strict=True)
        ]
        yield boxes, [(x, y) for y in middle]


def _spread(wanted: np.ndarray, step: float, low: float, high: float) -> np.ndarray:
    """Rising values as near to those wanted as a step between them and the limits allow."""
    out = np.array(wanted, dtype=float)
    for _ in range(40):
        for i in range(len(out) - 1):
            push = (step - (out[i + 1] - out[i])) / 2
            if push > 0:
                out[i], out[i + 1] = out[i] - push, out[i + 1] + push
        out += max(0.0, low - out[0])
        out -= max(0.0, out[-1] + step - high)
    for i in range(1, len(out)):
        out[i] = max(out[i], out[i - 1] + step)
    return out


def _flags(spots: Sequence[Spot], at: np.ndarray, figure: np.ndarray):
    """Under the figure, each running right from its leader: what lies farther right stands higher."""
    wide = WHOLE[0]
    boxes: dict[int, Box] = {}
    ports: dict[int, tuple[float, float]] = {}
    limit = float(wide)
    for i in sorted(range(len(spots)), key=lambda i: -at[i, 0]):
        x = min(at[i, 0], limit, wide - 10 - spots[i].width)
        limit = x - APART
        left, right = x + 5, x + 5 + spots[i].width
        over = figure[(figure[:, 0] > x - GAP) & (figure[:, 0] < right + GAP), 1]
        top = max(over.max(initial=at[:, 1].max()), at[:, 1].max()) + GAP
        top = max([top, *(box[3] + 6 for box in boxes.values() if box[0] - APART < right)])
        boxes[i] = left, top, right, top + spots[i].height
        ports[i] = x, top + min(LINE, spots[i].height) / 2
    order = range(len(spots))
    return [boxes[i] for i in order], [ports[i] for i in order]


def _cost(spots: Sequence[Spot], layout: Layout) -> float:
    return sum(np.hypot(spot.x - x, spot.y - y) for spot, (x, y) in zip(spots, layout.ports, strict=True))


def faults(spots: Sequence[Spot], layout: Layout, figure: np.ndarray) -> list[str]:
    """What is wrong with a layout: names outside, on each other or on the figure, leaders that cross."""
    wide, high = WHOLE
    found = []
    leaders = [((spot.x, spot.y), port) for spot, port in zip(spots, layout.ports, strict=True)]
    for i, (left, top, right, bottom) in enumerate(layout.boxes):
        name = spots[i].lines[0]
        if left < 0 or top < 0 or right > wide or bottom > high:
            found.append(f"{name} lies outside")
        x, y = figure[:, 0], figure[:, 1]
        if ((x > left - 3) & (x < right + 3) & (y > top - 3) & (y < bottom + 3)).any():
            found.append(f"{name} lies on the figure")
        for j, leader in enumerate(leaders):
            if i != j and _through(leader, (left - 2, top - 1, right + 2, bottom + 1)):
                found.append(f"the leader of {spots[j].lines[0]} crosses {name}")
    for i, j in combinations(range(len(spots)), 2):
        one, other = layout.boxes[i], layout.boxes[j]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]:
            found.append(f"{spots[i].lines[0]} lies on {spots[j].lines[0]}")
        if _crossing(leaders[i], leaders[j]):
            found.append(f"the leaders of {spots[i].lines[0]} and {spots[j].lines[0]} cross")
    return found


Line = tuple[tuple[float, float], tuple[float, float]]


def _crossing(one: Line, other: Line) -> bool:
    def side(line: Line, point: tuple[float, float]) -> float:
        (ax, ay), (bx, by) = line
        return (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)

    return side(one, other[0]) * side(one, other[1]) <= 0 and side(other, one[0]) * side(other, one[1]) <= 0


def _through(line: Line, box: Box) -> bool:
    """Whether a line touches a box."""
    left, top, right, bottom = box
    if any(left <= x <= right and top <= y <= bottom for x, y in line):
        return True
    corners = (left, top), (right, top), (right, bottom), (left, bottom)
    return any(_crossing(line, (corners[i], corners[i - 1])) for i in range(4))


def beneath(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    """Names of a close view: in a row under it, in the order that makes the leaders shortest."""
    wide, high = CLOSE_BY
    third, top = wide / len(spots), high - FOOT + 8
    seats = [third * (i + 0.5) for i in range(len(spots))]
    row = min(
        permutations(seats),
        key=lambda row: sum(np.hypot(s.x - x, s.y - top) for s, x in zip(spots, row, strict=True)),
    )
    out = []
    for spot, middle in zip(spots, row, strict=True):
        room = middle - spot.width / 2, top, middle + spot.width / 2, top + spot.height
        out.append(_set(spot, "middle", middle, room, (middle, top - 3)))
    return out
