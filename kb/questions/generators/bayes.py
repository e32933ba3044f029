"""Bayes by hand: a probability after a test, and what a test does to a thousand people."""

from random import Random

from ...reasoning.likelihood import distribution, likelihood_ratio, stated
from ...reasoning.probability import post_test as after_test
from ...reasoning.screening import PEOPLE
from ...records import KnowledgeBase, Question
from ...wording import in_sentence, state_words
from .making import Draft, need, number, source_of

PRETEST = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
TELLS = 1.5
"""A ratio nearer to 1 than this, or its inverse, is no exercise: the answer is the question."""


def _tested(kb: KnowledgeBase, draft: Draft, rng: Random) -> tuple[str, str]:
    """A cause and a finding of the template whose numbers are no estimates on either side."""
    cause, finding = rng.choice(draft.template.causes), rng.choice(draft.template.findings)
    need(finding in kb.causes[cause].findings and len(kb.findings[finding].states) == 2)
    need(all(stated(kb, one, finding).basis != "estimate" for one in (cause, None)))
    return cause, finding


def post_test(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """The probability after a result, from the one before and the likelihood ratio."""
    cause, finding = _tested(kb, draft, rng)
    state = rng.choice(kb.findings[finding].states)
    exact = likelihood_ratio(kb, finding, state, cause)
    need(max(exact, 1 / exact) >= TELLS)
    lr = float(f"{exact:.2g}")
    before = rng.choice(PRETEST)
    after = after_test(before, lr)
    answer = round(100 * after, 1)
    tolerance = 1.0 if 5 <= answer <= 95 else 0.5
    # Whoever multiplies the probability by the ratio, or leaves it as it was, must not be right.
    need(abs(100 * before - answer) > 2 * tolerance and abs(100 * before * lr - answer) > 2 * tolerance)
    odds = before / (1 - before)
    names = {
        "cause": in_sentence(kb.causes[cause].name),
        "finding": _result(kb, finding, state),
        "lr": f"{lr:g}",
        "pretest": f"{100 * before:g} %",
    }
    return draft.question(
        "numeric",
        draft.say("stem", **names),
        draft.say(
            "why",
            pretest=names["pretest"],
            odds=f"{odds:.3g}",
            lr=f"{lr:g}",
            after=f"{odds * lr:.3g}",
            answer=f"{answer:g} %",
        ),
        answer=number(answer, tolerance, "%", 0, 100),
        proof=[
            {"post-test": {"pretest": before, "lr": lr}, "is-answer": True},
            {
                "lr": {"finding": finding, "state": state, "cause": cause},
                "between": [0.94 * lr, 1.06 * lr],
            },
        ],
        sources=(source_of(kb, cause, finding), source_of(kb, None, finding)),
    )


def _result(kb: KnowledgeBase, finding: str, state: str) -> str:
    """'ankle-brachial index at rest: low', '… : not found' where its only states are absent and present."""
    word = {"present": "found", "absent": "looked for and not found"}.get(state, state_words(state))
    return f"{in_sentence(kb.findings[finding].label)}: {word}"


def screening(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """How many of a thousand a test misses, or alarms for nothing."""
    cause, finding = _tested(kb, draft, rng)
    bad = kb.findings[finding].states[1]
    sensitivity = round(distribution(kb, cause, finding)[bad], 2)
    specificity = round(1 - distribution(kb, None, finding)[bad], 2)
    before = rng.choice(PRETEST)
    ill = round(PEOPLE * before)
    asks = rng.choice(("missed", "alarmed"))
    value = ill * (1 - sensitivity) if asks == "missed" else (PEOPLE - ill) * (1 - specificity)
    answer = round(value)
    need(answer >= 3)
    fact = f"causes.{cause}.findings.{finding}.p.{bad}"
    rate = (1 - sensitivity) if asks == "missed" else (1 - specificity)
    return draft.question(
        "numeric",
        draft.say(
            "stem",
            people=PEOPLE,
            pretest=f"{100 * before:g} %",
            cause=in_sentence(kb.causes[cause].name),
            test=_result(kb, finding, bad),
            sensitivity=f"{100 * sensitivity:g} %",
            specificity=f"{100 * specificity:g} %",
        )
        + " "
        + draft.say(asks),
        draft.say(
            f"right_{asks}",
            ill=ill,
            well=PEOPLE - ill,
            sensitivity=f"{100 * (1 - sensitivity):g} %",
            specificity=f"{100 * (1 - specificity):g} %",
            answer=answer,
        )
        + " "
        + draft.say("why"),
        answer=number(answer, 1, "people", 0, PEOPLE),
        proof=[
            {"product": [ill if asks == "missed" else PEOPLE - ill, round(rate, 2)], "is-answer": True},
            {"fact": fact, "between": [sensitivity - 0.006, sensitivity + 0.006]},
            {
                "fact": f"findings.{finding}.background.p.{bad}",
                "between": [1 - specificity - 0.006, 1 - specificity + 0.006],
            },
        ],
        sources=(source_of(kb, cause, finding), source_of(kb, None, finding)),
    )
