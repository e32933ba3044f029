"""Made-up people in words: who they are, and sentences that fit them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from ...reasoning.contrast import telling
from ...reasoning.likelihood import distribution
from ...records import KnowledgeBase, Phrase
from ...wording import capital
from .making import fill, need, noted, some

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


AGES = {"18-39": (20, 38), "40-60": (41, 59), "over-60": (63, 86)}
"""Ages of made-up adults by age band; of children see `Who.age`."""
VAGUE = {"knee-pain", "leg-pain"}
"""Findings that name no place: in notes that name one they say nothing."""
TOLD = ("history", "symptom", "risk-factor", "examination")
SELDOM, MANY = 0.2, 0.5
"""Share of a cause's patients that an age band or a sex must have, and a finding in the notes."""
SPEAKS = 1.5
"""Likelihood ratio from which a finding is worth a place in the notes."""


@dataclass(frozen=True)
class Vignette:
    """A made-up patient as in a textbook: age, sex, and some of what most people with a cause have."""

    who: Who
    cause: str
    findings: Mapping[str, str]
    """With age band and sex."""
    notes: tuple[str, ...]
    """The findings without these two, as they stand in the notes."""


@lru_cache(maxsize=256)
def common(kb: KnowledgeBase, cause: str) -> tuple[str, ...]:
    """What most people with a cause have, and speaks for it, the most telling first."""
    return tuple(
        one.finding
        for one in telling(kb, kb.causes[cause], 16)
        if one.here >= MANY
        and one.lr >= SPEAKS
        and kb.findings[one.finding].kind in TOLD
        and one.finding not in VAGUE
    )


def classic(kb: KnowledgeBase, cause: str, rng: Random) -> Vignette:
    """A patient of a cause, with three to five of its common findings.

    Raises:
        Rejected: where the cause has too few.
    """
    sex = _drawn(kb, cause, "sex", rng)
    band = _drawn(kb, cause, "age-band", rng)
    age = rng.randint(*AGES[band]) if band in AGES else 12
    pool = common(kb, cause)
    chosen = sorted(some(rng, pool, min(len(pool), rng.randint(3, 5))), key=pool.index)
    need(len(chosen) >= 3)
    states = {key: commonest(kb, cause, key) for key in chosen}
    notes = tuple(noted(kb, key, state) for key, state in states.items())
    return Vignette(Who(age, sex), cause, {"age-band": band, "sex": sex, **states}, notes)


def _drawn(kb: KnowledgeBase, cause: str, finding: str, rng: Random) -> str:
    """A state that is not rare in a cause."""
    return rng.choice([state for state, p in distribution(kb, cause, finding).items() if p >= SELDOM])


def commonest(kb: KnowledgeBase, cause: str, finding: str) -> str:
    """The abnormal state of a finding that is most common in a cause."""
    p = distribution(kb, cause, finding)
    return max(kb.findings[finding].states[1:], key=p.__getitem__)
