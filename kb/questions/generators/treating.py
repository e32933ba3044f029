"""What helps in a cause, and what harms."""

from random import Random

from ...records import KnowledgeBase, Question
from ...wording import in_sentence
from .making import Draft, causes_of, need, some

PLAIN = {"send-home"}
"""Care whose harm nobody doubts: no question."""


def care_verdict(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Which of four kinds of care does harm, or which is right: the template's texts say which is asked."""
    cause = rng.choice(causes_of(kb, draft.template))
    asks = rng.choice(("harmful", "indicated"))
    lines = [line for line in cause.care if line.care not in PLAIN and kb.care[line.care].kind != "advice"]
    keys = [line for line in lines if line.verdict == asks]
    rest = [line for line in lines if (line.verdict == "indicated") != (asks == "indicated")]
    need(keys)
    key = rng.choice(keys)
    names = {"cause": in_sentence(cause.name)}
    options = []
    for line in (key, *some(rng, rest, 3)):
        care = kb.care[line.care].name
        why = draft.say(line.verdict, why=line.why)
        wrong = draft.say(f"misconception_{asks}", care=in_sentence(care), **names)
        options.append(draft.option(care, why, wrong, right=line is key))
    return draft.question(
        "single",
        draft.say(f"stem_{asks}", **names),
        draft.say("why", treatment=cause.first_line),
        options=options,
        proof=[{"care": {"cause": cause.id, "care": key.care}, "equals": asks}],
        sources=(key.source, *cause.sources[:2]),
    )
