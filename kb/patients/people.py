"""Virtual patients: sampled from the knowledge base with a seed, or taken from an authored case."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..errors import KneeError, unknown
from ..reasoning.likelihood import GRADES, distribution, tables_of
from ..reasoning.triage import rank
from ..records import Development, Disposition, KnowledgeBase, ReadOnly, Setting

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient with the whole truth about them. Only an encounter should look inside."""

    key: str
    """Case id, or 'generated-<cause or any>-<setting>-<seed>'; the same key is the same patient."""
    cause: str
    """Of two true causes the graver one."""
    also: str
    """A second cause that is true too, or ''."""
    setting: Setting
    name: str
    age: int
    sex: str
    who: str
    opening: str
    known: tuple[str, ...]
    """Findings that the opening tells."""
    findings: Mapping[str, str]
    """State of every finding."""
    words: Mapping[str, str]
    """Own words for some findings."""
    develops: tuple[Development, ...]
    disposition: Disposition
    accept_dispositions: tuple[Disposition, ...]
    lesson_learnt: str
    sources: tuple[str, ...]


NAMES = {
    "female": ("Ada", "Noor", "Mei", "Ines", "Grace", "Hana", "Olga", "Rosa", "Leila", "Brid"),
    "male": ("Tom", "Idris", "Ken", "Luis", "Viktor", "Sami", "Owen", "Paul", "Arjun", "Emil"),
}
"""First names for generated patients; they mean nothing."""

OLDEST = 95
"""Years: nobody who is made up is older, although the oldest age band goes on."""

OPENERS = ("calf-pain", "popliteal-pain", "leg-swelling-noticed", "exertional-pain", "pain-onset")
"""Complaints that a generated patient brings up unasked, where they have them."""


def sample_patient(
    kb: KnowledgeBase, cause: str | None = None, *, seed: int, setting: Setting = "primary-care"
) -> Patient:
    """A patient drawn from the knowledge base, the same for the same arguments on any platform.

    Args:
        cause: id of a true cause; None draws it by its weight in the setting. A second one comes with it as
            often as `Cause.coexists` says.
        seed: any whole number.

    Raises:
        KneeError: for an unknown cause or setting, or a seed that is no whole number.
    """
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise KneeError(f"seed {seed!r:.40} is not a whole number")
    if cause is not None and cause not in kb.causes:
        raise unknown("cause", cause, kb.causes)
    tables = tables_of(kb)
    priors = tables.priors(setting)
    # Text seeds go through SHA-512, and random() is stable over versions and platforms.
    draw = random.Random(f"{setting}/{cause}/{seed}").random
    columns = tables.columns[cause] if cause else range(len(priors))
    column = pick({i: priors[i] for i in columns}, draw()) if len(columns) > 1 else columns[0]
    return _drawn(kb, column, draw, setting, f"generated-{cause or 'any'}-{setting}-{seed}")


def patient_with(kb: KnowledgeBase, causes: tuple[str, ...], *, seed: int, setting: Setting) -> Patient:
    """A patient drawn as by `sample_patient`, of one cause alone or of a declared pair."""
    draw = random.Random(f"{setting}/{'+'.join(causes)}/{seed}").random
    column = tables_of(kb).hypotheses.index(causes)
    return _drawn(kb, column, draw, setting, f"drawn-{'+'.join(causes)}-{setting}-{seed}")


def _drawn(
    kb: KnowledgeBase, column: int, draw: Callable[[], float], setting: Setting, called: str
) -> Patient:
    """A patient of one hypothesis, given by its column in the tables."""
    tables = tables_of(kb)
    truth, *rest = sorted(tables.hypotheses[column], key=lambda key: -_gravity(kb, key))
    also = rest[0] if rest else ""
    grade = {group: int(draw() * GRADES) for group in sorted(kb.groups)}
    findings = {}
    for key in sorted(kb.findings):
        finding, group = kb.findings[key], tables.group_of.get(key)
        if group:
            p = {s: tables.graded(key, s)[column][grade[group.id]] for s in finding.states}
        else:
            p = {s: tables.single(key, s)[column] for s in finding.states}
        findings[key] = pick(p, draw())
    low, high = (kb.findings["age-band"].bounds or {})[findings["age-band"]]
    high = max(low, min(high, OLDEST))
    age = int(low + draw() * (high - low + 1))
    sex = findings["sex"]
    name = NAMES[sex][int(draw() * len(NAMES[sex]))]
    known = [key for key in OPENERS if key in findings and findings[key] != kb.findings[key].states[0]]
    return Patient(
        key=called,
        cause=truth,
        also=also,
        setting=setting,
        name=name,
        age=age,
        sex=sex,
        who="a patient made from the knowledge base",
        opening=_complaint(kb, known, findings),
        known=tuple(known),
        findings=ReadOnly(findings),
        words=ReadOnly(),
        develops=(),
        disposition=kb.causes[truth].urgency,
        accept_dispositions=(),
        lesson_learnt="",
        sources=kb.causes[truth].sources,
    )


def _gravity(kb: KnowledgeBase, cause: str) -> float:
    """By where a patient with it belongs; a danger before its like."""
    record = kb.causes[cause]
    return rank(record.urgency) + 0.5 * record.must_not_miss


def _complaint(kb: KnowledgeBase, known: list[str], findings: Mapping[str, str]) -> str:
    if not known:
        return "Something is wrong with my leg, and I can’t put it into words."
    lay = [kb.findings[key].lay for key in known if findings[key] == "present"]
    present = [text[0].lower() + text[1:] if text[1:2].islower() else text for text in lay]
    rest = [kb.findings[key].sounds[findings[key]] for key in known if findings[key] != "present"]
    head = f"I’ve come about my leg: {'; '.join(present)}." if present else "I’ve come about my leg."
    return " ".join([head, *rest])


def authored(kb: KnowledgeBase, case: str) -> Patient:
    """The patient of an authored case; what it leaves open takes the likeliest state of its cause.

    Raises:
        UnknownId: if there is no such case.
    """
    if case not in kb.cases:
        raise unknown("case", case, kb.cases)
    record = kb.cases[case]
    bounds = kb.findings["age-band"].bounds or {}
    findings = {
        key: max((p := distribution(kb, record.cause, key)), key=p.__getitem__) for key in kb.findings
    }
    findings |= record.findings
    findings["sex"] = record.sex
    findings["age-band"] = next(b for b, (low, high) in bounds.items() if low <= record.age <= high)
    return Patient(
        key=record.id,
        cause=record.cause,
        also="",
        setting=record.setting,
        name=record.name,
        age=record.age,
        sex=record.sex,
        who=record.who,
        opening=record.opening,
        known=record.presents_with,
        findings=ReadOnly(findings),
        words=record.words,
        develops=record.develops,
        disposition=record.disposition,
        accept_dispositions=record.accept_dispositions,
        lesson_learnt=record.lesson_learnt,
        sources=record.sources,
    )


def pick(p: Mapping[Key, float], at: float) -> Key:
    """The key at `at` (0 to 1) where keys lie side by side, each as wide as its weight."""
    total = sum(p.values())
    passed = 0.0
    for key, value in p.items():
        passed += value / total
        if at < passed:
            return key
    return next(key for key in reversed(list(p)) if p[key] > 0)
