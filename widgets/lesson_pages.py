"""A lesson’s own pages: its head, the map of all, figures with their sources, works cited, the notice."""

import re
from collections.abc import Sequence

from kb.errors import KneeError
from kb.questions.proof import fact
from kb.questions.result import Share
from kb.reasoning.likelihood import distribution
from kb.records import Distribution, Figure, KnowledgeBase, Lesson
from kb.wording import shortened

from . import _html as html
from ._html import esc, percent
from .record.progress import Progress, go_on, in_order

REVIEW = "07_review_and_examination.ipynb"
"""The notebook for every day after the first."""
ERRORS = 6
"""Most mistakes that are named at once."""


def lesson_head(kb: KnowledgeBase, progress: Progress, lesson: str) -> str:
    """Title, minutes and objectives, with what is mastered already."""
    head = kb.lessons[lesson]
    return (
        f'<div class="card"><h3>{esc(head.title)}</h3>'
        f'<p class="soft">About {head.minutes} minutes. {_answered(progress.of_lesson(kb, lesson))} '
        f"After it you can:</p>{_objectives(kb, progress, head)}</div>"
    )


def _objectives(kb: KnowledgeBase, progress: Progress, lesson: Lesson) -> str:
    rows = []
    for objective in lesson.objectives:
        got = progress.of_objective(kb, lesson.id, objective.id)
        word = f"{got.got:g} of {got.of} · " + ("mastered" if got.mastered else "on the way")
        rows.append(
            f"<li>{html.ring(got.share)}<span>{esc(objective.text)} "
            f'<small class="word">{esc(word if got.answered else "not begun")}</small></span></li>'
        )
    return f'<ul class="rings" aria-label="Objectives and progress">{"".join(rows)}</ul>'


def _answered(share: Share) -> str:
    return f"{share.answered} of {share.of} questions answered." if share.answered else "Not begun."


def lesson_map(kb: KnowledgeBase, progress: Progress, today: str = "", errors: Sequence[str] = ()) -> str:
    """What to do today, where to go on, and every lesson with its title, its time and a ring; what it teaches
    opens on demand. A ring counts the best answer to each question.

    `today` says what is due; `errors` are the questions whose wrong answer was held for sure and would harm.
    """
    cards = []
    for lesson in in_order(kb):
        share = progress.of_lesson(kb, lesson.id)
        mastered = sum(progress.of_objective(kb, lesson.id, one.id).mastered for one in lesson.objectives)
        done = f" {mastered} of {len(lesson.objectives)} objectives mastered." if mastered else ""
        cards.append(
            f"<li>{html.ring(share.share, large=True)}<div>{_link(lesson)}"
            f'<p class="soft">{lesson.minutes} minutes. {_answered(share)}{done}</p>'
            f"<details><summary>After it you can</summary>"
            f"{_objectives(kb, progress, lesson)}</details></div></li>"
        )
    start = _start(kb, progress, today) + _errors(kb, errors)
    return f'<div class="card">{start}<ol class="lessons">{"".join(cards)}</ol></div>'


def _start(kb: KnowledgeBase, progress: Progress, today: str) -> str:
    """What to do now: one line for each reason to begin, the weightiest first."""
    lesson, began = go_on(kb, progress)
    word = "Continue where you stopped" if began else "Next lesson" if progress.best else "Begin here"
    due = f'<p class="headline">{_open(REVIEW, "Review")}: {esc(today)}</p>' if progress.best else ""
    return f'{due}<p class="headline">{word}: {_link(lesson)}</p>'


def _errors(kb: KnowledgeBase, errors: Sequence[str]) -> str:
    """The mistakes that would do harm and are still open."""
    if not errors:
        return ""
    items = []
    for key in errors[:ERRORS]:
        question = kb.questions[key]
        where = f'<span class="soft">{_link(kb.lessons[question.lesson])}</span>'
        items.append(f"<li>{esc(shortened(question.stem))} {where}</li>")
    left = len(errors) - ERRORS
    more = f'<p class="soft">And {left} more.</p>' if left > 0 else ""
    return (
        '<section class="open-errors"><h4>Sure and wrong, where a leg or a life is at stake</h4>'
        '<p class="soft">A question leaves this list when it was answered rightly and surely twice, days '
        f'apart. They come back in the review.</p><ul class="plain">{"".join(items)}</ul>{more}</section>'
    )


def _link(lesson: Lesson) -> str:
    return _open(lesson.notebook, lesson.title)


def _open(notebook: str, title: str) -> str:
    return f'<a href="{esc(notebook)}" target="_blank">{esc(title)}</a>'


def references(kb: KnowledgeBase, keys: Sequence[str]) -> str:
    """Full references, by the names under which the prose cites them."""
    items = []
    for source in sorted((kb.sources[key] for key in keys), key=lambda one: one.short.casefold()):
        names = ", ".join(name.literal or f"{name.family} {name.given}".strip() for name in source.author)
        place = ", ".join(filter(None, (source.container_title, source.volume, source.page)))
        stop = "" if source.title.endswith(("?", "…")) else "."
        year = f" ({source.issued})" if source.issued else ""
        who = f"{names}{year}".rstrip(".") + "."
        note = f' <span class="soft">{esc(source.remark)}</span>' if source.remark else ""
        link = f' <a href="{esc(source.link)}" target="_blank" rel="noopener noreferrer">open</a>'
        items.append(
            f"<li>{esc(who) + ' ' if names else ''}{esc(source.title)}{stop} "
            f"{esc(place) + '.' if place else ''}{'' if names else year}"
            f"{link if source.link else ''}{note}</li>"
        )
    return f'<div class="card reading"><h3>References</h3><ul class="plain">{"".join(items)}</ul></div>'


def notice(text: str, *, seen: bool = False) -> str:
    """The one notice. Who has `seen` it gets its last sentence, which says when to get help; the rest
    opens."""
    head = "<strong>Education, not medical advice.</strong>"
    if not seen:
        return f'<p class="notice">{head} {esc(text)}</p>'
    *_, danger = re.split(r"(?<=[.!?])\s+", text.strip())
    return f'<details class="notice"><summary>{head} {esc(danger)}</summary><p>{esc(text)}</p></details>'


def figures(kb: KnowledgeBase, paths: Sequence[str]) -> str:
    """Facts of the knowledge base as sentences: each path's number with its source.

    Raises:
        KneeError: if a path leads to no number.
    """
    items = []
    for path in paths:
        said, value, claim = _told(kb, path)
        who = f' <span class="soft">({esc(claim.population)})</span>' if claim.population else ""
        items.append(f"<li>{esc(said)}: <strong>{esc(value)}</strong>{who} {html.badge(kb, claim)}</li>")
    return f'<div class="card reading"><ul class="plain">{"".join(items)}</ul></div>'


def figures_in_text(kb: KnowledgeBase, paths: Sequence[str]) -> str:
    """The same as plain lines.

    Raises:
        KneeError: if a path leads to no number.
    """
    lines = []
    for path in paths:
        said, value, claim = _told(kb, path)
        source = kb.sources[claim.source].short if claim.source else "estimate"
        lines.append(f"{said}: {value} [{source}]")
    return "\n".join(lines)


def _told(kb: KnowledgeBase, path: str) -> tuple[str, str, Figure | Distribution]:
    """What a fact says, its number, and the record that says where it comes from."""
    claim = fact(kb, path)
    steps = path.split(".")
    owner = fact(kb, ".".join(steps[: 3 if steps[0] == "rules" else 2]))
    name = getattr(owner, "name", "") or getattr(owner, "label", "")
    if isinstance(claim, Figure):
        return f"{name}: {claim.text}", html.number(claim), claim
    if isinstance(claim, Distribution):
        cause = steps[1] if steps[0] == "causes" else None
        finding = kb.findings[steps[3] if cause else steps[1]]
        state = finding.states[-1]
        where = f"{name}: {html.with_state(finding, state)}" if cause else html.with_state(finding, state)
        return where, percent(distribution(kb, cause, finding.id)[state]), claim
    raise KneeError(f"fact '{path}' is not a number with a source; end the path at the record")
