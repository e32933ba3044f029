"""Sampled patients: the same for the same seed anywhere, and as frequent as the model says."""

import itertools
import json
import math
from collections import Counter

import numpy as np
import pytest

import kb
from kb.patients.people import OLDEST, authored
from kb.reasoning.cohort import encode, posteriors
from kb.reasoning.likelihood import GRADES, distribution, tables_of
from tests.kb import tiny

MANY = 8_000
CONSEQUENCE = 1e-4
"""Probability that a right sampler fails the whole of one comparison below (union bound)."""


@pytest.fixture(scope="session")
def crowd(real):
    """Eight thousand patients, seeds 0 to 7,999."""
    return [kb.sample_patient(seed=seed, kb=real) for seed in range(MANY)]


@pytest.fixture(scope="session")
def codes(real, crowd):
    return encode(real, [patient.findings for patient in crowd])


# ── The same for the same seed ───────────────────────────────────────────────────────────────

# Pinned on the tiny knowledge base, which does not change when the course's content does.
GOLDEN = {
    0: [
        "strain",
        "Ines",
        83,
        "female",
        ["age-band", "d-dimer", "filler-2", "onset", "scan", "sex", "silent"],
    ],
    1: ["strain", "Sami", 63, "male", ["age-band", "d-dimer", "onset", "scan", "sex", "snap"]],
    2026: [
        "strain",
        "Arjun",
        0,
        "male",
        ["age-band", "d-dimer", "filler-2", "onset", "scan", "sex", "silent", "snap", "swelling"],
    ],
}
SHOW = """
import json, sys, kb
knowledge = kb.load(sys.argv[1])
for seed in map(int, sys.argv[2:]):
    p = kb.sample_patient(seed=seed, kb=knowledge)
    told = sorted(k for k, s in p.findings.items() if s != "absent")
    print(json.dumps([p.cause, p.name, p.age, p.sex, told]))
"""


def summary(p):
    return [p.cause, p.name, p.age, p.sex, sorted(k for k, s in p.findings.items() if s != "absent")]


@pytest.mark.parametrize("seed", GOLDEN)
def test_a_seed_gives_the_patient_it_always_gave(small, seed):
    assert summary(kb.sample_patient(seed=seed, kb=small)) == GOLDEN[seed]


def test_a_seed_gives_the_same_patient_in_another_process(tmp_path, python):
    root = tiny.write(tmp_path / "kb", tiny.tree())
    result = python("-c", SHOW, root, *GOLDEN, PYTHONHASHSEED="12345")
    assert result.stderr == ""
    assert [json.loads(line) for line in result.stdout.splitlines()] == list(GOLDEN.values())


def test_a_real_seed_gives_the_same_patient_in_another_process(real, python):
    code = "import kb; print([repr(kb.sample_patient(seed=s)) for s in (7, -1, 10**30)])"
    result = python("-c", code, PYTHONHASHSEED="999")
    here = [repr(kb.sample_patient(seed=s, kb=real)) for s in (7, -1, 10**30)]
    assert result.stdout.strip() == str(here)


def test_seed_cause_and_setting_each_matter(real):
    first = kb.sample_patient(seed=1, kb=real)
    assert first == kb.sample_patient(seed=1, kb=real)
    others = [
        kb.sample_patient(seed=2, kb=real),
        kb.sample_patient(seed=1, setting="emergency", kb=real),
        kb.sample_patient("cellulitis", seed=1, kb=real),
    ]
    assert len({patient.key for patient in (first, *others)}) == 4
    assert len({tuple(patient.findings.values()) for patient in (first, *others)}) == 4


def test_a_cause_asked_for_is_the_cause(real):
    for cause in real.causes:
        patient = kb.sample_patient(cause, seed=3, kb=real)
        assert cause in (patient.cause, patient.also)
        assert patient.disposition == real.causes[cause].urgency


@pytest.mark.parametrize("seed", [1.0, "1", None, True, [1]])
def test_a_seed_that_is_no_whole_number_is_refused(small, seed):
    with pytest.raises(kb.KneeError, match="is not a whole number"):
        kb.sample_patient(seed=seed, kb=small)


def test_an_unknown_cause_or_setting_is_refused_with_the_nearest(small):
    with pytest.raises(kb.UnknownId, match="did you mean 'strain'"):
        kb.sample_patient("strian", seed=1, kb=small)
    with pytest.raises(kb.KneeError, match="did you mean 'emergency'"):
        kb.sample_patient(seed=1, setting="emergancy", kb=small)
    with pytest.raises(kb.UnknownId, match="did you mean 'tiny-case'"):
        authored(small, "tiny-cas")


# ── Whole patients ───────────────────────────────────────────────────────────────────────────


def test_age_age_band_sex_and_name_fit_together(real, crowd):
    bounds = real.findings["age-band"].bounds
    for patient in crowd[:5000]:
        low, high = bounds[patient.findings["age-band"]]
        assert low <= patient.age <= min(high, OLDEST)
        assert patient.findings["sex"] == patient.sex
        assert patient.findings.keys() == real.findings.keys()
        assert all(patient.findings[key] in real.findings[key].states for key in real.findings)
    names = {sex: {p.name for p in crowd[:5000] if p.sex == sex} for sex in ("female", "male")}
    assert not names["female"] & names["male"]
    assert {p.age for p in crowd} >= set(range(18, 90))


def test_a_patient_tells_only_what_is_so(real, crowd):
    for patient in crowd[:2000]:
        for key in patient.known:
            finding, state = real.findings[key], patient.findings[key]
            assert state != finding.states[0]
            told = finding.lay[1:] if state == "present" else finding.sounds[state]
            assert told in patient.opening
        assert patient.opening


# ── As frequent as the model says ────────────────────────────────────────────────────────────


def bound(p, n, comparisons):
    """Bernstein's bound on |count − n·p| that all of `comparisons` keep at once, but for CONSEQUENCE."""
    log = math.log(2 * comparisons / CONSEQUENCE)
    return log / 3 + np.sqrt(log**2 / 9 + 2 * log * n * p * (1 - p))


def test_causes_are_drawn_by_their_weight(real, crowd):
    tables = tables_of(real)
    priors = tables.priors("primary-care")
    drawn = Counter(frozenset({patient.cause, patient.also} - {""}) for patient in crowd)
    for hypothesis, p in zip(tables.hypotheses, priors, strict=True):
        assert abs(drawn[frozenset(hypothesis)] - MANY * p) <= bound(p, MANY, len(priors)), hypothesis


def test_each_finding_is_as_frequent_as_in_its_cause(real, crowd, codes):
    comparisons = sum(len(f.states) for f in real.findings.values()) * len(real.causes)
    assert comparisons > 2000
    causes = np.array([patient.cause if not patient.also else "" for patient in crowd])
    off = []
    for cause in real.causes:
        block = codes[causes == cause]
        if len(block) <= 20:  # a cause so rare that the crowd holds hardly any
            drawn = (kb.sample_patient(cause, seed=seed, kb=real) for seed in range(60))
            drawn = (patient.findings for patient in drawn if not patient.also)
            block = encode(real, drawn)
        n = len(block)
        for column, key in enumerate(real.findings):
            p = np.array(list(distribution(real, cause, key).values()))
            counts = np.bincount(block[:, column], minlength=len(p))
            for state in np.flatnonzero(np.abs(counts - n * p) > bound(p, n, comparisons)):
                off.append((cause, key, int(state), counts[state] / n, p[state]))
    assert off == []


def test_each_pair_of_findings_is_as_frequent_as_the_network_says(real, codes):
    """All pairs at once: P(a, b) = Σ P(cause) · Σ P(a | cause, grade) · P(b | cause, grade) / 10."""
    rows = [(key, state) for key in real.findings for state in real.findings[key].states]
    columns = np.array([i for i, key in enumerate(real.findings) for _ in real.findings[key].states])
    states = np.array([i for key in real.findings for i, _ in enumerate(real.findings[key].states)])
    seen = (codes[:, columns] == states).astype(np.float32)
    counts = seen.T @ seen
    tables = tables_of(real)
    group = [tables.group_of[key].id if key in tables.group_of else key for key, _ in rows]
    expected = np.zeros((len(rows), len(rows)))
    for i, prior in enumerate(tables.priors("primary-care")):
        single = np.array([tables.single(*row)[i] for row in rows])
        expected += prior * np.outer(single, single)
        for members in tables.kb.groups.values():
            where = [n for n, row in enumerate(rows) if row[0] in members.findings]
            graded = np.array([tables.graded(*rows[n])[i] for n in where])
            expected[np.ix_(where, where)] += prior * (
                graded @ graded.T / GRADES - np.outer(single[where], single[where])
            )
    pairs = np.array(
        [a < b and rows[a][0] != rows[b][0] for a, b in itertools.product(range(len(rows)), repeat=2)]
    ).reshape(expected.shape)
    assert pairs.sum() > 20_000
    assert (
        sum(group[a] == group[b] and pairs[a, b] for a, b in itertools.combinations(range(len(rows)), 2))
        > 100
    )
    off = pairs & (np.abs(counts - MANY * expected) > bound(expected.clip(0, 1), MANY, int(pairs.sum())))
    assert [(rows[a], rows[b], counts[a, b] / MANY, expected[a, b]) for a, b in np.argwhere(off)] == []


# ── Calibrated ───────────────────────────────────────────────────────────────────────────────


def calibration_error(confidence, right, bins=10):
    """Expected calibration error: mean |share right − mean confidence| over equal bins."""
    where = np.minimum((confidence * bins).astype(int), bins - 1)
    return sum(
        (where == b).mean() * abs(right[where == b].mean() - confidence[where == b].mean())
        for b in range(bins)
        if (where == b).any()
    )


@pytest.mark.parametrize(
    "kinds",
    [
        None,
        ("person", "history", "risk-factor", "symptom"),
    ],
    ids=["everything", "history only"],
)
def test_the_posterior_is_calibrated(real, crowd, codes, kinds):
    tables = tables_of(real)
    known = codes.copy()
    if kinds is not None:
        hidden = [i for i, key in enumerate(real.findings) if real.findings[key].kind not in kinds]
        assert 0 < len(hidden) < len(real.findings)
        known[:, hidden] = -1
    posterior = posteriors(tables, known)
    index = {cause: i for i, cause in enumerate(tables.causes)}
    truth = np.array([[cause in (p.cause, p.also) for cause in tables.causes] for p in crowd])
    top = posterior.argmax(axis=1)
    assert calibration_error(posterior.max(axis=1), truth[np.arange(MANY), top]) < 0.02
    # Not only the top: the probability of every single cause keeps its word.
    for cause, i in index.items():
        assert calibration_error(posterior[:, i], truth[:, i]) < 0.02, cause


def test_calibration_would_notice_a_doubled_confidence():
    draw = np.random.default_rng(1)
    confidence = draw.uniform(0.2, 1, MANY)
    right = draw.uniform(size=MANY) < confidence
    assert calibration_error(confidence, right) < 0.02
    assert calibration_error(confidence**0.5, right) > 0.05


# ── Authored ─────────────────────────────────────────────────────────────────────────────────


def test_an_authored_patient_keeps_what_the_author_fixed(small):
    patient = authored(small, "tiny-case")
    case = small.cases["tiny-case"]
    assert patient.findings.keys() == small.findings.keys()
    assert case.findings.items() <= patient.findings.items()
    assert (patient.findings["age-band"], patient.findings["sex"]) == ("old", "female")
    # What is left open takes the likeliest state of the cause: 0.7 for 'hours', 0.9 for raised.
    assert (patient.findings["onset"], patient.findings["d-dimer"]) == ("hours", "raised")
    assert patient.findings["snap"] == "absent"
