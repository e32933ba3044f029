"""The item bank: enough of it, of every kind, each option with a reason."""

from collections import Counter

import pytest

from kb.records import Question

ASKED = {
    "anatomy": 40,
    "muscle": 40,
    "structural": 40,
    "nerve": 40,
    "vascular": 30,
    "telling-apart": 30,
}
"""Lesson to the number of questions that it was promised."""


@pytest.fixture(scope="module", params=ASKED)
def lesson(request):
    return request.param


@pytest.fixture(scope="module")
def bank(real, lesson):
    return [q for q in real.questions.values() if q.lesson == lesson]


def test_every_lesson_has_its_bank(real):
    assert ASKED.keys() == real.lessons.keys()


def test_a_lesson_has_enough_questions_of_every_common_kind(bank, lesson):
    kinds = Counter(q.kind for q in bank)
    assert len(bank) >= ASKED[lesson]
    assert min(kinds[kind] for kind in ("single", "several", "true-false", "numeric")) >= 3


@pytest.mark.parametrize("kind", ["matching", "ordering", "extended-matching", "script-concordance"])
def test_the_later_lessons_ask_in_more_ways(real, kind):
    asked = Counter(q.lesson for q in real.questions.values() if q.kind == kind)
    assert {lesson: asked[lesson] for lesson in ("muscle", "structural", "nerve", "telling-apart")} == {
        lesson: count for lesson, count in asked.items() if count >= 3
    }


def test_every_objective_is_asked_at_three_levels(real, bank, lesson):
    objectives = [objective.id for objective in real.lessons[lesson].objectives]
    levels = {o: {q.level for q in bank if q.objective == o} for o in objectives}
    assert {o: len(found) for o, found in levels.items()} == dict.fromkeys(objectives, 3)
    assert {q.objective for q in bank} == set(objectives)


def test_anatomy_is_asked_on_twenty_pictures_and_half_of_them_are_found_by_place(real):
    pictured = [q for key, q in real.questions.items() if key.startswith("anatomy-") and q.picture]
    assert len(pictured) >= 20
    assert sum(q.kind == "hotspot" for q in pictured) >= len(pictured) / 2
    assert {bool(q.picture.level) for q in pictured} == {True, False}


def test_every_option_says_why_in_its_own_words(bank):
    options = [(q.id, option) for q in bank for option in q.options]
    assert len(options) > 60
    assert [(key, o.text) for key, o in options if len(o.why) < 15] == []
    repeated = Counter(o.why for _, o in options)
    assert [why for why, count in repeated.items() if count > 1] == []


def chosen_from(bank):
    """Questions with right and wrong options; where options are matched or put in order, none is wrong."""
    return [q for q in bank if not q.prompts and q.kind != "ordering"]


def test_every_wrong_option_names_its_misconception(bank):
    wrong = [(q.id, option) for q in chosen_from(bank) for option in q.options if not option.right]
    assert len(wrong) > 40
    assert [(key, o.text) for key, o in wrong if not o.misconception] == []


def test_right_options_name_no_misconception(bank):
    right = [(q.id, option) for q in bank for option in q.options if option.right]
    assert len(right) >= 20
    assert [(key, o.text) for key, o in right if o.misconception] == []


def test_every_key_is_proved_and_has_its_source(real, bank):
    assert [q.id for q in bank if not q.sources or not q.why] == []
    # The key of a script is computed, so there is nothing to tie.
    assert [q.id for q in bank if not q.proof and q.script is None] == []
    assert {source for q in bank for source in q.sources} <= real.sources.keys()


def test_the_right_option_is_not_told_by_its_length(bank):
    single = [q for q in bank if q.kind == "single"]
    assert len(single) >= 10
    longest = sum(max(q.options, key=lambda o: len(o.text)).right for q in single)
    assert longest <= 0.55 * len(single)


def test_a_statement_to_judge_may_be_true_as_well_as_false(bank):
    assert {q.truth for q in bank if q.kind == "true-false"} == {True, False}


def test_every_field_of_a_question_is_described():
    assert Question.__doc__
    assert {"proof", "why", "objective", "level"} <= set(Question.__dataclass_fields__)


# ── The vocabulary ───────────────────────────────────────────────────────────────────────────


def test_there_are_60_findings_of_every_kind(real):
    assert len(real.findings) >= 60
    kinds = Counter(finding.kind for finding in real.findings.values())
    assert kinds.keys() == {
        "person", "history", "risk-factor", "symptom", "examination", "bedside-test", "laboratory", "imaging",
    }  # fmt: skip


def test_the_ten_risk_factors_of_the_seed_articles_are_there(real):
    factors = {
        "recent-immobilisation", "long-journey", "overweight", "active-cancer", "previous-thrombosis",
        "thrombophilia", "pregnancy-or-puerperium", "smoking", "oestrogen-use",
    }  # fmt: skip
    assert factors <= real.findings.keys()
    assert {real.findings[key].kind for key in factors} == {"risk-factor"}
    assert "over-60" in real.findings["age-band"].states  # the tenth: age over 60
    assert real.findings["age-band"].bounds["over-60"][0] == 61


@pytest.mark.parametrize(
    "key",
    [
        "calf-squeeze-pain",
        "sole-pressure-pain",
        "collateral-veins",
        "foot-pulses",
        "pulses-on-plantarflexion",
        "abi-rest",
        "abi-after-exercise",
        "d-dimer",
        "compression-ultrasound-proximal",
        "compression-ultrasound-whole-leg",
    ],
)
def test_a_finding_that_was_asked_for_is_there(real, key):
    assert key in real.findings


def test_every_finding_can_be_asked_heard_and_found(real):
    for key, finding in real.findings.items():
        assert finding.ask.strip(), key
        assert finding.sounds.keys() == set(finding.states), key
        assert len(set(finding.sounds.values())) == len(finding.states), key
        assert finding.other_words, key
        if finding.kind == "examination":
            assert finding.how, key


CAUSES = [
    "deep-vein-thrombosis",
    "distal-deep-vein-thrombosis",
    "superficial-vein-thrombosis",
    "popliteal-artery-aneurysm",
    "popliteal-artery-entrapment",
    "peripheral-artery-disease",
    "acute-limb-ischaemia",
    "ruptured-bakers-cyst",
    "gastrocnemius-strain",
    "chronic-exertional-compartment-syndrome",
    "cellulitis",
    "s1-radiculopathy",
]


@pytest.mark.parametrize("key", CAUSES)
def test_a_cause_that_was_asked_for_is_there_in_full(real, key):
    cause = real.causes[key]
    for name in (
        "story",
        "mechanism",
        "who",
        "structures",
        "investigations",
        "care",
        "complications",
        "mimics",
    ):
        assert getattr(cause, name), name
    assert len(cause.findings) >= 12
    assert {line.verdict for line in cause.care} >= {"indicated", "harmful"}
    assert cause.sources


def test_no_published_number_is_without_a_verified_source(real):
    from kb.records import records_of, walk

    claims = [inner for record in records_of(real) for _, inner in walk(record) if hasattr(inner, "basis")]
    published = [inner for inner in claims if inner.basis == "published"]
    assert len(published) > 50
    seen = ("figure", "secondary")
    unverified = {inner.source for inner in published if real.sources[inner.source].verified not in seen}
    assert unverified == set()
