"""Which muscle is lengthened by moving one joint, and which nerve moves it."""

from functools import lru_cache
from random import Random

from ...records import KnowledgeBase, Question, Structure
from ...wording import in_sentence
from .making import Draft, listed, need, some

MOVES = {
    "hip": ("hip", 0, 80, "bends from straight to 80 degrees"),
    "knee": ("knee", 0, 90, "bends from straight to 90 degrees"),
    "ankle": ("ankle", -25, 15, "moves from pointing down to bent up"),
}
"""Joint, from and to in degrees, and the movement in words."""
BELOW = (
    "tibialis-posterior",
    "flexor-digitorum-longus",
    "flexor-hallucis-longus",
    "fibularis-longus",
    "tibialis-anterior",
)
"""Muscles of the leg that cross no knee: not worth asking of twice where hip or knee moves."""
CLEAR, STILL = 8.0, 0.5
"""Millimetres from which a muscle counts as longer or shorter, and up to which it keeps its length."""


@lru_cache(maxsize=4)
def _changes(kb: KnowledgeBase) -> dict[str, dict[str, float]]:
    """By movement, what it does to the length of each muscle, in millimetres."""
    from ...anatomy.body import NEUTRAL, Body, Pose

    body = Body.of(kb)
    forms = [key for key, form in kb.forms.items() if form.kind == "muscle" and form.line]
    found: dict[str, dict[str, float]] = {}
    for name, (joint, start, end, _) in MOVES.items():
        poses = [body.check(Pose(**{joint: angle})) if angle else NEUTRAL for angle in (start, end)]
        found[name] = {key: body.length(key, poses[1]) - body.length(key, poses[0]) for key in forms}
    return found


def joint_moves(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """One joint moves: which muscle gets longer, gets shorter, or stays as it was."""
    name, asks = rng.choice(list(MOVES)), rng.choice(("longer", "shorter", "same"))
    joint, start, end, words = MOVES[name]
    change = _changes(kb)[name]
    does = {
        "longer": [key for key, mm in change.items() if mm >= CLEAR],
        "shorter": [key for key, mm in change.items() if mm <= -CLEAR],
        "same": [key for key, mm in change.items() if abs(mm) <= STILL],
    }
    key = rng.choice(does[asks] or [""])
    need(key)
    others = some(rng, [one for other in does if other != asks for one in does[other]], 3)
    structures = [kb.forms[one].structure for one in (key, *others)]
    need(len(set(structures)) == 4)
    need(name == "ankle" or sum(one in BELOW for one in (key, *others)) <= 1)
    options = []
    for one in (key, *others):
        mm = change[one]
        verdict = "longer" if mm >= CLEAR else "shorter" if mm <= -CLEAR else "same"
        why = draft.say(verdict, mm=f"{abs(mm):.0f}", **_ends(kb, one))
        options.append(draft.option(kb.forms[one].label, why, draft.say(f"wrong_{asks}"), right=one == key))
    poses = {"from": {joint: start}, "to": {joint: end}}
    limit = {
        "longer": {"above": CLEAR - 0.1},
        "shorter": {"below": 0.1 - CLEAR},
        "same": {"between": [-STILL, STILL]},
    }
    return draft.question(
        "single",
        draft.say("stem", joint=name, move=words, asks=draft.say(f"asks_{asks}")),
        draft.say("why"),
        options=options,
        proof=[{"length-change": {"form": key, **poses}, **limit[asks]}],
        sources=(*kb.structures[structures[0]].sources[:2], kb.forms[key].source),
    )


def _ends(kb: KnowledgeBase, key: str) -> dict[str, str]:
    """Origin and insertion of a muscle, or of one of its heads."""
    form = kb.forms[key]
    record = kb.structures[form.structure]
    head = form.label.rpartition(", ")[2].casefold()
    own = [part for part in record.origin.split("; ") if part.casefold().startswith(f"{head}:")]
    origin = own[0].partition(": ")[2] if own else record.origin
    return {"origin": _low(origin), "insertion": _low(record.insertion)}


def _low(text: str) -> str:
    return in_sentence(text.rstrip(". "))


def muscle_nerve(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which nerve supplies a muscle."""
    muscles = [one for one in kb.structures.values() if one.kind == "muscle" and one.innervation]
    muscle = rng.choice(muscles)
    right = muscle.innervation
    supplied: dict[str, list[Structure]] = {}
    for one in muscles:
        supplied.setdefault(one.innervation, []).append(one)
    need(right in NERVES)
    others = [one for one in supplied if one in NERVES and one not in _within(right)]
    options = []
    for one in (right, *some(rng, others, 3)):
        names = [in_sentence(each.name) for each in supplied[one] if each is not muscle][:3]
        says = {
            "nerve": in_sentence(kb.structures[one].name),
            "muscle": in_sentence(muscle.name),
            "roots": listed(muscle.roots),
            "others": listed(names or [""]),
        }
        why = draft.say("right" if one == right else "wrong", **says)
        wrong = draft.say("misconception", **says)
        options.append(draft.option(kb.structures[one].name, why, wrong, right=one == right))
    return draft.question(
        "single",
        draft.say("stem", muscle=in_sentence(muscle.name)),
        draft.say("why", muscle=muscle.name, action=muscle.action),
        options=options,
        proof=[{"fact": f"structures.{muscle.id}.innervation", "equals": right}],
        sources=muscle.sources[:2],
    )


NERVES = (
    "sciatic-nerve",
    "tibial-nerve",
    "femoral-nerve",
    "obturator-nerve",
    "deep-fibular-nerve",
    "superficial-fibular-nerve",
)
"""Nerves that are offered: those of thigh and leg."""
FAMILY = (
    {"sciatic-nerve", "tibial-nerve"},
    {"sciatic-nerve", "common-fibular-nerve", "deep-fibular-nerve"},
    {"sciatic-nerve", "common-fibular-nerve", "superficial-fibular-nerve"},
)
"""Nerves of which one runs on in another: either may be called right."""


def _within(nerve: str) -> set[str]:
    """A nerve with those that it comes from or runs on in."""
    found = {nerve}
    for line in FAMILY:
        if nerve in line:
            found |= line
    return found
