"""The place of a lesion from what is lost and what is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.anatomy.localise import CHANCE, STATES, dangerous, expected, how, localise, supply
from kb.errors import KneeError, UnknownId

FIBULAR = "common-fibular-nerve-at-the-neck"
TIBIAL = "tibial-nerve-in-the-fossa"
FOOT_DROP = {"ankle-dorsiflexion": "lost", "great-toe-extension": "lost"}


def first(real, found):
    return localise(real, found).ranking[0].lesion


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "kept", "hip-abduction": "kept"}, FIBULAR),
        (FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "kept"}, FIBULAR),
        (FOOT_DROP | {"foot-inversion": "lost", "hip-abduction": "lost"}, "l5-root"),
        (FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "lost", "hip-abduction": "lost"}, "l5-root"),
        (FOOT_DROP | {"hip-abduction": "lost"}, "l5-root"),
        (FOOT_DROP | {"foot-eversion": "kept", "skin-first-web": "lost"}, "deep-fibular-nerve"),
        (
            {"skin-top-of-foot": "lost", "foot-eversion": "lost", "ankle-dorsiflexion": "kept"},
            "superficial-fibular-nerve",
        ),
        (
            FOOT_DROP
            | {"ankle-plantarflexion": "lost", "ankle-reflex": "lost", "foot-inversion": "lost"}
            | {"hip-abduction": "kept"},
            "sciatic-nerve",
        ),
        (
            {"ankle-reflex": "lost", "skin-outer-foot": "lost", "ankle-plantarflexion": "lost"}
            | {"foot-inversion": "kept", "great-toe-extension": "kept"},
            "s1-root",
        ),
        (
            {"ankle-reflex": "lost", "skin-heel": "lost", "ankle-plantarflexion": "lost"}
            | {"hip-extension": "lost", "foot-inversion": "kept"},
            "s1-root",
        ),
        (
            {"ankle-reflex": "lost", "skin-sole": "lost", "ankle-plantarflexion": "lost"}
            | {"foot-inversion": "lost", "foot-eversion": "kept", "toe-flexion": "lost"},
            TIBIAL,
        ),
        (
            {"skin-sole": "lost", "toe-flexion": "lost", "ankle-reflex": "kept"},
            "tibial-nerve-at-the-soleal-sling",
        ),
        (
            {"skin-sole": "lost", "toe-spreading": "lost", "toe-flexion": "kept", "ankle-reflex": "kept"},
            "tibial-nerve-in-the-tarsal-tunnel",
        ),
        (
            {"skin-outer-foot": "lost", "ankle-reflex": "kept", "ankle-plantarflexion": "kept"},
            "sural-nerve",
        ),
        (
            {"skin-outer-foot": "lost", "skin-lower-calf": "lost", "ankle-reflex": "kept"}
            | {"foot-eversion": "kept", "skin-sole": "kept"},
            "sural-nerve",
        ),
        ({"skin-inner-leg": "lost", "knee-extension": "kept", "knee-reflex": "kept"}, "saphenous-nerve"),
        (
            {"knee-extension": "lost", "knee-reflex": "lost", "skin-front-of-thigh": "lost"}
            | {"hip-adduction": "kept"},
            "femoral-nerve",
        ),
        ({"knee-extension": "lost", "knee-reflex": "lost", "ankle-dorsiflexion": "lost"}, "l4-root"),
        (
            {"skin-back-of-thigh": "lost", "skin-knee-hollow": "lost", "toe-flexion": "kept"}
            | {"toe-spreading": "kept"},
            "posterior-femoral-cutaneous-nerve",
        ),
        (
            {"skin-back-of-thigh": "lost", "skin-knee-hollow": "lost", "toe-spreading": "lost"},
            "s2-root",
        ),
        ({"skin-saddle": "lost", "bladder-or-bowel": "lost"}, "cauda-equina"),
    ],
)
def test_the_classic_patterns_come_out(real, found, place):
    assert first(real, found) == place


def test_every_lesion_wins_on_its_own_full_picture(real):
    wrong = {}
    for lesion in real.lesions.values():
        found = dict.fromkeys(lesion.takes, "lost") | dict.fromkeys(lesion.spares, "kept")
        if (best := first(real, found)) != lesion.id:
            wrong[lesion.id] = best
    assert wrong == {}


def test_why_names_what_tells_fibular_nerve_from_root(real):
    found = FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "kept"}
    why = localise(real, found).why
    signs = "Foot inversion strong and foot eversion weak"
    assert f"{signs}: speaks for the common fibular nerve, not for the L5 root." in why


def test_foot_drop_alone_asks_for_inversion(real):
    result = localise(real, FOOT_DROP)
    assert result.next.deficit in ("foot-inversion", "hip-abduction", "foot-eversion")
    assert "L5 root" in result.next.why
    assert "common fibular nerve" in result.next.why
    assert "equally well" in result.why[0]


def test_outer_foot_alone_leaves_root_and_nerve_level_and_asks_for_the_reflex(real):
    result = localise(real, ["skin-outer-foot"])
    shares = {one.lesion: one.share for one in result.ranking}
    assert shares["s1-root"] == pytest.approx(shares["sural-nerve"])
    assert result.next.deficit in ("ankle-reflex", "ankle-plantarflexion")


@pytest.mark.parametrize("sign", ["both-legs", "skin-saddle", "bladder-or-bowel", "anal-squeeze"])
def test_signs_of_the_cauda_equina_are_an_emergency_whatever_else_fits(real, sign):
    found = FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "kept", sign: "lost"}
    alarms = localise(real, found).alarms
    assert alarms[0].deficit == sign
    assert alarms[0].disposition == "emergency"
    assert not any(alarm.deficit == sign for alarm in localise(real, found | {sign: "kept"}).alarms)


def test_a_dangerous_place_is_never_argued_away(real):
    assert [key for key, lesion in real.lesions.items() if dangerous(real, lesion)] == ["cauda-equina"]
    result = localise(real, FOOT_DROP | {"hip-abduction": "lost"})
    assert not any("cauda" in text for text in (*result.why, result.next.why))


def test_what_the_best_place_leaves_open_is_named(real):
    found = FOOT_DROP | {"foot-eversion": "lost", "foot-inversion": "kept", "knee-reflex": "lost"}
    result = localise(real, found)
    assert result.ranking[0].lesion == FIBULAR
    assert result.unexplained == ("knee-reflex",)


def test_nothing_found_ranks_all_alike_and_says_nothing(real):
    result = localise(real)
    assert {round(one.share, 9) for one in result.ranking} == {round(1 / len(real.lesions), 9)}
    assert result.why == ()
    assert result.next is None
    assert result.alarms == ()


@settings(max_examples=60)
@given(data=st.data())
def test_shares_add_up_and_follow_the_stated_figures(real, data):
    found = data.draw(
        st.dictionaries(st.sampled_from(sorted(real.deficits)), st.sampled_from(STATES), max_size=9)
    )
    result = localise(real, found)
    assert sum(one.share for one in result.ranking) == pytest.approx(1)
    one, other = result.ranking[0], result.ranking[-1]

    def by_hand(key):
        product = 1.0
        for deficit, state in found.items():
            p = CHANCE[expected(real.lesions[key], deficit)]
            product *= p if state == "lost" else 1 - p
        return product

    assert one.share / other.share == pytest.approx(by_hand(one.lesion) / by_hand(other.lesion))
    assert result.next is None or result.next.deficit not in found


def test_a_nerve_takes_the_muscles_and_skin_that_the_anatomy_gives_it(real):
    """The table agrees with muscles.yaml: who is supplied by a nerve falls with it."""
    place = {
        "deep-fibular-nerve": ["deep-fibular-nerve", FIBULAR, "sciatic-nerve"],
        "superficial-fibular-nerve": [FIBULAR, "sciatic-nerve"],
        "tibial-nerve": [TIBIAL, "sciatic-nerve"],
        "femoral-nerve": ["femoral-nerve"],
        "saphenous-nerve": ["saphenous-nerve", "femoral-nerve"],
    }
    missing = []
    for deficit in real.deficits.values():
        nerves = {deficit.nerve, *(real.structures[key].innervation for key in deficit.muscles)}
        for nerve in nerves & place.keys():
            missing += [
                (lesion, deficit.id)
                for lesion in place[nerve]
                if expected(real.lesions[lesion], deficit.id) == "spares"
            ]
    assert missing == []
    for key in ("hip-abduction", "hip-extension", "hip-adduction"):
        for lesion in ("sciatic-nerve", FIBULAR, TIBIAL, "femoral-nerve"):
            assert expected(real.lesions[lesion], key) == "spares"


def test_a_root_takes_its_dermatome_or_may(real):
    for deficit in real.deficits.values():
        root = f"{deficit.dermatome.lower()}-root"
        if root in real.lesions:
            assert expected(real.lesions[root], deficit.id) != "spares", (root, deficit.id)


def test_every_test_says_how_and_every_muscle_by_whom(real):
    for deficit in real.deficits.values():
        assert deficit.kind == "sign" or how(real, deficit)
        assert deficit.kind != "movement" or supply(real, deficit)


def test_mistakes_are_refused_with_the_nearest(real):
    with pytest.raises(UnknownId, match="foot-eversion"):
        localise(real, ["foot-evertion"])
    with pytest.raises(KneeError, match="lost"):
        localise(real, {"foot-eversion": "lostt"})
    with pytest.raises(KneeError, match="both as"):
        localise(real, ["foot-eversion", "foot-eversion=kept"])
    with pytest.raises(KneeError, match="mapping"):
        localise(real, 3)
