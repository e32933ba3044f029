"""The knowledge base as pandas tables, for the curious and for instructors.

pandas and numpy are imported here only when a table is asked for.
"""

from typing import TYPE_CHECKING

from .reasoning.cohort import STAGES, Cohort, among_first, calibration_error, sample_cohort
from .reasoning.contrast import closest_pairs, separations
from .reasoning.likelihood import distribution, speaker, tables_of
from .records import SETTINGS, KnowledgeBase, Setting

if TYPE_CHECKING:
    import pandas as pd


def causes(kb: KnowledgeBase) -> "pd.DataFrame":
    """One row per cause: group, urgency, share of patients in each setting, number of own findings."""
    import pandas as pd

    tables = tables_of(kb)
    frame = pd.DataFrame(
        {
            "name": cause.name,
            "group": cause.group,
            "urgency": cause.urgency,
            "must not miss": cause.must_not_miss,
            "own findings": len(cause.findings),
            "mimics": len(cause.mimics),
        }
        for cause in kb.causes.values()
    )
    for setting in SETTINGS:
        frame[setting] = tables.shares(tables.priors(setting))
    return frame.set_index(pd.Index(kb.causes, name="cause"))


def findings(kb: KnowledgeBase) -> "pd.DataFrame":
    """One row per finding: label, kind, states, price, dependent group, causes that speak of it."""
    import pandas as pd

    group = {key: each.label for each in kb.groups.values() for key in each.findings}
    return pd.DataFrame(
        {
            "label": finding.label,
            "kind": finding.kind,
            "states": ", ".join(finding.states),
            "minutes": finding.cost.minutes,
            "money tier": finding.cost.money,
            "harm tier": finding.cost.harm,
            "group": group.get(key, ""),
            "causes": sum(key in cause.findings for cause in kb.causes.values()),
        }
        for key, finding in kb.findings.items()
    ).set_index(pd.Index(kb.findings, name="finding"))


def numbers(kb: KnowledgeBase) -> "pd.DataFrame":
    """One row per cause, finding and state: probability, where it comes from, likelihood ratio."""
    import pandas as pd

    rows = []
    for key in kb.findings:
        background = distribution(kb, None, key)
        for cause in kb.causes.values():
            owner, told = speaker(kb, cause.id, key)
            for state, p in distribution(kb, cause.id, key).items():
                rows.append(
                    (
                        cause.id,
                        key,
                        state,
                        p,
                        p / background[state] if background[state] else float("inf"),
                        "own" if owner == cause.id else "spared system" if owner else "background",
                        told.basis,
                        told.source or "",
                    )
                )
    columns = ["cause", "finding", "state", "probability", "LR", "from", "basis", "source"]
    return pd.DataFrame(rows, columns=columns)


def apart(kb: KnowledgeBase, cause: str, other: str) -> "pd.DataFrame":
    """What tells two causes apart, the strongest first.

    Raises:
        UnknownId: for an unknown cause.
    """
    import pandas as pd

    return pd.DataFrame(
        (kb.findings[each.finding].label, each.state, each.lr) for each in separations(kb, cause, other)
    ).set_axis(["finding", "state", "LR"], axis=1)


def closest(kb: KnowledgeBase, n: int = 10) -> "pd.DataFrame":
    """The pairs of causes that are hardest to tell apart."""
    import pandas as pd

    rows = [(kb.causes[a].name, kb.causes[b].name, value) for value, a, b in closest_pairs(kb, n)]
    return pd.DataFrame(rows, columns=["cause", "other", "overlap"])


def accuracy(
    kb: KnowledgeBase, n: int = 20_000, *, setting: Setting = "primary-care", seed: int = 0
) -> "pd.DataFrame":
    """How often the true cause comes first, or among three, of `n` sampled patients, stage by stage."""
    import pandas as pd

    cohort = sample_cohort(kb, n, setting=setting, seed=seed)
    rows = {}
    for stage, kinds in STAGES.items():
        posterior = cohort.posterior(kinds)
        hit = cohort.holds(posterior.argmax(axis=1))
        rows[stage] = {
            "comes first": float(hit.mean()),
            "among three": among_first(cohort, posterior, 3),
            "calibration error": calibration_error(posterior.max(axis=1), hit),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("what is known")


def confusion(
    kb: KnowledgeBase,
    n: int = 20_000,
    *,
    stage: str = "history and examination",
    by: str = "group",
    setting: Setting = "primary-care",
    seed: int = 0,
) -> "pd.DataFrame":
    """Share of sampled patients of each true group (rows) that the engine puts into each group.

    Args:
        stage: one of `kb.reasoning.cohort.STAGES`.
        by: 'group' or 'cause'.

    Raises:
        KneeError: for an unknown stage or `by`.
    """
    import pandas as pd

    from .errors import KneeError, nearest

    for value, allowed in ((stage, STAGES), (by, ("group", "cause"))):
        if value not in allowed:
            raise KneeError(f"there is no '{value}'; there are {', '.join(allowed)}{nearest(value, allowed)}")
    cohort: Cohort = sample_cohort(kb, n, setting=setting, seed=seed)
    names = [c.group if by == "group" else key for key, c in kb.causes.items()]
    said = cohort.posterior(STAGES[stage]).argmax(axis=1)
    table = pd.crosstab(
        pd.Series([names[i] for i in cohort.truth], name="true"),
        pd.Series([names[i] for i in said], name="likeliest"),
        normalize="index",
    )
    order = list(dict.fromkeys(sorted(names)))
    return table.reindex(index=order, columns=order, fill_value=0.0)


def published(kb: KnowledgeBase) -> "pd.DataFrame":
    """One row per published patient, the worst understood first: what was true, what the engine made of it.

    Investigations are hidden. `place` is that of the true cause in the list, empty where the cause is none
    that is known here.
    """
    import pandas as pd

    from .patients.published import outcomes

    rows = sorted(
        outcomes(kb), key=lambda one: (one.safe, one.probability if one.probability is not None else -1)
    )
    return pd.DataFrame(
        {
            "true": kb.causes[one.patient.cause].name if one.patient.cause else one.patient.diagnosis,
            "place": one.place,
            "probability": one.probability,
            "likeliest": kb.causes[one.likeliest].name,
            "sent": one.sent,
            "belongs": one.patient.disposition,
            "title": one.patient.title,
            "address": one.patient.link,
        }
        for one in rows
    ).set_index(pd.Index([one.patient.id for one in rows], name="patient"))


def yardstick(kb: KnowledgeBase) -> "pd.DataFrame":
    """How the engine does on the published patients, investigations hidden: see `kb.patients.published`.

    Beside it on patients of its own of whom it is told no more.
    """
    from dataclasses import asdict

    import pandas as pd

    from .patients.published import outcomes, told_alike
    from .patients.published import yardstick as measured

    columns = {"published patients": outcomes(kb), "its own, told as much": told_alike(kb)}
    table = pd.DataFrame({name: asdict(measured(results)) for name, results in columns.items()})
    return table.rename(index=lambda name: name.replace("_", " "))
