"""A clinic as the page drives it: messages in, views out, without a kernel."""

import json

import ipywidgets as w
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.patients.clinic import waiting_list
from kb.patients.encounter import begin
from kb.patients.people import authored, sample_patient
from kb.reasoning.triage import rank
from widgets.case_simulator import CaseSimulator, case_box
from widgets.clinic_day import ClinicDay, all_decided
from widgets.record import Record, record

KNOWN = kb.load()


def clinic(n: int = 3, seed: int | None = 1) -> ClinicDay:
    return ClinicDay(KNOWN, record(), n, seed, "primary-care")


def tell(day: ClinicDay, message: object) -> dict:
    day.room._receive(day.room, message, [])
    return day.room.view


def call(day: ClinicDay, place: int) -> dict:
    return tell(day, {"type": "call", "place": place})


def simulator(day: ClinicDay) -> CaseSimulator:
    (found,) = [child for child in day.children[1].children if isinstance(child, CaseSimulator)]
    return found


def act(day: ClinicDay, kind: str, subject: str = "", value: object = None) -> None:
    message = {"type": "act", "kind": kind, "subject": subject, "value": value}
    simulator(day)._receive(simulator(day), message, [])


def decide(day: ClinicDay, place: int, *, right: bool = True) -> None:
    call(day, place)
    truth = day._patients[place]
    known = begin(KNOWN, truth).revealed
    asked = kb.triage(kb.differential(known, setting=truth.setting, kb=KNOWN)).disposition
    value = {
        "diagnosis": truth.cause if right else "knee-osteoarthritis",
        "confidence": 90,
        "disposition": max(asked, truth.disposition, key=rank) if right else "self-care",
        "advice": [],
    }
    act(day, "commit", value=value)


def text(day: ClinicDay) -> str:
    parts = []
    for child in day.children[1:]:
        parts += [getattr(child, "value", ""), getattr(child, "html", "")]
    return " ".join(part for part in parts if isinstance(part, str))


def button(day: ClinicDay, words: str) -> w.Button:
    (found,) = [one for one in day.children[-1].children if one.description == words]
    return found


# The waiting room


def test_the_room_tells_who_waits_and_not_why():
    day = clinic(6)
    view = day.room.view
    shown = json.dumps(view, ensure_ascii=False)
    patients = waiting_list(KNOWN, 6, seed=1)
    assert [row["name"] for row in view["patients"]] == [patient.name for patient in patients]
    for row, patient in zip(view["patients"], patients, strict=True):
        assert row["who"] == f"{patient.age}, {patient.sex}"
        assert row["complaint"]
        assert row["status"] == "waiting"
        assert patient.cause not in shown
        assert KNOWN.causes[patient.cause].name not in shown
    assert view["decided"] == 0
    assert view["open"] is None
    assert day.children == (day.room,)


def test_patients_come_in_any_order_and_wait_where_they_were_left():
    day = clinic()
    view = call(day, 2)
    assert view["open"] == 2
    assert view["said"] == f"{view['patients'][2]['name']} is in. The encounter is below."
    act(day, "ask", "recent-surgery")
    assert day.room.view["patients"][2]["status"] == "begun"
    log = simulator(day).view["log"]
    call(day, 0)
    assert len(simulator(day).view["log"]) == 1
    call(day, 2)
    assert simulator(day).view["log"] == log
    assert day._patients[2].cause not in json.dumps(
        [simulator(day).view["attempt"], simulator(day).menu["who"]]
    )


def test_a_decision_shows_in_the_room_and_brings_the_patients_own_debrief():
    day = clinic()
    decide(day, 1)
    view = day.room.view
    assert view["decided"] == 1
    assert view["patients"][1]["status"] == "decided"
    assert view["patients"][1]["says"].startswith("decided: ")
    assert view["said"] == "Decided. Two are left."
    assert len(day.children[1].children) > 3


def test_the_first_decision_counts():
    day = clinic()
    decide(day, 0, right=False)
    simulator(day).again()
    assert day.room.view["patients"][0]["status"] == "decided"
    decide(day, 0)
    assert day._decided[0].committed["diagnosis"] != day._patients[0].cause
    assert all_decided(KNOWN, record())[0].committed == day._decided[0].committed
    assert clinic()._decided[0].committed == day._decided[0].committed


# The day


def test_there_is_no_day_before_a_decision():
    day = clinic()
    tell(day, {"type": "day"})
    assert day.children == (day.room,)


def test_an_early_day_says_how_many_are_left_and_a_whole_one_does_not():
    day = clinic()
    decide(day, 0)
    assert tell(day, {"type": "day"})["open"] == "day"
    assert "Two patients have not been decided about" in text(day)
    decide(day, 1)
    decide(day, 2)
    tell(day, {"type": "day"})
    assert "have not been decided" not in text(day)
    assert "One by one" in text(day)


def test_the_day_begins_with_what_matters_and_links_to_the_lesson():
    day = clinic(6)
    place = next(i for i, p in enumerate(day._patients) if KNOWN.causes[p.cause].must_not_miss)
    for i in range(6):
        decide(day, i, right=i != place)
    view = tell(day, {"type": "day"})
    name = day._patients[place].name
    first = day.children[1].value
    assert "One of six was sent home with a dangerous cause" in first
    assert first.index("One of six was sent home") < first.index("What was missed")
    assert 'class="verdict is-wrong"' in first
    assert name in first
    assert '.ipynb" target="_blank">Lesson: ' in first
    assert "One of six was sent home" in view["said"]
    panel = day.children[2].html
    assert "▼ too low" in panel
    assert "✓ right" in panel
    assert "▲" not in panel
    assert 'role="img" aria-label="Calibration. 80 to 100 %: 5 of 6 right."' in panel
    assert "That says little: 6 decisions" in panel
    assert "The plot as a table" in panel


def test_a_good_day_is_called_good():
    day = clinic()
    for i in range(3):
        decide(day, i)
    tell(day, {"type": "day"})
    assert 'class="verdict is-right"' in day.children[1].value
    assert "All three went to the right place" in text(day)
    assert "Nothing was taken for something else" in text(day)


def test_all_my_patients_so_far_are_those_of_the_record_too():
    for patient in (authored(KNOWN, "long-flight"), sample_patient(KNOWN, "cellulitis", seed=3)):
        box = case_box(KNOWN, record(), patient, "One")
        value = {"diagnosis": patient.cause, "confidence": 40, "disposition": "self-care", "advice": []}
        box.children[0]._receive(None, {"type": "act", "kind": "commit", "value": value}, [])
    record().append("case-step", "gone-case", {"kind": "commit", "value": {}}, attempt="gone/1")
    record().append("case-step", "long-flight", {"kind": "ask", "subject": "nothing"}, attempt="odd/1")
    day = clinic()
    decide(day, 0)
    tell(day, {"type": "day"})
    panel = day.children[2]
    assert "3 decided" in panel.controls[0]["items"][0]["label"]
    assert "of 1" in panel.html
    panel.values = {"all": True}
    assert "of 3 to the right place" in panel.html
    assert "40 to 60 %" in panel.html


def test_a_first_clinic_offers_no_other_patients():
    day = clinic()
    decide(day, 0)
    tell(day, {"type": "day"})
    assert day.children[2].controls == []


def test_another_clinic_has_other_patients_and_leads_back():
    day = clinic()
    decide(day, 0)
    tell(day, {"type": "day"})
    first = day.room.view["patients"]
    button(day, "Another clinic like this").click()
    view = day.room.view
    assert view["patients"] != first
    assert view["decided"] == 0
    assert view["said"] == "A new clinic. Three patients are waiting."
    assert day.children == (day.room,)
    assert [p.key for p in day._patients] == [p.key for p in waiting_list(KNOWN, 3, seed=2)]
    decide(day, 0)
    tell(day, {"type": "day"})
    button(day, "Back to the first clinic").click()
    assert day.room.view["decided"] == 1
    assert day.room.view["patients"][0]["name"] == first[0]["name"]


# The record


def test_a_reopened_clinic_is_where_it_was_left():
    day = clinic()
    decide(day, 1)
    call(day, 2)
    act(day, "ask", "recent-surgery")
    again = clinic()
    for key in ("patients", "open", "decided", "left", "clinic"):
        assert again.room.view[key] == day.room.view[key], key
    assert simulator(again).view == simulator(day).view
    tell(again, {"type": "day"})
    assert text(clinic()) == text(again)


def test_a_reopened_clinic_is_the_latest_of_its_cell():
    day = clinic()
    decide(day, 0)
    tell(day, {"type": "day"})
    button(day, "Another clinic like this").click()
    assert clinic().room.view["clinic"] == "2"
    assert clinic(seed=7).room.view["clinic"] == "7"


def test_a_clinic_without_a_seed_keeps_the_one_it_drew():
    day = clinic(seed=None)
    call(day, 0)
    assert clinic(seed=None).room.view["patients"] == day.room.view["patients"]
    decide(day, 0)
    tell(day, {"type": "day"})
    button(day, "Another clinic like this").click()
    again = clinic(seed=None)
    assert again.room.view["clinic"] == str(day._first + 1)
    decide(again, 0)
    tell(again, {"type": "day"})
    assert button(again, "Back to the first clinic")


@pytest.mark.parametrize(
    "data",
    [{}, {"seed": "x", "open": "y"}, {"seed": 1, "open": 99}, {"seed": True, "open": "day"}, {"open": []}],
)
def test_an_odd_entry_in_the_record_begins_the_clinic_anew(data: dict):
    record().append("clinic", "clinic/n=3/primary-care/seed=1", data, attempt="odd/1")
    day = clinic()
    assert day.room.view["clinic"] == "1"
    assert day.children == (day.room,)


# The same clinic in two places


def test_two_cells_with_one_clinic_agree():
    first, second = clinic(), clinic()
    decide(first, 1)
    for key in ("patients", "decided", "left"):
        assert second.room.view[key] == first.room.view[key], key
    assert second.room.view["open"] is None, "each shows the patient it has called in"
    call(second, 1)
    assert simulator(second).view == simulator(first).view
    tell(first, {"type": "day"})
    button(first, "Another clinic like this").click()
    assert second.room.view["patients"] == first.room.view["patients"]
    assert second.room.view["decided"] == 0
    assert second.children == (second.room,)


def test_a_clinic_in_another_kernel_is_read_before_anything_is_done():
    def kernel() -> ClinicDay:
        return ClinicDay(KNOWN, Record(record().path), 3, 1, "primary-care")

    first, second = kernel(), kernel()
    decide(first, 0)
    view = call(second, 2)
    assert (view["decided"], view["patients"][0]["status"]) == (1, "decided")


# Whatever the page sends

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
MESSAGES = JUNK | st.fixed_dictionaries(
    {"type": st.sampled_from(["call", "day", "another"]) | JUNK, "place": st.integers(-2, 8) | JUNK}
)


@settings(max_examples=25)
@given(messages=st.lists(MESSAGES, max_size=6))
def test_no_message_of_the_page_raises_or_breaks_the_view(messages: list):
    day = clinic(2)
    for message in messages:
        json.dumps(tell(day, message), allow_nan=False)
        assert len(day.room.view["patients"]) == 2
