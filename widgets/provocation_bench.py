"""The provocation bench: move hip, knee and ankle, or a named test, and see what is loaded.

With a test the learner predicts first; lengths and answer stay hidden until then.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets

from kb.anatomy.body import JOINTS, NEUTRAL, Body, Pose, Tube
from kb.anatomy.labels import (
    CLOSE_BY,
    CLOSE_TEXT,
    FOOT,
    HEAD,
    WHOLE,
    beneath,
    fitted,
    placed,
    points_of,
    spots_of,
)
from kb.anatomy.provocation import (
    Reading,
    State,
    answer,
    artery,
    measure,
    provocation_of,
    working_range,
)
from kb.errors import KneeError, unknown
from kb.records import Gauge, KnowledgeBase, Step

from ._html import short_names
from ._view import View, bundle

VIEWS = {"medial": "inner side", "lateral": "outer side", "posterior": "back of the knee"}
PULLS = {
    "hamstrings": "Hamstrings pull",
    "calf": "Calf pulls",
}
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
CLOSE = ("popliteus", "soleus", "semimembranosus", "biceps-femoris-long-head")
TRUNK = ((-125, -60), (-150, 20), (-135, 110), (58, 110), (50, 20), (20, -70), (-60, -110))
"""Outline of the lower trunk in the frame of the pelvis, millimetres: it shows the posture, no anatomy."""
WINDOW = (-80.0, 95.0, 160.0, 215.0)
"""Close view of the back of the knee: left, top, width and height round the joint, in millimetres."""
EVERY = 2
"""Samples of a tube from corner to corner of an outline."""


class ProvocationBench(View):
    """Sliders left, leg in the middle, lengths right. `frame` answers each pose; `view` holds the rest."""

    _esm, _css = bundle("provocation_bench")
    _garbled = (KeyError, TypeError, ValueError, OverflowError)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(self, kb: KnowledgeBase, preset: str | None = None, *, left: bool = False):
        self._kb, self._body, self._left = kb, Body.of(kb), bool(left)
        self._count, self._error = 0, ""
        self._load(preset or "")
        super().__init__(view=self._view(), frame=self._frame())

    def _load(self, preset: str) -> None:
        """Go to the start of a test, or to neutral standing."""
        test = provocation_of(self._kb, preset) if preset else None
        self._test, self._chosen = test, ""
        self._phase = "predict" if test else "free"
        self._side = test.view if test else "medial"
        self._pose, self._lean, self._active = NEUTRAL, 0.0, frozenset()
        self._step = 0
        if test:
            self._go(0, 0.0)
        self._box: tuple[float, float, float, float] | None = None
        self._placed = ""

    def _go(self, step: int, share: float) -> None:
        """Stand `share` of the way from a test's `step` to the next."""
        steps = self._test.steps
        here, there = steps[step], steps[min(step + 1, len(steps) - 1)]
        angle = {name: _between(here, there, name, share) for name in (*JOINTS, "lean")}
        self._lean = angle.pop("lean")
        # Half degrees: the geometry places the kneecap in steps, and between two of them it has no place.
        self._pose = Pose(**{name: round(2 * value) / 2 for name, value in angle.items()})
        self._active = frozenset(there.active if share > 0.5 else here.active)
        self._step = step + (share >= 1)

    # ── What the learner does ────────────────────────────────────────────────────────────────

    def _show(self, message: Mapping[str, Any]) -> None:
        if self._error or message.get("type") not in ("pose", "move"):
            self.view = self._view()
        self.frame = self._frame()

    def _act(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "pose" if self._phase in ("free", "answered"):
                pose = Pose(**{name: round(2 * float(message[name])) / 2 for name in JOINTS})
                self._pose = self._body.check(pose)
            case "move" if self._test and self._phase in ("moving", "answered"):
                last = len(self._test.steps) - 2
                step, share = int(message.get("step", 0)), float(message.get("share", 0))
                self._go(min(max(step, 0), last), min(max(share, 0.0), 1.0))
            case "preset":
                self._load(str(message.get("id", "")))
            case "side":
                side = str(message.get("side"))
                if side not in VIEWS:
                    raise unknown("view", side, VIEWS)
                self._side, self._box, self._placed = side, None, ""
            case "pull" if self._phase in ("free", "answered"):
                group = self._groups()[str(message.get("group"))]
                self._active = self._active | group if message.get("on") else self._active - group
            case "commit" if self._test and self._phase == "predict":
                chosen = str(message.get("option", ""))
                if chosen not in self._test.options:
                    raise KneeError("Choose a structure first.")
                self._chosen, self._phase = chosen, "moving"
            case "played" if self._phase == "moving":
                self._go(len(self._test.steps) - 2, 1.0)
                self._phase = "answered"
            case "neutral" if self._phase in ("free", "answered"):
                self._pose, self._lean, self._active = NEUTRAL, 0.0, frozenset()

    def _groups(self) -> dict[str, frozenset[str]]:
        """Muscles that pull together: those from the pelvis or thigh, and those to the heel."""
        muscles = [gauge for gauge in self._kb.gauges.values() if gauge.kind == "muscle"]
        ends = {g.id: self._kb.forms[g.forms[0]].path[-1].on for g in muscles}
        calf = frozenset(key for key, end in ends.items() if end == "foot")
        return {"hamstrings": frozenset(ends) - calf, "calf": calf}

    # ── What is shown beside the leg ─────────────────────────────────────────────────────────

    def _view(self) -> dict[str, Any]:
        segments = self._kb.segments
        return {
            "leg": "left" if self._left else "right",
            "presets": [["", "Free: move the leg yourself"]]
            + [[test.id, test.label] for test in self._kb.provocations.values()],
            "preset": self._test.id if self._test else "",
            "side": self._side,
            "sides": [[key, name] for key, name in VIEWS.items()],
            "phase": self._phase,
            "error": self._error,
            "sliders": [
                [joint, joint.capitalize(), *(segments[segment].range or (0, 0))]
                for joint, segment in JOINTS.items()
            ],
            "pulls": [[group, PULLS[group], keys <= self._active] for group, keys in self._groups().items()],
            "test": self._told() if self._test else None,
            "ranges": [self._ends(gauge) for gauge in self._kb.gauges.values() if gauge.longest],
        }

    def _told(self) -> dict[str, Any]:
        test, kb = self._test, self._kb
        names = {key: self._name(key) for key in test.options}
        told: dict[str, Any] = {
            "label": test.label,
            "how": kb.findings[test.finding].how if test.finding else "",
            "steps": [step.does for step in test.steps],
            "question": test.question,
            "options": [[key, names[key]] for key in sorted(test.options, key=list(kb.gauges).index)],
            "chosen": self._chosen,
            "limits": test.limits,
        }
        if self._phase == "answered":
            result = answer(self._body, test.id)
            ranked = sorted(result.scores, key=result.scores.__getitem__, reverse=True)
            told |= {
                "right": result.key == self._chosen,
                "answer": names[result.key],
                "mine": names[self._chosen],
                "scores": [[names[key], _score(test.by, result.scores[key])] for key in ranked],
                "measured": MEASURED[test.by],
                "why": test.why,
                "sources": [
                    {"short": name, "link": kb.sources[key].link, "title": kb.sources[key].title}
                    for key, name in short_names(kb, test.sources).items()
                ],
            }
        return told

    def _name(self, key: str) -> str:
        return self._kb.gauges[key].label if key in self._kb.gauges else self._kb.forms[key].label

    def _ends(self, gauge: Gauge) -> str:
        """Where a working range comes from, in a line."""
        short, _, long = working_range(self._body, gauge)
        parts = []
        for name, angles in (("shortest", gauge.shortest), ("longest", gauge.longest)):
            origin = (
                "estimate"
                if angles.source is None
                else f"{angles.basis}, {self._kb.sources[angles.source].short}"
            )
            parts.append(
                f"{name} with hip {angles.hip:g}°, knee {angles.knee:g}°, ankle {angles.ankle:g}° ({origin})"
            )
        return f"{gauge.label}: {short:.0f} to {long:.0f} mm; {'; '.join(parts)}."

    # ── The leg in one pose ──────────────────────────────────────────────────────────────────

    def _frame(self) -> dict[str, Any]:
        self._count += 1
        behind = self._side == "posterior"
        state = measure(self._body, self._pose, self._active, arteries=behind)
        told = self._phase != "predict"
        rows = self._rows(state) if told else []
        picture = self._behind(state, told) if behind else self._beside(state, told)
        return {
            "n": self._count,
            "pose": {name: getattr(self._pose, name) for name in JOINTS},
            "said": {name: angle_words(name, getattr(self._pose, name)) for name in JOINTS},
            "step": self._step,
            "rows": rows,
            "words": "; ".join(
                f"{row['label']} {row['word']}" for row in rows if row["word"] not in ("resting", "free")
            ),
            **picture,
        }

    def _rows(self, state: State) -> list[dict[str, Any]]:
        rows = []
        for gauge in self._kb.gauges.values():
            if gauge.kind == "artery" and self._side != "posterior":
                continue
            row: dict[str, Any] = {"id": gauge.id, "label": gauge.label, "kind": gauge.kind}
            if gauge.kind == "artery":
                crowd = state.crowding[gauge.id]
                known = crowd.index == crowd.index
                room = crowd.room[crowd.nearest]
                row |= {
                    "word": crowd.word,
                    "look": {"pressed": "limit", "touched": "stretched"}.get(crowd.word, "resting"),
                    "used": crowd.index if known else 0.0,
                    "text": room_words(room) if known else "knee too bent",
                    "long": (
                        f"{gauge.label}: {crowd.word}"
                        + (
                            f"; nearest: {self._kb.forms[crowd.nearest].label}"
                            if known
                            else " with a bent knee"
                        )
                        + ". Schematic model."
                    ),
                }
            else:
                reading = state.readings[gauge.id]
                row |= {
                    "word": reading.says,
                    "look": look(reading),
                    "used": reading.used,
                    "text": f"{signed(reading.change)}, {reading.length:.0f} mm",
                    "long": _sentence(gauge, reading),
                }
            rows.append(row)
        return rows

    def _shape(
        self, key: str, outline: np.ndarray, look: str, *, kind: str, far: bool = False
    ) -> dict[str, Any]:
        return {
            "id": key,
            "name": self._name(key) if key in self._kb.gauges or key in self._kb.forms else "",
            "kind": kind,
            "look": look,
            "far": far,
            "d": np.round(outline, 1).ravel().tolist(),
        }

    def _beside(self, state: State, told: bool) -> dict[str, Any]:
        """Seen from the inner or outer side, turned by the lean of the trunk."""
        shown = INNER if self._side == "medial" else OUTER
        turn = self._turn()
        shapes = [self._shape("trunk", np.array(TRUNK, dtype=float) @ turn, "", kind="trunk")]
        lines: dict[str, np.ndarray] = {}

        def add(key: str, look: str, *, kind: str, far: bool = False, id: str = "") -> None:
            tube = self._body.tube(key, self._pose)
            outline = _outline(tube.centre[:, :2], tube.half[:, 1]) @ turn
            shapes.append(self._shape(id or key, outline, look, kind=kind, far=far))
            lines[id or key] = tube.centre[:, :2] @ turn

        for key in ("skin", "skin-of-foot"):
            if key in self._kb.forms:
                add(key, "", kind="skin")
        gauges = [g for g in self._kb.gauges.values() if g.kind != "artery"]
        looks = {g.id: look(state.readings[g.id]) if told else "resting" for g in gauges}
        for gauge in gauges:
            if gauge.kind == "muscle" and gauge.id not in shown:
                add(gauge.forms[0], looks[gauge.id], kind="muscle", far=True, id=gauge.id)
        for key in BONES:
            if key in self._kb.forms:
                add(key, "", kind="tendon" if key == "patellar-tendon" else "bone")
        add("achilles-tendon", "", kind="tendon")
        # Deep ones first: soleus lies under gastrocnemius, the short head of biceps under the long one.
        near = [g for g in gauges if g.id in shown]
        for gauge in sorted(near, key=lambda g: self._kb.forms[g.forms[0]].layer != "deep-muscle"):
            if gauge.kind == "muscle":
                add(gauge.forms[0], looks[gauge.id], kind="muscle", id=gauge.id)
        add("popliteal-artery", "", kind="artery")
        for gauge in near:
            if gauge.kind == "nerve":
                for form in gauge.forms:
                    add(form, looks[gauge.id], kind="nerve")
        labels = []
        for gauge in near:
            line = lines[gauge.id if gauge.kind == "muscle" else gauge.forms[-1]]
            at = line[int(len(line) * (0.5 if gauge.kind == "muscle" else 0.12))]
            word = state.readings[gauge.id].says if told and looks[gauge.id] != "resting" else ""
            labels.append(
                {
                    "id": gauge.id,
                    "text": gauge.label,
                    "word": word,
                    "look": looks[gauge.id],
                    "x": float(at[0]),
                    "y": float(at[1]),
                }
            )
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
        box = [round(each, 1) for each in self._box]
        labels = [label | name for label, name in zip(labels, names, strict=True)]
        panel = {"title": "", "size": WHOLE, "place": place, "shapes": shapes, "labels": labels}
        return {"panels": [panel], "box": box}

    def _turn(self) -> np.ndarray:
        """From (forward, up) to the picture (right, down): lean of the trunk, and where the toes point."""
        angle = np.radians(-self._lean)
        cos, sin = np.cos(angle), np.sin(angle)
        turned = np.array([[cos, -sin], [sin, cos]])  # columns: picture right and up before mirroring
        flip = -1.0 if (self._side == "medial") != self._left else 1.0
        return turned.T @ np.diag([flip, -1.0])

    def _grow(self, shapes: list[dict[str, Any]]) -> None:
        """Frame of the picture: what it held before and what it holds now, so that it does not jump."""
        if self._box is None and self._test:
            before = (self._pose, self._lean, self._active, self._step)
            self._box = _bounds(shapes)
            for step in range(len(self._test.steps) - 1):
                for share in (0.0, 0.5, 1.0):
                    self._go(step, share)
                    turn = self._turn()
                    for key in ("foot-bones", "calcaneus", "tibia", "femur-shaft"):
                        tube = self._body.tube(key, self._pose)
                        line = _outline(tube.centre[:, :2], tube.half[:, 1] + 25) @ turn
                        self._box = _union(self._box, _bounds([{"d": line.ravel().tolist()}]))
                    trunk = np.array(TRUNK, dtype=float) @ turn
                    self._box = _union(self._box, _bounds([{"d": trunk.ravel().tolist()}]))
            self._pose, self._lean, self._active, self._step = before
        now = _bounds(shapes)
        self._box = _union(self._box, now) if self._box else now

    def _behind(self, state: State, told: bool) -> dict[str, Any]:
        """The back of the knee close by, as one sees it behind the thigh: an artery of each course."""
        turn, origin = self._body.frames(self._pose)["femur"]
        centre = np.array([0.0, -400.0, 0.0])
        flip = np.array([-1.0 if self._left else 1.0, -1.0])

        def seen(tube: Tube) -> tuple[np.ndarray, np.ndarray]:
            local = (tube.centre - origin) @ turn - centre
            return local[:, [2, 1]] * flip, tube.half[:, 0]

        panels = []
        for gauge in self._kb.gauges.values():
            if gauge.kind != "artery":
                continue
            crowd = state.crowding[gauge.id]
            shapes = []
            for key in ("femur-shaft", "femur-medial-condyle", "femur-lateral-condyle", "tibia", "fibula"):
                shapes.append(
                    self._shape(key, _outline(*seen(self._body.tube(key, self._pose))), "", kind="bone")
                )
            for key in CLOSE:
                line = _outline(*seen(self._body.tube(key, self._pose)))
                shapes.append(
                    self._shape(key, line, "resting", kind="muscle", far=key in ("popliteus", "soleus"))
                )
            pressed = told and crowd.word == "pressed"
            vessel = artery(self._body, gauge, self._pose)
            line, half = seen(vessel)
            course = self._shape(gauge.id, _outline(line, half), "limit" if pressed else "", kind="artery")
            if gauge.path:  # beneath the medial head
                shapes.append(course)
            heads = {}
            for key in ("gastrocnemius-medial-head", "gastrocnemius-lateral-head"):
                pulls = key in self._active
                middle, width = seen(self._body.tube(key, self._pose))
                width = width * (1.2 if pulls else 1.0)
                mood = look(state.readings[key]) if told else "resting"
                heads[key] = middle
                shapes.append(self._shape(key, _outline(middle, width), mood, kind="muscle"))
            if not gauge.path:
                shapes.append(course)
            else:
                shapes.append(
                    self._shape(f"{gauge.id}-through", _outline(line, half), "through", kind="artery")
                )
            labels = []
            for key, middle in heads.items():
                at = middle[int(0.22 * len(middle))]  # the belly, a hand below the joint
                labels.append(
                    {
                        "id": key,
                        "text": "Medial head" if "medial" in key else "Lateral head",
                        "word": state.readings[key].says if told else "",
                        "look": "",
                        "x": float(at[0]),
                        "y": float(at[1]),
                    }
                )
            at = line[int(np.argmin(np.abs(line[:, 1] - 68)))]
            labels.append(
                {
                    "id": gauge.id,
                    "text": "Popliteal artery",
                    "word": crowd.word if told else "",
                    "look": "",
                    "x": float(at[0]),
                    "y": float(at[1]),
                }
            )
            title = gauge.label.partition(", ")[2]
            left, top, width, height = WINDOW
            wide, high = CLOSE_BY
            scale = min(wide / width, (high - HEAD - FOOT) / height)
            place = [scale, (wide - width * scale) / 2 - left * scale, HEAD + top * scale]
            names = beneath(spots_of(labels, place, limit=wide / 3 - 10, size=CLOSE_TEXT))
            panels.append(
                {
                    "title": title[:1].upper() + title[1:],
                    "size": CLOSE_BY,
                    "clip": [HEAD, high - FOOT],
                    "place": place,
                    "shapes": shapes,
                    "labels": [label | name for label, name in zip(labels, names, strict=True)],
                }
            )
        left, top, width, height = WINDOW
        return {"panels": panels, "box": [left, -top, width, height]}


MEASURED = {
    "stretch": "Share of its stretch used up, from standing to the end of its working range",
    "gain": "Further share of its stretch used up by the last step",
    "relief": "Share of its stretch given back by the last step",
    "force": "Pull in this pose, all muscles fully switched on",
    "loss": "Share of its pull lost in the last step",
    "contact": "Room between the walls of muscle and artery",
}


def _score(by: str, value: float) -> str:
    if by == "force":
        return f"{value:.0f} N"
    if by == "contact":
        return room_words(-value)
    return f"{round(100 * value) + 0:d} %".replace("-", "−")


def look(reading: Reading) -> str:
    """How a reading is drawn: active, slack, resting, stretched or limit."""
    if reading.active:
        return "active"
    return {"at its limit": "limit"}.get(reading.word, reading.word)


def room_words(room: float) -> str:
    """3 mm of room, or how far the walls press into each other."""
    return "no room" if room <= 0 else f"{room:.0f} mm of room" if room >= 1 else "under 1 mm"


def signed(share: float) -> str:
    """+16 %, −5 %, ±0 %."""
    whole = round(100 * share, 1)
    return "±0 %" if whole == 0 else f"{'+' if whole > 0 else '−'}{abs(whole):g} %"


def angle_words(joint: str, angle: float) -> str:
    """An angle as it is shown and read out."""
    if round(angle) == 0:
        return {"hip": "0°, straight", "knee": "0°, straight", "ankle": "0°, right angle"}[joint]
    up, down = {
        "hip": ("flexed", "extended"),
        "knee": ("flexed", "overstretched"),
        "ankle": ("up", "pointed down"),
    }[joint]
    return f"{abs(round(angle))}° {up if angle > 0 else down}"


def _sentence(gauge: Gauge, reading: Reading) -> str:
    used = (
        f"{abs(round(100 * reading.used))} % of the way to the {'long' if reading.used >= 0 else 'short'} end"
    )
    beyond = ", beyond its working range" if reading.used > 1.02 else ""
    if gauge.kind == "nerve":
        kind = "Change of path length in this model, not measured strain"
        return f"{gauge.label}: {reading.word}, {signed(reading.change)}, {used}{beyond}. {kind}."
    fibre = f"Fibres at {reading.fibre:.2f} of their best length; {reading.load}"
    return f"{gauge.label}: {reading.says}, {signed(reading.change)}, {used}{beyond}. {fibre}."


def _between(here: Step, there: Step, name: str, share: float) -> float:
    return getattr(here, name) + share * (getattr(there, name) - getattr(here, name))


def _outline(line: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Closed polygon round a middle line, thinned."""
    pick = np.unique(np.append(np.arange(0, len(line), EVERY), len(line) - 1))
    along = np.gradient(line, axis=0)[pick]
    size = np.linalg.norm(along, axis=1, keepdims=True)
    along = np.where(size > 0.2, along / np.maximum(size, 1e-9), [0.0, -1.0])
    across = np.column_stack([-along[:, 1], along[:, 0]]) * half[pick, None]
    return np.concatenate([line[pick] + across, (line[pick] - across)[::-1]])


def _bounds(shapes: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    points = np.concatenate([np.reshape(shape["d"], (-1, 2)) for shape in shapes])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right - left), float(bottom - top)


def _wider(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, width, height = box
    return left - 0.03 * width, top - 0.03 * height, 1.06 * width, 1.06 * height


def _union(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float, float]:
    left, top = min(a[0], b[0]), min(a[1], b[1])
    return left, top, max(a[0] + a[2], b[0] + b[2]) - left, max(a[1] + a[3], b[1] + b[3]) - top


def bench(kb: KnowledgeBase, preset: str | None = None, *, left: bool = False) -> ProvocationBench:
    """The bench, free or with a test to predict.

    Raises:
        UnknownId: for an unknown test; KneeError: where `left` is no bool.
    """
    if not isinstance(left, bool):
        raise KneeError(f"left {left!r:.40} is neither True nor False")
    return ProvocationBench(kb, preset, left=left)
