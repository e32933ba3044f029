"""From deficits to the place of the lesion: root, plexus branch or nerve.

A place is judged by naive Bayes over the lesions of anatomy/localiser.yaml, all taken as equally
likely before the examination. What a lesion takes is found lost with probability 0.8, what it may
take with 0.35, and everything else with 0.05: three round figures for three words, the authors'
estimates. A real lesion is often partial, so the shares order the places and prove none.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import KneeError, nearest, unknown
from ..reasoning.probability import entropy, normalised
from ..reasoning.triage import rank
from ..records import Deficit, Disposition, KnowledgeBase, Lesion
from ..wording import in_sentence

DeficitState = Literal["lost", "kept"]
STATES: tuple[DeficitState, ...] = ("lost", "kept")
CHANCE = {"takes": 0.8, "may": 0.35, "spares": 0.05}
"""Probability that a deficit is found, by what the lesion does to it. Estimates."""
SAID = {
    "skin": ("numb", "normal"),
    "movement": ("weak", "strong"),
    "reflex": ("reduced", "normal"),
    "sign": ("yes", "no"),
}
"""Lost and kept in the words of each kind."""
WORTH = 0.02
"""Share of the support from which a place is worth telling apart."""
TELLS = 2.0
"""A finding tells two places apart from this ratio on."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One finding against one lesion."""

    deficit: str
    state: DeficitState
    expected: Literal["takes", "may", "spares"]

    @property
    def speaks(self) -> Literal["for", "against", "open"]:
        """For the lesion, against it, or neither."""
        if self.expected == "may":
            return "open"
        return "for" if (self.expected == "takes") == (self.state == "lost") else "against"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One lesion, judged."""

    lesion: str
    share: float
    """Of the support, over all lesions; an estimate."""
    fits: tuple[Fit, ...]

    @property
    def against(self) -> tuple[Fit, ...]:
        """What does not fit."""
        return tuple(fit for fit in self.fits if fit.speaks == "against")


@dataclass(frozen=True, slots=True)
class NextTest:
    """What to examine next."""

    deficit: str
    information: float
    """Expected gain in bits."""
    why: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What must be done at once, whatever the place."""

    deficit: str
    disposition: Disposition
    text: str


@dataclass(frozen=True)
class Localisation:
    """Lesions ranked by how well they explain what was found."""

    kb: KnowledgeBase
    found: Mapping[str, DeficitState]
    ranking: tuple[Candidate, ...]
    why: tuple[str, ...]
    """What tells the first from its rivals, a sentence for each."""
    next: NextTest | None
    alarms: tuple[Alarm, ...]
    """The most urgent first."""

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Deficits that the best place does not explain: two lesions, the plexus, or something general."""
        first = self.ranking[0] if self.ranking else None
        return tuple(fit.deficit for fit in first.against if fit.state == "lost") if first else ()


def expected(lesion: Lesion, deficit: str) -> Literal["takes", "may", "spares"]:
    """What a lesion does to one function. What it does not name it spares."""
    return "takes" if deficit in lesion.takes else "may" if deficit in lesion.may else "spares"


def dangerous(kb: KnowledgeBase, lesion: Lesion) -> bool:
    """Whether it takes what makes an emergency. Such a place is never argued away by a limb's findings."""
    return any(kb.deficits[key].disposition == "emergency" for key in lesion.takes)


def chance(lesion: Lesion, deficit: str, state: DeficitState) -> float:
    """Probability of finding a function lost, or kept, in a lesion."""
    p = CHANCE[expected(lesion, deficit)]
    return p if state == "lost" else 1 - p


def said(deficit: Deficit, state: DeficitState) -> str:
    """'turning the sole outwards weak'."""
    if deficit.kind == "sign":
        return ("" if state == "lost" else "no ") + in_sentence(deficit.label)
    return f"{in_sentence(deficit.label)} {SAID[deficit.kind][STATES.index(state)]}"


def examined(kb: KnowledgeBase, found: Mapping[str, str] | Iterable[str]) -> dict[str, DeficitState]:
    """Deficit to state, checked. `found` is a mapping, or an iterable of 'id' (lost) and 'id=kept'.

    Raises:
        KneeError: for an unknown deficit or state (with the nearest), or one deficit in two states.
    """
    if isinstance(found, str):
        found = [found]
    try:
        pairs = (
            [(str(key), str(state)) for key, state in found.items()]
            if isinstance(found, Mapping)
            else [
                (key.strip(), state.strip() or "lost")
                for key, _, state in (str(x).partition("=") for x in found)
            ]
        )
    except TypeError:
        raise KneeError(f"findings must be a mapping or a list of ids, not {found!r:.40}") from None
    result: dict[str, DeficitState] = {}
    for key, state in pairs:
        if key not in kb.deficits:
            raise unknown("deficit", key, kb.deficits)
        if state not in STATES:
            raise KneeError(f"'{key}' has no state '{state}'; it is lost or kept{nearest(state, STATES)}")
        if result.setdefault(key, state) != state:  # type: ignore[arg-type]
            raise KneeError(f"'{key}' is given both as '{result[key]}' and as '{state}'")
    return result


def localise(kb: KnowledgeBase, found: Mapping[str, str] | Iterable[str] = ()) -> Localisation:
    """The lesions that best explain what was found, why, and what to test next.

    Raises:
        KneeError: as `examined`.
    """
    known = examined(kb, found)
    ranking = _ranked(kb, known)
    alarms = [
        Alarm(key, deficit.disposition, deficit.alarm)
        for key, state in known.items()
        if state == "lost" and (deficit := kb.deficits[key]).disposition
    ]
    alarms.sort(key=lambda alarm: -rank(alarm.disposition))
    return Localisation(
        kb, known, ranking, _why(kb, known, ranking), _next(kb, known, ranking), tuple(alarms)
    )


def _ranked(kb: KnowledgeBase, known: Mapping[str, DeficitState]) -> tuple[Candidate, ...]:
    lesions = list(kb.lesions.values())
    logs = [math.fsum(math.log(chance(lesion, *line)) for line in known.items()) for lesion in lesions]
    shares = normalised(logs) if lesions else []
    candidates = [
        Candidate(lesion.id, share, tuple(Fit(key, s, expected(lesion, key)) for key, s in known.items()))
        for lesion, share in zip(lesions, shares, strict=True)
    ]
    order = {key: i for i, key in enumerate(kb.lesions)}
    return tuple(sorted(candidates, key=lambda one: (-round(one.share, 12), order[one.lesion])))


def telling(
    kb: KnowledgeBase, found: Mapping[str, DeficitState], one: str, other: str
) -> list[tuple[float, str]]:
    """What speaks for lesion `one` and not for `other`: (likelihood ratio, deficit), strongest first."""
    a, b = kb.lesions[one], kb.lesions[other]
    ratios = [(chance(a, key, state) / chance(b, key, state), key) for key, state in found.items()]
    return sorted((pair for pair in ratios if pair[0] >= TELLS), key=lambda pair: -pair[0])


def speaks_for(kb: KnowledgeBase, found: Mapping[str, DeficitState], one: str, other: str) -> str:
    """'Turning the sole outwards weak: speaks for the common fibular nerve, not for the L5 root.'"""
    names = [said(kb.deficits[key], found[key]) for _, key in telling(kb, found, one, other)[:4]]
    if not names:
        return ""
    text = _and(names)
    a, b = kb.lesions[one].short, kb.lesions[other].short
    return f"{text[:1].upper()}{text[1:]}: speaks for {a}, not for {b}."


def _why(
    kb: KnowledgeBase, known: Mapping[str, DeficitState], ranking: tuple[Candidate, ...]
) -> tuple[str, ...]:
    if not any(state == "lost" for state in known.values()) or len(ranking) < 2:
        return ()
    first = ranking[0]
    level = [one for one in ranking if one.share > first.share / 1.05]
    if len(level) > 1:
        return (f"So far {_and([kb.lesions[one.lesion].short for one in level])} explain it equally well.",)
    others = [one for one in ranking[1:] if not dangerous(kb, kb.lesions[one.lesion])]
    rivals = [one for one in others[:3] if one.share >= WORTH] or others[:1]
    said_so = [speaks_for(kb, known, first.lesion, one.lesion) for one in rivals]
    return tuple(filter(None, said_so)) or (f"{kb.lesions[first.lesion].name} explains it best, by a hair.",)


def _next(
    kb: KnowledgeBase, known: Mapping[str, DeficitState], ranking: tuple[Candidate, ...]
) -> NextTest | None:
    """The examination with the most expected information. Signs of danger are asked for anyway."""
    if not any(state == "lost" for state in known.values()) or len(ranking) < 2:
        return None
    before = entropy(one.share for one in ranking)
    best: tuple[float, str] | None = None
    for key, deficit in kb.deficits.items():
        if key in known or deficit.disposition == "emergency":
            continue
        after = 0.0
        for state in STATES:
            weights = [one.share * chance(kb.lesions[one.lesion], key, state) for one in ranking]
            total = math.fsum(weights)
            after += total * entropy(weight / total for weight in weights)
        if best is None or before - after > best[0] + 1e-12:
            best = (before - after, key)
    if best is None or best[0] < 0.01:
        return None
    return NextTest(best[1], best[0], _apart(kb, best[1], ranking))


def _apart(kb: KnowledgeBase, key: str, ranking: tuple[Candidate, ...]) -> str:
    """'weak speaks for the L5 root, strong for the common fibular nerve'."""
    deficit = kb.deficits[key]
    lost, kept = SAID[deficit.kind]
    near = [one for one in ranking if one.share >= WORTH and not dangerous(kb, kb.lesions[one.lesion])]
    takes = [kb.lesions[o.lesion].short for o in near if expected(kb.lesions[o.lesion], key) == "takes"][:2]
    spares = [kb.lesions[o.lesion].short for o in near if expected(kb.lesions[o.lesion], key) == "spares"][:2]
    parts = [f"{lost} speaks for {_or(takes)}"] if takes else []
    parts += (
        [f"{kept} for {_or(spares)}" if takes else f"{lost} speaks against {_or(spares)}"] if spares else []
    )
    return ", ".join(parts)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _or(names: list[str]) -> str:
    return " or ".join(names)


def how(kb: KnowledgeBase, deficit: Deficit) -> str:
    """How to test it: its own words, or those of the finding it is."""
    if deficit.how or not deficit.finding:
        return deficit.how
    finding = kb.findings[deficit.finding]
    return finding.how or finding.ask


def supply(kb: KnowledgeBase, deficit: Deficit) -> str:
    """Muscle, nerve and root behind it: 'tibialis posterior, tibial nerve, L4, L5'."""
    muscles = [in_sentence(kb.structures[key].name) for key in deficit.muscles]
    keys = [deficit.nerve, *(kb.structures[key].innervation for key in deficit.muscles)]
    nerves = [in_sentence(kb.structures[key].name) for key in dict.fromkeys(filter(None, keys))]
    marks = [deficit.dermatome and f"dermatome {deficit.dermatome}", deficit.roots]
    return "; ".join(filter(None, [" and ".join(muscles), " and ".join(nerves), *marks]))
