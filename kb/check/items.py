"""How questions are written, and whether the knowledge base bears out their keys."""

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Fault, nearest
from ..questions.proof import failures
from ..reading.references import Place, Where
from ..records import KnowledgeBase, Question

CLOUDY = re.compile(r"\b(all|none|both) of (the above|these)\b", re.I)
NEGATIVE = re.compile(r"\b(not|except|never)\b")
ABSOLUTE = re.compile(r"\b(always|never|all patients|no patient)\b", re.I)
SORTED = ("matching", "extended-matching", "ordering")
"""Kinds of questions where every option has its place, and none is wrong."""


def item_writing(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Known flaws of test items, and keys that the knowledge base no longer bears out."""
    stems = Counter(question.stem for question in kb.questions.values())
    for question in kb.questions.values():
        place = Place(files, question)
        for index, problem in failures(kb, question):
            yield place(f"proof.{index}", problem)
        if not question.proof and question.script is None:
            yield place("proof", "is empty; tie the key to the facts that prove it")
        if not question.sources:
            yield place("sources", "is empty; a verdict shows its source")
        if stems[question.stem] > 1:
            yield place("stem", "stands in another question too")
        yield from _keyed(question, place)
        texts = [option.text.strip().casefold() for option in question.options]
        if len(set(texts)) != len(texts):
            yield place("options", "two options say the same")
        for i, option in enumerate(question.options):
            if question.kind in SORTED:
                continue
            if not option.right and not option.misconception:
                yield place(f"options.{i}.misconception", "is missing; name the mistaken idea")
            if CLOUDY.search(option.text):
                yield place(f"options.{i}.text", "'all/none of the above' tests logic, not knowledge")
            if not option.right and ABSOLUTE.search(option.text):
                yield place(f"options.{i}.text", "an absolute word gives a wrong option away")
        if question.kind != "true-false" and NEGATIVE.search(question.stem.rpartition(". ")[2]):
            yield place("stem", "asks in the negative; ask for what is, or write NOT in capitals")
        if question.kind == "single":
            right = max((len(o.text) for o in question.options if o.right), default=0)
            wrong = max((len(o.text) for o in question.options if not o.right), default=right)
            if right > 1.6 * wrong + 10:
                yield place("options", "the right option is much the longest, which gives it away")


def _keyed(question: Question, place: Place) -> Iterator[Fault]:
    right = sum(option.right for option in question.options)
    if question.kind == "numeric":
        answer = question.answer
        if answer is None or question.options:
            yield place("answer", "a numeric question has an answer and no options")
        elif not answer.low <= answer.value <= answer.high:
            yield place("answer.value", f"{answer.value:g} is outside its own range")
        if not any("is-answer" in proof for proof in question.proof):
            yield place("proof", "a numeric key needs a proof with is-answer")
        return
    if question.answer is not None:
        yield place("answer", "belongs to numeric questions only")
    if (question.kind == "script-concordance") != (question.script is not None):
        yield place("script", "is needed for script-concordance, and for nothing else")
    if question.script is not None:
        if question.options:
            yield place("options", "the scale of a script-concordance question is fixed")
        return
    if question.kind in SORTED:
        yield from _sorted(question, place)
        return
    if question.prompts:
        yield place("prompts", "belong to matching and extended-matching questions")
    if question.kind == "hotspot":
        if question.picture is None:
            yield place("picture", "is missing; a hotspot question needs one")
        for i, option in enumerate(question.options):
            if not option.at:
                yield place(f"options.{i}.at", "is missing; name the form in the picture")
    elif any(option.at for option in question.options):
        yield place("options", "at belongs to hotspot questions only")
    if not 3 <= len(question.options) <= 7:
        yield place("options", f"{len(question.options)} options; three to seven are needed")
    if question.kind == "several":
        if not 1 <= right < len(question.options):
            yield place("options", f"{right} of {len(question.options)} are right; some but not all must be")
    elif right != 1:
        yield place("options", f"{right} options are right; exactly one must be")
    if (question.kind == "true-false") != (question.truth is not None):
        yield place("truth", "is needed for true-false, and for nothing else")


def _sorted(question: Question, place: Place) -> Iterator[Fault]:
    if question.kind == "ordering":
        if not question.order or question.prompts:
            yield place("order", "an ordering question says from what to what, and has no prompts")
        if not 3 <= len(question.options) <= 8:
            yield place("options", f"{len(question.options)} to put in order; three to eight are needed")
        return
    keys = [option.key for option in question.options]
    if "" in keys or len(set(keys)) != len(keys):
        yield place("options", "every option needs a key of its own")
    wanted = [prompt.match for prompt in question.prompts]
    for i, key in enumerate(wanted):
        if key not in keys:
            yield place(f"prompts.{i}.match", f"there is no option '{key}'{nearest(key, keys)}")
    if not 2 <= len(wanted) <= 6:
        yield place("prompts", f"{len(wanted)} prompts; two to six are needed")
    if question.kind == "matching" and len(set(wanted)) != len(wanted):
        yield place("prompts", "an option is wanted twice; only extended-matching allows that")
    if not len(wanted) <= len(keys) <= 10:
        yield place("options", f"{len(keys)} options for {len(wanted)} prompts; as many or more, up to ten")


def patients_questions(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Answers that rest on facts and sources, and that the knowledge base still bears out."""
    asked = Counter(faq.question.casefold() for faq in kb.faq.values())
    for faq in kb.faq.values():
        place = Place(files, faq)
        for index, problem in failures(kb, faq):
            yield place(f"proof.{index}", problem)
        for index, proof in enumerate(faq.proof):
            if re.search(r"\.(care|mimics|investigations)\.\d", str(proof.get("fact", ""))):
                yield place(
                    f"proof.{index}", "counts lines of a list, which may move; use {care: {cause, care}}"
                )
        for name in ("question", "answer", "red_flag", "proof", "sources"):
            if not getattr(faq, name):
                yield place(name, "is empty; an answer needs it")
        if asked[faq.question.casefold()] > 1:
            yield place("question", "is asked twice")
