"""The short safe path: a clinical pathway, safe when it is followed, or none."""

import itertools

import pytest

import kb
from kb.patients.encounter import KINDS, Action, begin, replay
from kb.patients.people import authored
from kb.patients.placing import placing
from kb.patients.safe_path import SURE_ENOUGH, TELLING, safe_path
from kb.patients.safety import safety_net
from kb.reasoning.information import cost
from kb.reasoning.likelihood import likelihood_ratio
from kb.reasoning.triage import feared
from tests.kb import tiny
from tests.kb.played import act, commit, safety


def safe_after(knowledge, patient, keys):
    """Whether just these, asked one by one, would have led to the right thing."""
    state = replay(knowledge, patient, [act(knowledge, key) for key in keys])
    view = kb.differential(state.revealed, setting=patient.setting, kb=knowledge)
    truth = knowledge.causes[patient.cause]
    others = [c.id for c in feared(view) if (c.family or c.id) != (truth.family or truth.id)]
    confirmed = {line.finding for line in truth.investigations} & {*keys, *patient.known}
    return (
        kb.triage(view).disposition in (patient.disposition, *patient.accept_dispositions)
        and view.probability(patient.cause) >= SURE_ENOUGH
        and not others
        and (bool(confirmed) or not truth.must_not_miss or patient.disposition == "emergency")
    )


def in_clinic_order(knowledge, path):
    """Whether it asks, then examines, then tests, with at least one question and one examination."""
    kinds = [act(knowledge, key).kind for key in path.findings]
    return kinds == sorted(kinds, key=list(KINDS).index) and {"ask", "examine"} <= set(kinds)


@pytest.fixture(scope="module")
def told_by_hand(tmp_path_factory):
    """The tiny knowledge base, where swelling is what tells the two apart."""
    tree = tiny.tree()
    for cause in ("clot", "strain"):
        tree[f"causes/{cause}.yaml"]["mimics"][0]["finding"] = "swelling"
    return kb.load(tiny.write(tmp_path_factory.mktemp("by-hand") / "kb", tree))


@pytest.mark.parametrize(
    ("cause", "other", "state"), [("clot", "strain", "present"), ("strain", "clot", "absent")]
)
def test_the_safe_path_is_the_cheapest_pathway(told_by_hand, cause, other, state):
    """Against every pathway with the deciding examination, the test of choice and one or two questions."""
    asks = [key for key, finding in told_by_hand.findings.items() if finding.kind in KINDS["ask"]]
    found = 0
    for seed in range(40):
        patient = kb.sample_patient(cause, seed=seed, kb=told_by_hand)
        path = safe_path(told_by_hand, begin(told_by_hand, patient))
        if patient.findings["swelling"] != state:
            assert path is None, "no examination decides here"
            continue

        def tells(key, patient=patient):
            return likelihood_ratio(told_by_hand, key, patient.findings[key], cause, other)

        enough = min(TELLING, max(map(tells, asks)))
        costs = [
            sum(cost(told_by_hand, key) for key in keys)
            for size in (1, 2)
            for some in itertools.combinations(asks, size)
            if any(tells(key) >= enough - 1e-9 for key in some)
            and safe_after(told_by_hand, patient, keys := (*some, "swelling", "scan"))
        ]
        if costs:
            found += 1
            assert path.cost <= min(costs) + 0.05
            assert {"swelling", "scan"} <= set(path.findings)
    assert found >= 5


def test_every_safe_path_is_a_clinical_pathway_and_safe_when_replayed(real):
    paths = 0
    patients = [authored(real, case) for case in real.cases]
    patients += [kb.sample_patient(cause, seed=1, kb=real) for cause in list(real.causes)[::3]]
    for patient in patients:
        path = safe_path(real, begin(real, patient))
        if not path:
            continue
        paths += 1
        assert in_clinic_order(real, path), patient.key
        assert safe_after(real, patient, path.findings), patient.key
        assert path.cost == pytest.approx(sum(cost(real, key) for key in path.findings), abs=0.06)
        truth = real.causes[patient.cause]
        tests = [
            line.finding
            for line in truth.investigations
            if real.findings[line.finding].kind in KINDS["order"]
        ]
        if truth.must_not_miss and tests and patient.disposition != "emergency":
            assert tests[0] in {*path.findings, *patient.known}, patient.key
    assert paths >= len(patients) / 4


@pytest.mark.parametrize(
    ("case", "steps"),
    [
        ("sudden-cold-leg", {"cool-foot", "foot-pulses"}),
        ("long-flight", {"calf-difference-over-3-cm", "compression-ultrasound-proximal"}),
        ("third-prescription", {"bladder-or-bowel-change", "perianal-sensory-loss"}),
        ("half-a-beat-behind", {"hip-rotation-limited", "hip-x-ray"}),
        ("old-smoker-lump", {"pulsatile-popliteal-mass", "popliteal-artery-duplex"}),
    ],
)
def test_a_safe_path_has_what_a_senior_would_insist_on(real, case, steps):
    path = safe_path(real, begin(real, authored(real, case)))
    assert steps <= set(path.findings)


def test_where_no_examination_decides_no_path_is_shown(real):
    """Two hours later the toes would hurt; on arrival nothing but the injury speaks."""
    assert safe_path(real, begin(real, authored(real, "under-the-scrum"))) is None


def test_whoever_follows_the_path_is_safe_and_in_the_right_place(real):
    followed = 0
    for case in real.cases.values():
        patient = authored(real, case.id)
        path = safe_path(real, begin(real, patient))
        if not path:
            continue
        followed += 1
        cause = real.causes[patient.cause]
        care = [Action("treat", line[0]) for line in cause.at_once if patient.setting == "emergency"]
        decision = commit(cause.id, patient.disposition, advice=safety_net(real, cause)[:1])
        steps = [act(real, key) for key in path.findings]
        state = replay(real, patient, [*steps, *care, decision])
        assert safety(real, state) == (1, ""), case.id
        assert placing(real, state).triage == "right", case.id
    assert followed >= 20
