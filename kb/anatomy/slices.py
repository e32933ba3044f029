"""A section through the leg as an axial plate shows it.

`Body.section` gives one ellipse for each form, and ellipses overlap or leave gaps. Here every point of
the plane goes to one structure: neighbouring muscles meet at a thin septum where each would be equally
far from its own ellipse, give way to bones, nerves and vessels, and grow a little into free space.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..errors import KneeError, unknown
from ..records import Form, Level
from .body import NEUTRAL, Body, Cut, Pose
from .fields import CELL, area, blurred, contours, deepest, distance, melt, rim, stretched
from .terms import SUBCUTANEOUS

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
TIGHT = 0.9
"""How far the deep fascia follows what it holds (1) rather than the ellipse of its form (0)."""
LEAN = 0.75
"""How far the skin follows the fascia (1) rather than the ellipse of its form (0)."""


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
        return self.cover.x, self.cover.z

    @property
    def fat(self) -> str:
        """Id of the space whose fat fills what is free at the back, or ''."""
        return self.body.kb.levels[self.level].fat if self.level else ""

    @cached_property
    def thickest_fat(self) -> tuple[float, float]:
        """World x and z in the middle of the thickest fat under the skin."""
        return deepest(np.maximum(self.coat, -self.wrap), *self._grid)

    @property
    def superficial(self) -> frozenset[str]:
        """Ids of nerves and veins that run in the fat outside the fascia."""
        return frozenset(cut.form for cut in self._shallow)

    def depth(self, x: float, z: float) -> float:
        """Millimetres inside the deep fascia; negative for a place in the fat outside it."""
        return -float(self.sample(self.wrap, np.array([x]), np.array([z]))[0])

    def within(self, muscle: str, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """How far points lie from the outline of a muscle, negative inside; millimetres."""
        index = [cut.form for cut in self.muscles].index(muscle)
        return self.sample(self.shares[index], x, z)

    @cached_property
    def skin(self) -> Region:
        """The outline of the leg."""
        form = self.forms[self.cover.form]
        return self._region(form, form.kind, self.coat, math.pi * self.cover.half_x * self.cover.half_z)

    @cached_property
    def fascia(self) -> Region:
        """The deep fascia, stretched over what it holds."""
        form = self.forms[self.sleeve.form]
        return self._region(form, form.kind, self.wrap, math.pi * self.sleeve.half_x * self.sleeve.half_z)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Everything within the skin but the fascia, in painting order: bones, muscles, then small things."""
        made = [self._melted(cuts) for cuts in self.bones.values()]
        made += [
            self._region(self.forms[cut.form], "muscle", field, math.pi * cut.half_x * cut.half_z)
            for cut, field in zip(self.muscles, self.shares, strict=True)
        ]
        capsule = [cut for cut in self.small if self.forms[cut.form].structure == "knee-capsule"]
        if capsule:
            made.append(self._melted(capsule))
        made += [self._plain(cut) for cut in self.small if cut not in capsule]
        return tuple(region for region in made if region.outline)

    # ── How the plane is shared out ──────────────────────────────────────────────────────────

    @property
    def forms(self) -> Mapping[str, Form]:
        return self.body.kb.forms

    @cached_property
    def _cuts(self) -> tuple[Cut, ...]:
        return self.body.section(self.height, self.pose)

    @cached_property
    def cover(self) -> Cut:
        return next(cut for cut in self._cuts if self.forms[cut.form].layer == "skin")

    @cached_property
    def sleeve(self) -> Cut:
        return next(cut for cut in self._cuts if self.forms[cut.form].layer == "fascia")

    @cached_property
    def muscles(self) -> list[Cut]:
        return [cut for cut in self._cuts if self.forms[cut.form].kind == "muscle" and cut.flesh]

    @cached_property
    def bones(self) -> dict[str, list[Cut]]:
        """By structure: shaft and condyles of a femur are one bone."""
        bones: dict[str, list[Cut]] = {}
        for cut in self._cuts:
            if self.forms[cut.form].kind == "bone":
                bones.setdefault(self.forms[cut.form].structure, []).append(cut)
        return bones

    @cached_property
    def _bony(self) -> list[Cut]:
        return [cut for cuts in self.bones.values() for cut in cuts]

    @cached_property
    def small(self) -> list[Cut]:
        """Tendons, ligaments, nerves, vessels, nodes, bursae: they keep their ellipses."""
        rest = {id(cut) for cut in (*self.muscles, *self._bony)}
        return [cut for cut in self._cuts if id(cut) not in rest and self.forms[cut.form].kind != "skin"]

    @cached_property
    def _grid(self) -> tuple[np.ndarray, np.ndarray]:
        """World x down the rows and z along the columns, a little more than the skin holds."""
        skin = self.cover
        x = np.arange(skin.x - skin.half_x - MARGIN, skin.x + skin.half_x + MARGIN, CELL)
        z = np.arange(skin.z - skin.half_z - MARGIN, skin.z + skin.half_z + MARGIN, CELL)
        return x[:, None], z[None, :]

    @cached_property
    def _shallow(self) -> list[Cut]:
        """Nerves and veins in the fat outside the fascia."""
        near_skin = self.body.kb.structures[SUBCUTANEOUS].neighbours
        return [
            cut
            for cut in self.small
            if self.forms[cut.form].structure in near_skin and distance(self.sleeve, cut.x, cut.z) > -3
        ]

    @cached_property
    def wrap(self) -> np.ndarray:
        """Distance to the deep fascia over the grid, negative inside."""
        x, z = self._grid
        held = [loop for name in self.bones for loop in contours(self.bone(name), x[:, 0], z[0])]
        held += [rim(cut) for cut in (*self.muscles, *self.small) if cut not in self._shallow]
        tight = blurred(stretched(held, x, z) - 1.2, 4)
        return np.minimum(tight, TIGHT * tight + (1 - TIGHT) * distance(self.sleeve, x, z))

    @cached_property
    def coat(self) -> np.ndarray:
        """Distance to the skin over the grid, negative inside."""
        x, z = self._grid
        fat = (self.cover.half_x + self.cover.half_z - self.sleeve.half_x - self.sleeve.half_z) / 2
        loose = LEAN * (self.wrap - fat) + (1 - LEAN) * distance(self.cover, x, z)
        loose = np.minimum(loose, self.wrap - 0.6 * fat)
        if self._shallow:
            held = [*contours(self.wrap, x[:, 0], z[0]), *map(rim, self._shallow)]
            loose = np.minimum(loose, stretched(held, x, z) - 2.2)
        return blurred(loose, 10)

    def bone(self, name: str) -> np.ndarray:
        fields = self.__dict__.setdefault("_bone_fields", {})
        if name not in fields:
            x, z = self._grid
            parts = [distance(cut, x, z, self._corners(name)) for cut in self.bones[name]]
            fields[name] = melt(parts, 5.0)
        return fields[name]

    def _corners(self, name: str) -> float:
        """How three-cornered the bone is: the shaft of the tibia, not its plateau."""
        if name != "tibia":
            return 0.0
        top = self.body.tube("tibia", self.pose).centre[0, 1]
        return 0.16 * min(1.0, max(0.0, (top - self.height) / 90))

    @cached_property
    def shares(self) -> list[np.ndarray]:
        """For each muscle a field over the grid that is negative where it lies."""
        if not self.muscles:
            return []
        x, z = self._grid
        own = np.stack([distance(cut, x, z) for cut in self.muscles])
        for cut in self.small:
            if cut.form == "achilles-tendon":
                # The tendon lies on the back of soleus.
                behind = np.minimum(cut.x - x, cut.half_z + 1 - np.abs(z - cut.z))
                for i, muscle in enumerate(self.muscles):
                    if muscle.form == "soleus":
                        np.maximum(own[i], 8 * behind + 0 * own[i], out=own[i])
        hard = np.full(own.shape[1:], 9.0)
        for name in self.bones:
            np.minimum(hard, self.bone(name), out=hard)
        for cut in self.small:
            i = np.flatnonzero(np.abs(x[:, 0] - cut.x) < cut.half_x + 4)
            j = np.flatnonzero(np.abs(z[0] - cut.z) < cut.half_z + 4)
            patch = np.ix_(i, j)
            hard[patch] = np.minimum(hard[patch], distance(cut, x[i], z[:, j]))
        capsule = [cut for cut in self.small if self.forms[cut.form].structure == "knee-capsule"]
        if capsule:
            # In front of the capsule is the joint, and no muscle.
            low = min(cut.z - cut.half_z for cut in capsule)
            high = max(cut.z + cut.half_z for cut in capsule)
            back = min(cut.x - cut.half_x for cut in capsule)
            joint = np.maximum(back - x, np.abs(z - (low + high) / 2) - (high - low) / 2)
            np.minimum(hard, joint, out=hard)
        room = np.maximum(self.wrap + SEPTUM, SEPTUM * 0.8 - hard)
        free = room < 0
        ellipse = np.array([math.pi * cut.half_x * cut.half_z for cut in self.muscles])
        full = min(FULL, max(LEAST, FILLED * free.sum() * CELL**2 / ellipse.sum()))
        back = min(cut.x - cut.half_x for cut in self._bony)
        beside = np.array([bool(self.fat) and cut.x < back for cut in self.muscles])
        target = ellipse * np.where(beside, FOSSA, full)
        girth = np.array([2 * math.pi * math.sqrt(cut.half_x * cut.half_z) for cut in self.muscles])
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
            fields.append(np.maximum(blurred(share, 2), room))
        return fields

    # ── Outlines ─────────────────────────────────────────────────────────────────────────────

    def _region(self, form: Form, kind: str, field: np.ndarray, ellipse: float, least: float = 6.0) -> Region:
        x, z = self._grid
        loops = contours(field, x[:, 0], z[0])
        most = max(map(area, loops), default=0.0)
        # Crumbs go; holes, in which vessels lie, stay.
        large = tuple(loop for loop in loops if area(loop) > max(least, most / 5) or -most < area(loop) < -1)
        whole = sum(area(loop) for loop in large)
        return Region(form.id, form.structure, kind, large, (), whole, ellipse, deepest(field, x, z))

    def _melted(self, cuts: list[Cut]) -> Region:
        form = self.forms[self.name_of(cuts)]
        x, z = self._grid
        ellipse = sum(math.pi * cut.half_x * cut.half_z for cut in cuts)
        if form.kind != "bone":
            return self._region(form, form.kind, melt([distance(c, x, z) for c in cuts], 0.5), ellipse)
        field = self.bone(form.structure)
        bone = self._region(form, "bone", field, ellipse)
        # A shaft has a thick cortex, an end of a bone a thin one.
        thin = min(min(cut.half_x, cut.half_z) for cut in cuts)
        knee = self.body.frames(self.pose)["tibia"][1][1]
        shaft = min(1.0, max(0.0, (abs(self.height - knee + 15) - 40) / 70))
        cortex = min(1.6 + 3.2 * shaft, 0.4 * thin)
        marrow = tuple(loop for loop in contours(field + cortex, x[:, 0], z[0]) if area(loop) > 6)
        return Region(bone.id, bone.structure, "bone", bone.outline, marrow, bone.area, ellipse, bone.at)

    def name_of(self, cuts: list[Cut]) -> str:
        """The form after which several that melt are called: the longest, or the one in the middle."""
        middle = sum(cut.z for cut in cuts) / len(cuts)
        return max(
            cuts, key=lambda c: (round(self.body.tube(c.form, self.pose).length), -abs(c.z - middle))
        ).form

    def _plain(self, cut: Cut) -> Region:
        form = self.forms[cut.form]
        kind = "tendon" if form.kind == "muscle" else form.kind
        ellipse = rim(cut)
        whole = math.pi * cut.half_x * cut.half_z
        return Region(form.id, form.structure, kind, (ellipse,), (), whole, whole, (cut.x, cut.z))

    def sample(self, field: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
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
