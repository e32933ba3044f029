"""Content that is wrong is refused in one clear line; content that is right is read-only."""

import copy
import dataclasses
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import kb
from kb import records
from kb.__main__ import main
from kb.reading import files
from kb.reading.read import shelves_of
from tests.kb import tiny
from tests.kb.conftest import CONTENT, HOUSE

CLOT, HISTORY, SOURCES = "causes/clot.yaml", "findings/history.yaml", "sources.yaml"
EXAMINATION, RED, QUESTIONS = "findings/examination.yaml", "rules/red-flags.yaml", "questions/tiny.yaml"
CASE, CARE = "cases/tiny-case.yaml", "rules/care.yaml"


def together(cause, shares):
    """An edit that lets a cause come with others."""
    return lambda content: tiny.coexists(content, cause, shares)


def both_ways(content):
    """A pair that both of its causes declare."""
    for one, other in (("clot", "strain"), ("strain", "clot")):
        tiny.coexists(content, one, {other: tiny.figure(0.1)})


def put(file, *path, value):
    """An edit of one value; the last step is a key or an index."""

    def edit(content):
        inside = content[file]
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value

    return edit


def inserted(file, *path, after, value):
    """An edit that adds a key behind another one."""
    *above, key = path

    def edit(content):
        inside = content[file]
        for step in above:
            inside = inside[step]
        later = list(inside)[list(inside).index(after) + 1 :]
        inside[key] = value
        for name in later:
            inside[name] = inside.pop(name)

    return edit


def text(file, before, after):
    """An edit of the YAML text of one file."""

    def edit(content):
        written = yaml.safe_dump(content[file], sort_keys=False)
        assert before in written, f"nothing to spoil: {before!r}"
        content[file] = written.replace(before, after, 1)

    return edit


def whole(file, held):
    return lambda content: content.__setitem__(file, held)


def copied(file, key, to, new):
    """The same id in two files."""
    return lambda content: content[to].__setitem__(new, copy.deepcopy(content[file][key]))


def moved_last(file, *path):
    """A key moved behind all others."""

    def edit(content):
        *above, key = path
        inside = content[file]
        for step in above:
            inside = inside[step]
        inside[key] = inside.pop(key)

    return edit


LAUGHS = "a: &a [lol, lol]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"

# What is spoilt: (the edit, what the one line must name).
BAD = {
    "unknown key": (
        put(CLOT, "storey", value="x"),
        ["kb/causes/clot.yaml", "storey", "did you mean 'story'"],
    ),
    "unknown key inside": (
        put(CLOT, "recovery", "basiss", value="estimate"),
        ["kb/causes/clot.yaml: recovery.basiss", "unknown key 'basiss'", "did you mean 'basis'"],
    ),
    "missing key": (
        lambda content: content[CLOT].pop("mechanism"),
        ["kb/causes/clot.yaml: mechanism", "is missing"],
    ),
    "misspelt finding": (
        lambda content: content[CLOT]["findings"].update(sweling=content[CLOT]["findings"].pop("swelling")),
        ["kb/causes/clot.yaml: findings.sweling", "'sweling'", "did you mean 'swelling'"],
    ),
    "misspelt state": (
        put(RED, "cold", "when", "all_of", "cold-foot", value="presnt"),
        ["kb/rules/red-flags.yaml: cold.when.all_of.cold-foot", "'presnt'", "did you mean 'present'"],
    ),
    "misspelt cause": (
        put(RED, "cold", "fears", 0, value="clott"),
        ["kb/rules/red-flags.yaml: cold.fears.0", "'clott'", "did you mean 'clot'"],
    ),
    "misspelt structure": (
        put(CLOT, "structures", 0, value="popliteal-vien"),
        ["kb/causes/clot.yaml: structures.0", "'popliteal-vien'", "did you mean 'popliteal-vein'"],
    ),
    "misspelt care": (
        put(CLOT, "care", 0, "care", value="warm"),
        ["kb/causes/clot.yaml: care.0.care", "'warm'", "did you mean 'warn'"],
    ),
    "misspelt objective": (
        put(QUESTIONS, "questions", "tiny-01", "objective", value="tell-appart"),
        ["kb/questions/tiny.yaml: questions.tiny-01.objective", "'tell-appart'", "did you mean 'tell-apart'"],
    ),
    "misspelt literal": (
        put(CLOT, "urgency", value="sameday"),
        ["kb/causes/clot.yaml: urgency", "'sameday'", "did you mean 'same-day'"],
    ),
    "misspelt setting": (
        lambda content: content[CLOT]["weights"].update(
            {"emergancy": content[CLOT]["weights"].pop("emergency")}
        ),
        ["kb/causes/clot.yaml: weights.emergancy", "'emergancy'", "did you mean 'emergency'"],
    ),
    "misspelt key of a question file": (
        lambda content: content[QUESTIONS].update(question=content[QUESTIONS].pop("questions")),
        ["kb/questions/tiny.yaml: question", "unknown key", "did you mean 'questions'"],
    ),
    "probability 1.4": (
        put(CLOT, "findings", "swelling", "p", "present", value=1.4),
        ["kb/causes/clot.yaml: findings.swelling.p.present", "1.4 is not a probability"],
    ),
    "probability below 0": (
        put(CLOT, "findings", "swelling", "p", "present", value=-0.1),
        ["kb/causes/clot.yaml: findings.swelling.p.present", "-0.1 is not a probability"],
    ),
    "probability not a number": (
        put(CLOT, "findings", "swelling", "p", "present", value=float("nan")),
        ["kb/causes/clot.yaml: findings.swelling.p", "nan"],
    ),
    "probability infinite": (
        put(CLOT, "findings", "swelling", "p", "present", value=float("inf")),
        ["kb/causes/clot.yaml: findings.swelling.p.present", "inf"],
    ),
    "probability in words": (
        put(CLOT, "findings", "swelling", "p", "present", value="often"),
        ["kb/causes/clot.yaml: findings.swelling.p.present", "'often'"],
    ),
    "probabilities over 1 together": (
        put(CLOT, "findings", "swelling", "p", value={"present": 0.8, "absent": 0.3}),
        ["kb/causes/clot.yaml: findings.swelling.p", "1.1"],
    ),
    "probabilities under 1 together": (
        put(EXAMINATION, "swelling", "background", "p", value={"present": 0.4, "absent": 0.5}),
        ["kb/findings/examination.yaml: swelling.background.p", "0.9"],
    ),
    "weight not a number": (
        put(CLOT, "weights", "emergency", "value", value=float("nan")),
        ["kb/causes/clot.yaml: weights.emergency.value", "nan"],
    ),
    "weight infinite": (
        put(CLOT, "weights", "emergency", "value", value=float("inf")),
        ["kb/causes/clot.yaml: weights.emergency.value", "inf"],
    ),
    "weight 0": (
        put(CLOT, "weights", "emergency", "value", value=0),
        ["kb/causes/clot.yaml: weights.emergency.value", "0 must be above 0"],
    ),
    "two causes at once: unknown": (
        together("clot", {"strian": tiny.figure(0.1)}),
        ["kb/causes/clot.yaml: coexists", "'strian'", "did you mean 'strain'"],
    ),
    "two causes at once: itself": (
        together("clot", {"clot": tiny.figure(0.1)}),
        ["kb/causes/clot.yaml: coexists.clot", "is the same diagnosis as 'clot'"],
    ),
    "two causes at once: declared twice": (
        both_ways,
        ["kb/causes/strain.yaml: coexists.clot", "the pair also stands in clot; keep it in one place"],
    ),
    "two causes at once: no share": (
        together("clot", {"strain": tiny.figure(1.0)}),
        ["kb/causes/clot.yaml: coexists.strain.value", "1 must lie between 0 and 1"],
    ),
    "two causes at once: more than there are": (
        together("strain", {"clot": tiny.figure(0.4)}),
        ["kb/causes/clot.yaml: weights.primary-care.value", "10 is used up by pairs", "lower a share"],
    ),
    "minutes not a number": (
        put(EXAMINATION, "swelling", "cost", "minutes", value=float("nan")),
        ["kb/findings/examination.yaml: swelling.cost.minutes", "nan"],
    ),
    "minutes infinite": (
        put(CARE, "rest", "minutes", value=float("inf")),
        ["kb/rules/care.yaml: rest.minutes", "inf"],
    ),
    "minutes below 0": (
        put(CARE, "rest", "minutes", value=-3),
        ["kb/rules/care.yaml: rest.minutes", "-3", "at least 0"],
    ),
    "tolerance not a number": (
        put(QUESTIONS, "questions", "tiny-04", "answer", "tolerance", value=float("nan")),
        ["kb/questions/tiny.yaml: questions.tiny-04.answer.tolerance", "nan"],
    ),
    "age 200": (put(CASE, "age", value=200), ["kb/cases/tiny-case.yaml: age", "200", "at most 110"]),
    "interval upside down": (
        put(CLOT, "weights", "emergency", value={"value": 0.2, "basis": "estimate", "ci": [0.3, 0.1]}),
        ["kb/causes/clot.yaml: weights.emergency.ci", "0.3 is above 0.1"],
    ),
    "published without a source": (
        put(CLOT, "weights", "emergency", "basis", value="published"),
        ["kb/causes/clot.yaml: weights.emergency.source", "published", "source"],
    ),
    "dangling source": (
        put(CLOT, "sources", 0, value="ada2002"),
        ["kb/causes/clot.yaml: sources", "'ada2002'", "sources.yaml", "did you mean 'ada2001'"],
    ),
    "duplicate id in two files": (
        copied(HISTORY, "snap", EXAMINATION, "snap"),
        ["kb/findings/history.yaml: snap", "'snap' is already used in kb/findings/examination.yaml"],
    ),
    "duplicate id in one file": (
        text(CARE, "knead:", "rest:"),
        ["kb/rules/care.yaml: line ", "'rest' stands twice"],
    ),
    "duplicate key": (
        text(CLOT, "who: Anyone.", "who: Anyone.\nwho: No one."),
        ["kb/causes/clot.yaml: line 10", "'who' stands twice"],
    ),
    "duplicate key in two spellings": (
        text(SOURCES, "  container-title:", "  container_title: Other\n  container-title:"),
        ["kb/sources.yaml: ada2001", "container"],
    ),
    "duplicate key inside": (
        text(CLOT, "      present: 0.8", "      present: 0.8\n      present: 0.7"),
        ["kb/causes/clot.yaml: line ", "'present' stands twice"],
    ),
    "id is not the file's name": (
        put(CLOT, "id", value="cloth"),
        ["kb/causes/clot.yaml: id", "'cloth' is not the file's name 'clot'"],
    ),
    "id is missing": (lambda content: content[CLOT].pop("id"), ["kb/causes/clot.yaml: id", "'clot'"]),
    "id not kebab-case": (
        copied(CARE, "rest", CARE, "Rest_a_bit"),
        ["kb/rules/care.yaml: Rest_a_bit", "kebab-case"],
    ),
    "id with a line break": (
        copied(CARE, "rest", CARE, "rest\nTraceback"),
        ["kb/rules/care.yaml", "rest", "kebab-case"],
    ),
    "unknown key with a line break": (
        put(CLOT, "sto\nry", value="x"),
        ["kb/causes/clot.yaml", "unknown key"],
    ),
    "key that is no text": (
        text(CARE, "rest:", "1:"),
        ["kb/rules/care.yaml: line ", "the key 1 is not text"],
    ),
    "key that is a list": (text(CARE, "rest:", "[a, b]:"), ["kb/rules/care.yaml: line ", "is not text"]),
    "key that YAML reads as true": (
        text(CARE, "rest:", "yes:"),
        ["kb/rules/care.yaml: line ", "True is not text"],
    ),
    "key order": (moved_last(CLOT, "name"), ["kb/causes/clot.yaml: name", "must stand before 'sources'"]),
    "syntax": (
        text(CLOT, "who: Anyone.", "who: [Anyone."),
        ["kb/causes/clot.yaml: line ", "column "],
    ),
    "tab": (whole(CLOT, "id: clot\n\tname: x\n"), ["kb/causes/clot.yaml: line 2", "column 1"]),
    "two documents": (text(CARE, "rest:", "---\nrest:"), ["kb/rules/care.yaml: line ", "document"]),
    "control character": (text(CLOT, "Anyone.", "\x07"), ["kb/causes/clot.yaml", "not allowed"]),
    "object tag": (
        text(CLOT, "who: Anyone.", "who: !!python/object/apply:os.system [touch pwned]"),
        ["kb/causes/clot.yaml: line 9, column 6", "python/object/apply:os.system"],
    ),
    "own tag": (text(CLOT, "who: Anyone.", "who: !secret x"), ["kb/causes/clot.yaml: line 9", "!secret"]),
    "bool tag on a word": (
        text(CLOT, "who: Anyone.", "who: !!bool perhaps"),
        ["kb/causes/clot.yaml", "perhaps"],
    ),
    "time tag on a word": (text(CLOT, "who: Anyone.", "who: !!timestamp soon"), ["kb/causes/clot.yaml"]),
    "int tag on nothing": (text(CLOT, "who: Anyone.", "who: !!int ''"), ["kb/causes/clot.yaml"]),
    "impossible date": (text(CLOT, "who: Anyone.", "who: 2001-02-31"), ["kb/causes/clot.yaml", "day"]),
    "number of 5000 digits": (text(CLOT, "who: Anyone.", f"who: {'9' * 5000}"), ["kb/causes/clot.yaml"]),
    "number of 9000 hex digits": (
        text(CLOT, "must_not_miss: true", f"must_not_miss: 0x{'f' * 9000}"),
        ["kb/causes/clot.yaml", "must_not_miss"],
    ),
    "10 MB": (
        whole(CLOT, "id: clot\nname: " + "x" * 10_000_000),
        ["kb/causes/clot.yaml", "10000015 bytes", "split it"],
    ),
    "10 000 lists deep": (
        whole(CLOT, "a: " + "[" * 10_000 + "]" * 10_000),
        ["kb/causes/clot.yaml: line 1", "30"],
    ),
    "10 000 mappings deep": (
        whole(CLOT, "a: " + "{a: " * 10_000 + "b" + "}" * 10_000),
        ["kb/causes/clot.yaml: line 1", "30"],
    ),
    "1 000 indents deep": (
        whole(CLOT, "".join(f"{' ' * i}a:\n" for i in range(1000))),
        ["kb/causes/clot.yaml: line 31", "30"],
    ),
    "billion laughs": (whole(CLOT, LAUGHS), ["kb/causes/clot.yaml: line 1", "anchors"]),
    "anchor": (text(CLOT, "who: Anyone.", "who: &who Anyone."), ["kb/causes/clot.yaml: line 9", "anchors"]),
    "alias to itself": (whole(CLOT, "&a id: *a"), ["kb/causes/clot.yaml: line 1", "anchors"]),
    "merge key": (text(CARE, "rest:", "<<: {a: 1}\nrest:"), ["kb/rules/care.yaml: line "]),
    "not UTF-8": (
        whole(CLOT, "id: clot\nname: caf\xe9\n".encode("latin-1")),
        ["kb/causes/clot.yaml: byte 18", "UTF-8"],
    ),
    "UTF-16": (whole(CLOT, "id: clot\n".encode("utf-16")), ["kb/causes/clot.yaml: byte 0", "UTF-8"]),
    "notice not UTF-8": (whole("notice.md", b"\xff"), ["kb/notice.md"]),
    "NUL": (whole(CLOT, b"id: clot\0"), ["kb/causes/clot.yaml"]),
    "empty file": (whole(CLOT, ""), ["kb/causes/clot.yaml", "keys and values"]),
    "only a comment": (whole(CARE, "# nothing\n"), ["kb/rules/care.yaml", "keys and values"]),
    "list at the top": (whole(CARE, "- a\n- b\n"), ["kb/rules/care.yaml", "list"]),
    "text at the top": (whole(CARE, "hello"), ["kb/rules/care.yaml", "str"]),
    "record that is a list": (put(CARE, "rest", value=["a"]), ["kb/rules/care.yaml: rest", "['a']"]),
    "questions that are a list": (
        put(QUESTIONS, "questions", value=["a"]),
        ["kb/questions/tiny.yaml: questions"],
    ),
    "questions that are a word": (
        put(QUESTIONS, "questions", value="a"),
        ["kb/questions/tiny.yaml: questions"],
    ),
    "score without bands": (
        put("rules/scores.yaml", "tiny-score", "models", 0, "strata", value=[]),
        ["kb/rules/scores.yaml: tiny-score.models.0.strata"],
    ),
    "age band without bounds": (
        lambda content: content["findings/person.yaml"]["age-band"].pop("bounds"),
        ["kb/findings/person.yaml: age-band.bounds"],
    ),
    "age band that leaves ages out": (
        put("findings/person.yaml", "age-band", "bounds", value={"young": [0, 60]}),
        ["kb/findings/person.yaml: age-band.bounds"],
    ),
    "file that ends in .yml": (
        whole("causes/strain.yml", "id: strain\n"),
        ["kb/causes/strain.yml: is not read", "rename it strain.yaml"],
    ),
    "file in a folder of its own": (
        whole("causes/mine/strain.yaml", "id: strain\n"),
        ["kb/causes/mine/strain.yaml: is not read", "causes/"],
    ),
    "file that nothing reads": (
        whole("rules/score.yaml", "a: b\n"),
        ["kb/rules/score.yaml: is not read", "did you mean 'rules/scores.yaml'"],
    ),
    "colon in a text": (
        text(CLOT, "who: Anyone.", "who: Anyone: you"),
        ["kb/causes/clot.yaml: line 9, column 12", "colon", "quotes"],
    ),
    "line indented too far": (
        text(CLOT, "who: Anyone.", "  who: Anyone."),
        ["kb/causes/clot.yaml: line 9", "exactly below each other"],
    ),
    "line indented too little": (
        text(CARE, "  kind: advice", " kind: advice"),
        ["kb/rules/care.yaml: line 3", "exactly below each other"],
    ),
    "apostrophe inside quotes": (
        text(CLOT, "who: Anyone.", "who: 'Anyone's.'"),
        ["kb/causes/clot.yaml: line 9", "after its closing quote"],
    ),
    "quote that is not closed": (
        text(CLOT, "who: Anyone.", 'who: "Anyone.'),
        ["kb/causes/clot.yaml: line ", "never closed"],
    ),
    "text that begins with an at sign": (
        text(CLOT, "who: Anyone.", "who: @you"),
        ["kb/causes/clot.yaml: line 9", "cannot begin with @", "quotes"],
    ),
    "text that YAML reads as false": (
        text(CLOT, "who: Anyone.", "who: No"),
        ["kb/causes/clot.yaml: who", "no text", "put it in quotes"],
    ),
    "one of a list of words that YAML reads as false": (
        text(CLOT, "urgency: same-day", "urgency: no"),
        ["kb/causes/clot.yaml: urgency: a bare yes, no", "put it in quotes, as one of self-care"],
    ),
    "answer that YAML reads as false": (
        put(QUESTIONS, "questions", "tiny-01", "options", 0, "text", value=False),
        ["kb/questions/tiny.yaml: questions.tiny-01.options.0.text", "put it in quotes"],
    ),
    "text that YAML reads as a number": (
        text(CLOT, "who: Anyone.", "who: 12"),
        ["kb/causes/clot.yaml: who: 12", "put it in quotes"],
    ),
    "text that is empty": (text(CLOT, "who: Anyone.", "who:"), ["kb/causes/clot.yaml: who", "is empty"]),
    "decimal comma": (
        put(CLOT, "weights", "emergency", "value", value="0,147"),
        ["kb/causes/clot.yaml: weights.emergency.value", "decimal comma; write 0.147"],
    ),
    "list of one line without its dash": (
        put(CLOT, "structures", value="popliteal-vein"),
        ["kb/causes/clot.yaml: structures", "must be a list"],
    ),
    "key of another quiz tool": (
        put(QUESTIONS, "questions", "tiny-01", "explanation", value="x"),
        ["kb/questions/tiny.yaml: questions.tiny-01.explanation", "did you mean 'why'"],
    ),
    "question that is not indented": (
        lambda content: content[QUESTIONS].update(
            {"tiny-05": copy.deepcopy(content[QUESTIONS]["questions"]["tiny-01"])}
        ),
        ["kb/questions/tiny.yaml: tiny-05", "unknown key", "a question is indented"],
    ),
    "misspelt level": (
        inserted(
            QUESTIONS,
            "questions",
            "tiny-01",
            "picture",
            after="options",
            value={"level": "mid-claf", "text": "A leg."},
        ),
        ["kb/questions/tiny.yaml: questions.tiny-01.picture.level", "'mid-claf'", "anatomy/levels.yaml"],
    ),
    "misspelt family": (
        put("rules/scores.yaml", "tiny-score", "target", value="clott"),
        ["kb/rules/scores.yaml: tiny-score.target", "cause or family 'clott'", "did you mean 'clot'"],
    ),
    "misspelt state of a distribution": (
        put(CLOT, "findings", "swelling", "p", value={"presnt": 0.8}),
        ["kb/causes/clot.yaml: findings.swelling.p.presnt", "did you mean 'present'"],
    ),
    "state of another finding": (
        put(CASE, "findings", "swelling", value="raised"),
        ["kb/cases/tiny-case.yaml: findings.swelling", "'raised'; it has absent, present"],
    ),
    "innervation by what is no structure": (
        inserted("anatomy/vessels.yaml", "popliteal-vein", "innervation", after="what", value="tibial-nerve"),
        ["kb/anatomy/vessels.yaml: popliteal-vein.innervation", "'tibial-nerve'"],
    ),
    "finding in two groups": (
        copied("findings/groups.yaml", "inflamed", "findings/groups.yaml", "again"),
        ["kb/findings/groups.yaml: again.findings", "'inflamed' already"],
    ),
}
ROWS_OF_TWO = {"finding in two groups"}
"""Edits that spoil two values, and so give two lines."""
AT_CHECK_ONLY = {"key order"}
"""A matter of form: `check` reports it, and the knowledge base still loads."""

# What `check` must refuse beyond what loading does: it must never end in a traceback.
BAD_AT_CHECK = {
    "single question with no right option": (
        lambda content: content[QUESTIONS]["questions"]["tiny-01"]["options"][0].pop("right"),
        ["kb/questions/tiny.yaml: questions.tiny-01.options", "0 options are right"],
    ),
    "single question with only right options": (
        lambda content: [
            option.update(right=True) for option in content[QUESTIONS]["questions"]["tiny-01"]["options"]
        ],
        ["kb/questions/tiny.yaml: questions.tiny-01.options", "3 options are right"],
    ),
    "proof with half a range": (
        put(
            QUESTIONS,
            "questions",
            "tiny-01",
            "proof",
            0,
            value={"fact": "causes.clot.must_not_miss", "between": [1]},
        ),
        ["kb/questions/tiny.yaml: questions.tiny-01.proof.0"],
    ),
    "proof that is misspelt": (
        put(
            QUESTIONS,
            "questions",
            "tiny-01",
            "proof",
            0,
            value={"fact": "causes.strain.findings.snip.p.present", "above": 0.5},
        ),
        ["kb/questions/tiny.yaml: questions.tiny-01.proof.0", "did you mean 'snap'"],
    ),
    "case whose findings exclude each other": (
        lambda content: content[CASE]["findings"].pop("redness"),
        ["kb/cases/tiny-case.yaml"],
    ),
}


def spoilt(folder, edit):
    content = tiny.tree()
    edit(content)
    return tiny.write(folder / "kb", content)


def lines_of(error):
    return str(error.value).splitlines()


def check(root, capsys):
    """`python -m kb check ROOT` in this process: exit code, lines of output, errors."""
    code = main(["check", str(root)])
    output, errors = capsys.readouterr()
    return code, output.splitlines(), errors


def test_there_is_bad_content_to_refuse():
    assert len(BAD) > 60
    assert len(BAD_AT_CHECK) >= 5


def test_the_unspoilt_content_has_no_fault(tmp_path, python):
    root = tiny.write(tmp_path / "kb", tiny.tree())
    assert kb.load(root).causes.keys() == {"clot", "strain"}
    result = python("-m", "kb", "check", root)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("2 causes, 17 findings, 4 questions, 1 cases, 1 sources.")


@pytest.mark.parametrize("name", [name for name in BAD if name not in AT_CHECK_ONLY])
def test_bad_content_is_refused_in_one_line(name, tmp_path):
    edit, wanted = BAD[name]
    root = spoilt(tmp_path, edit)
    with pytest.raises(kb.KnowledgeBaseError) as error:
        kb.load(root)
    rows = 2 if name in ROWS_OF_TWO else 1
    assert len(error.value.faults) == rows
    assert len(lines_of(error)) == rows
    assert len(lines_of(error)[0]) < 400
    for part in wanted:
        assert part in lines_of(error)[0]


@pytest.mark.parametrize("name", BAD)
def test_check_names_bad_content_in_one_line_and_fails(name, tmp_path, capsys):
    edit, wanted = BAD[name]
    rows = 2 if name in ROWS_OF_TWO else 1
    code, (*lines, last), errors = check(spoilt(tmp_path, edit), capsys)
    assert (code, errors) == (1, "")
    assert last == ("1 fault." if rows == 1 else f"{rows} faults.")
    assert len(lines) == rows
    for part in wanted:
        assert part in lines[0]
    assert not Path("pwned").exists()


@pytest.mark.parametrize("name", BAD_AT_CHECK)
def test_check_says_what_is_wrong_with_an_item_instead_of_breaking(name, tmp_path, capsys):
    edit, wanted = BAD_AT_CHECK[name]
    code, lines, errors = check(spoilt(tmp_path, edit), capsys)
    assert (code, errors) == (1, "")
    assert any(all(part in line for part in wanted) for line in lines), lines


# Spoilt all at once, each in a file of its own or beside the others: one line each, in a process of its own.
TOGETHER = {
    "form": [
        "unknown key inside",
        "probability 1.4",
        "duplicate id in two files",
        "syntax",
        "object tag",
        "10 MB",
        "10 000 lists deep",
        "not UTF-8",
    ],
    "ids": ["misspelt finding", "misspelt state", "misspelt care", "dangling source"],
}
ELSEWHERE = {
    "syntax": CARE,
    "object tag": CASE,
    "10 MB": SOURCES,
    "10 000 lists deep": "anatomy/vessels.yaml",
}


@pytest.mark.parametrize("together", TOGETHER)
def test_a_real_check_prints_one_line_per_fault_and_no_traceback(together, tmp_path, python):
    content = tiny.tree()
    files = []
    for name in TOGETHER[together]:
        edit, wanted = BAD[name]
        if name in ELSEWHERE or name == "not UTF-8":
            bad = tiny.tree()
            edit(bad)
            file = ELSEWHERE.get(name, RED)
            content[file] = bad[CLOT]
        else:
            edit(content)
            file = wanted[0].split(":")[0].removeprefix("kb/")
        files.append(f"kb/{file}")
    root = tiny.write(tmp_path / "kb", content)
    result = python("-m", "kb", "check", root)
    *lines, last = result.stdout.splitlines()
    assert (result.returncode, result.stderr) == (1, "")
    assert last == f"{len(files)} faults."
    assert sorted(line.split(": ")[0] for line in lines) == sorted(files)
    assert not (HOUSE / "pwned").exists()


def test_every_fault_is_listed_not_only_the_first(tmp_path):
    content = tiny.tree()
    for name in ("unknown key", "probability 1.4", "minutes below 0", "anchor"):
        edit, _ = BAD[name]
        if name != "anchor":
            edit(content)
    text("causes/strain.yaml", "who: Anyone.", "who: &who Anyone.")(content)
    with pytest.raises(kb.KnowledgeBaseError) as error:
        kb.load(tiny.write(tmp_path / "kb", content))
    assert len(lines_of(error)) == 4


def test_nothing_is_half_loaded_after_a_refusal(tmp_path, cache_home):
    before = set(cache_home.rglob("*"))
    root = spoilt(tmp_path, BAD["dangling source"][0])
    for _ in range(2):
        with pytest.raises(kb.KnowledgeBaseError):
            kb.load(root)
    assert set(cache_home.rglob("*")) == before


def test_every_file_of_the_course_lies_on_one_shelf_and_every_shelf_has_its_files():
    found = [file.place for file in files.content(CONTENT) if file.place != files.NOTICE]
    assert len(found) > 100
    held = {place: shelves_of(place) for place in found}
    assert [place for place, shelves in held.items() if not shelves] == []
    assert all(len(shelves) == 1 or shelves[0].files == shelves[1].files for shelves in held.values())
    assert {shelf for shelves in held.values() for shelf in shelves} == set(records.shelves())


def test_a_folder_without_content_is_refused(tmp_path):
    with pytest.raises(kb.KnowledgeBaseError) as error:
        kb.load(tmp_path / "nowhere")
    assert len(lines_of(error)) == 1
    (tmp_path / "notice.md").write_text("Hello.", "utf-8")
    with pytest.raises(kb.KnowledgeBaseError, match="holds no content"):
        kb.load(tmp_path)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    root = tiny.write(tmp_path / "kb", tiny.tree())
    (root / "rules" / "care.yaml").unlink()
    (root / "rules" / "care.yaml").mkdir()
    with pytest.raises(kb.KnowledgeBaseError, match=r"kb/rules/care\.yaml: cannot be read"):
        kb.load(root)


def test_a_fault_is_printed_on_a_terminal_that_knows_only_ascii(tmp_path, python):
    root = spoilt(tmp_path, put(CLOT, "stör\u202e🦵", value="x"))
    result = python("-m", "kb", "check", root, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "causes/clot.yaml" in result.stdout


# ── Arbitrary content ────────────────────────────────────────────────────────────────────────

FILES = sorted(tiny.tree())
FUZZ = settings(max_examples=40)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.binary(max_size=4),
    st.sampled_from(
        ["present", "clot", "strain", "swelling", "ada2001", "estimate", "published", "same-day"]
    ),
)
KEYS = st.one_of(
    st.text(max_size=6),
    st.integers(0, 3),
    st.sampled_from(["id", "clot", "p", "basis", "findings", "weights", "questions", "lesson", "proof"]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


WRITTEN = {name: held if isinstance(held, str) else tiny.dumped(held) for name, held in tiny.tree().items()}


def loads_or_refuses(file, held):
    """Load from a folder never used before, so that nothing is remembered."""
    with tempfile.TemporaryDirectory() as folder:
        root = tiny.write(Path(folder) / "kb", WRITTEN | {file: held})
        faults = ()
        try:
            loaded = kb.load(root)
        except kb.KnowledgeBaseError as error:
            faults, loaded = error.faults, None
        assert bool(faults) != bool(loaded)
        assert [f for f in faults if not f.file.startswith("kb/") or len(str(f).splitlines()) != 1] == []


@FUZZ
@given(file=st.sampled_from(FILES), held=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(file=CLOT, held=b"\xef\xbb\xbfid: clot")
@example(file=CLOT, held=b"? [a]\n: b")
@example(file=CLOT, held=b"%YAML 9.9\n---\na: b")
@example(file=CARE, held=b"!!set {a, b}")
@example(file=CARE, held=b"!!omap [a: b]")
@example(file=CARE, held=b"!!binary x")
@example(file=CARE, held=b"a: !!binary '*'")
@example(file=CARE, held=b"a: !!float ''")
def test_no_bytes_break_the_loader(file, held):
    loads_or_refuses(file, held)


@FUZZ
@given(file=st.sampled_from(FILES), held=TREES)
def test_no_tree_breaks_the_loader(file, held):
    loads_or_refuses(file, yaml.safe_dump(held, allow_unicode=True).encode("utf-8", "replace"))


def paths_in(held, above=()):
    yield above
    items = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for key, inner in items:
        yield from paths_in(inner, (*above, key))


PLACES = [
    (file, path)
    for file, held in tiny.tree().items()
    if isinstance(held, dict)
    for path in paths_in(held)
    if path
]


@settings(FUZZ, max_examples=80)
@given(place=st.sampled_from(PLACES), value=TREES)
def test_no_value_anywhere_breaks_the_loader(place, value):
    file, path = place
    content = tiny.tree()
    put(file, *path, value=value)(content)
    loads_or_refuses(file, yaml.safe_dump(content[file], sort_keys=False).encode())


# ── Read-only ────────────────────────────────────────────────────────────────────────────────


def everything_in(value, path=""):
    yield path, value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from everything_in(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from everything_in(item, f"{path}.{key}")
    elif isinstance(value, (tuple, list, set)):
        for index, item in enumerate(value):
            yield from everything_in(item, f"{path}.{index}")


def test_records_are_read_only_all_the_way_down(real, small):
    writable = []
    met = set()
    for knowledge in (real, small):
        for path, value in everything_in(knowledge):
            met.add(type(value))
            if dataclasses.is_dataclass(value):
                name = dataclasses.fields(value)[0].name
                with pytest.raises(dataclasses.FrozenInstanceError):
                    setattr(value, name, None)
                if hasattr(value, "__dict__"):
                    writable.append(path)
            elif isinstance(value, (list, set, bytearray)) or type(value) is dict:
                writable.append(path)
    assert writable == []
    assert {records.Cause, records.Question, records.Case, records.Figure, records.ReadOnly, tuple} <= met


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.__setitem__("x", 1),
        lambda held: held.__delitem__("clot"),
        lambda held: held.clear(),
        lambda held: held.pop("clot"),
        lambda held: held.popitem(),
        lambda held: held.setdefault("x", 1),
        lambda held: held.update(x=1),
        lambda held: held.__ior__({"x": 1}),
    ],
    ids=["set", "delete", "clear", "pop", "popitem", "setdefault", "update", "or"],
)
def test_a_shelf_refuses_every_change(change, small):
    before = dict(small.causes)
    with pytest.raises(TypeError, match="read-only"):
        change(small.causes)
    assert small.causes == before


def test_loading_twice_gives_the_same_object(tmp_path):
    root = tiny.write(tmp_path / "kb", tiny.tree())
    assert kb.load(root) is kb.load(str(root))
