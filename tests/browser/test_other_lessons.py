"""A learner works through the other lessons: each is run once, and what only it has is used by keyboard.

First aid decided, the way back to sport, the cyst, the localiser, a clinic, answers for patients, and
the kinds of question that the vascular lesson and the anatomy lesson do not have. What is right is
looked up in the knowledge base, or computed from its models.
"""

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Locator, expect

import kb
from kb.anatomy.cyst import FOUCHER, ML, CystState, CystWorks
from kb.anatomy.localise import localise
from kb.care import figures, judge, marks
from kb.patients.clinic import waiting_list
from kb.questions.kinds.concordance import SCALE, weigh
from kb.reasoning.triage import WORDS
from kb.records import Question
from tests.browser.conftest import Course, opened_course
from tests.browser.lab import Lab, set_theme
from tests.browser.test_anatomy import by_key, said, view
from tests.browser.test_keyboard import focused, press, tab_to
from tests.browser.test_lesson import ours
from widgets.faq_page import OPEN
from widgets.first_aid_choice import VERDICTS

KNOWN = kb.load()
WORKS = CystWorks.of(KNOWN, "popliteal-cyst")

# Outputs that have something to show and do not: a view without a word, a plot without a mark.
BARE = """(plain) => jupyterapp.shell.currentWidget.content.widgets
    .filter(({ model }) => model.type === 'code' && model.id !== 'setup')
    .flatMap(({ model, node }) => {
        const fault = (word) => `${model.id}: ${word}`;
        const outputs = [...node.querySelectorAll('.jp-OutputArea-output')];
        if (!outputs.length) return fault('no output');
        if (!plain.includes(model.id) && !node.querySelector('.knee')) return fault('nothing of ours');
        return outputs.flatMap((output) => {
            const views = [...output.querySelectorAll('.knee')];
            const plots = [...output.querySelectorAll('.js-plotly-plot')];
            if (output.querySelector('[aria-label=Refused]')) return fault('refused');
            if (![output, ...views].every((one) => one.textContent.trim())) return fault('blank');
            if (!views.every((one) => one.checkVisibility())) return fault('hidden');
            if (!plots.every((one) => one.querySelector('.trace, canvas'))) return fault('empty plot');
            return [];
        });
    })"""


def runs_whole(lesson: Course, *look: str) -> None:
    """No cell failed when the lesson was opened and run, and each shows something; people look at some."""
    assert sum(cell["cell_type"] == "code" for cell in lesson.cells) > 20
    plain = list(lesson.calls("facts_in_text").values())
    for _ in range(60):
        if not (faults := lesson.page.evaluate(BARE, plain)):
            break
        lesson.page.wait_for_timeout(500)
    assert faults == []
    for cell in look:
        view(lesson, cell)
        lesson.keep(f"{lesson.path.split('_')[1]}-{cell}")


class OfALesson:
    """Tests of one lesson, which is opened and run once for all of them."""

    path = ""

    @pytest.fixture(scope="class")
    @classmethod
    def opened_lesson(cls, lab: Lab, browser: Browser) -> Iterator[Course]:
        with opened_course(lab, browser, f"notebooks/{cls.path}.ipynb") as course:
            yield course

    @pytest.fixture(autouse=True)
    def no_errors(self, lesson: Course) -> Iterator[None]:
        yield
        assert ours(lesson.errors) == [], "written to the console"


# First aid and the way back to sport


class TestMuscleAndTendon(OfALesson):
    path = "02_muscle_and_tendon"

    def test_the_lesson_runs_whole_and_every_call_of_it_shows_something(self, lesson: Course):
        runs_whole(lesson, "round-1-see", "telling-apart-exertion")

    def test_a_dangerous_situation_decided_wrongly_is_told_in_words(self, lesson: Course):
        choice = KNOWN.rules.choices["rice"]
        shown = view(lesson, lesson.calls("first_aid")["rice"])
        lesson.keep("muscle-first-aid")
        cards = shown.locator(".situation")
        expect(cards).to_have_count(len(choice.answers))
        expect(shown.locator(".told")).to_have_count(0)
        for answer in choice.answers.values():
            expect(shown).not_to_contain_text(answer.text)

        dangerous = next(key for key, answer in choice.answers.items() if answer.fears and answer.unsafe)
        answer = choice.answers[dangerous]
        decide(lesson, shown, dangerous, answer.unsafe[0])
        told = cards.filter(has=lesson.page.get_by_text(dangerous.capitalize(), exact=True))
        expect(told.locator(".judged")).to_have_text("✗ Unsafe")
        expect(told.locator(".told")).to_contain_text(answer.text)
        for key in answer.fears:
            cause = KNOWN.causes[key]
            expect(told.locator(".danger")).to_contain_text(re.compile(cause.name, re.I))
            expect(told.locator(".danger")).to_contain_text(f"(needs {WORDS[cause.urgency]})")
            expect(said(shown)).to_contain_text(re.compile(cause.name, re.I))
        expect(said(shown)).to_contain_text(f"Unsafe. {answer.text}")
        expect(told.locator(".is-key")).to_contain_text(choice.decisions[answer.verdict])
        assert focused(lesson) == f"{dangerous}/{answer.unsafe[0]}"
        expect(shown).to_contain_text(f"1 of {len(choice.answers)} decided")
        lesson.keep("muscle-first-aid-unsafe")

        press(lesson, "Enter")  # a decision stays
        expect(shown).to_contain_text(f"1 of {len(choice.answers)} decided")
        for situation, one in choice.answers.items():
            if situation != dangerous:
                decide(lesson, shown, situation, one.verdict)
        verdict = shown.locator(".verdict")
        expect(verdict).to_contain_text(
            f"{len(choice.answers) - 1} of {len(choice.answers)} decisions were safe"
        )
        expect(verdict.locator("li")).to_have_text([dangerous.capitalize()])
        expect(verdict).to_contain_text(choice.stop_if)
        verdict.evaluate("(node) => node.scrollIntoView({block: 'end'})")
        lesson.keep("muscle-first-aid-done")

    def test_the_way_back_is_a_plot_and_the_same_in_words(self, lesson: Course):
        cell = next(cell for cell in lesson.cells if cell["id"] == "round-4-time-line")
        plans = [KNOWN.rules.recovery[key] for key in re.findall(r'"([\w-]+)"', "".join(cell["source"]))]
        twin = view(lesson, "round-4-time-line")
        shown = lesson.cell("round-4-time-line")
        plot = shown.locator(".js-plotly-plot")
        expect(plot).to_be_visible()
        expect(plot.locator(".legendtext", has_text="published time")).to_be_visible()
        published = [mark for plan in plans for mark in marks(KNOWN, plan)]
        assert len(published) >= len(plans)
        diamonds = plot.locator(".scatterlayer .points path")
        expect(diamonds).to_have_count(len(published))
        labels = plot.locator(".scatterlayer .textpoint text").all_text_contents()
        wanted = sorted(f"{mark.figure.value:g} {mark.figure.unit[0]}" for mark in published)
        assert sorted(re.match(r"\s*([\d.]+ \w)", label)[1] for label in labels) == wanted
        bars = plot.locator(".barlayer .point path")
        expect(bars).to_have_count(sum(len(plan.phases) for plan in plans))
        for box in (one.bounding_box() for one in [*diamonds.all(), *bars.all()]):
            assert min(box["width"], box["height"]) > 3, "too small to see"
        assert clashes(plot) == []
        lesson.keep("muscle-recovery")

        rows = twin.locator("details.recovery")
        expect(rows).to_have_count(len(plans))
        for row, plan in zip(rows.all(), plans, strict=True):
            expect(row.locator("summary")).to_contain_text(KNOWN.causes[plan.id].name)
            row.locator("summary").focus()
            press(lesson, "Enter")
            expect(row.locator("h4", has_text="Published")).to_be_visible()
            expect(row.locator("tbody tr")).to_have_count(len(plan.phases))
            lines = row.locator("h4", has_text="Published").locator("+ ul > li")
            expect(lines).to_have_count(len(figures(KNOWN, plan)))
            expect(lines.filter(has_text="◆")).to_have_count(len(marks(KNOWN, plan)))
            for line, figure in zip(lines.all(), figures(KNOWN, plan), strict=True):
                expect(line).to_contain_text(f"{figure.text}: ")
            if plan is plans[0]:
                row.evaluate("(row) => row.scrollIntoView({block: 'start'})")
                lesson.keep("muscle-recovery-words")
            press(lesson, "Enter")
            expect(row).not_to_have_attribute("open", "")

    def test_the_plot_keeps_its_room_when_theme_and_page_change(self, lesson: Course):
        view(lesson, "round-4-time-line")
        plot = lesson.cell("round-4-time-line").locator(".js-plotly-plot")
        width, height = room(plot)["drawing"]
        assert width > 600
        assert height > 300
        try:
            for dark in (True, False, True):
                set_theme(lesson.page, dark)
                lesson.page.wait_for_timeout(300)  # plotly waits 100 ms before it follows
                keeps_its_room(plot, width, height)
            view(lesson, "round-4-time-line")
            lesson.keep("muscle-recovery-dark")
            narrow = width - 280
            lesson.page.set_viewport_size({"width": 1000, "height": 900})
            keeps_its_room(plot, narrow, height)
            assert clashes(plot) == []
            lesson.keep("muscle-recovery-narrow")
        finally:
            lesson.page.set_viewport_size({"width": 1280, "height": 900})
            set_theme(lesson.page, False)
        keeps_its_room(plot, width, height)


def decide(lesson: Course, shown: Locator, situation: str, decision: str) -> None:
    """Decide on a card with its one Tab stop and the arrow keys."""
    keys = list(KNOWN.rules.choices["rice"].decisions)
    judged = judge(KNOWN.rules.choices["rice"], situation, decision)
    by_key(shown, f"{situation}/{keys[0]}").focus()
    press(lesson, *["ArrowRight"] * keys.index(decision))
    assert focused(lesson) == f"{situation}/{decision}"
    press(lesson, "Enter")
    expect(by_key(shown, f"{situation}/{decision}")).to_have_attribute("aria-pressed", "true")
    card = by_key(shown, f"{situation}/{decision}").locator("xpath=ancestor::li")
    expect(card.locator(".judged")).to_have_text(VERDICTS[judged][1])


def clashes(plot: Locator) -> list[list[str]]:
    """Labels that write over one another, or are cut off by the plot."""
    return plot.evaluate(
        """(plot) => {
            const boxes = [...plot.querySelectorAll('.main-svg text')]
                .filter((text) => !text.closest('.hoverlayer') && text.textContent.trim())
                .map((text) => [text.textContent.trim(), written(text)])
                .filter(([, box]) => box.width && box.height);
            function written(text) {  // without the spaces before the letters
                const range = document.createRange();
                range.selectNodeContents(text);
                const box = range.getBoundingClientRect();
                const whole = text.textContent;
                const size = parseFloat(getComputedStyle(text).fontSize);
                const spaces = (end) => size * end.match(/\u2003*/)[0].length;
                const back = [...whole].reverse().join('');
                return new DOMRect(box.x + spaces(whole), box.y,
                    box.width - spaces(whole) - spaces(back), box.height);
            }
            const { left, right } = plot.getBoundingClientRect();
            const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;  // lines exceed their letters
            return boxes.flatMap(([name, box], i) => [
                ...boxes.slice(i + 1).filter(([, other]) => over(box, other)).map(([other]) => [name, other]),
                ...(box.left < left || box.right > right ? [[name, 'cut off']] : []),
            ]);
        }"""
    )


def room(plot: Locator) -> dict[str, list[int]]:
    """Width and height of the figure's place and of its drawing."""
    return plot.evaluate(
        """(plot) => Object.fromEntries([['place', plot], ['drawing', plot.querySelector('.main-svg')]]
            .map(([name, { clientWidth, clientHeight }]) => [name, [clientWidth, clientHeight]]))"""
    )


def keeps_its_room(plot: Locator, width: int, height: int) -> None:
    """Wait until the drawing fills its place again, and that is as big as it should be."""
    wanted = {"place": [width, height], "drawing": [width, height]}
    for _ in range(50):
        if room(plot) == wanted:
            return
        plot.page.wait_for_timeout(100)
    assert room(plot) == wanted


# The cyst, and questions of other kinds


class TestStructuralAndCystic(OfALesson):
    path = "03_structural_and_cystic"

    def test_the_lesson_runs_whole_and_every_call_of_it_shows_something(self, lesson: Course):
        runs_whole(lesson, "round-4-see")

    def test_a_swollen_knee_fills_the_cyst_and_straightening_makes_it_firm(self, lesson: Course):
        state = WORKS.fill(WORKS.start("", 0), 35)
        shown = view(lesson, "round-1-see")
        lesson.keep("structural-cyst")
        size = shown.locator(".cyst-gauge", has_text="Size of the cyst")
        tension = shown.locator(".cyst-gauge", has_text="Tension of the cyst")
        expect(size.locator("b")).to_have_text(WORKS.size(WORKS.start("", 0)))

        slider = shown.get_by_role("slider", name="Fluid the knee makes")
        slider.focus()
        press(lesson, *["ArrowRight"] * 7)
        expect(slider).to_have_attribute("aria-valuetext", re.compile("about 35 ml$"))
        before = size.locator("b").inner_text()
        state = bent_ten_times(state)
        by_key(shown, "bend").focus()
        press(lesson, "Enter")
        expect(said(shown)).to_contain_text("Bent and straightened ten times. The cyst has gained about")
        expect(size.locator("b")).to_have_text(WORKS.size(state))
        assert WORKS.size(state) != before
        expect(size.locator("small")).to_have_text(f"about {state.cyst / ML:.0f} ml (estimate)")
        expect(shown.locator(".cyst-label.is-strong")).to_have_text("Cyst: firm")
        assert WORKS.tension(state, 0) == "firm"
        lesson.keep("structural-cyst-straight")

        angle = shown.get_by_role("slider", name="Knee angle")
        angle.focus()
        press(lesson, "End")
        expect(angle).to_have_attribute("aria-valuetext", re.compile("fully bent"))
        expect(tension.locator("b")).to_have_text("soft")
        expect(shown.locator(".cyst-label.is-strong")).to_have_text("Cyst: soft")
        lesson.keep("structural-cyst-bent")
        press(lesson, "Home")
        expect(angle).to_have_attribute("aria-valuetext", "0°, straight")
        expect(tension.locator("b")).to_have_text("firm")
        expect(said(shown)).to_contain_text("The cyst was soft and is firm now.")
        expect(shown.locator(".cyst-said")).to_contain_text("is firm now")
        sign = KNOWN.findings[WORKS.record.sign]
        expect(said(shown)).to_contain_text(f"Straight: firm. Bent to {FOUCHER}°: soft. {sign.label}")

    def test_the_cyst_bursts_and_is_said_to_look_like_a_clot(self, lesson: Course):
        shown = view(lesson, "round-1-see")
        by_key(shown, "again").focus()
        press(lesson, "Enter")
        size = shown.locator(".cyst-gauge", has_text="Size of the cyst")
        expect(size.locator("b")).to_have_text(WORKS.size(WORKS.start("", 0)))
        slider = shown.get_by_role("slider", name="Fluid the knee makes")
        slider.focus()
        press(lesson, *["ArrowRight"] * 7)
        expect(slider).to_have_attribute("aria-valuetext", re.compile("about 35 ml$"))
        state = bent_ten_times(WORKS.fill(WORKS.start("", 0), 35))
        by_key(shown, "bend").focus()
        press(lesson, "Enter")
        expect(size.locator("small")).to_have_text(f"about {state.cyst / ML:.0f} ml (estimate)")
        slider.focus()
        press(lesson, "End")  # more fluid than at the first filling
        expect(slider).to_have_attribute("aria-valuetext", re.compile(f"about {WORKS.most:.0f} ml$"))
        assert not bent_ten_times(WORKS.fill(state, WORKS.most)).whole
        by_key(shown, "bend").focus()
        press(lesson, "Enter")
        alarm = shown.locator(".cyst-alarm")
        expect(alarm).to_contain_text("! Burst.")
        expect(shown.locator(".cyst-plot .is-torn")).to_have_text("burst")
        expect(said(shown)).to_contain_text("The sac has torn: its fluid runs down into the calf. Burst.")
        expect(alarm).to_contain_text(KNOWN.causes[WORKS.record.mimics].name.lower())
        expect(shown.locator(".cyst-gauge", has_text="Fluid in the calf")).to_contain_text(
            "run out of the sac"
        )
        lesson.keep("structural-cyst-burst")

    @pytest.mark.parametrize("kind", ["matching", "extended-matching"])
    def test_lines_are_matched_by_keyboard(self, lesson: Course, kind: str):
        asked, card = asking(lesson, kind)
        lesson.keep(f"structural-{kind}")
        by_key(card, "match-0").focus()
        for row, prompt in enumerate(asked.prompts):
            if row:
                tab_to(lesson, f"match-{row}", most=1)
            select = by_key(card, f"match-{row}")
            wanted = next(i for i, one in enumerate(asked.options) if one.key == prompt.match)
            values = select.locator("option").evaluate_all("(all) => all.map((one) => one.value)")
            press(lesson, *["ArrowDown"] * values.index(str(wanted)))
            expect(select).to_have_value(str(wanted))
        judged_right(lesson, card, asked)
        text = {one.key: one.text for one in asked.options}
        expect(card.locator(".part .given")).to_have_text([text[one.match] for one in asked.prompts])
        reads_the_parts(card, {prompt.text: prompt.why for prompt in asked.prompts})

    def test_lines_are_put_in_order_by_keyboard(self, lesson: Course):
        asked, card = asking(lesson, "ordering")
        lesson.keep("structural-ordering")
        lines = card.locator(".ordering .text")
        assert lines.all_inner_texts() != [one.text for one in asked.options]
        by_key(card, "up-0").focus()
        for i, one in enumerate(asked.options):
            if i:
                tab_to(lesson, f"up-{i}", most=2 * len(asked.options))
            place = lines.all_inner_texts().index(one.text)
            press(lesson, *["ArrowUp"] * (place - i))
            assert focused(lesson) == f"up-{i}", "moving a line loses the focus"
            if place > i:
                expect(said(card)).to_have_text(f"{one.text}: place {i + 1} of {len(asked.options)}")
        expect(lines).to_have_text([one.text for one in asked.options])
        judged_right(lesson, card, asked)
        reads_the_parts(card, {one.text: one.why for one in asked.options})

    def test_a_new_finding_is_weighed_by_keyboard(self, lesson: Course):
        asked, card = asking(lesson, "script-concordance")
        lesson.keep("structural-script")
        expect(card.locator(".script")).to_contain_text(KNOWN.causes[asked.script.cause].name)
        expect(card.locator(".script strong")).to_contain_text(KNOWN.findings[asked.script.finding].label)
        expect(card.locator(".option .text")).to_have_text(list(SCALE))
        weight = weigh(KNOWN, asked.script)
        by_key(card, "option-0").focus()
        press(lesson, str(weight.place + 1))
        expect(by_key(card, f"option-{weight.place}")).to_be_checked()
        judged_right(lesson, card, asked, why=f"{weight.says} {asked.why}")
        right = card.locator(".option", has_text=SCALE[weight.place])
        expect(right.locator(".tag")).to_have_text("✓ right answer · your choice")


def bent_ten_times(state: CystState) -> CystState:
    for _ in range(10):
        state = WORKS.work(state, 1)
    return state


def asking(lesson: Course, kind: str) -> tuple[Question, Locator]:
    """The first question of this kind that stands by itself in the lesson, and its card."""
    found = {key: cell for key, cell in lesson.calls("quiz").items() if key in KNOWN.questions}
    key, cell = next((key, cell) for key, cell in found.items() if KNOWN.questions[key].kind == kind)
    asked, card = KNOWN.questions[key], view(lesson, cell)
    expect(card).to_contain_text(asked.stem)
    expect(card.locator(".why")).to_have_count(0)
    return asked, card


def judged_right(lesson: Course, card: Locator, asked: Question, why: str = "") -> None:
    """Say with the keyboard that one is sure, check, and read the verdict."""
    tab_to(lesson, "confidence-low")
    press(lesson, "Space", "ArrowRight", "ArrowRight")
    expect(by_key(card, "confidence-high")).to_be_checked()
    tab_to(lesson, "check", most=2)
    press(lesson, "Enter")
    verdict = card.locator(".verdict")
    expect(verdict).to_be_focused()
    expect(verdict.locator("strong")).to_have_text("✓ Right.")
    expect(verdict).to_contain_text("Certainty mark +3: High, and right.")
    expect(verdict).to_contain_text(why or asked.why)
    expect(said(card)).to_contain_text(f"Right. {why or asked.why}")
    for key in asked.sources:
        expect(card.locator(".sources")).to_contain_text(KNOWN.sources[key].short)
    lesson.keep(f"{asked.id}-right")


def reads_the_parts(card: Locator, whys: Mapping[str, str]) -> None:
    rows = card.locator(".part")
    expect(rows).to_have_count(len(whys))
    for text, why in whys.items():
        row = rows.filter(has=card.page.get_by_text(text, exact=True))
        expect(row.locator(".why")).to_have_text(why)
        expect(row.locator(".tag")).to_have_text("✓ right")


# The localiser


class TestNerve(OfALesson):
    path = "04_nerve"

    def test_the_lesson_runs_whole_and_every_call_of_it_shows_something(self, lesson: Course):
        runs_whole(lesson, "round-2-see", "round-3-see-nomogram")

    def test_turning_in_and_hip_abduction_tell_the_root_from_the_fibular_nerve(self, lesson: Course):
        cell = next(cell for cell in lesson.cells if cell["id"] == "round-4-see-drop")
        lost = re.findall(r'"([\w-]+)"', "".join(cell["source"]))
        shown = view(lesson, "round-4-see-drop")
        lesson.keep("nerve-localiser")
        for state, name, steps in (("kept", "Common fibular nerve", 2), ("lost", "L5 root", -1)):
            found = dict.fromkeys(lost, "lost")
            for key in ("foot-inversion", "hip-abduction"):
                choice = by_key(shown, f"deficit-{key}")
                choice.focus()
                press(lesson, *["ArrowDown" if steps > 0 else "ArrowUp"] * abs(steps))
                expect(choice).to_have_value(state)
                expect(choice).to_be_focused()
                found[key] = state
            result = localise(KNOWN, found)
            names = [KNOWN.lesions[one.lesion].name for one in result.ranking]
            assert names[0].startswith(name)
            rows = shown.locator("ol.ranked > li")
            expect(rows.first.locator("summary > span:first-child")).to_contain_text(names[0])
            expect(said(shown)).to_contain_text(names[0])
            assert result.why
            expect(shown.locator("h4", has_text="Why").locator("+ ul > li")).to_have_text(list(result.why))
            shown.evaluate("(node) => node.scrollIntoView({block: 'start'})")
            lesson.keep(f"nerve-localiser-{state}")
        assert "hip abduction" in " ".join(result.why).lower()
        rows.first.locator("summary").focus()
        press(lesson, "Enter")
        expect(rows.first).to_contain_text("Hip abduction weak: fits")
        expect(rows.first).to_contain_text("Foot inversion weak: fits")


# A clinic, and what patients ask


class TestTellingThemApart(OfALesson):
    path = "06_telling_them_apart"

    def test_the_lesson_runs_whole_and_every_call_of_it_shows_something(self, lesson: Course):
        runs_whole(lesson)

    def test_an_answer_for_patients_opens_by_keyboard(self, lesson: Course):
        shown = view(lesson, "round-3-see-questions")
        items = shown.locator("details")
        expect(items).to_have_count(len(KNOWN.faq))
        for faq in KNOWN.faq.values():
            item = items.filter(has=lesson.page.get_by_text(faq.question, exact=True))
            expect(item.locator("p").first).to_be_visible(visible=faq.id == OPEN)
        faq = next(one for one in KNOWN.faq.values() if one.id != OPEN)
        item = items.filter(has=lesson.page.get_by_text(faq.question, exact=True))
        first = shown.locator("summary").first
        first.focus()
        for _ in range(30):
            press(lesson, "Tab")
            if item.locator("summary").evaluate("(node) => node === document.activeElement"):
                break
        press(lesson, "Enter")
        expect(item.locator("p").first).to_have_text(faq.answer)
        expect(item.locator("p").first).to_be_visible()
        expect(item.locator(".alarm")).to_contain_text(faq.red_flag)
        for key in faq.sources:
            expect(item.locator(".sources")).to_contain_text(KNOWN.sources[key].short)
        lesson.keep("apart-faq")
        press(lesson, "Enter")
        expect(item.locator("p").first).not_to_be_visible()

    def test_a_patient_of_the_clinic_is_decided_about_and_the_list_says_so(self, lesson: Course):
        patients = waiting_list(KNOWN, 6, seed=3, setting="primary-care")
        patient = patients[0]
        room = view(lesson, "case-clinic")
        rows = room.locator(".visitor")
        expect(rows).to_have_count(len(patients))
        for row, one in zip(rows.all(), patients, strict=True):
            expect(row.locator(".name")).to_have_text(f"{one.name}, {one.age}, {one.sex}")
            expect(row.locator(".status")).to_have_text("waiting")
        lesson.keep("apart-clinic")

        by_key(room, "patient-0").focus()
        press(lesson, "Enter")
        expect(rows.first.locator(".status")).to_have_text("in the room")
        expect(said(room)).to_have_text(f"{patient.name} is in. The encounter is below.")
        box = lesson.cell("case-clinic").locator(".case-root")
        expect(box).to_be_visible()
        expect(box.locator(".log li").first).to_contain_text(patient.opening)
        lesson.keep("apart-clinic-in")

        by_key(box, "tab-ask").focus()
        press(lesson, *["ArrowRight"] * 4)
        expect(by_key(box, "tab-decide")).to_have_attribute("aria-selected", "true")
        diagnosis = box.get_by_label("Likeliest diagnosis")
        diagnosis.focus()
        diagnosis.select_option(patient.cause)
        by_key(box, f"to-{patient.disposition}").focus()
        press(lesson, "Space")
        expect(by_key(box, f"to-{patient.disposition}")).to_be_checked()
        box.evaluate("(node) => node.scrollIntoView({block: 'start'})")
        lesson.keep("apart-clinic-decide")
        tab_to(lesson, "commit")
        press(lesson, "Enter")
        expect(rows.first.locator(".status")).to_contain_text(f"decided: {WORDS[patient.disposition]}")
        expect(room).to_contain_text(f"1 of {len(patients)} decided. Five are left.")
        expect(said(room)).to_have_text("Decided. Five are left.")
        for row in rows.all()[1:]:
            expect(row.locator(".status")).to_have_text("waiting")
        cell = lesson.cell("case-clinic")
        expect(cell.get_by_role("heading", name="Debrief")).to_be_visible()
        view(lesson, "case-clinic")
        lesson.keep("apart-clinic-decided")

        by_key(room, "day").focus()
        press(lesson, "Enter")
        expect(said(room)).to_contain_text("The day’s debrief is below.")
        expect(cell.locator("table.triage")).to_be_visible()
        cell.locator("table.triage").evaluate("(table) => table.scrollIntoView({block: 'center'})")
        lesson.keep("apart-clinic-day")
