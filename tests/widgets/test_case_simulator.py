"""A virtual patient as the page drives it: messages in, a view out, without a kernel."""

import json

import ipywidgets as w
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.patients.encounter import KINDS
from kb.patients.people import authored, sample_patient
from widgets.case_simulator import CaseSimulator, case_box
from widgets.record import Record, record

KNOWN = kb.load()
CASE = "long-flight"


def meet(case: str = CASE) -> w.VBox:
    return case_box(KNOWN, record(), authored(KNOWN, case), KNOWN.cases[case].title)


def simulator(box: w.VBox) -> CaseSimulator:
    return box.children[0]


def tell(box: w.VBox, message: object) -> dict:
    simulator(box)._receive(simulator(box), message, [])
    return simulator(box).view


def act(box: w.VBox, kind: str, subject: str = "", value: object = None) -> dict:
    return tell(box, {"type": "act", "kind": kind, "subject": subject, "value": value})


def decide(box: w.VBox, **changes) -> dict:
    case = KNOWN.cases[CASE]
    value = {"diagnosis": case.cause, "confidence": 80, "disposition": case.disposition, "advice": []}
    return act(box, "commit", value=value | changes)


# Meeting


def test_what_is_hidden_is_not_on_the_page():
    box = meet()
    shown = json.dumps([simulator(box).view, simulator(box).menu], ensure_ascii=False)
    case = KNOWN.cases[CASE]
    for told in (case.lesson_learnt, *case.words.values()):
        assert told not in shown
    for finding in KNOWN.findings.values():
        for sound in finding.sounds.values():
            assert len(sound) < 20 or sound not in shown or sound in case.opening
    for care in simulator(box).menu["causes"]:
        assert set(care) == {"name", "items"}
        assert all(set(item) == {"id", "name"} for item in care["items"])
    assert set(simulator(box).view["done"]) == {*case.presents_with, "age-band", "sex"}
    assert simulator(box).view["training"] is None


def test_the_menu_offers_every_finding_and_every_care_once():
    items = simulator(meet()).menu["items"]
    for action, kinds in KINDS.items():
        ids = [item["id"] for group in items[action] for item in group["items"]]
        assert sorted(ids) == sorted(key for key, f in KNOWN.findings.items() if f.kind in kinds)
    treat = [item["id"] for group in items["treat"] for item in group["items"]]
    assert sorted(treat) == sorted(key for key, c in KNOWN.care.items() if c.kind != "advice")


def test_what_tells_most_comes_first_and_is_the_same_for_every_patient_of_a_setting():
    """Ordered by the one patient, the list would tell what the patient has."""
    alike = [key for key, case in KNOWN.cases.items() if case.setting == "primary-care"][:3]
    firsts = [
        [[item["id"] for item in simulator(meet(key)).menu["items"][action][0]["items"]] for key in alike]
        for action in ("ask", "examine")
    ]
    assert all(len(lists) == 3 and lists[0] == lists[1] == lists[2] for lists in firsts)
    assert all(len(lists[0]) == 8 for lists in firsts)
    assert {"pain-onset", "calf-swelling"} <= {*firsts[0][0], *firsts[1][0]}


def test_asking_moves_the_clock_and_the_answer_is_in_the_patients_words():
    box = meet()
    before = simulator(box).view["done"]
    view = act(box, "ask", "recent-surgery")
    assert view["log"][-1]["text"] == KNOWN.cases[CASE].words["recent-surgery"]
    assert view["log"][-1]["speaker"] == "patient"
    assert view["done"] == [*before, "recent-surgery"]
    before = float(view["cost"])
    view = act(box, "order", "compression-ultrasound-proximal")
    assert float(view["cost"]) > before
    assert view["clock"] > "0:00 h"
    view = act(box, "treat", "elevation")
    assert "elevation" in view["done"]


@pytest.mark.parametrize(
    ("kind", "subject", "value"),
    [
        ("ask", "calf-swelling", None),
        ("ask", "no-such", None),
        ("ask", "", None),
        ("dance", "", None),
        ("rank", "", {"cellulitis": 80, "gastrocnemius-strain": 40}),
        ("rank", "", {"celulitis": 10}),
        ("rank", "", "cellulitis"),
        ("wait", "", -5),
        ("wait", "", "long"),
        ("commit", "", None),
        ("commit", "", {"diagnosis": "cellulitis"}),
        ("commit", "", {"diagnosis": "cellulitis", "disposition": "home", "confidence": 10}),
        ("commit", "", {"diagnosis": "cellulitis", "disposition": "routine", "confidence": 101}),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_changes_nothing(kind, subject, value):
    box = meet()
    before = simulator(box).view
    view = act(box, kind, subject, value)
    assert view["error"]
    assert "\n" not in view["error"]
    assert {**view, "error": ""} == {**before, "error": ""}
    assert record().events("case-step") == []
    assert act(box, "ask", "recent-surgery")["error"] == ""


def test_searching_understands_other_words(monkeypatch: pytest.MonkeyPatch):
    box, sent = meet(), []
    monkeypatch.setattr(simulator(box), "send", lambda message: sent.append(message))
    tell(box, {"type": "search", "text": "blood clot before"})
    tell(box, {"type": "search", "text": ""})
    tell(box, {"type": "search", "text": "x" * 10_000})
    assert sent[0]["ids"][0] == "previous-thrombosis"
    assert sent[0]["text"] == "blood clot before"
    assert sent[1]["ids"] == []
    assert len(sent[2]["text"]) == 200
    offered = {
        item["id"] for groups in simulator(box).menu["items"].values() for g in groups for item in g["items"]
    }
    assert set(sent[0]["ids"]) <= offered


def test_training_wheels_show_probabilities_only_when_asked_for():
    box = meet()
    view = tell(box, {"type": "training", "on": True})
    assert view["training"]
    assert all(0 <= row["p"] <= 1 and row["says"] for row in view["training"])
    assert tell(box, {"type": "training", "on": False})["training"] is None


# The debrief


def test_the_debrief_appears_once_and_goes_with_a_new_meeting():
    box = meet()
    assert len(box.children) == 1
    act(box, "rank", value={KNOWN.cases[CASE].cause: 60})
    assert decide(box)["over"] is True
    children = box.children
    assert len(children) > 3
    assert act(box, "ask", "recent-surgery")["error"]
    assert box.children == children
    text = " ".join(getattr(child, "value", "") for child in children if isinstance(child, w.HTML))
    for part in ("Debrief", "Best question not asked", KNOWN.cases[CASE].lesson_learnt[:30]):
        assert part in text
    before = simulator(box).view["attempt"]
    children[-1].click()
    assert len(box.children) == 1
    view = simulator(box).view
    assert view["over"] is False
    assert view["attempt"] != before
    assert len(view["log"]) == 1
    decide(box)
    assert len(box.children) == len(children)


def test_a_missed_clot_cannot_be_bought_back():
    box = meet()
    for finding in ("recent-surgery", "previous-thrombosis", "long-journey", "fever-or-chills"):
        act(box, "ask", finding)
    decide(box, diagnosis="gastrocnemius-strain", disposition="self-care", confidence=100)
    top = box.children[1].value
    assert "✗ Unsafe" in top
    assert 'class="verdict is-wrong"' in top


def test_the_debrief_is_a_story_with_every_treatment_judged():
    box = meet("sudden-cold-leg")
    act(box, "treat", "elevation")
    act(box, "treat", "intravenous-heparin-now")
    decide(box, diagnosis="acute-limb-ischaemia", disposition="emergency")
    story, after = box.children[1].value, box.children[3].value
    heads = [
        "What you did well",
        "What could have cost life or limb",
        "What to do next time",
        "What you gave",
    ]
    assert [story.index(head) for head in heads] == sorted(story.index(head) for head in heads)
    for line in (
        "Raise the leg: does harm, after 1 minute.",
        "Give intravenous heparin now: right, after 6 minutes.",
        "Call the vascular surgeon now: left out.",
        "The first effective act was “Give intravenous heparin now”",
    ):
        assert line in story
    assert "<b>Examine:</b> Foot cooler than the other; Foot pulses" in after
    assert " bits" not in story + after


def test_the_plot_marks_when_the_best_question_was_open_by_a_line_and_not_by_a_height():
    box = meet("sudden-cold-leg")
    for key in ("knee-pain", "thigh-or-buttock-pain"):
        act(box, "ask", key)
    decide(box, diagnosis="gastrocnemius-strain")
    figure = box.children[2].outputs[0]["data"]["application/vnd.plotly.v1+json"]
    star = next(trace for trace in figure["data"] if trace.get("marker", {}).get("symbol") == "star")
    (line,) = figure["layout"]["shapes"]
    assert star["y"] == [1.0]
    assert line["x0"] == line["x1"] == star["x"][0]
    assert (line["y0"], line["y1"], line["yref"]) == (0, 1, "paper")
    assert len(figure["layout"]["title"]["text"]) <= 32, "a longer title is cut at half the width"


def test_a_made_up_patient_is_debriefed_as_well():
    for seed in range(3):
        box = case_box(KNOWN, record(), sample_patient(KNOWN, seed=seed), f"Patient {seed}")
        decide(box, diagnosis="cellulitis")
        assert len(box.children) > 3


# The record


def test_a_reopened_encounter_is_where_it_was_left():
    box = meet()
    act(box, "ask", "recent-surgery")
    act(box, "rank", value={"cellulitis": 30})
    left = simulator(box).view
    again = meet()
    assert simulator(again).view == left
    decide(again)
    third = meet()
    assert simulator(third).view["over"] is True
    assert len(third.children) == len(again.children) > 3


def test_meeting_the_same_patient_again_and_leaving_does_not_lose_the_new_meeting():
    box = meet()
    decide(box)
    simulator(box).again()
    act(box, "ask", "recent-surgery")
    assert simulator(meet()).view["over"] is False
    assert len(simulator(meet()).view["log"]) == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "ask", "subject": "gone"},
        {"kind": "ask", "subject": "calf-swelling"},
        {"kind": None},
        {"kind": "commit", "value": 3},
        {"kind": "ask", "subject": ["calf-pain"]},
    ],
)
def test_a_recorded_step_that_fits_no_more_begins_the_encounter_anew_and_says_so(data: dict):
    record().append("case-step", CASE, data, attempt="old/1")
    view = simulator(meet()).view
    assert len(view["log"]) == 1
    assert "changed" in view["error"]


# The same patient in two places


def test_two_cells_with_one_patient_are_one_encounter_and_agree_at_once():
    first, second = meet(), meet()
    act(first, "ask", "recent-surgery")
    assert simulator(second).view == simulator(first).view
    act(second, "ask", "previous-thrombosis")
    assert simulator(first).view["done"][-2:] == ["recent-surgery", "previous-thrombosis"]
    assert "known already" in act(first, "ask", "previous-thrombosis")["error"]
    assert simulator(second).view["error"] == ""
    decide(first)
    assert len(second.children) == len(first.children) > 3, "both show the debrief"
    first.children[-1].click()
    act(first, "ask", "recent-surgery")
    assert simulator(second).view == simulator(first).view
    assert len(second.children) == 1, "and both leave it"


def test_a_patient_met_in_another_kernel_meanwhile_is_read_before_anything_is_done():
    case = KNOWN.cases[CASE]

    def kernel() -> w.VBox:
        return case_box(KNOWN, Record(record().path), authored(KNOWN, CASE), case.title)

    first, second = kernel(), kernel()
    act(first, "ask", "recent-surgery")
    view = act(second, "ask", "previous-thrombosis")
    assert view["done"][-2:] == ["recent-surgery", "previous-thrombosis"]
    assert view["attempt"] == simulator(first).view["attempt"]
    decide(second)
    assert "over" in act(first, "ask", "fever-or-chills")["error"]
    assert simulator(first).view["over"] is True
    assert len(first.children) == len(second.children)


# Whatever the page sends

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
SUBJECTS = st.sampled_from([*list(KNOWN.findings)[:30], *KNOWN.care, *KNOWN.causes, "nothing"])
ACTS = st.fixed_dictionaries(
    {
        "type": st.just("act"),
        "kind": st.sampled_from(["ask", "examine", "order", "treat", "advise", "rank", "wait"]),
    },
    optional={
        "subject": SUBJECTS | JUNK,
        "value": st.dictionaries(st.sampled_from(list(KNOWN.causes)), st.integers(-5, 120), max_size=3)
        | st.integers(-5, 2000)
        | JUNK,
    },
)
COMMITS = st.fixed_dictionaries(
    {
        "type": st.just("act"),
        "kind": st.just("commit"),
        "value": JUNK
        | st.fixed_dictionaries(
            {
                "diagnosis": st.sampled_from(list(KNOWN.causes)) | JUNK,
                "disposition": st.sampled_from(["self-care", "routine", "same-day", "emergency"]) | JUNK,
                "confidence": st.integers(0, 100) | JUNK,
                "advice": st.lists(st.sampled_from(list(KNOWN.care)), max_size=2) | JUNK,
            }
        ),
    }
)
MESSAGES = (
    ACTS
    | COMMITS
    | st.fixed_dictionaries({"type": st.just("search"), "text": JUNK})
    | st.fixed_dictionaries({"type": st.just("training"), "on": JUNK})
    | JUNK
)


@settings(max_examples=40)
@given(messages=st.lists(MESSAGES, max_size=8))
def test_no_message_of_the_page_raises_or_breaks_the_view(messages: list):
    box = case_box(KNOWN, record(), sample_patient(KNOWN, seed=5), "Junk")
    simulator(box).again()
    for message in messages:
        simulator(box)._receive(simulator(box), message, [])
        view = simulator(box).view
        json.dumps(view, allow_nan=False)
        assert view["over"] is (len(box.children) > 1)
        assert len(view["log"]) >= 1
    simulator(box).close()
