"""The picture of the provocation bench: the leg from one side, or the back of the knee close by.

Outlines are flat lists x, y, x, y, … in millimetres; every name has the point that it names and its place.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..records import Gauge, Provocation
from .body import Body, Tube
from .labels import CLOSE_BY, CLOSE_TEXT, FOOT, HEAD, WHOLE, beneath, fitted, placed, points_of, spots_of
from .outlines import outline
from .provocation import BULGE, BenchState, Stance, artery, stance

SIDES = {"medial": "inner side", "lateral": "outer side", "posterior": "back of the knee"}
"""Where the leg is seen from, with the name shown."""
BONES = (
    "ischium", "femur-head-and-neck", "femur-shaft", "femur-medial-condyle", "femur-lateral-condyle",
    "patella", "patellar-tendon", "fibula", "talus", "tibia", "medial-malleolus", "calcaneus", "cuboid",
    "foot-bones", "fifth-ray", "fourth-ray", "third-ray", "second-ray", "first-ray",
)  # fmt: skip
INNER = ("semimembranosus", "semitendinosus", "gastrocnemius-medial-head", "soleus", "sciatic-tibial-path")
OUTER = (
    "biceps-femoris-long-head", "biceps-femoris-short-head", "gastrocnemius-lateral-head", "soleus",
    "sciatic-fibular-path",
)  # fmt: skip
CLOSE_BONES = ("femur-shaft", "femur-medial-condyle", "femur-lateral-condyle", "tibia", "fibula")
CLOSE = ("popliteus", "soleus", "semimembranosus", "biceps-femoris-long-head")
HEADS = ("gastrocnemius-medial-head", "gastrocnemius-lateral-head")
TRUNK = ((-125, -60), (-150, 20), (-135, 110), (58, 110), (50, 20), (20, -70), (-60, -110))
"""Outline of the lower trunk in the frame of the pelvis, millimetres: it shows the posture, no anatomy."""
WINDOW = (-80.0, 95.0, 160.0, 215.0)
"""Close view of the back of the knee: left, top, width and height round the joint, in millimetres."""
EVERY = 2
"""Samples of a tube from corner to corner of an outline."""

Box = tuple[float, float, float, float]
"""Left, top, width and height."""


class BenchPicture:
    """Draws one side. It keeps its frame and where names stood, so that nothing jumps as a joint moves."""

    def __init__(self, body: Body, side: str, *, left: bool, test: Provocation | None = None):
        """`test` is what the leg will go through: the frame holds all of it from the start."""
        self._body, self._side, self._left, self._test = body, side, left, test
        self._box: Box | None = None
        self._placed = ""

    def drawn(self, now: Stance, state: BenchState, *, told: bool) -> dict[str, Any]:
        """Panels and box.

        Args:
            state: what `now` does to the gauges; with arteries where the side is posterior.
            told: whether the picture may show it.
        """
        if self._side == "posterior":
            return self._behind(now, state, told)
        return self._beside(now, state, told)

    def _shape(
        self, key: str, outline: np.ndarray, look: str, *, kind: str, far: bool = False
    ) -> dict[str, Any]:
        gauges, forms = self._body.kb.gauges, self._body.kb.forms
        named = gauges.get(key) or forms.get(key)
        return {
            "id": key,
            "name": named.label if named else "",
            "kind": kind,
            "look": look,
            "far": far,
            "d": np.round(outline, 1).ravel().tolist(),
        }

    # ── From the inner or outer side ─────────────────────────────────────────────────────────

    def _beside(self, now: Stance, state: BenchState, told: bool) -> dict[str, Any]:
        """Turned by the lean of the trunk."""
        kb = self._body.kb
        shown = INNER if self._side == "medial" else OUTER
        gauges = [g for g in kb.gauges.values() if g.kind != "artery"]
        looks = {g.id: state.readings[g.id].look if told else "resting" for g in gauges}
        near = [g for g in gauges if g.id in shown]
        shapes, lines = self._whole_leg(now, gauges, near, looks)
        labels = []
        for gauge in near:
            line = lines[gauge.id if gauge.kind == "muscle" else gauge.forms[-1]]
            at = line[int(len(line) * (0.5 if gauge.kind == "muscle" else 0.12))]
            word = state.readings[gauge.id].says if told and looks[gauge.id] != "resting" else ""
            labels.append(_label(gauge.id, gauge.label, word, at, look=looks[gauge.id]))
        self._grow(shapes)
        points = points_of(shapes)
        for _ in range(6):
            scale, left, top = place = fitted(self._box, behind=(self._side == "medial") != self._left)
            spots = spots_of(labels, place, limit=205)
            figure = np.unique(np.round((points * scale + (left, top)) / 3), axis=0) * 3
            names, kind, good = placed(spots, figure, before=self._placed)
            if good:
                break
            self._box = _wider(self._box)  # a smaller leg leaves more room
        self._placed = kind
        labels = [label | name for label, name in zip(labels, names, strict=True)]
        panel = {"title": "", "size": WHOLE, "place": place, "shapes": shapes, "labels": labels}
        return {"panels": [panel], "box": [round(each, 1) for each in self._box]}

    def _whole_leg(
        self, now: Stance, gauges: Sequence[Gauge], near: Sequence[Gauge], looks: dict[str, str]
    ) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
        """Shapes from far to near, and the middle line of each."""
        forms = self._body.kb.forms
        turn = self._turn(now.lean)
        shapes = [self._shape("trunk", np.array(TRUNK, dtype=float) @ turn, "", kind="trunk")]
        lines: dict[str, np.ndarray] = {}

        def add(key: str, look: str, *, kind: str, far: bool = False, id: str = "") -> None:
            tube = self._body.tube(key, now.pose)
            edge = outline(tube.centre[:, :2], tube.half[:, 1], every=EVERY) @ turn
            shapes.append(self._shape(id or key, edge, look, kind=kind, far=far))
            lines[id or key] = tube.centre[:, :2] @ turn

        for key in ("skin", "skin-of-foot"):
            if key in forms:
                add(key, "", kind="skin")
        for gauge in gauges:
            if gauge.kind == "muscle" and gauge not in near:
                add(gauge.forms[0], looks[gauge.id], kind="muscle", far=True, id=gauge.id)
        for key in BONES:
            if key in forms:
                add(key, "", kind="tendon" if key == "patellar-tendon" else "bone")
        add("achilles-tendon", "", kind="tendon")
        # Deep ones first: soleus lies under gastrocnemius, the short head of biceps under the long one.
        for gauge in sorted(near, key=lambda g: forms[g.forms[0]].layer != "deep-muscle"):
            if gauge.kind == "muscle":
                add(gauge.forms[0], looks[gauge.id], kind="muscle", id=gauge.id)
        add("popliteal-artery", "", kind="artery")
        for gauge in near:
            if gauge.kind == "nerve":
                for form in gauge.forms:
                    add(form, looks[gauge.id], kind="nerve")
        return shapes, lines

    def _turn(self, lean: float) -> np.ndarray:
        """From (forward, up) to the picture (right, down): lean of the trunk, and where the toes point."""
        angle = np.radians(-lean)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = np.array([[cos, -sin], [sin, cos]])  # columns: picture right and up before mirroring
        flip = -1.0 if (self._side == "medial") != self._left else 1.0
        return turned.T @ np.diag([flip, -1.0])

    def _grow(self, shapes: list[dict[str, Any]]) -> None:
        """Frame of the picture: what it held before and what it holds now, so that it does not jump."""
        now = _bounds(_points(shapes))
        if self._box is None and self._test:
            self._box = now
            for step in range(len(self._test.steps) - 1):
                for share in (0.0, 0.5, 1.0):
                    self._hold(stance(self._test, step, share))
        self._box = _union(self._box, now) if self._box else now

    def _hold(self, then: Stance) -> None:
        """Make room for another stance."""
        turn = self._turn(then.lean)
        for key in ("foot-bones", "calcaneus", "tibia", "femur-shaft"):
            tube = self._body.tube(key, then.pose)
            edge = outline(tube.centre[:, :2], tube.half[:, 1] + 25, every=EVERY) @ turn
            self._box = _union(self._box, _bounds(edge))
        self._box = _union(self._box, _bounds(np.array(TRUNK, dtype=float) @ turn))

    # ── From behind, close by ────────────────────────────────────────────────────────────────

    def _behind(self, now: Stance, state: BenchState, told: bool) -> dict[str, Any]:
        """The back of the knee as one sees it behind the thigh: an artery of each course."""
        arteries = [gauge for gauge in self._body.kb.gauges.values() if gauge.kind == "artery"]
        left, top, width, height = WINDOW
        return {
            "panels": [self._course(gauge, now, state, told) for gauge in arteries],
            "box": [left, -top, width, height],
        }

    def _seen(self, now: Stance, tube: Tube) -> tuple[np.ndarray, np.ndarray]:
        """Middle line and half-width in the frame of the femur, from behind."""
        turn, origin = self._body.frames(now.pose)["femur"]
        local = (tube.centre - origin) @ turn - np.array([0.0, -400.0, 0.0])
        return local[:, [2, 1]] * np.array([-1.0 if self._left else 1.0, -1.0]), tube.half[:, 0]

    def _course(self, gauge: Gauge, now: Stance, state: BenchState, told: bool) -> dict[str, Any]:
        """One course of the artery among the muscles round it."""
        crowd = state.crowding[gauge.id]
        shapes = []
        for key in (*CLOSE_BONES, *CLOSE):
            edge = outline(*self._seen(now, self._body.tube(key, now.pose)), every=EVERY)
            if key in CLOSE_BONES:
                shapes.append(self._shape(key, edge, "", kind="bone"))
            else:
                far = key in ("popliteus", "soleus")
                shapes.append(self._shape(key, edge, "resting", kind="muscle", far=far))
        line, half = self._seen(now, artery(self._body, gauge, now.pose))
        edge = outline(line, half, every=EVERY)
        pressed = told and crowd.word == "pressed"
        course = self._shape(gauge.id, edge, "limit" if pressed else "", kind="artery")
        if gauge.path:  # beneath the medial head
            shapes.append(course)
        labels = []
        for key in HEADS:
            middle, width = self._seen(now, self._body.tube(key, now.pose))
            width = width * (BULGE if key in now.active else 1.0)
            look = state.readings[key].look if told else "resting"
            shapes.append(self._shape(key, outline(middle, width, every=EVERY), look, kind="muscle"))
            at = middle[int(0.22 * len(middle))]  # the belly, a hand below the joint
            name = "Medial head" if "medial" in key else "Lateral head"
            labels.append(_label(key, name, state.readings[key].says if told else "", at))
        if gauge.path:
            shapes.append(self._shape(f"{gauge.id}-through", edge, "through", kind="artery"))
        else:
            shapes.append(course)
        at = line[int(np.argmin(np.abs(line[:, 1] - 68)))]
        labels.append(_label(gauge.id, "Popliteal artery", crowd.word if told else "", at))
        return _close_panel(gauge.label.partition(", ")[2], shapes, labels)


def _close_panel(title: str, shapes: list[dict[str, Any]], labels: list[dict[str, Any]]) -> dict[str, Any]:
    """A close view under its title, with the names in a row below."""
    left, top, width, height = WINDOW
    wide, high = CLOSE_BY
    scale = min(wide / width, (high - HEAD - FOOT) / height)
    place = [scale, (wide - width * scale) / 2 - left * scale, HEAD + top * scale]
    names = beneath(spots_of(labels, place, limit=wide / 3 - 10, size=CLOSE_TEXT))
    return {
        "title": title[:1].upper() + title[1:],
        "size": CLOSE_BY,
        "clip": [HEAD, high - FOOT],
        "place": place,
        "shapes": shapes,
        "labels": [label | name for label, name in zip(labels, names, strict=True)],
    }


def _label(key: str, text: str, word: str, at: np.ndarray, *, look: str = "") -> dict[str, Any]:
    return {"id": key, "text": text, "word": word, "look": look, "x": float(at[0]), "y": float(at[1])}


def _points(shapes: Sequence[dict[str, Any]]) -> np.ndarray:
    return np.concatenate([np.reshape(shape["d"], (-1, 2)) for shape in shapes])


def _bounds(points: np.ndarray) -> Box:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right - left), float(bottom - top)


def _wider(box: Box) -> Box:
    left, top, width, height = box
    return left - 0.03 * width, top - 0.03 * height, 1.06 * width, 1.06 * height


def _union(a: Box, b: Box) -> Box:
    left, top = min(a[0], b[0]), min(a[1], b[1])
    return left, top, max(a[0] + a[2], b[0] + b[2]) - left, max(a[1] + a[3], b[1] + b[3]) - top
