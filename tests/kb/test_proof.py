"""Every key is tied to facts, and the tie breaks when the fact does."""

import dataclasses

import pytest

import kb
from kb.questions.proof import fact, failures, measure
from kb.records import Distribution, Figure, ReadOnly


@pytest.fixture(scope="session")
def prove(small):
    """What is wrong with one proof on the tiny knowledge base, '' if nothing."""

    def problem(proof, number=1):
        question = dataclasses.replace(small.questions[f"tiny-0{number}"], proof=(proof,))
        found = failures(small, question)
        return found[0][1] if found else ""

    return problem


SWELLING = {"finding": "swelling", "state": "present", "cause": "clot"}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (0.25, 0.25),
        ({"fact": "causes.clot.findings.swelling.p.present"}, 0.8),
        ({"fact": "causes.clot.findings.swelling.p.absent"}, 0.2),
        ({"fact": "findings.swelling.background.p.present"}, 0.4),
        ({"fact": "causes.clot.urgency"}, "same-day"),
        ({"fact": "rules.scores.tiny-score.items.1.points"}, -2),
        ({"lr": SWELLING}, 2),
        ({"lr": SWELLING | {"than": "strain"}}, 4),
        ({"post-test": {"pretest": 0.25, "lr": {"lr": SWELLING | {"than": "strain"}}}}, 4 / 7),
        ({"score": {"id": "tiny-score", "given": ["swelling"], "judged": ["other"]}}, -1),
        ({"stratum": {"id": "tiny-score", "model": "two", "given": ["swelling"]}}, "high"),
        ({"probability": {"of": "clot", "given": {"swelling": "present"}}}, 4 / 7),
        ({"triage": {"given": ["cold-foot"]}}, "emergency"),
        ({"red-flags": {"given": ["cold-foot"]}}, ["cold"]),
        ({"care": {"cause": "clot", "care": "knead"}}, "harmful"),
    ],
)
def test_each_measure_gives_its_value(small, expression, value):
    measured = measure(small, expression)
    assert measured == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "comparison",
    [
        {"equals": 2},
        {"above": 1.9},
        {"below": 2.1},
        {"between": [2, 3]},
        {"above": {"fact": "causes.clot.test_threshold.value"}},
    ],
)
def test_a_comparison_that_holds_is_quiet(prove, comparison):
    assert prove({"lr": SWELLING, **comparison}) == ""


@pytest.mark.parametrize(
    "comparison", [{"equals": 2.1}, {"above": 2}, {"below": 2}, {"between": [2.1, 3]}, {"equals": "2"}]
)
def test_a_comparison_that_fails_says_what_the_knowledge_base_says(prove, comparison):
    assert "the knowledge base says 2" in prove({"lr": SWELLING, **comparison})


@pytest.mark.parametrize(
    ("proof", "says"),
    [
        ({"lr": SWELLING}, "exactly one comparison"),
        ({"equals": 2}, "exactly one measure"),
        ({"lr": SWELLING, "equals": 2, "above": 1}, "exactly one comparison"),
        ({"lr": SWELLING, "equal": 2}, "did you mean 'equals'"),
        ({"lr": {**SWELLING, "cause": "clod"}, "equals": 2}, "did you mean 'clot'"),
        ({"lr": {"finding": "swelling"}, "equals": 2}, "'state' is missing"),
        ({"lr": 5, "equals": 2}, "must hold keys and values"),
        ({"fact": "causes.clot.findings.snip.p.present", "equals": 2}, "did you mean 'snap'"),
        ({"fact": "causes.clot.nmae", "equals": 2}, "did you mean 'name'"),
        ({"fact": "causes.clot.name.upper", "equals": 2}, "nothing is called 'upper'"),
        ({"fact": "causes.clot.__class__", "equals": 2}, "nothing is called '__class__'"),
        ({"fact": "causes.clot.care.99", "equals": 2}, "nothing is called '99'"),
        ({"fact": "", "equals": 2}, "''"),
        ({"care": {"cause": "clot", "care": "rest"}, "equals": "harmful"}, "says nothing about 'rest'"),
        ({"lr": SWELLING, "is-answer": True}, "numeric questions"),
        ({"lr": SWELLING, "between": [1]}, ""),
        ({"lr": SWELLING, "between": []}, ""),
        ({"lr": SWELLING, "includes": 2}, ""),
        ({"fact": "causes.clot.findings.p", "equals": 2}, ""),
        ({"probability": {"of": "clot", "given": 5}, "above": 0}, "mapping or a list"),
    ],
)
def test_a_proof_that_is_none_is_named_and_breaks_nothing(prove, proof, says):
    problem = prove(proof)
    assert problem
    assert says in problem
    assert len(problem.splitlines()) == 1


def test_a_number_proves_an_answer_in_its_unit(prove):
    probability = {"of": "clot", "given": {"swelling": "present"}}  # 57.1 %; the key is 57 ± 1.5 %
    assert prove({"probability": probability, "is-answer": True}, 4) == ""
    wrong = prove({"probability": probability | {"given": {"snap": "present"}}, "is-answer": True}, 4)
    assert "not is-answer 57 ± 1.5" in wrong


def test_every_proof_of_every_question_holds(real):
    assert len(real.questions) >= 30
    broken = {
        question.id: found for question in real.questions.values() if (found := failures(real, question))
    }
    assert broken == {}
    assert all(question.proof or question.script for question in real.questions.values())


# ── The tie breaks with the fact ─────────────────────────────────────────────────────────────


def changed(value, steps, change):
    """A copy of a record, or of the whole knowledge base, with the value at a path changed."""
    if not steps:
        return change(value)
    step, *rest = steps
    if isinstance(value, Distribution) and step == "p":
        return dataclasses.replace(value, p=ReadOnly({state: change(p) for state, p in value.p.items()}))
    if isinstance(value, dict):
        return ReadOnly({**value, step: changed(value[step], rest, change)})
    if isinstance(value, tuple):
        i = int(step)
        return (*value[:i], changed(value[i], rest, change), *value[i + 1 :])
    return dataclasses.replace(value, **{step: changed(getattr(value, step), rest, change)})


def opposites(value):
    """Changes that no true statement about `value` survives all of."""
    if isinstance(value, bool):
        return [lambda v: not v]
    if isinstance(value, (int, float)):
        return [lambda v: 0.0, lambda v: v * 1000 + 1000]
    return [lambda v: "something else"]


def test_changing_a_fact_makes_each_question_tied_to_it_stale(real):
    ties = [
        (question, index, proof["fact"])
        for question in real.questions.values()
        for index, proof in enumerate(question.proof)
        if isinstance(proof.get("fact"), str)
    ]
    assert len(ties) >= 10
    deaf = []
    for question, index, path in ties:
        value = fact(real, path)
        for change in opposites(value):
            other = changed(real, path.split("."), change)
            if index in [i for i, _ in failures(other, question)]:
                break
        else:
            deaf.append((question.id, path, value))
    assert deaf == []


def test_every_fact_named_in_a_proof_is_a_claim(real):
    """Facts are numbers with their basis, or judgements; never a text that anyone may reword."""
    paths = [p["fact"] for q in real.questions.values() for p in q.proof if isinstance(p.get("fact"), str)]
    assert paths
    for path in paths:
        value = fact(real, path)
        assert isinstance(value, (int, float, bool, str, tuple)), path
        if isinstance(value, (int, float)) and path.endswith(".value"):
            assert isinstance(fact(real, path.rpartition(".")[0]), Figure), path


def test_an_unknown_fact_suggests_the_nearest(real):
    with pytest.raises(kb.UnknownId, match="did you mean 'cellulitis'"):
        fact(real, "causes.celulitis.urgency")
