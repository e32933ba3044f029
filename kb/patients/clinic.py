"""A clinic of generated patients: who waits, the same for the same seed. Pure."""

import hashlib
import math
import random
import re
from collections import Counter
from dataclasses import replace

from ..errors import KneeError, nearest, shown
from ..reasoning.differential import family
from ..reasoning.likelihood import tables_of
from ..records import SETTINGS, KnowledgeBase, Setting
from ..wording import in_sentence
from .people import NAMES, OPENERS, Patient, authored, patient_with, pick, sample_patient

MOST = 10
"""Patients of a clinic; no sex has more names."""
ROUND = 6
PER_GROUP = 2
COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def waiting_list(
    kb: KnowledgeBase, n: int = ROUND, *, seed: int, setting: Setting = "primary-care"
) -> tuple[Patient, ...]:
    """The patients of a clinic, the same for the same seed and setting; a longer list begins like a shorter.

    True causes are drawn one after the other by their weight in the setting, with three bounds that
    make the mix teach: no diagnosis (with its family) comes twice; of any six in a row from the
    start, at most two are of one group; and one place of these six, at random, is kept for a cause that
    must not be missed. Others may be dangerous too, so that having found one is no reason to stop looking.

    Raises:
        KneeError: for an unknown setting, a seed that is no whole number, or an `n` beyond `MOST` or
            beyond what the knowledge base holds.
    """
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST:
        raise KneeError(f"n={shown(n)} is not a whole number from 1 to {MOST}")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise KneeError(f"seed {shown(seed, 40)} is not a whole number")
    drawn = _draw(kb, n, seed, setting)
    return tuple(_patient(kb, seed, setting, place, *one) for place, one in enumerate(drawn))


def _draw(kb: KnowledgeBase, n: int, seed: int, setting: Setting) -> list[tuple[tuple[str, ...], int]]:
    """True cause or causes and the patient's own seed, for every place."""
    tables = tables_of(kb)
    weights = dict(zip(tables.hypotheses, tables.priors(setting), strict=True))
    draw = random.Random(f"clinic/{setting}/{seed}").random
    met: set[str] = set()
    drawn = []
    for place in range(n):
        if place % ROUND == 0:
            dangerous = place + int(draw() * ROUND)
            groups: Counter[str] = Counter()
        free = {
            causes: p
            for causes, p in weights.items()
            if p > 0 and all(key not in met and groups[kb.causes[key].group] < PER_GROUP for key in causes)
        }
        feared = {
            causes: p for causes, p in free.items() if any(kb.causes[key].must_not_miss for key in causes)
        }
        if not free:
            raise KneeError(f"only {place} patients are different enough for one clinic; ask for n={place}")
        causes = pick(feared if feared and place == dangerous else free, draw())
        for key in causes:
            met.update(family(kb, key))
            groups[kb.causes[key].group] += 1
        drawn.append((causes, int(draw() * 2**31)))
    return drawn


def _patient(
    kb: KnowledgeBase, seed: int, setting: Setting, place: int, causes: tuple[str, ...], own_seed: int
) -> Patient:
    patient = patient_with(kb, causes, seed=own_seed, setting=setting)
    names = list(NAMES[patient.sex])
    random.Random(f"names/{setting}/{seed}").shuffle(names)
    # The key goes to the page and must not tell the cause. A patient whom a change of the content has
    # changed is another patient, of whom the record knows nothing.
    told = repr((patient.cause, sorted(patient.findings.items())))
    mark = hashlib.sha256(told.encode()).hexdigest()[:8]
    key = f"clinic-{setting}-{seed}-{place + 1}-{mark}"
    return replace(patient, key=key, name=names[place], who="from the waiting room")


def complaint(kb: KnowledgeBase, patient: Patient) -> str:
    """What the patient told at the desk, in a few words."""
    told = [
        kb.findings[key].lay for key in OPENERS if key in patient.known and patient.findings[key] == "present"
    ]
    return "; ".join([*told[:1], *map(in_sentence, told[1:])]) or "Something about the leg"


def patient_of(kb: KnowledgeBase, key: str) -> Patient:
    """The patient whom a record calls by this key: authored, generated or of a clinic.

    Raises:
        KneeError: if there is no such patient, or no longer.
    """
    settings = "|".join(SETTINGS)
    if key in kb.cases:
        return authored(kb, key)
    if found := re.fullmatch(rf"generated-(.+)-({settings})-(-?\d{{1,40}})", key):
        cause, setting, seed = found.groups()
        return sample_patient(kb, None if cause == "any" else cause, seed=int(seed), setting=setting)  # type: ignore[arg-type]
    if found := re.fullmatch(rf"clinic-({settings})-(-?\d{{1,40}})-(\d{{1,2}})-[0-9a-f]+", key):
        setting, seed, place = found[1], int(found[2]), int(found[3])
        if 1 <= place <= MOST:
            one = _draw(kb, place, seed, setting)[-1]  # type: ignore[arg-type]
            patient = _patient(kb, seed, setting, place - 1, *one)  # type: ignore[arg-type]
            if patient.key == key:
                return patient
    raise KneeError(f"no patient is called {shown(key)}{nearest(key, kb.cases)}")


def danger(kb: KnowledgeBase, setting: Setting) -> float:
    """Share of patients in the setting, not in a clinic, whose cause must not be missed."""
    tables = tables_of(kb)
    dangerous = tables.containing(key for key, cause in kb.causes.items() if cause.must_not_miss)
    priors = tables.priors(setting)
    return math.fsum(priors[column] for column in dangerous)


def counted(n: int) -> str:
    """A number at the head of a sentence: 'Three', '12'."""
    return COUNTS[n] if n < len(COUNTS) else str(n)
