"""What a pose, and a pull, does to the muscles, nerves and artery behind the knee.

Muscle–tendon lengths are those of the published paths (`Body.length`). Fibres and forces follow the
muscle of the public model gait2392 with a tendon that does not give: fibre length and pennation from
the length that the tendon leaves over, at constant thickness; active force a Gaussian, passive force
an exponential of the fibre's length, with the factors in that model's file.

Nerves have path length only, and the artery a schematic index of how close the muscles come: neither
is a measurement of a person.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..errors import KneeError, unknown
from ..records import Angles, Gauge, KnowledgeBase, Provocation, Step
from .body import JOINTS, NEUTRAL, Body, Pose, Tube
from .outlines import SAMPLE

ACTIVE_WIDTH, PASSIVE_SHAPE, PASSIVE_LIMIT = 0.5, 4.0, 0.6
"""KshapeActive, KshapePassive and FmaxMuscleStrain, as they stand in the file of gait2392."""
RESTING, LIMIT = 0.12, 0.95
"""Shares of the way from resting to the end of the range: up to where it counts as resting, and from where
as at its limit. Estimates."""
FREE = 75.0
"""Millimetres round the knee within which a nerve is bound to nothing and takes the shorter way; estimate."""
BULGE = 1.2
"""How much thicker a belly gets by pulling hard; estimate."""
PRESSED = 0.7
"""Index of crowding from which an artery counts as pressed; estimate."""
REACH = 4.0
"""Millimetres of room at which an artery begins to count as crowded; estimate."""
STRAIGHT = 15.0
"""Degrees of knee flexion up to which the artery's room means anything: entrapment is a matter of the
straight knee, and the variant course is drawn for it; estimate."""
NEIGHBOURS = ("gastrocnemius-medial-head", "gastrocnemius-lateral-head", "semimembranosus")
"""Muscles that come towards the popliteal artery from behind and from the sides; popliteus, plantaris and
soleus, beside which it always lies, do not count."""


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """One muscle or nerve in one pose."""

    gauge: str
    length: float
    """Millimetres."""
    change: float
    """Share by which it is longer than in neutral standing."""
    used: float
    """0 in neutral standing, 1 at the long end of its working range, -1 at the short end."""
    word: str
    """slack, resting, stretched or at its limit."""
    active: bool = False
    """Whether it pulls."""
    fibre: float = math.nan
    """Muscles: fibre length as a share of the optimum."""
    passive: float = 0.0
    """Muscles: pull of the stretched fibres, as a share of the greatest isometric force."""
    able: float = 0.0
    """Muscles: pull that it could add at this length, as a share of the greatest isometric force."""
    force: float = 0.0
    """Muscles: passive pull, and active pull where it is active, along the tendon, in newtons."""

    @property
    def says(self) -> str:
        """The word, told apart from what the muscle does: a pulling muscle is short, not slack."""
        if not self.active:
            return self.word
        return {"slack": "pulling, short", "resting": "pulling"}.get(self.word, f"pulling, {self.word}")

    @property
    def look(self) -> str:
        """How it is drawn: active, slack, resting, stretched or limit."""
        if self.active:
            return "active"
        return {"at its limit": "limit"}.get(self.word, self.word)

    @property
    def load(self) -> str:
        """Passive and active load in words; '' for a nerve."""
        if math.isnan(self.fibre):
            return ""
        words = ((0.02, "no passive pull"), (0.1, "light passive pull"), (0.35, "firm passive pull"))
        said = next((word for limit, word in words if self.passive < limit), "strong passive pull")
        if not self.active:
            return said
        return f"pulling, at this length able to give {self.able:.0%} of its best force, {said}"


@dataclass(frozen=True, slots=True)
class Crowding:
    """How close the muscles come to an artery. A schematic model, not a measurement."""

    artery: str
    index: float
    """0 free, 0.5 touched, 1 pressed by its own width; not a number with a bent knee."""
    word: str
    """free, close, touched or pressed; 'not modelled' with a bent knee."""
    nearest: str
    """Form that comes nearest."""
    room: Mapping[str, float]
    """Millimetres between the wall of the artery and each neighbour; negative where they overlap."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How the leg stands on the bench."""

    pose: Pose = NEUTRAL
    lean: float = 0.0
    """Of the trunk, in degrees: it turns the picture and changes no length."""
    active: frozenset[str] = frozenset()
    """Muscles that pull, by gauge."""


def stance(test: Provocation, step: int, share: float) -> Stance:
    """`share` of the way from a test's `step` to the next."""
    here, there = test.steps[step], test.steps[min(step + 1, len(test.steps) - 1)]
    angle = {name: _between(here, there, name, share) for name in (*JOINTS, "lean")}
    lean = angle.pop("lean")
    # Half degrees: the geometry places the kneecap in steps, and between two of them it has no place.
    pose = Pose(**{name: round(2 * value) / 2 for name, value in angle.items()})
    return Stance(pose, lean, frozenset(there.active if share > 0.5 else here.active))


def _between(here: Step, there: Step, name: str, share: float) -> float:
    return getattr(here, name) + share * (getattr(there, name) - getattr(here, name))


@dataclass(frozen=True, slots=True)
class BenchState:
    """The bench in one pose."""

    pose: Pose
    active: frozenset[str]
    readings: Mapping[str, GaugeReading]
    """By gauge, muscles and nerves."""
    crowding: Mapping[str, Crowding]
    """By gauge, arteries."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What the model answers to a provocation's question."""

    key: str
    """The option that it picks."""
    scores: Mapping[str, float]
    """By option; the highest wins."""

    @property
    def margin(self) -> float:
        """By how much the first is ahead of the second."""
        first, second = sorted(self.scores.values(), reverse=True)[:2]
        return first - second


def read_gauges(
    body: Body, pose: Pose = NEUTRAL, active: Iterable[str] = (), *, arteries: bool = True
) -> BenchState:
    """Every gauge of the bench in one pose, with the muscles of `active` (gauge ids) pulling.

    Args:
        arteries: whether to measure their room too, which takes ten times as long as all the rest.

    Raises:
        KneeError: where a joint cannot take the pose; UnknownId: for an unknown gauge.
    """
    body.check(pose)
    pulling = frozenset(active)
    muscles = [gauge.id for gauge in body.kb.gauges.values() if gauge.kind == "muscle"]
    for key in pulling:
        if key not in muscles:
            raise unknown("muscle of the bench", key, muscles)
    return _measured(body, pose, pulling, arteries)


@lru_cache(maxsize=1024)
def _measured(body: Body, pose: Pose, pulling: frozenset[str], arteries: bool) -> BenchState:
    gauges = body.kb.gauges.values()
    return BenchState(
        pose,
        pulling,
        {g.id: _reading(body, g, pose, g.id in pulling) for g in gauges if g.kind != "artery"},
        {g.id: _crowding(body, g, pose, pulling) for g in gauges if arteries and g.kind == "artery"},
    )


def answer(body: Body, test: str) -> ModelAnswer:
    """The model's answer to a provocation test.

    Raises:
        UnknownId: for an unknown test.
    """
    provocation = provocation_of(body.kb, test)
    states = [
        read_gauges(body, Pose(step.hip, step.knee, step.ankle), step.active) for step in provocation.steps
    ]
    return ModelAnswer(*_best(provocation, states))


def provocation_of(kb: KnowledgeBase, key: str) -> Provocation:
    """A provocation test by its id.

    Raises:
        UnknownId: with the nearest id.
    """
    if key not in kb.provocations:
        raise unknown("provocation test", key, kb.provocations)
    return kb.provocations[key]


def _best(test: Provocation, states: list[BenchState]) -> tuple[str, dict[str, float]]:
    before, after = states[-2].readings, states[-1].readings
    match test.by:
        case "stretch":
            scores = {key: after[key].used for key in test.options}
        case "gain":
            scores = {key: after[key].used - before[key].used for key in test.options}
        case "relief":
            scores = {key: max(0.0, before[key].used) - max(0.0, after[key].used) for key in test.options}
        case "force":
            scores = {key: after[key].force for key in test.options}
        case "loss":
            # What does not pull has no pull to lose.
            pulling = {key for key in test.options if before[key].active and before[key].force}
            scores = {
                key: 1 - after[key].force / before[key].force if key in pulling else 0.0
                for key in test.options
            }
        case "contact":
            room = states[-1].crowding[test.artery].room
            scores = {key: -room[key] for key in test.options}
    return max(scores, key=scores.__getitem__), scores


# ── Lengths ──────────────────────────────────────────────────────────────────────────────────


def length(body: Body, gauge: Gauge, pose: Pose) -> float:
    """Of a gauge's path, in millimetres: published path of a muscle, taut path of a nerve."""
    if gauge.kind != "nerve":
        return sum(body.length(form, pose) for form in gauge.forms)
    frames, knee = body.frames(pose), np.array(body.frames(NEUTRAL)["tibia"][1])
    at_rest = body.frames(NEUTRAL)
    points = []
    for form in gauge.forms:
        for via in body.form(form).path:
            turn, origin = at_rest[via.on]
            if via.knee is None and math.dist((turn @ via.at + origin)[:2], knee[:2]) >= FREE:
                turn, origin = frames[via.on]
                points.append(turn @ via.at + origin)
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def working_range(body: Body, gauge: Gauge) -> tuple[float, float, float]:
    """Length at the short end, in neutral standing and at the long end, in millimetres."""
    return _range(body, gauge.id)


@lru_cache(maxsize=64)
def _range(body: Body, key: str) -> tuple[float, float, float]:
    gauge = body.kb.gauges[key]
    if gauge.shortest is None or gauge.longest is None:
        raise KneeError(f"'{key}' has no working range; it is an artery")
    poses = (_pose(gauge.shortest), NEUTRAL, _pose(gauge.longest))
    short, rest, long = (length(body, gauge, pose) for pose in poses)
    return short, rest, long


def _pose(angles: Angles) -> Pose:
    return Pose(angles.hip, angles.knee, angles.ankle)


def _reading(body: Body, gauge: Gauge, pose: Pose, active: bool) -> GaugeReading:
    short, rest, long = _range(body, gauge.id)
    now = length(body, gauge, pose)
    used = (now - rest) / (long - rest if now >= rest else rest - short)
    plain = GaugeReading(gauge.id, now, now / rest - 1, used, _word(used), active)
    if gauge.kind != "muscle":
        return plain
    optimum, slack, turn, best = (
        figure.value if figure else math.nan
        for figure in (gauge.optimum, gauge.tendon, gauge.pennation, gauge.force)
    )
    along, thick = max(0.0, now - slack), optimum * math.sin(math.radians(turn))
    fibre = math.hypot(along, thick)
    slope = along / fibre if fibre else 0.0
    fibre /= optimum
    passive = 0.0
    if fibre > 1:
        rise = math.expm1(PASSIVE_SHAPE * (fibre - 1) / PASSIVE_LIMIT)
        passive = min(1.0, rise / math.expm1(PASSIVE_SHAPE))
    able = math.exp(-((fibre - 1) ** 2) / ACTIVE_WIDTH)
    force = best * slope * (passive + able * active)
    return replace(plain, fibre=fibre, passive=passive, able=able * slope, force=force)


def _word(used: float) -> str:
    if used >= LIMIT:
        return "at its limit"
    if used > RESTING:
        return "stretched"
    return "resting" if used >= -RESTING else "slack"


# ── Room for the artery ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _with_variants(body: Body) -> Body:
    """The same body with the variant arteries among its forms."""
    own = {
        gauge.id: replace(body.form(gauge.forms[0]), id=gauge.id, label=gauge.label, path=gauge.path)
        for gauge in body.kb.gauges.values()
        if gauge.path
    }
    return Body(replace(body.kb, forms={**body.kb.forms, **own}))


def artery(body: Body, gauge: Gauge, pose: Pose = NEUTRAL) -> Tube:
    """The tube of an artery of the bench, variant or not."""
    return _with_variants(body).tube(gauge.id, pose) if gauge.path else body.tube(gauge.forms[0], pose)


def _crowding(body: Body, gauge: Gauge, pose: Pose, pulling: frozenset[str]) -> Crowding:
    vessel = artery(body, gauge, pose)
    room = {
        key: _room(vessel, body.tube(key, pose), BULGE if key in pulling else 1.0)
        for key in NEIGHBOURS
        if key in body.kb.forms
    }
    nearest = min(room, key=room.__getitem__)
    width = float(vessel.half.mean()) * 2
    if room[nearest] > 0:
        index = 0.5 * max(0.0, 1 - room[nearest] / REACH)
    else:
        index = 0.5 + 0.5 * min(1.0, -room[nearest] / width)
    word = "free" if index == 0 else "close" if index < 0.5 else "touched" if index < PRESSED else "pressed"
    if pose.knee > STRAIGHT:
        index, word = math.nan, "not modelled"
    return Crowding(gauge.id, index, word, nearest, room)


def _room(vessel: Tube, muscle: Tube, bulge: float) -> float:
    """Smallest distance from wall to wall, millimetres; the muscle's flesh alone can press."""
    along = np.gradient(muscle.centre, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    side = np.array([0.0, 0.0, 1.0]) - along * along[:, 2:3]
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    deep = np.cross(along, side)
    gap = vessel.centre[:, None] - muscle.centre[None]
    beside = np.abs(np.einsum("ijk,jk->ij", gap, along)) <= SAMPLE
    sideways, forward = np.einsum("ijk,jk->ij", gap, side), np.einsum("ijk,jk->ij", gap, deep)
    far = np.hypot(sideways, forward)
    half = muscle.half * bulge
    out = np.hypot(sideways / half[:, 0], forward / half[:, 1])  # 1 on the muscle's surface
    room = far - far / np.maximum(out, 1e-9) - vessel.half.mean(axis=1)[:, None]
    return float(np.where(beside & muscle.flesh[None], room, np.inf).min())
