"""The glossary: technical words in plain ones."""

from .shape import record


@record
class Term:
    """A technical word that the lessons use."""

    id: str
    """Kebab-case, permanent."""
    term: str
    """The word as a reader meets it, in the singular."""
    other_forms: tuple[str, ...] = ()
    """Other forms of it that a reader may meet: plurals, adjectives, abbreviations, other spellings."""
    plain: str
    """What it means, in one or two plain sentences without a figure."""
