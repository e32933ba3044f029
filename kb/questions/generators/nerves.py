"""Root or nerve: which place explains what is lost, and what tells two places apart."""

from random import Random

from ...anatomy.localise import SAID, Candidate, dangerous, expected, localise, said, supply
from ...records import Deficit, KnowledgeBase, Lesion, Question
from ...wording import in_sentence
from .making import Draft, need, some

SURE, RIVAL = 0.8, 0.1
"""Share of the support that the key has at least, and that the next place has at most."""


def _limb(kb: KnowledgeBase) -> list[Lesion]:
    """Places that a limb's findings may lead to; one that is an emergency is never a matter of guessing."""
    return [one for one in kb.lesions.values() if not dangerous(kb, one)]


def _named(kb: KnowledgeBase, keys: tuple[str, ...] | list[str]) -> list[str]:
    """Of some functions those that an examiner tests on one leg without alarm."""
    return [key for key in keys if kb.deficits[key].kind != "sign" and not kb.deficits[key].alarm]


def lesion_place(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which root or nerve explains what is lost and what is kept."""
    lesion = rng.choice(_limb(kb))
    lost = some(rng, _named(kb, lesion.takes), min(3, len(_named(kb, lesion.takes))))
    kept = some(rng, _named(kb, lesion.spares), 3)
    need(len(lost) >= 2 or len(_named(kb, lesion.takes)) == 1)
    given = dict.fromkeys(lost, "lost") | dict.fromkeys(kept, "kept")
    found = localise(kb, given)
    first, *rest = found.ranking
    others = [one for one in rest if not dangerous(kb, kb.lesions[one.lesion])][:3]
    need(first.lesion == lesion.id and first.share >= SURE and rest[0].share <= RIVAL)
    # A place that nothing speaks against is no wrong answer.
    need(all(one.against for one in others))
    options = [draft.option(lesion.name, _fits(kb, draft, "right", first), right=True)]
    for one in others:
        name = kb.lesions[one.lesion].name
        options.append(draft.option(name, _against(kb, draft, one), _fits(kb, draft, "misconception", one)))
    return draft.question(
        "single",
        draft.say(
            "stem",
            side=rng.choice(("left", "right")),
            lost="; ".join(said(kb.deficits[key], "lost") for key in lost),
            kept="; ".join(in_sentence(kb.deficits[key].label) for key in kept),
        ),
        draft.say("why", tells=" ".join(found.why[:2])),
        options=options,
        proof=[{"place": {"given": given}, "equals": lesion.id}],
        sources=lesion.sources,
    )


def _fits(kb: KnowledgeBase, draft: Draft, name: str, one: Candidate) -> str:
    """What of the findings a place explains."""
    lesion = kb.lesions[one.lesion]
    fits = [said(kb.deficits[fit.deficit], fit.state) for fit in one.fits if fit.speaks == "for"]
    return draft.say(name, lesion=lesion.short, fits="; ".join(fits) if fits else "nothing of this")


def _against(kb: KnowledgeBase, draft: Draft, one: Candidate) -> str:
    lesion = kb.lesions[one.lesion]
    against = [said(kb.deficits[fit.deficit], fit.state) for fit in one.against]
    return draft.say("wrong", lesion=lesion.short, against="; ".join(against))


def lesion_apart(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which examination tells two places apart that share a deficit."""
    places = _limb(kb)
    one, other = sorted(some(rng, places, 2), key=places.index)
    shared = [key for key in _named(kb, one.takes) if key in other.takes]
    need(shared)
    complaint = rng.choice(shared)
    rest = [key for key in _named(kb, list(kb.deficits)) if key != complaint]
    # What a lesion is not said to spare it may well touch: only what is named tells places apart.
    telling = [
        key
        for key in rest
        if (key in one.takes and key in other.spares) or (key in other.takes and key in one.spares)
    ]
    alike = [key for key in rest if _alike(one, other, key)]
    key = rng.choice(telling or [""])
    need(key)
    hurt, spared = (one, other) if key in one.takes else (other, one)
    right = draft.say("right", hurt=hurt.short, spared=spared.short)
    options = [draft.option(_test(kb.deficits[key]), right, right=True)]
    for each in some(rng, alike, 3):
        why = draft.say(
            "both" if expected(one, each) == "takes" else "neither", one=one.short, other=other.short
        )
        wrong = draft.say("misconception", deficit=in_sentence(kb.deficits[each].label))
        options.append(draft.option(_test(kb.deficits[each]), why, wrong))
    return draft.question(
        "single",
        draft.say("stem", shared=said(kb.deficits[complaint], "lost"), one=one.short, other=other.short),
        draft.say("why", one=one.short, other=other.short, supply=supply(kb, kb.deficits[key])),
        options=options,
        proof=[
            {"fact": f"lesions.{hurt.id}.takes", "includes": key},
            {"fact": f"lesions.{spared.id}.spares", "includes": key},
        ],
        sources=(*one.sources[:2], *other.sources[:2]),
    )


def _alike(one: Lesion, other: Lesion, key: str) -> bool:
    """Whether both places take a function, or both are said to spare it."""
    return (key in one.takes and key in other.takes) or (key in one.spares and key in other.spares)


def _test(deficit: Deficit) -> str:
    """What is examined: 'Foot inversion: weak or strong'."""
    lost, kept = SAID[deficit.kind]
    return f"{deficit.label}: {lost} or {kept}"
