"""The band of a probability: on paper, against draws, and what it owes to which number."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.reasoning.bands import Z, logistic, sway, whose, words_of_band
from kb.reasoning.certainty import SIZES, effective_size, log_variance, logit_variance, trigamma, weight_size
from kb.reasoning.differential import family
from kb.reasoning.likelihood import Tables, distribution, stated, tables_of
from kb.reasoning.narrowing import CANDIDATES, expected_width, narrowing
from kb.reasoning.probability import posterior_of
from kb.records import SETTINGS, Distribution, Figure, Interval
from tests.kb import tiny

DRAWS = 300
KINDS = {"person", "history", "risk-factor", "symptom", "examination"}


def logit(p):
    return math.log(p / (1 - p))


def share(p, **more):
    return Distribution(p={"present": p}, basis=more.pop("basis", "estimate"), **more)


# ── How sure one number is ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("n", range(1, 40))
def test_trigamma_of_a_whole_number_is_what_is_left_of_the_sum_of_inverse_squares(n):
    assert trigamma(n) == pytest.approx(math.pi**2 / 6 - math.fsum(1 / k**2 for k in range(1, n)), abs=1e-8)


def test_trigamma_of_a_half_is_half_of_pi_squared():
    assert trigamma(0.5) == pytest.approx(math.pi**2 / 2, abs=1e-8)


def test_a_number_rests_on_its_interval_then_on_its_people_then_on_its_basis(small):
    assert effective_size(small, share(0.5), 0.5) == 20
    assert effective_size(small, share(0.5, basis="derived"), 0.5) == 30
    assert effective_size(small, share(0.5, basis="published"), 0.5) == 50
    assert effective_size(small, share(0.5, basis="published", n=134), 0.5) == 134
    # 40 to 60 %: logit ±0.4055, s = 0.811 / 3.92 = 0.2069; 1 / (0.25 · 0.0428) = 93.5.
    told = share(0.5, basis="published", n=134, ci=Interval(0.4, 0.6))
    assert effective_size(small, told, 0.5) == pytest.approx(93.5, abs=0.1)
    # 90 to 100 %: s = 0.1 / 3.92 = 0.0255; 0.95 · 0.05 / 0.000651 = 73.
    told = share(0.95, basis="published", ci=Interval(0.9, 1.0))
    assert effective_size(small, told, 0.95) == pytest.approx(73, abs=0.1)


@pytest.mark.parametrize("ci", [Interval(0.5, 0.5), Interval(40, 60), Interval(0.6, 0.4)])
def test_an_interval_that_is_none_of_a_share_is_passed_over(small, ci):
    assert effective_size(small, share(0.5, basis="published", ci=ci), 0.5) == 50


def test_no_number_rests_on_less_than_two_people_on_its_rarer_side(small):
    assert effective_size(small, share(0.01), 0.01) == pytest.approx(200)
    assert effective_size(small, share(0.99), 0.99) == pytest.approx(200)
    assert effective_size(small, share(0.0), 0.0) == math.inf
    assert log_variance(0.0, math.inf) == logit_variance(1.0, math.inf) == 0


def test_a_weight_is_a_count_of_patients(small):
    assert weight_size(small, Figure(value=3, basis="estimate")) == 4
    assert weight_size(small, Figure(value=3, basis="published", n=90)) == 90


def test_a_knowledge_base_that_does_not_say_what_a_basis_is_worth_is_told_so(tmp_path):
    content = tiny.tree()
    del content["rules/thresholds.yaml"][SIZES]["figures"]["estimate"]
    bare = kb.load(tiny.write(tmp_path / "kb", content))
    with pytest.raises(kb.KneeError, match=r"thresholds.yaml: effective-sample-size.estimate is missing"):
        kb.differential(["swelling"], kb=bare).band("clot")


# ── On paper ─────────────────────────────────────────────────────────────────────────────────


def test_a_band_is_worked_out_on_paper(small):
    # Swelling: clot 0.8, strain 0.2, weights 10 and 30: odds 4 to 3, logarithm 0.2877. All are estimates.
    # An estimate is worth 20 people: Beta(16, 4) and Beta(4, 16); a weight 4 patients: Gamma(4).
    # ψ′(4) = π²/6 − 1 − 1/4 − 1/9 = 0.28382, ψ′(16) = 0.06449, ψ′(20) = 0.05127.
    # Clot: weight 0.28382, swelling ψ′(16) − ψ′(20) = 0.01322; strain: 0.28382, ψ′(4) − ψ′(20) = 0.23255.
    # v = 0.81342, its root 0.90190. Shift: half of (0.28382 + 0.23255) − (0.28382 + 0.01322): 0.10967.
    # 0.28768 + 0.10967 ± 1.2816 · 0.90190: from −0.75852 to 1.55322, so 31.9 to 82.5 %.
    view = kb.differential(["swelling"], kb=small)
    assert view.band("clot") == pytest.approx((0.3190, 0.8254), abs=1e-4)
    moments = view.uncertainty.moments([tables_of(small).place["clot"]])
    assert moments == pytest.approx((0.81342, 0.29705, 0.51638), abs=1e-5)
    # Two causes: what one gains the other loses.
    low, high = view.band("strain")
    assert (low, high) == pytest.approx((1 - 0.8254, 1 - 0.3190), abs=1e-4)


def test_a_finding_on_which_all_are_silent_moves_no_band(small):
    told = kb.differential(["swelling"], kb=small).band("clot")
    assert kb.differential(["swelling", "silent"], kb=small).band("clot") == pytest.approx(told, abs=1e-12)
    assert len(sway(small, (("silent", "present"),)).effects) == 1


def test_better_numbers_narrow_the_band(tmp_path, small):
    content = tiny.tree()
    for file in ("causes/clot.yaml", "causes/strain.yaml"):
        content[file]["findings"]["swelling"] |= {"basis": "published", "source": "ada2001", "n": 2000}
        for setting in SETTINGS:
            content[file]["weights"][setting] |= {"n": 2000}
    sure = kb.load(tiny.write(tmp_path / "kb", content))
    narrow, wide = (kb.differential(["swelling"], kb=each).band("clot") for each in (sure, small))
    # v = 2 · ψ′(2000) + (ψ′(1600) − ψ′(2000)) + (ψ′(400) − ψ′(2000)) = 0.00313; reach 1.2816 · 0.0559.
    assert narrow == pytest.approx((logistic(0.2877 - 0.0708), logistic(0.2877 + 0.0726)), abs=1e-3)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_what_is_certain_has_no_band(tmp_path):
    content = tiny.tree()
    content["causes/strain.yaml"]["findings"]["scan"]["p"] = {"clot": 0.0}
    sure = kb.load(tiny.write(tmp_path / "kb", content))
    view = kb.differential(["scan=clot"], kb=sure)
    assert view.band("clot") == (1, 1)
    assert view.band("strain") == (0, 0)


# ── Against draws ────────────────────────────────────────────────────────────────────────────


def drawn(view, seed, times):
    """`times` posteriors, by hypothesis, with every number that is used drawn from what it rests on.

    A finding's probability in the state that was found is Beta, the other states keep their proportions.
    """
    base, tables, draw = view.kb, tables_of(view.kb), random.Random(seed)
    weights = [base.causes[cause].weights[view.setting] for cause in tables.causes]
    sizes = [(figure.value, weight_size(base, figure)) for figure in weights]
    units = view.ranking[0].units
    for _ in range(times):
        made = {}

        def numbers(knowledge, cause, finding, made=made):
            key = finding, whose(knowledge, cause, finding) if cause else ""
            if key not in made:
                spread, state = distribution(knowledge, cause, finding), view.findings[finding]
                p = spread[state]
                n = effective_size(knowledge, stated(knowledge, cause, finding), p)
                theta = draw.betavariate(n * p, n * (1 - p)) if 0 < p < 1 else p
                others = (1 - theta) / (1 - p) if p < 1 else 0
                made[key] = {s: theta if s == state else q * others for s, q in spread.items()}
            return made[key]

        logs = list(map(Tables(base, numbers).logs, units))
        priors = [draw.gammavariate(size, value / size) for value, size in sizes]
        for one, other in tables.pairs:
            share = base.causes[one].coexists[other]
            n = effective_size(base, share, share.value)
            priors.append(
                priors[tables.place[one]] * draw.betavariate(n * share.value, n * (1 - share.value))
            )
        for pair, weight in zip(tables.pairs, priors[len(tables.causes) :], strict=True):
            for cause in pair:
                priors[tables.place[cause]] = max(1e-12, priors[tables.place[cause]] - weight)
        yield posterior_of(priors, logs)


def compared(view, seed, times=DRAWS):
    """(share of draws inside, distance of both edges in log odds) of the causes that matter."""
    rows = list(drawn(view, seed, times))
    matter = [h.cause for h in view.ranking[:3]]
    matter += [h.cause for h in view.ranking if view.kb.causes[h.cause].must_not_miss][:3]
    for cause in dict.fromkeys(matter):
        members = family(view.kb, cause)
        columns = tables_of(view.kb).containing(members)
        found = sorted(math.fsum(row[i] for i in columns) for row in rows)
        low, high = view.band(cause)
        inside = sum(low <= p <= high for p in found) / times
        edges = [found[times // 10], found[-times // 10]]
        off = [
            abs(logit(a) - logit(b))
            for a, b in zip((low, high), edges, strict=True)
            if 0 < a < 1 and 0 < b < 1
        ]
        yield inside, max(off, default=0.0)


def patient(real, seed, size):
    """Some of a sampled patient's history and examination."""
    setting = SETTINGS[seed % 3]
    sampled = kb.sample_patient(seed=seed, setting=setting, kb=real)
    keys = sorted(key for key in sampled.findings if real.findings[key].kind in KINDS)
    chosen = random.Random(seed).sample(keys, size)
    return kb.differential({key: sampled.findings[key] for key in chosen}, setting=setting, kb=real)


@pytest.fixture(scope="module")
def agreement(real):
    return [pair for seed in range(6) for pair in compared(patient(real, seed, (3, 10, 20)[seed % 3]), seed)]


def test_the_band_holds_80_percent_of_what_is_drawn(agreement):
    """Tolerance: 80 ± 3 % on average; each 70 to 92 %, of which ± 7 is the chance of 300 draws."""
    inside = [one for one, _ in agreement]
    assert len(inside) > 25
    assert sum(inside) / len(inside) == pytest.approx(0.8, abs=0.03)
    assert min(inside) > 0.7
    assert max(inside) < 0.92


def test_the_edges_lie_where_draws_put_them(agreement):
    """Tolerance: the farther of both edges lies 0.2 off in log odds on average, none more than 0.6.

    0.2 is 9 against 11 %, and half of it is the chance of 300 draws.
    """
    off = [one for _, one in agreement]
    assert sum(off) / len(off) < 0.2
    assert max(off) < 0.6


def test_with_history_and_examination_complete_the_band_still_holds(real):
    """Tolerance: 66 to 94 % of 60 draws. Three hundred numbers at once strain the delta method."""
    keys = sum(finding.kind in KINDS for finding in real.findings.values())
    inside = [one for one, _ in compared(patient(real, 9, keys), 9, times=60)]
    assert len(inside) >= 4
    assert min(inside) > 0.66
    assert max(inside) < 0.94


# ── What holds for every band ────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(0, 40))
def test_the_probability_lies_in_its_band(real, seed, size):
    view = patient(real, seed, size)
    for h in view.ranking:
        low, high = view.band(h.cause)
        assert 0 <= low <= view.probability(h.cause) <= high <= 1
        assert view.band(h.cause) is view.band(h.cause)


def test_a_single_cause_a_near_certain_one_and_a_family_are_reckoned_alike(real):
    """Three ways through the same sums: from totals, against cancellation, and over several members."""
    view = patient(real, 3, 25)
    known = view.uncertainty
    for cause in real.causes:
        place = tables_of(real).place[cause]
        p = known._p[place]
        means = known._means_of_rest([place], 1 - p)
        own, cross = known._sums_of([place], p, means)
        square = math.fsum(one * one for mean in means for one in mean)
        direct = (square - 2 * cross + own, own, square)
        assert known.moments([place]) == pytest.approx(direct, rel=1e-6, abs=1e-9)
    # A family of two whose second member has hardly any probability is about its first.
    first = tables_of(real).place[view.ranking[0].cause]
    last = tables_of(real).place[view.ranking[-1].cause]
    assert known.moments([first, last]) == pytest.approx(known.moments([first]), rel=1e-3)


def test_a_cause_has_a_band_with_its_family_and_one_alone(real):
    view = patient(real, 1, 10)
    with_all, alone = view.band("pulmonary-embolism"), view.band("pulmonary-embolism", alone=True)
    assert (
        with_all
        == view.band("deep-vein-thrombosis")
        == view.uncertainty.band(family(real, "pulmonary-embolism"))
    )
    assert alone == view.uncertainty.band(["pulmonary-embolism"])
    assert alone[0] <= view.by_cause["pulmonary-embolism"].probability <= alone[1] < with_all[1]


def test_a_differential_pays_nothing_for_a_band_that_nobody_asks_for(real):
    view = patient(real, 1, 10)
    assert "uncertainty" not in vars(view)
    view.band("deep-vein-thrombosis")
    assert "uncertainty" in vars(view)


def test_an_unknown_cause_is_refused_with_the_nearest(small):
    with pytest.raises(kb.UnknownId, match="did you mean 'clot'"):
        kb.differential(kb=small).band("clott")


# ── In words, and what would narrow it ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("p", "band", "said"),
    [
        (0.09, (0.031, 0.22), "likely 9.0 %, could be 3.1 to 22 %"),
        (0.62, (0.4, 0.8), "likely 62 %, could be 40 to 80 %"),
        (0.004, (0.0002, 0.021), "likely 0.4 %, could be < 0.1 to 2.1 %"),
        (0.995, (0.9, 0.9999), "likely 99.5 %, could be 90 to > 99.9 %"),
        (1.0, (1.0, 1.0), "likely > 99.9 %"),
        (0.0, (0.0, 0.0), "likely < 0.1 %"),
    ],
)
def test_a_band_in_words(p, band, said):
    assert words_of_band(p, band) == said


def test_the_parts_of_a_band_add_up_to_it(real):
    view = patient(real, 2, 15)
    for cause in ("deep-vein-thrombosis", view.ranking[0].cause):
        parts = view.uncertainty.parts(family(real, cause))
        assert math.fsum(size for size, *_ in parts) == pytest.approx(1)
        assert [size for size, *_ in parts] == sorted((size for size, *_ in parts), reverse=True)


def test_the_number_that_would_narrow_most_is_the_least_sure_one(small):
    # Swelling: the strain's 0.2 rests on 4 people of 20, the clot's 0.8 on 16; a weight on 4 patients.
    parts = kb.differential(["swelling"], kb=small).uncertainty.parts(["clot"])
    assert [size for size, *_ in parts[:2]] == pytest.approx([0.28382 / 0.81342] * 2, abs=1e-4)
    assert {number for _, number in parts[:2]} == {("", "clot", ""), ("", "strain", "")}
    assert parts[2][1] == ("swelling", "strain", "")
    assert parts[2][0] == pytest.approx(0.23255 / 0.81342, abs=1e-4)


def test_narrowing_names_the_number_and_the_next_finding(small):
    view = kb.differential(["swelling"], kb=small)
    found = narrowing(view, "clot")
    assert found.number.claim == small.causes[found.number.owner].weights["primary-care"]
    assert found.band == view.band("clot")
    low, high = found.band
    tried = [step.finding for step in kb.next_best(["swelling"], kb=small)[:CANDIDATES]]
    widths = {key: expected_width(view, "clot", key) for key in tried}
    assert found.finding == min(widths, key=widths.__getitem__)
    assert found.width == pytest.approx(min(widths.values()))
    assert found.width < high - low


def test_the_expected_width_is_the_mean_over_the_answers(small):
    # P(scan shows a clot | swelling) = 4/7 · 0.95 + 3/7 · 0.01 = 0.54714.
    view = kb.differential(["swelling"], kb=small)
    bands = {s: kb.differential(["swelling", f"scan={s}"], kb=small).band("clot") for s in ("clot", "clear")}
    width = {state: high - low for state, (low, high) in bands.items()}
    expected = 0.547143 * width["clot"] + 0.452857 * width["clear"]
    assert expected_width(view, "clot", "scan") == pytest.approx(expected, abs=1e-5)


def test_the_middle_of_80_percent_reaches_that_far():
    assert math.erf(Z / math.sqrt(2)) == pytest.approx(0.8, abs=1e-4)
