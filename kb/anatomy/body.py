"""The right leg as one geometry: where every structure runs in any pose.

Frames are those of the published model gait2392: x forward, y up, z lateral, in millimetres. The
world is the pelvis. A form is a tube of elliptical cross-section along a path whose points lie on the
segments; what crosses a joint bends and lengthens with it. numpy is loaded by this module and
those built on it, and so only when one of them is asked for.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from ..errors import KneeError, unknown
from ..records import Form, KnowledgeBase, Segment, Slide, Via
from .outlines import SAMPLE, outline
from .terms import VIEWS

JOINTS = {"hip": "femur", "knee": "tibia", "ankle": "foot"}
"""Joint to the segment that it moves."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles in degrees: flexion of hip and knee, dorsiflexion of the ankle."""

    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0


NEUTRAL = Pose()


@dataclass(frozen=True)
class Tube:
    """A sampled form in one pose."""

    form: Form
    centre: np.ndarray
    """Shape (n, 3), world, millimetres."""
    half: np.ndarray
    """Half-width from side to side and from front to back, shape (n, 2)."""
    flesh: np.ndarray
    """Whether there is muscle there, shape (n,)."""

    @property
    def length(self) -> float:
        """Along the path, millimetres."""
        return float(np.linalg.norm(np.diff(self.centre, axis=0), axis=1).sum())

    @property
    def volume(self) -> float:
        """Of the belly (of everything, for what is no muscle), millilitres."""
        step = np.linalg.norm(np.diff(self.centre, axis=0), axis=1)
        area = math.pi * self.half[:, 0] * self.half[:, 1] * self.flesh
        return float(((area[:-1] + area[1:]) / 2 * step).sum() / 1000)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a form passes a level: an ellipse in the horizontal plane."""

    form: str
    x: float
    z: float
    half_x: float
    half_z: float
    flesh: bool = True
    """False where a muscle is tendon."""


class Body:
    """The geometry of a knowledge base. `Body.of(kb)` makes it once."""

    def __init__(self, kb: KnowledgeBase):
        self.kb = kb
        self._tubes: dict[tuple[str, Pose], Tube] = {}

    @staticmethod
    @lru_cache(maxsize=4)
    def of(kb: KnowledgeBase) -> "Body":
        """The body of a knowledge base, made once."""
        return Body(kb)

    def form(self, key: str) -> Form:
        """A form by its id.

        Raises:
            UnknownId: with the nearest id.
        """
        if key not in self.kb.forms:
            raise unknown("form", key, self.kb.forms)
        return self.kb.forms[key]

    def check(self, pose: Pose) -> Pose:
        """The pose, if every joint can take it.

        Raises:
            KneeError: naming the joint, the angle and its range.
        """
        for joint, segment in JOINTS.items():
            angle, allowed = getattr(pose, joint), self.kb.segments[segment].range
            if not (isinstance(angle, (int, float)) and allowed and allowed.low <= angle <= allowed.high):
                raise KneeError(
                    f"{joint} angle {angle!r} is not between {allowed.low:g} and {allowed.high:g}°"
                )
        return pose

    # ── Where things are ─────────────────────────────────────────────────────────────────────

    def frames(self, pose: Pose) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
        """Rotation (3, 3) and origin (3,) of every segment in the world."""
        return _frames(self, pose)

    def length(self, key: str, pose: Pose = NEUTRAL) -> float:
        """Along the published path, straight from point to point as its model measures; millimetres."""
        form = self.form(key)
        return self._length(_used(form.line or form.path, pose), pose)

    def _length(self, used: list[Via], pose: Pose) -> float:
        return float(np.linalg.norm(np.diff(self._points(used, pose), axis=0), axis=1).sum())

    def _points(self, used: list[Via], pose: Pose) -> np.ndarray:
        """World points, shape (n, 3)."""
        frames = self.frames(pose)
        return np.array([frames[via.on][0] @ np.array(via.at) + frames[via.on][1] for via in used])

    def moment_arm(self, key: str, joint: str, pose: Pose = NEUTRAL, *, step: float = 0.5) -> float:
        """−dL/dθ: millimetres, positive where pulling flexes (dorsiflexes) the joint.

        (Tendon excursion: An et al., J Biomech Eng 1984;106:280-282.) The points that the path touches
        are those of `pose` itself, so that one coming or going does not count as movement.

        Raises:
            KneeError: for an unknown joint.
        """
        if joint not in JOINTS:
            raise KneeError(f"there is no joint '{joint}'; there are {', '.join(JOINTS)}")
        form = self.form(key)
        used = _used(form.line or form.path, pose)
        at = {name: getattr(pose, name) for name in JOINTS}
        less, more = (self._length(used, Pose(**(at | {joint: at[joint] + d}))) for d in (-step, step))
        return -(more - less) / math.radians(2 * step)

    def tube(self, key: str, pose: Pose = NEUTRAL) -> Tube:
        """The form as a sampled tube."""
        if (key, pose) not in self._tubes:
            if len(self._tubes) > 2000:
                self._tubes.clear()
            self._tubes[key, pose] = self._sampled(self.form(key), pose)
        return self._tubes[key, pose]

    def _sampled(self, form: Form, pose: Pose) -> Tube:
        used = _used(form.path, pose)
        points = self._points(used, pose)
        half = np.array([via.r for via in used])
        way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        n = max(2, math.ceil(way[-1] / SAMPLE) + 1)
        at = np.linspace(0, way[-1], n)
        sampled = _smooth(way, np.hstack([points, half]), at)
        centre, width = sampled[:, :3], sampled[:, 3:]
        flesh = np.ones(n, dtype=bool)
        if form.belly:
            low, high = self._belly(form, used, way)
            flesh = (at >= low - 1e-6) & (at <= high + 1e-6)
        tube = Tube(form, centre, width, flesh)
        if form.volume and tube.volume:
            # A muscle keeps its volume: what is shorter is thicker.
            thicker = math.sqrt(form.volume.value / tube.volume)
            tube = Tube(form, centre, np.where(flesh[:, None], width * thicker, width), flesh)
        return tube

    def _belly(self, form: Form, used: list[Via], way: np.ndarray) -> np.ndarray:
        """Where the flesh begins and ends along a path whose used points lie at `way`, in millimetres.

        The shares of `form.belly` hold in the neutral pose; in others flesh ends at the same points.
        """
        rest = _used(form.path, NEUTRAL)
        marks = np.linalg.norm(np.diff(self._points(rest, NEUTRAL), axis=0), axis=1).cumsum()
        ends = np.array([form.belly.low, form.belly.high]) * marks[-1]
        order = {id(via): i for i, via in enumerate(form.path)}
        between = np.interp(ends, np.append(0.0, marks), [order[id(via)] for via in rest])
        return np.interp(between, [order[id(via)] for via in used], way)

    # ── What that looks like ─────────────────────────────────────────────────────────────────

    def silhouette(self, key: str, view: str = "posterior", pose: Pose = NEUTRAL) -> np.ndarray:
        """Outline seen from one side, a closed polygon of shape (n, 2): right and up, millimetres.

        Raises:
            KneeError: for an unknown view.
        """
        return outline(*self._seen(self.tube(key, pose), view))

    def seen(self, key: str, view: str = "posterior", pose: Pose = NEUTRAL) -> np.ndarray:
        """Middle line seen from one side, shape (n, 2): right and up, millimetres."""
        return self._seen(self.tube(key, pose), view)[0]

    @staticmethod
    def _seen(tube: Tube, view: str) -> tuple[np.ndarray, np.ndarray]:
        if view not in VIEWS:
            raise KneeError(f"there is no view '{view}'; there are {', '.join(VIEWS)}")
        axis, sign, width = VIEWS[view]
        return np.column_stack([sign * tube.centre[:, axis], tube.centre[:, 1]]), tube.half[:, width]

    def section(self, level: float, pose: Pose = NEUTRAL) -> tuple[Cut, ...]:
        """Every form that passes the horizontal plane at height `level` (world y, millimetres).

        Ordered from the outside in: skin first, then from back to front.
        """
        cuts = []
        for key in self.kb.forms:
            tube = self.tube(key, pose)
            y = tube.centre[:, 1] - level
            for i in np.flatnonzero(np.sign(y[:-1]) != np.sign(y[1:])):
                share = y[i] / (y[i] - y[i + 1])
                x, _, z = tube.centre[i] + share * (tube.centre[i + 1] - tube.centre[i])
                half_z, half_x = tube.half[i] + share * (tube.half[i + 1] - tube.half[i])
                flesh = bool(tube.flesh[i] and tube.flesh[i + 1])
                cuts.append(Cut(key, float(x), float(z), float(half_x), float(half_z), flesh))
        layer = {"skin": 0}
        return tuple(sorted(cuts, key=lambda c: (layer.get(self.kb.forms[c.form].layer, 1), c.x - c.half_x)))


def _used(path: Iterable[Via], pose: Pose) -> list[Via]:
    """The points that a path touches at this angle of the knee."""
    return [via for via in path if via.knee is None or via.knee.low <= pose.knee <= via.knee.high]


@lru_cache(maxsize=512)
def _frames(body: Body, pose: Pose) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    angle = {segment: getattr(pose, joint) for joint, segment in JOINTS.items()}
    frames: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for key in ("pelvis", "femur", "tibia", "foot"):
        segment: Segment = body.kb.segments[key]
        if not segment.parent:
            frames[key] = (np.eye(3), np.zeros(3))
            continue
        turn, origin = frames[segment.parent]
        degrees = angle.get(key, 0.0)
        moved = (_slid(segment.slide_x, degrees), _slid(segment.slide_y, degrees), 0.0)
        at = np.add(segment.at, moved)
        turned = turn @ _rotation(np.array(segment.axis), math.radians(segment.sign * degrees))
        frames[key] = (turned, turn @ at + origin + turned @ np.array(segment.offset or (0, 0, 0)))
    return frames


def _slid(slide: Slide | None, degrees: float) -> float:
    return float(_spline(slide.angles, slide.values)(degrees)) if slide else 0.0


@lru_cache(maxsize=8)
def _spline(angles: tuple[float, ...], values: tuple[float, ...]):
    """Natural cubic spline through the knots, as the published model has it.

    Between straight lines a moment arm would jump at every knot. The second derivatives solve the usual
    tridiagonal system (Press et al., Numerical Recipes, §3.3).
    """
    x, y = np.array(angles), np.array(values)
    step, n = np.diff(x), len(x)
    system, rest = np.eye(n), np.zeros(n)
    for i in range(1, n - 1):
        system[i, i - 1 : i + 2] = step[i - 1], 2 * (step[i - 1] + step[i]), step[i]
        rest[i] = 6 * ((y[i + 1] - y[i]) / step[i] - (y[i] - y[i - 1]) / step[i - 1])
    bend = np.linalg.solve(system, rest)

    def at(value: float) -> float:
        i = int(np.clip(np.searchsorted(x, value, side="right") - 1, 0, n - 2))
        h, a, b = step[i], x[i + 1] - value, value - x[i]
        return (
            (bend[i] * a**3 + bend[i + 1] * b**3) / (6 * h)
            + (y[i] / h - bend[i] * h / 6) * a
            + (y[i + 1] / h - bend[i + 1] * h / 6) * b
        )

    return at


def _rotation(axis: np.ndarray, angle: float) -> np.ndarray:
    """Rodrigues' formula."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross


def direction(line: np.ndarray) -> np.ndarray:
    """Which way a line (n, 3) runs at each of its points, of any length: shape (n, 3)."""
    along = np.empty_like(line)
    along[1:-1] = line[2:] - line[:-2]
    along[0], along[-1] = line[1] - line[0], line[-1] - line[-2]
    return along


def ring_corners(centre: np.ndarray, half: np.ndarray, along: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Corners of every ring, `sides` of each, shape (sum of sides, 3)."""
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    # Side to side is the direction nearest to z that is square to the path.
    side = np.array([0.0, 0.0, 1.0]) - along * along[:, 2:3]
    flat = np.linalg.norm(side, axis=1) < 0.2
    side[flat] = np.cross(along[flat], [0.0, 1.0, 0.0])
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    deep = np.cross(along, side) * half[:, 1:]
    side = side * half[:, :1]
    ring = np.repeat(np.arange(len(centre)), sides)
    corner = np.arange(len(ring)) - np.repeat(np.cumsum(sides) - sides, sides)
    turn = 2 * np.pi * corner / sides[ring]
    return centre[ring] + np.cos(turn)[:, None] * side[ring] + np.sin(turn)[:, None] * deep[ring]


def _smooth(way: np.ndarray, values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Columns of values (m, c) read at places (n,), without overshooting: shape (n, c).

    (Fritsch and Carlson, SIAM J Numer Anal 1980;17:238.)
    """
    step = np.diff(way)
    i = np.clip(np.searchsorted(way, at, side="right") - 1, 0, len(step) - 1)
    t, h = ((at - way[i]) / step[i])[:, None], step[i][:, None]
    if len(way) < 3:
        return values[i] + t * (values[i + 1] - values[i])
    slopes = (np.diff(values, axis=0) / step[:, None]).T.tolist()
    tangent = np.array([_tangents(slope) for slope in slopes]).T
    square, cube = t * t, t * t * t
    return (
        (2 * cube - 3 * square + 1) * values[i]
        + (cube - 2 * square + t) * h * tangent[i]
        + (3 * square - 2 * cube) * values[i + 1]
        + (cube - square) * h * tangent[i + 1]
    )


def _tangents(slope: list[float]) -> list[float]:
    """Of a curve through points between which it has these slopes, so that it never overshoots."""
    tangent = [slope[0], *((a + b) / 2 for a, b in pairwise(slope)), slope[-1]]
    for i, each in enumerate(slope):
        if each == 0:
            tangent[i] = tangent[i + 1] = 0.0
            continue
        a, b = tangent[i] / each, tangent[i + 1] / each
        if a < 0:
            tangent[i], a = 0.0, 0.0
        if b < 0:
            tangent[i + 1], b = 0.0, 0.0
        size = math.hypot(a, b)
        if size > 3:
            tangent[i], tangent[i + 1] = 3 * a / size * each, 3 * b / size * each
    return tangent
