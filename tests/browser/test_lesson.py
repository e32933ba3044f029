"""A learner works through the vascular lesson: a real browser, a real JupyterLab, a real kernel.

What is right is looked up in the knowledge base, as an instructor would.
"""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import kb
from kb.records import Question
from kb.search import find
from tests.browser.conftest import Course
from tests.browser.lab import Lab, open_notebook, run_all, wait_until_idle

KNOWN = kb.load()
PATIENT = "long-flight"

# What JupyterLab writes to the console by itself, with nothing of ours on the page.
NOT_OURS = re.compile(
    r"Kernel: (restarting|autorestarting|dead)"  # the kernel that a test killed
    r"|WebSocket (connection to .* failed|is already in CLOSING)"  # its channel
    r"|Connection lost, reconnecting"
)


# A notebook that is opened with another kernel than it was saved with holds views of widgets that the
# kernel does not know; ipywidgets says so for each, until the cells are run again.
OF_AN_OLD_KERNEL = re.compile(r"widget model not found|Error displaying widget", re.I)


def ours(errors: list[str]) -> list[str]:
    return [error for error in errors if not NOT_OURS.search(error)]


def singles(lesson: Course) -> list[str]:
    """The single-answer questions that stand by themselves in the lesson."""
    found = [key for key in lesson.calls("quiz") if key in KNOWN.questions]
    found = [key for key in found if KNOWN.questions[key].kind == "single"]
    assert len(found) >= 3, f"the browser tests need three single-answer questions, found {found}"
    return found


def question(lesson: Course, key: str) -> tuple[Question, Locator]:
    card = lesson.cell(lesson.calls("quiz")[key]).locator(".knee")
    expect(card).to_be_visible()
    return KNOWN.questions[key], card


def option(card: Locator, text: str) -> Locator:
    return card.locator(".option").filter(has=card.page.get_by_text(text, exact=True))


def choose(card: Locator, text: str) -> None:
    option(card, text).locator(".row").click()


def check(card: Locator) -> Locator:
    card.get_by_role("button", name="Check", exact=True).click()
    verdict = card.locator(".verdict")
    expect(verdict).to_be_visible()
    return verdict


def reads_every_reason(card: Locator, asked: Question) -> None:
    for each in asked.options:
        row = option(card, each.text)
        expect(row.locator(".why")).to_have_text(each.why)
        if each.right:
            expect(row.locator(".tag")).to_contain_text("✓ right answer")


def reads_the_sources(card: Locator, asked: Question) -> None:
    named = [KNOWN.sources[key] for key in asked.sources]
    for source in named:
        expect(card.locator(".sources")).to_contain_text(source.short)
    expected = [source for source in named if source.link]
    assert expected, f"no source of {asked.id} can be opened"
    links = card.locator(".sources a")
    expect(links).to_have_text(["Open the source" for _ in expected])
    for link, source in zip(links.all(), expected, strict=True):
        expect(link).to_have_attribute("href", source.link)
        assert source.link.startswith("https://")


@dataclass(frozen=True)
class Answered:
    asked: Question
    chosen: str


@pytest.fixture(scope="module")
def answered_rightly(opened_lesson: Course) -> Answered:
    """The first question of the lesson, answered rightly and with high confidence."""
    asked, card = question(opened_lesson, singles(opened_lesson)[0])
    right = next(each.text for each in asked.options if each.right)
    opened_lesson.keep("lesson-question")
    choose(card, right)
    card.get_by_role("radio", name="High").check()
    check(card)
    opened_lesson.keep("lesson-question-right")
    return Answered(asked, right)


@pytest.fixture(scope="module")
def answered_wrongly(opened_lesson: Course) -> Answered:
    """The second question of the lesson, answered wrongly and with middle confidence."""
    asked, card = question(opened_lesson, singles(opened_lesson)[1])
    wrong = next(each.text for each in asked.options if not each.right)
    choose(card, wrong)
    card.get_by_role("radio", name="Middle").check()
    check(card)
    opened_lesson.keep("lesson-question-wrong")
    return Answered(asked, wrong)


# Opening


def test_the_start_page_opens_and_runs_whole(start_page: Course):
    start_page.keep("start-page")
    for cell in start_page.cells:
        if cell["cell_type"] == "code" and cell["id"] != "setup":
            expect(start_page.cell(cell["id"]).locator(".knee").first).to_be_visible()
    expect(start_page.page.locator(".knee[aria-label=Refused]")).to_have_count(0)
    assert ours(start_page.errors) == []


def test_the_lesson_opens_and_every_call_of_it_shows_something(lesson: Course):
    bare = {"setup", *lesson.calls("facts_in_text").values()}  # nothing to see, or plain text
    code = [cell["id"] for cell in lesson.cells if cell["cell_type"] == "code" and cell["id"] not in bare]
    assert len(code) > 20
    for cell in code:
        expect(lesson.cell(cell).locator(".knee").first).to_be_visible()
    expect(lesson.page.locator(".knee[aria-label=Refused]")).to_have_count(0)
    lesson.cell(lesson.cells[0]["id"])
    lesson.keep("lesson-top")


# A question


def test_a_right_answer_is_told_in_a_word_and_a_mark_with_every_reason_and_the_source(
    lesson: Course, answered_rightly: Answered
):
    asked, card = question(lesson, answered_rightly.asked.id)
    verdict = card.locator(".verdict")
    expect(verdict.locator("strong")).to_have_text("✓ Right.")
    expect(verdict).to_contain_text(asked.why)
    expect(verdict).to_contain_text("Certainty mark +3: High, and right.")
    expect(option(card, answered_rightly.chosen)).to_contain_text("your choice")
    reads_every_reason(card, asked)
    reads_the_sources(card, asked)


def test_a_wrong_answer_is_told_in_a_word_and_a_mark_with_every_reason_and_the_source(
    lesson: Course, answered_wrongly: Answered
):
    asked, card = question(lesson, answered_wrongly.asked.id)
    verdict = card.locator(".verdict")
    expect(verdict.locator("strong")).to_have_text("✗ Not right.")
    expect(verdict).to_contain_text(asked.why)
    expect(verdict).to_contain_text("Certainty mark −2: Middle costs 2")
    chosen = option(card, answered_wrongly.chosen).locator(".tag")
    expect(chosen).to_contain_text("✗ not right")
    expect(chosen).to_contain_text("your choice")
    reads_every_reason(card, asked)
    reads_the_sources(card, asked)


def test_trying_again_keeps_the_earlier_answer_in_sight(lesson: Course, answered_wrongly: Answered):
    asked, card = question(lesson, answered_wrongly.asked.id)
    card.get_by_role("button", name="Try again").click()
    expect(card.locator(".verdict")).to_have_count(0)
    expect(card.locator(".earlier")).to_have_text("Earlier: try 1 not right")
    expect(option(card, answered_wrongly.chosen).locator("input")).to_be_checked()
    choose(card, next(each.text for each in asked.options if each.right))
    expect(check(card).locator("strong")).to_have_text("✓ Right.")
    expect(card.locator(".earlier")).to_have_text("Earlier: try 1 not right")


def test_an_answer_left_out_is_asked_for_and_nothing_is_judged(lesson: Course):
    inline = [key for key in lesson.calls("quiz") if key in KNOWN.questions]
    _, card = question(lesson, next(key for key in inline if KNOWN.questions[key].kind == "true-false"))
    card.get_by_role("button", name="Check", exact=True).click()
    expect(card.get_by_role("alert")).to_have_text("say whether the statement is true or false")
    expect(card.locator(".verdict")).to_have_count(0)


# A patient


def patient(lesson: Course) -> Locator:
    cell = lesson.cell(lesson.calls("case")[PATIENT])
    expect(cell.locator(".case-root")).to_be_visible()
    return cell


def test_a_lay_phrase_finds_the_question_and_the_patient_answers_in_their_own_words(lesson: Course):
    box = patient(lesson)
    phrase = "blood clot before"
    key = find(KNOWN, phrase, kinds=("history", "risk-factor", "symptom"))[0]
    assert key == "previous-thrombosis"
    assert phrase not in KNOWN.findings[key].label
    box.get_by_role("searchbox").fill(phrase)
    ask = box.locator(".menu button").filter(has_text=KNOWN.findings[key].ask)
    expect(box.locator(".menu h4").first).to_contain_text(f"“{phrase}”")
    expect(ask).to_be_visible()
    ask.click()
    said = box.locator(".log li").last
    expect(said).to_contain_text(KNOWN.cases[PATIENT].words[key])
    expect(ask).to_have_attribute("aria-disabled", "true")
    expect(ask).to_contain_text("done")


def test_an_answer_leaves_a_half_made_choice_alone(lesson: Course):
    """An answer may come late: a list that is open, a word half typed and a slider in the hand survive it."""
    box = patient(lesson)
    cause = KNOWN.cases[PATIENT].cause
    box.get_by_label("Add a cause to your differential").select_option(cause)
    box.get_by_role("button", name="Add", exact=True).click()
    box.get_by_role("tab", name="Decide").click()
    in_hand = [
        box.get_by_label(label).element_handle()
        for label in ("Likeliest diagnosis", f"Probability of {KNOWN.causes[cause].name} in per cent")
    ]
    training = box.get_by_label(re.compile("Training wheels"))
    training.check()
    expect(box.locator(".own table.bars")).to_be_visible()
    training.uncheck()
    expect(box.locator(".own table.bars")).to_have_count(0)
    assert all(control.evaluate("(control) => control.isConnected") for control in in_hand)
    box.get_by_role("button", name=f"Remove {KNOWN.causes[cause].name}").click()
    expect(box.locator(".own li")).to_have_count(0)


def do(box: Locator, tab: str, key: str) -> None:
    """Do one thing in a tab, and wait until the record of the encounter shows it."""
    lines = box.locator(".log li")
    before = lines.count()
    box.get_by_role("tab", name=tab).click()
    box.locator(f'[data-key="item-{key}"]').click()
    expect(lines).to_have_count(before + 1)


@pytest.fixture(scope="module")
def played(opened_lesson: Course) -> Locator:
    """The traveller's case, asked, examined, tested, judged and sent to the right place."""
    case = KNOWN.cases[PATIENT]
    box = patient(opened_lesson)
    box.get_by_label("Add a cause to your differential").select_option("ruptured-bakers-cyst")
    box.get_by_role("button", name="Add", exact=True).click()
    expect(box.locator(".own li")).to_have_count(1)
    box.get_by_label("Add a cause to your differential").select_option(case.cause)
    box.get_by_role("button", name="Add", exact=True).click()
    expect(box.locator(".own li")).to_have_count(2)
    for tab, key in (
        ("Ask", "recent-surgery"),
        ("Ask", "breathlessness-or-chest-pain"),
        ("Examine", "calf-swelling"),
        ("Examine", "foot-pulses"),
        ("Test", "compression-ultrasound-proximal"),
    ):
        do(box, tab, key)
    opened_lesson.keep("case")
    box.get_by_role("tab", name="Decide").click()
    box.get_by_label("Likeliest diagnosis").select_option(case.cause)
    box.get_by_label("Confidence in per cent").fill("85")
    box.locator(f'[data-key="to-{case.disposition}"]').check()
    advice = box.locator("[data-key^=advice-]")
    assert advice.count() > 1
    advice.first.check()
    opened_lesson.keep("case-decide")
    box.get_by_role("button", name="Commit and see the debrief").click()
    expect(box.get_by_role("heading", name="Debrief")).to_be_visible()
    return box


def reads_the_debrief(box: Locator) -> None:
    page, case = box.page, KNOWN.cases[PATIENT]
    top = box.locator(".knee[aria-label=Debrief]")
    expect(top).to_be_visible()
    expect(top.locator(".verdict strong")).to_have_text(re.compile("^[✓◐✗] (Safe|Gaps|Unsafe)"))
    expect(top.locator(".verdict p").nth(1)).to_have_text(re.compile(r"\w+ \w+ \w+.*\."))
    for told in ("What you did well", "What could have cost life or limb", "What to do next time"):
        expect(top.get_by_role("heading", name=told)).to_be_visible()
    expect(top).to_contain_text(case.lesson_learnt)

    plot = box.locator(".js-plotly-plot")
    expect(plot).to_be_visible()
    expect(plot.locator(".gtitle")).to_have_text("Probability of the true cause")
    for name in ("Knowledge base", "You"):
        expect(plot.locator(".legendtext", has_text=re.compile(f"^{name}$"))).to_be_visible()
    drawn = plot.locator(".scatterlayer .js-line")
    expect(drawn.nth(1)).to_be_attached()
    # A list that was emptied in between leaves a gap, and a short line before it.
    wide = "(lines) => lines.filter((line) => line.getBoundingClientRect().width > 50).length >= 2"
    page.wait_for_function(wide, arg=drawn.element_handles())

    bottom = box.locator(".knee[aria-label='What to learn from it']")
    axes = bottom.locator("table.bars .word")
    expect(axes).to_have_count(5)
    for word in axes.all():
        expect(word).to_have_text(re.compile(r"\w{3}"))
    expect(bottom).to_contain_text(re.compile("Best question not asked: |No single question was left"))
    told_apart = re.compile(rf"^{KNOWN.causes[case.cause].name} or .+\?$")
    expect(bottom.locator("h4", has_text=told_apart)).to_be_visible()
    links = bottom.locator(".sources a")
    linked = {KNOWN.sources[key].link for key in case.sources} - {""}
    assert linked
    assert linked <= {link.get_attribute("href") for link in links.all()}
    for link in links.all():
        expect(link).to_have_attribute("href", re.compile("^https://"))


def test_a_patient_can_be_played_to_the_debrief(lesson: Course, played: Locator):
    reads_the_debrief(played)
    played.get_by_role("heading", name="Debrief").evaluate("(head) => head.scrollIntoView()")
    lesson.keep("debrief")
    expect(played.locator(".case-root")).to_contain_text("This encounter is over")


def test_none_of_it_wrote_an_error_of_ours_to_the_console(lesson: Course, played: Locator):
    assert ours(lesson.errors) == []


# Leaving and coming back


def test_after_the_kernel_was_killed_the_answers_and_the_debrief_are_there_again(
    lab: Lab, lesson: Course, answered_rightly: Answered, played: Locator
):
    killed = lab.kernel_process(lesson.path).pid
    before = events_in(lesson.page, lab)
    lab.kill_kernel(lesson.path)
    lesson.page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    wait_until_idle(lesson.page)

    open_notebook(lesson.page, lab, lesson.path)
    run_all(lesson.page)
    assert lab.kernel_process(lesson.path).pid != killed
    asked, card = question(lesson, answered_rightly.asked.id)
    expect(card.locator(".verdict strong")).to_have_text("✓ Right.")
    expect(option(card, answered_rightly.chosen)).to_contain_text("your choice")
    reads_every_reason(card, asked)
    box = patient(lesson)
    expect(box.locator(".case-root")).to_contain_text("This encounter is over")
    reads_the_debrief(box)
    assert events_in(lesson.page, lab) == before
    assert [error for error in ours(lesson.errors) if not OF_AN_OLD_KERNEL.search(error)] == []


def events_in(page: Page, lab: Lab) -> list[tuple]:
    """The record as any other program can read it."""
    code = "import os; print(os.environ['KNEE_RECORD_URL'])"
    url = page.evaluate(
        """async (code) => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const request = kernel.requestExecute({ code, store_history: false });
            let said = '';
            request.onIOPub = (message) => { said += message.content.text ?? ''; };
            await request.done;
            return said.trim();
        }""",
        code,
    )
    file = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as record:
        rows = record.execute("SELECT kind, subject, data FROM events ORDER BY id").fetchall()
    record.close()
    assert rows
    return rows
