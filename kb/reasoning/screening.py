"""What a test does to many people at once: who is found, missed, alarmed for nothing and cleared."""

from dataclasses import dataclass

from ..records import Figure, KnowledgeBase
from .likelihood import distribution
from .probability import post_test

PEOPLE = 1000
CAUSE, TEST = "deep-vein-thrombosis", "d-dimer"


@dataclass(frozen=True, slots=True)
class Screened:
    """A number of people after a test, in whole people."""

    people: int
    ill: int
    missed: int
    cleared: int
    """Of the well."""
    lr_minus: float
    lr_plus: float
    after_minus: float
    """Probability of the disease after a normal result."""
    after_plus: float

    @property
    def well(self) -> int:
        """Without the disease."""
        return self.people - self.ill

    @property
    def found(self) -> int:
        """Ill, with a raised result."""
        return self.ill - self.missed

    @property
    def alarmed(self) -> int:
        """Well, with a raised result."""
        return self.well - self.cleared


def screened(pretest: float, sensitivity: float, specificity: float, people: int = PEOPLE) -> Screened:
    """`people` with this pretest probability, tested."""
    ill = round(people * pretest)
    lr_minus, lr_plus = (1 - sensitivity) / specificity, sensitivity / (1 - specificity)
    return Screened(
        people,
        ill,
        round(ill * (1 - sensitivity)),
        round((people - ill) * specificity),
        lr_minus,
        lr_plus,
        post_test(pretest, lr_minus),
        post_test(pretest, lr_plus),
    )


@dataclass(frozen=True, slots=True)
class DDimer:
    """A thousand people like this one, tested with a D-dimer."""

    pretest: Figure
    specificity: Figure
    sensitivity: float
    result: Screened
    clears: bool
    """Whether a normal result leaves less than the probability at which a clot may be left."""


def wells_bands(kb: KnowledgeBase) -> dict[str, Figure]:
    """Band of the three-level Wells score to the share of people in it who have a clot."""
    strata = next(m for m in kb.rules.scores["wells-dvt"].models if m.id == "three-level").strata
    return {band.name: band.probability for band in strata if band.probability}


def d_dimer(kb: KnowledgeBase, *, band: str, age: str, adjusted: bool) -> DDimer:
    """What a D-dimer does in a Wells band and an age group, at the age-adjusted cut-off or the fixed one."""
    pretest = wells_bands(kb)[band]
    cutoff = kb.rules.thresholds["d-dimer-cutoff"].figures
    specificity = cutoff[("adjusted-" if adjusted else "") + f"specificity-{age}"]
    sensitivity = distribution(kb, CAUSE, TEST)["raised"]
    result = screened(pretest.value, sensitivity, specificity.value)
    clears = result.after_minus < kb.causes[CAUSE].test_threshold.value
    return DDimer(pretest, specificity, sensitivity, result, clears)
