"""The cyst bench: how a swollen knee fills the bursa behind it, bend by bend, and what a needle does.

The learner may predict first; then effusion, angle and slit move, and fluid moves with them.
"""

from collections.abc import Mapping
from typing import Any

import traitlets

from kb.anatomy.body import Body
from kb.anatomy.cyst import BEND, FOUCHER, ML, CystState, CystWorks
from kb.anatomy.cyst_picture import cyst_picture
from kb.errors import KneeError, unknown
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase

from ._html import number, short_names
from ._view import View, bundle

MODEL = "popliteal-cyst"
KEPT = 90
"""Points of the history that are kept, the first and the last among them."""


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
        self._kb, self._works, self._left = kb, CystWorks.of(kb, MODEL), left
        self._model = self._works.record
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
        for key, prediction in self._model.predictions.items():
            if given.get(key) not in prediction.options:
                raise KneeError("Answer all three first; a guess is enough.")
        self._mine, self._phase = given, "answered"

    def _go(self, label: str, state: CystState) -> None:
        self._state = state
        self._history = _thinned([*self._history, _Point(label, state)])

    def _slide(self, kind: str, state: CystState) -> None:
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

    def _happened(self, kind: str, before: CystState, after: CystState) -> str:
        """One sentence on what the move did, for the page and for a screen reader."""
        done = {
            "bend": "Bent and straightened ten times.",
            "week": "A week later.",
            "drain-knee": "The knee is emptied, and what made the fluid is treated.",
            "drain-cyst": "The cyst is emptied; the knee is as it was.",
            "slit": f"{self._model.slits[after.slit].label}.",
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
        kb, record = self._kb, self._model
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
            "angle": [0, self._works.deepest, BEND],
            "predictions": [self._asked(key) for key in record.predictions],
            "figures": [
                f"{figure.text[0].upper()}{figure.text[1:]}: {number(figure)} (estimate: {named(figure.how)})"
                for figure in record.figures.values()
            ],
            "tensions": [grade.word for grade in record.tensions],
            "burst": self._rupture(),
            "sources": [kb.sources[key].card(name) for key, name in short.items()],
        }

    def _asked(self, key: str) -> dict[str, Any]:
        prediction = self._model.predictions[key]
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
        kb, record = self._kb, self._model
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
        slit = works.slit_now(state)
        pressed = works.joint_pressure(state) - works.cyst_pressure(state)
        if not self._model.slits[state.slit].back and works.slit_opening(state) and pressed < 0:
            slit = "flap shut"
        word = "burst" if not state.whole else feel
        frame = {
            "n": self._count,
            "error": self._error,
            "said": self._said,
            "slit": state.slit,
            "known": self._model.slits[state.slit].known,
            "angle": state.angle,
            "effusion": round(state.effusion / ML),
            "angle_words": _angle(state.angle, works.deepest),
            "effusion_words": _effusion(state.effusion / ML),
            "opening": works.slit_opening(state),
            "slit_word": slit,
            "flow": works.flow(state),
            "gauges": {
                "joint": [
                    state.joint / ML / works.most,
                    f"about {state.joint / ML:.0f} ml" if state.joint >= ML else "",
                    _effusion(state.joint / ML).partition(":")[0],
                ],
                "size": [
                    state.cyst / ML / works.largest,
                    f"about {state.cyst / ML:.0f} ml" if works.felt(state) else "",
                    works.size(state),
                ],
                "tension": [works.cyst_pressure(state) / works.tensest if feel else 0, "", word or "none"],
                "calf": [
                    state.calf / ML / works.largest,
                    f"about {state.calf / ML:.0f} ml",
                    "run out of the sac",
                ],
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
        return frame | cyst_picture(Body.of(self._kb), works, state, left=self._left)

    def _feel(self) -> str:
        """What the examiner's fingers find now, straight and bent."""
        works, state = self._works, self._state
        if not state.whole:
            return "The lump has gone; the calf swells."
        if not works.felt(state):
            return "No lump to feel, straight or bent."
        straight, bent = works.tension(state, 0), works.tension(state, FOUCHER)
        pair = f"Straight: {straight}. Bent to {FOUCHER}°: {bent}."
        sign = self._kb.findings[self._model.sign]
        if not works.foucher(state):
            return f"{pair} Too small or too full to tell a difference."
        if bent != self._model.tensions[0].word:
            return f"{pair} Softer when bent: {sign.label}, less clear in a cyst so full."
        return f"{pair} {sign.label}: “{sign.sounds['present']}”"

    def _told(self) -> list[str]:
        """The picture in words."""
        works, state = self._works, self._state
        lines = [
            f"Knee: {_angle(state.angle, works.deepest)}; fluid in it: about {state.joint / ML:.0f} ml, "
            f"pressure in the joint {_pressure(works.joint_pressure(state))}.",
            f"{self._model.slits[state.slit].label}: {works.slit_now(state)} now.",
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
        lines: list[tuple[str, CystState]] = []
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


class _Point:
    """One moment of the history."""

    __slots__ = ("kind", "label", "state")

    def __init__(self, label: str, state: CystState, kind: str = ""):
        self.label, self.state, self.kind = label, state, kind


def _thinned(history: list[_Point]) -> list[_Point]:
    """No more points than are kept.

    What explains where it ends is not cut off: the line is told more coarsely. The first and the last stay,
    and where the sac tears: the last moment before, and the first after. Of the others those go first that
    lie between two things done.
    """
    while len(history) > KEPT:
        torn = next((i for i, point in enumerate(history) if not point.state.whole), 0)
        stay = {0, torn - 1, torn, len(history) - 1}
        done = {i for i, point in enumerate(history) if point.label}
        if len(stay | done) < KEPT:
            stay |= done
        history = [point for i, point in enumerate(history) if i in stay or i % 2 == 0]
    return history


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
    if slit is not None and slit not in kb.cysts[MODEL].slits:
        raise unknown("slit", slit, kb.cysts[MODEL].slits)
    return CystBench(kb, slit=slit, effusion=effusion, predict=predict, left=left)
