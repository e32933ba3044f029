"""Made-up people in words: who they are, and sentences that fit them."""

from dataclasses import dataclass
from random import Random

from ...records import KnowledgeBase, Phrase
from .making import capital, fill

PRONOUNS = {"female": ("she", "her", "her"), "male": ("he", "his", "him")}
ADULT = 18


@dataclass(frozen=True, slots=True)
class Who:
    """Age and sex of somebody."""

    age: int
    """Years; of a child it is not said, for its illnesses belong to narrower ages than `under-18`."""
    sex: str

    @property
    def words(self) -> str:
        """'a woman of 66', 'a boy'."""
        if self.age < ADULT:
            return "a girl" if self.sex == "female" else "a boy"
        return f"a {'woman' if self.sex == 'female' else 'man'} of {self.age}"

    @property
    def pronouns(self) -> dict[str, str]:
        """For placeholders."""
        she, her, him = PRONOUNS[self.sex]
        return {"she": she, "her": her, "him": him}

    def says(self, phrase: Phrase) -> str:
        """A sentence about this person."""
        return fill(phrase.text, self.pronouns)


def somebody(rng: Random, low: int, high: int, sex: str = "") -> Who:
    """A person between two ages."""
    return Who(rng.randint(low, high), sex or rng.choice(("female", "male")))


def sentence(who: Who, text: str) -> str:
    """A text that begins with the person: '{Who} …'."""
    return capital(fill(text, {"who": who.words, **who.pronouns}))


def band(kb: KnowledgeBase, age: int) -> str:
    """State of the finding age-band."""
    bounds = kb.findings["age-band"].bounds or {}
    return next(state for state, (low, high) in bounds.items() if low <= age <= high)
