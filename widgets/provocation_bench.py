"""The provocation bench: move hip, knee and ankle, or a named test, and see what is loaded.

With a test the learner predicts first; lengths and answer stay hidden until then.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import traitlets

from kb.anatomy.bench_picture import SIDES, BenchPicture
from kb.anatomy.body import JOINTS, Body, Pose
from kb.anatomy.provocation import (
    BenchState,
    GaugeReading,
    Stance,
    answer,
    provocation_of,
    read_gauges,
    stance,
    working_range,
)
from kb.errors import KneeError, unknown
from kb.records import Gauge, KnowledgeBase

from ._html import short_names
from ._view import View, bundle

PULLS = {
    "hamstrings": "Hamstrings pull",
    "calf": "Calf pulls",
}


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
        self._stance, self._step = Stance(), 0
        if test:
            self._go(0, 0.0)
        self._frame_anew()

    def _frame_anew(self) -> None:
        """Another side or another test: the picture finds its frame again."""
        self._picture = BenchPicture(self._body, self._side, left=self._left, test=self._test)

    def _go(self, step: int, share: float) -> None:
        """Stand `share` of the way from a test's `step` to the next."""
        self._stance = stance(self._test, step, share)
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
                self._stance = replace(self._stance, pose=self._body.check(pose))
            case "move" if self._test and self._phase in ("moving", "answered"):
                last = len(self._test.steps) - 2
                step, share = int(message.get("step", 0)), float(message.get("share", 0))
                self._go(min(max(step, 0), last), min(max(share, 0.0), 1.0))
            case "preset":
                self._load(str(message.get("id", "")))
            case "side":
                side = str(message.get("side"))
                if side not in SIDES:
                    raise unknown("view", side, SIDES)
                self._side = side
                self._frame_anew()
            case "pull" if self._phase in ("free", "answered"):
                group = self._groups()[str(message.get("group"))]
                active = self._stance.active
                self._stance = replace(
                    self._stance, active=active | group if message.get("on") else active - group
                )
            case "commit" if self._test and self._phase == "predict":
                chosen = str(message.get("option", ""))
                if chosen not in self._test.options:
                    raise KneeError("Choose a structure first.")
                self._chosen, self._phase = chosen, "moving"
            case "played" if self._phase == "moving":
                self._go(len(self._test.steps) - 2, 1.0)
                self._phase = "answered"
            case "neutral" if self._phase in ("free", "answered"):
                self._stance = Stance()

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
            "sides": [[key, name] for key, name in SIDES.items()],
            "phase": self._phase,
            "error": self._error,
            "sliders": [
                [joint, joint.capitalize(), *(segments[segment].range or (0, 0))]
                for joint, segment in JOINTS.items()
            ],
            "pulls": [
                [group, PULLS[group], keys <= self._stance.active] for group, keys in self._groups().items()
            ],
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
                    kb.sources[key].card(name) for key, name in short_names(kb, test.sources).items()
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
        now, told = self._stance, self._phase != "predict"
        state = read_gauges(self._body, now.pose, now.active, arteries=self._side == "posterior")
        rows = self._rows(state) if told else []
        return {
            "n": self._count,
            "pose": {name: getattr(now.pose, name) for name in JOINTS},
            "said": {name: angle_words(name, getattr(now.pose, name)) for name in JOINTS},
            "step": self._step,
            "rows": rows,
            "words": "; ".join(
                f"{row['label']} {row['word']}" for row in rows if row["word"] not in ("resting", "free")
            ),
            **self._picture.drawn(now, state, told=told),
        }

    def _rows(self, state: BenchState) -> list[dict[str, Any]]:
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
                    "look": reading.look,
                    "used": reading.used,
                    "text": f"{signed(reading.change)}, {reading.length:.0f} mm",
                    "long": _sentence(gauge, reading),
                }
            rows.append(row)
        return rows


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


def _sentence(gauge: Gauge, reading: GaugeReading) -> str:
    used = (
        f"{abs(round(100 * reading.used))} % of the way to the {'long' if reading.used >= 0 else 'short'} end"
    )
    beyond = ", beyond its working range" if reading.used > 1.02 else ""
    if gauge.kind == "nerve":
        kind = "Change of path length in this model, not measured strain"
        return f"{gauge.label}: {reading.word}, {signed(reading.change)}, {used}{beyond}. {kind}."
    fibre = f"Fibres at {reading.fibre:.2f} of their best length; {reading.load}"
    return f"{gauge.label}: {reading.says}, {signed(reading.change)}, {used}{beyond}. {fibre}."


def bench(kb: KnowledgeBase, preset: str | None = None, *, left: bool = False) -> ProvocationBench:
    """The bench, free or with a test to predict.

    Raises:
        UnknownId: for an unknown test; KneeError: where `left` is no bool.
    """
    if not isinstance(left, bool):
        raise KneeError(f"left {left!r:.40} is neither True nor False")
    return ProvocationBench(kb, preset, left=left)
