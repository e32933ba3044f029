"""The lesson by keyboard alone: no pointer touches the page, and JupyterLab's own keys keep out."""

import re
import shutil

import pytest
from playwright.sync_api import Locator, expect

import kb
from tests.browser.conftest import Course
from tests.browser.lab import NOTEBOOK, REPOSITORY, Lab, open_notebook, run_all
from tests.browser.test_lesson import option, question, singles

KNOWN = kb.load()
PATIENT = "runner-numb-foot"

FOCUS = "document.activeElement"


@pytest.fixture(autouse=True)
def no_pointer(lesson: Course):
    """Fails a test that clicked after all."""
    lesson.page.evaluate(
        "() => { window.knee_pointer = 0; window.knee_watch ??= document.addEventListener('pointerdown',"
        " () => { window.knee_pointer += 1; }, true) ?? true; }"
    )
    yield
    assert lesson.page.evaluate("window.knee_pointer") == 0


def press(lesson: Course, *keys: str) -> None:
    for key in keys:
        lesson.page.keyboard.press(key)


def notebook_as_saved(lesson: Course) -> list[tuple]:
    """What JupyterLab's own keys would change: which cells there are, their kind and their source."""
    cells = lesson.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")
    return [(cell["id"], cell["cell_type"], cell["source"]) for cell in cells]


ACTIVE = "jupyterapp.shell.currentWidget.content.activeCell.model.id"


def active_cell(lesson: Course) -> str:
    return lesson.page.evaluate(f"() => {ACTIVE}")


def enter(lesson: Course, cell_id: str) -> Locator:
    """Go to a cell with the arrow keys, as in any notebook, and with Tab into what it shows.

    The arrow keys of JupyterLab pass over cells whose source is hidden; Tab does not.
    """
    page = lesson.page
    # A learner's focus is in the notebook once they have opened it from the list of files.
    page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCell.node.focus()")
    ids = [cell["id"] for cell in lesson.cells]
    target = ids.index(cell_id)
    for key, arrived in (("ArrowDown", lambda at: at > target), ("ArrowUp", lambda at: at < target)):
        while not arrived(ids.index(here := active_cell(lesson))):
            press(lesson, key)
            page.wait_for_function(f"(here) => {ACTIVE} !== here", arg=here)
    inside = f"""() => {FOCUS}.closest('.knee')
        && {FOCUS}.closest('.jp-Cell')?.dataset.windowedListIndex === '{target}'"""
    for _ in range(400):
        press(lesson, "Tab")
        if page.evaluate(inside):
            return page.locator(f"{NOTEBOOK} .jp-Cell[data-windowed-list-index='{target}']")
    raise AssertionError(f"Tab does not lead into {cell_id}")


def focused(lesson: Course) -> str:
    """The data-key of what has the focus, or its tag."""
    return lesson.page.evaluate(f"() => {FOCUS}.dataset.key ?? {FOCUS}.tagName")


def tab_to(lesson: Course, key: str, *, back: bool = False, most: int = 40) -> None:
    for _ in range(most):
        press(lesson, "Shift+Tab" if back else "Tab")
        if re.fullmatch(key, focused(lesson)):
            return
    raise AssertionError(f"{most} × Tab does not lead to {key}; the focus is on {focused(lesson)}")


def choose(lesson: Course, listed: Locator, value: str) -> None:
    """Choose in a list that has the focus, with the arrow keys: typing its name is a race with the clock."""
    press(lesson, "Home")
    for _ in range(listed.locator("option").count()):
        if listed.input_value() == value:
            return
        press(lesson, "ArrowDown")
    raise AssertionError(f"the arrow keys do not lead to {value}")


def test_a_question_by_keyboard_alone(lesson: Course):
    asked = KNOWN.questions[singles(lesson)[2]]
    before = notebook_as_saved(lesson)
    enter(lesson, lesson.calls("quiz")[asked.id])
    _, card = question(lesson, asked.id)

    shown = card.locator(".option .text").all_inner_texts()
    right = next(each.text for each in asked.options if each.right)
    wrong = next(text for text in shown if text != right)
    press(lesson, str(shown.index(wrong) + 1))
    expect(option(card, wrong).locator("input")).to_be_checked()
    press(lesson, str(shown.index(right) + 1))
    expect(option(card, right).locator("input")).to_be_checked()
    press(lesson, "9")  # there is no such option
    expect(option(card, right).locator("input")).to_be_checked()

    tab_to(lesson, "confidence-low")
    press(lesson, "Space")
    press(lesson, "ArrowRight")
    expect(card.locator("[data-key=confidence-middle]")).to_be_checked()
    press(lesson, "Tab")
    assert focused(lesson) == "check"
    press(lesson, "Enter")
    expect(card.locator(".verdict")).to_be_focused()
    expect(card.locator(".verdict strong")).to_have_text("✓ Right.")
    expect(card.locator("[role=status]")).to_contain_text(asked.why)

    tab_to(lesson, "again")
    press(lesson, "Enter")
    expect(card.locator(".verdict")).to_have_count(0)
    expect(card.locator(".earlier")).to_be_visible()
    assert lesson.page.evaluate(f"() => {FOCUS}.closest('.knee') !== null"), "Try again loses the focus"
    press(lesson, str(shown.index(wrong) + 1))
    expect(option(card, wrong).locator("input")).to_be_checked()
    press(lesson, "Enter")  # checks from within the options too
    expect(card.locator(".verdict")).to_be_focused()
    expect(card.locator(".verdict strong")).to_have_text("✗ Not right.")

    assert notebook_as_saved(lesson) == before


def test_jupyterlabs_own_keys_do_nothing_in_a_question(lab: Lab, lesson: Course):
    quiz = next(cell for key, cell in lesson.calls("quiz").items() if key not in KNOWN.questions)
    before = notebook_as_saved(lesson)
    enter(lesson, quiz)
    # heading, delete, insert, cut, undo, kind of cell, merge, interrupt the kernel, restart it, move
    ran = commands_of(lesson, *"1ddabxzyrmii00sjko", "Space", "ArrowRight", "ArrowDown", "Shift+M")
    dialogs = lesson.page.get_by_role("dialog").count()
    press(lesson, *["Escape"] * dialogs)
    after = notebook_as_saved(lesson)
    if ran:  # mend it for the tests that follow
        shutil.copy(REPOSITORY / lesson.path, lab.root / lesson.path)
        open_notebook(lesson.page, lab, lesson.path)
        run_all(lesson.page)
    assert ran == []
    assert dialogs == 0
    assert after == before


def commands_of(lesson: Course, *keys: str) -> list[str]:
    """The commands of JupyterLab that these keys run."""
    lesson.page.evaluate(
        """() => {
            window.kneeRan = [];
            window.kneeNote = (_, { id }) => window.kneeRan.push(id);
            jupyterapp.commands.commandExecuted.connect(window.kneeNote);
        }"""
    )
    press(lesson, *keys)
    # A key that may begin two (as d of d d) is held back for a second.
    lesson.page.evaluate("() => new Promise((later) => setTimeout(later, 1100))")
    return lesson.page.evaluate(
        "() => { jupyterapp.commands.commandExecuted.disconnect(window.kneeNote); return window.kneeRan; }"
    )


def test_a_set_of_questions_is_no_trap_for_the_focus(lesson: Course):
    quiz = next(cell for key, cell in lesson.calls("quiz").items() if key not in KNOWN.questions)
    enter(lesson, quiz)
    for _ in range(60):
        press(lesson, "Tab")
        if not lesson.page.evaluate(f"() => {FOCUS}.closest('.knee')?.querySelector('.quiz')"):
            return
    raise AssertionError("60 × Tab does not lead out of the questions")


def test_a_patient_by_keyboard_alone(lesson: Course):
    case = KNOWN.cases[PATIENT]
    page = lesson.page
    before = notebook_as_saved(lesson)
    cell_id = lesson.calls("case")[PATIENT]
    box = enter(lesson, cell_id)
    lines = box.locator(".log li")
    expect(lines).to_have_count(1)

    # Search, arrow down to the list, ask.
    if focused(lesson) != "search":
        tab_to(lesson, "search")
    page.keyboard.type("blood clot before")
    hits = box.locator(".menu button")
    expect(box.locator(".menu h4").first).to_contain_text("blood clot before")
    press(lesson, "ArrowDown")
    expect(hits.first).to_be_focused()
    press(lesson, "ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    press(lesson, "ArrowUp")
    expect(hits.first).to_be_focused()
    press(lesson, *["1", "d", "d", "a", "b", "x"])
    press(lesson, "Enter")
    expect(lines).to_have_count(2)
    expect(hits.first).to_be_focused()  # where it was, although the list was drawn anew
    press(lesson, "ArrowUp")
    expect(box.get_by_role("searchbox")).to_be_focused()

    # The tabs with the arrow keys.
    tab_to(lesson, "tab-ask", back=True)
    press(lesson, "ArrowRight")
    assert focused(lesson) == "tab-examine"
    expect(box.get_by_role("tab", name="Examine")).to_have_attribute("aria-selected", "true")
    tab_to(lesson, "search")
    press(lesson, "ArrowDown", "Enter")
    expect(lines).to_have_count(3)

    # The learner's own list of causes.
    tab_to(lesson, "Add a cause to your differential", most=120)
    choose(lesson, box.get_by_label("Add a cause to your differential"), case.cause)
    tab_to(lesson, "add-cause", most=1)
    press(lesson, "Enter")
    expect(box.locator(".own li")).to_have_count(1)
    expect(box.locator(".own li")).to_contain_text(KNOWN.causes[case.cause].name)
    press(lesson, "ArrowRight")
    expect(box.locator(".own output").first).to_have_text("25 %")

    # Decide and commit.
    tab_to(lesson, "tab-examine", back=True, most=120)
    press(lesson, "ArrowLeft", "ArrowLeft")  # round the corner: Ask, then Decide
    assert focused(lesson) == "tab-decide"
    tab_to(lesson, "Likeliest diagnosis")
    choose(lesson, box.get_by_label("Likeliest diagnosis"), case.cause)
    tab_to(lesson, "confidence")
    press(lesson, *["ArrowRight"] * 4)
    expect(box.locator("[data-key=confidence]")).to_have_value("70")
    tab_to(lesson, "to-.*")
    press(lesson, "Space")
    wanted = box.locator(f'[data-key="to-{case.disposition}"]')
    for _ in range(4):
        if wanted.is_checked():
            break
        press(lesson, "ArrowDown")
    expect(wanted).to_be_checked()
    tab_to(lesson, "advice-.*")
    press(lesson, "Space")
    tab_to(lesson, "commit", most=60)
    press(lesson, "Enter")
    expect(box.get_by_role("heading", name="Debrief")).to_be_visible()
    expect(box.locator(".js-plotly-plot")).to_be_visible()

    assert notebook_as_saved(lesson) == before


def test_what_opens_on_a_page_opens_by_its_own_keys(lesson: Course):
    """Enter is JupyterLab's key for editing a cell; on a line that opens, it opens it."""
    before = notebook_as_saved(lesson)
    cell_id = next(iter(lesson.calls("cause").values()))
    cell = enter(lesson, cell_id)
    page = lesson.page
    for key in ("Enter", "Space"):
        for _ in range(60):
            if page.evaluate(f"() => {FOCUS}.matches('.knee summary') && !{FOCUS}.parentElement.open"):
                break
            press(lesson, "Tab")
        opened = cell.locator("details[open]").count()
        press(lesson, key)
        expect(cell.locator("details[open]")).to_have_count(opened + 1)
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.mode") == "command"
    assert notebook_as_saved(lesson) == before


def test_the_same_patient_can_be_met_again_by_keyboard(lesson: Course):
    """Comes after the patient was played: its button stands below the debrief."""
    cell_id = lesson.calls("case")[PATIENT]
    box = enter(lesson, cell_id)
    expect(box.get_by_role("heading", name="Debrief")).to_be_visible()
    again = box.get_by_role("button", name="Again with this patient")
    for _ in range(60):
        if again.evaluate("(button) => button === document.activeElement"):
            break
        press(lesson, "Tab")
    expect(again).to_be_focused()
    press(lesson, "Enter")
    expect(box.get_by_role("heading", name="Debrief")).to_have_count(0)
    expect(box.locator(".log li")).to_have_count(1)


def test_a_word_of_the_glossary_shows_its_card_and_escape_shuts_it(lesson: Course):
    page = lesson.page
    word = page.locator(f"{NOTEBOOK} .prose-term button", has_text="popliteal vein").first
    word.scroll_into_view_if_needed()
    card = page.locator(f"[id='{word.get_attribute('aria-describedby')}']")
    expect(card).to_be_hidden()
    word.focus()
    expect(card).to_contain_text(KNOWN.structures["popliteal-vein"].what)
    for key in ("Enter", "Escape"):
        page.keyboard.press(key)
    expect(card).to_be_hidden()
    expect(page.locator(f"{NOTEBOOK} .jp-Notebook.jp-mod-editMode")).to_have_count(0)
    assert page.locator(f"{NOTEBOOK} :is(h1, h2, h3) .prose-term").count() == 0
