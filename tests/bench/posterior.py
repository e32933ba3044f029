"""One differential and one next question, as a widget asks for them at each click."""

import math
import random
import statistics
import time
import timeit
from collections.abc import Callable, Iterator, Mapping

import kb
from kb.reasoning.bands import Uncertainty
from kb.reasoning.differential import Differential
from kb.reasoning.likelihood import Tables, tables_of

from .measure import Row, against, duration, in_turns

KNOWN = 12
PATIENTS = 40
TIMES = 9


def rows() -> Iterator[Row]:
    base = kb.load()
    tables = tables_of(base)
    rng = random.Random(0)
    asked = [key for key, finding in base.findings.items() if finding.kind != "person"]
    patients = []
    for seed in range(PATIENTS):
        truth = kb.sample_patient(seed=seed).findings
        patients.append({key: truth[key] for key in rng.sample(asked, KNOWN)})

    def one_each(function: Callable[[Mapping[str, str]], object]) -> float:
        """Median over the patients, seconds."""
        return statistics.median(_processor_time(lambda p=p: function(p), 3) for p in patients)

    here, floor, step = in_turns(
        TIMES,
        "differential",
        lambda: one_each(kb.differential),
        lambda: one_each(lambda known: _naive(tables, known)),
        lambda: one_each(kb.next_best),
    )
    how = (
        f"{KNOWN} findings of {PATIENTS} patients, {len(tables.causes)} causes, {TIMES} × 3 each; processor "
        "time. Floor: product of the single probabilities; no groups, contributions, words."
    )
    row = against("kb.differential, 12 findings", here, floor, show=duration, how=how)
    yield Row(row.what, row.here, row.floor, row.ratio, "< 1 ms", here < 1e-3, row.how)
    how = f"The same patients; weighs {len(base.findings) - KNOWN} findings. Floor: one differential."
    yield against("kb.next_best", step, here, show=duration, how=how)
    views = [kb.differential(known) for known in patients]

    def bands(view: Differential) -> None:
        known = Uncertainty(
            base, view.setting, view.ranking[0].units, {h.cause: h.probability for h in view.ranking}
        )
        for cause in base.causes:
            known.band((cause,))

    (banded,) = in_turns(
        TIMES, "bands", lambda: statistics.median(_processor_time(lambda v=v: bands(v), 3) for v in views)
    )
    how = f"The same patients; the band of each of {len(tables.causes)} causes. Floor: one differential."
    row = against("bands of all causes", banded, here, show=duration, how=how)
    yield Row(row.what, row.here, row.floor, row.ratio, "< 1 ms", banded < 1e-3, row.how)
    (made,) = in_turns(5, "tables", lambda: _processor_time(lambda: _every_row(Tables(base)), 1))
    how = "Median of 5. Every row; a process makes each when it is first asked for. Floor: one differential."
    yield against("making the tables", made, here, show=duration, how=how)


def _processor_time(function: Callable[[], object], times: int) -> float:
    """Seconds per call that this process worked: what else the machine does would blur so short a time."""
    return timeit.timeit(function, timer=time.process_time, number=times) / times


def _every_row(tables: Tables) -> None:
    for key, finding in tables.kb.findings.items():
        for state in finding.states:
            tables.single(key, state)
            if key in tables.group_of:
                tables.graded(key, state)


def _naive(tables: Tables, known: Mapping[str, str]) -> list[float]:
    columns = [tables.single(*pair) for pair in known.items()]
    weights = [
        prior * math.prod(column[i] for column in columns)
        for i, prior in enumerate(tables.priors("primary-care"))
    ]
    total = math.fsum(weights)
    return [weight / total for weight in weights]
