"""Pages to read: a cause, causes side by side, figures with their sources, a lesson's head."""

from collections.abc import Sequence

from kb.errors import KneeError
from kb.questions.proof import fact
from kb.reasoning.contrast import telling, widest
from kb.reasoning.likelihood import distribution
from kb.reasoning.triage import WORDS
from kb.records import Cause, Distribution, Figure, KnowledgeBase

from . import _html as html
from ._html import esc, percent, ratio
from .record.progress import Progress

VERDICTS = {"indicated": "✓ helps", "pointless": "○ pointless", "harmful": "✗ harms"}


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


def cause_page(kb: KnowledgeBase, cause: Cause, *, findings: int = 8) -> str:
    """What to know about a cause on one screen; more opens below."""
    must = ' <span class="must">! must not be missed</span>' if cause.must_not_miss else ""
    care = "".join(
        f"<li><strong>{VERDICTS[line.verdict]}: {esc(kb.care[line.care].name)}.</strong> {esc(line.why)}"
        f"{' ' + html.source_link(kb, line.source) if line.source else ''}</li>"
        for line in sorted(cause.care, key=lambda line: list(VERDICTS).index(line.verdict))
    )
    tests = "".join(
        f"<li><strong>{esc(kb.findings[line.finding].label)}.</strong> {esc(line.why)}</li>"
        for line in cause.investigations
    )
    mimics = "".join(
        f"<li><strong>{esc(kb.causes[m.cause].name)}:</strong> {esc(m.says)}</li>" for m in cause.mimics
    )
    numbers = "".join(
        f"<li>{esc(f.text)}: <strong>{esc(html.number(f))}</strong> {html.badge(kb, f)}</li>"
        for f in cause.figures.values()
    )
    return (
        f'<div class="card"><h3>{esc(cause.name)}{must}</h3>'
        f"<p>{esc(cause.story)}</p>"
        f'<div class="columns"><div><h4>What goes wrong</h4><p>{esc(cause.mechanism)}</p></div>'
        f"<div><h4>Who gets it</h4><p>{esc(cause.who)}</p></div></div>"
        f"<p><strong>A patient with this needs {esc(WORDS[cause.urgency])}.</strong></p>"
        f"{_telling(kb, cause, findings)}"
        f'<details><summary>Tests of choice</summary><ul class="plain">{tests}</ul></details>'
        f'<details><summary>What helps, what harms</summary><ul class="plain">{care}</ul></details>'
        f'<details><summary>Mistaken for</summary><ul class="plain">{mimics}</ul></details>'
        + (
            f"<details><summary>Figures ({len(cause.figures)})</summary>"
            f'<ul class="plain">{numbers}</ul></details>'
            if numbers
            else ""
        )
        + f"<details><summary>Course and complications</summary><p>{esc(cause.recovery.text)}</p>"
        f"<p>{esc('; '.join(cause.complications))}.</p></details>"
        + (
            f"<details><summary>Where sources disagree</summary><p>{esc(cause.note)}</p></details>"
            if cause.note
            else ""
        )
        + html.sources(kb, cause.sources)
        + "</div>"
    )


def _telling(kb: KnowledgeBase, cause: Cause, n: int) -> str:
    rows = [
        (
            esc(html.with_state(kb.findings[one.finding], one.state)),
            percent(one.here),
            percent(one.other),
            ratio(one.lr),
            html.badge(kb, one.claim),
        )
        for one in telling(kb, cause, n)
    ]
    head = ("Telling findings", "In this cause", "In other leg pain", "LR", "Number from")
    return html.table(head, rows)


def comparison(kb: KnowledgeBase, causes: Sequence[Cause], findings: Sequence[str]) -> str:
    """Causes as columns, findings as rows; bars and numbers together."""
    rows = []
    for key in findings:
        finding = kb.findings[key]
        _, state = widest(kb, causes, key)
        cells = []
        for cause in causes:
            p = distribution(kb, cause.id, key)[state]
            silent = (
                ""
                if key in cause.findings
                else f'<br><span class="badge">{esc(_instead(kb, cause, key))}</span>'
            )
            cells.append(f'<span class="share">{html.bar(p)} {percent(p)}</span>{silent}')
        rows.append((esc(html.with_state(finding, state)), *cells))
    head = ("Finding", *(esc(cause.name) for cause in causes))
    return (
        f'<div class="card">{html.table(head, rows, caption="How often each finding is there")}'
        '<p class="soft">A cause’s own page says where each number comes from; many are estimates.</p></div>'
    )


def _instead(kb: KnowledgeBase, cause: Cause, finding: str) -> str:
    """What speaks for a finding on which the cause itself is silent."""
    sound = [kb.spared[key].label for key in cause.spares if finding in kb.spared[key].findings]
    return sound[0] if sound else "as in others"


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
    name = getattr(owner, "name", "") or owner.label
    if isinstance(claim, Figure):
        return f"{name}: {claim.text}", html.number(claim), claim
    if isinstance(claim, Distribution):
        cause = steps[1] if steps[0] == "causes" else None
        finding = kb.findings[steps[3] if cause else steps[1]]
        state = finding.states[-1]
        where = f"{name}: {html.with_state(finding, state)}" if cause else html.with_state(finding, state)
        return where, percent(distribution(kb, cause, finding.id)[state]), claim
    raise KneeError(f"fact '{path}' is not a number with a source; end the path at the record")
