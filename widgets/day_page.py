"""The debrief of a clinic: what was missed, where everyone went, how sure and how right, what next."""

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as w

from kb.patients.clinic import counted, danger
from kb.patients.encounter import Encounter
from kb.patients.review import Review, Seen, calibration_in_words, review
from kb.reasoning.triage import WORDS
from kb.records import DISPOSITIONS, KnowledgeBase, Setting
from kb.wording import in_sentence

from . import _html as html
from ._page import page
from .panel import Panel

TRIAGE = {
    "right": ("is-right", "✓ right"),
    "under-triage": ("is-under", "▼ too low"),
    "over-triage": ("is-over", "▲ too high"),
}
"""Style and words of a cell of the triage matrix."""
LEFT, TOP, WIDE, HIGH, BOTTOM = 70, 34, 480, 300, 52
"""Margins and sides of the calibration plot in its own units."""


def pages(
    kb: KnowledgeBase, result: Review, *, waiting: int, setting: Setting, everyone: Sequence[Encounter]
) -> list[w.Widget]:
    """Widgets of the day's debrief, from top to bottom.

    Args:
        waiting: how many of the clinic have not been decided about.
        everyone: all decided patients of the learner, whom the middle part can show instead.
    """
    more = len(everyone) > len(result.seen)
    reviews = {False: result}

    def draw(values: Mapping[str, Any]) -> str:
        whole = bool(values.get("all")) and more
        if whole not in reviews:
            reviews[whole] = review(kb, everyone)
        return _matrix(reviews[whole]) + _calibration(reviews[whole])

    scope = {
        "kind": "check",
        "name": "all",
        "label": f"All my patients so far: {len(everyone)} decided, in clinics and elsewhere",
    }
    return [
        page("The day", _top(kb, result, waiting)),
        Panel(
            "Where you sent them, and how sure you were",
            draw,
            controls=[{"items": [scope]}] if more else [],
            values={"all": False},
        ),
        page("One by one, and what next", _bottom(kb, result, setting)),
    ]


def _top(kb: KnowledgeBase, result: Review, waiting: int) -> str:
    esc = html.esc
    bad = any(one.missed for one in result.seen) or result.flagged
    kind = "is-wrong" if bad else "is-partly" if result.under or result.over else "is-right"
    parts = [
        f'<div class="card day"><h3>The day</h3><div class="verdict {kind}">'
        f"<p><strong>{esc(result.headline)}</strong></p></div>"
    ]
    if waiting:
        are = "patient has" if waiting == 1 else "patients have"
        parts.append(
            f'<p class="notice">{counted(waiting)} {are} not been decided about; '
            "this counts the others only.</p>"
        )
    items = [f"<li>{_missed(kb, result, one)}</li>" for one in result.missed]
    items += [
        f"<li><strong>{esc(one.patient.name)}</strong>: a red flag not acted on. {esc(flag.text)}</li>"
        for one in result.flagged
        for flag in one.flags
    ]
    parts.append("<h4>What was missed</h4>")
    parts.append(f'<ul class="plain">{"".join(items)}</ul>' if items else f"<p>{_nothing(result)}</p>")
    n = len(result.seen)
    parts.append(
        f'<p class="soft">{n} {"patient" if n == 1 else "patients"}, {result.minutes:g} minutes, and '
        f"tests worth {result.money:g} points of money and harm. The first decision about each patient "
        "counts.</p></div>"
    )
    return "".join(parts)


def _nothing(result: Review) -> str:
    dangerous = sum(one.truth.must_not_miss for one in result.seen)
    if not dangerous:
        return "Nothing dangerous: no cause that must not be missed was among these patients."
    who = "The one dangerous cause was" if dangerous == 1 else f"All {dangerous} dangerous causes were"
    return f"Nothing dangerous. {who} thought of and sent high enough, and no known red flag was passed over."


def _missed(kb: KnowledgeBase, result: Review, one: Seen) -> str:
    esc = html.esc
    why = [
        f"You said {esc(in_sentence(one.diagnosis.name))}, {html.percent(one.confidence)} sure."
        if not one.hit
        else ""
    ]
    if one.placed.triage == "under-triage":
        chosen, asked = esc(WORDS[one.placed.chosen]), esc(WORDS[one.placed.asked])
        how = "a history and an examination would have" if one.placed.unlooked else "what was known"
        why.append(f"You chose {chosen}; {how} asked for {asked}.")
    if not one.thought_of:
        why.append("It was never on your list.")
    lesson = next((s.lesson for s in result.study if one.truth in s.causes), None)
    link = f" {_link(kb, lesson)}" if lesson else ""
    return (
        f"<strong>{esc(one.patient.name)}, {one.patient.age}: {esc(in_sentence(one.truth.name))}.</strong> "
        f"{' '.join(filter(None, why))}{link}"
    )


def _link(kb: KnowledgeBase, lesson: str) -> str:
    record = kb.lessons[lesson]
    return f'<a href="{html.esc(record.notebook)}" target="_blank">Lesson: {html.esc(record.title)}</a>'


def _matrix(result: Review) -> str:
    """Chosen against right, every cell in words."""
    esc = html.esc
    few = len(result.seen) <= 12
    rows = []
    for chosen in DISPOSITIONS:
        cells = []
        for right in DISPOSITIONS:
            them = result.matrix.get((chosen, right), ())
            if not them:
                cells.append(
                    '<td><span aria-hidden="true">·</span><span class="visually-hidden">none</span></td>'
                )
                continue
            style, word = TRIAGE[them[0].placed.triage]
            names = f"<br>{esc(', '.join(one.patient.name for one in them))}" if few else ""
            cells.append(f'<td class="{style}"><b>{len(them)}</b> {word}{names}</td>')
        rows.append(f'<tr><th scope="row">You: {esc(WORDS[chosen])}</th>{"".join(cells)}</tr>')
    head = "".join(f'<th scope="col">Asked for {esc(WORDS[right])}</th>' for right in DISPOSITIONS)
    n = len(result.seen)
    right = n - len(result.under) - len(result.over)
    table = (
        '<table class="facts triage"><caption>Where you sent them (rows), against what was known then '
        f"(columns)</caption><thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    return (
        "<h3>Where they went</h3>"
        f"<p>{right} of {n} to the right place by what was known then, {len(result.under)} too low, "
        f"{len(result.over)} too high. "
        "Too low endangers the patient; too high costs time, money and trust.</p>"
        + html.scrolling(table, "Triage matrix")
    )


def _calibration(result: Review) -> str:
    esc = html.esc
    rows = [
        (
            f"{one.low} to {one.high} %",
            f"{one.n}",
            f"{100 * one.said:.0f} %",
            f"{one.hits} of {one.n}",
            f"{100 * one.chance[0]:.0f} to {100 * one.chance[1]:.0f} %",
        )
        for one in result.bins
    ]
    head = ("You said", "Patients", "On average", "You were right in", "Chance alone allows")
    return (
        "<h3>How sure, and how right</h3>"
        f"<figure>{_plot(result)}<figcaption>Each dot stands for the patients of whom you were "
        "about as sure; its bar is how far chance alone reaches (95 %). Below the dashed line you were more "
        "sure than right, above it more right than sure; where the bar crosses the line, chance will do as "
        f"a reason.</figcaption></figure><p>{esc(calibration_in_words(result))}</p>"
        f"<p>Brier score {result.brier:.2f}: 0 is perfect, and saying 50 % every time earns 0.25.</p>"
        "<details><summary>The plot as a table</summary>"
        + html.table(head, rows, caption="Confidence and success")
        + "</details>"
    )


def _plot(result: Review) -> str:
    """Share that was right over stated confidence, both 0 to 100 per cent; a column for each bin."""

    def x(p: float) -> float:
        return LEFT + WIDE * p

    def y(p: float) -> float:
        return TOP + HIGH * (1 - p)

    told = "; ".join(f"{one.low} to {one.high} %: {one.hits} of {one.n} right" for one in result.bins)
    parts = [
        f'<svg class="calibration" viewBox="0 0 {LEFT + WIDE + 30} {TOP + HIGH + BOTTOM}" '
        f'width="{LEFT + WIDE + 30}" role="img" aria-label="{html.esc(f"Calibration. {told}.")}">'
    ]
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        parts.append(
            f'<path class="grid" d="M{x(tick):.1f} {TOP}V{TOP + HIGH}M{LEFT} {y(tick):.1f}H{LEFT + WIDE}"/>'
            f'<text x="{x(tick):.1f}" y="{TOP + HIGH + 20}" text-anchor="middle">{100 * tick:.0f} %</text>'
            f'<text x="{LEFT - 8}" y="{y(tick) + 5:.1f}" text-anchor="end">{100 * tick:.0f} %</text>'
        )
    parts.append(
        f'<path class="ideal" d="M{x(0)} {y(0)}L{x(1)} {y(1)}"/>'
        f'<text x="{x(0.5):.0f}" y="{TOP + HIGH + 44}" text-anchor="middle">How sure you said you were</text>'
        f'<text transform="translate(16 {y(0.5):.0f}) rotate(-90)" text-anchor="middle">'
        f'How often right</text><text x="{LEFT - 8}" y="{TOP - 12}" text-anchor="end">Right:</text>'
    )
    for one in result.bins:
        at, middle = x(one.said), x((one.low + one.high) / 200)
        parts.append(
            f'<path class="reach" d="M{at - 6:.1f} {y(one.chance[1]):.1f}h12m-6 0'
            f'V{y(one.chance[0]):.1f}m-6 0h12"/>'
            f'<circle cx="{at:.1f}" cy="{y(one.hits / one.n):.1f}" '
            f'r="{min(14.0, 5 + 1.5 * one.n**0.5):.1f}"/>'
            f'<text x="{middle:.1f}" y="{TOP - 12}" text-anchor="middle">{one.hits} of {one.n}</text>'
        )
    return "".join(parts) + "</svg>"


def _bottom(kb: KnowledgeBase, result: Review, setting: Setting) -> str:
    esc = html.esc
    each = "".join(_one(one) for one in result.seen)
    parts = [
        f'<div class="card"><h3>One by one</h3><ul class="marked">{each}</ul>',
        "<h3>What to study next</h3>",
    ]
    items = []
    for study in result.study:
        causes = esc(", ".join(in_sentence(cause.name) for cause in study.causes))
        where = _link(kb, study.lesson) if study.lesson else "In no lesson’s questions yet"
        items.append(f"<li>{where}: {causes}</li>")
    parts.append(
        f'<ul class="plain">{"".join(items)}</ul>'
        if items
        else "<p>Nothing was taken for something else. Another clinic will bring other patients.</p>"
    )
    parts.append(
        '<p class="soft">This clinic is made to teach: at least one cause in six must not be missed. Drawn '
        f"as they come in {esc(setting.replace('-', ' '))}, it would be "
        f"{html.percent(danger(kb, setting))} of patients.</p></div>"
    )
    return "".join(parts)


def _one(one: Seen) -> str:
    """A patient in a few sentences: what it was, what was said, where they went."""
    esc = html.esc
    style, word = TRIAGE[one.placed.triage]
    must = ' <span class="must">must not be missed</span>' if one.truth.must_not_miss else ""
    mark = "is-good" if style == "is-right" else "is-bad"
    return (
        f'<li><span class="{mark}" aria-hidden="true">{word[0]}</span><span><b>{esc(one.patient.name)}, '
        f"{one.patient.age}: {esc(in_sentence(one.truth.name))}</b>{must}, {word[2:]}.<br>"
        f"{'✓' if one.hit else '✗'} You said {esc(in_sentence(one.diagnosis.name))}, "
        f"{html.percent(one.confidence)} sure. {esc(one.headline)}</span></li>"
    )
