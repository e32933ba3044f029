"""Authored virtual patients."""

from dataclasses import field
from typing import Annotated, Literal

from .claims import Disposition, NonNegative, Setting
from .ids import CareId, CauseId, FindingId, LessonId, SourceId, States
from .shape import Between, record


@record
class Development:
    """How an authored patient changes with time."""

    after_minutes: NonNegative
    """On the clock of the case."""
    findings: States
    """Findings that change, and their new state."""
    says: str
    """What the learner is told."""
    unless_care: tuple[CareId, ...] = ()
    """Care that prevents it when given before."""


@record
class Case:
    """An authored virtual patient. One file each."""

    id: str
    """Kebab-case, permanent, equal to the file's name."""
    title: str
    """Shown in menus; must not give the diagnosis away."""
    lesson: LessonId
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
    cause: CauseId
    """Id of the true cause."""
    presents_with: tuple[FindingId, ...]
    """Ids of findings that the opening already tells; their states stand in `findings`."""
    findings: States
    """States fixed by hand. Others take the likeliest state of the cause."""
    words: dict[FindingId, str] = field(default_factory=dict)
    """Finding id to this patient's own words or this examiner's report."""
    develops: tuple[Development, ...] = ()
    """Changes with time, earliest first."""
    disposition: Disposition
    """Where this patient belongs."""
    accept_dispositions: tuple[Disposition, ...] = ()
    """Others that are right as well, if any."""
    lesson_learnt: str
    """The point of the case, in one or two sentences."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml."""
