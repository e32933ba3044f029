"""Record → HTML. The only place that writes markup; every text from content goes through `esc`."""

from collections.abc import Iterable
from html import escape

from kb import wording
from kb.records import Distribution, Figure, Finding, KnowledgeBase
from kb.wording import percent, ratio, state_words

__all__ = [
    "badge",
    "bar",
    "esc",
    "number",
    "percent",
    "ratio",
    "source_link",
    "sources",
    "state_words",
    "table",
    "with_state",
]


def esc(text: object) -> str:
    """Text as HTML, fit for element content and quoted attributes."""
    return escape(str(text), quote=True)


def number(figure: Figure) -> str:
    """Value with unit and confidence interval, as precise as it was published."""

    text = wording.amount(figure.value, figure.unit)
    if figure.ci:
        low, high = (wording.amount(end, figure.unit) for end in figure.ci)
        text += f" (95 % CI {low} to {high})"
    return text


def with_state(finding: Finding, state: str) -> str:
    """A finding's label, with the state where it is more than 'present'."""
    return wording.with_state(finding.label, state)


def short_names(kb: KnowledgeBase, keys: Iterable[str]) -> dict[str, str]:
    """Source key to a short name; two works of one author and year are told apart by their journal."""
    works = {key: kb.sources[key] for key in keys}
    return wording.told_apart({key: (work.short, work.container_title) for key, work in works.items()})


def source_link(kb: KnowledgeBase, key: str, name: str = "") -> str:
    """A source as a link, or as plain text where it has no address."""
    source = kb.sources[key]
    name = name or source.short
    title = esc(" ".join(filter(None, (source.title, source.container_title, source.note))))
    if source.link:
        return (
            f'<a href="{esc(source.link)}" target="_blank" rel="noopener noreferrer" '
            f'title="{title}">{esc(name)}</a>'
        )
    return f'<span title="{title}">{esc(name)}</span>'


def sources(kb: KnowledgeBase, keys: Iterable[str]) -> str:
    """A line of sources, or ''."""
    links = "; ".join(source_link(kb, key, name) for key, name in short_names(kb, keys).items())
    return f'<p class="sources">Sources: {links}</p>' if links else ""


def badge(kb: KnowledgeBase, claim: Figure | Distribution) -> str:
    """Where a number comes from: its source, or the word estimate."""
    if claim.basis == "estimate":
        how = esc(claim.how or "The authors’ teaching value")
        return f'<span class="badge is-estimate" title="{how}">estimate</span>'
    word = "derived from " if claim.basis == "derived" else ""
    title = f' title="{esc(claim.how or claim.population)}"' if claim.how or claim.population else ""
    second = ", second hand" if kb.sources[claim.source or ""].verified == "secondary" else ""
    return f'<span class="badge"{title}>{word}{source_link(kb, claim.source or "")}{second}</span>'


def bar(p: float, *, kind: str = "") -> str:
    """A horizontal bar; the number always stands beside it in words."""
    return (
        f'<span class="bar {kind}" aria-hidden="true">'
        f'<span style="width:{max(0.0, min(1.0, p)) * 100:.1f}%"></span></span>'
    )


def table(head: Iterable[str], rows: Iterable[Iterable[str]], *, caption: str = "") -> str:
    """A table of escaped cells; the first of each row is its header."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{cell}</th>' if i == 0 else f"<td>{cell}</td>" for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    said = f"<caption>{esc(caption)}</caption>" if caption else ""
    return scrolling(
        f'<table class="facts">{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>',
        caption or "Table",
    )


def scrolling(table: str, label: str) -> str:
    """A table that scrolls sideways where it does not fit, by keyboard too."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(label)}">{table}</div>'
