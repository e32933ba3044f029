"""A lesson’s own pages: its head, the map of all, figures with their sources, works cited, the notice."""

from collections.abc import Sequence

from kb.errors import KneeError
from kb.questions.proof import fact
from kb.reasoning.likelihood import distribution
from kb.records import Distribution, Figure, KnowledgeBase

from . import _html as html
from ._html import esc, percent
from .record.progress import Progress


def lesson_head(kb: KnowledgeBase, progress: Progress, lesson: str) -> str:
    """Title, minutes and objectives, with what is mastered already."""
    head = kb.lessons[lesson]
    rows = []
    for objective in head.objectives:
        got = progress.of_objective(kb, lesson, objective.id)
        word = f"{got.got:g} of {got.of} · " + ("mastered" if got.mastered else "on the way")
        rows.append(
            f'<tr><th scope="row">{esc(objective.text)}</th>'
            f"<td>{html.bar(got.share, kind='is-good')}</td>"
            f'<td class="word">{esc(word if got.answered else "not begun")}</td></tr>'
        )
    return (
        f'<div class="card"><h3>{esc(head.title)}</h3>'
        f'<p class="soft">About {head.minutes} minutes. After it you can:</p>'
        '<table class="bars"><caption class="visually-hidden">Objectives and progress</caption>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def lesson_map(kb: KnowledgeBase, progress: Progress) -> str:
    """Lessons with links to their notebooks; progress counts best answers."""
    rows = []
    for lesson in sorted(kb.lessons.values(), key=lambda one: one.notebook):
        share = progress.of_lesson(kb, lesson.id).share
        rows.append(
            (
                f'<a href="{esc(lesson.notebook)}" target="_blank">{esc(lesson.title)}</a>',
                f"{lesson.minutes} minutes",
                "<br>".join(esc(objective.text) for objective in lesson.objectives),
                f"{html.bar(share, kind='is-good')} {percent(share) if share else 'not begun'}",
            )
        )
    head = ("Lesson", "Takes", "After it you can", "Answered well")
    return f'<div class="card">{html.table(head, rows)}</div>'


def references(kb: KnowledgeBase, keys: Sequence[str]) -> str:
    """Full references, each with the key under which the prose cites it."""
    items = []
    for key in sorted(keys):
        source = kb.sources[key]
        names = ", ".join(name.literal or f"{name.family} {name.given}".strip() for name in source.author)
        place = ", ".join(filter(None, (source.container_title, source.volume, source.page)))
        stop = "" if source.title.endswith(("?", "…")) else "."
        year = f" ({source.issued})" if source.issued else ""
        note = f' <span class="soft">{esc(source.note)}</span>' if source.note else ""
        link = f' <a href="{esc(source.link)}" target="_blank" rel="noopener noreferrer">open</a>'
        items.append(
            f"<li><strong>[@{esc(key)}]</strong> {esc(names)}{year}. {esc(source.title)}{stop} "
            f"{esc(place)}.{link if source.link else ''}{note}</li>"
        )
    return f'<div class="card"><h3>References</h3><ul class="plain">{"".join(items)}</ul></div>'


def notice(text: str) -> str:
    """The one notice."""
    head = "<strong>Education, not medical advice.</strong>"
    return f'<p class="notice">{head} {esc(text)}</p>'


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
    return f'<div class="card"><ul class="plain">{"".join(items)}</ul></div>'


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
