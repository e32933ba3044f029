"""A chosen disposition, judged by what was known when it was chosen. Pure."""

from dataclasses import dataclass
from typing import Literal

from ..reasoning.differential import differential
from ..reasoning.triage import WORDS, Reason, compare, named, rank, triage
from ..records import Disposition, KnowledgeBase
from ..wording import in_sentence, percent
from .encounter import KINDS, Encounter


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a patient was sent, where what was known asked for, and where the patient belonged."""

    chosen: Disposition
    called_for: Disposition
    """By triage on what was known at the decision."""
    reason: Reason
    """The weightiest behind it."""
    verdict: Literal["right", "under-triage", "over-triage"]
    """Of what was chosen, by what was known."""
    unlooked: Reason | None
    """What a history and an examination would have shown: it asks for more than was chosen. Only of a
    patient who belonged higher."""
    belongs: Disposition
    """In hindsight; what was chosen, where that is right as well."""

    @property
    def triage(self) -> Literal["right", "under-triage", "over-triage"]:
        """The verdict, where not having looked is no excuse."""
        return "under-triage" if self.unlooked else self.verdict

    @property
    def left(self) -> bool:
        """Whether the patient was left below where they belonged, against what was known or easily found."""
        return self.triage == "under-triage" and rank(self.chosen) < rank(self.belongs)

    @property
    def asked(self) -> Disposition:
        """What would have been right: what was chosen, if that is so."""
        if self.unlooked:
            return self.unlooked.disposition
        return self.chosen if self.verdict == "right" else self.called_for


def placing(kb: KnowledgeBase, state: Encounter) -> Placing:
    """Judge the disposition of a finished encounter.

    The hidden truth never makes a choice wrong. It excuses in two ways only: where the author accepts both
    what was chosen and what triage asks for, and where a patient sent higher than triage asks needed it.
    """
    assert state.committed is not None
    patient, chosen = state.patient, state.committed["disposition"]
    right = (patient.disposition, *patient.accept_dispositions)
    asked = triage(differential(kb, state.revealed, setting=patient.setting))
    verdict = compare(chosen, asked.disposition)
    if (chosen in right and (asked.disposition in right or verdict == "over-triage")) or (
        verdict == "over-triage" and rank(chosen) < max(map(rank, right))
    ):
        verdict = "right"
    unlooked = None
    if verdict != "under-triage" and rank(chosen) < min(map(rank, right)):
        seen = triage(differential(kb, _without_tests(kb, state), setting=patient.setting))
        if rank(chosen) < rank(seen.disposition):
            unlooked = seen.reasons[0]
    belongs = chosen if chosen in right else patient.disposition
    return Placing(chosen, asked.disposition, asked.reasons[0], verdict, unlooked, belongs)


def _without_tests(kb: KnowledgeBase, state: Encounter) -> dict[str, str]:
    """What was known, with all that only asking and examining would have added."""
    tests = KINDS["order"]
    plain = {key: value for key, value in state.truth.items() if kb.findings[key].kind not in tests}
    return plain | dict(state.revealed)


def headline(kb: KnowledgeBase, state: Encounter, found: Placing) -> str:
    """The sentence that matters most about a finished encounter, and what came out in hindsight."""
    chosen, asked = WORDS[found.chosen], WORDS[found.called_for]
    why = _in_short(kb, found.reason)
    if found.unlooked:
        more = WORDS[found.unlooked.disposition]
        first = (
            f"You chose {chosen}, and what you knew asked for no more. A history and an examination would "
            f"have asked for {more}. {_in_short(kb, found.unlooked)}"
        )
    elif found.verdict == "under-triage":
        first = f"What was known asked for {asked}, and you chose {chosen}. {why}"
    elif found.verdict == "over-triage":
        first = f"You chose {chosen}; on what was known, {asked} was enough."
    elif found.chosen == found.called_for:
        first = f"You chose {chosen}, and what was known asked for that. {why}"
    else:
        first = f"You chose {chosen}, and that was right."
    return f"{first} {_hindsight(kb, state, found)}"


def _hindsight(kb: KnowledgeBase, state: Encounter, found: Placing) -> str:
    truth = kb.causes[state.patient.cause]
    view = differential(kb, state.revealed, setting=state.patient.setting)
    name, share = in_sentence(truth.name), percent(view.probability(truth.id))
    # The number is that of the family, and bears its name.
    whole = in_sentence(named(kb, truth))
    also = f" together with {in_sentence(kb.causes[state.patient.also].name)}" if state.patient.also else ""
    likely = "that" if whole == name and not also else whole
    told = f"In hindsight it was {name}{also}; {likely} was {share} likely on what was known"
    if found.belongs == found.chosen or found.verdict == "over-triage":
        return f"{told}."
    if rank(found.belongs) < rank(found.chosen):
        return f"{told}: {WORDS[found.belongs]} would have done, which was not known then."
    return f"{told}: it needed {WORDS[found.belongs]}."


def _in_short(kb: KnowledgeBase, reason: Reason) -> str:
    """A reason as a sentence; of a red flag what was noticed, without what could happen."""
    if reason.kind == "red-flag":
        return f"Red flag: {in_sentence(kb.rules.red_flags[reason.id].label)}."
    return reason.text.rstrip(".") + "."
