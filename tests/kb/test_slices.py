"""Cross-sections: a point belongs to one structure, sides are right, a probe meets things in order."""

import numpy as np
import pytest

from kb.anatomy.body import Body
from kb.anatomy.fields import area, contours
from kb.anatomy.probe import needle, probe
from kb.anatomy.slices import sliced
from kb.errors import KneeError, UnknownId

LEVELS = ["distal-thigh", "popliteal-crease", "proximal-calf", "mid-calf", "musculotendinous-junction"]


@pytest.fixture(scope="module")
def body(real):
    return Body.of(real)


def inside(loops, x, z):
    """Whether points lie in a region (even-odd rule)."""
    hit = np.zeros(len(x), dtype=bool)
    for loop in loops:
        ax, az = loop.T
        bx, bz = np.roll(ax, -1), np.roll(az, -1)
        for i in np.flatnonzero(az != bz):
            spans = (az[i] > z) != (bz[i] > z)
            hit ^= spans & (x < (bx[i] - ax[i]) * (z - az[i]) / (bz[i] - az[i]) + ax[i])
    return hit


def region(body, level, key):
    return next(one for one in sliced(body, level).regions if one.id == key)


def structures(met):
    return [one.structure for one in met]


def in_order(met, *wanted):
    found = structures(met)
    places = [found.index(key) for key in wanted]
    return places == sorted(places)


def test_the_levels_stand_from_thigh_to_ankle(real):
    assert [*real.levels] == LEVELS
    heights = [level.height for level in real.levels.values()]
    assert heights == sorted(heights, reverse=True)


def test_a_circle_is_traced_with_its_area_and_its_hole():
    side = np.arange(-10, 10.1, 0.75)
    far = np.hypot(side[:, None], side[None, :])
    loops = contours(np.maximum(far - 8, 3 - far), side, side)
    assert sorted(np.sign([area(loop) for loop in loops])) == [-1, 1]
    assert sum(map(area, loops)) == pytest.approx(np.pi * (64 - 9), rel=0.02)


@pytest.mark.parametrize("level", LEVELS)
def test_muscles_and_bones_do_not_overlap_and_lie_inside_the_fascia(body, level):
    cut = sliced(body, level)
    rim = cut.skin.outline[0]
    x, z = (
        v.ravel()
        for v in np.meshgrid(
            *(np.arange(*rim[:, i][[rim[:, i].argmin(), rim[:, i].argmax()]], 1.3) for i in (0, 1))
        )
    )
    wide = [one for one in cut.regions if one.kind in ("muscle", "bone")]
    assert len(wide) >= 6 - 2 * (level == "popliteal-crease")
    taken = sum(inside(one.outline, x, z).astype(int) for one in wide)
    assert taken.max() == 1
    fascia, skin = inside(cut.fascia.outline, x, z), inside(cut.skin.outline, x, z)
    assert not (fascia & ~skin).any()
    assert not ((taken > 0) & ~fascia).any()


@pytest.mark.parametrize("level", LEVELS)
def test_a_muscle_keeps_its_area_roughly(body, level):
    """Ellipses overlap in the calf and leave gaps at its top, so that more than rough is not to be had."""
    muscles = [one for one in sliced(body, level).regions if one.kind == "muscle" and one.ellipse > 150]
    assert len(muscles) >= 2
    for one in muscles:
        assert 0.75 < one.area / one.ellipse < 1.45, one.id
    bones = [one for one in sliced(body, level).regions if one.kind == "bone"]
    assert all(0.85 < one.area / one.ellipse < 1.03 for one in bones)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bone_has_marrow_inside_its_cortex(body, level):
    for one in sliced(body, level).regions:
        if one.kind == "bone":
            assert one.marrow
            assert 0.2 * one.area < sum(map(area, one.marrow)) < 0.95 * one.area


def test_medial_and_lateral_are_where_they_belong(body):
    crease = {one.id: one.at[1] for one in sliced(body, "popliteal-crease").regions}
    assert crease["semitendinosus"] < crease["tibial-nerve"] < crease["biceps-femoris-long-head"]
    assert crease["gastrocnemius-medial-head"] < crease["gastrocnemius-lateral-head"]
    calf = {one.id: one.at for one in sliced(body, "mid-calf").regions}
    assert calf["tibia"][1] < calf["fibula"][1]
    assert calf["tibialis-anterior"][0] > calf["tibialis-posterior"][0] > calf["soleus"][0]


def test_a_probe_behind_the_knee_meets_nerve_vein_artery_capsule_bone(body):
    met = probe(sliced(body, "popliteal-crease"), 0)
    assert in_order(
        met,
        "subcutaneous-tissue-of-leg",
        "popliteal-fascia",
        "popliteal-fossa",
        "tibial-nerve",
        "popliteal-vein",
        "popliteal-artery",
        "knee-capsule",
        "femur",
    )
    depths = [one.depth for one in met]
    assert depths == sorted(depths)
    assert met[0].depth == 0
    assert met[-1].structure == "femur"


def test_a_probe_into_the_calf_meets_gastrocnemius_soleus_tibialis_posterior(body):
    for angle in (-9, 0, 9):
        assert in_order(
            probe(sliced(body, "mid-calf"), angle),
            "crural-fascia",
            "gastrocnemius",
            "soleus",
            "tibialis-posterior",
        )


@pytest.mark.parametrize("level", LEVELS[2:])
def test_the_medial_face_of_the_tibia_lies_under_the_skin(body, level):
    met = {one.structure: one.depth for one in probe(sliced(body, level), -140)}
    assert met["tibia"] - met["crural-fascia"] < 10
    assert not [key for key in met if body.kb.structures[key].kind == "muscle"]


def test_a_probe_tells_the_sides_apart(body):
    medial, lateral = probe(sliced(body, "mid-calf"), -30), probe(sliced(body, "mid-calf"), 30)
    assert "gastrocnemius-medial-head" in {one.id for one in medial}
    assert "gastrocnemius-lateral-head" in {one.id for one in lateral}
    assert "fibularis-longus" in structures(probe(sliced(body, "mid-calf"), 100))
    assert structures(probe(sliced(body, "mid-calf"), -165))[-1] == "tibia"


def test_a_probe_ends_at_bone_or_in_the_middle(body):
    cut = sliced(body, "mid-calf")
    bony = {one.id for one in cut.regions if one.kind == "bone"}
    for angle in range(-180, 180, 15):
        met = probe(cut, angle)
        assert [one.id for one in met if one.id in bony] in ([], [met[-1].id])
        if met[-1].id not in bony:
            assert met[-1].depth <= np.hypot(*np.subtract(needle(cut, angle)[0], cut.middle))


@pytest.mark.parametrize("level", LEVELS)
def test_every_place_on_the_skin_can_be_probed(body, level):
    for angle in range(-180, 181, 30):
        met = probe(sliced(body, level), angle)
        assert structures(met)[0] == "subcutaneous-tissue-of-leg"
        assert 1 < met[1].depth < 30
        assert all(one.end >= one.depth for one in met)


def test_front_and_front_are_the_same_place(body):
    assert probe(sliced(body, "mid-calf"), -180) == probe(sliced(body, "mid-calf"), 180)


def test_refusals_name_what_is_wrong(body):
    with pytest.raises(UnknownId, match="did you mean 'mid-calf'"):
        sliced(body, "mid-calv")
    with pytest.raises(KneeError, match="200 is not between -180 and 180"):
        probe(sliced(body, "mid-calf"), 200)
    with pytest.raises(KneeError, match="no section of the leg at height 500"):
        sliced(body, 500.0)
    assert sliced(body, -640.0).regions


def test_a_section_is_made_once(body):
    assert sliced(body, "mid-calf") is sliced(body, "mid-calf")


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_names_only_what_it_cuts(body, real, level):
    cut = {one.structure for one in sliced(body, level).regions}
    named = {key for held in real.levels[level].spaces.values() for key in held}
    assert named <= cut, f"not at this level: {named - cut}"
