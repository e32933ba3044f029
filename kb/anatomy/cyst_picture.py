"""The picture of the cyst bench: the knee from its inner side, joint and sac filled to scale.

Outlines are flat lists x, y, x, y, … in millimetres from the middle of the straight knee: x to the back of a
right leg, y down.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from .body import Body, Pose
from .curves import smooth
from .cyst import FOUCHER, ML, CystState, CystWorks
from .outlines import outline

WINDOW = (-104.0, -128.0, 300.0, 296.0)
"""Left, top, width and height of the picture round the straight knee, in millimetres; y runs down."""
CENTRE = (0.0, -395.0, 0.0)
"""Middle of the picture in the frame of the femur."""
SLIT = ((31.0, 14.0), (24.0, -9.0))
"""Where joint and bursa meet on the capsule, straight and fully bent: millimetres to the back and down."""
HANG = (20.0, 30.0)
"""Which way the sac hangs from there with the knee straight."""
LEAN = 0.92
"""Share of the knee's bending by which the sac turns with the leg."""
POUCH = (-36.0, -40.0)
"""Where the pouch above the kneecap is named."""
NECK = 9.0
"""Millimetres from the slit to where the sac widens."""
LEAKED = 0.5
"""Millilitres in the calf from which they are drawn."""


def cyst_picture(body: Body, works: CystWorks, state: CystState, *, left: bool = False) -> dict[str, Any]:
    """Box, shapes from far to near, names, and where fluid goes through the slit."""
    leg = _leg(body, state.angle)
    sac, tip, neck = _sac(state)
    out: dict[str, Any] = {
        "box": list(WINDOW),
        "neck": list(neck),
        "away": list(_direction(state.angle)),
        "shapes": _shapes(leg, state, sac),
        "labels": _labels(body, works, state, leg, tip, neck),
        "fluid": state.joint / ML,
    }
    if left:
        _mirror(out)
    front, back = ("right", "left") if left else ("left", "right")
    for label in out["labels"]:
        label["at"] = [round(value, 1) for value in label["at"]]
        label["side"] = front if label["side"] == "front" else back
    return out


def _shapes(leg: Mapping[str, Any], state: CystState, sac: list[float]) -> list[dict[str, Any]]:
    bones = ("femur-shaft", "femur-medial-condyle", "tibia", "patellar-tendon", "patella")
    shapes = [
        {"id": "skin", "kind": "skin", "d": leg["skin"]},
        {"id": "gastrocnemius", "kind": "muscle", "d": leg["gastrocnemius-medial-head"]},
        *(
            {"id": f"fluid-{i}", "kind": "fluid", "d": one}
            for i, one in enumerate(_joint(leg, state.joint / ML, state.angle))
        ),
        *(
            {"id": key, "kind": "tendon" if key == "patellar-tendon" else "bone", "d": leg[key]}
            for key in bones
        ),
    ]
    if state.calf > LEAKED * ML:
        shapes.append({"id": "calf", "kind": "leak", "d": _leak(leg, state.calf / ML)})
    shapes.append({"id": "semimembranosus", "kind": "muscle-near", "d": leg["semimembranosus"]})
    shapes.append({"id": "sac", "kind": "sac", "d": sac})
    return shapes


def _labels(
    body: Body,
    works: CystWorks,
    state: CystState,
    leg: Mapping[str, Any],
    tip: tuple[float, float],
    neck: tuple[float, float],
) -> list[dict[str, Any]]:
    names = {key: form.label for key, form in body.kb.forms.items()}
    cyst = "Bursa, empty"
    if not state.whole:
        cyst = "Torn sac"
    elif works.felt(state):
        cyst = f"Cyst: {works.tension(state)}"
    rows = [
        (body.kb.structures["femur"].name, leg["at-femur"], "front"),
        (names["patella"], leg["at-patella"], "front"),
        ("Fluid in the knee" if state.joint >= ML else "Knee joint", list(POUCH), "front"),
        (names["tibia"], leg["at-tibia"], "back" if state.angle > 50 else "front"),
        (names["semimembranosus"], leg["at-semimembranosus"], "back"),
        (f"Slit: {works.slit_now(state)}", list(neck), "back"),
        (cyst, list(tip), "back"),
        (names["gastrocnemius-medial-head"], leg["at-gastrocnemius"], "back"),
    ]
    if state.calf > LEAKED * ML:
        rows.append(("Fluid in the calf", _leak(leg, 30)[6:8], "back"))
    return [
        {"text": text, "at": at, "side": side} | ({"strong": True} if text == cyst else {})
        for text, at, side in rows
    ]


def _mirror(picture: dict[str, Any]) -> None:
    picture["box"][0] = -WINDOW[0] - WINDOW[2]
    picture["neck"][0], picture["away"][0] = -picture["neck"][0], -picture["away"][0]
    picture["shapes"] = [{**shape, "d": _mirrored(shape["d"])} for shape in picture["shapes"]]
    picture["labels"] = [{**label, "at": _mirrored(label["at"])} for label in picture["labels"]]


def _mirrored(flat: list[float]) -> list[float]:
    return [-value if i % 2 == 0 else value for i, value in enumerate(flat)]


def _flat(points: Any) -> list[float]:
    return np.round(np.asarray(points, dtype=float), 1).ravel().tolist()


# ── The leg ──────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def _leg(body: Body, angle: int) -> Mapping[str, Any]:
    """Outlines of the knee from its inner side: x to the back, y down, millimetres from the middle."""
    pose = Pose(knee=float(angle))
    frames, straight = body.frames(pose), body.frames(Pose())
    turn, origin = frames["femur"]
    middle = turn @ np.array(CENTRE) + origin

    def flat(seen: np.ndarray) -> list[float]:
        """Without what lies far beyond the window."""
        points = np.column_stack([seen[:, 0] + middle[0], middle[1] - seen[:, 1]])
        keep = (np.abs(points[:, 0]) < 330) & (np.abs(points[:, 1]) < 330)
        return _flat(points[keep][:: 2 if len(points) > 100 else 1])

    def carried(segment: str, x: float, y: float) -> list[float]:
        """A point of the straight knee's picture, carried along by its bone."""
        turn0, origin0 = straight[segment]
        world = np.array([middle[0] - x, middle[1] - y, origin0[2]])
        turn1, origin1 = frames[segment]
        moved = turn1 @ (turn0.T @ (world - origin0)) + origin1
        return [float(middle[0] - moved[0]), float(middle[1] - moved[1])]

    keys = (
        "femur-shaft", "femur-medial-condyle", "tibia", "patella", "patellar-tendon",
        "semimembranosus", "gastrocnemius-medial-head", "skin",
    )  # fmt: skip
    found: dict[str, Any] = {key: flat(body.silhouette(key, "medial", pose)) for key in keys}
    patella = body.seen("patella", "medial", pose)
    line = np.column_stack([patella[:, 0] + middle[0], middle[1] - patella[:, 1]])
    found["patella-line"] = line[[0, len(line) // 2, -1]].tolist()
    found["at-femur"] = [-17.0, -98.0]
    found["at-patella"] = line[len(line) // 2].tolist()
    found["at-tibia"] = carried("tibia", -14.0, 92.0)
    found["at-semimembranosus"] = [30.0, -80.0]
    found["at-gastrocnemius"] = carried("tibia", 62.0, 112.0)
    found["calf"] = [carried("tibia", x, y) for x, y in ((52, 48), (66, 80), (70, 115), (66, 150))]
    return found


def _joint(leg: Mapping[str, Any], fluid: float, angle: int) -> list[list[float]]:
    """The joint cavity: a halo round the condyle, the pouch above the kneecap, and what lies behind that."""
    share = (fluid / 80) ** 0.6 if fluid > 0 else 0.0
    bent = angle / 120
    condyle = np.reshape(leg["femur-medial-condyle"], (-1, 2))
    middle = condyle.mean(axis=0)
    margin = 2.0 + (5.0 + 4.0 * bent) * share
    away = condyle - middle
    far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    halo = middle + away * (1 + margin / far)
    top, mid, low = leg["patella-line"]
    thick = 1.5 + (20.0 - 9.0 * bent) * share
    high = -62.0 - 24.0 * share
    pouch = [
        (-26.0, high), (-33.0 - 0.4 * thick, high + 7), (-35.0 - thick, high + 24),
        (-39.0 - 0.9 * thick, -30.0), top, mid, low, (-18.0, 20.0), (-8.0, 0.0), (-18.0, -30.0),
    ]  # fmt: skip
    return [_flat(halo), _flat(smooth(pouch, 5, closed=True))]


# ── Fluid outside the joint ──────────────────────────────────────────────────────────────────


def _slit(angle: float) -> tuple[float, float]:
    """The slit slides up the condyle as the leg bends."""
    share = angle / 120
    (x0, y0), (x1, y1) = SLIT
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _direction(angle: float) -> tuple[float, float]:
    """Which way the sac hangs from the slit: it turns with the leg, but less."""
    turn = -math.radians(angle * LEAN)
    x, y = HANG
    size = math.hypot(x, y)
    return (
        (x * math.cos(turn) - y * math.sin(turn)) / size,
        (x * math.sin(turn) + y * math.cos(turn)) / size,
    )


def _sac(state: CystState) -> tuple[list[float], tuple[float, float], tuple[float, float]]:
    """Outline of the sac to scale, its middle, and the middle of its neck."""
    volume = state.cyst  # a microlitre is a cubic millimetre
    slender = 1.55 - 0.35 * min(1.0, state.angle / FOUCHER)
    half = max(2.2, (3 * volume / (4 * math.pi * slender)) ** (1 / 3))
    long = max(11.0, slender * half)
    x, y = _direction(state.angle)
    left, top = _slit(state.angle)
    points = []
    for side in (1, -1):
        steps = np.linspace(0, 1, 25)[::side]
        for t in steps:
            along = t * (NECK + 2 * long - 2)
            inside = (along - NECK + 2 - long) / long
            wide = half * math.sqrt(max(0.0, 1 - inside * inside))
            wide = max(wide, 1.8) if along < NECK + 2 else wide
            if not state.whole and along > NECK:
                wide *= 0.55 + 0.35 * math.cos(7 * t)
            points += [left + x * along - side * y * wide, top + y * along + side * x * wide]
    middle = NECK + long - 2
    return (
        [round(value, 1) for value in points],
        (left + x * middle, top + y * middle),
        (left + x * NECK * 0.45, top + y * NECK * 0.45),
    )


def _leak(leg: Mapping[str, Any], volume: float) -> list[float]:
    """Fluid that ran down beside the muscle: wider the more it is."""
    half = np.array([3.0, 5.5, 7.5, 2.0]) * min(1.6, 0.4 + volume / 30)
    return _flat(smooth(outline(np.array(leg["calf"]), half).tolist(), 5, closed=True))
