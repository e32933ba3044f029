"""Body charts, places where it hurts, deficits and the lesions that explain them."""

from typing import Literal, NamedTuple

from .claims import Basis, Disposition
from .ids import CauseId, ChartId, DeficitId, FindingId, SourceId, States, StructureId
from .shape import record


class Point(NamedTuple):
    """A place on a body chart: millimetres from the midline and above the floor, or, inside an area,
    the share of the way from the inner to the outer edge of the leg, and millimetres above the floor."""

    across: float
    height: float


@record
class BodyChart:
    """The outline of the right half of a standing body on which places are marked."""

    id: str
    """back, front or sole."""
    label: str
    """From where it is seen."""
    right_leg: Literal[-1, 1]
    """1 where the right leg stands on the right of the picture."""
    part: float | None = None
    """Height at which the legs part; none where there is one leg only."""
    sag: float = 0
    """How far, in millimetres, a level line sags in the middle of the leg, so that the leg looks round."""
    medial: tuple[Point, ...]
    """Inner edge, from above down."""
    lateral: tuple[Point, ...]
    """Outer edge, from above down."""
    lines: tuple[tuple[Point, ...], ...] = ()
    """Creases and contours, for orientation only; in millimetres."""
    basis: Basis
    """Where it comes from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was drawn."""


@record
class Area:
    """A place on a body chart."""

    chart: ChartId
    """Id of the body chart."""
    outline: tuple[Point, ...]
    """Corners, in shares of the leg's width and millimetres of height."""


@record
class PainSite:
    """A place of the pain map, and what a mark there means."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name of the place, as it is read out."""
    midline: bool = False
    """True where it is one place for both sides."""
    areas: tuple[Area, ...]
    """Where it lies; the same place may be seen on two charts."""
    means: States
    """Finding id to the state that a mark here means."""
    note: str = ""
    """What to think of when someone marks it."""


@record
class Deficit:
    """Something a nerve does that an examiner can find lost: feeling, strength, a reflex, control."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """What is tested, as it stands in a list."""
    lay: str = ""
    """Movements: the same in plain words."""
    kind: Literal["skin", "movement", "reflex", "sign"]
    """skin: numb; movement: weak; reflex: reduced; sign: there or not."""
    midline: bool = False
    """True where it is one place for both sides."""
    areas: tuple[Area, ...] = ()
    """Skin: where it lies."""
    dermatome: str = ""
    """Skin: the root whose area it is on the map of this course."""
    muscles: tuple[StructureId, ...] = ()
    """Ids of the muscles at work."""
    nerve: StructureId = ""
    """Id of the nerve, where it does not follow from the muscles."""
    roots: str = ""
    """Movements and reflexes: roots in words."""
    finding: FindingId = ""
    """Id of the same thing among the findings, if it is there; it tells how to test."""
    how: str = ""
    """How it is tested, where no finding tells."""
    note: str = ""
    """Its worth, and where maps disagree."""
    alarm: str = ""
    """What must be done at once where it is lost, whatever the place."""
    disposition: Disposition | None = None
    """Where the patient goes at least, with an alarm."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""


@record
class Lesion:
    """A place where a nerve can be hurt, and what that takes away. What is not named is spared."""

    id: str
    """Kebab-case, permanent."""
    name: str
    """Nerve and place."""
    short: str
    """The same inside a sentence."""
    structure: StructureId
    """Id of the nerve."""
    takes: tuple[DeficitId, ...]
    """Ids of what is expected to be lost."""
    may: tuple[DeficitId, ...] = ()
    """Ids of what may be lost."""
    spares: tuple[DeficitId, ...]
    """Ids of what is kept and tells it from its neighbours."""
    causes: tuple[CauseId, ...] = ()
    """Ids of causes that hurt the nerve here."""
    basis: Basis
    """Where the pattern comes from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml that describe the pattern."""
