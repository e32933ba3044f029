"""Safety stands outside the arithmetic: no harmless finding outvotes a red flag."""

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.reasoning.differential import family
from kb.reasoning.likelihood import tables_of
from kb.reasoning.triage import compare, dangers, feared, holds, rank, red_flags, unsettled
from kb.records import DISPOSITIONS, Condition


def states(wanted):
    return (wanted,) if isinstance(wanted, str) else wanted


def ways(condition):
    """Every smallest set of findings that meets a condition."""
    fixed = [[(key, state) for state in states(wanted)] for key, wanted in condition.all_of.items()]
    one_of = [(key, state) for key, wanted in condition.any_of.items() for state in states(wanted)]
    for lines in itertools.product(*fixed, one_of or [()]):
        found = dict(line for line in lines if line)
        if holds(condition, found):
            yield found


def answered_by(flag):
    return {key for answer in flag.unless for key in (*answer.all_of, *answer.any_of)}


@pytest.fixture(scope="module")
def flags(real):
    found = [(flag, way) for flag in real.rules.red_flags.values() for way in ways(flag.when)]
    assert len(real.rules.red_flags) >= 10
    assert {flag.id for flag, _ in found} == real.rules.red_flags.keys()
    return found


def test_each_red_flag_alone_sends_high_enough_in_every_setting(real, flags):
    low = []
    for flag, way in flags:
        for setting in ("primary-care", "sports-clinic", "emergency"):
            result = kb.triage(way, setting=setting, kb=real)
            if rank(result.disposition) < rank(flag.disposition):
                low.append((flag.id, way, setting, result.disposition))
            assert flag.id in [reason.id for reason in result.reasons if reason.kind == "red-flag"]
    assert low == []


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_else_is_found_a_red_flag_is_not_outvoted(real, flags, data):
    flag, way = data.draw(st.sampled_from(flags))
    free = sorted(real.findings.keys() - way.keys() - answered_by(flag))
    others = data.draw(st.lists(st.sampled_from(free), unique=True, max_size=40))
    known = {key: data.draw(st.sampled_from(real.findings[key].states)) for key in others} | way
    setting = data.draw(st.sampled_from(["primary-care", "sports-clinic", "emergency"]))
    result = kb.triage(known, setting=setting, kb=real)
    assert rank(result.disposition) >= rank(flag.disposition)
    assert flag.id in [reason.id for reason in result.reasons]


@settings(max_examples=100)
@given(data=st.data())
def test_every_normal_finding_together_does_not_outvote_a_red_flag(real, flags, data):
    flag, way = data.draw(st.sampled_from(flags))
    skip = answered_by(flag)
    harmless = {
        key: f.states[0] for key, f in real.findings.items() if f.kind != "person" and key not in skip
    }
    result = kb.triage({**harmless, **way}, kb=real)
    assert rank(result.disposition) >= rank(flag.disposition)


def test_only_the_definitive_test_answers_a_red_flag(real, flags):
    answered = [(flag, way) for flag, way in flags if flag.unless]
    assert answered
    for flag, way in answered:
        for answer in itertools.chain.from_iterable(map(ways, flag.unless)):
            if answer.keys() & way.keys():
                continue
            assert flag.id in [reason.id for reason in red_flags(real, way)]
            assert flag.id not in [reason.id for reason in red_flags(real, {**way, **answer})]


def test_an_unanswered_condition_needs_all_of_its_lines_and_one_of_the_others():
    condition = Condition(all_of={"a": "x", "b": ("x", "y")}, any_of={"c": "x", "d": "x"})
    assert holds(condition, {"a": "x", "b": "y", "d": "x"})
    assert not holds(condition, {"a": "x", "b": "z", "d": "x"})
    assert not holds(condition, {"a": "x", "b": "y"})
    assert not holds(condition, {"b": "y", "c": "x", "d": "x"})
    assert not holds(condition, {"a": "x", "b": "y", "d": "other"})


def test_a_must_not_miss_cause_above_its_threshold_decides(small):
    # Clot 25 %, also after a finding on which both causes are silent; threshold 2 %. The likelier strain
    # would be self-care.
    result = kb.triage(["silent"], kb=small)
    assert result.disposition == "same-day"
    assert [reason.kind for reason in result.reasons] == ["must-not-miss", "likeliest"]
    assert result.reasons[0].id == "clot"
    assert "25 %" in result.reasons[0].text
    assert "2.0 %" in result.reasons[0].text


def test_a_danger_below_its_line_only_by_an_unsure_number_is_not_left(small):
    # Clear scan: odds 1:3 · 0.05/0.99 = 0.0168; 1.7 %, below 2 %, but the upper edge of its band is above.
    view = kb.differential({"scan": "clear"}, kb=small)
    assert view.probability("clot") < 0.02 <= view.band("clot")[1]
    assert feared(view) == []
    assert [cause.id for cause in unsettled(view)] == ["clot"]
    result = kb.triage(view)
    assert result.disposition == "routine"
    assert [(reason.kind, reason.id) for reason in result.reasons] == [
        ("must-not-miss", "clot"),
        ("likeliest", "strain"),
    ]
    edge = f"{100 * view.band('clot')[1]:.1f} %"
    assert result.reasons[0].text == (
        f"Clot: 1.7 % (could be {edge}) is not surely below the 2.0 % at which it may be left"
    )


def test_nobody_is_left_to_self_care_whose_danger_could_reach_its_line(real):
    left = 0
    for seed in range(150):
        setting = ("primary-care", "sports-clinic")[seed % 2]
        view = kb.differential(kb.sample_patient(seed=seed, kb=real).findings, setting=setting, kb=real)
        if kb.triage(view).disposition == "self-care":
            left += 1
            for cause in dangers(view):
                assert view.band(cause.id)[1] < cause.test_threshold.value
    assert left >= 5


def test_the_reason_says_how_likely_a_danger_could_be(real):
    view = kb.differential(["calf-swelling", "active-cancer"], kb=real)
    (reason,) = (r for r in kb.triage(view).reasons if r.text.startswith("Deep vein thrombosis of any"))
    high = view.band("deep-vein-thrombosis")[1]
    assert f"(could be {100 * high:.0f} %) is not below the 1.2 % at which it may be left" in reason.text


def test_where_nothing_is_known_triage_says_so_and_names_no_cause(small, real):
    for known in (kb.triage(kb=small), kb.triage(kb=real), kb.triage(age=70, sex="female", kb=real)):
        assert [reason.kind for reason in known.reasons] == ["nothing-known"]
        assert known.now == "Now: ask and examine."
    assert kb.triage(["calf-pain"], kb=real).reasons[0].kind != "nothing-known"


def test_among_equal_dispositions_the_weightiest_reason_stands_first(real):
    for seed in range(40):
        view = kb.differential(kb.sample_patient(seed=seed, kb=real).findings, kb=real)
        reasons = kb.triage(view).reasons
        for one, other in itertools.pairwise(reasons):
            if one.disposition == other.disposition:
                assert one.kind == "red-flag" or other.kind != "red-flag"
                if one.kind == other.kind == "must-not-miss":
                    assert view.probability(one.id) >= view.probability(other.id)


def test_the_share_of_a_family_bears_the_name_of_the_family(real):
    view = kb.differential(["calf-swelling", "active-cancer"], kb=real)
    clots = family(real, "deep-vein-thrombosis")
    (reason,) = (r for r in kb.triage(view).reasons if r.kind == "must-not-miss" and r.id in clots)
    assert reason.text.startswith("Deep vein thrombosis of any kind: ")


def test_below_the_threshold_the_likeliest_cause_decides(small):
    # Clear scan, normal D-dimer: odds 1:3 · 0.05/0.99 · 0.1/0.7 = 0.0024; p 0.24 %, below 2 %.
    result = kb.triage({"scan": "clear", "d-dimer": "normal"}, kb=small)
    assert result.disposition == "self-care"
    assert [reason.kind for reason in result.reasons] == ["likeliest"]


def test_a_red_flag_outranks_a_certain_strain(small):
    certain = {"snap": "present", "swelling": "absent", "d-dimer": "normal", "onset": "sudden"}
    assert kb.triage(certain, kb=small).disposition == "self-care"
    assert kb.triage({**certain, "cold-foot": "present"}, kb=small).disposition == "emergency"
    answered = {**certain, "cold-foot": "present", "scan": "clear"}
    assert kb.triage(answered, kb=small).disposition == "self-care"


def test_every_must_not_miss_cause_at_its_threshold_is_feared(real):
    """At exactly the threshold it counts; families count together, and once."""
    dangerous = [cause for cause in real.causes.values() if cause.must_not_miss]
    assert len(dangerous) >= 4
    view = kb.differential(kb=real)
    listed = [cause.id for cause in feared(view)]
    for cause in dangerous:
        together = view.probability(cause.id)
        family = [c.id for c in real.causes.values() if (c.family or c.id) == (cause.family or cause.id)]
        if together >= cause.test_threshold.value:
            assert len(set(listed) & set(family)) == 1
    assert len(set(listed)) == len(listed)


def test_a_family_is_feared_by_its_sum(real):
    """Two halves that lie below the threshold each, and above it together."""
    halves = ("deep-vein-thrombosis", "distal-deep-vein-thrombosis")
    view = kb.differential({}, kb=real)
    threshold = real.causes[halves[0]].test_threshold.value
    shares = dict.fromkeys(family(real, halves[0]), 0.0) | dict.fromkeys(halves, 0.6 * threshold)
    rest = (1 - sum(shares.values())) / (len(view.ranking) - len(shares))
    ranking = tuple(dataclasses.replace(h, probability=shares.get(h.cause, rest)) for h in view.ranking)
    ranking = tuple(sorted(ranking, key=lambda h: -h.probability))
    by_cause = {h.cause: h.probability for h in ranking}
    alone = [by_cause[h[0]] if len(h) == 1 else 0.0 for h in tables_of(real).hypotheses]
    view = dataclasses.replace(view, ranking=ranking, posterior=tuple(alone))
    assert {c.id for c in feared(view)} & set(halves)


def test_triage_of_a_differential_equals_triage_of_its_findings(real):
    for seed in range(30):
        patient = kb.sample_patient(seed=seed, kb=real)
        view = kb.differential(patient.findings, kb=real)
        assert kb.triage(view) == kb.triage(patient.findings, kb=real)
        order = [rank(reason.disposition) for reason in kb.triage(view).reasons]
        assert order == sorted(order, reverse=True)


def test_triage_refuses_what_the_differential_refuses(real):
    with pytest.raises(kb.UnknownId, match="did you mean 'calf-swelling'"):
        kb.triage(["calf-sweling"], kb=real)


def test_dispositions_compare_as_under_over_and_right():
    table = {(a, b): compare(a, b) for a in DISPOSITIONS for b in DISPOSITIONS}
    assert len(table) == 16
    assert [table[d, d] for d in DISPOSITIONS] == ["right"] * 4
    assert table["self-care", "emergency"] == "under-triage"
    assert table["routine", "same-day"] == "under-triage"
    assert table["emergency", "same-day"] == "over-triage"
    assert list(table.values()).count("under-triage") == list(table.values()).count("over-triage") == 6
    with pytest.raises(kb.KneeError, match="no disposition 'home'"):
        compare("home", "routine")
