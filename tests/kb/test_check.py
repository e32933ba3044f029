"""`check` finds what a schema cannot: content that no longer agrees with itself."""

import copy

import pytest
import yaml

from kb.check import check, summary
from tests.kb import tiny


@pytest.fixture
def faults(tmp_path):
    """Faults of the tiny knowledge base after one edit, as lines."""

    def after(edit):
        content = tiny.tree()
        edit(content)
        found, _ = check(tiny.write(tmp_path / "kb", content))
        return [str(fault) for fault in found]

    return after


QUESTIONS, CLOT, CASE = "questions/tiny.yaml", "causes/clot.yaml", "cases/tiny-case.yaml"


def question(number, **changes):
    return lambda content: content[QUESTIONS]["questions"][f"tiny-0{number}"].update(changes)


def option(number, index, **changes):
    return lambda content: content[QUESTIONS]["questions"][f"tiny-0{number}"]["options"][index].update(
        changes
    )


def with_at_once(cause, lines):
    """The cause with what may not wait, where that stands."""
    return {
        k: v
        for key, value in cause.items()
        for k, v in {key: value, **({"at_once": lines} if key == "first_line" else {})}.items()
    }


def two_of_one_work(content):
    held = content["sources.yaml"]
    verified = held["ada2001"].pop("verified")
    for key, address in (("ada2001", "10.1000/A1"), ("ada2001a", "10.1000/a1")):
        held[key] = copy.deepcopy(held["ada2001"]) | {"DOI": address, "verified": verified}


FLAWS = {
    "one work under two keys": (two_of_one_work, "DOI: is that of '"),
    "guidance of no date": (
        lambda content: content["sources.yaml"]["ada2001"].update(type="webpage", title="Calf guideline"),
        "as_of: is missing; guidance says of which year it is, or 'undated'",
    ),
    "label pasted before an option": (
        option(1, 0, text="A) A sprint"),
        "kb/questions/tiny.yaml: questions.tiny-01.options.0.text: begins with 'A)'; leave that out",
    ),
    "mark of the key pasted with a reason": (
        option(1, 0, why="Correct: it is so."),
        "questions.tiny-01.options.0.why: says 'Correct:'; leave that out, and write right",
    ),
    "mark of the key pasted after an option": (
        option(1, 0, text="A sprint (correct)"),
        "kb/questions/tiny.yaml: questions.tiny-01.options.0.text: says '(correct)'",
    ),
    "broken characters in a question": (
        question(1, why="The patientâ€™s knee."),
        "why: 'patientâ€™s' holds broken characters, for 'patient’s'; save the file as UTF-8",
    ),
    "broken characters in a cause": (
        lambda content: content[CLOT].update(who="At 38 Â°C and above."),
        "kb/causes/clot.yaml: who: 'Â°C' holds broken characters, for '°C'",
    ),
    "source used nowhere": (
        lambda content: content["sources.yaml"].update(bob2002=tiny.tree()["sources.yaml"]["ada2001"]),
        "kb/sources.yaml: bob2002: is used nowhere",
    ),
    "cause with few findings": (
        lambda content: content[CLOT]["findings"].pop("filler-1") and content[CLOT]["findings"].clear(),
        "kb/causes/clot.yaml: findings: 0 findings; a cause needs 12",
    ),
    "mimic that is not told apart": (
        lambda content: content[CLOT]["mimics"][0].update(finding="equal"),
        "kb/causes/clot.yaml: mimics.0.finding: 'equal' does not separate it from strain",
    ),
    "case below what triage says": (
        lambda content: content[CASE].update(disposition="routine"),
        "kb/cases/tiny-case.yaml: disposition: 'routine', but with everything known triage says 'same-day'",
    ),
    "case above what triage says": (
        lambda content: content[CASE].update(disposition="emergency"),
        "kb/cases/tiny-case.yaml: disposition: 'emergency', but with everything known triage says 'same-day'",
    ),
    "case that contradicts itself": (
        lambda content: (
            content["findings/groups.yaml"]["inflamed"].update(strength=0.8)
            or content[CASE]["findings"].update(redness="present")
        ),
        "kb/cases/tiny-case.yaml: findings.redness: 'present' contradicts warmth 'absent'",
    ),
    "dangerous emergency without what may not wait": (
        lambda content: content[CLOT].update(urgency="emergency"),
        "kb/causes/clot.yaml: at_once: is missing; a dangerous emergency says which care may not wait",
    ),
    "care that may not wait and is not indicated": (
        lambda content: content.update({CLOT: with_at_once(content[CLOT], [["knead"]])}),
        "kb/causes/clot.yaml: at_once.0: 'knead' is not among the care that is indicated here",
    ),
    "stale proof": (
        lambda content: content["causes/strain.yaml"]["findings"]["snap"]["p"].update(present=0.4),
        "kb/questions/tiny.yaml: questions.tiny-01.proof.0: the knowledge base says 0.4, not above 0.5",
    ),
    "stale number": (
        lambda content: content["causes/strain.yaml"]["findings"]["swelling"]["p"].update(present=0.4),
        "kb/questions/tiny.yaml: questions.tiny-04.proof.0: the knowledge base says 40",
    ),
    "stale comparison of two measures": (
        question(
            1,
            proof=[
                {
                    "fact": "causes.clot.findings.snap.p.present",
                    "above": {"fact": "causes.strain.findings.snap.p.present"},
                }
            ],
        ),
        "the knowledge base says 0.1, not above 0.7, which is {fact: causes.strain.findings.snap.p.present}",
    ),
    "no proof": (question(1, proof=[]), "questions.tiny-01.proof: is empty"),
    "no source": (question(1, sources=[]), "questions.tiny-01.sources: is empty"),
    "numeric key without a proof of its number": (
        question(4, proof=[{"fact": "causes.clot.must_not_miss", "equals": True}]),
        "questions.tiny-04.proof: a numeric key needs a proof with is-answer",
    ),
    "the same stem twice": (
        question(2, stem="Which one snaps?"),
        "questions.tiny-01.stem: stands in another",
    ),
    "two options alike": (
        option(1, 2, text="the clot"),
        "questions.tiny-01.options: two options say the same",
    ),
    "no misconception": (
        option(1, 1, misconception=""),
        "questions.tiny-01.options.1.misconception: is missing",
    ),
    "all of the above": (
        option(1, 2, text="All of the above"),
        "questions.tiny-01.options.2.text: 'all/none",
    ),
    "absolute word": (
        option(1, 2, text="It never snaps"),
        "questions.tiny-01.options.2.text: an absolute word",
    ),
    "negative stem": (
        question(1, stem="Which does not snap?"),
        "questions.tiny-01.stem: asks in the negative",
    ),
    "long right option": (
        option(1, 0, text="The strain, since it alone tears the fibres of a muscle at one blow"),
        "questions.tiny-01.options: the right option is much the longest",
    ),
    "two right options": (
        option(1, 1, right=True),
        "questions.tiny-01.options: 2 options are right; exactly one",
    ),
    "all of several right": (
        lambda content: [o.update(right=True) for o in content[QUESTIONS]["questions"]["tiny-02"]["options"]],
        "questions.tiny-02.options: 4 of 4 are right",
    ),
    "true-false without its truth": (
        lambda content: content[QUESTIONS]["questions"]["tiny-03"].pop("truth"),
        "questions.tiny-03.truth: is needed",
    ),
    "two options only": (
        lambda content: content[QUESTIONS]["questions"]["tiny-01"]["options"].pop(),
        "questions.tiny-01.options: 2 options; three to seven",
    ),
    "answer outside its own range": (
        lambda content: content[QUESTIONS]["questions"]["tiny-04"]["answer"].update(high=50),
        "questions.tiny-04.answer.value: 57 is outside its own range",
    ),
    "id not of its lesson": (
        lambda content: content[QUESTIONS]["questions"].update(
            other=content[QUESTIONS]["questions"].pop("tiny-01")
        ),
        "questions.other: the id must be 'tiny-' and a number",
    ),
}


def test_there_are_flaws_to_find():
    assert len(FLAWS) > 20


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_named_in_one_line_where_it_is(flaw, faults):
    edit, line = FLAWS[flaw]
    found = [fault for fault in faults(edit) if line in fault]
    assert len(found) == 1, faults(edit)


def test_the_unspoilt_content_has_no_flaw(faults):
    assert faults(lambda content: None) == []


def test_the_order_of_keys_is_kept_in_every_kind_of_file(tmp_path):
    """The same content with its keys reversed."""
    content = tiny.tree()
    files = [CLOT, CASE, "rules/care.yaml", "findings/examination.yaml", "sources.yaml"]
    for name in files:
        records = [content[name]] if "id" in content[name] else content[name].values()
        for record in records:
            items = list(record.items())
            record.clear()
            record.update(reversed(items))
    found, _ = check(tiny.write(tmp_path / "kb", content))
    assert {fault.file for fault in found} == {f"kb/{name}" for name in files}
    assert all("must stand before" in fault.problem for fault in found)


def test_breaking_a_fact_makes_the_questions_on_it_stale(real, real_copy):
    """The promise of the whole: change a fact, and `check` names the questions that rest on it."""
    file = real_copy / "rules" / "scores.yaml"
    scores = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    scores["wells-dvt"]["figures"]["ratio-high"]["value"] = 1.1
    for item in scores["wells-dvt"]["items"]:
        item["points"] *= 3
    file.write_text(yaml.safe_dump(scores, sort_keys=False, allow_unicode=True), "utf-8")
    found, _ = check(real_copy)
    stale = {fault.path.split(".")[1] for fault in found if "may be stale" in fault.problem}
    on_it = {
        question.id
        for question in real.questions.values()
        if any("wells-dvt" in str(proof) and {"score", "stratum"} & proof.keys() for proof in question.proof)
    }
    assert stale
    assert stale & on_it


def test_the_summary_counts_what_is_there(real):
    line = summary(real)
    assert (
        f"{len(real.causes)} causes, {len(real.findings)} findings, {len(real.questions)} questions" in line
    )
    assert all(basis in line for basis in ("published", "derived", "estimate"))


def test_a_lesson_without_its_notebook_is_named(tmp_path):
    content = tiny.tree()
    root = tiny.write(tmp_path / "kb" / "content", content)
    (tmp_path / "notebooks").mkdir()
    (fault,) = check(root)[0]
    assert str(fault) == "content/questions/tiny.yaml: lesson.notebook: there is no notebooks/tiny.ipynb"
    (tmp_path / "notebooks" / "tiny.ipynb").write_text("", "utf-8")
    assert check(root)[0] == []
