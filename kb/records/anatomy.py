"""Structures of the leg, and the geometry that draws them."""

from dataclasses import field
from typing import Literal, NamedTuple, get_args

from .claims import Basis, Code, Figure, Interval
from .ids import ParentId, SourceId, StructureId
from .shape import record


@record
class Structure:
    """One anatomical structure."""

    id: str
    """Kebab-case, permanent."""
    name: str
    """Name after Terminologia Anatomica, in English."""
    kind: Literal[
        "muscle",
        "tendon",
        "nerve",
        "artery",
        "vein",
        "bone",
        "joint",
        "ligament",
        "meniscus",
        "bursa",
        "fascia",
        "lymph-node",
        "space",
        "region",
        "dermatome",
        "myotome",
    ]
    """What it is."""
    what: str
    """One or two sentences: where it lies and what it does."""
    layer: Literal[
        "skin", "fascia", "superficial-muscle", "deep-muscle", "vessels-and-nerves", "joint", ""
    ] = ""
    """Layer in which a dissection from behind meets it."""
    origin: str = ""
    """Muscles: where it comes from."""
    insertion: str = ""
    """Muscles and ligaments: where it goes to."""
    innervation: StructureId = ""
    """Id of the nerve that supplies a muscle."""
    roots: tuple[str, ...] = ()
    """Spinal roots: L4, L5, S1, S2, S3."""
    blood_supply: str = ""
    """Arteries that feed it."""
    action: str = ""
    """Muscles, ligaments: what it does or prevents."""
    course: str = ""
    """Nerves and vessels: the way they take."""
    branches: tuple[str, ...] = ()
    """Ids, or names where there is no record, of branches or tributaries."""
    borders: dict[str, str] = field(default_factory=dict)
    """Spaces: side to what bounds it there."""
    neighbours: tuple[StructureId, ...] = ()
    """Ids of structures that lie beside it."""
    codes: tuple[Code, ...] = ()
    """UBERON or FMA, only where sure."""
    clinical_note: str = ""
    """Why it matters behind the knee."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""


SegmentId = Literal["pelvis", "femur", "tibia", "foot"]
Layer = Literal["skin", "fascia", "superficial-muscle", "deep-muscle", "vessels-and-nerves", "joint", "bone"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
"""From the outside in."""


class Vector(NamedTuple):
    """x forward, y up, z to the right (lateral for the right leg), in millimetres."""

    x: float
    y: float
    z: float


@record
class Slide:
    """How far a joint's centre moves along one axis: a natural cubic spline over its angle."""

    angles: tuple[float, ...]
    """Degrees, ascending."""
    values: tuple[float, ...]
    """Millimetres, one for each angle."""


@record
class Segment:
    """A rigid part of the leg, hinged to its parent."""

    id: str
    """pelvis, femur, tibia or foot."""
    label: str
    """Name shown."""
    parent: ParentId = ""
    """Segment that it hangs from; none for the root."""
    at: Vector
    """Centre of the joint in the parent's frame."""
    axis: Vector
    """Axis of the joint in the parent's frame; need not have length 1."""
    sign: Literal[-1, 1] = 1
    """1 where flexion (dorsiflexion) turns right-handed about the axis."""
    range: Interval | None = None
    """Lowest and highest angle offered, in degrees; none for the root."""
    slide_x: Slide | None = None
    """Movement of the joint's centre forward, if any."""
    slide_y: Slide | None = None
    """Movement of the joint's centre upward, if any."""
    offset: Vector | None = None
    """Origin of the segment's own frame from the joint's centre, after turning."""
    note: str = ""
    """What to know about it."""
    basis: Basis = "published"
    """Where the figures come from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How they were derived, or why estimated."""


@record
class Via:
    """A point on the way of a form."""

    on: SegmentId
    """Segment that carries it."""
    at: Vector
    """Place in the segment's frame."""
    r: tuple[float, ...] = ()
    """Half-width from side to side and from front to back, in millimetres."""
    knee: Interval | None = None
    """Knee flexion, in degrees, within which the path touches this point."""
    ref: str = ""
    """Name of the point in the published model that it comes from; none for a point of ours."""


@record
class Form:
    """The shape of one structure: a tube of elliptical cross-section along a path."""

    id: str
    """The structure's id, or that of one of its heads."""
    structure: StructureId
    """Id of the anatomical record."""
    label: str
    """Short name in the picture."""
    layer: Layer
    """Layer that it is peeled with."""
    kind: Literal[
        "muscle", "tendon", "bone", "nerve", "artery", "vein", "ligament", "meniscus", "bursa",
        "lymph-node", "skin",
    ]  # fmt: skip
    """Decides its colour and pattern."""
    path: tuple[Via, ...]
    """What is drawn, from proximal to distal."""
    line: tuple[Via, ...] = ()
    """Muscles: the published path alone, which gives length and moment arm."""
    belly: Interval | None = None
    """Muscles: shares of the path's length between which there is flesh; the rest is tendon."""
    volume: Figure | None = None
    """Muscles: volume in millilitres that the belly encloses."""
    fibres: float = 0
    """Muscles: angle of the fibres to the path, in degrees."""
    pennate: Literal["", "unipennate", "bipennate"] = ""
    """Muscles: on which sides the fibres lie."""
    basis: Basis
    """Where the path comes from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""


@record
class Angles:
    """A pose of the leg, in degrees, and where it comes from."""

    hip: float = 0
    """Flexion."""
    knee: float = 0
    """Flexion."""
    ankle: float = 0
    """Dorsiflexion."""
    basis: Basis
    """Where the angles come from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How they were derived, or why estimated."""


@record
class Level:
    """A height at which the leg is shown in cross-section."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown."""
    height: float
    """Millimetres above the axis of the straight knee; negative below. The joint line lies 31 mm below it."""
    what: str
    """What there is to see at this level, in one sentence."""
    spaces: dict[StructureId, tuple[StructureId, ...]] = field(default_factory=dict)
    """Id of a space or compartment that the level cuts to the ids of the structures in it, front to back."""
    fat: StructureId = ""
    """Id of the space whose fat fills what is free behind the bones, if any."""
    basis: Basis
    """Where the height comes from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""
