"""The way back as a figure, and the same in words."""

import json
import re
from html import unescape
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest

import kb
from kb.errors import UnknownId
from widgets._plot import LEAST
from widgets.recovery_plan import NAMES, recovery_plan, span, words

CALF = ["gastrocnemius-strain", "soleus-strain"]


@pytest.fixture(scope="module")
def base():
    return kb.load()


def drawn(base, causes):
    """The plotly figure, and the page below it."""
    figure, page = recovery_plan(base, causes).children
    return figure.outputs[0]["data"]["application/vnd.plotly.v1+json"], page.value


def diamonds(figure):
    (found,) = (trace for trace in figure["data"] if trace.get("name") == "published time")
    return found


def test_one_bar_a_phase_and_one_diamond_a_published_time(base):
    figure, _ = drawn(base, CALF)
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert [trace["name"] for trace in bars] == [f"{i + 1} {name}" for i, name in enumerate(NAMES.values())]
    for i, trace in enumerate(bars):
        ends = [start + length for start, length in zip(trace["base"], trace["x"], strict=True)]
        assert ends == [base.rules.recovery[key].phases[i].days.high for key in CALF]
    marks = diamonds(figure)
    assert marks["marker"]["symbol"] == "diamond"
    assert sorted(round(day, 1) for day in marks["x"]) == [7.7, 19.1, 25.1, 25.4]
    assert all("Published" in text for text in marks["customdata"])


def test_phases_are_told_by_number_and_pattern_besides_colour(base):
    figure, _ = drawn(base, [])
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert len({trace["marker"]["pattern"]["shape"] for trace in bars}) == 5
    numbers = [one["text"] for one in figure["layout"]["annotations"]]
    assert sorted(numbers) == sorted("12345" * len(base.rules.recovery))
    assert [trace["text"].strip() for trace in bars] == ["Protect", "Light", "Heavy", "Run", "Sport"]


def test_early_days_are_drawn_wider_only_where_a_phase_is_too_short_to_see(base):
    same, _ = drawn(base, CALF)
    mixed, _ = drawn(base, ["gastrocnemius-strain", "achilles-tendon-rupture"])
    assert "wider" not in same["layout"]["xaxis"]["title"]["text"]
    assert "wider" in mixed["layout"]["xaxis"]["title"]["text"]
    alone, _ = drawn(base, ["achilles-tendinopathy"])
    assert "wider" in alone["layout"]["xaxis"]["title"]["text"], "a week of a year"
    last = [trace for trace in mixed["data"] if trace["type"] == "bar"][-1]
    assert last["base"][1] + last["x"][1] == pytest.approx(365**0.5)


def test_a_confidence_interval_is_drawn_where_one_was_published(base):
    figure, _ = drawn(base, ["tibial-stress-fracture"])
    marks = diamonds(figure)
    assert (marks["error_x"]["arrayminus"], marks["error_x"]["array"]) == ([17], [17])


class Box(NamedTuple):
    """Of a label or a mark, in pixels."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > -2 and min(self.bottom, other.bottom) > max(self.top, other.top)


WIDE = 0.64
"""Of the letter size: a digit of Verdana or DejaVu Sans, the widest fonts a page is likely to wear."""


def boxes(figure, width):
    """Every label of the figure, and every mark that a label must leave free, in a figure this wide."""
    layout = figure["layout"]
    margin, (low, high) = layout["margin"], layout["xaxis"]["range"]
    assert not margin["autoexpand"], "the places are no longer ours"
    across = (width - margin["l"] - margin["r"]) / (high - low)
    top = layout["margin"]["t"]
    down = (layout["height"] - top - margin["b"]) / layout["yaxis"]["range"][0]
    assert down == pytest.approx(1), "a pixel downwards is a unit of the axis"
    size = layout["font"]["size"]
    assert size >= 14, "too small for a projector"

    def box(text, left, middle, *, share=0.0, weight=1.0):
        """Of a text that begins at `left`, or has this share of its width left of there."""
        long = WIDE * weight * size * len(text)
        return Box(text, left - share * long, left + (1 - share) * long, middle - size / 2, middle + size / 2)

    def at(x):
        return margin["l"] + x * across

    for text, x in zip(layout["xaxis"]["ticktext"], layout["xaxis"]["tickvals"], strict=True):
        yield box(text, at(x), top - 12, share=0.5)
    for text, y in zip(layout["yaxis"]["ticktext"], layout["yaxis"]["tickvals"], strict=True):
        yield box(re.sub("<.*?>", "", unescape(text)), at(0), top + y, weight=1.1)
    numbers = {(one["x"], one["y"]): one for one in layout["annotations"]}
    for trace in (one for one in figure["data"] if one["type"] == "bar"):
        assert trace["textfont"]["size"] >= size
        for start, long, y in zip(trace["base"], trace["x"], trace["y"], strict=True):
            number = numbers.pop((start, y))
            assert (number["xanchor"], number["font"]["size"]) == ("left", size)
            own = box(number["text"], at(start) + number["xshift"], top + y)
            assert own.right <= at(start + long), f"{number['text']} does not fit into its bar"
            yield own
            word = trace["text"].lstrip("\u2003")
            first = at(start) + 3 + size * (len(trace["text"]) - len(word))
            if first + WIDE * size * len(word) <= at(start + long):  # plotly hides what does not fit
                yield box(word, first, top + y)
    assert not numbers
    for trace in (one for one in figure["data"] if one["type"] == "scatter"):
        for i, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            if trace["mode"] == "text":
                text, gap = trace["text"][i].strip(), size + 1
                right = trace["textposition"][i] == "middle right"
                yield box(text, at(x) + (gap if right else -gap), top + y, share=0 if right else 1)
            else:
                reach = trace["marker"]["size"] / 2
                error = trace["error_x"]
                ends = at(x - error["arrayminus"][i]), at(x + error["array"][i])
                yield Box("◆", min(ends[0], at(x) - reach), max(ends[1], at(x) + reach),
                          top + y - reach, top + y + reach)  # fmt: skip


def faults(base, causes, width):
    figure, _ = drawn(base, causes)
    layout = figure["layout"]
    assert layout["uniformtext"] == {"minsize": layout["font"]["size"], "mode": "hide"}
    found = list(boxes(figure, width))
    return [
        *((one.text, "is cut off") for one in found if one.left < 0 or one.right > width),
        *((one.text, other.text) for one, other in combinations(found, 2) if one.meets(other)),
    ]


@pytest.mark.parametrize("width", [LEAST, 900])
def test_no_label_meets_another_whichever_plans_are_shown(base, width):
    """Alone, in pairs and all together, on the narrowest page and on a wide one."""
    plans = list(base.rules.recovery)
    shown = [plans, *([one] for one in plans), *map(list, combinations(plans, 2))]
    assert len(shown) > 70
    assert {" + ".join(causes): found for causes in shown if (found := faults(base, causes, width))} == {}


def test_times_that_lie_close_stand_below_one_another(base):
    figure, _ = drawn(base, ["soleus-strain"])
    assert len(set(diamonds(figure)["y"])) == 2
    figure, _ = drawn(base, ["achilles-tendon-rupture"])
    assert len(set(diamonds(figure)["y"])) == 1


def test_a_unit_of_time_is_named_where_it_is_new(base):
    figure, _ = drawn(base, ["achilles-tendinopathy"])
    assert figure["layout"]["xaxis"]["ticktext"][0] == "0"
    for name, before in pairwise(figure["layout"]["xaxis"]["ticktext"]):
        assert not name.isdigit() or before != "0", "a number without a unit"


def test_the_room_of_the_figure_is_kept_before_it_is_drawn(base):
    output = recovery_plan(base, CALF).children[0]
    figure, _ = drawn(base, CALF)
    assert float(output.layout.min_height.removesuffix("px")) > figure["layout"]["height"]
    assert float(output.layout.min_width.removesuffix("px")) > LEAST
    assert figure["config"]["responsive"] is False, "plotly would forget the height when the theme changes"


def test_the_page_says_all_that_the_figure_says(base):
    _, page = drawn(base, CALF)
    for key in CALF:
        plan = base.rules.recovery[key]
        for phase in plan.phases:
            assert phase.does.split("'")[0] in page
            assert span(*phase.days) in page
            assert phase.go_on.text.split("'")[0] in page
        for stop in plan.stops:
            assert stop.sign in page
    assert "19.1 days" in page
    assert "! Proximal deep vein thrombosis?" in page
    assert page.count("estimate</span>") >= 10


def test_all_plans_are_shown_unless_told(base):
    figure, page = drawn(base, [])
    assert len(figure["layout"]["yaxis"]["ticktext"]) == len(base.rules.recovery)
    assert '<details class="recovery" open>' not in page
    assert "No published time is known" in page


def test_a_cause_without_a_plan_is_refused_with_the_nearest(base):
    with pytest.raises(UnknownId, match="soleus-strain"):
        recovery_plan(base, ["soleus-strian"])
    with pytest.raises(UnknownId):
        recovery_plan(base, ["deep-vein-thrombosis"])


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0, 3), "day 0 to 3"),
        ((24, 38), "day 24 to 38"),
        ((28, 42), "week 4 to 6"),
        ((50, 100), "week 7 to 14"),
        ((126, 270), "month 4 to 9"),
    ],
)
def test_days_are_said_as_one_says_them(days, said):
    assert span(*days) == said


def test_texts_are_escaped(base):
    from dataclasses import replace

    plan = base.rules.recovery["soleus-strain"]
    bad = replace(plan, stops=(replace(plan.stops[0], sign="<img src=x>"),))
    assert "<img" not in words(base, [bad])
    figure, _ = drawn(base, CALF)
    assert "<img" not in json.dumps(figure)
