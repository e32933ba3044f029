"""What stands at the head of a lesson and on the first page: the notice, where to go on, sources."""

import re
from pathlib import Path

import pytest

import kb
import widgets
from kb.questions.dangers import guards
from kb.records import Lesson
from kb.wording import shortened
from widgets import _html as html
from widgets.record import record
from widgets.record.events import Answered, keep
from widgets.record.progress import in_order

KNOWN = kb.load()
TAGS = re.compile(r"<style>.*?</style>|<[^>]*>", re.S)


def seen(widget) -> str:
    """What can be read of a page."""
    return TAGS.sub(" ", widget.value)


def answer(lesson: Lesson, credit: float = 1.0) -> str:
    key = next(key for key, one in KNOWN.questions.items() if one.lesson == lesson.id)
    from kb.questions.kinds import version

    made = version(KNOWN, KNOWN.questions[key])
    keep(record(), Answered(key, "x", made, None, credit == 1, credit, None), "a/1")
    return key


# The notice


def test_the_notice_is_read_in_full_once_and_then_in_one_line_that_names_the_danger():
    text = kb.notice()
    danger = text.split(". ")[-1]
    first, then = widgets.notice().value, widgets.notice().value
    assert html.esc(text) in first
    assert "<details" not in first
    line = then.partition("<summary>")[2].partition("</summary>")[0]
    assert html.esc(danger) in line
    assert "chest pain" in line
    assert "get medical help now" in line
    assert len(TAGS.sub("", line)) < 160
    assert html.esc(text) in then, "and the rest opens"


# Where to go on


def test_the_map_says_where_to_begin_and_then_where_the_learner_stopped():
    first, *_, last = in_order(KNOWN)
    assert f"Begin here: {first.title}" in re.sub(r"\s+", " ", seen(widgets.lesson_map()))
    answer(last)
    assert f"Continue where you stopped: {last.title}" in re.sub(r"\s+", " ", seen(widgets.lesson_map()))


def test_the_map_shows_title_time_and_ring_and_folds_the_rest():
    answer(in_order(KNOWN)[0])
    page = widgets.lesson_map().value
    assert page.count('class="ring is-large"') == len(KNOWN.lessons)
    folded = re.sub(r"<details>.*?</details>", "", page, flags=re.S)
    for lesson in KNOWN.lessons.values():
        assert html.esc(lesson.title) in folded
        for objective in lesson.objectives:
            assert html.esc(objective.text) in page
            assert html.esc(objective.text) not in folded
    assert "1 of " in TAGS.sub(" ", folded), "a ring has its number in words beside it"
    assert " questions answered" in TAGS.sub(" ", folded)


def wrong_and_sure(key: str) -> None:
    from kb.questions.kinds import version

    made = version(KNOWN, KNOWN.questions[key])
    keep(record(), Answered(key, "x", made, "high", False, 0, -6), "a/1")


def test_the_map_leads_with_what_is_due_and_links_to_the_review():
    assert "Review" not in seen(widgets.lesson_map()), "there is nothing to review on the first day"
    answer(in_order(KNOWN)[0])
    page = widgets.lesson_map()
    told = re.sub(r"\s+", " ", seen(page))
    assert re.search(r"Review : \d+ new, about \d+ minutes", told)
    assert told.index("Review") < told.index("Continue where you stopped")
    link = re.search(r'href="([^"]*)"[^>]*>Review<', page.value)[1]
    assert (Path(__file__).parents[2] / "notebooks" / link).is_file()


def test_what_was_sure_and_wrong_and_dangerous_stays_in_sight():
    dangerous = [key for key, one in KNOWN.questions.items() if guards(KNOWN, one)]
    harmless = next(key for key, one in KNOWN.questions.items() if not guards(KNOWN, one))
    for key in [harmless, *dangerous[:8]]:
        wrong_and_sure(key)
    page = widgets.lesson_map().value
    assert page.count("<li>", page.index("open-errors"), page.index("And 2 more")) == 6
    assert html.esc(shortened(KNOWN.questions[dangerous[0]].stem)) in page
    assert html.esc(shortened(KNOWN.questions[harmless].stem)) not in page


# Sources


def test_a_source_has_one_number_on_its_page_and_a_line_counts_up():
    one, two = list(KNOWN.sources)[:2]
    page = html.numbered(
        f"{html.source_link(KNOWN, two)} {html.sources(KNOWN, [one, two])} {html.source_link(KNOWN, one)}"
    )
    assert re.findall(r">(\d+)</button>", page) == ["1", "1", "2", "2"]
    assert re.findall(r'aria-label="Source (\d+): ', page) == ["1", "1", "2", "2"]
    assert html.esc(KNOWN.sources[one].title) in page


PAGES = {
    "score": lambda: [html.numbered(widgets.score(id).html) for id in KNOWN.rules.scores],
    "faq": lambda: [widgets.faq().value],
    "references": lambda: [widgets.references(*KNOWN.sources).value],
    "cause": lambda: [widgets.cause(id).value for id in KNOWN.causes],
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shows_the_key_of_a_source_nor_a_doubled_stop(name: str):
    keys = {key for key in KNOWN.sources if re.search(r"\d", key)}
    for page in PAGES[name]():
        text = TAGS.sub(" ", page)
        assert set(re.findall(r"[a-z][a-z0-9-]+", text)) & keys == set()
        assert "[@" not in text
        assert not re.search(r"(?<!\.)\.\.(?!\.)", text), text[: text.index("..") + 20][-90:]
        assert not re.search(r"[\x00-\x08\x0e-\x1f]", page), "every number is given"
