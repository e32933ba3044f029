"""What is known of a patient: findings and their states, checked."""

from collections.abc import Iterable, Mapping

from ..errors import KneeError, nearest, unknown
from ..records import KnowledgeBase

Findings = Mapping[str, str] | Iterable[str]


def observe(
    kb: KnowledgeBase, findings: Findings, *, age: float | None = None, sex: str | None = None
) -> dict[str, str]:
    """Finding to state, checked. `findings` is a mapping, or an iterable of 'id' and 'id=state'.

    Raises:
        KneeError: for an unknown finding or state (with the nearest), or one finding in two states.
    """
    if isinstance(findings, str):
        findings = [findings]
    pairs: list[tuple[str, str]] = []
    if isinstance(findings, Mapping):
        pairs += [(str(key), str(state)) for key, state in findings.items()]
    else:
        try:
            for item in findings:
                key, _, state = str(item).partition("=")
                pairs.append((key.strip(), state.strip() or "present"))
        except TypeError:
            raise KneeError(f"findings must be a mapping or a list of ids, not {findings!r:.40}") from None
    if age is not None:
        pairs.append(("age-band", age_band(kb, age)))
    if sex is not None:
        pairs.append(("sex", str(sex)))
    known: dict[str, str] = {}
    for key, state in pairs:
        if key not in kb.findings:
            raise unknown("finding", key, kb.findings)
        states = kb.findings[key].states
        if state not in states:
            raise KneeError(
                f"finding '{key}' has no state '{state}'; it has {', '.join(states)}{nearest(state, states)}"
            )
        if known.setdefault(key, state) != state:
            raise KneeError(f"finding '{key}' is given both as '{known[key]}' and as '{state}'")
    return known


def age_band(kb: KnowledgeBase, age: float) -> str:
    """State of the finding age-band for an age in years."""
    bounds = kb.findings["age-band"].bounds or {}
    if isinstance(age, (int, float)) and not isinstance(age, bool):
        for state, (low, high) in bounds.items():
            if low <= age < high + 1:
                return state
    raise KneeError(f"age {age!r} is not a number of years from 0 to 120")
