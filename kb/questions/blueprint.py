"""Which questions an examination asks: by objective and cognitive level in proportion. Pure.

Questions are taken one by one. The next is drawn from those that lessen most what is still missing, counted
as (wanted − taken) over the objective, the level, the pictures and the patients; the seed decides among
equals. Of two questions that give each other away no more than one is taken, as long as the bank has
others.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import KneeError, unknown
from ..records import Blueprint, KnowledgeBase, Question

LESSON = "lesson"
"""Name of the blueprint for a lesson that has none of its own."""
COURSE = "course"
"""Name of the blueprint where none is named."""
PERSON = re.compile(
    r"\b(?:he|she|his|her|him)\b|\d+ years old|\baged \d+|\b(?:man|woman|boy|girl) of \d+|year-old",
    re.IGNORECASE,
)
TELLING = {"lr", "post-test", "score", "stratum", "probability", "triage", "red-flags", "care"}
"""Measures of a proof which, if two questions share one, let the verdict of the first answer the second."""
LONG = 15
"""Letters from which the words of a key in another question's stem are no coincidence."""


def blueprint(kb: KnowledgeBase, name: str) -> Blueprint:
    """The examination of this name, or the usual one over the lesson of this name.

    Raises:
        KneeError: if there is neither.
    """
    kept = kb.rules.blueprints
    if name in kept and name != LESSON:
        return kept[name]
    if name in kb.lessons and LESSON in kept:
        return replace(
            kept[LESSON], id=name, title=f"{kept[LESSON].title}: {kb.lessons[name].title}", lessons=(name,)
        )
    raise unknown("examination or lesson", name, [*(key for key in kept if key != LESSON), *kb.lessons])


def pool(kb: KnowledgeBase, plan: Blueprint) -> tuple[str, ...]:
    """Ids of the questions that may be asked."""
    lessons = plan.lessons or tuple(kb.lessons)
    return tuple(
        key
        for key, one in kb.questions.items()
        if one.lesson in lessons and plan.levels.get(one.level, 0) > 0
    )


def draw(kb: KnowledgeBase, plan: Blueprint, n: int, seed: int) -> tuple[str, ...]:
    """Ids of `n` questions in the order in which they are asked.

    Raises:
        KneeError: if the bank does not hold so many.
    """
    bank = pool(kb, plan)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= len(bank):
        raise KneeError(
            f"n={n!r:.20} is not a whole number from 1 to {len(bank)}, what the bank holds for this"
        )
    rng = random.Random(f"{plan.id}/{n}/{seed}")
    want = _wanted(kb, plan, bank, n)
    left = {key: _cells(kb.questions[key]) for key in bank}
    facts = {key: _facts(kb.questions[key]) for key in bank}
    back: dict[str, tuple[str, ...]] = {}
    taken: list[str] = []
    while len(taken) < n:
        free = left or back  # those held back are better than too few
        worth = {key: _use(cells, want) for key, cells in free.items()}
        best = max(worth.values()) - 1e-9
        key = rng.choice([key for key, use in worth.items() if use >= best])
        for cell in free.pop(key):
            want[cell] = want.get(cell, 0.0) - 1
        taken.append(key)
        for other in [one for one in left if facts[key] & facts[one] or _words(kb, key, one)]:
            back[other] = left.pop(other)
    rng.shuffle(taken)
    return tuple(taken)


def pass_mark(kb: KnowledgeBase, plan: Blueprint, questions: Sequence[str]) -> float:
    """Share of the credit that passes: the mean of what somebody gets who knows just enough, over these
    questions (Angoff's idea, with one judgement for each level instead of one for each question)."""
    return sum(plan.borderline.get(kb.questions[key].level, 0.0) for key in questions) / len(questions)


def about_patient(question: Question) -> bool:
    """Whether its words tell of somebody."""
    words = (question.stem, *(prompt.text for prompt in question.prompts))
    return question.script is not None or any(PERSON.search(text) for text in words)


def gives_away(kb: KnowledgeBase, one: str, other: str) -> bool:
    """Whether one of two questions helps to answer the other: their keys rest on the same number or rule, or
    the key of one stands in the words of the other."""
    shared = _facts(kb.questions[one]) & _facts(kb.questions[other])
    return bool(shared) or _words(kb, one, other)


def _facts(question: Question) -> frozenset[str]:
    """What its key rests on: numbers and rules, not what a structure is."""
    found = set()
    for proof in question.proof:
        for name, what in proof.items():
            number = name == "fact" and re.search(r"\.(?:value|p\.[^.]+)$", str(what))
            if name in TELLING or number:
                found.add(json.dumps([name, what], sort_keys=True, default=_plain))
    return frozenset(found)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)


def _words(kb: KnowledgeBase, one: str, other: str) -> bool:
    here, there = kb.questions[one], kb.questions[other]
    return _tells(here, there) or _tells(there, here)


def _tells(here: Question, there: Question) -> bool:
    """Whether the key of one is said in the other's stem or key."""
    if here.kind != "single":
        return False
    keys = [option.text.lower().rstrip(".") for option in here.options if option.right]
    said = " ".join((there.stem, *(option.text for option in there.options if option.right))).lower()
    return any(len(key) >= LONG and key in said for key in keys)


# ── What is wanted ───────────────────────────────────────────────────────────────────────────


def _cells(question: Question) -> tuple[str, ...]:
    """What a question counts for."""
    cells = [f"objective {question.lesson}/{question.objective}", f"level {question.level}"]
    if question.picture:
        cells.append("pictures")
    if about_patient(question):
        cells.append("patients")
    return tuple(cells)


def _wanted(kb: KnowledgeBase, plan: Blueprint, bank: Sequence[str], n: int) -> dict[str, float]:
    """How many of each: objectives as the bank holds them, levels as the plan says."""
    held = Counter(cell for key in bank for cell in _cells(kb.questions[key]))
    want = {cell: n * many / len(bank) for cell, many in held.items() if cell.startswith("objective")}
    parts = {level: part for level, part in plan.levels.items() if held[f"level {level}"]}
    want |= {f"level {level}": n * part / sum(parts.values()) for level, part in parts.items()}
    return want | {"pictures": n * plan.pictures, "patients": n * plan.patients}


def _use(cells: Iterable[str], want: Mapping[str, float]) -> float:
    """How much a question lessens what is missing. Pictures and patients have a least share and no most: to
    have enough of them counts nothing against a question."""
    total = 0.0
    for cell in cells:
        missing = want.get(cell, 0.0)
        total += max(missing, 0.0) if cell in ("pictures", "patients") else missing
    return total
