"""From the score to the scan: what a D-dimer does to a thousand people like this one."""

from kb.reasoning.probability import words
from kb.reasoning.screening import CAUSE, PEOPLE, TEST, d_dimer, wells_bands
from kb.records import KnowledgeBase

from . import _html as html
from ._html import esc, percent, ratio
from .panel import Panel, Values

BANDS = {"51-60": "51 to 60 years", "61-70": "61 to 70", "71-80": "71 to 80", "over-80": "over 80"}
PER_ROW, DOT = 50, 11


def pathway(kb: KnowledgeBase) -> Panel:
    """Choose the Wells band, the age and the cut-off; see who is cleared and who goes on."""
    chance = wells_bands(kb)
    cutoff = kb.rules.thresholds["d-dimer-cutoff"].figures
    cause = kb.causes[CAUSE]
    controls = [
        {
            "items": [
                {
                    "kind": "choice",
                    "name": "band",
                    "label": "Wells score",
                    "options": [[key, f"{key}: {percent(f.value)} have a clot"] for key, f in chance.items()],
                },
                {"kind": "choice", "name": "age", "label": "Age", "options": list(BANDS.items())},
                {
                    "kind": "choice",
                    "name": "cut",
                    "label": "Cut-off",
                    "options": [
                        ["conventional", f"conventional: {cutoff['conventional'].value:g} µg/L"],
                        [
                            "adjusted",
                            f"age-adjusted: age × {cutoff['per-year-of-age'].value:g} µg/L",
                        ],
                    ],
                },
            ]
        }
    ]

    def draw(values: Values) -> str:
        told = d_dimer(kb, band=values["band"], age=values["age"], adjusted=values["cut"] == "adjusted")
        one, given, line = told.result, cause.findings[TEST], percent(cause.test_threshold.value)
        rows = [
            (
                "Normal D-dimer",
                f"{one.cleared + one.missed}",
                f"{one.missed}",
                f"{ratio(one.lr_minus)} ({words(one.lr_minus)})",
                percent(one.after_minus),
            ),
            (
                "Raised D-dimer",
                f"{one.alarmed + one.found}",
                f"{one.found}",
                f"{ratio(one.lr_plus)} ({words(one.lr_plus)})",
                percent(one.after_plus),
            ),
        ]
        advice = (
            f"A normal result leaves {percent(one.after_minus)}: below the {line} at which it may be left."
            if told.clears
            else f"A normal result still leaves {percent(one.after_minus)}: not below {line}. "
            "Go to ultrasound without the blood test."
        )
        return (
            f'<p class="headline">{esc(advice)}</p>'
            f"<figure>{_people(one.found, one.missed, one.alarmed, one.cleared)}"
            f"<figcaption>{PEOPLE} people like this one: {one.ill} have a clot, of whom the test finds "
            f"{one.found} and misses {one.missed}; of {one.well} without one it clears {one.cleared} and "
            f"sends {one.alarmed} to ultrasound for nothing.</figcaption></figure>"
            + html.table(
                ("Result", "People", "with a clot", "Likelihood ratio", "Post-test probability"),
                rows,
            )
            + f"<p>Sensitivity {percent(told.sensitivity)} {html.badge(kb, given)} · specificity at this age "
            f"{esc(html.number(told.specificity))} {html.badge(kb, told.specificity)} · pretest "
            f"{esc(html.number(told.pretest))} {html.badge(kb, told.pretest)}</p>"
            '<p class="soft">The specificities were measured in people without a high pretest '
            "probability. In the high band no D-dimer is needed: its normal result does not clear.</p>"
        )

    start = {"band": next(iter(chance)), "age": "51-60", "cut": "conventional"}
    return Panel("D-dimer pathway", draw, controls=controls, values=start)


def _people(found: int, missed: int, false_alarm: int, cleared: int) -> str:
    """A thousand dots in four kinds, each with its own shape as well as colour."""
    kinds = [
        (found, "found", "var(--knee-bad)", "clot, found"),
        (missed, "missed", "var(--knee-truth)", "clot, missed"),
        (false_alarm, "alarm", "var(--knee-warn)", "no clot, sent on"),
        (cleared, "cleared", "var(--knee-line-strong)", "no clot, cleared"),
    ]
    height = PEOPLE // PER_ROW * DOT
    parts = [
        f'<svg viewBox="0 0 {PER_ROW * DOT} {height + 30}" width="{PER_ROW * DOT}" role="img" '
        f'aria-label="{found} found, {missed} missed, {false_alarm} sent on for nothing, {cleared} cleared">'
    ]
    place = 0
    for count, kind, colour, _ in kinds:
        path = []
        for _ in range(count):
            x, y = place % PER_ROW * DOT, place // PER_ROW * DOT
            path.append(_shape(kind, x, y))
            place += 1
        fill = "none" if kind == "cleared" else colour
        parts.append(f'<path d="{"".join(path)}" fill="{fill}" stroke="{colour}" stroke-width="1"/>')
    for i, (_, kind, colour, text) in enumerate(kinds):
        x = i * 138
        fill = "none" if kind == "cleared" else colour
        parts.append(
            f'<path d="{_shape(kind, x, height + 12)}" fill="{fill}" stroke="{colour}"/>'
            f'<text x="{x + 16}" y="{height + 21}" font-size="12">{text}</text>'
        )
    return "".join(parts) + "</svg>"


def _shape(kind: str, x: float, y: float) -> str:
    if kind == "found":
        return f"M{x + 1} {y + 1}h8v8h-8z"
    if kind == "missed":
        return f"M{x + 1} {y + 9}l4 -8l4 8z"
    return f"M{x + 2} {y + 5}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"
