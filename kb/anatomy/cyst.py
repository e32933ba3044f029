"""The popliteal cyst as a small working model: joint, slit and sac, and fluid that is never lost.

Two elastic vessels, each with one pressure, are joined by a slit:

* joint: pressure = stiffness(angle) · fluid. The stiffness is least at `easiest-angle` and rises as a
  parabola towards the straight and towards the fully bent knee.
* sac: pressure = wall(fluid) + squeeze(angle) · fluid. The wall gives nothing until the sac is no longer
  slack and is elastic then; muscles and fascia squeeze hardest with the knee straight.
* slit: fluid crosses in proportion to the difference of the pressures, as far as the slit is open.

Time runs in two ways. Movement goes in steps of `BEND` degrees; the knee makes and takes up fluid from day
to day. Volumes are whole microlitres, so that what was made equals what is there, taken up and drained, to
the last one. Every number is an estimate from `kb/content/anatomy/cyst-model.yaml`; the tests hold what
it must reproduce. Pressures are in mmHg of the model and compare with nothing measured.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ..errors import KneeError, unknown
from ..records import CystModel, Grade, KnowledgeBase

BEND = 5
"""Degrees between two states of a moving knee."""
ML = 1000
"""Microlitres in a millilitre."""
LEVEL = 0.4
"""mmHg of the model; a smaller difference of pressure counts as none in what is told of the flow."""
FOUCHER = 45
"""Degrees at which the examiner feels the lump again; `how` of the finding `fouchers-sign`."""


@dataclass(frozen=True, slots=True)
class CystState:
    """Knee and sac at one moment; fluid in microlitres, beyond what a sound knee holds."""

    slit: str
    angle: int = 0
    """Flexion in degrees, a multiple of `BEND`."""
    effusion: int = 0
    """What the knee holds once it has had time to make it."""
    joint: int = 0
    cyst: int = 0
    calf: int = 0
    """Run out of a torn sac."""
    made: int = 0
    """By the knee, in all."""
    absorbed: int = 0
    """Taken up again, from joint, sac and calf, in all."""
    drained: int = 0
    """Through a needle, in all."""
    torn: int = 0
    """Days until a torn sac has sealed; 0 for a whole one."""
    days: int = 0
    """Since the start."""

    @property
    def whole(self) -> bool:
        """Whether the sac holds."""
        return self.torn == 0


class CystWorks:
    """The model with the numbers of one record. Every move takes a state and returns the next.

    Raises:
        KneeError: for an angle, an effusion or a count that is out of range; UnknownId: for an unknown slit.
    """

    def __init__(self, record: CystModel):
        self.record = record
        self._ = {key: figure.value for key, figure in record.figures.items()}
        self.deepest = int(self._["deepest-angle"])
        self.most = self._["most-effusion"]
        angles = range(0, self.deepest + 1, BEND)
        self._stiffness = {angle: self.stiffness(angle) for angle in angles}
        self._squeeze = {angle: self.squeeze(angle) for angle in angles}
        self._opening = {key: {angle: self.opening(key, angle) for angle in angles} for key in record.slits}

    @staticmethod
    @lru_cache(maxsize=4)
    def of(kb: KnowledgeBase, key: str = "popliteal-cyst") -> "CystWorks":
        """The model of a knowledge base, made once."""
        if key not in kb.cysts:
            raise unknown("cyst model", key, kb.cysts)
        return CystWorks(kb.cysts[key])

    # ── What depends on the angle alone ──────────────────────────────────────────────────────

    def stiffness(self, angle: float) -> float:
        """Of the joint, mmHg per ml."""
        easiest = self._["easiest-angle"]
        if angle < easiest:
            more = self._["straight-stiffer"] * ((easiest - angle) / easiest) ** 2
        else:
            more = self._["bent-stiffer"] * ((angle - easiest) / (self.deepest - easiest)) ** 2
        return self._["joint-stiffness"] * (1 + more)

    def squeeze(self, angle: float) -> float:
        """Of the muscles and the fascia on the sac, mmHg per ml in it."""
        return self._["squeeze"] * max(0.0, 1 - angle / self._["squeeze-ends"])

    def opening(self, slit: str, angle: float) -> float:
        """How far the slit is open, 0 to 1."""
        one = self.record.slits[slit]
        shut, wide = self._["slit-begins-to-open"], self._["slit-open"]
        bent = min(1.0, max(0.0, (angle - shut) / (wide - shut)))
        return one.straight * (1 - bent) + one.bent * bent

    # ── What depends on the fluid ────────────────────────────────────────────────────────────

    def joint_pressure(self, state: CystState, angle: float | None = None) -> float:
        """In mmHg of the model."""
        return self.stiffness(state.angle if angle is None else angle) * state.joint / ML

    def wall_pressure(self, cyst: float) -> float:
        """What the stretched wall alone does with `cyst` microlitres inside; it tears at a limit."""
        return self._["wall-stiffness"] * max(0.0, cyst / ML - self._["slack-sac"])

    def cyst_pressure(self, state: CystState, angle: float | None = None) -> float:
        """In mmHg of the model, at the state's own angle unless told."""
        at = state.angle if angle is None else angle
        return self.wall_pressure(state.cyst) + self.squeeze(at) * state.cyst / ML

    def felt(self, state: CystState) -> bool:
        """Whether there is a lump to feel."""
        return state.cyst >= self._["least-felt"] * ML

    def tension(self, state: CystState, angle: float | None = None) -> str:
        """How the lump feels, in a word; '' where there is none."""
        return word(self.record.tensions, self.cyst_pressure(state, angle)) if self.felt(state) else ""

    def size(self, state: CystState) -> str:
        """How large the cyst is, in words."""
        return word(self.record.sizes, state.cyst / ML)

    def foucher(self, state: CystState) -> bool:
        """Whether the lump feels softer bent to 45° than straight."""
        words = [grade.word for grade in self.record.tensions]
        return self.felt(state) and words.index(self.tension(state, FOUCHER)) < words.index(
            self.tension(state, 0)
        )

    def strain(self, state: CystState) -> float:
        """Share of the load at which the wall tears, 0 to 1."""
        return min(1.0, self.wall_pressure(state.cyst) / self._["wall-limit"])

    def slit_opening(self, state: CystState) -> float:
        """How far the slit is open now, 0 to 1."""
        return self.opening(state.slit, state.angle)

    def flow(self, state: CystState) -> int:
        """Which way fluid goes through the slit: 1 into the sac, -1 back, 0 not at all."""
        pressed = self.joint_pressure(state) - self.cyst_pressure(state)
        if not self.slit_opening(state) or not state.whole or abs(pressed) <= LEVEL:
            return 0
        if pressed > 0:
            return 1 if state.joint else 0
        return -1 if state.cyst and self.record.slits[state.slit].back else 0

    def slit_now(self, state: CystState) -> str:
        """shut, half open or open."""
        opening = self.slit_opening(state)
        return "shut" if opening == 0 else "open" if opening > 0.99 else "half open"

    @property
    def largest(self) -> float:
        """Millilitres at which the wall tears."""
        return self._["slack-sac"] + self._["wall-limit"] / self._["wall-stiffness"]

    @property
    def tensest(self) -> float:
        """Pressure in the largest sac with the knee straight, in mmHg of the model."""
        return self.wall_pressure(self.largest * ML) + self.squeeze(0) * self.largest

    # ── What is done ─────────────────────────────────────────────────────────────────────────

    def start(self, slit: str = "", effusion: float = 0) -> CystState:
        """A straight knee with so many millilitres in it, and an empty sac."""
        return self.fill(CystState(self._known(slit or next(iter(self.record.slits)))), effusion)

    def fill(self, state: CystState, effusion: float) -> CystState:
        """The knee holds so many millilitres now and makes them again when they are lost."""
        if not (isinstance(effusion, (int, float)) and 0 <= effusion <= self.most):
            raise KneeError(f"effusion {effusion!r:.40} is not between 0 and {self.most:g} ml")
        wanted = round(effusion * ML)
        return _exchanged(replace(state, effusion=wanted), wanted - state.joint)

    def join(self, state: CystState, slit: str) -> CystState:
        """Another slit, with everything else as it is."""
        return replace(state, slit=self._known(slit))

    def bend(self, state: CystState, angle: float) -> CystState:
        """The knee moves to an angle, and fluid moves on the way."""
        if not (isinstance(angle, (int, float)) and 0 <= angle <= self.deepest):
            raise KneeError(f"knee angle {angle!r:.40} is not between 0 and {self.deepest}°")
        end = BEND * round(angle / BEND)
        way = BEND if end > state.angle else -BEND
        return self._moved(state, range(state.angle + way, end + way, way) if end != state.angle else ())

    def work(self, state: CystState, times: int, angle: float | None = None) -> CystState:
        """Straighten the knee, then bend and straighten it so many times."""
        if not (isinstance(times, int) and 0 <= times <= 1000):
            raise KneeError(f"{times!r:.40} is no number of bends from 0 to 1000")
        state = self.bend(state, 0)
        top = BEND * round((self._["bend-of-the-button"] if angle is None else angle) / BEND)
        once = [*range(BEND, top + 1, BEND), *range(top - BEND, -1, -BEND)]
        return self._moved(state, once * times)

    def wait(self, state: CystState, days: int) -> CystState:
        """So many days of ordinary life; the knee ends at the angle at which it began."""
        if not (isinstance(days, int) and 0 <= days <= 1000):
            raise KneeError(f"{days!r:.40} is no number of days from 0 to 1000")
        angle = state.angle
        for _ in range(days):
            state = _exchanged(state, round((state.effusion - state.joint) * self._share("joint-days")))
            sac = round(state.cyst * self._share("sac-days"))
            calf = round(state.calf * self._share("calf-days"))
            state = replace(
                state,
                cyst=state.cyst - sac,
                calf=state.calf - calf,
                absorbed=state.absorbed + sac + calf,
                torn=max(0, state.torn - 1),
                days=state.days + 1,
            )
            state = self.work(state, int(self._["bends-a-day"]), self._["bend-of-a-day"])
        return self.bend(state, angle)

    def drain_knee(self, state: CystState) -> CystState:
        """A needle empties the joint, and what made the fluid is treated."""
        return replace(state, effusion=0, joint=0, drained=state.drained + state.joint)

    def drain_cyst(self, state: CystState) -> CystState:
        """A needle empties the sac alone."""
        return replace(state, cyst=0, drained=state.drained + state.cyst)

    # ── Inside ───────────────────────────────────────────────────────────────────────────────

    def _known(self, slit: str) -> str:
        if slit not in self.record.slits:
            raise unknown("slit", slit, self.record.slits)
        return slit

    def _share(self, days: str) -> float:
        """Of what decays with a time constant, the share that goes in one day."""
        return -math.expm1(-1 / self._[days])

    def _moved(self, state: CystState, angles: Iterable[int]) -> CystState:
        """Through angles one `BEND` apart. `joint_pressure` and the like, unrolled for speed."""
        joint, cyst, calf, torn, angle = state.joint, state.cyst, state.calf, state.torn, state.angle
        slack, elastic = self._["slack-sac"] * ML, self._["wall-stiffness"]
        limit, seal, conductance = self._["wall-limit"] * ML, int(self._["seal-days"]), self._["flow"]
        stiffness, squeeze = self._stiffness, self._squeeze
        opening, back = self._opening[state.slit], self.record.slits[state.slit].back
        for angle in angles:
            if open_ := opening[angle]:
                inside = stiffness[angle] * joint
                outside = elastic * max(0.0, cyst - slack) + squeeze[angle] * cyst
                # Never more than makes the pressures equal.
                reach = 1 / (stiffness[angle] + elastic + squeeze[angle])
                flow = round(min(conductance * open_, reach) * (inside - outside))
                flow = max(-cyst if back else 0, min(joint, flow))
                joint, cyst = joint - flow, cyst + flow
            if torn:
                calf, cyst = calf + cyst, 0
            elif elastic * (cyst - slack) > limit:
                calf, cyst, torn = calf + cyst, 0, seal
        return replace(state, joint=joint, cyst=cyst, calf=calf, torn=torn, angle=angle)


def word(grades: Iterable[Grade], value: float) -> str:
    """The word for a value."""
    return next(grade.word for grade in grades if grade.up_to is None or value <= grade.up_to)


def _exchanged(state: CystState, more: int) -> CystState:
    """The knee makes fluid, or takes it up where `more` is negative."""
    return replace(
        state,
        joint=state.joint + more,
        made=state.made + max(0, more),
        absorbed=state.absorbed + max(0, -more),
    )
