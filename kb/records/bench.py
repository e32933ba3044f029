"""What the benches measure: gauges, provocation tests, the model of the cyst."""

from typing import Literal

from .anatomy import Angles, Via
from .claims import Basis, Figure
from .ids import CauseId, FindingId, FormId, GaugeId, GaugeOrForm, SourceId, StructureId
from .shape import record


@record
class Gauge:
    """Something on the provocation bench whose length, or room, changes with the pose."""

    id: str
    """Kebab-case, permanent; the form's id where it is one form."""
    label: str
    """Name shown."""
    kind: Literal["muscle", "nerve", "artery"]
    """Muscles and nerves are measured in length, an artery by the room that the muscles leave it."""
    forms: tuple[FormId, ...]
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
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How it was derived, or why estimated."""


@record
class Step:
    """One position of a provocation test."""

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
    active: tuple[GaugeId, ...] = ()
    """Ids of the gauges whose muscles pull."""


@record
class Provocation:
    """A provocation test for the bench. `kb.anatomy.provocation` computes its answer."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown in the menu."""
    finding: FindingId = ""
    """Id of the finding that it settles, if there is one."""
    view: Literal["medial", "lateral", "posterior"]
    """Side from which it is seen best."""
    steps: tuple[Step, ...]
    """Positions from start to end, two or more."""
    basis: Basis = "estimate"
    """Where the angles come from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """How the angles were chosen."""
    question: str
    """What the learner predicts."""
    by: Literal["stretch", "gain", "relief", "force", "loss", "contact"]
    """What decides: used share of the stretch range at the end; its rise or fall in the last step; force at
    the end; the share of it lost in the last step; which muscle comes nearest to the artery."""
    options: tuple[GaugeOrForm, ...]
    """Ids of gauges to choose from; for contact, of forms."""
    artery: GaugeId = ""
    """For contact: id of the artery's gauge."""
    why: str
    """Why the answer is what it is, in two or three sentences."""
    limits: str
    """What this model leaves out, in a sentence."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""


@record
class Slit:
    """One way in which knee joint and bursa may be joined."""

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


@record
class Grade:
    """A word for a range of a computed quantity."""

    up_to: float | None = None
    """Highest value that still bears this word; none for the last."""
    word: str
    """The word."""


@record
class Prediction:
    """A question to answer before the model moves. A test runs the model and compares."""

    question: str
    """What happens, as the learner is asked."""
    options: dict[str, str]
    """Key to text, three of them."""
    answer: str
    """Key of the right option."""
    why: str
    """Why, in two or three sentences."""


CYST_FIGURES = frozenset({
    "joint-stiffness", "straight-stiffer", "bent-stiffer", "easiest-angle", "deepest-angle",
    "slack-sac", "wall-stiffness", "wall-limit", "squeeze", "squeeze-ends",
    "slit-begins-to-open", "slit-open", "flow",
    "joint-days", "sac-days", "calf-days", "seal-days", "bends-a-day", "bend-of-a-day",
    "bend-of-the-button", "most-effusion", "least-felt",
})  # fmt: skip
"""Names of the numbers that the record must give."""


@record
class CystModel:
    """The popliteal cyst as a working model: its numbers, all of them estimates. See `kb.anatomy.cyst`."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """Name shown."""
    structure: StructureId
    """Id of the bursa that fills."""
    whole: CauseId
    """Id of the cause: the cyst."""
    burst: CauseId
    """Id of the cause: the burst cyst."""
    mimics: CauseId
    """Id of the cause that the burst cyst is mistaken for."""
    sign: FindingId
    """Id of the finding that tells the cyst by feeling it straight and bent."""
    what: str
    """What the model is, in two or three sentences."""
    figures: dict[str, Figure]
    """Every number of the model; `CYST_FIGURES` names them."""
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
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml: what the model is to reproduce."""
