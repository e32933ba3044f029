"""Every notebook keeps to the house: cells, prose, code, ids, slides, outputs, links.

Lessons keep to the order of DESIGN §9 as well, but for one thing: the cell that imports the widgets
stands right after the title, since the notice and the objectives are calls that need it.
"""

import ast
import json
import re
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

import kb
import widgets
from kb.check.prose import claims
from kb.citing import LINK as CITATION
from kb.citing import NAME, citations, cited
from kb.questions.proof import fact

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
START = FOLDER / "00_start_here.ipynb"
REVIEW = FOLDER / "07_review_and_examination.ipynb"
GLOSSARY = FOLDER / "08_glossary.ipynb"
EXPLORE = FOLDER / "09_explore_the_knowledge_base.ipynb"
"""Tables for the curious: its code is there to be read and changed."""
COURSE = [file for file in FILES if file != EXPLORE]
LESSONS = [file for file in COURSE if file not in (START, REVIEW, GLOSSARY)]
KNOWN = kb.load()

every_notebook = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
every_course_notebook = pytest.mark.parametrize("file", COURSE, ids=lambda file: file.stem)
every_lesson = pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)

PARTS = [
    "title",
    "setup",
    "notice",
    "objectives",
    "opening-person",
    "before-teaching",
    "answer-first",
    "rounds",
    "telling-apart",
    "running-differential",
    "case",
    "opening-person-again",
    "quiz",
    "summary",
    "limits",
    "next",
    "numbers-in-text",
    "references",
]
"""The order of a lesson. A cell belongs to the part whose name its id begins with."""
ROUND = ["idea", "see", "notice", "check"]

TO_BE_SEEN = {
    "anatomy", "bench", "body", "cause", "compare", "cyst_model", "fagan", "faq", "first_aid", "imaging",
    "localise", "pain_map", "pathway", "recovery", "score", "section",
}  # fmt: skip
TO_BE_EDITED = {"differential", "case", "clinic", "exam"}
"""Calls that a learner is meant to change may show their source."""


def cells(file: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(file, as_version=4).cells


def code(file: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in cells(file) if cell.cell_type == "code"]


def prose(file: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in cells(file) if cell.cell_type == "markdown"]


def calls(file: Path) -> list[ast.Call]:
    return [
        node
        for cell in code(file)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


def literals(file: Path, factory: str) -> list[tuple[list, dict]]:
    """The arguments of each call of a factory."""
    return [
        (
            [ast.literal_eval(each) for each in call.args],
            {each.arg: ast.literal_eval(each.value) for each in call.keywords},
        )
        for call in calls(file)
        if call.func.id == factory
    ]


def test_there_are_notebooks_to_hold_to_this():
    assert {START, REVIEW, GLOSSARY, EXPLORE} <= set(FILES)
    assert LESSONS


def test_every_lesson_has_its_notebook_and_every_notebook_its_lesson():
    named = {lesson.notebook for lesson in KNOWN.lessons.values()}
    assert named == {file.name for file in LESSONS}


# Cells


@every_notebook
def test_the_file_is_one_that_any_jupyter_opens(file: Path):
    book = nbformat.read(file, as_version=4)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec.name == "python3"
    assert {cell.cell_type for cell in book.cells} == {"markdown", "code"}


@every_notebook
def test_cell_ids_are_readable_and_unique(file: Path):
    ids = [cell.id for cell in cells(file)]
    assert len(ids) == len(set(ids))
    for cell_id in ids:
        assert re.fullmatch(r"[a-z]+(-[a-z]+|-\d)*", cell_id), f"{cell_id} was not named by hand"


@every_notebook
def test_prose_comes_in_short_cells(file: Path):
    assert prose(file)
    long = {cell.id: len(words(cell.source)) for cell in prose(file) if len(words(cell.source)) > 120}
    assert long == {}


def words(text: str) -> list[str]:
    """Those of the prose; a citation is none of them."""
    plain = NAME.sub(lambda found: "" if citations(KNOWN, found[0]) else found[0], CITATION.sub("", text))
    return re.findall(r"[^\W_][\w’'-]*", re.sub(r"\]\([^)]*\)", "]", plain))


@every_course_notebook
def test_code_only_imports_from_widgets_and_calls_them(file: Path):
    assert code(file)
    for cell in code(file):
        assert 1 <= len(cell.source.splitlines()) <= 5, cell.id
        for statement in ast.parse(cell.source).body:
            if isinstance(statement, ast.ImportFrom):
                assert statement.module == "widgets", f"{cell.id} imports from {statement.module}"
                assert cell.id == "setup", f"{cell.id} imports; only setup may"
                assert {name.name for name in statement.names} <= set(widgets.__all__)
            else:
                assert isinstance(statement, ast.Expr), f"{cell.id} does more than call"
                assert isinstance(statement.value, ast.Call), f"{cell.id} does more than call"
                assert isinstance(statement.value.func, ast.Name), f"{cell.id} calls more than a widget"
                inner = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
                assert len(inner) == 1, f"{cell.id} calls inside a call"


@every_course_notebook
def test_setup_imports_what_is_used_and_nothing_else(file: Path):
    (setup,) = (cell for cell in code(file) if cell.id == "setup")
    imported = [name.name for statement in ast.parse(setup.source).body for name in statement.names]
    assert len(imported) == len(set(imported))
    assert set(imported) == {call.func.id for call in calls(file)}


@every_course_notebook
def test_source_is_hidden_except_where_it_is_meant_to_be_edited(file: Path):
    for cell in code(file):
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        called = {node.func.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)}
        if not hidden:
            assert called & TO_BE_EDITED, f"{cell.id} shows its source, and nobody is to edit it"
    shown = [cell for cell in code(file) if not cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert shown or file == GLOSSARY, "no cell is the learner's to edit"


@every_notebook
def test_every_cell_says_how_it_is_shown_in_class(file: Path):
    kinds = {cell.id: cell.metadata.get("slideshow", {}).get("slide_type") for cell in cells(file)}
    allowed = {"slide", "subslide", "fragment", "notes", "skip"}
    assert {key: kind for key, kind in kinds.items() if kind not in allowed} == {}
    first = cells(file)[0]
    assert kinds[first.id] == "slide"


@every_notebook
def test_no_output_is_committed_but_the_one_that_is_checked(file: Path):
    for cell in code(file):
        checked = "nbval-check-output" in cell.metadata.get("tags", [])
        assert bool(cell.outputs) == checked, f"{cell.id}: outputs {'are missing' if checked else 'are kept'}"
        if not checked:
            assert cell.execution_count is None, cell.id


@every_notebook
def test_metadata_holds_only_what_the_course_uses(file: Path):
    for cell in cells(file):
        assert set(cell.metadata) <= {"slideshow", "jupyter", "tags", "editable"}, cell.id
    book = nbformat.read(file, as_version=4)
    assert set(book.metadata) <= {"kernelspec", "language_info", "title"}


# What the calls name


def test_the_tables_are_made_by_short_visible_calls_of_the_knowledge_base():
    imported = set()
    for cell in code(EXPLORE):
        assert 1 <= len(cell.source.splitlines()) <= 5, cell.id
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden == (cell.id in {"setup", "notice"}), cell.id
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.Import)), cell.id
            if isinstance(node, ast.ImportFrom):
                assert cell.id == "setup"
                imported.add(node.module)
    assert imported == {"kb", "widgets"}


@every_course_notebook
def test_every_id_in_a_call_exists(file: Path):
    for what, options in literals_of(file, "quiz"):
        lesson = KNOWN.lessons.get(what)
        assert lesson or what in KNOWN.questions, f"quiz({what!r})"
        if "objective" in options:
            assert lesson
            assert options["objective"] in {each.id for each in lesson.objectives}
    for what, _ in literals_of(file, "practice"):
        assert what in KNOWN.lessons, f"practice({what!r})"
    for what, options in literals_of(file, "case"):
        assert what is None or what in KNOWN.cases, f"case({what!r})"
        assert options.get("cause") is None or options["cause"] in KNOWN.causes
    for what, _ in literals_of(file, "cause"):
        assert what in KNOWN.causes, f"cause({what!r})"
    for names, options in literals(file, "compare"):
        assert set(names) <= set(KNOWN.causes)
        assert set(options.get("findings", ())) <= set(KNOWN.findings)
    for given, options in literals(file, "differential"):
        for finding in given[0] if given else options.get("findings", ()):
            assert finding in KNOWN.findings, f"differential([{finding!r}])"
    for what, options in literals_of(file, "score"):
        score = KNOWN.rules.scores[what or "wells-dvt"]
        assert set(options.get("ticked", ())) <= {item.id for item in score.items}
    for what, _ in literals_of(file, "faq"):
        assert what is None or what in KNOWN.faq, f"faq({what!r})"
    for what, _ in literals_of(file, "lesson_head"):
        assert what in KNOWN.lessons
    for what, options in literals_of(file, "anatomy"):
        assert what is None or what in KNOWN.structures, f"anatomy({what!r})"
        assert set(options.get("causes", ())) <= set(KNOWN.causes)
        assert set(options.get("show", ())) <= {*KNOWN.structures, *KNOWN.forms}
    for what, _ in literals_of(file, "section"):
        assert what is None or what in KNOWN.levels, f"section({what!r})"
    for what, _ in literals_of(file, "bench"):
        assert what is None or what in KNOWN.provocations, f"bench({what!r})"
    for factory in ("facts", "facts_in_text"):
        for paths, _ in literals(file, factory):
            for path in paths:
                assert fact(KNOWN, path), f"{factory}({path!r})"
    for keys, _ in literals(file, "references"):
        assert set(keys) <= set(KNOWN.sources)


def literals_of(file: Path, factory: str) -> list[tuple[str | None, dict]]:
    return [(given[0] if given else None, options) for given, options in literals(file, factory)]


@every_course_notebook
def test_every_call_gives_what_was_asked_for(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/record.sqlite3")
    for call in calls(file):
        shown = eval(compile(ast.Expression(call), str(file), "eval"), vars(widgets).copy())
        said = getattr(shown, "value", "") or getattr(shown, "html", "")
        assert 'role="alert"' not in str(said)[-600:], f"{ast.unparse(call)}: {said[-300:]}"


# What the prose says


LINK = re.compile(r'\[([^\]]+)\]\((https?://[^\s)]+)(?: "([^"]*)")?\)')
SOURCES = {quote(source.link, safe=":/?&=%#;"): key for key, source in KNOWN.sources.items() if source.link}
"""Key by address, with brackets as Markdown bears them."""


@every_lesson
def test_what_the_prose_cites_is_what_the_references_list(file: Path):
    cited = {key for cell in prose(file) for key in citations(KNOWN, cell.source)}
    linked = {SOURCES.get(link[2]) for cell in prose(file) for link in LINK.finditer(cell.source)}
    assert cited, "a lesson cites its sources"
    ((listed, _),) = literals(file, "references")
    assert listed == sorted(set(listed))
    assert set(listed) == cited | linked


@every_lesson
def test_a_link_to_a_source_bears_its_address_and_name(file: Path):
    for cell in prose(file):
        for link in LINK.finditer(cell.source):
            assert link[2] in SOURCES, f"{cell.id}: no source of the knowledge base has {link[2]}"
            shorts = {
                one.short
                for one in KNOWN.sources.values()
                if one.link == KNOWN.sources[SOURCES[link[2]]].link
            }
            assert shorts & {link[1], link[3]}, f"{cell.id}: {link[0]}"


@every_notebook
def test_a_number_in_the_prose_is_linked_to_its_source_or_called_an_estimate(file: Path):
    told = [cell for cell in prose(file) if cell.id != "opening-person"]
    assert {cell.id: found for cell in told if (found := typed(cell.source))} == {}


def typed(text: str) -> list[str]:
    """What a text claims with a number that is neither linked to its source nor called an estimate."""
    plain = re.sub(r"[*#`]|\[@[\w-]+\]", "", text).replace("(estimate)", "[@estimate]")
    linked = LINK.sub(lambda link: f"{link[1]} [@source]" if link[2] in SOURCES else link[1], plain)
    return [found for part in linked.split("\n") for found in claims(part)]


@every_notebook
def test_a_citation_shows_author_and_year_and_never_a_key(file: Path):
    for cell in prose(file):
        assert cited(KNOWN, cell.source) == cell.source, f"{cell.id}: run python -m kb cite notebooks/*.ipynb"


@every_notebook
def test_prose_holds_no_markup_that_hides_or_runs(file: Path):
    for cell in prose(file):
        assert not re.search(r"<\s*[a-z/!]|javascript:|\$", cell.source, re.I), cell.id


@every_notebook
def test_every_link_leads_somewhere(file: Path):
    for cell in prose(file):
        for target in re.findall(r"\]\(([^)\s]+)", cell.source):
            if target.startswith(("https://", "http://")):
                continue
            path, _, anchor = target.partition("#")
            there = file if not path else file.parent / path
            assert there.is_file(), f"{cell.id}: {target} leads nowhere"
            if anchor:
                heads = re.findall(r"^#+ +(.+)$", "\n".join(c.source for c in prose(there)), re.M)
                assert anchor in {head.strip().replace(" ", "-") for head in heads}, f"{cell.id}: {target}"


# The order of a lesson


@every_lesson
def test_the_parts_of_a_lesson_come_in_order(file: Path):
    ids = [cell.id for cell in cells(file)]
    parts = [part_of(cell_id) for cell_id in ids]
    met = [part for place, part in enumerate(parts) if place == 0 or parts[place - 1] != part]
    assert met == PARTS


OWN_NAMES = {
    "differential-idea": "running-differential",
    "lesson-quiz": "quiz",
    "numbers": "numbers-in-text",
}


def part_of(cell_id: str) -> str:
    if cell_id.startswith("round-"):
        return "rounds"
    found = [part for part in PARTS if cell_id == part or cell_id.startswith(f"{part}-")]
    return OWN_NAMES.get(cell_id) or (max(found, key=len) if found else f"? {cell_id}")


@every_lesson
def test_a_lesson_goes_three_or_four_rounds_of_idea_see_notice_check(file: Path):
    rounds: dict[str, list[str]] = {}
    for cell in cells(file):
        if match := re.match(r"round-(\d)-([a-z]+)", cell.id):
            rounds.setdefault(match[1], []).append(match[2])
    assert 3 <= len(rounds) <= 4
    assert list(rounds) == sorted(rounds)
    for number, steps in rounds.items():
        assert steps[0] == "idea", f"round {number} does not begin with its idea"
        assert steps[-1] == "check", f"round {number} does not end with a check"
        core = [step for step in dict.fromkeys(steps) if step in ROUND]
        assert core == ROUND, f"round {number} goes {steps}"


@every_lesson
def test_each_part_is_made_of_what_it_promises(file: Path):
    made: dict[str, set[str]] = {}
    for cell in code(file):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call):
                made.setdefault(re.sub(r"round-\d-(\w+).*", r"round-\1", cell.id), set()).add(node.func.id)
    by_part = {part: set().union(*(c for i, c in made.items() if part_of(i) == part)) for part in PARTS}
    assert by_part["notice"] == {"notice"}
    assert by_part["objectives"] == {"lesson_head"}
    assert by_part["answer-first"] == {"quiz"}
    assert made["round-check"] == {"quiz"}
    assert made["round-see"] <= TO_BE_SEEN
    assert "compare" in by_part["telling-apart"]
    assert by_part["running-differential"] == {"differential"}
    assert {"case"} <= by_part["case"] <= {"case", "clinic"}
    assert {"quiz"} <= by_part["quiz"] <= {"quiz", "practice"}
    assert by_part["references"] == {"references"}


@every_lesson
def test_a_lesson_begins_with_a_title_and_a_promise_and_ends_with_limits_and_care(file: Path):
    by_id = {cell.id: cell.source for cell in prose(file)}
    title, promise, *_ = by_id["title"].split("\n\n")
    assert title.startswith("# ")
    assert re.match(r"\*\*After this lesson you can .+\*\*$", promise)
    assert "seek care" in by_id["limits"]
    assert re.search(r"emergency|same day", by_id["limits"])


@every_lesson
def test_the_opening_person_comes_back(file: Path):
    by_id = {cell.id: cell.source for cell in prose(file)}
    people = set(re.findall(r"\b[A-Z][a-z]{2,}\b", by_id["opening-person"]))
    assert people & set(re.findall(r"\b[A-Z][a-z]{2,}\b", by_id["opening-person-again"]))


@every_lesson
def test_the_cases_and_inline_questions_belong_to_the_lesson(file: Path):
    (lesson,) = (each for each in KNOWN.lessons.values() if each.notebook == file.name)
    asked = [what for what, _ in literals_of(file, "quiz")]
    assert len(asked) == len(set(asked)), "a question stands twice"
    assert all(what == lesson.id or KNOWN.questions[what].lesson == lesson.id for what in asked)
    assert lesson.id in asked
    played = [what for what, _ in literals_of(file, "case") if what]
    assert played
    assert all(KNOWN.cases[what].lesson == lesson.id for what in played)


# The start page


def test_the_start_page_lets_each_tool_be_tried_and_says_what_the_course_is():
    made = [call.func.id for call in calls(START)]
    for factory in ("quiz", "differential", "score", "case", "notice", "lesson_map", "my_record"):
        assert factory in made, f"{factory}() is missing on the start page"
    assert made.index("notice") < made.index("quiz")
    text = "\n".join(cell.source for cell in prose(START))
    for part in ("# Behind the Knee", "## One minute with each tool", "## The lessons", "## Your record"):
        assert f"{part}\n" in f"{text}\n"
    assert "Run All" in text


def test_the_start_page_says_where_the_record_is_and_offers_export_and_reset(tmp_path, monkeypatch):
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/record.sqlite3")
    shown = widgets.my_record()
    buttons, texts = set(), []

    def walk(widget):
        if hasattr(widget, "description") and hasattr(widget, "on_click"):
            buttons.add(widget.description)
        texts.append(str(getattr(widget, "value", "")))
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(shown)
    assert {"Export to a file", "Begin anew …"} <= buttons
    assert f"{tmp_path}/record.sqlite3" in " ".join(texts)


def test_the_map_links_to_every_lesson():
    html = widgets.lesson_map().value
    for lesson in KNOWN.lessons.values():
        assert f'href="{lesson.notebook}"' in html


# These checks see what they are meant to see


def test_words_are_counted_as_a_reader_would():
    assert len(words('**Two** words ([Key et al. 2020](https://doi.org/1 "Some title. Place")).')) == 2
    assert len(words("[A link](https://a.b/c_d) don’t")) == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It kills 9 % of them.", ["9 %"]),
        ("It kills 9 % of them [@dawson1997].", ["9 %"]),
        ("**Worn**: past forty. *Root*: later.", ["past forty"]),
        ("It kills [9 %](https://nowhere.org/9) of them.", ["9 %"]),
        ("It kills [9 %](https://pubmed.ncbi.nlm.nih.gov/9117288/ “Dawson”) of them.", ["9 %"]),
        ('It kills [9 %](https://pubmed.ncbi.nlm.nih.gov/9117288/ "Dawson et al. 1997") of them.', []),
        ("It kills 9 % (estimate) of them.", []),
        ("Two roots meet. Ten questions from this lesson.", []),
    ],
)
def test_a_number_is_typed_unless_it_is_linked_or_called_an_estimate(text: str, found: list[str]):
    assert typed(text) == found


def test_a_spoilt_notebook_is_caught(tmp_path: Path):
    raw = json.loads(START.read_text("utf-8"))
    raw["cells"][1]["source"] = ["import numpy\n", "x = 1"]
    raw["cells"][0]["source"] = ["word " * 121]
    raw["cells"][2]["metadata"] = {}
    spoilt = tmp_path / "99_spoilt.ipynb"
    spoilt.write_text(json.dumps(raw), "utf-8")
    for check in (
        test_prose_comes_in_short_cells,
        test_code_only_imports_from_widgets_and_calls_them,
        test_every_cell_says_how_it_is_shown_in_class,
        test_source_is_hidden_except_where_it_is_meant_to_be_edited,
    ):
        with pytest.raises(AssertionError):
            check(spoilt)
