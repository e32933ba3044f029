"""Every control of every view can be used, and nothing goes wrong on either side.

In the dark one of each make is pressed, by test_accessibility.
"""

import anywidget
import ipywidgets as w
import pytest

import widgets
from tests.views.calls import CALLS, KINDS, KNOWN, SAYS_NOTHING_HERE, VIEWS
from tests.views.stand import Stand
from widgets.term_cards import TermCards

LAST = ("skip", "next", "day", "Again", "Another clinic", "Back to the first")
"""Parts of names of controls that lead away from what is shown."""


def scripted(widget: w.Widget) -> bool:
    """Whether it has a script that draws: that of the cards works on a notebook's prose alone."""
    own = isinstance(widget, anywidget.AnyWidget) and not isinstance(widget, TermCards)
    return own or any(map(scripted, getattr(widget, "children", ())))


def test_no_view_and_no_kind_of_question_is_left_out():
    assert set(CALLS) == set(widgets.__all__) - SAYS_NOTHING_HERE
    assert set(KINDS) == {question.kind for question in KNOWN.questions.values()}


@pytest.mark.parametrize("view", VIEWS)
def test_every_control_of_a_view_is_pressed_and_nothing_breaks(stand: Stand, view: str):
    widget = stand.show(VIEWS[view])
    if view.startswith("body"):
        stand.page.locator(".body-picture[data-pose]").wait_for()
    pressed = stand.press_everything(LAST)
    stand.rest()
    assert stand.faults == []
    assert pressed or not scripted(widget), "nothing on this view could be pressed"


def test_the_theme_changes_under_an_open_view(stand: Stand):
    stand.show(VIEWS["body-0"])
    stand.page.locator(".body-picture[data-pose]").wait_for()
    for dark in (True, False):
        stand.wear(dark)
        stand.rest()
    assert stand.faults == []


def test_a_control_pressed_before_the_picture_is_there_does_no_harm(stand: Stand):
    """plotly takes seconds to draw for the first time; the buttons beside it are there at once."""
    stand.show(VIEWS["body-0"])
    stand.page.evaluate(
        """() => {
            const draw = Plotly.newPlot;
            Plotly.newPlot = async (...what) => {
                Plotly.newPlot = draw;
                await new Promise((done) => setTimeout(done, 300));
                return draw(...what);
            };
        }"""
    )
    stand.show(VIEWS["body-0"])
    stand.page.evaluate(
        "() => ['view-medial', 'frame-leg', 'layer-skin', 'picture'].forEach("
        "(key) => document.querySelector(`[data-key=${key}]`).click())"
    )
    stand.page.locator("[data-key=picture]").press("+")
    stand.settle()
    stand.page.locator(".body-picture[data-pose]").wait_for()
    stand.rest()
    assert stand.faults == []
    assert stand.page.locator("[data-key=view-medial]").get_attribute("aria-checked") == "true"


def test_the_stand_reports_what_goes_wrong_on_either_side(stand: Stand):
    """A gate is seen red: in a script, in a promise, on the console, in Python."""

    class Broken(anywidget.AnyWidget):
        _esm = """export default { render({ model, el }) {
            const button = (name, onclick) => el.append(Object.assign(document.createElement('button'),
                { textContent: name, onclick }));
            button('script', () => missing());
            button('promise', () => Promise.reject(new Error('unheard')));
            button('console', () => console.error('said'));
            button('Python', () => model.send({ type: 'go' }));
            model.on('msg:custom', () => alsoMissing());
        } }"""

    def make() -> Broken:
        widget = Broken()

        def fail(*_: object) -> None:
            widget.send({})
            raise LookupError("in Python")

        widget.on_msg(fail)
        return widget

    stand.show(make)
    assert len(stand.press_everything()) == 4
    stand.rest()
    for word in ("missing is not defined", "unheard", "said", "LookupError: in Python", "alsoMissing"):
        assert any(word in fault for fault in stand.faults), f"{word} is in none of {stand.faults}"
