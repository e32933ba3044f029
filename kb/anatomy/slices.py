"""A section through the leg as an axial plate shows it, and what lies under a point of its skin.

`Body.section` gives one ellipse for each form, and ellipses overlap or leave gaps. Here every point of
the plane goes to one structure: neighbouring muscles meet at a thin septum where each would be equally
far from its own ellipse, give way to bones, nerves and vessels, and grow a little into free space.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from ..errors import KneeError, unknown
from ..records import Form, Level
from .body import NEUTRAL, Body, Cut, Pose

CELL = 0.75
"""Millimetres between the points of the grid; outlines are interpolated between them."""
MARGIN = 7.0
"""Millimetres of the grid beyond the ellipse of the skin."""
GROW = 10.0
"""Millimetres that a muscle may reach beyond its ellipse, for what it loses where ellipses overlap."""
SHRINK = 12.0
"""Millimetres that it may give way."""
SEPTUM = 0.7
"""Millimetres between two muscles, and between muscle and what it lies on."""
FOSSA = 1.1
"""Share of its ellipse's area that a muscle beside a space full of fat aims at."""
LEAST, FULL = 1.15, 1.4
"""The least and the most that another aims at: ellipses leave gaps in a compartment, which muscle fills."""
FILLED = 0.9
"""Share of the room for muscle that they aim to fill together."""
REACH = 3.0
"""Millimetres to either side of the line within which a nerve, vessel or other thin thing counts as met."""
STEP = 0.25
"""Millimetres between looks along the line of a probe."""
TIGHT = 0.9
"""How far the deep fascia follows what it holds (1) rather than the ellipse of its form (0)."""
LEAN = 0.75
"""How far the skin follows the fascia (1) rather than the ellipse of its form (0)."""
SUBCUTANEOUS = "subcutaneous-tissue-of-leg"
"""Its neighbours among nerves and veins run outside the fascia where they lie near it."""


@dataclass(frozen=True, slots=True)
class Region:
    """What one structure fills in a section."""

    id: str
    """Form id; of several forms that melt into one bone or capsule, the longest."""
    structure: str
    kind: str
    """As of the form; a muscle that is tendon here counts as a tendon."""
    outline: tuple[np.ndarray, ...]
    """Closed loops (n, 2) of world x and z; a loop that runs the other way round is a hole."""
    marrow: tuple[np.ndarray, ...]
    """Bones: the same for what lies inside the cortex."""
    area: float
    """Square millimetres."""
    ellipse: float
    """Square millimetres of the ellipse, or ellipses, that it comes from."""
    at: tuple[float, float]
    """World x and z of its middle."""


@dataclass(frozen=True, slots=True)
class Met:
    """A structure under a point of the skin."""

    id: str
    """Form id, or the id of a space filled with fat."""
    structure: str
    depth: float
    """Millimetres below the skin at which it begins."""
    end: float
    """Millimetres below the skin at which it ends."""
    beside: float = 0.0
    """Millimetres that the line passes beside it; 0 where it goes through."""


@dataclass(frozen=True)
class Slice:
    """A section at one height in one pose."""

    body: Body
    height: float
    pose: Pose
    level: str
    """Id of the level, or ''."""

    @property
    def middle(self) -> tuple[float, float]:
        """World x and z towards which the probe points."""
        return self._cover.x, self._cover.z

    @property
    def fat(self) -> str:
        """Id of the space whose fat fills what is free at the back, or ''."""
        return self.body.kb.levels[self.level].fat if self.level else ""

    @cached_property
    def thickest_fat(self) -> tuple[float, float]:
        """World x and z in the middle of the thickest fat under the skin."""
        return _middle(np.maximum(self._coat, -self._wrap), *self._grid)

    @property
    def superficial(self) -> frozenset[str]:
        """Ids of nerves and veins that run in the fat outside the fascia."""
        return frozenset(cut.form for cut in self._shallow)

    def depth(self, x: float, z: float) -> float:
        """Millimetres inside the deep fascia; negative for a place in the fat outside it."""
        return -float(self._sample(self._wrap, np.array([x]), np.array([z]))[0])

    def within(self, muscle: str, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """How far points lie from the outline of a muscle, negative inside; millimetres."""
        index = [cut.form for cut in self._muscles].index(muscle)
        return self._sample(self._fields[index], x, z)

    @cached_property
    def skin(self) -> Region:
        """The outline of the leg."""
        form = self._forms[self._cover.form]
        return self._region(form, form.kind, self._coat, math.pi * self._cover.half_x * self._cover.half_z)

    @cached_property
    def fascia(self) -> Region:
        """The deep fascia, stretched over what it holds."""
        form = self._forms[self._sleeve.form]
        return self._region(form, form.kind, self._wrap, math.pi * self._sleeve.half_x * self._sleeve.half_z)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Everything within the skin but the fascia, in painting order: bones, muscles, then small things."""
        made = [self._melted(cuts) for cuts in self._bones.values()]
        made += [
            self._region(self._forms[cut.form], "muscle", field, math.pi * cut.half_x * cut.half_z)
            for cut, field in zip(self._muscles, self._fields, strict=True)
        ]
        capsule = [cut for cut in self._small if self._forms[cut.form].structure == "knee-capsule"]
        if capsule:
            made.append(self._melted(capsule))
        made += [self._plain(cut) for cut in self._small if cut not in capsule]
        return tuple(region for region in made if region.outline)

    def probe(self, angle: float) -> tuple[Met, ...]:
        """What a needle meets on its way from the skin towards the middle of the leg.

        It goes as far as bone, or to the middle where there is none in its way.

        Args:
            angle: degrees round the leg from the middle of its back; positive laterally.

        Raises:
            KneeError: for no angle between -180 and 180.
        """
        if not isinstance(angle, (int, float)) or isinstance(angle, bool) or not -180 <= angle <= 180:
            raise KneeError(f"angle {angle!r:.40} is not between -180 and 180°")
        start, way, length = self.needle(angle)
        t = np.arange(0, length, STEP)
        x, z = start[0] + way[0] * t, start[1] + way[1] * t
        wrap = self._sample(self._wrap, x, z)
        inside = np.flatnonzero(wrap < 0)
        first = float(t[inside[0]]) if len(inside) else length
        skin = self._forms[self._cover.form]
        fascia = self._forms[self._sleeve.form]
        met = [
            Met(skin.id, skin.structure, 0.0, first),
            Met(fascia.id, fascia.structure, first, first + 1.0),
        ]
        taken = wrap >= 0
        stop = length
        for name, cuts in self._bones.items():
            hit = self._sample(self._bone(name), x, z) < 0
            taken |= hit
            if hit.any():
                found = self._run(self._name(cuts), t, hit)
                stop = min(stop, found.depth)
                met.append(found)
        for cut, field in zip(self._muscles, self._fields, strict=True):
            hit = self._sample(field, x, z) < 0
            taken |= hit
            if hit.any():
                met.append(self._run(cut.form, t, hit))
        thin: dict[str, Met] = {}
        capsule = [cut for cut in self._small if self._forms[cut.form].structure == "knee-capsule"]
        for cut in self._small:
            beside = abs((cut.x - start[0]) * way[1] - (cut.z - start[1]) * way[0])
            if beside > max(cut.half_x, cut.half_z) + REACH:
                continue
            far = _distance(cut, x, z)
            nearest = int(far.argmin())
            taken |= far < 0.5
            if far[nearest] <= 0:
                found = self._run(cut.form, t, far <= 0)
            elif far[nearest] <= REACH and nearest < len(t) - 1:
                beside = round(float(far[nearest]), 1)
                depth = float(t[nearest])
                found = Met(cut.form, self._forms[cut.form].structure, depth, depth, beside)
            else:
                continue
            known = thin.get(found.structure)
            if known is None or found.beside < known.beside:
                key = self._name(capsule) if cut in capsule else cut.form
                thin[found.structure] = replace(found, id=key)
        met += thin.values()
        if self.fat:
            # Fat of the fossa: what nothing else takes, between the fascia and the first bone.
            ends = [one.depth for one in met if one.structure == "knee-capsule"]
            free = ~taken & (t < min([stop, *ends])) & (x < self._cover.x)
            if free.sum() * STEP >= 2:
                depth = float(t[np.flatnonzero(free)[0]])
                met.append(Met(self.fat, self.fat, depth, float(t[np.flatnonzero(free)[-1]])))
        order = {skin.id: 0, fascia.id: 1}
        if stop == length:
            stop = math.dist(start, self.middle)
        met.sort(key=lambda one: (round(one.depth, 1), order.get(one.id, 2), one.id == self.fat))
        return tuple(one for one in met if one.depth <= stop)

    def needle(self, angle: float) -> tuple[tuple[float, float], tuple[float, float], float]:
        """Where the needle enters (x, z), its direction, and the way to the fascia on the other side."""
        turn = math.radians(angle)
        out = (-math.cos(turn), math.sin(turn))
        far = np.arange(0, 1.2 * max(self._cover.half_x, self._cover.half_z), STEP)
        middle = self.middle
        ends = []
        for sign in (1, -1):
            rim = self._sample(self._coat, middle[0] + sign * far * out[0], middle[1] + sign * far * out[1])
            ends.append(float(far[np.flatnonzero(rim < 0)[-1]]))
        start = (middle[0] + ends[0] * out[0], middle[1] + ends[0] * out[1])
        return start, (-out[0], -out[1]), sum(ends) - 4

    def _run(self, key: str, t: np.ndarray, hit: np.ndarray) -> Met:
        where = np.flatnonzero(hit)
        gap = np.flatnonzero(np.diff(where) > 1)
        last = where[gap[0]] if len(gap) else where[-1]
        return Met(key, self._forms[key].structure, float(t[where[0]]), float(t[last]))

    # ── How the plane is shared out ──────────────────────────────────────────────────────────

    @property
    def _forms(self) -> Mapping[str, Form]:
        return self.body.kb.forms

    @cached_property
    def _cuts(self) -> tuple[Cut, ...]:
        return self.body.section(self.height, self.pose)

    @cached_property
    def _cover(self) -> Cut:
        return next(cut for cut in self._cuts if self._forms[cut.form].layer == "skin")

    @cached_property
    def _sleeve(self) -> Cut:
        return next(cut for cut in self._cuts if self._forms[cut.form].layer == "fascia")

    @cached_property
    def _muscles(self) -> list[Cut]:
        return [cut for cut in self._cuts if self._forms[cut.form].kind == "muscle" and cut.flesh]

    @cached_property
    def _bones(self) -> dict[str, list[Cut]]:
        """By structure: shaft and condyles of a femur are one bone."""
        bones: dict[str, list[Cut]] = {}
        for cut in self._cuts:
            if self._forms[cut.form].kind == "bone":
                bones.setdefault(self._forms[cut.form].structure, []).append(cut)
        return bones

    @cached_property
    def _bony(self) -> list[Cut]:
        return [cut for cuts in self._bones.values() for cut in cuts]

    @cached_property
    def _small(self) -> list[Cut]:
        """Tendons, ligaments, nerves, vessels, nodes, bursae: they keep their ellipses."""
        rest = {id(cut) for cut in (*self._muscles, *self._bony)}
        return [cut for cut in self._cuts if id(cut) not in rest and self._forms[cut.form].kind != "skin"]

    @cached_property
    def _grid(self) -> tuple[np.ndarray, np.ndarray]:
        """World x down the rows and z along the columns, a little more than the skin holds."""
        skin = self._cover
        x = np.arange(skin.x - skin.half_x - MARGIN, skin.x + skin.half_x + MARGIN, CELL)
        z = np.arange(skin.z - skin.half_z - MARGIN, skin.z + skin.half_z + MARGIN, CELL)
        return x[:, None], z[None, :]

    @cached_property
    def _shallow(self) -> list[Cut]:
        """Nerves and veins in the fat outside the fascia."""
        near_skin = self.body.kb.structures[SUBCUTANEOUS].neighbours
        return [
            cut
            for cut in self._small
            if self._forms[cut.form].structure in near_skin and _distance(self._sleeve, cut.x, cut.z) > -3
        ]

    @cached_property
    def _wrap(self) -> np.ndarray:
        """Distance to the deep fascia over the grid, negative inside."""
        x, z = self._grid
        held = [loop for name in self._bones for loop in contours(self._bone(name), x[:, 0], z[0])]
        held += [_rim(cut) for cut in (*self._muscles, *self._small) if cut not in self._shallow]
        tight = _blurred(_stretched(held, x, z) - 1.2, 4)
        return np.minimum(tight, TIGHT * tight + (1 - TIGHT) * _distance(self._sleeve, x, z))

    @cached_property
    def _coat(self) -> np.ndarray:
        """Distance to the skin over the grid, negative inside."""
        x, z = self._grid
        fat = (self._cover.half_x + self._cover.half_z - self._sleeve.half_x - self._sleeve.half_z) / 2
        loose = LEAN * (self._wrap - fat) + (1 - LEAN) * _distance(self._cover, x, z)
        loose = np.minimum(loose, self._wrap - 0.6 * fat)
        if self._shallow:
            held = [*contours(self._wrap, x[:, 0], z[0]), *map(_rim, self._shallow)]
            loose = np.minimum(loose, _stretched(held, x, z) - 2.2)
        return _blurred(loose, 10)

    def _bone(self, name: str) -> np.ndarray:
        fields = self.__dict__.setdefault("_bone_fields", {})
        if name not in fields:
            x, z = self._grid
            parts = [_distance(cut, x, z, self._corners(name)) for cut in self._bones[name]]
            fields[name] = _melt(parts, 5.0)
        return fields[name]

    def _corners(self, name: str) -> float:
        """How three-cornered the bone is: the shaft of the tibia, not its plateau."""
        if name != "tibia":
            return 0.0
        top = self.body.tube("tibia", self.pose).centre[0, 1]
        return 0.16 * min(1.0, max(0.0, (top - self.height) / 90))

    @cached_property
    def _fields(self) -> list[np.ndarray]:
        """For each muscle a field over the grid that is negative where it lies."""
        if not self._muscles:
            return []
        x, z = self._grid
        own = np.stack([_distance(cut, x, z) for cut in self._muscles])
        for cut in self._small:
            if cut.form == "achilles-tendon":
                # The tendon lies on the back of soleus.
                behind = np.minimum(cut.x - x, cut.half_z + 1 - np.abs(z - cut.z))
                for i, muscle in enumerate(self._muscles):
                    if muscle.form == "soleus":
                        np.maximum(own[i], 8 * behind + 0 * own[i], out=own[i])
        hard = np.full(own.shape[1:], 9.0)
        for name in self._bones:
            np.minimum(hard, self._bone(name), out=hard)
        for cut in self._small:
            i = np.flatnonzero(np.abs(x[:, 0] - cut.x) < cut.half_x + 4)
            j = np.flatnonzero(np.abs(z[0] - cut.z) < cut.half_z + 4)
            patch = np.ix_(i, j)
            hard[patch] = np.minimum(hard[patch], _distance(cut, x[i], z[:, j]))
        capsule = [cut for cut in self._small if self._forms[cut.form].structure == "knee-capsule"]
        if capsule:
            # In front of the capsule is the joint, and no muscle.
            low = min(cut.z - cut.half_z for cut in capsule)
            high = max(cut.z + cut.half_z for cut in capsule)
            back = min(cut.x - cut.half_x for cut in capsule)
            joint = np.maximum(back - x, np.abs(z - (low + high) / 2) - (high - low) / 2)
            np.minimum(hard, joint, out=hard)
        room = np.maximum(self._wrap + SEPTUM, SEPTUM * 0.8 - hard)
        free = room < 0
        ellipse = np.array([math.pi * cut.half_x * cut.half_z for cut in self._muscles])
        full = min(FULL, max(LEAST, FILLED * free.sum() * CELL**2 / ellipse.sum()))
        back = min(cut.x - cut.half_x for cut in self._bony)
        beside = np.array([bool(self.fat) and cut.x < back for cut in self._muscles])
        target = ellipse * np.where(beside, FOSSA, full)
        girth = np.array([2 * math.pi * math.sqrt(cut.half_x * cut.half_z) for cut in self._muscles])
        give = np.zeros(len(target))
        for _ in range(24):
            each = own[:, free] - give[:, None]
            winner = each.argmin(axis=0)
            inside = each.min(axis=0) < 0
            area = np.bincount(winner[inside], minlength=len(target)) * CELL**2
            give = np.clip(give + 0.8 * (target - area) / girth, -SHRINK, GROW)
        each = own - give[:, None, None]
        fields = []
        for i in range(len(each)):
            others = np.delete(each, i, axis=0)
            rival = others.min(axis=0) if len(others) else np.full_like(each[i], np.inf)
            share = np.maximum(each[i], (each[i] - rival + SEPTUM) / 2)
            fields.append(np.maximum(_blurred(share, 2), room))
        return fields

    # ── Outlines ─────────────────────────────────────────────────────────────────────────────

    def _region(self, form: Form, kind: str, field: np.ndarray, ellipse: float, least: float = 6.0) -> Region:
        x, z = self._grid
        loops = contours(field, x[:, 0], z[0])
        most = max(map(area, loops), default=0.0)
        # Crumbs go; holes, in which vessels lie, stay.
        large = tuple(loop for loop in loops if area(loop) > max(least, most / 5) or -most < area(loop) < -1)
        whole = sum(area(loop) for loop in large)
        return Region(form.id, form.structure, kind, large, (), whole, ellipse, _middle(field, x, z))

    def _melted(self, cuts: list[Cut]) -> Region:
        form = self._forms[self._name(cuts)]
        x, z = self._grid
        ellipse = sum(math.pi * cut.half_x * cut.half_z for cut in cuts)
        if form.kind != "bone":
            return self._region(form, form.kind, _melt([_distance(c, x, z) for c in cuts], 0.5), ellipse)
        field = self._bone(form.structure)
        bone = self._region(form, "bone", field, ellipse)
        # A shaft has a thick cortex, an end of a bone a thin one.
        thin = min(min(cut.half_x, cut.half_z) for cut in cuts)
        knee = self.body.frames(self.pose)["tibia"][1][1]
        shaft = min(1.0, max(0.0, (abs(self.height - knee + 15) - 40) / 70))
        cortex = min(1.6 + 3.2 * shaft, 0.4 * thin)
        marrow = tuple(loop for loop in contours(field + cortex, x[:, 0], z[0]) if area(loop) > 6)
        return Region(bone.id, bone.structure, "bone", bone.outline, marrow, bone.area, ellipse, bone.at)

    def _name(self, cuts: list[Cut]) -> str:
        """The form after which several that melt are called: the longest, or the one in the middle."""
        middle = sum(cut.z for cut in cuts) / len(cuts)
        return max(
            cuts, key=lambda c: (round(self.body.tube(c.form, self.pose).length), -abs(c.z - middle))
        ).form

    def _plain(self, cut: Cut) -> Region:
        form = self._forms[cut.form]
        kind = "tendon" if form.kind == "muscle" else form.kind
        rim = _rim(cut)
        whole = math.pi * cut.half_x * cut.half_z
        return Region(form.id, form.structure, kind, (rim,), (), whole, whole, (cut.x, cut.z))

    def _sample(self, field: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """A field between the points of its grid."""
        gx, gz = self._grid
        u = np.clip((x - gx[0, 0]) / CELL, 0, field.shape[0] - 1.001)
        v = np.clip((z - gz[0, 0]) / CELL, 0, field.shape[1] - 1.001)
        i, j = u.astype(int), v.astype(int)
        u, v = u - i, v - j
        top = field[i, j] * (1 - v) + field[i, j + 1] * v
        return top * (1 - u) + (field[i + 1, j] * (1 - v) + field[i + 1, j + 1] * v) * u


@lru_cache(maxsize=40)
def sliced(body: Body, level: str | float, pose: Pose = NEUTRAL) -> Slice:
    """The section at a level of the knowledge base, or at a world height in millimetres.

    Raises:
        UnknownId: with the nearest level.
        KneeError: for a height at which there is no leg with its fascia.
    """
    body.check(pose)
    record = _level(body, level) if isinstance(level, str) else None
    knee = float(body.frames(pose)["tibia"][1][1])
    height = knee + record.height if record else float(level)
    made = Slice(body, height, pose, record.id if record else "")
    layers = {body.kb.forms[cut.form].layer for cut in made._cuts}
    if not {"skin", "fascia"} <= layers:
        raise KneeError(f"there is no section of the leg at height {height:g} mm")
    return made


def _level(body: Body, key: str) -> Level:
    if key not in body.kb.levels:
        raise unknown("level", key, body.kb.levels)
    return body.kb.levels[key]


# ── Plane geometry ───────────────────────────────────────────────────────────────────────────


def area(loop: np.ndarray) -> float:
    """Of a closed polygon (n, 2), positive where it runs round what it encloses."""
    x, z = loop.T
    return float((x * np.roll(z, -1) - z * np.roll(x, -1)).sum() / 2)


def _distance(cut: Cut, x, z, corners: float = 0.0) -> np.ndarray:
    """To an ellipse, negative inside (nearest point by curvature circles; Sedgwick, "trig-free" form).

    Args:
        corners: 0 for the ellipse; above it the outline is drawn out into three corners, one in front.
    """
    u, v = np.broadcast_arrays(np.asarray(x, float) - cut.x, np.asarray(z, float) - cut.z)
    if corners:
        wide = 1 + corners * np.cos(3 * np.arctan2(v / cut.half_z, u / cut.half_x)) - corners**2 / 4
        u, v = u / wide, v / wide
    a, b = cut.half_x, cut.half_z
    p, q = np.abs(u), np.abs(v)
    tx = np.full(p.shape, math.sqrt(0.5))
    ty = tx.copy()
    for _ in range(3):
        ex, ey = (a * a - b * b) * tx**3 / a, (b * b - a * a) * ty**3 / b
        r = np.hypot(a * tx - ex, b * ty - ey)
        s = np.maximum(np.hypot(p - ex, q - ey), 1e-9)
        tx = np.clip(((p - ex) * r / s + ex) / a, 0, 1)
        ty = np.clip(((q - ey) * r / s + ey) / b, 0, 1)
        size = np.maximum(np.hypot(tx, ty), 1e-9)
        tx, ty = tx / size, ty / size
    far = np.hypot(p - a * tx, q - b * ty)
    return np.where((u / a) ** 2 + (v / b) ** 2 < 1, -far, far)


def _melt(parts: list[np.ndarray], soft: float) -> np.ndarray:
    """Union of fields whose inner corners are rounded over `soft` millimetres."""
    whole = parts[0]
    for part in parts[1:]:
        blend = np.maximum(soft - np.abs(whole - part), 0) / soft
        whole = np.minimum(whole, part) - blend**2 * soft / 4
    return whole


def _blurred(field: np.ndarray, times: int) -> np.ndarray:
    """Each point takes in its neighbours; corners become round."""
    for _ in range(times):
        for axis in (0, 1):
            padded = np.pad(field, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            low, mid, high = (np.take(padded, range(k, k + field.shape[axis]), axis) for k in range(3))
            field = (low + 2 * mid + high) / 4
    return field


def _rim(cut: Cut) -> np.ndarray:
    """Points (n, 2) of x and z round an ellipse."""
    turn = np.linspace(0, 2 * math.pi, 32, endpoint=False)
    return np.column_stack([cut.x + cut.half_x * np.cos(turn), cut.z + cut.half_z * np.sin(turn)])


def _stretched(held: list[np.ndarray], x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Distance to a sheet stretched over points, negative inside it."""
    hull = _hull(np.concatenate(held))
    edge = np.roll(hull, -1, axis=0) - hull
    normal = np.column_stack([edge[:, 1], -edge[:, 0]]) / np.linalg.norm(edge, axis=1)[:, None]
    far = np.full(np.broadcast_shapes(x.shape, z.shape), -np.inf)
    for (nx, nz), (px, pz) in zip(normal, hull, strict=True):
        np.maximum(far, nx * (x - px) + nz * (z - pz), out=far)
    return far


def _hull(points: np.ndarray) -> np.ndarray:
    """Convex hull, counter-clockwise (Andrew's monotone chain)."""
    ordered = sorted(map(tuple, points))

    def half(way: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for p in way:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return np.array(half(ordered) + half(reversed(ordered)))


def _middle(field: np.ndarray, x: np.ndarray, z: np.ndarray) -> tuple[float, float]:
    """The point deepest inside, so that a label never lies outside a crescent."""
    i, j = np.unravel_index(field.argmin(), field.shape)
    return float(x[i, 0]), float(z[0, j])


LINKS = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),),
    14: ((0, 3),),
}  # fmt: skip
"""Marching squares: corners inside (1, 2, 4, 8 round the cell) to the sides that the outline joins."""


def contours(field: np.ndarray, x: np.ndarray, z: np.ndarray) -> list[np.ndarray]:
    """Closed loops (n, 2) of x and z along which a field is 0 (Lorensen and Cline's method in the plane).

    Loops run so that `area` is positive round what is below 0 and negative round a hole.
    """
    field = np.pad(field, 1, constant_values=9.0)
    x = np.concatenate([[x[0] - CELL], x, [x[-1] + CELL]])
    z = np.concatenate([[z[0] - CELL], z, [z[-1] + CELL]])
    inside = field < 0
    a, b, c, d = inside[:-1, :-1], inside[1:, :-1], inside[1:, 1:], inside[:-1, 1:]
    code = a + 2 * b + 4 * c + 8 * d
    after: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for i, j in np.argwhere((code > 0) & (code < 15)).tolist():
        sides = ((0, i, j), (1, i + 1, j), (0, i, j + 1), (1, i, j))
        for end, start in LINKS[int(code[i, j])]:
            after[sides[start]] = sides[end]
    loops = []
    while after:
        first = here = next(iter(after))
        keys = []
        while here in after:
            keys.append(here)
            here = after.pop(here)
            if here == first:
                break
        along, i, j = np.array(keys).T
        u, v = i + (along == 0), j + (along == 1)
        near, far = field[i, j], field[u, v]
        share = near / (near - far)
        loops.append(np.column_stack([x[i] + share * (x[u] - x[i]), z[j] + share * (z[v] - z[j])]))
    return loops
