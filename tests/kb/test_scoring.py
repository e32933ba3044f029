"""The Wells score: ten items, two ways of cutting it, its published figures and its limits."""

import itertools

import pytest

import kb
from kb.reasoning.scores import add_up

# The item and the findings that earn its point; the judged item has none.
ITEMS = {
    "active-cancer": [{"active-cancer": "present"}],
    "paresis-or-plaster": [{"leg-paresis-or-plaster": "present"}],
    "bedridden-or-surgery": [
        {"recent-immobilisation": "present"},
        {"recent-surgery": "present"},
        {"recent-immobilisation": "present", "recent-surgery": "present"},
    ],
    "deep-vein-tenderness": [{"deep-vein-tenderness": "present"}],
    "whole-leg-swollen": [{"whole-leg-swelling": "present"}],
    "calf-over-3-cm": [{"calf-difference-over-3-cm": "present"}],
    "pitting-oedema": [{"pitting-oedema": "present"}],
    "collateral-veins": [{"collateral-veins": "present"}],
    "previous-dvt": [{"previous-thrombosis": "present"}],
}
ALTERNATIVE = "alternative-as-likely"
EARNING = [next(iter(ways)) for ways in ITEMS.values()]


def bands(result):
    return {model: band.name for model, band in result.strata}


def merged(lines):
    return {key: state for line in lines for key, state in line.items()}


def test_the_score_has_its_ten_items(real):
    items = real.rules.scores["wells-dvt"].items
    assert {item.id for item in items} == {*ITEMS, ALTERNATIVE}
    assert len(items) == 10
    assert {item.id: item.points for item in items} == {**dict.fromkeys(ITEMS, 1), ALTERNATIVE: -2}
    assert [item.id for item in items if item.judgement] == [ALTERNATIVE]


@pytest.mark.parametrize(("item", "findings"), [(item, way) for item, ways in ITEMS.items() for way in ways])
def test_each_item_earns_one_point_by_its_findings(real, item, findings):
    result = add_up(real, "wells-dvt", findings)
    assert result.points == 1
    assert [counted.id for counted in result.items] == [item]


def test_findings_that_are_absent_or_unknown_earn_nothing(real):
    absent = {key: "absent" for line in EARNING for key in line}
    assert add_up(real, "wells-dvt", absent).points == 0
    assert add_up(real, "wells-dvt").points == 0
    assert add_up(real, "wells-dvt", ["calf-warmth"]).points == 0


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("alternative", [False, True])
def test_bands_change_at_their_published_borders(real, number, alternative):
    judged = [ALTERNATIVE] if alternative else []
    result = add_up(real, "wells-dvt", merged(EARNING[:number]), judged=judged)
    points = number - 2 * alternative
    assert result.points == points
    # Three levels: low up to 0, moderate 1 and 2, high from 3. Two levels: likely from 2.
    three = "low" if points <= 0 else "moderate" if points <= 2 else "high"
    assert bands(result) == {"three-level": three, "two-level": "likely" if points >= 2 else "unlikely"}


def test_the_lowest_score_is_minus_two_and_the_highest_nine(real):
    assert add_up(real, "wells-dvt", judged=[ALTERNATIVE]).points == -2
    assert add_up(real, "wells-dvt", judged=list(ITEMS)).points == 9


@pytest.mark.parametrize("item", [*ITEMS, ALTERNATIVE])
def test_an_item_ticked_by_hand_counts_once(real, item):
    ways = ITEMS.get(item, [{}])
    result = add_up(real, "wells-dvt", ways[0], judged=[item, item])
    assert result.points == (-2 if item == ALTERNATIVE else 1)


def test_any_two_items_add_up(real):
    pairs = list(itertools.combinations(ITEMS, 2))
    assert len(pairs) == 36
    for one, other in pairs:
        assert add_up(real, "wells-dvt", merged([ITEMS[one][0], ITEMS[other][0]])).points == 2


def test_an_unknown_score_or_item_is_refused_with_the_nearest(real):
    with pytest.raises(kb.UnknownId, match="did you mean 'wells-dvt'"):
        add_up(real, "wels-dvt")
    with pytest.raises(kb.UnknownId, match="did you mean 'pitting-oedema'"):
        add_up(real, "wells-dvt", judged=["piting-oedema"])
    with pytest.raises(kb.UnknownId, match="did you mean 'pitting-oedema'"):
        add_up(real, "wells-dvt", ["piting-oedema"])


def test_every_band_has_its_probability_and_says_where_from(real):
    score = real.rules.scores["wells-dvt"]
    published = {}
    for model in score.models:
        shares = [band.probability.value for band in model.strata]
        assert shares == sorted(shares)
        for band in model.strata:
            assert band.says
            if band.probability.basis == "estimate":
                assert band.probability.how
            else:
                assert band.probability.source in real.sources
                published[model.id, band.name] = band.probability.value
    # Wells, 14 studies, over 8000 outpatients: 4.9 %, 17.4 %, 53.6 %.
    assert published["three-level", "low"] == 0.049
    assert published["three-level", "moderate"] == 0.174
    assert published["three-level", "high"] == 0.536


def test_published_performance_is_there_with_its_source(real):
    figures = real.rules.scores["wells-dvt"].figures
    assert {key: figures[key].value for key in ("ratio-high", "ratio-low")} == {
        "ratio-high": 5.2,
        "ratio-low": 0.25,
    }
    for figure in figures.values():
        assert figure.basis == "published"
        assert real.sources[figure.source].verified != "unverified"


def test_its_weakness_for_isolated_distal_thrombosis_is_stated(real):
    limits = " ".join(real.rules.scores["wells-dvt"].limits.split())
    assert "only for proximal thrombosis" in limits
    assert "does not exclude an isolated clot in the calf" in limits
    assert real.sources["goodacre2005clin"].short in limits


@pytest.mark.parametrize(
    ("score", "item"), [("wells-pe", "coughs-blood"), ("perc", "blood-coughed"), ("years", "haemoptysis")]
)
def test_coughed_blood_counts_in_each_rule_of_embolism(real, score, item):
    assert item in {each.id for each in add_up(real, score, {"haemoptysis": "present"}).items}
    assert item not in {each.id for each in add_up(real, score, {"haemoptysis": "absent"}).items}


ABSENT_IN_PERC = """fast-pulse low-oxygen-saturation calf-swelling whole-leg-swelling leg-swelling-noticed
    haemoptysis recent-surgery fall-or-accident previous-thrombosis oestrogen-use"""
PERC_BY_FINDINGS = dict.fromkeys(ABSENT_IN_PERC.split(), "absent")


@pytest.mark.parametrize("score", ["wells-pe", "perc", "years"])
def test_what_nobody_asked_does_not_rule_out_an_embolism(real, score):
    record = real.rules.scores[score]
    every = [item.id for item in record.items]
    lowest = record.models[0].strata[0].name
    assert set(bands(add_up(real, score)).values()) == {"not yet answered"}
    assert set(bands(add_up(real, score, denied=every)).values()) == {lowest}
    assert len(add_up(real, score).open) == len(every)


def test_perc_is_met_only_when_every_line_is_answered(real):
    young = PERC_BY_FINDINGS | {"age-band": "18-39"}
    assert bands(add_up(real, "perc", young)) == {"none-or-any": "none"}
    for key in young:
        rest = {other: state for other, state in young.items() if other != key}
        assert bands(add_up(real, "perc", rest)) == {"none-or-any": "not yet answered"}, key


def test_perc_knows_age_above_60_and_asks_for_it_from_40_to_60(real):
    middle = PERC_BY_FINDINGS | {"age-band": "40-60"}
    assert [item.id for item in add_up(real, "perc", middle).open] == ["fifty-or-over"]
    assert bands(add_up(real, "perc", middle, denied=["fifty-or-over"])) == {"none-or-any": "none"}
    assert bands(add_up(real, "perc", {"age-band": "over-60"})) == {"none-or-any": "any"}


def test_surgery_of_three_months_is_asked_about_not_counted_in_rules_of_embolism(real):
    for score, item in (("wells-pe", "immobile-or-operated"), ("perc", "operated-or-injured")):
        result = add_up(real, score, {"recent-surgery": "present"})
        assert result.points == 0
        assert item in {each.id for each in result.open}


@pytest.mark.parametrize("score", ["wells-pe", "years"])
@pytest.mark.parametrize(
    "swelling",
    [
        "calf-swelling",
        "calf-difference-over-3-cm",
        "whole-leg-swelling",
        "leg-swelling-noticed",
        "pitting-oedema",
    ],
)
def test_signs_of_a_clot_are_any_swelling_with_tender_veins(real, score, swelling):
    tender = {"deep-vein-tenderness": "present"}
    assert add_up(real, score, {swelling: "present"}).points == 0
    assert add_up(real, score, tender).points == 0
    assert add_up(real, score, {swelling: "present"} | tender).points > 0


def test_an_item_is_not_both_judged_and_denied(real):
    with pytest.raises(kb.KneeError, match="perc: 'hormones' is judged and denied; name it once"):
        add_up(real, "perc", judged=["hormones"], denied=["hormones"])
