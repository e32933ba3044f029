"""The cyst bench: how a swollen knee fills the bursa behind it, bend by bend, and what a needle does.

The learner may predict first; then effusion, angle and slit move, and fluid moves with them.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import traitlets

from kb.anatomy.body import Body, Pose
from kb.anatomy.cyst import FOUCHER, ML, STEP, CystWorks, State
from kb.errors import KneeError, unknown
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase

from ._html import number, short_names
from ._view import View, bundle

RECORD = "popliteal-cyst"
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
KEPT = 90
"""Points of the history that are kept."""


class CystBench(View):
    """Controls left, knee in the middle, gauges right. `frame` answers each move; `view` holds the rest."""

    _esm, _css = bundle("cyst_bench")
    _garbled = (KeyError, TypeError, ValueError, OverflowError)
    frame = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        kb: KnowledgeBase,
        *,
        slit: str | None = None,
        effusion: float = 0,
        predict: bool = False,
        left: bool = False,
    ):
        self._kb, self._works, self._left = kb, CystWorks.of(kb, RECORD), left
        self._record = self._works.record
        self._begin = self._works.start(slit or "", effusion)
        self._phase, self._mine = ("predict" if predict else "free"), {}
        self._count, self._error = 0, ""
        self._restart()
        super().__init__(view=self._view(), frame=self._frame())

    def _restart(self) -> None:
        self._state, self._said = self._begin, ""
        self._history = [_Point("start", self._begin)]

    # ── What the learner does ────────────────────────────────────────────────────────────────

    def _show(self, message: Mapping[str, Any]) -> None:
        if self.view["phase"] != self._phase:
            self.view = self._view()
        self.frame = self._frame()

    def _act(self, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if self._phase == "predict":
            if kind == "predict":
                self._predicted(message.get("answers"))
            elif kind == "skip":
                self._phase = "free"
            return
        works, before = self._works, self._state
        match kind:
            case "effusion":
                self._slide("effusion", works.fill(before, float(message["value"])))
            case "angle":
                self._slide("angle", works.bend(before, float(message["value"])))
            case "slit":
                self._slide("slit", works.join(before, str(message["value"])))
            case "bend":
                for i in range(10):
                    self._go("" if i else "10 bends", works.work(self._state, 1))
            case "week":
                for i in range(7):
                    self._go("" if i else "1 week", works.wait(self._state, 1))
            case "drain-knee":
                self._go("knee drained", works.drain_knee(before))
            case "drain-cyst":
                self._go("cyst drained", works.drain_cyst(before))
            case "again":
                self._restart()
                return
            case _:
                return
        self._said = self._happened(str(kind), before, self._state)

    def _predicted(self, answers: Any) -> None:
        given = dict(answers) if isinstance(answers, Mapping) else {}
        for key, prediction in self._record.predictions.items():
            if given.get(key) not in prediction.options:
                raise KneeError("Answer all three first; a guess is enough.")
        self._mine, self._phase = given, "answered"

    def _go(self, label: str, state: State) -> None:
        self._state = state
        self._history = [*self._history, _Point(label, state)][-KEPT:]

    def _slide(self, kind: str, state: State) -> None:
        """A slider that goes on moving leaves one point in the history, not one for every step."""
        if state == self._state:
            return
        if self._history[-1].kind == kind and len(self._history) > 1:
            self._history.pop()
        label = {
            "effusion": f"{round(state.effusion / ML)} ml",
            "angle": f"{state.angle}°",
            "slit": "other slit",
        }[kind]
        self._go(label, state)
        self._history[-1] = _Point(label, state, kind)

    def _happened(self, kind: str, before: State, after: State) -> str:
        """One sentence on what the move did, for the page and for a screen reader."""
        done = {
            "bend": "Bent and straightened ten times.",
            "week": "A week later.",
            "drain-knee": "The knee is emptied, and what made the fluid is treated.",
            "drain-cyst": "The cyst is emptied; the knee is as it was.",
            "slit": f"{self._record.slits[after.slit].label}.",
            "effusion": "",
            "angle": "",
        }[kind]
        if before.whole and not after.whole:
            return f"{done} The sac has torn: its fluid runs down into the calf.".strip()
        change = (after.cyst - before.cyst) / ML
        if kind == "drain-cyst" or abs(change) < 0.3:
            more = "" if kind == "drain-cyst" else "The cyst stays as it is."
        elif abs(change) < 1:
            more = f"The cyst has {'filled' if change > 0 else 'shrunk'} a little."
        else:
            more = f"The cyst has {'gained' if change > 0 else 'lost'} about {abs(change):.0f} ml."
        was, now = self._works.tension(before), self._works.tension(after)
        if was != now and was and now:
            more = more.removesuffix("The cyst stays as it is.")
            more = f"{more} The cyst was {was} and is {now} now.".strip()
        if not after.whole:
            more = "More fluid runs into the calf." if after.calf > before.calf else "The sac is still torn."
        return f"{done} {more}".strip()

    # ── What stays ───────────────────────────────────────────────────────────────────────────

    def _view(self) -> dict[str, Any]:
        kb, record = self._kb, self._record
        short = short_names(kb, record.sources)

        def named(how: str) -> str:
            for key, name in short.items():
                how = how.replace(key, name)
            return how

        return {
            "label": record.label,
            "leg": "left" if self._left else "right",
            "phase": self._phase,
            "what": record.what,
            "limits": list(record.limits),
            "slits": [[key, slit.label, slit.known] for key, slit in record.slits.items()],
            "effusion": [0, self._works.most, 5],
            "angle": [0, self._works.deepest, STEP],
            "predictions": [self._asked(key) for key in record.predictions],
            "figures": [
                f"{figure.text[0].upper()}{figure.text[1:]}: {number(figure)} (estimate: {named(figure.how)})"
                for figure in record.figures.values()
            ],
            "tensions": [grade.word for grade in record.tensions],
            "burst": self._rupture(),
            "sources": [
                {"short": name, "link": kb.sources[key].link, "title": kb.sources[key].title}
                for key, name in short.items()
            ],
        }

    def _asked(self, key: str) -> dict[str, Any]:
        prediction = self._record.predictions[key]
        asked: dict[str, Any] = {
            "id": key,
            "question": prediction.question,
            "options": [[k, text] for k, text in prediction.options.items()],
        }
        if self._phase == "answered":
            asked |= {
                "mine": prediction.options[self._mine[key]],
                "answer": prediction.options[prediction.answer],
                "right": self._mine[key] == prediction.answer,
                "why": prediction.why,
            }
        return asked

    def _rupture(self) -> dict[str, Any]:
        """What the knowledge base says of a burst cyst and of the clot that it looks like."""
        kb, record = self._kb, self._record
        cause = kb.causes[record.burst]
        lines = [cause.mechanism]
        lines += [
            f"{mimic.says} ({kb.causes[mimic.cause].name})"
            for mimic in cause.mimics
            if mimic.cause == record.mimics
        ]
        lines += [care.why for care in cause.care if care.care == "send-home"]
        return {
            "name": cause.name,
            "urgency": WORDS[cause.urgency],
            "mimics": kb.causes[record.mimics].name,
            "says": [m.says for m in kb.causes[record.whole].mimics if m.cause == record.burst],
            "scan": [line.why for line in cause.investigations if "compression-ultrasound" in line.finding],
            "lines": lines,
            "share": [
                f"{figure.text[0].upper()}{figure.text[1:]}: {number(figure)} ({figure.population}; "
                f"{kb.sources[figure.source].short})"
                for key, figure in cause.figures.items()
                if key == "first-called-thrombosis" and figure.source
            ],
        }

    # ── One moment ───────────────────────────────────────────────────────────────────────────

    def _frame(self) -> dict[str, Any]:
        self._count += 1
        works, state = self._works, self._state
        feel = works.tension(state)
        pressed = works.joint_pressure(state) - works.cyst_pressure(state)
        opening = works.opening(state.slit, state.angle)
        back = self._record.slits[state.slit].back
        flow = 0
        if opening and state.whole and abs(pressed) > 0.4 and (state.joint if pressed > 0 else state.cyst):
            flow = 1 if pressed > 0 else -1 if back else 0
        slit = "shut" if opening == 0 else "open" if opening > 0.99 else "half open"
        if not back and opening and pressed < 0:
            slit = "flap shut"
        word = "burst" if not state.whole else feel
        full = self._works.record.figures
        largest = full["slack-sac"].value + full["wall-limit"].value / full["wall-stiffness"].value
        tensest = works.wall_pressure(largest * ML) + works.squeeze(0) * largest
        frame = {
            "n": self._count,
            "error": self._error,
            "said": self._said,
            "slit": state.slit,
            "known": self._record.slits[state.slit].known,
            "angle": state.angle,
            "effusion": round(state.effusion / ML),
            "angle_words": _angle(state.angle, works.deepest),
            "effusion_words": _effusion(state.effusion / ML),
            "opening": opening,
            "slit_word": slit,
            "flow": flow,
            "gauges": {
                "joint": [
                    state.joint / ML / works.most,
                    f"about {state.joint / ML:.0f} ml" if state.joint >= ML else "",
                    _effusion(state.joint / ML).partition(":")[0],
                ],
                "size": [
                    state.cyst / ML / largest,
                    f"about {state.cyst / ML:.0f} ml" if works.felt(state) else "",
                    works.size(state),
                ],
                "tension": [works.cyst_pressure(state) / tensest if feel else 0, "", word or "none"],
                "calf": [state.calf / ML / largest, f"about {state.calf / ML:.0f} ml", "run out of the sac"],
            },
            "word": word,
            "feel": self._feel(),
            "torn": not state.whole,
            "calf": state.calf / ML,
            "day": state.days,
            "history": [
                [
                    point.label,
                    round(point.state.cyst / ML, 1),
                    round(point.state.joint / ML, 1),
                    not point.state.whole,
                ]
                for point in self._history
            ],
            "past": self._past(),
            "told": self._told(),
        }
        return frame | self._picture()

    def _feel(self) -> str:
        """What the examiner's fingers find now, straight and bent."""
        works, state = self._works, self._state
        if not state.whole:
            return "The lump has gone; the calf swells."
        if not works.felt(state):
            return "No lump to feel, straight or bent."
        straight, bent = works.tension(state, 0), works.tension(state, FOUCHER)
        pair = f"Straight: {straight}. Bent to {FOUCHER}°: {bent}."
        sign = self._kb.findings[self._record.sign]
        if not works.foucher(state):
            return f"{pair} Too small or too full to tell a difference."
        if bent != self._record.tensions[0].word:
            return f"{pair} Softer when bent: {sign.label}, less clear in a cyst so full."
        return f"{pair} {sign.label}: “{sign.sounds['present']}”"

    def _told(self) -> list[str]:
        """The picture in words."""
        works, state = self._works, self._state
        lines = [
            f"Knee: {_angle(state.angle, works.deepest)}; fluid in it: about {state.joint / ML:.0f} ml, "
            f"pressure in the joint {_pressure(works.joint_pressure(state))}.",
            f"{self._record.slits[state.slit].label}: {self._slit_now()}.",
        ]
        if state.whole:
            lines.append(
                f"Cyst: {works.size(state)}"
                + (f", about {state.cyst / ML:.0f} ml, {works.tension(state)}" if works.felt(state) else "")
                + "."
            )
        else:
            lines.append(f"The sac is torn; about {state.calf / ML:.0f} ml have run into the calf.")
        lines.append(self._feel())
        if state.days:
            lines.append(f"Days since the start: {state.days}.")
        return lines

    def _past(self) -> list[str]:
        """The history in words: how things stood after each thing that was done."""
        lines: list[tuple[str, State]] = []
        for point in self._history:
            if point.label or not lines:
                lines.append((point.label or "earlier", point.state))
            else:
                lines[-1] = (lines[-1][0], point.state)
        return [
            f"{label}: cyst {state.cyst / ML:.0f} ml, knee {state.joint / ML:.0f} ml"
            + ("" if state.whole else ", torn")
            for label, state in lines
        ]

    def _slit_now(self) -> str:
        opening = self._works.opening(self._state.slit, self._state.angle)
        return "shut now" if opening == 0 else "open now" if opening > 0.99 else "half open now"

    # ── The picture ──────────────────────────────────────────────────────────────────────────

    def _picture(self) -> dict[str, Any]:
        state = self._state
        fixed = _leg(Body.of(self._kb), state.angle)
        joint = state.joint / ML
        sac, tip, neck = _sac(state)
        swollen = _joint(fixed, joint, state.angle)
        shapes = [
            {"id": "skin", "kind": "skin", "d": fixed["skin"]},
            {"id": "gastrocnemius", "kind": "muscle", "d": fixed["gastrocnemius-medial-head"]},
            *({"id": f"fluid-{i}", "kind": "fluid", "d": one} for i, one in enumerate(swollen)),
            *(
                {"id": key, "kind": "tendon" if key == "patellar-tendon" else "bone", "d": fixed[key]}
                for key in ("femur-shaft", "femur-medial-condyle", "tibia", "patellar-tendon", "patella")
            ),
        ]
        if state.calf > ML / 2:
            shapes.append({"id": "calf", "kind": "leak", "d": _leak(fixed, state.calf / ML)})
        shapes.append({"id": "semimembranosus", "kind": "muscle-near", "d": fixed["semimembranosus"]})
        shapes.append({"id": "sac", "kind": "sac", "d": sac})
        names = {key: form.label for key, form in self._kb.forms.items()}
        works = self._works
        cyst = "Bursa, empty"
        if not state.whole:
            cyst = "Torn sac"
        elif works.felt(state):
            cyst = f"Cyst: {works.tension(state)}"
        labels = [
            {"text": self._kb.structures["femur"].name, "at": fixed["at-femur"], "side": "front"},
            {"text": names["patella"], "at": fixed["at-patella"], "side": "front"},
            {
                "text": "Fluid in the knee" if joint >= 1 else "Knee joint",
                "at": list(POUCH),
                "side": "front",
            },
            {
                "text": names["tibia"],
                "at": fixed["at-tibia"],
                "side": "back" if state.angle > 50 else "front",
            },
            {"text": names["semimembranosus"], "at": fixed["at-semimembranosus"], "side": "back"},
            {"text": f"Slit: {self._slit_label()}", "at": list(neck), "side": "back"},
            {"text": cyst, "at": list(tip), "side": "back", "strong": True},
            {"text": names["gastrocnemius-medial-head"], "at": fixed["at-gastrocnemius"], "side": "back"},
        ]
        if state.calf > ML / 2:
            labels.append({"text": "Fluid in the calf", "at": _leak(fixed, 30)[6:8], "side": "back"})
        out = {"box": list(WINDOW), "neck": list(neck), "away": list(_direction(state.angle))}
        if self._left:
            out["box"][0] = -WINDOW[0] - WINDOW[2]
            out["neck"][0], out["away"][0] = -out["neck"][0], -out["away"][0]
            shapes = [{**shape, "d": _mirrored(shape["d"])} for shape in shapes]
            labels = [{**label, "at": _mirrored(label["at"])} for label in labels]
        for label in labels:
            label["at"] = [round(value, 1) for value in label["at"]]
        front = "right" if self._left else "left"
        back = "left" if self._left else "right"
        for label in labels:
            label["side"] = front if label["side"] == "front" else back
        return out | {"shapes": shapes, "labels": labels, "fluid": joint}

    def _slit_label(self) -> str:
        return self._slit_now().removesuffix(" now")


class _Point:
    """One moment of the history."""

    __slots__ = ("kind", "label", "state")

    def __init__(self, label: str, state: State, kind: str = ""):
        self.label, self.state, self.kind = label, state, kind


def _mirrored(flat: list[float]) -> list[float]:
    return [-value if i % 2 == 0 else value for i, value in enumerate(flat)]


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
        return np.round(points[keep], 1)[:: 2 if len(points) > 100 else 1].ravel().tolist()

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


def _joint(fixed: Mapping[str, Any], fluid: float, angle: int) -> list[list[float]]:
    """The joint cavity: a halo round the condyle, the pouch above the kneecap, and what lies behind that."""
    share = (fluid / 80) ** 0.6 if fluid > 0 else 0.0
    bent = angle / 120
    condyle = np.reshape(fixed["femur-medial-condyle"], (-1, 2))
    middle = condyle.mean(axis=0)
    margin = 2.0 + (5.0 + 4.0 * bent) * share
    away = condyle - middle
    far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    halo = middle + away * (1 + margin / far)
    top, mid, low = (np.array(point) for point in fixed["patella-line"])
    thick = 1.5 + (20.0 - 9.0 * bent) * share
    high = -62.0 - 24.0 * share
    pouch = np.array(
        [
            (-26.0, high), (-33.0 - 0.4 * thick, high + 7), (-35.0 - thick, high + 24),
            (-39.0 - 0.9 * thick, -30.0), top, mid, low, (-18.0, 20.0), (-8.0, 0.0), (-18.0, -30.0),
        ]
    )  # fmt: skip
    return [np.round(halo, 1).ravel().tolist(), np.round(_smoothed(pouch), 1).ravel().tolist()]


def _smoothed(points: np.ndarray, steps: int = 5) -> np.ndarray:
    """A closed curve through the points (Catmull and Rom)."""
    before, after, next_ = (np.roll(points, k, axis=0) for k in (1, -1, -2))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * points
        + (after - before) * t
        + (2 * before - 5 * points + 4 * after - next_) * t**2
        + (3 * points - before - 3 * after + next_) * t**3
    )
    return curve.transpose(1, 0, 2).reshape(-1, 2)


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


def _sac(state: State) -> tuple[list[float], tuple[float, float], tuple[float, float]]:
    """Outline of the sac to scale, its middle, and the middle of its neck."""
    volume = state.cyst  # a microlitre is a cubic millimetre
    slender = 1.55 - 0.35 * min(1.0, state.angle / FOUCHER)
    half = max(2.2, (3 * volume / (4 * math.pi * slender)) ** (1 / 3))
    long = max(11.0, slender * half)
    x, y = _direction(state.angle)
    left, top = _slit(state.angle)
    neck = 9.0
    points = []
    for side in (1, -1):
        steps = np.linspace(0, 1, 25)[::side]
        for t in steps:
            along = t * (neck + 2 * long - 2)
            inside = (along - neck + 2 - long) / long
            wide = half * math.sqrt(max(0.0, 1 - inside * inside))
            wide = max(wide, 1.8) if along < neck + 2 else wide
            if not state.whole and along > neck:
                wide *= 0.55 + 0.35 * math.cos(7 * t)
            points += [left + x * along - side * y * wide, top + y * along + side * x * wide]
    middle = neck + long - 2
    return (
        [round(value, 1) for value in points],
        (left + x * middle, top + y * middle),
        (left + x * neck * 0.45, top + y * neck * 0.45),
    )


def _leak(fixed: Mapping[str, Any], volume: float) -> list[float]:
    """Fluid that ran down beside the muscle: wider the more it is."""
    line = np.array(fixed["calf"])
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.column_stack([-along[:, 1], along[:, 0]])
    half = np.array([[3.0], [5.5], [7.5], [2.0]]) * min(1.6, 0.4 + volume / 30)
    outline = _smoothed(np.concatenate([line + across * half, (line - across * half)[::-1]]))
    return np.round(outline, 1).ravel().tolist()


def _angle(angle: int, deepest: int) -> str:
    if angle == 0:
        return "0°, straight"
    return f"{angle}°, fully bent" if angle >= deepest else f"{angle}° bent"


def _effusion(volume: float) -> str:
    """An effusion in words, with its size in this model."""
    if volume < 1:
        return "none"
    word = "a little" if volume <= 20 else "a puffy knee" if volume <= 45 else "a very swollen knee"
    return f"{word}: about {volume:.0f} ml"


def _pressure(value: float) -> str:
    return "none" if value < 1 else "low" if value < 10 else "raised" if value < 25 else "high"


def cyst_bench(
    kb: KnowledgeBase,
    *,
    slit: str | None = None,
    effusion: float = 0,
    predict: bool = False,
    left: bool = False,
) -> CystBench:
    """The cyst bench.

    Raises:
        UnknownId: for an unknown slit; KneeError: for an effusion out of range, or what is no bool.
    """
    for name, value in (("predict", predict), ("left", left)):
        if not isinstance(value, bool):
            raise KneeError(f"{name} {value!r:.40} is neither True nor False")
    if isinstance(effusion, bool):
        raise KneeError(f"effusion {effusion!r} is no number")
    if slit is not None and slit not in kb.cysts[RECORD].slits:
        raise unknown("slit", slit, kb.cysts[RECORD].slits)
    return CystBench(kb, slit=slit, effusion=effusion, predict=predict, left=left)
