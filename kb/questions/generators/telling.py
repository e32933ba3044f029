"""What a finding is worth: between two causes, and for or against one. And which test comes first."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random

from ...reasoning.differential import family
from ...reasoning.likelihood import distribution
from ...records import Finding, KnowledgeBase, Question
from ...wording import in_sentence, ratio, state_words
from .making import Draft, Ratio, Rejected, causes_of, need, noted, ratio_of, share, some, source_of
from .people import VAGUE

BEDSIDE = ("history", "symptom", "risk-factor", "examination")
STRONG, WEAK, LITTLE, FLAT = math.log(3), math.log(2), math.log(1.6), math.log(1.35)
"""A finding that tells apart does so threefold at least; one that does not, less than twofold, and by the
state that is shown of it less than that. One that hardly changes a suspicion changes its odds by less than a
third."""
TEST = re.compile(r"\b(?:test|sign)\b", re.I)
COMMON = 0.25
"""Share of the patients with a cause from which a finding is worth asking about in it."""


@lru_cache(maxsize=20000)
def _between(kb: KnowledgeBase, one: str, other: str, finding: str) -> dict[str, Ratio]:
    """The ratio of each state of a finding between two causes; none where one of them has no ratio."""
    try:
        return {state: ratio_of(kb, finding, state, one, other) for state in kb.findings[finding].states}
    except Rejected:
        return {}


def _widest(between: Mapping[str, Ratio]) -> str:
    return max(between, key=lambda state: abs(between[state].log))


def separates(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which of four findings tells a cause from what it is mistaken for."""
    cause = rng.choice(causes_of(kb, draft.template))
    mimic = rng.choice(cause.mimics or (None,))
    need(mimic and mimic.cause not in family(kb, cause.id))
    other, finding = kb.causes[mimic.cause], kb.findings[mimic.finding]
    pair = cause.id, other.id
    between = _between(kb, *pair, finding.id)
    need(between)
    state = _widest(between)
    key = between[state]
    need(key.least >= STRONG)
    names = {"one": in_sentence(cause.name), "other": in_sentence(other.name)}

    def numbers(key: str, state: str) -> dict[str, str]:
        here, there = (share(kb, one, key, state) for one in pair)
        label = in_sentence(kb.findings[key].label)
        named = "" if state == "present" else f" ({state_words(state)})"
        return {"state": named, "here": here, "there": there, "finding": label, **names}

    first, *abnormal = finding.states
    shown = abnormal[0] if state == first and len(abnormal) == 1 else state
    right = draft.say("right", says=mimic.says, **numbers(finding.id, shown))
    options = [draft.option(finding.label, right, right=True)]
    for each, shown in _weak(kb, *pair, finding, key, rng):
        says = numbers(each, shown)
        label = kb.findings[each].label
        options.append(draft.option(label, draft.say("wrong", **says), draft.say("misconception", **says)))
    measure = {"lr": {"finding": finding.id, "state": state, "cause": cause.id, "than": other.id}}
    return draft.question(
        "single",
        draft.say("stem", **names),
        draft.say("why", **names),
        options=options,
        proof=[measure | ({"above": math.exp(STRONG)} if key.lr > 1 else {"below": math.exp(-STRONG)})],
        sources=(
            source_of(kb, cause.id, finding.id),
            source_of(kb, other.id, finding.id),
            *cause.sources[:1],
            *other.sources[:1],
        ),
    )


def _weak(
    kb: KnowledgeBase, one: str, other: str, finding: Finding, key: Ratio, rng: Random
) -> list[tuple[str, str]]:
    """Three findings like this one, with a state of each, of which a cause speaks and which surely tell less
    than the key, and little at all."""
    kinds = BEDSIDE if finding.kind in BEDSIDE else (finding.kind,)
    pool = sorted(
        {*kb.causes[one].findings, *kb.causes[other].findings} - {finding.id} - VAGUE - {"age-band", "sex"}
    )
    rng.shuffle(pool)
    found: list[tuple[str, str]] = []
    for each in pool:
        if kb.findings[each].kind in kinds and (shown := _little(kb, one, other, each, key)):
            found.append((each, shown))
            if len(found) == 3:
                return found
    raise Rejected


def _little(kb: KnowledgeBase, one: str, other: str, finding: str, key: Ratio) -> str:
    """The abnormal state of a finding that may be shown as telling little; '' where it may not."""
    between = _between(kb, one, other, finding)
    first, *abnormal = kb.findings[finding].states
    if not between or any(abs(r.log) > WEAK or r.most >= key.least for r in between.values()):
        return ""
    if any(1 - distribution(kb, cause, finding)[first] < COMMON for cause in (one, other)):
        return ""
    shown = _widest({state: between[state] for state in abnormal})
    return shown if abs(between[shown].log) <= LITTLE else ""


def for_or_against(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Whether a finding speaks for a cause, against it, or neither."""
    cause = rng.choice(causes_of(kb, draft.template))
    key = rng.choice([k for k in cause.findings if kb.findings[k].kind != "person"] or [""])
    need(key)
    finding = kb.findings[key]
    state = rng.choice(finding.states)
    found = ratio_of(kb, key, state, cause.id)
    wanted = rng.choice(("for", "against", "neither"))
    need(key not in VAGUE)
    # That something rare is not there is no news.
    need(state != finding.states[0] or (wanted != "neither" and distribution(kb, None, key)[state] <= 0.9))
    need(
        {
            "for": found.low >= WEAK,
            "against": found.high <= -WEAK,
            "neither": abs(found.log) <= FLAT and found.most < STRONG,
        }[wanted]
    )
    names = {
        "cause": in_sentence(cause.name),
        "here": share(kb, cause.id, key, state),
        "there": share(kb, None, key, state),
        "lr": ratio(found.lr),
    }
    options = []
    for one in ("for", "against", "neither"):
        why = draft.say(f"right_{one}" if one == wanted else f"wrong_{one}", **names)
        if one == wanted == "against" and cause.must_not_miss:
            why += " " + draft.say("caution", **names)
        options.append(
            draft.option(draft.say(one), why, draft.say(f"misconception_{one}"), right=one == wanted)
        )
    low, high = {"for": (2, 1e9), "against": (0, 0.5), "neither": (0.7, 1.4)}[wanted]
    return draft.question(
        "single",
        draft.say("stem", finding=noted(kb, key, state), **names),
        draft.say("why"),
        options=options,
        proof=[{"lr": {"finding": key, "state": state, "cause": cause.id}, "between": [low, high]}],
        sources=(source_of(kb, cause.id, key), source_of(kb, None, key), *cause.sources[:1]),
    )


def first_test(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which is the first test of choice for a cause."""
    cause = rng.choice(causes_of(kb, draft.template))
    own = {one.finding for one in cause.investigations}
    first = cause.investigations[0]
    need(_is_test(kb.findings[first.finding]))
    others = {}
    for mimic in cause.mimics:
        other = kb.causes[mimic.cause]
        tests = [one for one in other.investigations if _is_test(kb.findings[one.finding])]
        if mimic.cause in family(kb, cause.id) or not tests:
            continue
        if tests[0].finding not in own and _silent(kb, cause.id, tests[0].finding):
            others.setdefault(tests[0].finding, (other, tests[0]))
    need(len({kb.findings[key].label for key in others}) >= 3)
    names = {"cause": in_sentence(cause.name)}
    label = kb.findings[first.finding].label
    options = [draft.option(label, draft.say("right", why=first.why, **names), right=True)]
    for key in some(rng, sorted(others), 3):
        other, test = others[key]
        wrong = draft.say("misconception", finding=in_sentence(kb.findings[key].label), **names)
        why = draft.say("wrong", other=in_sentence(other.name), why=test.why, **names)
        options.append(draft.option(kb.findings[key].label, why, wrong))
    return draft.question(
        "single",
        draft.say("stem", **names),
        draft.say("why", result=cause.classic_result, **names),
        options=options,
        proof=[{"fact": f"causes.{cause.id}.investigations.0.finding", "equals": first.finding}],
        sources=(first.source, *cause.sources[:2]),
    )


def _is_test(finding: Finding) -> bool:
    """Whether a finding is a test to order or a manoeuvre with a name, and not something told or seen."""
    return finding.kind in ("bedside-test", "laboratory", "imaging") or bool(TEST.search(finding.label))


def _silent(kb: KnowledgeBase, cause: str, finding: str) -> bool:
    """Whether a test surely says little about a cause, so that nobody would order it to find that cause."""
    if finding not in kb.causes[cause].findings:
        return True
    bad = kb.findings[finding].states[-1]
    try:
        return ratio_of(kb, finding, bad, cause).low < WEAK
    except Rejected:
        return False
