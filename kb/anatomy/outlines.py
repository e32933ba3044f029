"""Outlines round a middle line: ribs across it, round ends, bellies, strands and fibres.

A line is an array (n, 2); *ribs* are pairs of points left and right of it, an array (n, 4).
"""

import math

import numpy as np

from .curves import svg_path

SAMPLE = 3.0
"""Millimetres between samples of a middle line."""


def normals(line: np.ndarray, upright: tuple[float, float] = (0.0, -1.0)) -> np.ndarray:
    """Unit vectors square to the way, shape (n, 2); `upright` is the way where it runs towards the eye."""
    along = np.gradient(line, axis=0)
    size = np.linalg.norm(along, axis=1, keepdims=True)
    along = np.where(size > 0.2, along / np.maximum(size, 1e-9), upright)
    return np.column_stack([-along[:, 1], along[:, 0]])


def outline(line: np.ndarray, half: np.ndarray, *, every: int = 1) -> np.ndarray:
    """Closed polygon at `half` to both sides of a line, with every so many of its samples and the last."""
    pick = np.unique(np.append(np.arange(0, len(line), every), len(line) - 1))
    side = (normals(line) * half[:, None])[pick]
    return np.concatenate([line[pick] + side, (line[pick] - side)[::-1]])


def softened(values: np.ndarray, reach: float) -> np.ndarray:
    """A run of samples without its corners: weighted means over `reach` millimetres, ends kept."""
    n = min(int(2 * reach / SAMPLE), (len(values) - 1) // 2)
    if n < 1:
        return values
    weights = np.exp(-0.5 * (np.arange(-n, n + 1) * SAMPLE / reach) ** 2)
    ends = 2 * values[:1] - values[n:0:-1], 2 * values[-1:] - values[-2 : -n - 2 : -1]
    padded = np.concatenate([ends[0], values, ends[1]])
    return np.column_stack([np.convolve(column, weights / weights.sum(), "valid") for column in padded.T])


def smooth_normals(line: np.ndarray) -> np.ndarray:
    """Normals without jumps, so that an outline does not fold at a bend."""
    across = normals(line, upright=(0.0, 1.0))
    along = np.column_stack([across[:, 1], -across[:, 0]])
    if len(along) > 8:
        kernel = np.ones(5) / 5
        padded = np.pad(along, ((2, 2), (0, 0)), mode="edge")
        along = np.column_stack([np.convolve(padded[:, i], kernel, "valid") for i in range(2)])
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    return np.column_stack([-along[:, 1], along[:, 0]])


def ribbed(line: np.ndarray, half: np.ndarray, *, cap: float) -> np.ndarray:
    """Pairs of points left and right of the way, shape (n, 4); ends bulge by `cap` half-widths."""
    across = smooth_normals(line)
    if cap:
        line, half, across = _rounded(line, half, across, cap)
    keep = kept(np.column_stack([line, half]))
    line, side = line[keep], across[keep] * half[keep, None]
    return np.column_stack([line + side, line - side])


def _rounded(line: np.ndarray, half: np.ndarray, across: np.ndarray, bulge: float):
    """Round caps at both ends instead of a flat cut."""
    for end, step in ((0, 1), (-1, -1)):
        away = line[end] - line[end + step]
        size = np.linalg.norm(away)
        if not size:
            continue
        reach = min(bulge * half[end], 4.0)
        turn = np.radians([30, 60, 85])
        cap = line[end] + np.sin(turn)[:, None] * away / size * reach
        width = half[end] * np.cos(turn)
        more = np.repeat(across[end][None], 3, axis=0)
        if end == 0:
            line, half = np.concatenate([cap[::-1], line]), np.concatenate([width[::-1], half])
            across = np.concatenate([more, across])
        else:
            line, half = np.concatenate([line, cap]), np.concatenate([half, width])
            across = np.concatenate([across, more])
    return line, half, across


def belly_of(line: np.ndarray, half: np.ndarray, above: bool, below: bool) -> np.ndarray:
    """Ribs of the flesh, which runs out to a point where it goes over into a tendon."""
    share = np.linspace(0, 1, len(line))
    width = half
    if above:
        width = width * np.sqrt(np.clip(share / 0.08, 0, 1))
    if below:
        width = width * np.sqrt(np.clip((1 - share) / 0.08, 0, 1))
    return ribbed(line, np.maximum(width, 0.05), cap=0)


def flare(n: int) -> np.ndarray:
    """Bands fan out a little where they fasten on bone."""
    return 1 + 0.35 * np.clip(1 - np.minimum(np.arange(n), np.arange(n)[::-1]) / 4, 0, 1)


def strands(ribs: np.ndarray) -> str:
    """Lines along a tendon or ligament."""
    left, right = ribs[:, :2], ribs[:, 2:]
    inner = slice(3, -3) if len(ribs) > 9 else slice(None)
    return "".join(
        svg_path((left + (right - left) * share)[inner].tolist()) for share in (0.22, 0.42, 0.6, 0.8)
    )


def fibres(ribs: np.ndarray, angle: float, pennate: str, *, seed: str) -> list[str]:
    """Fibre lines on a belly: dark ones, then light ones."""
    left, right = ribs[:, :2], ribs[:, 2:]
    middle = (left + right) / 2
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))])
    width = np.linalg.norm(left - right, axis=1)
    length, broad = way[-1], float(width.max())
    if length < 20 or broad < 3:
        return []
    chance = np.random.default_rng(sum(seed.encode()))

    def at(s: np.ndarray, u: np.ndarray) -> np.ndarray:
        """Points at ways `s` and sides `u` (−1 left … 1 right)."""
        share = (1 + u)[:, None] / 2
        a = np.column_stack([np.interp(s, way, left[:, i]) for i in range(2)])
        b = np.column_stack([np.interp(s, way, right[:, i]) for i in range(2)])
        return a + (b - a) * share

    slope = math.tan(math.radians(min(35.0, 1.3 * abs(angle)))) * (1 if angle >= 0 else -1)
    lines: list[list[str]] = [[], []]
    count = int(min(160, length * broad / 60))
    for i in range(count):
        start = length * ((i + 0.5) / count) + chance.uniform(-6, 6)
        side = float(((i * 0.618034) % 1) * 1.84 - 0.92)
        run = chance.uniform(14, 30)
        s = np.linspace(start - run / 2, start + run / 2, 4)
        if s[0] < 1 or s[-1] > length - 1:
            continue
        here = np.maximum(np.interp(s, way, width), 1)
        # Fibres of a bipennate muscle run down and inward to the tendon in its middle.
        lean = slope * (-math.copysign(1, side) if pennate == "bipennate" else 1)
        u = side + lean * (s - start) / (here / 2)
        if np.abs(u).max() > 0.96 or (pennate == "bipennate" and u[0] * u[-1] < 0):
            continue
        lines[i % 3 == 0].append(svg_path(at(s, u).tolist()))
    return ["".join(each) for each in lines]


def kept(points: np.ndarray, turn: float = 5.0, reach: float = 30.0) -> list[int]:
    """Indices that are enough to draw a line: where it turns, and not too far apart."""
    keep, last = [0], np.asarray(points[0])
    heading = None
    for i in range(1, len(points) - 1):
        step = points[i] - last
        size = math.sqrt(float(step @ step))
        ahead = points[i + 1] - points[i]
        further = math.sqrt(float(ahead @ ahead))
        if not size or not further:
            continue
        bend = math.degrees(math.acos(max(-1.0, min(1.0, float(step @ ahead) / size / further))))
        if heading is None:
            heading = step / size
        away = math.degrees(math.acos(max(-1.0, min(1.0, float(heading @ ahead) / further))))
        if bend > turn or away > turn or size > reach:
            keep.append(i)
            last, heading = points[i], ahead / further
    return [*keep, len(points) - 1]


def ring(ribs: np.ndarray) -> np.ndarray:
    """The polygon round ribs: down their left side and up their right one."""
    return np.concatenate([ribs[:, :2], ribs[::-1, 2:]])
