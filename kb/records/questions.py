"""Lessons, their questions, and what patients ask."""

from typing import Annotated, Any, Literal

from .anatomy import Layer
from .claims import NonNegative, Setting
from .ids import CauseId, FindingId, FormId, LessonId, LevelId, SourceId, State, States
from .shape import record


@record
class Objective:
    """What a learner can do after the lesson."""

    id: str
    """Kebab-case, permanent."""
    text: str
    """Begins with a verb."""


@record
class Lesson:
    """Head of a lesson, kept with its questions."""

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


@record
class Option:
    """One answer to choose."""

    text: str
    """The answer."""
    right: bool = False
    """True where it belongs to the key."""
    why: str
    """Why it is, or isn't, right."""
    misconception: str = ""
    """For a wrong option: the mistaken idea that makes it attractive."""
    at: FormId = ""
    """hotspot: the form in the picture."""
    key: str = ""
    """matching, extended-matching: what prompts call it by."""
    id: str = ""
    """Its own name in the answers that learners gave; unless given, one that follows from its text. An
    option that has had one from the start may be reworded; a changed meaning is a new id."""


@record
class NumericAnswer:
    """Key of a numeric question."""

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


@record
class Prompt:
    """What an option is to be matched with: a term, or a patient of an extended-matching theme."""

    text: str
    """What is shown."""
    match: str
    """Key of the option that belongs to it."""
    why: str
    """Why that one does."""


@record
class Script:
    """A hypothesis, what is known, and a new finding. The key is computed from the knowledge base."""

    cause: CauseId
    """Id of the cause that is thought of; its whole family counts."""
    given: States
    """Findings known so far, and their states."""
    finding: FindingId
    """Id of the new finding."""
    state: State
    """Its state."""
    setting: Setting = "primary-care"
    """Where the patient is met."""


@record
class Scene:
    """The picture that a question asks about, drawn from the geometry: a view, or a cross-section."""

    view: Literal["posterior", "medial", "lateral", ""] = ""
    """Whole leg, seen from this side."""
    level: LevelId = ""
    """Cross-section at this level."""
    left: bool = False
    """True for the left leg."""
    peel: Layer = "skin"
    """View: the outermost layer that is left on."""
    mark: FormId = ""
    """Form with a pin in it, for 'what is this?'."""
    text: str
    """What a learner who cannot see it is told; must not give the answer away."""


CognitiveLevel = Literal["recall", "understanding", "application"]
Proof = Annotated[dict[str, Any], "see kb.questions.proof"]


@record
class Question:
    """One item of the bank."""

    id: str
    """Lesson id and a number: vascular-01. Permanent."""
    lesson: LessonId
    """Id of its lesson: that of the file it stands in."""
    kind: Literal[
        "single", "several", "true-false", "numeric", "hotspot",
        "matching", "ordering", "extended-matching", "script-concordance",
    ]  # fmt: skip
    """Single best answer; several right answers; true or false with a reason; a number; a place in a
    picture, whose options are forms; prompts, each with its own option; options in order; patients of one
    theme, whose options may serve twice or not at all; what a new finding does to a hypothesis."""
    objective: str
    """Id of an objective of the lesson."""
    level: CognitiveLevel
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
    hints: tuple[str, ...] = ()
    """Up to three, from vague to plain: where to look, what to weigh, what to exclude. Where none stands, a
    question of application level gets them from its proof."""
    proof: tuple[Proof, ...]
    """Facts of the knowledge base that make the key right; checked by `python -m kb check`."""
    sources: tuple[SourceId, ...]
    """Keys of sources.yaml shown with the verdict."""


@record
class Hint:
    """Hints for questions that have none of their own. {objective} and {things} are filled in."""

    id: str
    """A measure of a proof (see kb.questions.proof), or a kind of question."""
    look: str
    """Where to look. {things}: findings or structures that the proof names and the key does not."""
    weigh: str
    """What to weigh."""


@record
class Faq:
    """A question that patients ask, with an answer that they understand."""

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
    sources: tuple[SourceId, ...]
    """Keys of sources.yaml shown with the answer."""
