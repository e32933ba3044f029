"""When to test and when to treat: Pauker and Kassirer's thresholds."""

import math
from dataclasses import dataclass

from .errors import KneeError


@dataclass(frozen=True, slots=True)
class ActionThresholds:
    """Probabilities of disease at which the best action changes."""

    testing: float
    """Below it: neither test nor treat."""
    treatment: float
    """Above it: treat without testing."""

    @property
    def test_pays(self) -> bool:
        """False where no probability is worth the test: both thresholds are then the treat-or-not one."""
        return self.testing < self.treatment

    def action(self, probability: float) -> str:
        """'leave', 'test' or 'treat'."""
        if probability < self.testing:
            return "leave"
        return "test" if probability < self.treatment else "treat"


def action_thresholds(
    *, benefit: float, harm: float, sensitivity: float, specificity: float, test_risk: float = 0.0
) -> ActionThresholds:
    """Testing and test-treatment threshold (Pauker and Kassirer, N Engl J Med 1980;302:1109-1117).

    Args:
        benefit: net gain from treating a patient who has the disease; any unit above 0.
        harm: net loss from treating one who has not; same unit.
        test_risk: loss from the test itself; same unit.
        sensitivity, specificity: of the test, 0 to 1.

    Raises:
        KneeError: for a value out of range.
    """
    for name, value in (("benefit", benefit), ("harm", harm)):
        if not (isinstance(value, (int, float)) and 0 < value < math.inf):
            raise KneeError(f"{name} {value!r} is not a number above 0")
    for name, value in (("sensitivity", sensitivity), ("specificity", specificity)):
        if not (isinstance(value, (int, float)) and 0 <= value <= 1):
            raise KneeError(f"{name} {value!r} is not between 0 and 1")
    if not (isinstance(test_risk, (int, float)) and 0 <= test_risk < math.inf):
        raise KneeError(f"test_risk {test_risk!r} is not a number of at least 0")
    lost_after_false_alarm = (1 - specificity) * harm
    won_after_hit = sensitivity * benefit
    lost_after_clearance = specificity * harm
    won_after_miss = (1 - sensitivity) * benefit
    indifferent = harm / (harm + benefit)
    if won_after_hit + lost_after_false_alarm == 0 or won_after_miss + lost_after_clearance == 0:
        return ActionThresholds(indifferent, indifferent)
    testing = (lost_after_false_alarm + test_risk) / (lost_after_false_alarm + won_after_hit)
    treatment = (lost_after_clearance - test_risk) / (lost_after_clearance + won_after_miss)
    if testing >= treatment:
        return ActionThresholds(indifferent, indifferent)
    return ActionThresholds(testing, treatment)
