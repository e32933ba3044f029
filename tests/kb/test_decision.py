"""Thresholds for testing and treating, worked by hand and against the definition."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import kb
from kb.decision import action_thresholds

unit = st.floats(0.01, 0.99)


def test_a_worked_example():
    # Benefit 10, harm 1, sensitivity 0.9, specificity 0.8, no risk of the test:
    # testing = 0.2·1 / (0.2·1 + 0.9·10) = 0.2 / 9.2; treatment = 0.8·1 / (0.8·1 + 0.1·10) = 0.8 / 1.8.
    found = action_thresholds(benefit=10, harm=1, sensitivity=0.9, specificity=0.8)
    assert found.testing == pytest.approx(0.2 / 9.2)
    assert found.treatment == pytest.approx(0.8 / 1.8)
    assert [found.action(p) for p in (0.01, 0.2, 0.9)] == ["leave", "test", "treat"]


def test_the_worked_thresholds_of_the_knowledge_base_follow_from_their_own_figures(real):
    figures = {key: each.value for key, each in real.rules.thresholds["test-or-treat-dvt"].figures.items()}
    given_ = {key: figures[key] for key in ("benefit", "harm", "sensitivity", "specificity")}
    found = action_thresholds(**given_)
    assert found.testing == pytest.approx(figures["testing-threshold"], abs=5e-5)
    assert found.treatment == pytest.approx(figures["treatment-threshold"], abs=5e-4)


def test_a_risky_test_narrows_the_range_in_which_it_is_worth_doing():
    free = action_thresholds(benefit=10, harm=1, sensitivity=0.9, specificity=0.8)
    risky = action_thresholds(benefit=10, harm=1, sensitivity=0.9, specificity=0.8, test_risk=0.1)
    assert free.testing < risky.testing < risky.treatment < free.treatment


def test_a_test_that_tells_nothing_is_never_worth_doing():
    found = action_thresholds(benefit=3, harm=1, sensitivity=0.5, specificity=0.5)
    assert not found.test_pays
    assert found.testing == found.treatment == 0.25  # harm ÷ (harm + benefit)


@given(benefit=st.floats(0.1, 100), harm=st.floats(0.1, 100), sensitivity=unit, specificity=unit, p=unit,
       risk=st.floats(0, 1))  # fmt: skip
def test_the_advised_action_has_the_best_expected_value(benefit, harm, sensitivity, specificity, p, risk):
    found = action_thresholds(
        benefit=benefit, harm=harm, sensitivity=sensitivity, specificity=specificity, test_risk=risk
    )
    value = {
        "leave": 0.0,
        "treat": p * benefit - (1 - p) * harm,
        "test": p * sensitivity * benefit - (1 - p) * (1 - specificity) * harm - risk,
    }
    best = max(value.values())
    assume(sorted(value.values())[-1] - sorted(value.values())[-2] > 1e-9)
    assert value[found.action(p)] == best


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"benefit": 0}, "benefit 0 is not a number above 0"),
        ({"harm": -1}, "harm -1 is not a number above 0"),
        ({"sensitivity": 1.2}, "sensitivity 1.2 is not between 0 and 1"),
        ({"specificity": "high"}, "specificity 'high' is not between 0 and 1"),
        ({"test_risk": float("nan")}, "test_risk nan is not a number of at least 0"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(wrong, says):
    given_ = {"benefit": 1, "harm": 1, "sensitivity": 0.9, "specificity": 0.9} | wrong
    with pytest.raises(kb.KneeError, match=says):
        action_thresholds(**given_)
