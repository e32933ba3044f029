"""Scores, red flags, first aid, the way back, thresholds, examinations."""

from dataclasses import field
from typing import Annotated, Literal, get_args

from .claims import Basis, Disposition, Figure, Interval, NonNegative, Probability
from .ids import CauseId, CauseOrFamily, FindingId, LessonId, SourceId, State
from .questions import CognitiveLevel
from .shape import Between, record


@record
class Condition:
    """Holds when every line of `all_of` and, if given, at least one line of `any_of` is known."""

    all_of: dict[FindingId, State | tuple[State, ...]] = field(default_factory=dict)
    """Finding id to the state, or states, that it must be in."""
    any_of: dict[FindingId, State | tuple[State, ...]] = field(default_factory=dict)
    """The same; one is enough."""


@record
class ScoreItem:
    """One line of a clinical score."""

    id: str
    """Kebab-case."""
    label: str
    """The item as the score words it, in our own words."""
    points: float
    """Points when it holds."""
    when: Condition | None = None
    """When it holds by known findings; none for an item that needs judgement."""
    not_when: Condition | None = None
    """When known findings say that it does not hold; without one only the clinician can say so."""
    judgement: bool = False
    """True where only the clinician can say."""


@record
class Stratum:
    """A band of a score."""

    name: str
    """Name of the band."""
    up_to: float | None = None
    """Highest score in the band; none for the last band."""
    probability: Figure | None = None
    """Share of patients in this band who had the disease."""
    says: str
    """What follows from it."""


@record
class ScoreModel:
    """One way of cutting a score into bands, lowest first."""

    id: str
    """Kebab-case."""
    name: str
    """Name shown to the learner."""
    strata: tuple[Stratum, ...]
    """Bands, lowest first."""


@record
class Score:
    """A clinical score as data; `kb.rules.score` adds it up."""

    id: str
    """Kebab-case, permanent."""
    name: str
    """The field's standard name."""
    target: CauseOrFamily
    """Id of the cause or family that it predicts."""
    question: str
    """What it answers, in one sentence."""
    items: tuple[ScoreItem, ...]
    """The lines."""
    models: tuple[ScoreModel, ...]
    """The cuts in use."""
    unanswered: Stratum | None = None
    """Stands for a band that an item nobody answered could still lift; none where what is not known counts
    as not there."""
    figures: dict[str, Figure] = field(default_factory=dict)
    """Published performance, by a kebab-case key."""
    limits: str
    """Where it fails."""
    sources: tuple[SourceId, ...]
    """Keys of sources.yaml."""


@record
class RedFlag:
    """Findings that decide where a patient goes, whatever the probabilities say."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """What was noticed, as the reason given to the learner."""
    when: Condition
    """When it is raised."""
    unless: tuple[Condition, ...] = ()
    """What answers it, one being enough: results of a definitive test, or all that has to be normal."""
    disposition: Disposition
    """Where the patient goes at least."""
    fears: tuple[CauseId, ...]
    """Ids of the causes feared."""
    why: str
    """What could happen otherwise."""
    source: SourceId | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@record
class Answer:
    """What to do in one situation."""

    verdict: str = ""
    """Key of the decision that is right here; none where the choice has nothing to decide."""
    also: tuple[str, ...] = ()
    """Keys of other decisions that are right as well."""
    unsafe: tuple[str, ...] = ()
    """Keys of decisions that do harm here, or lose time that the leg does not have."""
    fears: tuple[CauseId, ...] = ()
    """Ids of dangerous causes that may be behind it."""
    text: str
    """The answer in words."""


@record
class Choice:
    """A small decision rule for first aid: when what helps, and when not."""

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
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""


PhaseName = Literal["protect", "load-lightly", "load-heavily", "run-and-jump", "back-to-sport"]
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
"""From the injury on, by rising load."""


@record
class Criterion:
    """What must be possible before more load."""

    text: str
    """What the leg can do by then, in words."""
    source: SourceId | None = None
    """Key of sources.yaml; without one it is shown as the authors' teaching."""


@record
class Phase:
    """One part of the way back."""

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
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how the days were computed. For estimate: why these."""
    population: str = ""
    """Who was studied."""


@record
class Stop:
    """A sign at which loading stops."""

    sign: str
    """What is noticed."""
    fears: CauseId = ""
    """Id of the cause that it may be; none where the load was merely too much."""
    then: str
    """What to do."""


@record
class RecoveryPlan:
    """The way back to sport after one injury, by load and not by the calendar alone."""

    id: CauseId
    """Id of the cause."""
    phases: tuple[Phase, ...]
    """All five, by rising load; each begins on the day on which the one before ends."""
    figures: tuple[str, ...] = ()
    """Keys of the cause's own figures that say how long it takes."""
    more_figures: dict[str, Figure] = field(default_factory=dict)
    """Other published figures about the way back, by a kebab-case key."""
    stops: tuple[Stop, ...]
    """What must stop it, the most dangerous first."""


@record
class Threshold:
    """A cut-off of a test, or an exchange value used by the course."""

    id: str
    """Kebab-case, permanent."""
    label: str
    """What it cuts."""
    figures: dict[str, Figure]
    """The cut-offs by name."""
    note: str = ""
    """Limits."""


@record
class Blueprint:
    """What an examination asks: how many questions of what, for how long, and what passes."""

    id: str
    """Kebab-case; what `exam("…")` is called with."""
    title: str
    """Title of the examination."""
    lessons: tuple[LessonId, ...] = ()
    """Ids of the lessons that are examined; every lesson where none is given."""
    questions: Annotated[int, Between(1)]
    """How many are asked, unless the call says otherwise."""
    minutes: Annotated[float, Between(1)]
    """How long they take, unless the call says otherwise."""
    levels: dict[CognitiveLevel, NonNegative]
    """Parts of the whole by cognitive level: {recall: 1, understanding: 2, application: 2}."""
    pictures: Probability = 0
    """Smallest share of questions that are asked on a picture, as far as the bank has them."""
    patients: Probability = 0
    """Smallest share of questions about a patient, as far as the bank has them."""
    certainty: Literal["off", "optional", "required"] = "optional"
    """Whether learners say how sure they are."""
    borderline: dict[CognitiveLevel, Probability]
    """Share of each level's credit that somebody gets who knows just enough. The pass mark is the mean over
    the questions that were drawn."""
    reason: str
    """Why these shares: where they come from, or whose judgement they are."""
