"""A text names a number or a source; whoever reads it sees the number, its unit and where it comes from."""

import pytest

from kb import KnowledgeBaseError, load
from kb.questions.kinds.identity import identity
from kb.reading.read import read
from kb.search import find
from tests.kb import tiny

CLOT, QUESTIONS = "causes/clot.yaml", "questions/tiny.yaml"


@pytest.fixture
def read_with(tmp_path):
    """The tiny knowledge base after one edit, and its faults as lines."""

    def after(edit):
        content = tiny.tree()
        share = {"unit": "proportion", "source": "ada2001"}
        content[CLOT]["figures"] = {
            "mortality": {"value": 0.04, **share, "basis": "published"},
            "limp": {"value": 0.5, **share, "basis": "derived", "how": "1 of 2"},
            "stay": {"value": 3, "unit": "days", "basis": "estimate"},
        }
        edit(content)
        reading = read(tiny.write(tmp_path / "kb", content))
        return reading.kb, [str(fault) for fault in reading.faults]

    return after


def story(text):
    return lambda content: content[CLOT].update(story=text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Of ten: [[causes.clot.figures.mortality]] die.", "Of ten: 4 % (Ada 2001) die."),
        ("They limp: [[causes.clot.figures.limp]].", "They limp: 50 % (derived from Ada 2001)."),
        ("It takes [[causes.clot.figures.stay]].", "It takes 3 days (estimate)."),
        ("Snap: [[causes.clot.findings.snap.absent]].", "Snap: 90 % (estimate)."),
        ("Else [[findings.snap.background.present]].", "Else 20 % (estimate)."),
        ("A third die [@ada2001; @estimate].", "A third die (Ada 2001; estimate)."),
        ("A third die (ada2001, and others).", "A third die (Ada 2001, and others)."),
        ("As ada2001 says, nothing like ada2001-b.", "As Ada 2001 says, nothing like ada2001-b."),
    ],
)
def test_a_mark_is_shown_as_the_number_with_its_source(read_with, written, shown):
    kb, faults = read_with(story(written))
    assert faults == []
    assert kb.causes["clot"].story == shown


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[causes.clot.figures.mortalty]]", "did you mean 'causes.clot.figures.mortality'?"),
        ("[[causes.clto.figures.stay]]", "did you mean 'causes.clot'?"),
        ("[[causes.clot.findings.snap]]", "is not a number; go on with one of absent, present"),
        ("[[causes.clot.name]]", "is not a number"),
        (
            "[@ada2001, @bob2002]",
            "[@ada2001, @bob2002] is no mark; write [[path]], [@source] or [@one; @two]",
        ),
        ("[[causes.clot.figures.stay]", "[[causes.clot.figures.stay] is no mark; write [[path]]"),
        ("[@ada2002]", "there is no source 'ada2002' in sources.yaml; did you mean 'ada2001'?"),
    ],
)
def test_a_mark_that_leads_nowhere_is_one_fault_with_the_nearest(read_with, written, said):
    _, (fault,) = read_with(story(f"About {written} of them."))
    assert fault.startswith("kb/causes/clot.yaml: story: ")
    assert said in fault


def test_an_option_keeps_its_identity_when_a_number_changes(read_with):
    def with_id(content):
        content[QUESTIONS]["questions"]["tiny-01"]["options"][0] |= {
            "id": "few",
            "text": "[[causes.clot.figures.mortality]]",
        }

    kb, faults = read_with(with_id)
    option = kb.questions["tiny-01"].options[0]
    assert (faults, identity(option), option.text) == ([], "few", "4 % (Ada 2001)")

    def without(content):
        with_id(content)
        del content[QUESTIONS]["questions"]["tiny-01"]["options"][0]["id"]

    _, (fault,) = read_with(without)
    assert "questions.tiny-01.options.0.text: an option is known by its text; give one that holds" in fault


def test_what_is_known_by_its_words_holds_no_mark(read_with):
    def edit(content):
        content[CLOT]["figures"]["[@ada2001]"] = tiny.figure(1)

    _, (fault,) = read_with(edit)
    assert fault.endswith("a key may hold no mark")

    def prompt(content):
        asked = content[QUESTIONS]["questions"]["tiny-01"]
        asked["prompts"] = [{"text": "[@ada2001]", "match": "none", "why": "It does."}]

    _, (fault,) = read_with(prompt)
    assert fault.endswith("prompts.0.text: a prompt is known by its text, which may hold no mark")


def test_a_compiled_knowledge_base_and_the_search_hold_the_number(tmp_path):
    content = tiny.tree()
    content["findings/history.yaml"]["snap"]["other_words"] = ["zebra [@ada2001]"]
    kb = load(tiny.write(tmp_path / "kb", content))
    assert type(kb).__name__ == "_Compiled"
    assert "[@" not in kb.findings["snap"].other_words[0]
    assert find(kb, "zebra") == ("snap",)


def test_a_knowledge_base_with_a_bad_mark_is_refused(tmp_path):
    content = tiny.tree()
    content[CLOT]["story"] = "[[causes.clot.figures.none]]"
    with pytest.raises(KnowledgeBaseError, match=r"causes.clot.figures.none"):
        load(tiny.write(tmp_path / "kb", content))
