"""Every picture question is asked on a picture that shows what it asks about."""

import re

import pytest

import kb
from kb.anatomy.body import Body
from kb.anatomy.pictures import scene_picture
from kb.anatomy.slices import sliced
from kb.records import LAYERS

KNOWN = kb.load()
PICTURED = [key for key, question in KNOWN.questions.items() if question.picture]
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
SMALLEST = 8.0
"""Square millimetres: what is smaller cannot be hit with a finger or a mouse."""


def area(shape) -> float:
    """Of the outline's largest loop, by the shoelace formula."""
    best = 0.0
    for loop in shape["outline"].split("M")[1:]:
        numbers = [float(number) for number in NUMBER.findall(loop)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        points = steps
        if "l" in loop:  # relative to the point before
            points = [
                (sum(x for x, _ in steps[:i]), sum(y for _, y in steps[:i])) for i in range(1, len(steps) + 1)
            ]
        pairs = zip(points, points[1:] + points[:1], strict=True)
        best = max(best, abs(sum(a * d - b * c for (a, b), (c, d) in pairs)) / 2)
    return best


@pytest.mark.parametrize("key", PICTURED)
def test_what_is_asked_about_is_in_the_picture_and_large_enough_to_hit(key):
    question = KNOWN.questions[key]
    shapes = {shape["id"]: shape for shape in scene_picture(KNOWN, question.picture)["shapes"]}
    wanted = {option.at for option in question.options if option.at} | {question.picture.mark} - {""}
    assert wanted
    assert wanted <= shapes.keys()
    assert {form: area(shapes[form]) for form in wanted if area(shapes[form]) < SMALLEST} == {}


@pytest.mark.parametrize("key", PICTURED)
def test_every_place_has_words_for_those_who_cannot_see_it(key):
    question = KNOWN.questions[key]
    picture = scene_picture(KNOWN, question.picture)
    assert all(shape["where"] for shape in picture["shapes"])
    right = [option.text.casefold() for option in question.options if option.right]
    if question.kind == "hotspot":
        assert not [name for name in right if name in question.picture.text.casefold()]


def test_a_peeled_view_shows_what_is_left_on_and_nothing_outside_it():
    for key in PICTURED:
        scene = KNOWN.questions[key].picture
        if scene.view:
            left_on = LAYERS[LAYERS.index(scene.peel) :]
            assert {shape["layer"] for shape in scene_picture(KNOWN, scene)["shapes"]} <= set(left_on)


def test_a_section_holds_what_the_body_has_at_that_level():
    scene = next(KNOWN.questions[key].picture for key in PICTURED if KNOWN.questions[key].picture.level)
    regions = {region.id for region in sliced(Body.of(KNOWN), scene.level).regions}
    assert regions <= {shape["id"] for shape in scene_picture(KNOWN, scene)["shapes"]}
