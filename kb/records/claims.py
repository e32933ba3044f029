"""Numbers with where they come from, sources, codes, and the words that all records share."""

from typing import Annotated, Literal, NamedTuple

from .ids import SourceId, State
from .shape import Between, record

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


@record
class Figure:
    """One number that the course states, with where it comes from."""

    value: float
    """The number."""
    text: str = ""
    """What the number says, as a short phrase without the number itself."""
    unit: str = ""
    """Unit as shown; 'proportion' for a share of 1, shown as per cent; empty for a ratio."""
    basis: Basis
    """published: read in `source`; derived: computed as `how` says; estimate: the authors' value."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how it was computed. For estimate: why this value."""
    population: str = ""
    """Who was studied."""
    n: int | None = None
    """How many people it rests on, where no interval is given; decides how wide its band is."""
    ci: Interval | None = None
    """95 % confidence interval as published, in the unit of `value`."""


@record
class Distribution:
    """How often each state of a finding occurs, in one cause or in the background."""

    p: dict[State, Probability]
    """Probability by state. One state may be left out: it gets what remains to 1."""
    basis: Basis
    """published: read in `source`; derived: computed as `how` says; estimate: the authors' value."""
    source: SourceId | None = None
    """Key of sources.yaml; needed unless the basis is estimate."""
    how: str = ""
    """For derived: how it was computed. For estimate: why this value."""
    population: str = ""
    """Who was studied."""
    n: int | None = None
    """How many people it rests on, where no interval is given; decides how wide its band is."""
    ci: Interval | None = None
    """95 % confidence interval of the first state's probability, as published."""


@record
class Code:
    """A code of a terminology."""

    system: Literal["ICD-10-CM", "MONDO", "HP", "MeSH", "UBERON", "FMA"]
    """The terminology."""
    code: str
    """The code."""
    label: str = ""
    """Its label there."""


@record
class Name:
    """A person, or a body in `literal`."""

    family: str = ""
    """Family name."""
    given: str = ""
    """Initials."""
    literal: str = ""
    """Name of a body."""


@record
class Source:
    """One reference, with CSL's fields (hyphens written as in CSL)."""

    id: str
    """Key."""
    type: Literal["article-journal", "book", "chapter", "webpage", "report"]
    """CSL type."""
    title: str
    """Title; in square brackets where its own was not seen and the authors of this course describe it."""
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
    as_of: str = ""
    """Of guidance that rules follow: the year of the edition that was read, or 'undated' where none was
    shown; a newer edition may say otherwise. Nothing for studies."""
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
    def remark(self) -> str:
        """What a reader should know of it: the note, and whose the title is."""
        ours = "The title in brackets is ours: the work’s own was not seen." if self.title[:1] == "[" else ""
        return " ".join(filter(None, (self.note, ours)))

    def card(self, name: str = "") -> dict[str, str]:
        """What a page says of it: who and when (or `name`), title, place, note, address."""
        volume = f"{self.volume}({self.issue})" if self.volume and self.issue else self.volume
        place = " ".join(filter(None, (self.container_title, volume)))
        where = ": ".join(filter(None, (place, self.page)))
        edition = {"": "", "undated": "guidance, undated"}.get(self.as_of, f"guidance as of {self.as_of}")
        return {
            "short": name or self.short,
            "title": self.title,
            "place": "; ".join(filter(None, (where, edition))),
            "note": self.remark,
            "link": self.link,
        }

    @property
    def short(self) -> str:
        """'Goodacre et al. 2005' for a line of text."""
        names = [name.family or name.literal for name in self.author]
        others = [name for name in names if name and name != "et al."]
        if not others:
            who = self.container_title or self.title.strip("[]")
        elif len(names) == 1:
            who = others[0]
        elif len(names) == 2 and "et al." not in names:
            who = " and ".join(others)
        else:
            who = f"{others[0]} et al."
        return f"{who} {self.issued}" if self.issued else who
