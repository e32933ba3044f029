"""Bayes on paper, in `kb.reasoning` and in an independent library: the same numbers."""

import itertools
import math
import random

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.reasoning.cohort import encode, posteriors
from kb.reasoning.grounds import grounded
from kb.reasoning.information import cost
from kb.reasoning.likelihood import GRADES, distribution, likelihood_ratio, tables_of
from kb.reasoning.probability import post_test, words
from tests.kb import tiny
from tests.kb.conftest import HOUSE


def odds(p):
    return p / (1 - p)


@pytest.fixture
def spoil(tmp_path):
    """The tiny knowledge base with one thing changed."""

    def change(edit):
        content = tiny.tree()
        edit(content)
        return kb.load(tiny.write(tmp_path / "kb", content))

    return change


# ── On paper ─────────────────────────────────────────────────────────────────────────────────


def test_the_pretest_probability_is_the_share_of_the_weights(small):
    # Weights 10 and 30: 10 / 40 = 0.25.
    view = kb.differential(kb=small)
    assert view.probability("clot") == pytest.approx(0.25, abs=1e-12)
    assert view.probability("strain") == pytest.approx(0.75, abs=1e-12)


def test_one_finding_agrees_with_fagan_on_paper(small):
    # P(swelling): clot 0.8, strain 0.2, background 0.4. LR of clot 0.8/0.4 = 2, of strain 0.2/0.4 = 0.5.
    # Odds of clot 1:3; times 2 and 0.5 on its two sides: 1·2 : 3·0.5 = 2 : 1.5 = 4 : 3; p = 4/7.
    view = kb.differential(["swelling"], kb=small)
    assert view.probability("clot") == pytest.approx(4 / 7, abs=1e-12)
    clot, strain = view.by_cause["clot"], view.by_cause["strain"]
    assert (clot.prior, strain.prior) == pytest.approx((0.25, 0.75))
    assert clot.contributions[0].lr == pytest.approx(2)
    assert strain.contributions[0].lr == pytest.approx(0.5)
    assert clot.contributions[0].findings == (("swelling", "present"),)
    assert clot.contributions[0].words == "somewhat for it"
    assert strain.contributions[0].words == "somewhat against it"
    # The same by Fagan's nomogram: pretest 0.25, LR 0.8/0.2 = 4.
    assert post_test(0.25, 4) == pytest.approx(4 / 7, abs=1e-12)


def test_three_findings_agree_with_fagan_on_paper(small):
    # Old age 0.75 : 0.2, swelling 0.8 : 0.2, no snap 0.9 : 0.3; as ratios 3.75, 4 and 3: together 45.
    # Odds 1:3 times 45 = 15; p = 15/16 = 0.9375.
    view = kb.differential({"swelling": "present", "snap": "absent"}, age=70, kb=small)
    assert view.probability("clot") == pytest.approx(15 / 16, abs=1e-12)
    assert [h.cause for h in view.ranking] == ["clot", "strain"]


def test_a_state_left_out_gets_what_remains(small):
    # D-dimer raised: clot 0.9, strain 0.3. Normal is left out: 0.1 and 0.7.
    # Odds 1:3 times 0.1/0.7 = 1:21; p = 1/22.
    view = kb.differential(["d-dimer=normal"], kb=small)
    assert view.probability("clot") == pytest.approx(1 / 22, abs=1e-12)


def test_of_two_states_left_out_each_gets_half_of_the_rest(spoil):
    def edit(content):
        content["causes/clot.yaml"]["findings"]["onset"]["p"] = {"hours": 0.7}

    changed = spoil(edit)
    assert distribution(changed, "clot", "onset") == pytest.approx(
        {"gradual": 0.15, "hours": 0.7, "sudden": 0.15}
    )


def test_finding_and_its_absence_are_weighed_on_average(small):
    # The expected posterior is the prior: P(s)·p(clot | s) + P(no s)·p(clot | no s) = 0.25,
    # with P(s) = 0.25·0.8 + 0.75·0.2 = 0.35.
    with_it = kb.differential(["swelling"], kb=small).probability("clot")
    without = kb.differential(["swelling=absent"], kb=small).probability("clot")
    assert 0.35 * with_it + 0.65 * without == pytest.approx(0.25, abs=1e-12)


def test_post_test_probability_keeps_its_borders():
    assert post_test(0, 5) == 0
    assert post_test(1, 0.1) == pytest.approx(1)
    assert post_test(0.3, 0) == 0
    assert post_test(0.3, math.inf) == 1
    assert post_test(0, math.inf) == 0
    assert post_test(0.3, 1) == pytest.approx(0.3)
    for pretest, lr in [(-0.1, 1), (1.1, 1), (math.nan, 1), (0.5, -1), (0.5, math.nan)]:
        with pytest.raises(kb.KneeError):
            post_test(pretest, lr)


@given(st.floats(0.001, 0.999), st.floats(0.001, 1000))
def test_post_test_odds_are_pretest_odds_times_the_ratio(pretest, lr):
    assert odds(post_test(pretest, lr)) == pytest.approx(odds(pretest) * lr, rel=1e-6)


@pytest.mark.parametrize(
    ("lr", "said"),
    [
        (0.0, "strongly against it"),
        (0.1, "strongly against it"),
        (0.11, "clearly against it"),
        (0.2, "clearly against it"),
        (0.21, "somewhat against it"),
        (0.5, "somewhat against it"),
        (0.51, "hardly against it"),
        (0.96, "says nothing either way"),
        (1.0, "says nothing either way"),
        (1.04, "says nothing either way"),
        (1.06, "hardly for it"),
        (1.99, "hardly for it"),
        (2.0, "somewhat for it"),
        (4.99, "somewhat for it"),
        (5.0, "clearly for it"),
        (9.99, "clearly for it"),
        (10.0, "strongly for it"),
        (math.inf, "strongly for it"),
    ],
)
def test_ratios_are_put_into_words_at_2_5_and_10(lr, said):
    assert words(lr) == said


# ── What goes in ─────────────────────────────────────────────────────────────────────────────

SAME = {"swelling": "present", "snap": "absent", "onset": "hours", "warmth": "present", "redness": "present"}


@given(st.permutations(list(SAME.items())))
def test_the_order_of_findings_does_not_matter(small, items):
    expected = kb.differential(SAME, kb=small)
    for given_ in (dict(items), [f"{key}={state}" for key, state in items]):
        view = kb.differential(given_, kb=small)
        assert view.ranking == expected.ranking


@given(st.data())
def test_the_order_of_findings_does_not_matter_in_the_real_one(real, data):
    patient = kb.sample_patient(seed=data.draw(st.integers(0, 50)), kb=real)
    keys = data.draw(st.lists(st.sampled_from(sorted(real.findings)), unique=True, max_size=12))
    first = kb.differential({key: patient.findings[key] for key in keys}, kb=real)
    keys = data.draw(st.permutations(keys))
    assert kb.differential({key: patient.findings[key] for key in keys}, kb=real).ranking == first.ranking


def test_an_unknown_finding_is_refused_with_the_nearest(small):
    with pytest.raises(kb.UnknownId, match=r"'sweling'.*did you mean 'swelling'"):
        kb.differential(["sweling"], kb=small)
    with pytest.raises(kb.UnknownId, match=r"'qwxz'.*known: "):
        kb.differential(["qwxz"], kb=small)


def test_an_unknown_state_is_refused_with_those_there_are(small):
    with pytest.raises(kb.KneeError, match=r"'onset' has no state 'suden'.*did you mean 'sudden'"):
        kb.differential({"onset": "suden"}, kb=small)
    with pytest.raises(kb.KneeError, match=r"'d-dimer' has no state 'present'; it has normal, raised"):
        kb.differential(["d-dimer"], kb=small)


def test_contradictory_findings_are_refused(small):
    with pytest.raises(kb.KneeError, match="'snap' is given both as 'present' and as 'absent'"):
        kb.differential(["snap", "snap=absent"], kb=small)
    assert kb.differential(["snap", "snap=present"], kb=small).findings == {"snap": "present"}


def test_age_and_sex_that_conflict_with_the_findings_are_refused(small):
    with pytest.raises(kb.KneeError, match="'age-band' is given both"):
        kb.differential({"age-band": "old"}, age=20, kb=small)
    with pytest.raises(kb.KneeError, match="'sex' is given both"):
        kb.differential({"sex": "male"}, sex="female", kb=small)
    with pytest.raises(kb.KneeError, match="'sex' has no state 'man'"):
        kb.differential(sex="man", kb=small)


@pytest.mark.parametrize("age", [-1, 121, 1e9, math.nan, math.inf, "70", True, [70]])
def test_an_impossible_age_is_refused(small, age):
    with pytest.raises(kb.KneeError, match="not a number of years"):
        kb.differential(age=age, kb=small)


def test_every_age_has_a_band(real):
    bounds = real.findings["age-band"].bounds
    for age in range(121):
        (band,) = [state for state, (low, high) in bounds.items() if low <= age <= high]
        assert kb.differential(age=age, kb=real).findings == {"age-band": band}
        assert kb.differential(age=age + 0.9, kb=real).findings == {"age-band": band}


@pytest.mark.parametrize("findings", [None, 5, 3.2, True])
def test_what_is_no_list_of_findings_is_refused(small, findings):
    with pytest.raises(kb.KneeError, match="must be a mapping or a list"):
        kb.differential(findings, kb=small)


def test_an_unknown_setting_is_refused_with_the_nearest(small):
    with pytest.raises(kb.KneeError, match=r"no setting 'emergancy'.*did you mean 'emergency'"):
        kb.differential(setting="emergancy", kb=small)
    with pytest.raises(kb.KneeError, match="no setting"):
        kb.next_best(setting="ward", kb=small)


def test_an_unknown_cause_is_refused_with_the_nearest(small):
    with pytest.raises(kb.UnknownId, match="did you mean 'clot'"):
        kb.differential(kb=small).probability("clott")
    with pytest.raises(kb.UnknownId, match="did you mean 'strain'"):
        likelihood_ratio(small, "snap", "present", "strian")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(sorted(SAME)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(findings=JUNK, age=JUNK, sex=JUNK, setting=st.text(max_size=5) | st.just("emergency"))
def test_no_input_breaks_the_reasoning(small, findings, age, sex, setting):
    try:
        view = kb.differential(findings, age=age, sex=sex, setting=setting, kb=small)
    except kb.KneeError as error:
        view = str(error)
    assert view


@pytest.mark.parametrize("setting", ["primary-care", "sports-clinic", "emergency"])
def test_probabilities_add_up_to_1(real, setting):
    for seed in range(40):
        patient = kb.sample_patient(seed=seed, setting=setting, kb=real)
        view = kb.differential(patient.findings, setting=setting, kb=real)
        assert math.fsum(view.posterior) == pytest.approx(1, abs=1e-12)
        # Who has two causes counts for both.
        both = math.fsum(pair.probability for pair in view.pairs)
        assert math.fsum(h.probability for h in view.ranking) == pytest.approx(1 + both, abs=1e-12)
        both = math.fsum(pair.prior for pair in view.pairs)
        assert math.fsum(h.prior for h in view.ranking) == pytest.approx(1 + both, abs=1e-12)
        assert {h.cause for h in view.ranking} == real.causes.keys()
        falling = [h.probability for h in view.ranking]
        assert falling == sorted(falling, reverse=True)


def test_a_cause_that_is_silent_on_a_finding_has_ratio_1(small, real):
    view = kb.differential(["silent"], kb=small)
    assert [h.contributions[0].lr for h in view.ranking] == [1, 1]
    assert view.probability("clot") == pytest.approx(0.25, abs=1e-12)
    silent = [
        (cause.id, key)
        for cause in real.causes.values()
        for key in real.findings
        if key not in cause.findings and not any(key in real.spared[s].findings for s in cause.spares)
    ]
    assert silent
    for cause, key in silent:
        for state in real.findings[key].states:
            assert likelihood_ratio(real, key, state, cause) == 1


def test_a_system_that_a_cause_spares_speaks_where_the_cause_is_silent(spoil):
    def edit(content):
        content["findings/spared.yaml"] = {
            "veins": {
                "label": "veins sound",
                "findings": {k: tiny.estimate(present=0.15) for k in ("silent", "snap")},
            }
        }
        content["causes/strain.yaml"]["spares"] = ["veins"]

    spared = spoil(edit)
    # P(silent): background 0.3 for the clot, 0.15 for the strain that spares the veins.
    assert likelihood_ratio(spared, "silent", "present", "strain") == pytest.approx(0.5)
    assert likelihood_ratio(spared, "silent", "present", "clot") == 1
    # Its own number goes before: P(snap | strain) stays 0.7, against a background of 0.2.
    assert likelihood_ratio(spared, "snap", "present", "strain") == pytest.approx(3.5)
    # Odds of the clot 1:3, ratio 1 against 0.5: 2:3, p = 0.4.
    assert kb.differential(["silent"], kb=spared).probability("clot") == pytest.approx(0.4, abs=1e-12)


def test_families_add_up(real):
    view = kb.differential({"calf-swelling": "present"}, age=70, kb=real)
    members = [c.id for c in real.causes.values() if c.family == "deep-vein-thrombosis"]
    assert len(members) == 3
    together = sum(view.by_cause[member].probability for member in members)
    for name in members:
        assert view.probability(name) == pytest.approx(together, abs=1e-12)
    assert together > max(view.by_cause[member].probability for member in members)


# ── Two causes at once ───────────────────────────────────────────────────────────────────────


def both(share, **numbers):
    """A strain with which `share` have a clot too; `numbers` are the strain's, by finding."""

    def edit(content):
        tiny.coexists(content, "strain", {"clot": tiny.figure(share)})
        for key, p in numbers.items():
            content["causes/strain.yaml"]["findings"][key]["p"] = p

    return edit


def test_a_pair_is_worked_out_on_paper(spoil):
    # Weights: strain 30, of which 0.1 with a clot: 27 strain alone, 3 both; clot 10 − 3 = 7 alone.
    # P(no swelling): clot 0.2, strain 0.4, background 0.6; in both 0.2 · 0.4 ÷ 0.6 = 0.1333.
    # Swelling: 7 · 0.8 = 5.6, 27 · 0.6 = 16.2, 3 · 0.8667 = 2.6; together 24.4.
    told = spoil(both(0.1, swelling={"present": 0.6}))
    view = kb.differential(["swelling"], kb=told)
    assert view.posterior == pytest.approx([5.6 / 24.4, 16.2 / 24.4, 2.6 / 24.4], abs=1e-12)
    assert view.probability("clot") == pytest.approx(8.2 / 24.4, abs=1e-12)
    assert view.probability("strain") == pytest.approx(18.8 / 24.4, abs=1e-12)
    (pair,) = view.pairs
    assert (pair.causes, pair.prior) == (("strain", "clot"), pytest.approx(3 / 37))
    assert pair.probability == pytest.approx(2.6 / 24.4, abs=1e-12)
    assert kb.differential(kb=told).by_cause["clot"].prior == pytest.approx(10 / 37, abs=1e-12)


def test_a_cause_that_makes_a_finding_rare_does_not_clean_up_after_the_other(spoil):
    # Swelling: clot 0.8, strain 0.2, background 0.4: the strain hides nothing.
    told = tables_of(spoil(both(0.1)))
    assert told.single("swelling", "present") == pytest.approx([0.8, 0.2, 0.8, 0.4])


def test_a_silent_cause_leaves_a_finding_to_the_other(spoil):
    # Of 'onset' the clot says nothing; of 'silent' nobody.
    def mute(content):
        both(0.1)(content)
        content["causes/clot.yaml"]["findings"].pop("onset", None)

    told = tables_of(spoil(mute))
    assert [told.single("onset", s)[2] for s in ("gradual", "hours", "sudden")] == [0.1, 0.2, 0.7]
    assert told.single("silent", "present")[2] == 0.3


def test_age_and_sex_of_a_pair_have_no_order(spoil):
    # Old: clot 0.75, strain 0.2, background 0.5: 0.3 against 0.25 · 0.8 ÷ 0.5 = 0.4, so 3/7.
    assert tables_of(spoil(both(0.1))).single("age-band", "old")[2] == pytest.approx(3 / 7)


def test_pyagrum_gives_the_same_for_a_noisy_maximum_with_its_hidden_parts(spoil):
    """Each cause and the background make a state by themselves; what is seen is the greatest of the three."""
    import pyagrum as gum

    onset = {
        "zero": [0.5, 0.25, 0.25],
        "clot": [0.2, 0.3, 0.5],
        "strain": [0.1, 0.2, 0.7],
    }

    def edit(content):
        both(0.1)(content)
        for cause in ("clot", "strain"):
            p = dict(zip(("gradual", "hours", "sudden"), onset[cause], strict=True))
            content[f"causes/{cause}.yaml"]["findings"] |= {"onset": tiny.estimate(**p)}

    told = spoil(edit)
    net = gum.BayesNet()
    net.add(gum.LabelizedVariable("cause", "", ["clot", "strain", "both"]))
    net.cpt("cause").fillWith([7 / 37, 27 / 37, 3 / 37])
    net.add(gum.RangeVariable("zero", "", 0, 2))
    net.cpt("zero").fillWith(onset["zero"])
    for cause in ("clot", "strain"):
        net.add(gum.RangeVariable(cause, "", 0, 2))
        net.addArc("cause", cause)
        alone = np.diff(np.cumsum(onset[cause]) / np.cumsum(onset["zero"]), prepend=0)
        for hypothesis in ("clot", "strain", "both"):
            made = alone.tolist() if hypothesis in (cause, "both") else [1, 0, 0]
            net.cpt(cause)[{"cause": hypothesis}] = made
    net.add(gum.RangeVariable("seen", "", 0, 2))
    for part in ("zero", "clot", "strain"):
        net.addArc(part, "seen")
    for states in itertools.product(range(3), repeat=3):
        row = [float(state == max(states)) for state in range(3)]
        net.cpt("seen")[dict(zip(("zero", "clot", "strain"), states, strict=True))] = row
    inference = gum.LazyPropagation(net)
    for place, state in enumerate(("gradual", "hours", "sudden")):
        inference.setEvidence({"seen": place})
        inference.makeInference()
        exact = inference.posterior("cause").tolist()
        assert kb.differential([f"onset={state}"], kb=told).posterior == pytest.approx(exact, abs=1e-9)


# ── What the numbers rest on ─────────────────────────────────────────────────────────────────


def test_the_share_of_the_decisive_weight_that_is_no_estimate_on_paper(spoil):
    # Of the clot, by |ln LR| weighed with P(state | clot): 'swelling' 0.8 of 0.4 present, 0.2 of 0.6 absent:
    # 0.8 · ln 2 + 0.2 · ln 3 = 0.7742. With it published, its share is 0.7742 ÷ the sum over all findings.
    def edit(content):
        content["causes/clot.yaml"]["findings"]["swelling"] |= {"basis": "published", "source": "ada2001"}

    told = spoil(edit)
    total = 0.0
    for key in told.findings:
        here, other = distribution(told, "clot", key), distribution(told, None, key)
        total += sum(p * abs(math.log(p / other[state])) for state, p in here.items() if p)
    assert grounded(told, "clot") == pytest.approx((0.8 * math.log(2) + 0.2 * math.log(3)) / total)
    assert grounded(told, "strain") == 0


# ── Groups ───────────────────────────────────────────────────────────────────────────────────


def grouped(strength, p):
    def edit(content):
        content["findings/groups.yaml"]["inflamed"]["strength"] = strength
        for file in ("causes/clot.yaml", "causes/strain.yaml"):
            for key in ("warmth", "redness"):
                content[file]["findings"][key]["p"] = {"present": p[file.split("/")[1][:-5]]}

    return edit


def test_single_findings_of_a_group_keep_their_published_probability(real):
    tables = tables_of(real)
    pairs = 0
    for group in real.groups.values():
        for one, other in itertools.permutations(group.findings, 2):
            for state in real.findings[one].states:
                rows = [tables.joint([(one, state), (other, s)]) for s in real.findings[other].states]
                for given_, *parts in zip(tables.single(one, state), *rows, strict=True):
                    assert math.fsum(parts) == pytest.approx(given_, abs=1e-12)
                pairs += 1
    assert pairs > 100


def test_at_strength_1_a_second_equally_likely_finding_adds_nothing(small):
    # The tiny group has strength 1, and warmth and redness the same probabilities (whole tenths).
    one = kb.differential(["warmth"], kb=small)
    two = kb.differential(["warmth", "redness"], kb=small)
    # 0.6 / 0.3 = 2 for the clot, 0.3 / 0.3 = 1 for the strain: odds 1:3 · 2 = 2:3, p = 0.4.
    assert one.probability("clot") == pytest.approx(0.4, abs=1e-12)
    assert two.probability("clot") == pytest.approx(0.4, abs=1e-12)
    (together,) = two.by_cause["clot"].contributions
    assert together.findings == (("redness", "present"), ("warmth", "present"))
    assert together.lr == pytest.approx(2)


def test_at_strength_0_findings_multiply(spoil):
    free = spoil(grouped(0.0, {"clot": 0.6, "strain": 0.3}))
    # Odds 1:3 · (0.6/0.3)² = 4:3, p = 4/7.
    assert kb.differential(["warmth", "redness"], kb=free).probability("clot") == pytest.approx(
        4 / 7, abs=1e-12
    )


def test_at_half_strength_the_pair_is_worked_out_on_paper(spoil):
    half = spoil(grouped(0.5, {"clot": 0.6, "strain": 0.3}))
    # Present takes the top of the scale: the top 6 of 10 grades for the clot, the top 3 for the strain.
    # Clot: a grade inside has 0.5·0.6 + 0.5·1 = 0.8, outside 0.3: (6·0.64 + 4·0.09)/10 = 0.42.
    # Strain and background: inside 0.5·0.3 + 0.5 = 0.65, outside 0.15: (3·0.4225 + 7·0.0225)/10 = 0.1425.
    view = kb.differential(["warmth", "redness"], kb=half)
    assert view.by_cause["clot"].contributions[0].lr == pytest.approx(0.42 / 0.1425, abs=1e-12)
    assert view.probability("clot") == pytest.approx(0.42 / (0.42 + 3 * 0.1425), abs=1e-12)


def test_a_group_is_never_worth_more_than_its_findings_counted_apart(real):
    tables = tables_of(real)
    compared = 0
    for group in real.groups.values():
        florid = [(key, real.findings[key].states[-1]) for key in group.findings]
        together = tables.ratios(florid)
        apart = [tables.ratios([pair]) for pair in florid]
        for i in range(len(tables.causes)):
            single = [ratio[i] for ratio in apart]
            if min(single) >= 1 and max(single) > 1:
                assert together[i] <= math.prod(single) * (1 + 1e-9)
                compared += 1
    assert compared > 20


def test_at_strength_1_any_number_of_findings_is_worth_one(tmp_path):
    content = tiny.tree()
    content["findings/groups.yaml"]["inflamed"]["findings"] = ["warmth", "redness", *tiny.FILLERS]
    for file, p in (("causes/clot.yaml", 0.6), ("causes/strain.yaml", 0.3)):
        for key in tiny.FILLERS:
            content[file]["findings"][key]["p"]["present"] = p
    for key in tiny.FILLERS:
        content["findings/history.yaml"][key]["background"]["p"]["present"] = 0.3
    many = kb.load(tiny.write(tmp_path / "kb", content))
    view = kb.differential(["warmth", "redness", *tiny.FILLERS], kb=many)
    assert view.by_cause["clot"].contributions[0].lr == pytest.approx(2)


# ── An independent library ───────────────────────────────────────────────────────────────────


class Content:
    """The YAML as written, read without `kb`."""

    def __init__(self, folder):
        def read(pattern):
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            files = sorted(folder.glob(pattern))
            assert files, pattern
            return [yaml.load(file.read_text("utf-8"), loader) for file in files]

        self.causes = {record["id"]: record for record in read("causes/*.yaml")}
        (self.groups,) = read("findings/groups.yaml")
        self.findings = {}
        (self.spared,) = read("findings/spared.yaml")
        for file in read("findings/*.yaml"):
            self.findings |= {
                key: record for key, record in file.items() if key not in {*self.groups, *self.spared}
            }
        self.group_of = {key: name for name, group in self.groups.items() for key in group["findings"]}
        self.pairs = [(a, b) for a, record in self.causes.items() for b in record.get("coexists", ())]
        self.hypotheses = [*((cause,) for cause in self.causes), *self.pairs]

    def weights(self, setting):
        """Of each hypothesis: a pair takes its share of its first cause's weight from both of its causes."""
        weights = {(cause,): record["weights"][setting]["value"] for cause, record in self.causes.items()}
        for one, other in self.pairs:
            weights[one, other] = (
                self.causes[one]["weights"][setting]["value"] * (self.causes[one]["coexists"][other]["value"])
            )
        for one, other in self.pairs:
            weights[one,] -= weights[one, other]
            weights[other,] -= weights[one, other]
        return np.array([weights[hypothesis] for hypothesis in self.hypotheses])

    def owner(self, cause, finding):
        """Whose number it is: the cause itself, a system that it spares, or None."""
        told = self.causes[cause]
        spared = [key for key in told.get("spares", ()) if finding in self.spared[key]["findings"]]
        return cause if finding in told["findings"] else spared[0] if spared else None

    def background(self, finding):
        return self.filled(finding, self.findings[finding]["background"])

    def states(self, finding):
        return self.findings[finding].get("states", ["absent", "present"])

    def spread(self, cause, finding):
        """P(state | cause) in the order of the states; what is left out shares the rest."""
        told = self.causes[cause]
        sound = [self.spared[key]["findings"] for key in told.get("spares", ())]
        record = next(
            (each[finding] for each in (told["findings"], *sound) if finding in each),
            self.findings[finding]["background"],
        )
        return self.filled(finding, record)

    def both(self, hypothesis, finding):
        """P(state | hypothesis): the noisy maximum of the causes that speak, over the ordered states."""
        told = {self.owner(cause, finding): self.spread(cause, finding) for cause in hypothesis}
        told = [p for owner, p in told.items() if owner]
        if len(told) < 2:
            return told[0] if told else self.background(finding)
        if self.findings[finding]["kind"] == "person":
            product = told[0] * told[1] / self.background(finding)
            return product / product.sum()
        one, other, zero = (np.cumsum(p) for p in (*told, self.background(finding)))
        below = np.minimum(np.minimum(one, other), one * other / zero)
        below[-1] = 1
        return np.diff(np.minimum.accumulate(below[::-1])[::-1], prepend=0)

    def filled(self, finding, record):
        states = self.states(finding)
        rest = [state for state in states if state not in record["p"]]
        left = 1 - sum(record["p"].values())
        return np.array([record["p"].get(state, left / max(1, len(rest))) for state in states])

    def by_grade(self, hypothesis, finding):
        """P(state | hypothesis, grade), shape (grades, states): (1 − s)·p + s·10·(overlap of intervals)."""
        p = self.both(hypothesis, finding)
        s = self.groups[self.group_of[finding]]["strength"]
        borders = np.concatenate([[0], np.cumsum(p)])
        edges = np.linspace(0, 1, 11)
        below = np.minimum.outer(edges, borders)  # measure of [0, border] up to each edge
        overlap = np.diff(np.diff(below, axis=0), axis=1)
        return (1 - s) * p + s * 10 * overlap


@pytest.fixture(scope="module")
def written():
    return Content(HOUSE / "kb" / "content")


@pytest.fixture(scope="module")
def network(written):
    """The same network in pyAgrum, from the YAML as written."""
    import pyagrum as gum

    net = gum.BayesNet()
    named = {" and ".join(hypothesis): hypothesis for hypothesis in written.hypotheses}
    net.add(gum.LabelizedVariable("cause", "", list(named)))
    for group in written.groups:
        net.add(gum.RangeVariable(f"grade of {group}", "", 0, 9))
        net.cpt(f"grade of {group}").fillWith(0.1)
    for key in written.findings:
        net.add(gum.LabelizedVariable(key, "", [str(state) for state in written.states(key)]))
        net.addArc("cause", key)
        if key in written.group_of:
            net.addArc(f"grade of {written.group_of[key]}", key)
        for cause, hypothesis in named.items():
            if key in written.group_of:
                for grade, row in enumerate(written.by_grade(hypothesis, key)):
                    net.cpt(key)[{"cause": cause, f"grade of {written.group_of[key]}": grade}] = row.tolist()
            else:
                net.cpt(key)[{"cause": cause}] = written.both(hypothesis, key).tolist()
    return net


def prior_of(written, setting):
    weights = written.weights(setting)
    assert weights.min() > 0
    return weights / weights.sum()


@pytest.mark.parametrize("setting", ["primary-care", "sports-clinic", "emergency"])
def test_pyagrum_gives_the_same_posterior_to_1e_9(setting, real, written, network):
    import pyagrum as gum

    network.cpt("cause").fillWith(prior_of(written, setting).tolist())
    inference = gum.LazyPropagation(network)
    inference.setTargets({"cause"})
    draw = random.Random(f"evidence {setting}")
    worst = 0.0
    for number in range(60):
        size = draw.choice([0, 1, 2, 5, 12, 30, len(written.findings)])
        keys = draw.sample(sorted(written.findings), size)
        if number % 2:  # half of the sets from patients, half from states at random
            patient = kb.sample_patient(seed=number, setting=setting, kb=real)
            evidence = {key: patient.findings[key] for key in keys}
        else:
            evidence = {key: draw.choice(written.states(key)) for key in keys}
        inference.setEvidence(evidence)
        inference.makeInference()
        exact = dict(zip(written.hypotheses, inference.posterior("cause").tolist(), strict=True))
        exact = [sum(p for h, p in exact.items() if cause in h) for cause in written.causes]
        view = kb.differential(evidence, setting=setting, kb=real)
        ours = [view.by_cause[cause].probability for cause in written.causes]
        worst = max(worst, float(np.abs(np.array(exact) - ours).max()))
    assert worst < 1e-9


def test_pyagrum_gives_the_same_value_of_information(real, written, network):
    import pyagrum as gum

    network.cpt("cause").fillWith(prior_of(written, "emergency").tolist())
    evidence = {"calf-swelling": "present", "pitting-oedema": "present", "d-dimer": "raised", "sex": "female"}
    inference = gum.LazyPropagation(network)
    inference.setEvidence(evidence)
    steps = {s.finding: s.information for s in kb.next_best(evidence, setting="emergency", kb=real)}
    assert len(steps) == len(written.findings) - len(evidence) - 1
    checked = [
        "whole-leg-swelling",
        "compression-ultrasound-proximal",
        "pain-onset",
        "foot-pulses",
        "homans-sign",
    ]
    for key in checked:
        joint = inference.jointPosterior({"cause", key})
        mutual = joint.sumOut([key]).entropy() + joint.sumOut(["cause"]).entropy() - joint.entropy()
        assert steps[key] == pytest.approx(mutual, abs=1e-9)


# ── What to ask next ─────────────────────────────────────────────────────────────────────────


def entropy(p):
    return -sum(x * math.log2(x) for x in p if x > 0)


def brute_force_information(knowledge, known, key):
    """Mutual information by the book, from posteriors alone."""
    before = kb.differential(known, kb=knowledge)
    after = 0.0
    for state in knowledge.findings[key].states:
        try:
            view = kb.differential({**known, key: state}, kb=knowledge)
        except kb.KneeError:  # cannot be
            continue
        # P(state | known) from Bayes turned round in the cause 'clot' and its marginal likelihood.
        share = likelihood(knowledge, {**known, key: state}) / likelihood(knowledge, known)
        after += share * entropy(h.probability for h in view.ranking)
    return entropy(h.probability for h in before.ranking) - after


def likelihood(knowledge, known):
    """P(findings), by summing over both causes and ten grades."""
    total = 0.0
    for cause, weight in (("clot", 0.25), ("strain", 0.75)):
        for grade in range(GRADES):
            p = weight / GRADES
            for key, state in known.items():
                spread = distribution(knowledge, cause, key)
                if key in ("warmth", "redness"):  # strength 1, whole tenths: the top grades are present
                    p *= (grade >= round(10 - 10 * spread["present"])) == (state == "present")
                else:
                    p *= spread[state]
            total += p
    return total


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"swelling": "present"},
        {"warmth": "present"},
        {"snap": "absent", "warmth": "absent", "scan": "clot"},
    ],
    ids=["nothing", "swelling", "warmth", "three"],
)
def test_the_value_of_a_question_is_its_mutual_information(small, known):
    steps = kb.next_best(known, kb=small)
    assert {s.finding for s in steps} == small.findings.keys() - known.keys() - {"age-band", "sex"}
    for step in steps:
        wanted = brute_force_information(small, known, step.finding)
        assert step.information == pytest.approx(wanted, abs=1e-9)


def test_a_finding_equally_frequent_everywhere_tells_nothing(small):
    information = {s.finding: s.information for s in kb.next_best(kb=small)}
    for key in ("equal", "silent", *tiny.FILLERS):
        assert information[key] == pytest.approx(0, abs=1e-12)
    assert information["scan"] > 0.5


def test_a_finding_settled_by_another_tells_nothing_more(small):
    # Strength 1 and equal probabilities: warmth known, redness follows.
    information = {s.finding: s.information for s in kb.next_best(["warmth"], kb=small)}
    assert information["redness"] == pytest.approx(0, abs=1e-9)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), size=st.integers(0, 20))
def test_information_is_never_negative_nor_more_than_the_doubt(real, seed, size):
    patient = kb.sample_patient(seed=seed, kb=real)
    keys = random.Random(seed).sample(sorted(real.findings), size)
    known = {key: patient.findings[key] for key in keys}
    doubt = kb.differential(known, kb=real).entropy
    steps = kb.next_best(known, kb=real)
    assert not {s.finding for s in steps} & known.keys()
    assert all(0 <= s.information <= doubt + 1e-9 for s in steps)
    worth = [s.information / s.cost for s in steps]
    assert worth == sorted(worth, reverse=True)
    assert [s.per_cost for s in steps] == worth


def test_a_cheap_hint_goes_before_a_dear_proof(small):
    steps = kb.next_best(kb=small)
    information = {s.finding: s.information for s in steps}
    order = [s.finding for s in steps]
    assert information["scan"] > information["snap"]
    assert order.index("snap") < order.index("scan")


def test_cost_adds_up_minutes_money_and_harm(small):
    # D-dimer: 30 minutes, money tier 2 worth 20, harm tier 1 worth 5.
    assert cost(small, "d-dimer") == 30 + 20 + 5
    assert cost(small, "swelling") == 2


def test_only_the_kinds_asked_for_are_offered(small):
    steps = kb.next_best(kinds=["examination", "imaging"], kb=small)
    assert {s.finding for s in steps} == {"swelling", "warmth", "redness", "cold-foot", "scan"}
    assert kb.next_best(kinds=[], kb=small) == ()


def test_age_and_sex_are_offered_when_asked_for(small):
    # The docstring: "only findings of these kinds; all but 'person' unless told otherwise".
    assert {s.finding for s in kb.next_best(kinds=["person"], kb=small)} == {"age-band", "sex"}


# ── Many at once ─────────────────────────────────────────────────────────────────────────────


def test_a_batch_equals_the_differential_row_by_row(real):
    tables = tables_of(real)
    patients = []
    for seed in range(150):
        findings = kb.sample_patient(seed=seed, kb=real).findings
        draw = random.Random(seed)
        patients.append({key: state for key, state in findings.items() if draw.random() < seed % 5 / 4})
    assert {} in patients
    codes = encode(real, patients)
    assert codes.shape == (150, len(real.findings))
    for setting in ("primary-care", "emergency"):
        rows = posteriors(tables, codes, setting)
        assert rows.shape == (150, len(real.causes))
        for patient, row in zip(patients, rows, strict=True):
            view = kb.differential(patient, setting=setting, kb=real)
            assert row == pytest.approx(
                [view.by_cause[cause].probability for cause in tables.causes], abs=1e-12
            )


def test_an_empty_batch_is_empty(real):
    assert posteriors(tables_of(real), encode(real, [])).shape == (0, len(real.causes))
