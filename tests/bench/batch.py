"""The posterior of very many patients, beside two libraries of exact inference on the same network.

The network: a cause; for each group a grade of ten equally frequent ones; every finding hangs on the
cause, those of a group on its grade too. All libraries get the same tables, and must agree.
"""

import logging
import statistics
import time
import warnings
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

import kb
from kb.reasoning.cohort import posteriors as batch_of
from kb.reasoning.likelihood import GRADES, Tables

from .cohort import SETTING, cohort
from .measure import Row, against, duration, progress

PATIENTS = 100_000
QUERIES = 100
AGREE = 1e-6
ROUNDS = 3


def rows() -> Iterator[Row]:
    one = cohort()
    everything, _ = one.first(PATIENTS)
    done = len(one.causes)
    how = f"{done:,} patients, one after the other, with every finding. Floor: encoding them."
    yield against("sampling a patient", one.sampling / done, one.encoding / done, show=duration, how=how)
    yield from _beside("everything known", everything)
    yield from _beside("history only", one.history(everything))


def _beside(what: str, codes: np.ndarray) -> Iterator[Row]:
    tables = cohort().tables
    evidence = [
        {key: int(code) for key, code in zip(tables.kb.findings, row, strict=True) if code >= 0}
        for row in codes[:QUERIES]
    ]
    posteriors: list[np.ndarray] = []

    def whole() -> float:
        progress(f"batch of {PATIENTS:,}, {what}")
        began = time.perf_counter()
        posteriors[:] = [batch_of(tables, codes, SETTING)]
        return time.perf_counter() - began

    took: dict[str, list[float]] = {"pgmpy": [], "pyAgrum": [], "one": []}
    off = {"pgmpy": 0.0, "pyAgrum": 0.0, "one": 0.0}
    batches = []
    share = -(-QUERIES // ROUNDS)
    for round_ in range(ROUNDS):  # the others' queries between our batches
        batches.append(whole())
        for i in range(round_ * share, min(QUERIES, (round_ + 1) * share)):
            progress(f"{what}: query {i + 1}/{QUERIES}")
            for name, query in (("pgmpy", _pgmpy), ("pyAgrum", _pyagrum), ("one", _one)):
                began = time.perf_counter()
                answer = query(evidence[i])
                took[name].append(time.perf_counter() - began)
                off[name] = max(off[name], float(np.abs(answer - posteriors[0][i]).max()))
    for name, difference in off.items():
        if not difference <= AGREE:
            raise ArithmeticError(f"{name} differs from the batch by {difference:.1e} ({what})")
    here = statistics.median(batches) / PATIENTS
    theirs = {name: statistics.median(times) for name, times in took.items()}
    findings = len(evidence[0])
    for name, version, faster in (
        ("pgmpy", "pgmpy's VariableElimination", 100),
        ("pyAgrum", "pyAgrum's LazyPropagation", 10),
    ):
        how = (
            f"Per patient, {findings} findings: {PATIENTS:,} in {duration(here * PATIENTS)}, {ROUNDS} times. "
            f"Floor: {version}, {QUERIES} queries; greatest difference {off[name]:.0e}."
        )
        label = f"{PATIENTS:,} patients, {what}, beside {name}"
        yield against(label, here, theirs[name], show=duration, faster=faster, how=how)
    how = f"kb.differential, {QUERIES} patients, not in a batch. Floor: pyAgrum, one query of the same."
    yield against(
        f"  one patient, {what}", theirs["one"], theirs["pyAgrum"], show=duration, faster=None, how=how
    )


def _one(evidence: Mapping[str, int]) -> np.ndarray:
    tables = cohort().tables
    findings = tables.kb.findings
    known = {key: findings[key].states[code] for key, code in evidence.items()}
    found = kb.differential(known, setting=SETTING).by_cause
    return np.array([found[cause].probability for cause in tables.causes])


def _by_cause(hypotheses: np.ndarray) -> np.ndarray:
    return np.array(cohort().tables.shares(hypotheses.tolist()))


def _tables_of_network(tables: Tables) -> Iterator[tuple[str, str | None, np.ndarray]]:
    """Finding, its group, P(state | hypothesis, or hypothesis and grade) with the state first."""
    causes = len(tables.hypotheses)
    for key, finding in tables.kb.findings.items():
        group = tables.group_of.get(key)
        rows = tables.graded if group else tables.single
        p = np.array([rows(key, state)[:causes] for state in finding.states])
        yield key, group and f"grade of {group.id}", p / p.sum(axis=0)


@cache
def _pyagrum_engine():
    import pyagrum

    tables = cohort().tables
    net = pyagrum.BayesNet()
    net.add(pyagrum.LabelizedVariable("cause", "", len(tables.hypotheses)))
    net.cpt("cause").fillWith(tables.priors(SETTING))
    for group in tables.kb.groups:
        net.add(pyagrum.LabelizedVariable(f"grade of {group}", "", GRADES))
        net.cpt(f"grade of {group}").fillWith([1 / GRADES] * GRADES)
    for key, group, p in _tables_of_network(tables):
        net.add(pyagrum.LabelizedVariable(key, "", len(p)))
        if group:
            net.addArc(group, key)
        net.addArc("cause", key)
        order = {key: 0, "cause": 1, group: 2}
        axes = [order[name] for name in reversed(net.cpt(key).names)]  # pyAgrum's fastest comes first
        net.cpt(key)[:] = np.ascontiguousarray(p.transpose(axes))
    engine = pyagrum.LazyPropagation(net)
    engine.setTargets({"cause"})
    return engine


def _pyagrum(evidence: Mapping[str, int]) -> np.ndarray:
    engine = _pyagrum_engine()
    engine.setEvidence(evidence)
    engine.makeInference()
    return _by_cause(engine.posterior("cause").toarray())


@cache
def _pgmpy_engine():
    progress("importing pgmpy")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork
    logging.getLogger("pgmpy").setLevel(logging.ERROR)

    tables = cohort().tables
    causes = len(tables.hypotheses)
    net = DiscreteBayesianNetwork()
    net.add_node("cause")
    net.add_cpds(TabularCPD("cause", causes, [[p] for p in tables.priors(SETTING)]))
    for group in tables.kb.groups:
        net.add_node(f"grade of {group}")
        net.add_cpds(TabularCPD(f"grade of {group}", GRADES, [[1 / GRADES]] * GRADES))
    for key, group, p in _tables_of_network(tables):
        parents = {"cause": causes} | ({group: GRADES} if group else {})
        net.add_edges_from((parent, key) for parent in parents)
        net.add_cpds(TabularCPD(key, len(p), p.reshape(len(p), -1), list(parents), list(parents.values())))
    return VariableElimination(net)


def _pgmpy(evidence: Mapping[str, int]) -> np.ndarray:
    return _by_cause(_pgmpy_engine().query(["cause"], evidence=evidence, show_progress=False).values)
