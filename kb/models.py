"""Records of the knowledge base: what a YAML file may hold, and what each key means.

The records are plain frozen dataclasses, so that a running lesson need not import pydantic;
`kb.loader` validates YAML against them with pydantic, and `python -m kb schema` turns the text
under each field into the help that an editor shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple, get_args


@dataclass(frozen=True)
class Between:
    """Bounds of a number, told to pydantic without importing it (it asks by this method)."""

    low: float | None = None
    high: float | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        make = core_schema.int_schema if source is int else core_schema.float_schema
        return make(ge=self.low, le=self.high)


CLOSED = {"extra": "forbid", "use_attribute_docstrings": True}

Probability = Annotated[float, Between(0, 1)]
NonNegative = Annotated[float, Between(0)]
Basis = Literal["published", "derived", "estimate"]
Disposition = Literal["self-care", "routine", "same-day", "emergency"]
Setting = Literal["primary-care", "sports-clinic", "emergency"]

DISPOSITIONS: tuple[Disposition, ...] = ("self-care", "routine", "same-day", "emergency")
SETTINGS: tuple[Setting, ...] = ("primary-care", "sports-clinic", "emergency")


class Interval(NamedTuple):
    """Lower and upper bound, in the unit of the figure they belong to."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that the course states, with where it comes from."""

    __pydantic_config__ = CLOSED

    value: float
    """The number."""
    text: str = ""
    """What the number says, as a short phrase without the number itself."""
    unit: str = ""
    """Unit as shown; 'proportion' for a share of 1, shown as per cent; empty for a ratio."""
    basis: Basis
    """published: read in `source`; derived: computed as `how` says; estimate: the authors' value."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how it was computed. For estimate: why this value."""
    population: str = ""
    """Who was studied."""
    ci: Interval | None = None
    """95 % confidence interval as published, in the unit of `value`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How often each state of a finding occurs, in one cause or in the background."""

    __pydantic_config__ = CLOSED

    p: dict[str, Probability]
    """Probability by state. One state may be left out: it gets what remains to 1."""
    basis: Basis
    """published: read in `source`; derived: computed as `how` says; estimate: the authors' value."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how it was computed. For estimate: why this value."""
    population: str = ""
    """Who was studied."""
    ci: Interval | None = None
    """95 % confidence interval of the first state's probability, as published."""


# ── Findings ─────────────────────────────────────────────────────────────────────────────────


FindingKind = Literal[
    "person",
    "history",
    "risk-factor",
    "symptom",
    "examination",
    "bedside-test",
    "laboratory",
    "imaging",
]


Modality = Literal["x-ray", "ultrasound", "duplex", "mri", "ct", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it takes to learn a finding."""

    __pydantic_config__ = CLOSED

    minutes: NonNegative
    """Minutes until the result is there, as the clock of a case counts them."""
    money: Annotated[int, Between(0, 4)] = 0
    """Money tier: 0 nothing, 1 a strip or a form, 2 a blood test, 3 ultrasound, 4 CT or MRI."""
    harm: Annotated[int, Between(0, 3)] = 0
    """Burden or risk for the patient: 0 none, 1 discomfort, 2 contrast or radiation, 3 invasive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One variable that a history, an examination or a test can settle."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name as a clinician writes it in the notes, when it is present or as a test's name."""
    lay: str
    """The same in a patient's words, a few words long."""
    kind: FindingKind
    """Decides where the finding stands in menus."""
    modality: Modality = ""
    """Imaging: the machine that it takes. Duplex is ultrasound of vessels."""
    states: tuple[str, ...] = ("absent", "present")
    """All states, the least abnormal first."""
    ask: str
    """Question to the patient, or the order to the examiner, in one sentence."""
    how: str = ""
    """How it is elicited and what counts as positive, for manoeuvres and tests."""
    sounds: dict[str, str]
    """For each state, the answer in the patient's or the examiner's words."""
    other_words: tuple[str, ...] = ()
    """Other words for it, lay and professional, for the search box."""
    cost: Cost
    """Minutes, money and harm."""
    region: str = ""
    """Body-map region where it applies, if any."""
    background: Distribution
    """Distribution in patients with leg pain from other causes."""
    bounds: dict[str, Interval] | None = None
    """For a banded number (age): lowest and highest whole value of each state."""
    note: str = ""
    """What a learner must know about its worth, with the contradiction where sources differ."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """Findings that tend to come together, so that their evidence is not counted twice."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """What the findings have in common."""
    strength: Probability
    """0: independent given the cause. 1: one follows from the other. See `kb.reasoning`."""
    basis: Basis
    """Where `strength` comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """Why this strength."""
    findings: tuple[str, ...]
    """Ids of the findings; a finding belongs to one group at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """What is found where one system of the leg is sound. Causes that leave it alone name it.

    So that "the arteries are sound" is written once, and not estimated anew in every cause.
    """

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """The system that is sound, as shown beside its numbers."""
    findings: dict[str, Distribution]
    """Finding id to its distribution there. A finding belongs to one system at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Words that mean the same to someone who searches."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    words: tuple[str, ...]
    """Words, abbreviations and short phrases; inflections (run, running) need not be listed."""


# ── Anatomy and care ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of a terminology."""

    __pydantic_config__ = CLOSED

    system: Literal["ICD-10-CM", "MONDO", "HP", "MeSH", "UBERON", "FMA"]
    """The terminology."""
    code: str
    """The code."""
    label: str = ""
    """Its label there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """One anatomical structure."""

    __pydantic_config__ = CLOSED

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
    innervation: str = ""
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
    neighbours: tuple[str, ...] = ()
    """Ids of structures that lie beside it."""
    codes: tuple[Code, ...] = ()
    """UBERON or FMA, only where sure."""
    clinical_note: str = ""
    """Why it matters behind the knee."""
    sources: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """How far a joint's centre moves along one axis: a natural cubic spline over its angle."""

    __pydantic_config__ = CLOSED

    angles: tuple[float, ...]
    """Degrees, ascending."""
    values: tuple[float, ...]
    """Millimetres, one for each angle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A rigid part of the leg, hinged to its parent."""

    __pydantic_config__ = CLOSED

    id: str
    """pelvis, femur, tibia or foot."""
    label: str
    """Name shown."""
    parent: str = ""
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
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How they were derived, or why estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """A point on the way of a form."""

    __pydantic_config__ = CLOSED

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The shape of one structure: a tube of elliptical cross-section along a path."""

    __pydantic_config__ = CLOSED

    id: str
    """The structure's id, or that of one of its heads."""
    structure: str
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
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Angles:
    """A pose of the leg, in degrees, and where it comes from."""

    __pydantic_config__ = CLOSED

    hip: float = 0
    """Flexion."""
    knee: float = 0
    """Flexion."""
    ankle: float = 0
    """Dorsiflexion."""
    basis: Basis
    """Where the angles come from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How they were derived, or why estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """Something on the provocation bench whose length, or room, changes with the pose."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent; the form's id where it is one form."""
    label: str
    """Name shown."""
    kind: Literal["muscle", "nerve", "artery"]
    """Muscles and nerves are measured in length, an artery by the room that the muscles leave it."""
    forms: tuple[str, ...]
    """Ids of the forms that it is made of, from proximal to distal."""
    path: tuple[Via, ...] = ()
    """Artery: a variant course instead of that of its form."""
    optimum: Figure | None = None
    """Muscles: fibre length at which they pull hardest, in millimetres."""
    tendon: Figure | None = None
    """Muscles: length of the slack tendon, in millimetres."""
    pennation: Figure | None = None
    """Muscles: angle of the fibres at the optimum, in degrees."""
    force: Figure | None = None
    """Muscles: greatest isometric force, in newtons."""
    shortest: Angles | None = None
    """Pose at the short end of the working range."""
    longest: Angles | None = None
    """Pose at the long end of the working range."""
    basis: Basis
    """Where the choice of forms, or the variant path, comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One position of a provocation test."""

    __pydantic_config__ = CLOSED

    does: str
    """What is done to get there, as an order."""
    hip: float = 0
    """Flexion, in degrees."""
    knee: float = 0
    """Flexion, in degrees."""
    ankle: float = 0
    """Dorsiflexion, in degrees."""
    lean: float = 0
    """How far the trunk leans forward from upright, in degrees: -90 lies supine, 90 prone."""
    active: tuple[str, ...] = ()
    """Ids of the gauges whose muscles pull."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provocation:
    """A provocation test for the bench. Its answer is not written here; `kb.provocation` computes it."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown in the menu."""
    finding: str = ""
    """Id of the finding that it settles, if there is one."""
    view: Literal["medial", "lateral", "posterior"]
    """Side from which it is seen best."""
    steps: tuple[Step, ...]
    """Positions from start to end, two or more."""
    basis: Basis = "estimate"
    """Where the angles come from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How the angles were chosen."""
    question: str
    """What the learner predicts."""
    by: Literal["stretch", "gain", "relief", "force", "loss", "contact"]
    """What decides: used share of the stretch range at the end; its rise or fall in the last step; force at
    the end; the share of it lost in the last step; which muscle comes nearest to the artery."""
    options: tuple[str, ...]
    """Ids of gauges to choose from; for contact, of forms."""
    artery: str = ""
    """For contact: id of the artery's gauge."""
    why: str
    """Why the answer is what it is, in two or three sentences."""
    limits: str
    """What this model leaves out, in a sentence."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slit:
    """One way in which knee joint and bursa may be joined."""

    __pydantic_config__ = CLOSED

    label: str
    """Name shown."""
    straight: bool
    """Whether it lets fluid through with the knee straight."""
    bent: bool
    """Whether it lets fluid through with the knee bent."""
    back: bool
    """Whether it lets fluid run back into the joint."""
    known: str
    """What is known of it, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A word for a range of a computed quantity."""

    __pydantic_config__ = CLOSED

    up_to: float | None = None
    """Highest value that still bears this word; none for the last."""
    word: str
    """The word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A question to answer before the model moves. A test runs the model and compares."""

    __pydantic_config__ = CLOSED

    question: str
    """What happens, as the learner is asked."""
    options: dict[str, str]
    """Key to text, three of them."""
    answer: str
    """Key of the right option."""
    why: str
    """Why, in two or three sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CystModel:
    """The popliteal cyst as a working model: its numbers, all of them estimates. See `kb.cyst`."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown."""
    structure: str
    """Id of the bursa that fills."""
    whole: str
    """Id of the cause: the cyst."""
    burst: str
    """Id of the cause: the burst cyst."""
    mimics: str
    """Id of the cause that the burst cyst is mistaken for."""
    sign: str
    """Id of the finding that tells the cyst by feeling it straight and bent."""
    what: str
    """What the model is, in two or three sentences."""
    figures: dict[str, Figure]
    """Every number of the model; `kb.cyst.FIGURES` names them."""
    sizes: tuple[Grade, ...]
    """Words for the cyst's size, by millilitres."""
    tensions: tuple[Grade, ...]
    """Words for how it feels, by the pressure in it."""
    slits: dict[str, Slit]
    """Key to a way of joining; the first is shown at the start."""
    predictions: dict[str, Prediction]
    """Questions to answer before the model moves."""
    limits: tuple[str, ...]
    """What the model leaves out, a sentence each."""
    basis: Literal["estimate"]
    """Of the words for size and tension, and of the way in which the numbers are joined."""
    how: str
    """How they were chosen."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml: what the model is to reproduce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A height at which the leg is shown in cross-section."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown."""
    height: float
    """Millimetres above the axis of the straight knee; negative below. The joint line lies 31 mm below it."""
    what: str
    """What there is to see at this level, in one sentence."""
    spaces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of a space or compartment that the level cuts to the ids of the structures in it, front to back."""
    fat: str = ""
    """Id of the space whose fat fills what is free behind the bones, if any."""
    basis: Basis
    """Where the height comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""


class Point(NamedTuple):
    """A place on a body chart: millimetres from the midline and above the floor, or, inside an area,
    the share of the way from the inner to the outer edge of the leg, and millimetres above the floor."""

    across: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyChart:
    """The outline of the right half of a standing body on which places are marked."""

    __pydantic_config__ = CLOSED

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
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place on a body chart."""

    __pydantic_config__ = CLOSED

    chart: str
    """Id of the body chart."""
    outline: tuple[Point, ...]
    """Corners, in shares of the leg's width and millimetres of height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainSite:
    """A place of the pain map, and what a mark there means."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name of the place, as it is read out."""
    midline: bool = False
    """True where it is one place for both sides."""
    areas: tuple[Area, ...]
    """Where it lies; the same place may be seen on two charts."""
    means: dict[str, str]
    """Finding id to the state that a mark here means."""
    note: str = ""
    """What to think of when someone marks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deficit:
    """Something a nerve does that an examiner can find lost: feeling, strength, a reflex, control."""

    __pydantic_config__ = CLOSED

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
    muscles: tuple[str, ...] = ()
    """Ids of the muscles at work."""
    nerve: str = ""
    """Id of the nerve, where it does not follow from the muscles."""
    roots: str = ""
    """Movements and reflexes: roots in words."""
    finding: str = ""
    """Id of the same thing among the findings, if it is there; it tells how to test."""
    how: str = ""
    """How it is tested, where no finding tells."""
    note: str = ""
    """Its worth, and where maps disagree."""
    alarm: str = ""
    """What must be done at once where it is lost, whatever the place."""
    disposition: Disposition | None = None
    """Where the patient goes at least, with an alarm."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesion:
    """A place where a nerve can be hurt, and what that takes away. What is not named is spared."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    name: str
    """Nerve and place."""
    short: str
    """The same inside a sentence."""
    structure: str
    """Id of the nerve."""
    takes: tuple[str, ...]
    """Ids of what is expected to be lost."""
    may: tuple[str, ...] = ()
    """Ids of what may be lost."""
    spares: tuple[str, ...]
    """Ids of what is kept and tells it from its neighbours."""
    causes: tuple[str, ...] = ()
    """Ids of causes that hurt the nerve here."""
    basis: Basis
    """Where the pattern comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml that describe the pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Something that can be done for, or said to, a patient."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    name: str
    """Short imperative, as it stands on a button."""
    kind: Literal["first-aid", "treatment", "referral", "advice"]
    """advice is what is said for safety's sake; the others are done."""
    what: str
    """What it is and how it is done, in one to three sentences."""
    minutes: NonNegative = 2
    """Minutes it takes on the clock of a case."""
    other_words: tuple[str, ...] = ()
    """Other words for it, for the search box."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml."""


# ── Causes ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """A test of choice."""

    __pydantic_config__ = CLOSED

    finding: str
    """Id of the finding that the test settles."""
    why: str
    """What it decides here, and its limits."""
    source: str | None = None
    """Key of sources.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CareVerdict:
    """What one kind of care does in one cause."""

    __pydantic_config__ = CLOSED

    care: str
    """Id of a record in rules/care.yaml."""
    verdict: Literal["indicated", "pointless", "harmful"]
    """What it does here."""
    why: str
    """The reason, in one sentence."""
    source: str | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mimic:
    """A cause this one is mistaken for, and the finding that tells them apart."""

    __pydantic_config__ = CLOSED

    cause: str
    """Id of the other cause."""
    finding: str
    """Id of the finding that separates them best."""
    says: str
    """How it separates them, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How long it takes and what to expect."""

    __pydantic_config__ = CLOSED

    text: str
    """Course and time in plain words."""
    basis: Basis
    """Where the times come from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause of pain behind the knee or down the calf. One file each, keys in this order."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent, equal to the file's name."""
    name: str
    """The field's standard term."""
    lay: str
    """What a patient would call it."""
    group: Literal["muscle-tendon", "structural-cystic", "nerve", "vascular", "other"]
    """The chapter it belongs to."""
    family: str = ""
    """Causes of one family are one diagnosis of different extent; their probabilities add up."""
    structures: tuple[str, ...]
    """Ids of the anatomical structures involved."""
    story: str
    """One paragraph that a patient would recognise."""
    mechanism: str
    """What goes wrong, and why that hurts there."""
    who: str
    """Who gets it."""
    weights: dict[Setting, Figure]
    """Relative frequency among patients with pain behind the knee or in the calf, by setting."""
    findings: dict[str, Distribution]
    """Finding id to its distribution in this cause; goes before what `spares` says."""
    spares: tuple[str, ...] = ()
    """Ids of findings/spared.yaml: systems that this cause leaves alone.

    A finding on which both are silent uses its background.
    """
    urgency: Disposition
    """Where a patient with this cause belongs."""
    must_not_miss: bool
    """True where a miss costs life or limb."""
    test_threshold: Figure
    """Probability below which it may be left without a further test."""
    treatment_threshold: Figure
    """Probability above which it is treated without waiting for a further test."""
    investigations: tuple[Investigation, ...]
    """Tests of choice, the first one first."""
    care: tuple[CareVerdict, ...]
    """What is indicated, pointless or harmful."""
    worse_with: tuple[str, ...]
    """What makes it worse."""
    recovery: Recovery
    """Course and time."""
    complications: tuple[str, ...]
    """What it can lead to."""
    mimics: tuple[Mimic, ...]
    """What it is mistaken for."""
    figures: dict[str, Figure] = field(default_factory=dict)
    """Other published figures about it, by a kebab-case key."""
    codes: tuple[Code, ...]
    """Codes, only where sure."""
    sources: tuple[str, ...]
    """Keys of sources.yaml that stand behind the text."""
    note: str = ""
    """Where sources contradict each other, or a popular text is wrong."""


# ── Rules ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds when every line of `all_of` and, if given, at least one line of `any_of` is known."""

    __pydantic_config__ = CLOSED

    all_of: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Finding id to the state, or states, that it must be in."""
    any_of: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    """The same; one is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreItem:
    """One line of a clinical score."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case."""
    label: str
    """The item as the score words it, in our own words."""
    points: float
    """Points when it holds."""
    when: Condition | None = None
    """When it holds by known findings; none for an item that needs judgement."""
    judgement: bool = False
    """True where only the clinician can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A band of a score."""

    __pydantic_config__ = CLOSED

    name: str
    """Name of the band."""
    up_to: float | None = None
    """Highest score in the band; none for the last band."""
    probability: Figure | None = None
    """Share of patients in this band who had the disease."""
    says: str
    """What follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreModel:
    """One way of cutting a score into bands, lowest first."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case."""
    name: str
    """Name shown to the learner."""
    strata: tuple[Stratum, ...]
    """Bands, lowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A clinical score as data; `kb.rules.score` adds it up."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    name: str
    """The field's standard name."""
    target: str
    """Id of the cause or family that it predicts."""
    question: str
    """What it answers, in one sentence."""
    items: tuple[ScoreItem, ...]
    """The lines."""
    models: tuple[ScoreModel, ...]
    """The cuts in use."""
    figures: dict[str, Figure] = field(default_factory=dict)
    """Published performance, by a kebab-case key."""
    limits: str
    """Where it fails."""
    sources: tuple[str, ...]
    """Keys of sources.yaml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """Findings that decide where a patient goes, whatever the probabilities say."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """What was noticed, as the reason given to the learner."""
    when: Condition
    """When it is raised."""
    unless: Condition | None = None
    """Result of a definitive test that answers it."""
    disposition: Disposition
    """Where the patient goes at least."""
    fears: tuple[str, ...]
    """Ids of the causes feared."""
    why: str
    """What could happen otherwise."""
    source: str | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to do in one situation."""

    __pydantic_config__ = CLOSED

    verdict: str = ""
    """Key of the decision that is right here; none where the choice has nothing to decide."""
    also: tuple[str, ...] = ()
    """Keys of other decisions that are right as well."""
    unsafe: tuple[str, ...] = ()
    """Keys of decisions that do harm here, or lose time that the leg does not have."""
    fears: tuple[str, ...] = ()
    """Ids of dangerous causes that may be behind it."""
    text: str
    """The answer in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A small decision rule for first aid: when what helps, and when not."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    question: str
    """The question a person asks."""
    decisions: dict[str, str] = field(default_factory=dict)
    """What can be decided: key to its words on a button. None where a situation decides by itself."""
    answers: dict[str, Answer]
    """Situation to answer."""
    stop_if: str
    """When it must not be used, or help is needed instead."""
    basis: Basis
    """Where it comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""


PhaseName = Literal["protect", "load-lightly", "load-heavily", "run-and-jump", "back-to-sport"]
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
"""From the injury on, by rising load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What must be possible before more load."""

    __pydantic_config__ = CLOSED

    text: str
    """What the leg can do by then, in words."""
    source: str | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One part of the way back."""

    __pydantic_config__ = CLOSED

    load: PhaseName
    """How much load it brings."""
    days: Interval
    """From which to which day after the injury, or after the load was changed."""
    does: str
    """What is done in it, in one or two sentences."""
    go_on: Criterion
    """When the next phase may begin; after the last one, when it is over."""
    basis: Basis
    """Where the days come from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how the days were computed. For estimate: why these."""
    population: str = ""
    """Who was studied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A sign at which loading stops."""

    __pydantic_config__ = CLOSED

    sign: str
    """What is noticed."""
    fears: str = ""
    """Id of the cause that it may be; none where the load was merely too much."""
    then: str
    """What to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPlan:
    """The way back to sport after one injury, by load and not by the calendar alone."""

    __pydantic_config__ = CLOSED

    id: str
    """Id of the cause."""
    phases: tuple[Phase, ...]
    """All five, by rising load; each begins on the day on which the one before ends."""
    figures: tuple[str, ...] = ()
    """Keys of the cause's own figures that say how long it takes."""
    more_figures: dict[str, Figure] = field(default_factory=dict)
    """Other published figures about the way back, by a kebab-case key."""
    stops: tuple[Stop, ...]
    """What must stop it, the most dangerous first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A cut-off of a test, or an exchange value used by the course."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    label: str
    """What it cuts."""
    figures: dict[str, Figure]
    """The cut-offs by name."""
    note: str = ""
    """Limits."""


# ── Lessons and questions ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What a learner can do after the lesson."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    text: str
    """Begins with a verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Head of a lesson, kept with its questions."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, equal to the file's name."""
    title: str
    """Title."""
    minutes: int
    """What a student needs."""
    notebook: str
    """File name in notebooks/."""
    objectives: tuple[Objective, ...]
    """In the order of teaching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose."""

    __pydantic_config__ = CLOSED

    text: str
    """The answer."""
    right: bool = False
    """True where it belongs to the key."""
    why: str
    """Why it is, or isn't, right."""
    misconception: str = ""
    """For a wrong option: the mistaken idea that makes it attractive."""
    at: str = ""
    """hotspot: the form in the picture."""
    key: str = ""
    """matching, extended-matching: what prompts call it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericAnswer:
    """Key of a numeric question."""

    __pydantic_config__ = CLOSED

    value: float
    """The right number."""
    tolerance: NonNegative
    """Largest absolute difference that is still right."""
    unit: str
    """Unit shown beside the field; '%' for per cent."""
    low: float
    """Smallest answer that makes sense."""
    high: float
    """Largest answer that makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What an option is to be matched with: a term, or a patient of an extended-matching theme."""

    __pydantic_config__ = CLOSED

    text: str
    """What is shown."""
    match: str
    """Key of the option that belongs to it."""
    why: str
    """Why that one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A hypothesis, what is known, and a new finding. The key is computed from the knowledge base."""

    __pydantic_config__ = CLOSED

    cause: str
    """Id of the cause that is thought of; its whole family counts."""
    given: dict[str, str]
    """Findings known so far, and their states."""
    finding: str
    """Id of the new finding."""
    state: str
    """Its state."""
    setting: Setting = "primary-care"
    """Where the patient is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The picture that a question asks about, drawn from the geometry: a view, or a cross-section."""

    __pydantic_config__ = CLOSED

    view: Literal["posterior", "medial", "lateral", ""] = ""
    """Whole leg, seen from this side."""
    level: str = ""
    """Cross-section at this level."""
    peel: Layer = "skin"
    """View: the outermost layer that is left on."""
    mark: str = ""
    """Form with a pin in it, for 'what is this?'."""
    text: str
    """What a learner who cannot see it is told; must not give the answer away."""


Proof = Annotated[dict[str, Any], "see kb.proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the bank."""

    __pydantic_config__ = CLOSED

    id: str
    """Lesson id and a number: vascular-01. Permanent."""
    kind: Literal[
        "single", "several", "true-false", "numeric", "hotspot",
        "matching", "ordering", "extended-matching", "script-concordance",
    ]  # fmt: skip
    """Single best answer; several right answers; true or false with a reason; a number; a place in a
    picture, whose options are forms; prompts, each with its own option; options in order; patients of one
    theme, whose options may serve twice or not at all; what a new finding does to a hypothesis."""
    objective: str
    """Id of an objective of the lesson."""
    level: Literal["recall", "understanding", "application"]
    """Cognitive level."""
    stem: str
    """The question, or the statement to judge."""
    truth: bool | None = None
    """true-false: whether the statement is true."""
    options: tuple[Option, ...] = ()
    """Answers to choose; for true-false, the reasons; for ordering, what to put in order, given in it."""
    prompts: tuple[Prompt, ...] = ()
    """matching, extended-matching: what the options belong to."""
    order: str = ""
    """ordering: from what to what."""
    script: Script | None = None
    """script-concordance: hypothesis, findings and the new one."""
    answer: NumericAnswer | None = None
    """Key of a numeric question."""
    picture: Scene | None = None
    """What the question is about, where it is asked on a picture."""
    why: str
    """The point in one or two sentences, shown with every verdict."""
    proof: tuple[Proof, ...]
    """Facts of the knowledge base that make the key right; checked by `python -m kb check`."""
    sources: tuple[str, ...]
    """Keys of sources.yaml shown with the verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A question that patients ask, with an answer that they understand."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    topic: Literal["help", "cause", "care", "course"]
    """When to get help, what it may be, what to do, what to expect."""
    question: str
    """As a patient asks it."""
    answer: str
    """In plain words; the truth first, then what to do."""
    red_flag: str
    """When this needs help, and how fast; the most urgent first."""
    proof: tuple[Proof, ...]
    """Facts of the knowledge base that the answer rests on; checked by `python -m kb check`."""
    sources: tuple[str, ...]
    """Keys of sources.yaml shown with the answer."""


# ── Cases ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """How an authored patient changes with time."""

    __pydantic_config__ = CLOSED

    after_minutes: NonNegative
    """On the clock of the case."""
    findings: dict[str, str]
    """Findings that change, and their new state."""
    says: str
    """What the learner is told."""
    unless_care: tuple[str, ...] = ()
    """Care that prevents it when given before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An authored virtual patient. One file each."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent, equal to the file's name."""
    title: str
    """Shown in menus; must not give the diagnosis away."""
    lesson: str
    """Id of the lesson it belongs to."""
    setting: Setting
    """Where the learner meets the patient."""
    name: str
    """First name, invented."""
    age: Annotated[int, Between(1, 110)]
    """Years."""
    sex: Literal["female", "male"]
    """Sex."""
    who: str
    """Goes on in one line after name, age and sex: occupation, how they come in."""
    opening: str
    """What the patient says first."""
    cause: str
    """Id of the true cause."""
    presents_with: tuple[str, ...]
    """Ids of findings that the opening already tells; their states stand in `findings`."""
    findings: dict[str, str]
    """States fixed by hand. Others take the likeliest state of the cause."""
    words: dict[str, str] = field(default_factory=dict)
    """Finding id to this patient's own words or this examiner's report."""
    develops: tuple[Development, ...] = ()
    """Changes with time, earliest first."""
    disposition: Disposition
    """Where this patient belongs."""
    accept_dispositions: tuple[Disposition, ...] = ()
    """Others that are right as well, if any."""
    lesson_learnt: str
    """The point of the case, in one or two sentences."""
    sources: tuple[str, ...] = ()
    """Keys of sources.yaml."""


# ── Sources ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person, or a body in `literal`."""

    __pydantic_config__ = CLOSED

    family: str = ""
    """Family name."""
    given: str = ""
    """Initials."""
    literal: str = ""
    """Name of a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One reference, with CSL's fields (hyphens written as in CSL)."""

    __pydantic_config__ = CLOSED

    id: str
    """Key."""
    type: Literal["article-journal", "book", "chapter", "webpage", "report"]
    """CSL type."""
    title: str
    """Title."""
    author: tuple[Name, ...] = ()
    """Authors; 'et al.' as a literal where the rest is not known."""
    issued: int | None = None
    """Year."""
    container_title: str = ""
    """Journal, book or site."""
    volume: str = ""
    """Volume."""
    issue: str = ""
    """Issue."""
    page: str = ""
    """Pages or article number."""
    publisher: str = ""
    """Publisher."""
    DOI: str = ""
    """Digital object identifier, without a resolver's address."""
    PMID: str = ""
    """PubMed id."""
    URL: str = ""
    """Address, where there is neither DOI nor PMID."""
    verified: Literal["figure", "secondary", "citation", "unverified"]
    """Numbers read in it or its abstract; read where another page quotes it; not read, but it exists;
    nothing confirmed."""
    note: str = ""
    """What could not be verified."""

    @property
    def link(self) -> str:
        """Address to open, or '' where none is known."""
        if self.DOI:
            return f"https://doi.org/{self.DOI}"
        if self.PMID:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.PMID}/"
        return self.URL if self.URL.startswith(("https://", "http://")) else ""

    @property
    def short(self) -> str:
        """'Goodacre et al. 2005' for a line of text."""
        names = [name.family or name.literal for name in self.author]
        others = [name for name in names if name and name != "et al."]
        if not others:
            who = self.container_title or self.title
        elif len(names) == 1:
            who = others[0]
        elif len(names) == 2 and "et al." not in names:
            who = " and ".join(others)
        else:
            who = f"{others[0]} et al."
        return f"{who} {self.issued}" if self.issued else who


# ── The whole ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything in rules/ but care."""

    scores: Mapping[str, Score]
    red_flags: Mapping[str, RedFlag]
    choices: Mapping[str, Choice]
    recovery: Mapping[str, RecoveryPlan]
    thresholds: Mapping[str, Threshold]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnowledgeBase:
    """All records, as read-only mappings by id."""

    causes: Mapping[str, Cause]
    findings: Mapping[str, Finding]
    words: Mapping[str, Concept]
    chapters: Mapping[str, tuple[str, ...]]
    """File of findings/ to the ids of its findings: the sections of the menus."""
    groups: Mapping[str, FindingGroup]
    spared: Mapping[str, Spared]
    structures: Mapping[str, Structure]
    segments: Mapping[str, Segment]
    forms: Mapping[str, Form]
    charts: Mapping[str, BodyChart]
    pain_sites: Mapping[str, PainSite]
    deficits: Mapping[str, Deficit]
    lesions: Mapping[str, Lesion]
    levels: Mapping[str, Level]
    gauges: Mapping[str, Gauge]
    provocations: Mapping[str, Provocation]
    cysts: Mapping[str, CystModel]
    rules: Rules
    care: Mapping[str, Care]
    lessons: Mapping[str, Lesson]
    questions: Mapping[str, Question]
    faq: Mapping[str, Faq]
    cases: Mapping[str, Case]
    sources: Mapping[str, Source]
    notice: str
