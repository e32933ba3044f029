"""A number in prose is a claim: the check finds it where it stands without its source, and only there."""

import pytest

from kb.check import check
from kb.check.prose import claims
from tests.kb import tiny

CLAIM = {
    "In 40 % of patients the pulse is felt.": "40 %",
    "About one in ten held a clot.": "one in ten",
    "Three out of four get well.": "Three out of four",
    "A third die.": "A third",
    "It shows in two thirds.": "two thirds",
    "Half of them have no swelling.": "Half of",
    "The score misses nearly half.": "nearly half",
    "A long flight doubles the risk.": "doubles the",
    "It is twice as likely in women.": "twice as likely",
    "A sensitivity of 0.9 is good.": "sensitivity of 0",
    "The likelihood ratio was about 5.": "ratio was about 5",
    "Give 16 mg of dexamethasone.": "16 mg",
    "A lump over 5 cm is scanned.": "5 cm",
    "The leg is operated on within six hours.": "within six hours",
    "It is seen within two working days.": "within two working days",
    "Anticoagulation goes on for three months.": "for three months",
    "It needs six to twelve weeks.": "six to twelve weeks",
    "It peaks between 10 and 20 years.": "between 10",
    "Rare before forty.": "before forty",
    "The scan is repeated on day 3.": "on day 3",
    "A joint is lost within a day or two.": "within a day or two",
    "Stiff for half an hour.": "for half an hour",
    "Pressure below 0.9 of the arm is low.": "below 0.9",
    "Twice a day with food.": "Twice a day",
    "Calves of equal girth halve them.": "halve them",
    "Cancer multiplies the odds by 2.7.": "odds by 2",
    "About a week: 8 days on average.": "8 days on average",
}

NO_CLAIM = [
    "The roots of L5 and S1 run together.",
    "Two signs together are enough.",
    "Muscle dies within hours.",
    "It lasts for some weeks.",
    "Half the load until the mornings are good again.",
    "Film in two planes: one of both hips, one of the knee.",
    "A leg that cannot carry four steps is seen today.",
    "Type 1 and type 2 look alike.",
    "One of the two heads is torn.",
    "One finger already halves the list.",
    "Above 1 the line will rise, below 1 it will fall.",
    "80 minus 59: the knee gives back most of what the hip takes.",
    "Bend the knee to a right angle, first on one side, then on the other.",
    "In 40 % of patients the pulse is felt [@ada2001].",
    "In [[causes.clot.figures.mortality]] it kills within 30 days.",
    "Cool it for ten minutes [@estimate].",
]


@pytest.mark.parametrize("sentence", CLAIM)
def test_a_number_without_its_source_is_found(sentence):
    (found,) = claims(f"It hurts. {sentence} Then it is over.")
    assert CLAIM[sentence] in found


@pytest.mark.parametrize("sentence", NO_CLAIM)
def test_what_claims_nothing_is_left_alone(sentence):
    assert list(claims(f"It hurts. {sentence} Then it is over.")) == []


def test_a_source_speaks_for_its_own_sentence_only():
    assert list(claims("A third die [@ada2001]. A quarter limp.")) == ["A quarter"]


def flag(content):
    return next(iter(content["rules/red-flags.yaml"].values()))


def faults_of(content, tmp_path):
    return [str(fault) for fault in check(tiny.write(tmp_path / "kb", content))[0]]


def test_the_check_names_place_claim_and_way_out(tmp_path):
    content = tiny.tree()
    flag(content)["why"] = "A third lose the leg within six hours."
    key = next(iter(content["rules/red-flags.yaml"]))
    (fault,) = faults_of(content, tmp_path)
    assert fault.startswith(f"kb/rules/red-flags.yaml: {key}.why: 'A third' is a claim without its number")
    assert all(way in fault for way in ("[[path]]", "[@source]", "[@estimate]"))


def test_of_a_question_its_reasons_are_searched_and_nothing_else(tmp_path):
    content = tiny.tree()
    asked = content["questions/tiny.yaml"]["questions"]["tiny-01"]
    asked["stem"] = "A clot kills 40 % of them. Does it?"
    asked["options"][0] |= {"text": "Half of them die.", "why": "A third die."}
    asked["why"] = "A quarter limp."
    faults = faults_of(content, tmp_path)
    assert [fault.split("'")[0] for fault in faults] == [
        f"kb/questions/tiny.yaml: questions.tiny-01.{place}: " for place in ("options.0.why", "why")
    ]


def test_of_a_cause_the_told_story_claims_nothing_and_a_sourced_reason_has_its_source(tmp_path):
    content = tiny.tree()
    cause = content["causes/clot.yaml"]
    cause["story"] = "It has ached for two months."
    cause["investigations"][0]["why"] = "It shows two thirds."
    assert faults_of(content, tmp_path) == []
    del cause["investigations"][0]["source"]
    cause["who"] = "Mostly people over 60."
    places = [fault.split("'")[0] for fault in faults_of(content, tmp_path)]
    assert places == ["kb/causes/clot.yaml: .who: ", "kb/causes/clot.yaml: .investigations.0.why: "]


def test_of_a_finding_the_note_claims_and_how_it_is_asked_does_not(tmp_path):
    content = tiny.tree()
    file = next(name for name in content if name.startswith("findings/"))
    key, record = next(iter(content[file].items()))
    record["ask"] = "Press for ten seconds: is it more than 3 cm thicker?"
    record["note"] = "It is felt in two thirds."
    (fault,) = faults_of(content, tmp_path)
    assert fault.startswith(f"kb/{file}: {key}.note: 'two thirds' is a claim")


def test_a_source_that_only_a_text_cites_is_in_use(tmp_path):
    content = tiny.tree()
    content["sources.yaml"]["bob2002"] = tiny.tree()["sources.yaml"]["ada2001"]
    flag(content)["why"] = "A third lose the leg [@bob2002]."
    assert faults_of(content, tmp_path) == []
