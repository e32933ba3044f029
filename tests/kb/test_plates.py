"""Plates: what was drawn once and is read as data is what would be drawn now, and needs no numpy."""

import hashlib
import json
from dataclasses import replace

import pytest

import kb
from kb.anatomy import pictures, plates, section_plate
from kb.anatomy.body import Body
from kb.anatomy.curves import mirrored, svg_path
from kb.anatomy.terms import VIEWS
from tests.kb.conftest import HOUSE

DRAWN_BY = (
    "terms", "curves", "outlines", "body", "painting", "view_plate", "fields", "slices", "probe",
    "section_plate",
)  # fmt: skip
"""Modules of kb/anatomy that decide how a plate looks."""
KNOWN = kb.load()
LEVELS = list(KNOWN.levels)
SCENES = [key for key, question in KNOWN.questions.items() if question.picture]


@pytest.fixture(scope="module")
def kept():
    """Every plate as a compiled file gives it back."""
    return json.loads(json.dumps(plates.produce(KNOWN)))


@pytest.fixture
def compiled(kept, monkeypatch):
    """Pictures are put together from what was kept."""
    monkeypatch.setattr(plates, "source", lambda _, name: kept.get(name))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget():
    for remembered in (plates.plate, pictures.section_view, pictures.scene_picture):
        remembered.cache_clear()


def test_the_version_names_the_code_that_draws():
    digest = hashlib.sha256()
    for module in DRAWN_BY:
        digest.update((HOUSE / "kb" / "anatomy" / f"{module}.py").read_text("utf-8").encode())
    now = digest.hexdigest()[:12]
    assert now == plates.VERSION, f'the code that draws has changed: write VERSION = "{now}" in plates.py'


def test_there_is_a_plate_for_every_view_and_section(kept):
    views = {plates.view_name(view, left) for view in VIEWS for left in (False, True)}
    sections = {plates.section_name(level) for level in LEVELS}
    assert kept.keys() == views | sections | {plates.PLACES, plates.LEVELS}


def test_a_plate_that_was_kept_is_what_would_be_drawn_now(kept):
    for name, draw in plates._drawers(KNOWN).items():
        assert kept[name] == {"stamp": plates.stamp(KNOWN), "plate": draw()}, name


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("left", [False, True])
def test_a_view_from_a_kept_plate_is_the_one_drawn_now(view, left, request):
    fresh = pictures.view_picture(KNOWN, view=view, left=left)
    request.getfixturevalue("compiled")
    assert pictures.view_picture(KNOWN, view=view, left=left) == fresh


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("left", [False, True])
def test_a_section_from_a_kept_plate_is_the_one_drawn_now(level, left, request):
    fresh = pictures.section_view(KNOWN, level, left=left)
    request.getfixturevalue("compiled")
    again = pictures.section_view(KNOWN, level, left=left)
    assert again == fresh
    assert again is not fresh


def test_the_picture_of_every_question_is_the_one_drawn_now(request):
    fresh = {key: pictures.scene_picture(KNOWN, KNOWN.questions[key].picture) for key in SCENES}
    assert fresh
    request.getfixturevalue("compiled")
    assert {key: pictures.scene_picture(KNOWN, KNOWN.questions[key].picture) for key in SCENES} == fresh


def test_a_plate_of_other_code_or_another_geometry_is_drawn_anew(kept, compiled, monkeypatch):
    assert plates.read(KNOWN, plates.LEVELS) == kept[plates.LEVELS]["plate"]
    assert plates.read(KNOWN, "plates/of-nothing") is None
    first = next(iter(KNOWN.forms.values()))
    moved = replace(first, path=(replace(first.path[0], at=(0.0, 0.0, 0.0)), *first.path[1:]))
    other = replace(KNOWN, forms={**KNOWN.forms, first.id: moved})
    assert plates.read(other, plates.LEVELS) is None
    for broken in (None, "plate", {}, {"stamp": "other", "plate": {}}):
        monkeypatch.setattr(plates, "source", lambda _, __, held=broken: held)
        assert plates.read(KNOWN, plates.LEVELS) is None
    monkeypatch.setattr(plates, "source", lambda _, name: kept.get(name))
    monkeypatch.setattr(plates, "stamp", plates.stamp.__wrapped__)
    monkeypatch.setattr(plates, "VERSION", "older")
    assert plates.read(KNOWN, plates.LEVELS) is None


def test_a_mirrored_path_is_the_path_of_the_mirrored_points():
    points = [(0.0, 0.0), (0.54, -3.2), (-0.54, -3.2), (-12.34, 0.06), (-12.34, 7), (100.1, 7), (0.5, 0.5)]
    for some in (points, points[2:], points[5:], points[6:], points[:1]):
        turned = [(-x, y) for x, y in some]
        for closed in (False, True):
            assert mirrored(svg_path(some, closed=closed)) == svg_path(turned, closed=closed)
    both = svg_path(points[:3], closed=True) + svg_path(points[3:])
    assert mirrored(mirrored(both)) == both


def test_the_left_section_is_what_drawing_the_mirrored_points_gives(monkeypatch):
    """Nothing is lost by mirroring what was rounded."""
    mirrored_view = pictures.section_view(KNOWN, LEVELS[1], left=True)
    right_flat = section_plate._flat
    monkeypatch.setattr(section_plate, "_flat", lambda cut, points: right_flat(cut, points) * [-1, 1])
    drawn = section_plate.drawn_section(Body.of(KNOWN), LEVELS[1])
    assert drawn["shapes"] == mirrored_view["picture"]["shapes"]
    assert drawn["probes"] == mirrored_view["probes"]
    assert drawn["box"] == mirrored_view["picture"]["box"]


LIGHT = """
import json, sys
import kb, widgets
from kb.anatomy import plates
kept = json.load(open(sys.argv[1]))
plates.source = lambda _, name: kept.get(name)
known = kb.load()
made = [widgets.anatomy(), widgets.anatomy("tibial-nerve", view="medial", left=True)]
made += [widgets.anatomy(causes=["deep-vein-thrombosis"]), widgets.anatomy(show=["soleus"], peel="bone")]
made += [widgets.section(level, left=left) for level in known.levels for left in (False, True)]
kinds = {}
for key, question in known.questions.items():
    kinds.setdefault((question.kind, question.picture is None), key)
made += [widgets.quiz(key) for key in kinds.values()]
made += [widgets.quiz("anatomy-02"), widgets.pain_map(), widgets.localise(), widgets.lesson_head("anatomy")]
made += [widgets.case("long-flight"), widgets.differential(["calf-pain"]), widgets.recovery()]
assert all("alert" not in getattr(one, "value", "") for one in made)
print(len(kinds), sorted({"numpy", "pandas", "plotly"} & {name.split(".")[0] for name in sys.modules}))
"""


def test_with_plates_no_fixed_picture_and_no_question_needs_numpy(kept, python, tmp_path, real):
    file = tmp_path / "plates.json"
    file.write_text(json.dumps(kept), "utf-8")
    result = python("-c", LIGHT, str(file))
    assert result.stderr == ""
    count, _, heavy = result.stdout.partition(" ")
    assert int(count) >= 6
    assert heavy == "[]\n"
