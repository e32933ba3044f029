"""How questions are written, and whether the knowledge base bears out their keys."""

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Fault
from ..questions.kinds import kind_of
from ..questions.proof import failures
from ..reading.references import Place, Where
from ..records import KnowledgeBase


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
        for path, problem in kind_of(question).faults(question):
            yield place(path, problem)


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
