"""The way back as a figure, and the same in words."""

import json

import pytest

import kb
from kb.errors import UnknownId
from widgets.recovery_plan import NAMES, recovery_plan, span, words

CALF = ["gastrocnemius-strain", "soleus-strain"]


@pytest.fixture(scope="module")
def base():
    return kb.load()


def drawn(base, causes):
    """The plotly figure, and the page below it."""
    figure, page = recovery_plan(base, causes).children
    return figure.outputs[0]["data"]["application/vnd.plotly.v1+json"], page.value


def test_one_bar_a_phase_and_one_diamond_a_published_time(base):
    figure, _ = drawn(base, CALF)
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert [trace["name"] for trace in bars] == [f"{i + 1} {name}" for i, name in enumerate(NAMES.values())]
    for i, trace in enumerate(bars):
        ends = [start + length for start, length in zip(trace["base"], trace["x"], strict=True)]
        assert ends == [base.rules.recovery[key].phases[i].days.high for key in CALF]
    (marks,) = (trace for trace in figure["data"] if trace["type"] == "scatter")
    assert marks["marker"]["symbol"] == "diamond"
    assert sorted(round(day, 1) for day in marks["x"]) == [7.7, 19.1, 25.1, 25.4]
    assert all("Published" in text for text in marks["customdata"])


def test_phases_are_told_by_number_and_pattern_besides_colour(base):
    figure, _ = drawn(base, [])
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert len({trace["marker"]["pattern"]["shape"] for trace in bars}) == 5
    for i, trace in enumerate(bars):
        assert all(text.startswith(str(i + 1)) for text in trace["text"])


def test_early_days_are_drawn_wider_only_where_the_plans_differ_much(base):
    same, _ = drawn(base, CALF)
    mixed, _ = drawn(base, ["gastrocnemius-strain", "achilles-tendon-rupture"])
    assert "wider" not in same["layout"]["xaxis"]["title"]["text"]
    assert "wider" in mixed["layout"]["xaxis"]["title"]["text"]
    last = [trace for trace in mixed["data"] if trace["type"] == "bar"][-1]
    assert last["base"][1] + last["x"][1] == pytest.approx(365**0.5)


def test_a_confidence_interval_is_drawn_where_one_was_published(base):
    figure, _ = drawn(base, ["tibial-stress-fracture"])
    (marks,) = (trace for trace in figure["data"] if trace["type"] == "scatter")
    assert (marks["error_x"]["arrayminus"], marks["error_x"]["array"]) == ([17], [17])


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
