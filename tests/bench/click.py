"""From the click that answers a question to the frame that shows the feedback, by the page's clock.

Each tool has a notebook of its own, with a bare Button → HTML beside it; their clicks take turns.
The questions are the same for all: the first single-choice ones of the vascular lesson.
"""

import random
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

import kb
from kb.records import Question
from tests.browser.lab import NOTEBOOK, Lab, run_all, wait_until_idle

from .browser import lab_and_page, opened, write
from .measure import Row, against, duration, progress

QUESTIONS = 20
ROUNDS = 2

ARM = """(root, selector) => {
    window.measured = new Promise((done, fail) => {
        setTimeout(() => fail(Error(`no ${selector} came`)), 30000);
        addEventListener("click", () => {
            const clicked = performance.now();
            let inDocument = null;
            const there = () => root.querySelector(selector) !== null;
            new MutationObserver((_, observer) => {
                if (!there()) return;
                inDocument = performance.now() - clicked;
                observer.disconnect();
            }).observe(root, {subtree: true, childList: true, attributes: true, characterData: true});
            const frame = () => {
                if (there()) done([performance.now() - clicked, inDocument]);
                else requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        }, {capture: true, once: true});
    });
}"""

FLOOR = """\
import itertools
import ipywidgets as w
count = itertools.count()
button, html = w.Button(description="Floor"), w.HTML()
button.on_click(lambda _: setattr(html, "value", f'<p class="answer-{next(count)}">Here it is.</p>'))
floor = w.VBox([button, html])
floor.add_class("bench-floor")
floor"""

OURS = """\
import os
os.environ["KNEE_RECORD_URL"] = {record!r}
import ipywidgets as w
from widgets import quiz
cards = w.VBox([quiz(id) for id in {ids!r}])
cards.add_class("bench-cards")
cards"""

OUR_SET = """\
quizzes = w.VBox([quiz("vascular", n={n}, seed=1)])
quizzes.add_class("bench-set")
quizzes"""

JUPYTERQUIZ = """\
from jupyterquiz import display_quiz
display_quiz({questions!r})"""

IPYQUIZJB = """\
from ipyquizjb import display_questions
display_questions({questions!r}, as_group=False)"""

Times = dict[str, list[tuple[float, float]]]
"""What was clicked -> (to the frame, into the document), seconds."""


def rows() -> Iterator[Row]:
    ids = [key for key, question in kb.load().questions.items() if question.kind == "single"][:QUESTIONS]
    if len(ids) < QUESTIONS:
        raise ValueError(f"only {len(ids)} single-choice questions; {QUESTIONS} are needed")
    questions = [kb.load().questions[key] for key in ids]
    times: dict[str, Times] = {tool: defaultdict(list) for tool in ("ours", "jupyterquiz", "ipyquizjb")}
    with lab_and_page() as (lab, page):
        for round_ in range(ROUNDS):
            record = f"sqlite:///{lab.home / f'click-{round_}.sqlite3'}"
            cells = [FLOOR, OURS.format(record=record, ids=ids), OUR_SET.format(n=QUESTIONS)]
            with _running(lab, page, "ours", cells, round_):
                _answer_ours(page, times["ours"])
            cells = [FLOOR, JUPYTERQUIZ.format(questions=[_for_jupyterquiz(q) for q in questions])]
            with _running(lab, page, "jupyterquiz", cells, round_):
                _answer_jupyterquiz(page, times["jupyterquiz"])
            cells = [FLOOR, IPYQUIZJB.format(questions=[_for_ipyquizjb(q) for q in questions])]
            with _running(lab, page, "ipyquizjb", cells, round_):
                _answer_ipyquizjb(page, times["ipyquizjb"])
    clicks = QUESTIONS * ROUNDS
    floor = "Floor: bare Button → HTML on the same page, in turns."
    yield _row(
        times["ours"], "cards", "click → feedback, one question a card", 1.25, f"{clicks} clicks. {floor}"
    )
    yield _row(
        times["ours"],
        "set",
        f"click → feedback, in a set of {QUESTIONS}",
        1.25,
        f"{clicks} clicks, all kinds of questions. {floor}",
    )
    yield _row(
        times["jupyterquiz"],
        "tool",
        "  the same questions in jupyterquiz",
        None,
        f"{clicks} clicks. Judged in the browser, without a kernel: the key lies open in the page, "
        "nothing is recorded.",
    )
    yield _row(
        times["ipyquizjb"],
        "tool",
        "  the same questions in ipyquizjb",
        None,
        f"{clicks} clicks. Judged in the kernel; says only right or wrong, nothing is recorded.",
    )


def _row(times: Times, key: str, what: str, at_most: float | None, how: str) -> Row:
    (frame, document), (floor, floor_document) = (
        (statistics.median(column) for column in zip(*times[name], strict=True)) for name in (key, "floor")
    )
    how += f" In the document after {duration(document)}, floor {duration(floor_document)}."
    return against(what, frame, floor, show=duration, at_most=at_most, how=how)


@contextmanager
def _running(lab: Lab, page: Page, tool: str, cells: Sequence[str], round_: int) -> Iterator[None]:
    progress(f"click: {tool}, round {round_ + 1}/{ROUNDS}")
    with opened(page, lab, write(lab, f"{tool}-{round_}.ipynb", cells)):
        run_all(page)
        yield


def _timed(page: Page, target: Locator, root: Locator, selector: str) -> tuple[float, float]:
    """Click `target`, wait for what `selector` finds in `root`; seconds to the frame and to the document."""
    target.scroll_into_view_if_needed()
    wait_until_idle(page)
    page.wait_for_timeout(random.uniform(60, 140))  # any phase of the screen's frames
    root.evaluate(ARM, selector)
    progress(f"click: {selector}")
    target.click()
    frame, document = page.evaluate("() => window.measured")
    return frame / 1000, (frame if document is None else document) / 1000


def _floor(page: Page, times: Times, i: int) -> None:
    root = page.locator(f"{NOTEBOOK} .bench-floor")
    times["floor"].append(_timed(page, root.get_by_role("button"), root, f".answer-{i}"))


def _answer_ours(page: Page, times: Times) -> None:
    cards = page.locator(f"{NOTEBOOK} .bench-cards .quiz")
    quiz = page.locator(f"{NOTEBOOK} .bench-set .quiz")
    for i in range(QUESTIONS):
        card = cards.nth(i)
        card.locator(".option label").first.click()
        check = card.get_by_role("button", name="Check")
        times["cards"].append(_timed(page, check, card, ".verdict"))
        _floor(page, times, i)
        _choose_anything(quiz)
        check = quiz.get_by_role("button", name="Check")
        times["set"].append(_timed(page, check, quiz, ".verdict"))
        quiz.get_by_role("button", name="Next question").or_(
            quiz.get_by_role("button", name="See the result")
        ).click()
        quiz.locator(".verdict").wait_for(state="detached")


def _choose_anything(quiz: Locator) -> None:
    if quiz.locator(".truth").count():
        quiz.locator(".truth label").first.click()
    if quiz.locator(".numeric input").count():
        quiz.locator(".numeric input").fill("1")
    else:
        quiz.locator(".option label").first.click()


def _answer_jupyterquiz(page: Page, times: Times) -> None:
    questions = page.locator(f"{NOTEBOOK} .Quiz")
    for i in range(QUESTIONS):
        one = questions.nth(i)
        option = one.locator("label.MCButton").first
        times["tool"].append(_timed(page, option, one, ".Feedback:is(.correct, .incorrect)"))
        _floor(page, times, i)


def _answer_ipyquizjb(page: Page, times: Times) -> None:
    questions = page.locator(f"{NOTEBOOK} .ipyquizjb-render-math")
    for i in range(QUESTIONS):
        one = questions.nth(i)
        one.locator(".widget-toggle-buttons button").first.click()
        check = one.get_by_role("button", name="Check answer")
        times["tool"].append(_timed(page, check, one, ".jp-OutputArea .widget-html-content p"))
        _floor(page, times, i)


def _for_jupyterquiz(question: Question) -> Mapping[str, object]:
    return {
        "question": question.stem,
        "type": "multiple_choice",
        "answers": [
            {"answer": option.text, "correct": option.right, "feedback": option.why}
            for option in question.options
        ],
    }


def _for_ipyquizjb(question: Question) -> Mapping[str, object]:
    return {
        "type": "MULTIPLE_CHOICE",
        "body": question.stem,
        "answers": [option.text for option in question.options],
        "answer": [option.text for option in question.options if option.right],
        "notes": [question.why],
    }
