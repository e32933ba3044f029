"""The leg in three dimensions: fixed views first, free turning second; layers come off, joints move.

Python sends the triangles once and every new place of their corners as one piece of binary data; the
page draws them with the plotly of JupyterLab's own extension.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import traitlets

from kb.anatomy.body import NEUTRAL, Body, Pose
from kb.anatomy.surface import Surface
from kb.anatomy.terms import LAYERS
from kb.errors import KneeError, unknown
from kb.records import KnowledgeBase

from ._view import View, bundle

VIEWS = {
    "posterior": ("Posterior", "from behind"),
    "medial": ("Medial", "from the medial side"),
    "lateral": ("Lateral", "from the lateral side"),
    "anterior": ("Anterior", "from the front"),
}
"""Fixed views, with the name shown and how a sentence says it."""
FREE = "from a direction of your own"
FRAMES = {"knee": "Knee", "leg": "Leg"}
SEE_THROUGH = {"skin": 0.3, "fascia": 0.4}
"""Opacity of the layers that let through what lies beneath."""
PAINT = {
    "muscle": ("muscle", -0.34),
    "tendon": ("tendon", -0.2),
    "ligament": ("ligament", -0.3),
    "meniscus": ("bursa", -0.3),
    "bursa": ("bursa", 0.3),
    "bone": ("bone", -0.1),
    "nerve": ("nerve", -0.45),
    "artery": ("artery", -0.45),
    "vein": ("vein", 0.6),
    "lymph-node": ("node", -0.2),
    "skin": ("skin", -0.1),
    "fascia": ("tendon", -0.1),
}
"""Kind to its colour token, and how much darker (lighter, if above 0) its pattern is."""
ROOM = 130.0
"""Millimetres kept free around the leg in every pose."""


class BodyView(View):
    """`look` is what the learner has chosen; `pose` and `positions` belong together."""

    _esm, _css = bundle("body_view")
    scene = traitlets.Dict().tag(sync=True)
    triangles = traitlets.Bytes().tag(sync=True)
    coarse = traitlets.Bytes().tag(sync=True)
    """Triangles while a joint moves, for a machine that draws slowly."""
    shades = traitlets.Bytes().tag(sync=True)
    positions = traitlets.Bytes().tag(sync=True)
    """x of every corner, then y, then z; 32-bit floats."""
    look = traitlets.Dict().tag(sync=True)
    twin = traitlets.Dict().tag(sync=True)
    pose = traitlets.Dict().tag(sync=True)

    def __init__(
        self, kb: KnowledgeBase, *, look: Mapping[str, Any], alone: Iterable[str], pose: Pose, left: bool
    ):
        self._kb, self._left, self._pose = kb, left, pose
        self._body = Body.of(kb)
        order = list(LAYERS)
        forms = sorted(kb.forms, key=lambda key: order.index(kb.forms[key].layer))
        self._alone = tuple(key for key in forms if key in set(alone))
        self._surface = Surface(self._body, forms)
        super().__init__(
            scene=self._scene(),
            triangles=self._surface.triangles.T.astype("<i4").tobytes(),
            coarse=self._surface.coarse.T.astype("<i4").tobytes(),
            shades=self._shades().astype("<f4").tobytes(),
            positions=self._places(),
            look=dict(look),
            pose={"knee": pose.knee, "ankle": pose.ankle, "n": 0},
        )
        self.twin = self._words()

    # ── Messages ─────────────────────────────────────────────────────────────────────────────

    def _act(self, message: Mapping[str, Any]) -> bool:
        if message.get("type") == "pose":
            self._move(message)
        elif message.get("type") == "look":
            self.look = checked(self._kb, message.get("look"))
            self.twin = self._words()
        return False

    def _show(self, message: Mapping[str, Any]) -> None:
        """What is refused stays unsaid: the page offers nothing of the kind."""

    def _move(self, message: Mapping[str, Any]) -> None:
        number = message.get("n")
        pose = angles(self._body, message.get("knee"), message.get("ankle"))
        self._pose = pose
        with self.hold_sync():
            self.positions = self._places()
            self.twin = self._words()
            self.pose = {
                "knee": pose.knee,
                "ankle": pose.ankle,
                "n": number if isinstance(number, int) else 0,
            }

    # ── What is sent ─────────────────────────────────────────────────────────────────────────

    def _places(self) -> bytes:
        places = self._surface.positions(self._pose)
        if self._left:
            places[:, 2] *= -1
        return np.ascontiguousarray(places.T, dtype="<f4").tobytes()

    def _shades(self) -> np.ndarray:
        """For each corner the place of its colour on the scale of all kinds, pattern included."""
        kinds = list(PAINT)
        out = np.empty(self._surface.size)
        flesh = self._surface.flesh()
        for part in self._surface.parts:
            form = self._kb.forms[part.form]
            ring, corner = np.divmod(np.arange(part.vertices), part.sides)
            pattern = _pattern(form.kind, ring, corner)
            here = slice(part.start, part.start + part.vertices)
            if form.kind == "muscle":
                # Tendon comes after muscle on the scale, plain to plain, so that one runs into the other.
                out[here] = np.where(flesh[here] > 0, 1 - 0.9 * pattern, 2)
            else:
                kind = kinds.index("fascia" if form.layer == "fascia" else form.kind)
                plain, dark = (2 * kind, 2 * kind + 1) if kind else (1, 0)
                out[here] = plain + (dark - plain) * pattern
        return out / (2 * len(kinds) - 1)

    def _scene(self) -> dict[str, Any]:
        kb = self._kb
        knee = self._body.frames(NEUTRAL)["tibia"][1]
        still = self._surface.positions(NEUTRAL)
        low, high = still.min(axis=0), still.max(axis=0)
        reach = float(np.linalg.norm(still[still[:, 1] < knee[1]] - knee, axis=1).max())
        low[0], high[1] = min(low[0], knee[0] - reach), max(high[1], 0.0)
        low, high = low - ROOM, high + ROOM
        if self._left:
            low[2], high[2] = -high[2], -low[2]
            knee = knee * (1, 1, -1)
        return {
            "label": f"{'Left' if self._left else 'Right'} leg in three dimensions",
            "left": self._left,
            "layers": list(LAYERS.items()),
            "see_through": SEE_THROUGH,
            "views": [[key, name] for key, (name, _) in VIEWS.items()],
            "frames": list(FRAMES.items()),
            "low": low.tolist(),
            "high": high.tolist(),
            "knee": knee.tolist(),
            "joints": [
                [name, label, int(span.low), int(span.high)]
                for name, label, span in (
                    ("knee", "Knee bent", kb.segments["tibia"].range),
                    ("ankle", "Ankle: foot up (+), down (−)", kb.segments["foot"].range),
                )
            ],
            "paint": [[token, by] for token, by in PAINT.values()],
            "parts": [
                {
                    "id": part.form,
                    "label": kb.forms[part.form].label,
                    "structure": kb.forms[part.form].structure,
                    "layer": kb.forms[part.form].layer,
                    "start": part.start,
                    "count": part.vertices,
                    "fine": [part.first, part.triangles],
                    "coarse": [part.first_coarse, part.triangles_coarse],
                }
                for part in self._surface.parts
            ],
            "alone": list(self._alone),
            "structures": structures(kb),
        }

    def _words(self) -> dict[str, Any]:
        """What a sighted learner sees, in sentences."""
        kb, look, pose = self._kb, self.look, self._pose
        seen = VIEWS[look["view"]][1] if look["view"] in VIEWS else FREE
        ankle = "level" if not pose.ankle else f"{abs(pose.ankle):g}° {'up' if pose.ankle > 0 else 'down'}"
        on = [key for key in LAYERS if key in look["layers"]]
        off = [LAYERS[key] for key in LAYERS if key not in on]
        names = [
            [LAYERS[key], ", ".join(dict.fromkeys(f.label for f in kb.forms.values() if f.layer == key))]
            for key in on
        ]
        extra = [kb.forms[key].label for key in self._alone if kb.forms[key].layer not in on]
        if extra:
            names.append(["Besides", ", ".join(dict.fromkeys(extra))])
        picked = kb.structures.get(look["picked"])
        side = "Left" if self._left else "Right"
        return {
            "view": f"{side} leg {seen}: knee bent {pose.knee:g}°, foot {ankle}.",
            "off": f"Taken away: {', '.join(off)}." if off else "Nothing is taken away.",
            "shown": names,
            "picked": f"Highlighted: {picked.name}. {picked.what}" if picked else "Nothing is highlighted.",
        }


def _pattern(kind: str, ring: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """Bars on arteries, dots on veins, strands along nerves, fibres along muscle: 0 is plain, 1 the mark."""
    match kind:
        case "artery":
            return (ring % 3 == 0) * 1.0
        case "vein":
            return ((ring % 3 == 0) & (corner % 3 == 0)) * 1.0
        case "nerve":
            return (corner % 2 == 0) * 1.0
        case "muscle" | "tendon" | "ligament":
            return np.array([0.0, 0.75, 0.2, 1.0, 0.1, 0.6])[corner % 6]
    return np.zeros(len(ring))


def structures(kb: KnowledgeBase) -> list[dict[str, str]]:
    """Everything that has a form, by layer and name."""
    layer = {}
    for form in kb.forms.values():
        layer.setdefault(form.structure, form.layer)
    order = list(LAYERS)
    return [
        {"id": key, "name": kb.structures[key].name, "what": kb.structures[key].what, "layer": layer[key]}
        for key in sorted(layer, key=lambda key: (order.index(layer[key]), kb.structures[key].name))
    ]


def angles(body: Body, knee: Any, ankle: Any) -> Pose:
    """The pose, if both are numbers that the joints allow.

    Raises:
        KneeError: naming the angle.
    """
    for name, angle in (("knee", knee), ("ankle", ankle)):
        if isinstance(angle, bool) or not isinstance(angle, (int, float)):
            raise KneeError(f"{name} {angle!r:.40} is not an angle in degrees")
    pose = body.check(Pose(0.0, knee, ankle))
    return Pose(0.0, float(pose.knee), float(pose.ankle))


def checked(kb: KnowledgeBase, look: Any) -> dict[str, Any]:
    """What the page says was chosen, if it can be.

    Raises:
        KneeError: if it cannot.
    """
    if not isinstance(look, Mapping) or not isinstance(look.get("layers"), (list, tuple)):
        raise KneeError("a look is a view, a frame, layers and a structure")
    view, frame, picked = (str(look.get(name, "")) for name in ("view", "frame", "picked"))
    for key, known in ((view, [*VIEWS, "free"]), (frame, list(FRAMES))):
        if key not in known:
            raise unknown("view", key, known)
    layers = [str(key) for key in look["layers"]]
    for key in layers:
        if key not in LAYERS:
            raise unknown("layer", key, LAYERS)
    if picked and picked not in {form.structure for form in kb.forms.values()}:
        raise unknown("structure", picked, kb.structures)
    return {"view": view, "frame": frame, "layers": layers, "picked": picked}


def body_view(
    kb: KnowledgeBase,
    focus: str | None = None,
    *,
    show: Iterable[str] | None = None,
    knee: float = 0,
    ankle: float = 0,
    left: bool = False,
) -> BodyView:
    """The 3-D view.

    Args:
        focus: structure or form to highlight at the start.
        show: ids of layers, structures and forms; all layers but skin and fascia unless told.
        knee: flexion; ankle: dorsiflexion, in degrees.
        left: the left leg, which is the right one mirrored.

    Raises:
        UnknownId: with the nearest id; KneeError: for an angle that a joint cannot take.
    """
    pose = angles(Body.of(kb), knee, ankle)
    by_structure: dict[str, list[str]] = {}
    for key, form in kb.forms.items():
        by_structure.setdefault(form.structure, []).append(key)
    known = [*by_structure, *kb.forms, *LAYERS]

    def forms(word: str) -> list[str]:
        if not isinstance(word, str) or word not in known:
            raise unknown("structure", word, known)
        return by_structure.get(word) or [word]

    picked = ""
    if focus is not None:
        if focus in LAYERS and focus not in by_structure:
            raise unknown("structure", focus, by_structure)
        picked = kb.forms[forms(focus)[0]].structure
    if show is None:
        layers, alone = [key for key in LAYERS if key not in SEE_THROUGH], []
    else:
        words = [show] if isinstance(show, str) else list(show)
        layers = [key for key in LAYERS if key in words]
        alone = [key for word in words if word not in layers for key in forms(word)]
    look = {"view": "posterior", "frame": "knee", "layers": layers, "picked": picked}
    return BodyView(kb, look=look, alone=alone, pose=pose, left=bool(left))
