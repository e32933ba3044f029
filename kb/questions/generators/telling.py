"""What a finding is worth: between two causes, and for or against one. And which test comes first."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random

from ...reasoning.differential import family
from ...reasoning.likelihood import distribution
from ...records import Cause, Finding, Investigation, KnowledgeBase, Question
from ...wording import in_sentence, ratio, state_words
from .making import TEST, Draft, Ratio, Rejected, causes_of, need, noted, ratio_of, share, some, source_of
from .people import VAGUE

BEDSIDE = ("history", "symptom", "risk-factor", "examination")
STRONG, WEAK, LITTLE, FLAT = math.log(3), math.log(2), math.log(1.6), math.log(1.35)
"""A finding that tells apart does so threefold at least; one that does not, less than twofold, and by the
state that is shown of it less than that. One that hardly changes a suspicion changes its odds by less than a
third."""
RESULT_SAID = re.compile(r"\b(?:raised|positive|over \d|under \d)", re.I)
"""In the label of a test: it is the result that is named, and not the test."""
COMMON, MOSTLY = 0.25, 0.9
"""Shares of patients: from which a finding is worth asking about, and above which its absence is no news."""


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
    wanted = rng.choice(("for", "against", "neither"))
    key, state = rng.choice(_speaking(kb, cause.id)[wanted] or (("", ""),))
    need(key)
    found = ratio_of(kb, key, state, cause.id)
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


@lru_cache(maxsize=256)
def _speaking(kb: KnowledgeBase, cause: str) -> dict[str, list[tuple[str, str]]]:
    """What surely speaks for a cause, against it, and neither: findings that it speaks of, with a state."""
    found: dict[str, list[tuple[str, str]]] = {"for": [], "against": [], "neither": []}
    ordered = {one.finding for one in kb.causes[cause].investigations}
    for key in kb.causes[cause].findings:
        finding = kb.findings[key]
        asked = finding.kind in BEDSIDE or key in ordered
        if (
            not asked
            or key in VAGUE
            or any(state_words(one) in finding.label.casefold() for one in finding.states)
        ):
            continue  # a label that says its state says it twice beside it
        there = source_of(kb, None, key)
        if there and there != source_of(kb, cause, key):
            continue  # a number of one study's patients is not one of everybody with another cause
        for state in finding.states:
            normal = state == finding.states[0]
            # That something rare is not there is no news.
            if normal and distribution(kb, None, key)[state] > MOSTLY:
                continue
            try:
                one = ratio_of(kb, key, state, cause)
            except Rejected:
                continue
            if one.least >= WEAK:
                found["for" if one.log > 0 else "against"].append((key, state))
            elif abs(one.log) <= FLAT and one.most < STRONG and not normal:
                found["neither"].append((key, state))
    return found


def first_test(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which is the first test of choice for a cause."""
    cause = rng.choice(causes_of(kb, draft.template))
    first = cause.investigations[0]
    need(_is_test(kb.findings[first.finding]))
    others = _strange_tests(kb, cause.id)
    names = {"cause": in_sentence(cause.name)}
    label = kb.findings[first.finding].label
    options = [draft.option(label, draft.say("right", why=first.why, **names), right=True)]
    chosen = some(rng, sorted(others), 3)
    need(len({label, *(kb.findings[key].label for key in chosen)}) == 4)
    for key in chosen:
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


@lru_cache(maxsize=256)
def _strange_tests(kb: KnowledgeBase, cause: str) -> dict[str, tuple[Cause, Investigation]]:
    """Tests that nobody would order to find a cause, each the first one of what it is mistaken for, or of
    what that is mistaken for. None takes the machine of its own first test: one scan may look at both."""
    record = kb.causes[cause]
    own = {one.finding for one in record.investigations}
    machine = kb.findings[record.investigations[0].finding].modality
    near = [mimic.cause for mimic in record.mimics]
    near += [mimic.cause for key in near for mimic in kb.causes[key].mimics]
    found: dict[str, tuple[Cause, Investigation]] = {}
    for key in dict.fromkeys(near):
        other = kb.causes[key]
        tests = [one for one in other.investigations if _is_test(kb.findings[one.finding])]
        if key in family(kb, cause) or not tests or tests[0].finding in own:
            continue
        finding = kb.findings[tests[0].finding]
        if not (machine and finding.modality == machine) and _silent(kb, cause, finding.id):
            found.setdefault(finding.id, (other, tests[0]))
    return found


def _is_test(finding: Finding) -> bool:
    """Whether a finding is a test to order or a manoeuvre with a name, and not something told or seen."""
    ordered = finding.kind in ("bedside-test", "laboratory", "imaging") and "present" not in finding.states
    return (ordered and not RESULT_SAID.search(finding.label)) or bool(TEST.search(finding.label))


def _silent(kb: KnowledgeBase, cause: str, finding: str) -> bool:
    """Whether a test surely says little about a cause, so that nobody would order it to find that cause."""
    if finding not in kb.causes[cause].findings:
        return True
    try:
        found = [ratio_of(kb, finding, state, cause) for state in kb.findings[finding].states[1:]]
    except Rejected:
        return False
    return all(one.log < WEAK for one in found)
