"""What tests that play an encounter to its end have in common."""

from kb.patients.course import course
from kb.patients.encounter import KINDS, Action
from kb.patients.placing import placing
from kb.patients.safety import safety_faults, score
from kb.reasoning.differential import differential


def commit(diagnosis="clot", disposition="same-day", confidence=90, advice=("warn",)):
    value = {
        "diagnosis": diagnosis,
        "confidence": confidence,
        "disposition": disposition,
        "advice": list(advice),
    }
    return Action("commit", value=value)


def act(knowledge, key):
    kind = next(kind for kind, kinds in KINDS.items() if knowledge.findings[key].kind in kinds)
    return Action(kind, key)


def axis(result, name):
    return next(one for one in result.axes if one.name == name)


def said(result, name):
    return " ".join(axis(result, name).details)


def safety(knowledge, state):
    """Score and faults of safety, without the rest of the debrief, which takes longer."""
    view = differential(knowledge, state.revealed, setting=state.patient.setting)
    faults = safety_faults(knowledge, state, view, placing(knowledge, state), course(knowledge, state))
    return score(faults), " ".join(text for _, text in faults)
