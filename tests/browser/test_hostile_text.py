"""Whatever stands in the content, or is typed by a learner, is shown as text and nothing else.

Every text field of every record of a copy of the knowledge base is given hostile text, and every
view is built from that copy.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import yaml
from playwright.sync_api import Page, expect

import kb
from kb.questions.bank import question
from tests.browser.conftest import fresh_page
from tests.browser.lab import NOTEBOOK, REPOSITORY, Lab, open_notebook, run_all

HOSTILE = (
    "<script>window.kneeHacked = 1</script><img src=x onerror='window.kneeHacked = 2'></p></div>"
    " \"double\" 'single' `${back}` $x_1$ $$y^2$$ \\(z\\) &lt;b&gt; 😀 ‮עברית العربية‬ %s {0}"
)

IN_TEMPLATE = re.sub(r"[{}]", "", HOSTILE)
"""The same where braces hold the place of something."""

TEXT = {
    "action", "alarm", "answer", "ask", "author", "authors", "blood_supply", "borders", "branches",
    "classic_result", "clinical_note", "complications", "container-title", "course", "decisions",
    "diagnosis", "does", "first_line", "goes_with", "how", "insertion", "known", "label", "lay",
    "lesson_learnt", "limits", "literal", "look", "mechanism", "misconception", "name", "note",
    "opening", "options", "order", "origin", "other_forms", "other_words", "plain", "population",
    "publisher", "question", "reason", "red_flag", "says", "short", "sign", "sounds", "stem",
    "stop_if", "story", "summary", "term", "text", "texts", "then", "title", "uncoded", "unit",
    "weigh", "what", "who", "why", "word", "words", "worse_with",
}  # fmt: skip
"""Keys that hold text for people; under those in `OF_TEXTS` every value does."""
OF_TEXTS = ("author", "borders", "decisions", "options", "sounds", "texts", "words")


def spoil(value: object, text: str = HOSTILE, key: str = "") -> object:
    """The record with hostile text after each text for people."""
    if isinstance(value, dict):
        of_texts = key in OF_TEXTS and "text" not in value
        return {k: v if k == "proof" else spoil(v, text, key if of_texts else k) for k, v in value.items()}
    if isinstance(value, list):
        return [spoil(each, text, key) for each in value]
    if key == "roots" and isinstance(value, str):
        return f"{value} {text}"
    if key in ("answer", "options", "sign") and isinstance(value, str) and re.fullmatch(r"[a-z0-9-]+", value):
        return value  # an id
    if isinstance(value, str) and key in TEXT and value != "proportion":
        return f"{value} {text}"
    return value


def rewrite(file: Path, held: object) -> None:
    file.write_text(yaml.dump(held, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a knowledge base whose every text is hostile."""
    root = tmp_path_factory.mktemp("hostile") / "kb"
    shutil.copytree(REPOSITORY / "kb" / "content", root)
    for file in root.rglob("*.yaml"):
        text = IN_TEMPLATE if file.parent.name == "templates" else HOSTILE
        rewrite(file, spoil(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader), text))
    notice = root / "notice.md"
    notice.write_text(f"{notice.read_text('utf-8').strip()} {HOSTILE}\n", "utf-8")
    return root


SETUP = """\
from pathlib import Path
import kb
from kb.patients.people import authored
from widgets import cause_page, comparison, d_dimer_pathway, nomogram, score_calculator
from widgets import lesson_pages as pages
from widgets._page import page
from widgets.atlas import Atlas
from widgets.case_simulator import case_box
from widgets.quiz_set import QuizSet
from widgets.record import Record
from widgets.record.progress import progress
from widgets.running_differential import RunningDifferential
K = kb.load(Path({root!r}))
show = lambda html: page(K.causes["deep-vein-thrombosis"].name, html)
R, P = Record(Path({root!r}).parent / "record.sqlite3"), progress({{}})"""

VIEWS = {
    "questions": "QuizSet(K, R, key='all', title=K.lessons['vascular'].title, questions={keys!r}, seed=1)",
    "number": "QuizSet(K, R, key='hostile-number', title='Number', questions=[{number!r}], seed=1)",
    "made": "QuizSet(K, R, key='hostile-made', title='Made', questions=['~d-dimer-cutoff-1'], seed=1)",
    "case": "case_box(K, R, authored(K, 'long-flight'), K.cases['long-flight'].title)",
    "differential": "RunningDifferential(K, {{'calf-pain': 'present', 'd-dimer': 'raised'}}, 'primary-care')",
    "cause": "show(cause_page.cause_page(K, K.causes['deep-vein-thrombosis']))",
    "comparison": (
        "show(comparison.comparison(K, [K.causes['deep-vein-thrombosis'], K.causes['cellulitis']],"
        " ['calf-pain', 'd-dimer']))"
    ),
    "figures": "show(pages.figures(K, ['causes.deep-vein-thrombosis.findings.active-cancer', {figure!r}]))",
    "references": "show(pages.references(K, list(K.sources)[:12]))",
    "head": "show(pages.lesson_head(K, P, 'vascular') + pages.lesson_map(K, P) + pages.notice(K.notice))",
    "score": "score_calculator.calculator(K, K.rules.scores['wells-dvt'], [])",
    "pathway": "d_dimer_pathway.pathway(K)",
    "atlas": "Atlas(K, 'tibial-nerve', causes=['deep-vein-thrombosis', 'acute-limb-ischaemia'], label=True)",
    "nomogram": "nomogram.fagan(0.2, 3.0, [(K.causes['deep-vein-thrombosis'].name, 3.0)])",
}


def of_kind(known: kb.records.KnowledgeBase, kind: str) -> str:
    return next(key for key, each in known.questions.items() if each.kind == kind)


@pytest.fixture(scope="module")
def known(hostile: Path) -> kb.records.KnowledgeBase:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(hostile.parent / "cache"))
        return kb.load(hostile)


@pytest.fixture(scope="module")
def page(lab: Lab, browser, hostile: Path, known: kb.records.KnowledgeBase) -> Iterator[Page]:
    """Every view of the hostile knowledge base, in a notebook that was opened and run."""
    values = {
        "root": str(hostile),
        "keys": [of_kind(known, kind) for kind in ("single", "several", "true-false")],
        "number": of_kind(known, "numeric"),
        "figure": next(
            f"causes.{cause.id}.figures.{key}" for cause in known.causes.values() for key in cause.figures
        ),
    }
    cells = [
        nbformat.v4.new_code_cell(code.format(**values), id=name)
        for name, code in {"setup": SETUP, **VIEWS}.items()
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(book, lab.root / "hostile.ipynb")
    with fresh_page(browser, []) as page:
        open_notebook(page, lab, "hostile.ipynb")
        run_all(page)
        for name in VIEWS:
            expect(view(page, name).locator(".knee").first).to_be_attached()
        yield page


def view(page: Page, name: str):
    return page.locator(f"{NOTEBOOK} .jp-Cell[data-windowed-list-index='{[*VIEWS].index(name) + 1}']")


def shows(page: Page, name: str, *texts: str) -> None:
    """The text of this view, whitespace aside, has each of these, to the letter."""
    assert texts
    plain = " ".join(view(page, name).evaluate("(cell) => cell.textContent").split())
    for text in texts:
        assert HOSTILE in text or IN_TEMPLATE in text
        assert " ".join(text.split()) in plain, f"{name} does not show {text!r}"


def harmless(page: Page) -> None:
    """Nothing ran, nothing was typeset, and no text became an element."""
    assert page.evaluate("() => window.kneeHacked") is None
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll(
            '.knee :is(script, img, iframe, object, embed, base, meta, link, style, form),'
            + '.knee :is([onerror], [onload], [onclick], [onfocus], [href^="javascript" i]),'
            + '.knee :is(mjx-container, .MathJax, .MathJax_Display, .MathJax_Preview, mjx-assistive-mml)'
        )].map((node) => node.outerHTML.slice(0, 200))"""
        )
        == []
    )


def test_the_copy_is_hostile_in_every_text(hostile: Path):
    """Whatever is left as it was is an id, a code or an address: it has no room for two words."""
    left = set()

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for k, v in value.items():
                walk(v, "texts" if key == "texts" else str(k))
        elif isinstance(value, list):
            for each in value:
                walk(each, key)
        elif isinstance(value, str) and " " in value and not value.endswith((HOSTILE, IN_TEMPLATE)):
            left.add(key)

    for file in hostile.rglob("*.yaml"):
        walk(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
    assert left <= {"equals", "fact", "includes"}, "say in TEXT whether these keys hold text for people"


def test_every_view_shows_the_content_to_the_letter(page: Page, known: kb.records.KnowledgeBase):
    clot, asked = known.causes["deep-vein-thrombosis"], known.questions[of_kind(known, "single")]
    case, finding = known.cases["long-flight"], known.findings["calf-pain"]
    shows(page, "questions", asked.stem, *(option.text for option in asked.options))
    shows(page, "number", known.questions[of_kind(known, "numeric")].stem)
    shows(page, "made", question(known, "~d-dimer-cutoff-1").stem)
    shows(page, "case", case.title, case.opening, case.name, case.who, clot.name, finding.ask)
    shows(page, "differential", clot.name, finding.label)
    shows(page, "cause", clot.name, clot.story, clot.mechanism, clot.who, clot.complications[0])
    shows(
        page, "cause", clot.mimics[0].says, clot.recovery.text, clot.care[0].why, clot.investigations[0].why
    )
    shows(page, "comparison", clot.name, finding.label)
    shows(page, "references", *(source.title for source in list(known.sources.values())[:12]))
    shows(page, "head", known.lessons["vascular"].title, known.notice)
    shows(page, "head", *(objective.text for objective in known.lessons["vascular"].objectives))
    score = known.rules.scores["wells-dvt"]
    shows(page, "score", score.name, score.question, score.limits, *(item.label for item in score.items))
    shows(page, "atlas", clot.name, clot.mechanism, known.structures["tibial-nerve"].what)
    shows(page, "nomogram", clot.name)
    harmless(page)


def test_feedback_shows_reasons_and_sources_to_the_letter(page: Page, known: kb.records.KnowledgeBase):
    card = view(page, "questions").locator(".knee")
    for kind in ("single", "several", "true-false"):
        asked = known.questions[of_kind(known, kind)]
        expect(card.locator(".stem")).to_contain_text(asked.stem[:40])
        if kind == "true-false":
            card.locator("[data-key=truth-true]").check()
        card.locator(".option .row").first.click()
        card.get_by_role("button", name="Check", exact=True).click()
        expect(card.locator(".verdict")).to_be_visible()
        shows(page, "questions", asked.why, *(option.why for option in asked.options))
        titles = card.locator(".sources .cite-card > b + span").all_text_contents()
        assert titles == [known.sources[key].title for key in asked.sources]
        card.locator("[data-key=next]").click()
    expect(card.get_by_role("heading", name="Your result")).to_be_visible()
    harmless(page)


def test_what_a_learner_types_as_a_number_comes_back_as_text(page: Page):
    card = view(page, "number").locator(".knee")
    card.get_by_role("textbox").fill(HOSTILE)
    card.get_by_role("button", name="Check", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text(HOSTILE[:20])
    expect(card.get_by_role("textbox")).to_have_value(HOSTILE)
    harmless(page)


@pytest.mark.parametrize("name", ["case", "differential"])
def test_what_a_learner_searches_comes_back_as_text(page: Page, name: str):
    box = view(page, name)
    search = box.get_by_role("searchbox")
    search.fill("zzzqqq" + HOSTILE)
    if name == "case":
        expect(box.locator(".menu h4").first).to_contain_text("zzzqqq" + HOSTILE[:60])
    search.press_sequentially("!")
    expect(search).to_have_value("zzzqqq" + HOSTILE + "!")
    expect(box.locator(".visually-hidden[role=status]").first).to_contain_text("found")
    harmless(page)


def test_a_patient_speaks_and_the_debrief_judges_in_plain_text(page: Page, known: kb.records.KnowledgeBase):
    case, box = known.cases["long-flight"], view(page, "case")
    box.get_by_role("searchbox").fill("")
    box.get_by_role("tab", name="Ask").click()
    box.locator('[data-key="item-recent-surgery"]').click()
    expect(box.locator(".log li")).to_have_count(2)
    shows(page, "case", case.words["recent-surgery"])
    box.get_by_role("tab", name="Treat").click()
    box.locator('[data-key="item-elevation"]').click()
    expect(box.locator(".log li")).to_have_count(3)
    shows(page, "case", known.care["elevation"].name, known.care["elevation"].what)
    box.get_by_role("tab", name="Decide").click()
    shows(page, "case", next(each.name for each in known.care.values() if each.kind == "advice"))
    box.get_by_label("Likeliest diagnosis").select_option("ruptured-bakers-cyst")
    box.locator('[data-key="to-self-care"]').check()
    box.get_by_role("button", name="Commit and see the debrief").click()
    expect(box.get_by_role("heading", name="Debrief")).to_be_visible()
    expect(box.locator(".js-plotly-plot .gtitle")).to_be_visible()
    shows(page, "case", case.lesson_learnt, known.causes[case.cause].name)
    harmless(page)


def test_the_plot_shows_names_to_the_letter(page: Page, known: kb.records.KnowledgeBase):
    plot = view(page, "case").locator(".js-plotly-plot")
    if not plot.count():
        test_a_patient_speaks_and_the_debrief_judges_in_plain_text(page, known)
    expect(plot.locator(".gtitle")).to_be_visible()
    assert plot.locator("script, image[href=x], a, mjx-container, foreignObject").count() == 0
    point = plot.locator(".scatterlayer .trace").first.locator(".points path").nth(1)
    point.scroll_into_view_if_needed()
    at = point.bounding_box()
    page.mouse.move(at["x"] - 10, at["y"] + at["height"] / 2)
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(plot.locator(".hoverlayer .hovertext").first).to_contain_text("<script>")
    harmless(page)


def test_an_address_that_is_a_script_is_refused_or_is_no_link(hostile: Path, tmp_path: Path):
    from widgets import lesson_pages as pages

    root = tmp_path / "kb"
    shutil.copytree(hostile, root)
    file = root / "sources.yaml"
    raw = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    key = next(key for key, source in raw.items() if not source.get("DOI") and not source.get("PMID"))
    raw[key]["URL"] = "javascript:window.kneeHacked=3"
    rewrite(file, raw)
    try:
        loaded = kb.load(root)
    except kb.KnowledgeBaseError:
        return
    assert "javascript:" not in pages.references(loaded, [key])


def test_hostile_text_is_not_kept_in_the_notebook_as_markup(page: Page, lab: Lab):
    cells = page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")
    for cell in cells:
        for output in cell.get("outputs", []):
            assert "text/html" not in json.dumps(output.get("data", {}))
