"""Where a patient belongs: alone, in order, and what would change it. The key is what `triage` says.

Nothing is asked that a number's own doubt could turn round: see `settled`.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from ...reasoning.differential import Differential, differential, family
from ...reasoning.likelihood import distribution
from ...reasoning.triage import Triage, dangers, named, rank, red_flags, standing, triage
from ...records import DISPOSITIONS, Disposition, KnowledgeBase, Question
from ...wording import in_sentence, percent
from .making import Draft, Rejected, causes_of, need, noted, some
from .people import ADULT, TOLD, Vignette, classic, common, commonest, sentence

CHANGES = ("both", "list", "place", "neither")
"""What one finding more can change: the likeliest cause, the place, both or none."""
LIKELY = 0.5
"""Probability of the cause from which the notes count as typical of it."""
FACTOR = 2.0
"""How many times as likely as the next the likeliest cause is at least, where the list is asked about."""
WORDS: dict[Disposition, str] = {
    "self-care": "self-care",
    "routine": "a routine appointment",
    "same-day": "assessment today",
    "emergency": "an emergency",
}
KEYS: dict[Disposition, str] = {one: one.replace("-", "_") for one in DISPOSITIONS}
STRANGE = {
    "both-legs-affected",
    "both-legs-swollen",
    "both-legs-weak",
    "pregnancy-or-puerperium",
    "oestrogen-use",
    "pain-duration",
}
"""Findings that would contradict notes that speak of one leg, or that fit few people."""
LEAST: Disposition = "routine"
"""The least that is ever the key: from four notes alone nobody is told to stay at home."""
PATIENTS = 6
"""How many patients of each cause there are to draw from: to place one takes longer than all the rest."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A patient with what the engines say of him."""

    one: Vignette
    top: str
    """The likeliest cause."""
    p: float
    """Its probability, with its family."""
    clear: bool
    """Whether it is well ahead of every other diagnosis."""
    triage: Triage

    @property
    def disposition(self) -> Disposition:
        """Where he belongs."""
        return self.triage.disposition

    @property
    def reason(self) -> str:
        """Why, as `triage` gives it."""
        return self.triage.reasons[0].text.rstrip(".") + "."

    @property
    def head(self) -> str:
        """What was found, without what it may lead to."""
        return self.triage.reasons[0].text.partition(":")[0]


def settled(view: Differential) -> Triage:
    """The disposition, where no doubt of a number could move it: no danger that asks for more is unsure, and
    what decides is a red flag, a danger whose whole band is above its line, or a cause that is likely.

    Raises:
        Rejected: where one could.
    """
    result = triage(view)
    first, level = result.reasons[0], rank(result.disposition)
    need(first.kind != "nothing-known")
    if first.kind == "must-not-miss":
        need(view.band(first.id)[0] >= view.kb.causes[first.id].test_threshold.value)
    elif first.kind == "likeliest":
        need(view.probability(first.id) >= LIKELY)
    for cause in dangers(view):
        if rank(cause.urgency) > level:
            need(standing(view, cause) == "below")
    return result


@lru_cache(maxsize=4096)
def _typical(kb: KnowledgeBase, cause: str, seed: int) -> Placed | None:
    """A patient whose notes are typical of a cause, and who belongs where that cause does; None where chance
    gives none."""
    try:
        one = classic(kb, cause, Random(f"{cause}/{seed}"))
        view = differential(kb, one.findings)
        need(view.ranking[0].cause in family(kb, cause) and view.probability(cause) >= LIKELY)
        placed = _placed(one, view)
        need(placed.disposition == kb.causes[cause].urgency)
    except Rejected:
        return None
    return placed


def _placed(one: Vignette, view: Differential) -> Placed:
    top = view.ranking[0].cause
    return Placed(one, top, view.probability(top), _clear(view), settled(view))


@lru_cache(maxsize=8192)
def _with(kb: KnowledgeBase, cause: str, seed: int, finding: str, state: str) -> Placed | None:
    """The same patient with one thing more."""
    before = _typical(kb, cause, seed)
    try:
        need(before)
        return _placed(before.one, differential(kb, {**before.one.findings, finding: state}))
    except Rejected:
        return None


def _patient(kb: KnowledgeBase, draft: Draft, rng: Random, at: str = "") -> tuple[Placed, int]:
    """One of a template's patients, of those who belong to one place if that is named, with his number."""
    causes = [
        one.id
        for one in causes_of(kb, draft.template)
        if one.urgency == at or (not at and rank(one.urgency) >= rank(LEAST))
    ]
    seed = rng.randrange(PATIENTS)
    found = _typical(kb, rng.choice(causes), seed)
    need(found)
    return found, seed


def _given(one: Vignette, **more: str) -> dict:
    return {"triage": {"given": {**one.findings, **more}}}


def _notes(one: Vignette) -> str:
    return "; ".join(map(in_sentence, one.notes))


def _sources(kb: KnowledgeBase, found: Placed) -> tuple[str | None, ...]:
    return found.triage.reasons[0].source, *kb.causes[found.one.cause].sources[:2]


def disposition(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Where a patient belongs."""
    found, _ = _patient(kb, draft, rng)
    options = []
    # Whether a harmless complaint needs an appointment is a matter of taste: that is not asked.
    for each in DISPOSITIONS[rank(LEAST) :] if found.disposition == LEAST else DISPOSITIONS:
        low = rank(each) < rank(found.disposition)
        name = "right" if each == found.disposition else "too_low" if low else "too_high"
        why = draft.say(name, reason=found.reason, found=in_sentence(found.head))
        wrong = draft.say("misconception_low" if low else "misconception_high")
        options.append(draft.option(draft.say(KEYS[each]), why, wrong, right=name == "right"))
    return draft.question(
        "single",
        sentence(found.one.who, draft.say("stem", who="{who}", notes=_notes(found.one))),
        draft.say("why", cause=_name(kb, found.top), p=percent(found.p)),
        options=options,
        proof=[_given(found.one) | {"equals": found.disposition}],
        sources=_sources(kb, found),
    )


def _name(kb: KnowledgeBase, cause: str) -> str:
    return in_sentence(named(kb, kb.causes[cause]))


def urgency_order(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Patients in the order in which they must be seen."""
    options, proof, sources = [], [], []
    for each in ("emergency", "same-day", "routine"):
        found, _ = _patient(kb, draft, rng, each)
        who = sentence(found.one.who, draft.say("patient", who="{who}", notes=_notes(found.one)))
        why = draft.say("option", place=WORDS[each], reason=found.reason)
        options.append(draft.option(who, why, right=True))
        proof.append(_given(found.one) | {"equals": each})
        sources += _sources(kb, found)[:2]
    return draft.question(
        "ordering",
        draft.say("stem"),
        draft.say("why"),
        options=options,
        order=draft.say("order"),
        proof=proof,
        sources=sources,
    )


@lru_cache(maxsize=256)
def _alarms(kb: KnowledgeBase, cause: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """For each red flag that fears what a cause is mistaken for, what it looks for: findings of adults that
    can be told or seen, with their state."""
    young = set(kb.chapters.get("children", ())) | {key for key in kb.findings if "child" in key}
    feared = {mimic.cause for mimic in kb.causes[cause].mimics}
    found = []
    for flag in kb.rules.red_flags.values():
        looked_for = {**flag.when.all_of, **flag.when.any_of} if feared & {*flag.fears} else {}
        pairs = [(key, state if isinstance(state, str) else state[0]) for key, state in looked_for.items()]
        found.append(
            tuple(
                (key, state)
                for key, state in pairs
                if kb.findings[key].kind in TOLD
                and state != kb.findings[key].states[0]
                and key not in STRANGE | young
            )
        )
    return tuple(filter(None, found))


@lru_cache(maxsize=256)
def _turns(kb: KnowledgeBase, cause: str) -> tuple[tuple[str, str], ...]:
    """Findings that can be told or seen and that tell a cause from what it is mistaken for, in the state that
    speaks for the other."""
    found = {}
    for mimic in kb.causes[cause].mimics:
        finding = kb.findings[mimic.finding]
        other = distribution(kb, mimic.cause, finding.id)
        here = distribution(kb, cause, finding.id)
        state = max(other, key=lambda each: other[each] / max(here[each], 1e-6))
        if finding.kind in TOLD and other[state] >= LIKELY and finding.id not in STRANGE:
            found[finding.id, state] = None
    return tuple(found)


def change_mind(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which further finding would send a patient to a more urgent place."""
    found, seed = _patient(kb, draft, rng)
    one, cause = found.one, found.one.cause
    need(found.disposition != "emergency" and one.who.age >= ADULT)
    key, state = rng.choice(rng.choice(_alarms(kb, cause) or ((("", ""),),)))
    need(key and key not in one.findings)
    need(_raised(kb, found, key, state))
    after = _with(kb, cause, seed, key, state)
    need(after and rank(after.disposition) > rank(found.disposition))
    first = after.triage.reasons[0]
    # Only a red flag that this finding itself raises makes it the key.
    need(first.kind == "red-flag" and key in _of_flag(kb, first.id))
    right = draft.say("right", place=WORDS[after.disposition], reason=after.reason)
    options = [draft.option(noted(kb, key, state), right, right=True)]
    proof = [_given(one, **{key: state}) | {"equals": after.disposition}]
    names = {"place": WORDS[found.disposition], "cause": _name(kb, cause)}
    others = [each for each in common(kb, cause) if each not in one.findings and each != key]
    for each in some(rng, others, 3):
        shown = commonest(kb, cause, each)
        more = _with(kb, cause, seed, each, shown)
        need(more and more.disposition == found.disposition and more.top in family(kb, cause))
        label = noted(kb, each, shown)
        wrong = draft.say("misconception", finding=in_sentence(label))
        options.append(draft.option(label, draft.say("wrong", p=percent(more.p), **names), wrong))
        proof.append(_given(one, **{each: shown}) | {"equals": found.disposition})
    return draft.question(
        "single",
        sentence(one.who, draft.say("stem", who="{who}", notes=_notes(one), **names)),
        draft.say("why"),
        options=options,
        proof=proof,
        sources=(first.source, *_sources(kb, found)),
    )


def _raised(kb: KnowledgeBase, found: Placed, key: str, state: str) -> bool:
    """Whether a finding more raises a red flag that asks for more: told before all is weighed anew."""
    flags = red_flags(kb, {**found.one.findings, key: state})
    return any(rank(flag.disposition) > rank(found.disposition) for flag in flags)


def _overtaken(kb: KnowledgeBase, found: Placed, key: str, state: str) -> bool:
    """Whether another cause is likeliest with a finding more: told before all is weighed anew."""
    view = differential(kb, {**found.one.findings, key: state})
    return view.ranking[0].cause not in family(kb, found.top)


def _of_flag(kb: KnowledgeBase, flag: str) -> set[str]:
    when = kb.rules.red_flags[flag].when
    return {*when.all_of, *when.any_of}


def minimal_pair(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Two patients who differ in one finding: what changes in the list, and what in the place."""
    # Chance finds what changes nothing far more often than what changes both.
    (wanted,) = rng.choices(CHANGES, (12, 8, 1, 1))
    found, seed = _patient(kb, draft, rng)
    one, cause = found.one, found.one.cause
    usual = tuple((key, commonest(kb, cause, key)) for key in common(kb, cause))
    alarm = rng.choice(_alarms(kb, cause) or ((),))
    turns = _turns(kb, cause)
    pool = {"both": turns, "list": turns, "place": alarm, "neither": usual}[wanted]
    key, state = rng.choice(pool or (("", ""),))
    need(key and key not in one.findings and one.who.age >= ADULT and found.clear)
    need(wanted != "place" or _raised(kb, found, key, state))
    need(wanted not in ("both", "list") or _overtaken(kb, found, key, state))
    after = _with(kb, cause, seed, key, state)
    need(after and after.clear)
    moves, placed = after.top not in family(kb, found.top), after.disposition != found.disposition
    right = CHANGES[(not moves) * 2 + (not placed)]
    need(right == wanted)
    # A danger that was likeliest is not talked away by one finding.
    need(not (moves and kb.causes[found.top].must_not_miss and not kb.causes[after.top].must_not_miss))
    top = draft.say(
        "top_moves" if moves else "top_stays",
        before=_name(kb, found.top),
        after=_name(kb, after.top),
        before_p=percent(found.p),
        after_p=percent(after.p),
    )
    place = draft.say(
        "place_moves" if placed else "place_stays",
        from_place=WORDS[found.disposition],
        to_place=WORDS[after.disposition],
        reason=after.reason,
    )
    said = f"{top} {place}"
    options = [
        draft.option(draft.say(each), said, draft.say(f"misconception_{each}"), right=each == right)
        for each in CHANGES
    ]
    finding = in_sentence(noted(kb, key, state))
    return draft.question(
        "single",
        draft.say("stem", who=one.who.words, notes=_notes(one), finding=finding),
        draft.say("why"),
        options=options,
        proof=[
            _given(one) | {"equals": found.disposition},
            _given(one, **{key: state}) | {"equals": after.disposition},
        ],
        sources=(after.triage.reasons[0].source, *_sources(kb, found)),
    )


def _clear(view: Differential) -> bool:
    """Whether the likeliest diagnosis is well ahead of the next, each family taken together."""
    first = view.ranking[0].cause
    own = family(view.kb, first)
    rest = next(one.cause for one in view.ranking if one.cause not in own)
    return view.probability(first) >= FACTOR * view.probability(rest)
