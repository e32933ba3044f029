"""Fagan's nomogram: from pretest to post-test probability by laying a ruler across three scales.

Scales are logarithmic in odds and in the likelihood ratio (Fagan, N Engl J Med 1975;293:257), so
that a straight line adds what Bayes' theorem multiplies.
"""

import math
from collections.abc import Sequence

from kb.reasoning.probability import post_test, words

from ._html import esc, percent, ratio
from .panel import Panel, Values

PRETESTS = (0.001, 0.002, 0.005, *(percent / 100 for percent in range(1, 100)))
RATIOS = (
    0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 7, 10,
    15, 20, 30, 50, 100,
)  # fmt: skip
TICKS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
LR_TICKS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
WIDTH, HEIGHT, TOP = 560, 500, 28
LEFT, MIDDLE, RIGHT = 90, 280, 470
DECADE = (HEIGHT - 2 * TOP) / 6
"""Pixels for a factor of ten in the odds; the outer scales show 1:1000 to 1000:1."""


def fagan(pretest: float, lr: float, examples: Sequence[tuple[str, float]]) -> Panel:
    """The nomogram with sliders; `examples` are named likelihood ratios of the knowledge base."""
    choices = [("", "your own ratio (slider)"), *((f"{value!r}", name) for name, value in examples)]
    controls = [
        {
            "items": [
                {
                    "kind": "slider",
                    "name": "pretest",
                    "label": "Pretest probability",
                    "texts": [percent(p) for p in PRETESTS],
                },
                {
                    "kind": "choice",
                    "name": "example",
                    "label": "Finding or test",
                    "options": choices,
                },
                {
                    "kind": "slider",
                    "name": "lr",
                    "label": "Your own likelihood ratio",
                    "texts": [ratio(one) for one in RATIOS],
                },
            ]
        }
    ]
    values = {"pretest": _nearest(PRETESTS, pretest), "lr": _nearest(RATIOS, lr), "example": ""}
    return Panel("Fagan nomogram", _draw, controls=controls, values=values)


def _nearest(scale: Sequence[float], value: float) -> int:
    return min(range(len(scale)), key=lambda i: abs(math.log(scale[i] / max(value, 1e-6))))


def _draw(values: Values) -> str:
    before = PRETESTS[int(values["pretest"])]
    lr = float(values["example"]) if values["example"] else RATIOS[int(values["lr"])]
    after = post_test(before, lr)
    odds = before / (1 - before)
    said = (
        f"Pretest {percent(before)}, likelihood ratio {ratio(lr)} ({words(lr)}): post-test {percent(after)}."
    )
    sum_ = f"In odds: {odds:.3g} × {lr:.3g} = {odds * lr:.3g}, which is a probability of {percent(after)}."
    return (
        f'<figure><p class="headline">{esc(said)}</p>{_svg(before, lr, after)}'
        f"<figcaption>{esc(sum_)} The ruler runs from the left scale through the middle one "
        "to the answer on the right.</figcaption></figure>"
    )


def _height(p: float, *, upside_down: bool) -> float:
    log_odds = math.log10(p / (1 - p))
    return HEIGHT / 2 + DECADE * (log_odds if upside_down else -log_odds)


def _lr_height(lr: float) -> float:
    """The middle scale lies halfway, so a factor of ten takes half the room."""
    return HEIGHT / 2 - DECADE * math.log10(lr) / 2


def _svg(before: float, lr: float, after: float) -> str:
    y1, y2 = _height(before, upside_down=True), _height(after, upside_down=False)
    label = f"Nomogram: a line from {percent(before)} through {ratio(lr)} to {percent(after)}"
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" aria-label="{esc(label)}">']
    for x, title in ((LEFT, "pretest"), (MIDDLE, "likelihood ratio"), (RIGHT, "post-test")):
        parts.append(_line(x, TOP, x, HEIGHT - TOP))
        parts.append(_text(x, 14, title, "middle", 'font-weight="600"'))
    parts.append(
        f'<line x1="{LEFT}" y1="{y1:.1f}" x2="{RIGHT}" y2="{y2:.1f}" stroke="var(--knee-accent)" '
        'stroke-width="3"/>'
    )
    for p in TICKS:
        for x, anchor, dx, flip in ((LEFT, "end", -10, True), (RIGHT, "start", 10, False)):
            y = _height(p, upside_down=flip)
            parts.append(_line(x - 5, y, x + 5, y) + _text(x + dx, y + 5, f"{100 * p:g} %", anchor))
    for one in LR_TICKS:
        y = _lr_height(one)
        parts.append(_line(MIDDLE - 5, y, MIDDLE + 5, y) + _text(MIDDLE + 10, y + 5, f"{one:g}", "start"))
    for x, y in ((LEFT, y1), (MIDDLE, (y1 + y2) / 2), (RIGHT, y2)):
        parts.append(f'<circle cx="{x}" cy="{y:.1f}" r="6" fill="var(--knee-accent)"/>')
    return "".join(parts) + "</svg>"


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1:.1f}" x2="{x2}" y2="{y2:.1f}" stroke="var(--knee-soft-line)"/>'


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" font-size="14" {more}>{text}</text>'
