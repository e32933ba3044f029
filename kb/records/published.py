"""Real patients that somebody published: the yardstick of the reasoning."""

from dataclasses import field
from typing import Annotated, Literal

from .claims import Disposition, Setting
from .ids import CauseId, States
from .shape import Between, record


@record
class PublishedPatient:
    """One real patient, coded from what the report tells of the presentation."""

    id: str
    """Kebab-case, permanent; does not give the diagnosis away."""
    title: str
    """Of the report."""
    authors: str
    """As printed; 'not shown' where the part that was read does not show them."""
    origin: str
    """Journal or site."""
    year: int | None = None
    """Of publication, if it was shown."""
    doi: str = ""
    """Digital object identifier, without a resolver's address."""
    url: str = ""
    """Address, where no DOI was shown."""
    summary: str
    """The presentation in words of our own: all that whoever coded it could see."""
    setting: Setting
    """Where the patient was met."""
    age: Annotated[int, Between(0, 110)] | None = None
    """Years, if told."""
    sex: Literal["female", "male"] | None = None
    """Sex, if told."""
    findings: States
    """What was known before the decisive test, negatives as reported; silence means silence."""
    uncoded: tuple[str, ...] = ()
    """What was told of the patient and has no word among the findings."""
    decisive: States = field(default_factory=dict)
    """Results that settled the matter, where they were shown."""
    cause: CauseId = ""
    """The true cause; '' where it is none that is known here."""
    also: CauseId = ""
    """A second true cause."""
    diagnosis: str = ""
    """The diagnosis in words, where it is no cause that is known here."""
    disposition: Disposition
    """The lowest safe one at this presentation."""
    why: str
    """Why that one."""
    blind: bool = True
    """Coded by somebody who saw neither the diagnosis nor a number of the knowledge base."""
    note: str = ""
    """Where the report is thin, or a mapping is ours; what made it hard."""

    @property
    def link(self) -> str:
        """Address to open."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url
