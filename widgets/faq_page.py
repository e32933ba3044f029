"""What patients ask: each question opens to its answer, to when help is needed, and to the sources."""

import ipywidgets as w

from kb.errors import unknown
from kb.records import Faq, KnowledgeBase

from ._html import esc, sources
from ._page import page

TOPICS = {
    "help": "When to get help",
    "cause": "What it may be",
    "care": "What to do",
    "course": "What to expect",
}
"""Topic to its heading, in the order of the page."""
OPEN = "when-must-i-go-to-hospital"
"""The one answer that nobody should have to look for."""


def faq_page(kb: KnowledgeBase, id: str | None = None) -> w.HTML:
    """All questions, grouped by topic and closed but for `OPEN`; or the one that is named.

    Raises:
        UnknownId: with the nearest id.
    """
    if id is None:
        return page("What patients ask", _all(kb), style="faq_page")
    if id not in kb.faq:
        raise unknown("question of patients", id, kb.faq)
    faq = kb.faq[id]
    answer = f'<div class="card reading faq"><h3>{esc(faq.question)}</h3>{_answer(kb, faq)}</div>'
    return page(faq.question, answer, style="faq_page")


def _all(kb: KnowledgeBase) -> str:
    groups = []
    for topic, title in TOPICS.items():
        items = "".join(
            f"<li><details{' open' if faq.id == OPEN else ''}><summary>{esc(faq.question)}</summary>"
            f"{_answer(kb, faq)}</details></li>"
            for faq in kb.faq.values()
            if faq.topic == topic
        )
        groups.append(f"<h4>{title}</h4><ul>{items}</ul>" if items else "")
    return (
        f'<div class="card reading faq"><h3>What patients ask</h3>{"".join(groups)}'
        '<p class="soft">No answer on a page replaces a look at the leg. Where no source stands behind a '
        "sentence, it is the teaching of this course’s authors.</p></div>"
    )


def _answer(kb: KnowledgeBase, faq: Faq) -> str:
    return (
        f"<p>{esc(faq.answer)}</p>"
        f'<p class="alarm"><strong>! When to get help:</strong> {esc(faq.red_flag)}</p>'
        f"{sources(kb, faq.sources)}"
    )
