"""Numbers and states in words, the same everywhere."""

from collections import Counter
from collections.abc import Mapping

PEOPLE = (
    "Achilles", "Baker", "Buerger", "Ewing", "Foucher", "Garrick", "Gram", "Guillain", "Homans", "Lachman",
    "Matles", "McMurray", "Osgood", "Perthes", "Royal London", "Silfverskiöld", "Stemmer", "Thessaly",
    "Thompson", "Tinel",
)  # fmt: skip
"""Names of people and places, which keep their capital."""


def percent(p: float) -> str:
    """0.046 → '4.6 %', with no false precision near 0 and 1."""
    if p < 0.001:
        return "< 0.1 %"
    if p > 0.999:
        return "> 99.9 %"
    return f"{100 * p:.1f} %" if p < 0.1 or p > 0.97 else f"{100 * p:.0f} %"


def ratio(lr: float) -> str:
    """A likelihood ratio, short."""
    if lr >= 100:
        return "> 100" if lr > 100 else "100"
    return f"{lr:.0f}" if lr >= 10 else f"{lr:.1f}" if lr >= 1 else f"{lr:.2f}"


def amount(value: float, unit: str) -> str:
    """A figure's value with its unit, as precise as it was published; a proportion as per cent."""
    return f"{round(100 * value, 4):g} %" if unit == "proportion" else f"{value:g} {unit}".strip()


def in_sentence(name: str) -> str:
    """A name inside a sentence: 'Deep vein …' → 'deep vein …', but 'S1 …' and 'Baker’s …' stay."""
    plain = name[1:2].islower() and not name.startswith(PEOPLE)
    return name[:1].lower() + name[1:] if plain else name


def capital(text: str) -> str:
    """The same with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def state_words(state: str) -> str:
    """A state's id as words: 'not-compressible' → 'not compressible', '18-39' → '18–39'."""
    return "–".join(state.split("-")) if state[:1].isdigit() else state.replace("-", " ")


def shortened(text: str, length: int = 110) -> str:
    """A text cut at a word, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def with_state(label: str, state: str) -> str:
    """A finding's label, with the state where it is more than 'present'."""
    return label + ("" if state == "present" else f" ({state_words(state)})")


def told_apart(works: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Source key to a short name, from its short name and its journal; the journal is added where two works
    have one short name."""
    alike = Counter(short for short, _ in works.values())
    return {
        key: short if alike[short] == 1 else f"{short}, {journal}" for key, (short, journal) in works.items()
    }
