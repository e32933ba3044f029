"""What can be asked, examined and tested."""

from typing import Annotated, Literal

from .claims import Basis, Distribution, Interval, NonNegative, Probability
from .ids import FindingId, SourceId, State
from .shape import Between, record

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


@record
class Cost:
    """What it takes to learn a finding."""

    minutes: NonNegative
    """Minutes until the result is there, as the clock of a case counts them."""
    money: Annotated[int, Between(0, 4)] = 0
    """Money tier: 0 nothing, 1 a strip or a form, 2 a blood test, 3 ultrasound, 4 CT or MRI."""
    harm: Annotated[int, Between(0, 3)] = 0
    """Burden or risk for the patient: 0 none, 1 discomfort, 2 contrast or radiation, 3 invasive."""


@record
class Finding:
    """One variable that a history, an examination or a test can settle."""

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
    sounds: dict[State, str]
    """For each state, the answer in the patient's or the examiner's words."""
    other_words: tuple[str, ...] = ()
    """Other words for it, lay and professional, for the search box."""
    cost: Cost
    """Minutes, money and harm."""
    region: str = ""
    """Body-map region where it applies, if any."""
    background: Distribution
    """Distribution in patients with leg pain from other causes."""
    bounds: dict[State, Interval] | None = None
    """For a banded number (age): lowest and highest whole value of each state."""
    note: str = ""
    """What a learner must know about its worth, with the contradiction where sources differ."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""


@record
class FindingGroup:
    """Findings that tend to come together, so that their evidence is not counted twice."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """What the findings have in common."""
    strength: Probability
    """0: independent given the cause. 1: one follows from the other. See `kb.reasoning.likelihood`."""
    basis: Basis
    """Where `strength` comes from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """Why this strength."""
    findings: tuple[FindingId, ...]
    """Ids of the findings; a finding belongs to one group at most."""


@record
class Spared:
    """What is found where one system of the leg is sound. Causes that leave it alone name it.

    So that "the arteries are sound" is written once, and not estimated anew in every cause.
    """

    id: str
    """Kebab-case, permanent."""
    label: str
    """The system that is sound, as shown beside its numbers."""
    findings: dict[FindingId, Distribution]
    """Finding id to its distribution there. A finding belongs to one system at most."""


@record
class Concept:
    """Words that mean the same to someone who searches."""

    id: str
    """Kebab-case, permanent."""
    words: tuple[str, ...]
    """Words, abbreviations and short phrases; inflections (run, running) need not be listed."""
