"""Records of the knowledge base: what a YAML file may hold, and what each key means.

The records are plain frozen dataclasses, so that a running lesson need not import pydantic;
`kb.loader` validates YAML against them with pydantic, and `python -m kb schema` turns the text
under each field into the help that an editor shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple


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
class Choice:
    """A small decision rule for first aid: when what helps, and when not."""

    __pydantic_config__ = CLOSED

    id: str
    """Kebab-case, permanent."""
    question: str
    """The question a person asks."""
    answers: dict[str, str]
    """Situation to answer."""
    stop_if: str
    """When it must not be used, or help is needed instead."""
    basis: Basis
    """Where it comes from."""
    source: str | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""


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


Proof = Annotated[dict[str, Any], "see kb.proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the bank."""

    __pydantic_config__ = CLOSED

    id: str
    """Lesson id and a number: vascular-01. Permanent."""
    kind: Literal["single", "several", "true-false", "numeric"]
    """Single best answer; several right answers; true or false with a reason; a number."""
    objective: str
    """Id of an objective of the lesson."""
    level: Literal["recall", "understanding", "application"]
    """Cognitive level."""
    stem: str
    """The question, or the statement to judge."""
    truth: bool | None = None
    """true-false: whether the statement is true."""
    options: tuple[Option, ...] = ()
    """Answers to choose; for true-false, the reasons."""
    answer: NumericAnswer | None = None
    """Key of a numeric question."""
    why: str
    """The point in one or two sentences, shown with every verdict."""
    proof: tuple[Proof, ...]
    """Facts of the knowledge base that make the key right; checked by `python -m kb check`."""
    sources: tuple[str, ...]
    """Keys of sources.yaml shown with the verdict."""


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
    rules: Rules
    care: Mapping[str, Care]
    lessons: Mapping[str, Lesson]
    questions: Mapping[str, Question]
    cases: Mapping[str, Case]
    sources: Mapping[str, Source]
    notice: str
