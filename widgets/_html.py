"""Record → HTML. The only place that writes markup; every text from content goes through `esc`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from kb import wording
from kb.records import Distribution, Figure, Finding, KnowledgeBase
from kb.wording import percent, ratio, state_words

__all__ = [
    "badge",
    "bar",
    "esc",
    "number",
    "numbered",
    "percent",
    "ratio",
    "ring",
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
    """A source as a number that shows its card on hover, focus and tap. `numbered` gives the number."""
    card = kb.sources[key].card(name)
    lines = [f"<span>{esc(card['title'])}</span>"]
    lines += [f'<span class="soft">{esc(card[part])}</span>' for part in ("place", "note") if card[part]]
    lines.append(
        f'<a href="{esc(card["link"])}" target="_blank" rel="noopener noreferrer">Open the source</a>'
        if card["link"]
        else '<span class="soft">Not on line</span>'
    )
    number, short = _mark(key), esc(card["short"])
    return (
        f'<span class="cite"><button type="button" aria-label="Source {number}: {short}">{number}</button>'
        f'<span class="cite-card"><b>{short}</b>{"".join(lines)}</span></span>'
    )


def _mark(key: str) -> str:
    return f"\N{START OF TEXT}{key}\N{END OF TEXT}"


MARK = re.compile("\N{START OF TEXT}([^\N{END OF TEXT}]*)\N{END OF TEXT}")


LIST, BETWEEN = "\N{INFORMATION SEPARATOR TWO}", "\N{INFORMATION SEPARATOR ONE}"
LISTED = re.compile(f"{LIST}([^{LIST}]*){LIST}")


def numbered(html: str) -> str:
    """A page with its sources numbered in the order in which they come, each source with one number."""
    numbers: dict[str, int] = {}
    html = MARK.sub(lambda found: str(numbers.setdefault(found[1], len(numbers) + 1)), html)
    return LISTED.sub(lambda found: " ".join(sorted(found[1].split(BETWEEN), key=_number)), html)


def _number(cite: str) -> int:
    found = re.search(r"Source (\d+)", cite)
    return int(found[1]) if found else 0


def sources(kb: KnowledgeBase, keys: Iterable[str]) -> str:
    """A line of sources, or ''."""
    links = [source_link(kb, key, name) for key, name in short_names(kb, keys).items()]
    return (
        f'<p class="sources">Source{"s" * (len(links) > 1)}: {LIST}{BETWEEN.join(links)}{LIST}</p>'
        if links
        else ""
    )


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


def ring(p: float, *, large: bool = False) -> str:
    """How much of something is done; the number always stands beside it in words."""
    share = max(0.0, min(1.0, p))
    inside = f"{100 * share:.0f} %" if large else "✓" if share == 1 else ""
    kind = " is-large" if large else ""
    return f'<span class="ring{kind}" aria-hidden="true" style="--share:{100 * share:.0f}%">{inside}</span>'


Rows = Iterable[Iterable[str]]
"""Rows of escaped cells; the first of each is its header."""


def table(
    head: Sequence[str], rows: Rows | Mapping[str, Rows], *, caption: str = "", stacks: bool = False
) -> str:
    """A table of rows, or of rows in groups with a name each; groups without rows are left out.

    Args:
        stacks: on a narrow page a row becomes a block, each cell under the name of its column; for cells of
            many words. Other tables scroll sideways there, beside the names of their rows.
    """
    cells = head if stacks else ()
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    if isinstance(rows, Mapping):
        body = "".join(
            f'<tbody><tr class="group"><th scope="rowgroup" colspan="{len(head)}">{name}</th></tr>'
            f"{inside}</tbody>"
            for name, group in rows.items()
            if (inside := _rows(group, cells))
        )
    else:
        body = f"<tbody>{_rows(rows, cells)}</tbody>"
    said = f"<caption>{esc(caption)}</caption>" if caption else ""
    return scrolling(
        f'<table class="facts{" stacks" if stacks else ""}"{" role=table" if stacks else ""}>{said}'
        f"<thead><tr>{top}</tr></thead>{body}</table>",
        caption or "Table",
    )


def _rows(rows: Rows, heads: Sequence[str]) -> str:
    """`heads` are said in each cell as well, and roles too: a row that is a block is none for a browser."""

    def role(name: str) -> str:
        return f' role="{name}"' if heads else ""

    def one(i: int, cell: str) -> str:
        if i == 0:
            return f'<th scope="row"{role("rowheader")}>{cell}</th>'
        head = f' data-head="{heads[i]}"' if heads else ""
        return f"<td{role('cell')}{head}>{cell}</td>"

    return "".join(
        f"<tr{role('row')}>{''.join(one(i, cell) for i, cell in enumerate(row))}</tr>" for row in rows
    )


def scrolling(table: str, label: str) -> str:
    """A table that scrolls sideways where it does not fit, by keyboard too."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(label)}">{table}</div>'
