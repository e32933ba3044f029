"""The search box finds a finding by the words that people use for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.search import find_care


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("swollen calf", "calf-swelling"),
        ("long flight", "long-journey"),
        ("chemotherapy", "active-cancer"),
        ("blood clot before", "previous-thrombosis"),
        ("the pill", "oestrogen-use"),
        ("smoker", "smoking"),
        ("pregnant", "pregnancy-or-puerperium"),
        ("ABI", "abi-rest"),
        ("d dimer", "d-dimer"),
        ("foot pulse", "foot-pulses"),
        ("pop", "snap-felt"),
    ],
)
def test_lay_words_find_the_finding(real, typed, meant):
    assert meant in kb.find(typed, kb=real)[:3]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("swollen claf", "calf-swelling"),
        ("hommans sign", "homans-sign"),
        ("smokking", "smoking"),
        ("leg vein ultrasond", "compression-ultrasound-proximal"),
        ("thrombophillia", "thrombophilia"),
        ("fever or chils", "fever-or-chills"),
    ],
)
def test_a_misspelling_finds_the_finding(real, typed, meant):
    assert meant in kb.find(typed, kb=real)[:4]


@pytest.mark.parametrize("typed", ["qwxz", "", "   ", "!!!", "zzzzzzzzzz", "🦵", "xkqj wvzp"])
def test_nonsense_finds_nothing(real, typed):
    assert kb.find(typed, kb=real) == ()


def test_every_finding_is_found_by_its_own_label(real):
    assert len(real.findings) >= 60
    missed = {key: f.label for key, f in real.findings.items() if key not in kb.find(f.label, kb=real)[:3]}
    assert missed == {}


def test_every_finding_is_found_by_its_other_words(real):
    words = [(key, word) for key, f in real.findings.items() for word in f.other_words][::4]
    assert len(words) > 100
    missed = [(key, word) for key, word in words if key not in kb.find(word, limit=12, kb=real)]
    assert missed == []


def test_the_start_of_a_word_finds_it(real):
    assert "d-dimer" in kb.find("d-dim", kb=real)
    assert "active-cancer" in kb.find("canc", kb=real)


def test_only_the_kinds_asked_for_are_found(real):
    found = kb.find("swelling", kinds=["examination"], kb=real)
    assert found
    assert {real.findings[key].kind for key in found} == {"examination"}
    assert kb.find("swelling", kinds=[], kb=real) == ()


def test_the_limit_is_kept(real):
    assert len(kb.find("pain", limit=3, kb=real)) == 3
    assert kb.find("pain", limit=3, kb=real) == kb.find("pain", limit=8, kb=real)[:3]


def test_care_is_found_by_other_words(real):
    assert "compression-bandage" in find_care(real, "elastic bandage")[:2]
    assert "ice" in find_care(real, "cold pack")[:2]
    assert find_care(real, "qwxz") == ()


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_search(real, typed):
    found = kb.find(typed, kb=real)
    assert len(set(found)) == len(found) <= 8
    assert set(found) <= real.findings.keys()
