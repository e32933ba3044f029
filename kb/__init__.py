"""What is true: facts, questions and patients about pain behind the knee and down the calf.

    import kb
    kb.differential(["calf-swelling", "recent-surgery"], setting="emergency", age=66).ranking[0]

Everything here is pure: values in, values out. Content is the YAML in this package's folders.
"""

from . import encounter
from .disposition import triage
from .errors import KneeError, KnowledgeBaseError, UnknownId
from .grading import grade
from .loader import load
from .patients import sample_patient
from .reasoning import differential, next_best
from .scoring import add_up
from .search import find

__all__ = [
    "KneeError",
    "KnowledgeBaseError",
    "UnknownId",
    "add_up",
    "differential",
    "encounter",
    "find",
    "grade",
    "load",
    "next_best",
    "sample_patient",
    "triage",
]
