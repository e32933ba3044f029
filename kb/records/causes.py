"""Causes of pain, and the care that helps or harms in them."""

from dataclasses import field
from typing import Literal

from .claims import Basis, Code, Disposition, Distribution, Figure, NonNegative, Setting
from .ids import CareId, CauseId, FindingId, SourceId, SparedId, StructureId
from .shape import record


@record
class Care:
    """Something that can be done for, or said to, a patient."""

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
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""


@record
class Investigation:
    """A test of choice."""

    finding: FindingId
    """Id of the finding that the test settles."""
    why: str
    """What it decides here, and its limits."""
    source: SourceId | None = None
    """Key of sources.yaml."""


@record
class CareVerdict:
    """What one kind of care does in one cause."""

    care: CareId
    """Id of a record in rules/care.yaml."""
    verdict: Literal["indicated", "pointless", "harmful"]
    """What it does here."""
    why: str
    """The reason, in one sentence."""
    source: SourceId | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@record
class Mimic:
    """A cause this one is mistaken for, and the finding that tells them apart."""

    cause: CauseId
    """Id of the other cause."""
    finding: FindingId
    """Id of the finding that separates them best."""
    says: str
    """How it separates them, in one sentence."""


@record
class Recovery:
    """How long it takes and what to expect."""

    text: str
    """Course and time in plain words."""
    basis: Basis
    """Where the times come from."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""


@record
class Cause:
    """One cause of pain behind the knee or down the calf. One file each, keys in this order."""

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
    structures: tuple[StructureId, ...]
    """Ids of the anatomical structures involved."""
    story: str
    """One paragraph that a patient would recognise."""
    mechanism: str
    """What goes wrong, and why that hurts there."""
    who: str
    """Who gets it."""
    goes_with: str
    """What of it runs in families, and which diseases and medicines it goes with."""
    weights: dict[Setting, Figure]
    """Relative frequency among patients with pain behind the knee or in the calf, by setting."""
    findings: dict[FindingId, Distribution]
    """Finding id to its distribution in this cause; goes before what `spares` says."""
    coexists: dict[CauseId, Figure] = field(default_factory=dict)
    """Another cause that a patient with this one can have too, to the share of those who do.

    A pair stands with one of its two causes; see `kb.reasoning.likelihood`.
    """
    spares: tuple[SparedId, ...] = ()
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
    classic_result: str
    """The film, smear, fluid or blood result that names it, and what a normal one leaves open."""
    care: tuple[CareVerdict, ...]
    """What is indicated, pointless or harmful."""
    first_line: str
    """First-line treatment: the class of drug and what it does, or that no drug does it."""
    at_once: tuple[tuple[CareId, ...], ...] = ()
    """Of an emergency, the care that may not wait in a hospital; of each line one is enough."""
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
    sources: tuple[SourceId, ...]
    """Keys of sources.yaml that stand behind the text."""
    note: str = ""
    """Where sources contradict each other, or a popular text is wrong."""
