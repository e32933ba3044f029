"""Where on the leg a question is about. Pure."""

from collections.abc import Mapping

from ..records import KnowledgeBase, Question
from .dangers import named


def structure(kb: KnowledgeBase, question: Question) -> str:
    """Id of a drawn structure that its picture marks or its proof names, or ''."""
    forms = [question.picture.mark] if question.picture and question.picture.mark else []
    forms += [option.at for option in question.options if option.right and option.at]
    for proof in question.proof:
        for measure, what in proof.items():
            if measure == "fact" and str(what).startswith("structures."):
                forms.append(str(what).split(".")[1])
            elif measure in ("length-change", "moment-arm") and isinstance(what, Mapping):
                forms.append(what["form"])
    drawn = {form.structure for form in kb.forms.values()}
    ids = (kb.forms[key].structure if key in kb.forms else key for key in forms)
    return next((key for key in ids if key in drawn), "")


def causes(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Ids of the causes that its proof names, each once."""
    found = (cause for proof in question.proof for cause in named(kb, proof))
    return tuple(dict.fromkeys(cause for cause in found if cause in kb.causes))
