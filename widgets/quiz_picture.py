"""The picture of a question: structures without names until the verdict, and the places that were meant."""

from typing import Any

from kb.errors import KneeError
from kb.questions.kinds import kind_of
from kb.records import KnowledgeBase, Question, Scene


def _drawn(kb: KnowledgeBase, scene: Scene) -> dict[str, Any]:
    """The scene; whoever has no picture need not wait for the curves."""
    from kb.anatomy.pictures import scene_picture

    return scene_picture(kb, scene)


def picture(kb: KnowledgeBase, question: Question, *, named: bool) -> dict[str, Any]:
    """What is drawn for a question; empty where it needs none. Until it is `named`, places have numbers."""
    scene = question.picture
    if scene is None:
        return {}
    whole = _drawn(kb, scene)
    marks = [f"s{i}" for i, shape in enumerate(whole["shapes"]) if shape["id"] == scene.mark]
    joined = sorted({shape["join"] for shape in whole["shapes"] if shape.get("join")})
    shapes = [
        shape
        | {"id": f"s{i}"}
        | ({} if named else {"structure": "", "label": "", "name": ""})
        | ({"join": f"j{joined.index(shape['join'])}"} if shape.get("join") else {})
        for i, shape in enumerate(whole["shapes"])
    ]
    return whole | {
        "shapes": shapes,
        "text": scene.text,
        "key": f"{question.id}/{named}",
        "named": named,
        "pick": kind_of(question).PICKS,
        "mark": marks[:1],
    }


def form_at(kb: KnowledgeBase, question: Question, place: Any) -> str:
    """The form at a place of the picture.

    Raises:
        KneeError: if the picture has no such place.
    """
    assert question.picture is not None
    shapes = _drawn(kb, question.picture)["shapes"]
    number = place[1:] if isinstance(place, str) else ""
    if not (number.isdecimal() and int(number) < len(shapes)):
        raise KneeError("choose a place in the picture")
    return shapes[int(number)]["id"]


def places(kb: KnowledgeBase, question: Question, answer: Any) -> dict[str, list[str]]:
    """Places of the right answer and of the learner's."""
    if not kind_of(question).PICKS or question.picture is None:
        return {"right": [], "chosen": []}
    right = {option.at for option in question.options if option.right}
    forms = [shape["id"] for shape in _drawn(kb, question.picture)["shapes"]]
    return {
        "right": [f"s{i}" for i, form in enumerate(forms) if form in right],
        "chosen": [f"s{i}" for i, form in enumerate(forms) if form == answer],
    }
