"""All forms as one set of triangles that a pose moves and never reorders."""

import numpy as np
import pytest

import kb
from kb.anatomy.body import NEUTRAL, Body, Pose
from kb.anatomy.surface import Surface
from kb.errors import KneeError

BODY = Body.of(kb.load())
FORMS = list(BODY.kb.forms)
SURFACE = Surface(BODY, FORMS)
BENT = Pose(0.0, 75.0, 10.0)


def corners(form: str, pose: Pose) -> np.ndarray:
    part = next(part for part in SURFACE.parts if part.form == form)
    return SURFACE.positions(pose)[part.start : part.start + part.vertices]


def test_it_stays_within_the_budget():
    assert len(SURFACE.triangles) < 60_000
    assert len(SURFACE.coarse) < len(SURFACE.triangles) / 2


def test_parts_cover_every_corner_and_triangle_once():
    corner = face = coarse = 0
    for part in SURFACE.parts:
        assert (part.start, part.first, part.first_coarse) == (corner, face, coarse)
        corner, face = corner + part.vertices, face + part.triangles
        coarse += part.triangles_coarse
    assert [part.form for part in SURFACE.parts] == FORMS
    assert (corner, face, coarse) == (SURFACE.size, len(SURFACE.triangles), len(SURFACE.coarse))


@pytest.mark.parametrize("detail", ["triangles", "coarse"])
def test_every_form_is_closed_and_has_corners_of_its_own(detail: str):
    faces = getattr(SURFACE, detail)
    for part in SURFACE.parts:
        first, n = (
            (part.first, part.triangles)
            if detail == "triangles"
            else (part.first_coarse, part.triangles_coarse)
        )
        mine = faces[first : first + n]
        assert mine.min() >= part.start
        assert mine.max() < part.start + part.vertices
        edges = np.concatenate([mine[:, [0, 1]], mine[:, [1, 2]], mine[:, [2, 0]]])
        ways = {tuple(edge) for edge in edges.tolist()}
        assert len(ways) == len(edges), part.form  # no edge twice the same way …
        assert {(b, a) for a, b in ways} == ways, part.form  # … and each also the other way


@pytest.mark.parametrize("pose", [NEUTRAL, BENT], ids=["straight", "bent"])
def test_it_lies_where_the_tubes_lie(pose: Pose):
    places = SURFACE.positions(pose)
    assert np.isfinite(places).all()
    for part in SURFACE.parts:
        tube = BODY.tube(part.form, pose)
        mine = places[part.start : part.start + part.vertices]
        ends = mine[-2:]
        np.testing.assert_allclose(ends, tube.centre[[0, -1]], atol=0.1)
        far = np.linalg.norm(mine[:, None] - tube.centre[None], axis=2).min(axis=1)
        assert far.max() <= tube.half.max() + 0.5, part.form


def test_bone_keeps_its_shape_and_a_muscle_across_the_knee_does_not():
    def spread(form: str, pose: Pose) -> np.ndarray:
        points = corners(form, pose)
        return np.linalg.norm(points - points[0], axis=1)

    np.testing.assert_allclose(spread("tibia", BENT), spread("tibia", NEUTRAL), atol=1e-6)
    np.testing.assert_allclose(corners("femur-shaft", BENT), corners("femur-shaft", NEUTRAL))
    assert np.abs(spread("semitendinosus", BENT) - spread("semitendinosus", NEUTRAL)).max() > 20


def test_flesh_is_in_the_belly_of_muscles_alone():
    flesh = SURFACE.flesh()
    for part in SURFACE.parts:
        mine = flesh[part.start : part.start + part.vertices]
        assert set(mine) <= {0.0, 1.0}
        assert mine.any() == (BODY.kb.forms[part.form].kind == "muscle"), part.form


def test_a_pose_that_no_knee_takes_is_refused():
    with pytest.raises(KneeError, match="knee angle"):
        SURFACE.positions(Pose(0.0, 170.0, 0.0))
