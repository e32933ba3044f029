"""What pictures show, as tables from the knowledge base."""

import re
from html import unescape

import pytest

import kb
from kb.errors import UnknownId
from kb.reasoning.likelihood import distribution
from kb.wording import percent
from widgets.imaging_table import chosen, imaging_table, tables

SIX = (
    "bakers-cyst", "ruptured-bakers-cyst", "degenerative-meniscal-tear", "meniscal-root-tear",
    "knee-osteoarthritis", "anterior-cruciate-ligament-injury",
)  # fmt: skip


@pytest.fixture(scope="module")
def base():
    return kb.load()


def rows(html, number):
    """A table's rows as lists of plain text."""
    table = re.findall(r"<table.*?</table>", html, re.S)[number]
    return [
        [
            " ".join(unescape(re.sub("<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


def test_a_cell_names_the_test_and_what_it_shows_with_its_share(base):
    table = rows(tables(base, chosen(base, SIX)), 0)
    assert table[0] == ["Cause", "X-ray", "Ultrasound of soft tissue", "MRI"]
    cyst = table[1]
    assert cyst[0] == base.causes["bakers-cyst"].name
    assert "97 % cyst" in cyst[2]
    assert "55 % osteoarthritis" in cyst[1]


def test_a_blank_cell_says_nothing_but_to_a_screen_reader(base):
    html = tables(base, chosen(base, SIX))
    ligament = rows(html, 0)[6]
    assert ligament[1:3] == ["shows nothing", "shows nothing"]
    assert html.count('<span class="visually-hidden">shows nothing</span>') == sum(
        cell == "shows nothing" for row in rows(html, 0) for cell in row
    )


def test_a_normal_picture_of_the_knee_leaves_the_vessels_open(base):
    html = tables(base, chosen(base, SIX))
    table = {row[0]: row[1:] for row in rows(html, 1)[1:]}
    aneurysm = table[base.causes["popliteal-artery-aneurysm"].name]
    assert aneurysm[:3] == ["does not look for it"] * 3
    assert aneurysm[3] == base.findings["popliteal-artery-duplex"].label
    assert "none of these pictures looks for" in html
    assert "popliteal artery aneurysm" in html.partition("none of these pictures looks for")[2][:250]


def test_what_a_test_looks_for_is_told_with_its_share_of_normal_results(base):
    html = tables(base, chosen(base, ["deep-vein-thrombosis"]))
    clot = next(row for row in rows(html, 1) if row[0] == base.causes["deep-vein-thrombosis"].name)
    key = "compression-ultrasound-proximal"
    normal = distribution(base, "deep-vein-thrombosis", key)["compressible"]
    assert f"{base.findings[key].label} {percent(normal)} normal" in " ".join(clot)


def test_numbers_follow_the_knowledge_base(base):
    from dataclasses import replace

    cause, key = base.causes["bakers-cyst"], "popliteal-ultrasound"
    claim = replace(cause.findings[key], p={"cyst": 0.63, "no-cyst": 0.36})
    altered = replace(cause, findings={**cause.findings, key: claim})
    changed = replace(base, causes={**base.causes, cause.id: altered})
    assert "63 % cyst" in " ".join(rows(tables(changed, chosen(changed, ["bakers-cyst"])), 0)[1])


def test_the_structural_causes_are_shown_unless_told(base):
    html = imaging_table(base, ()).value
    group = [cause for cause in base.causes.values() if cause.group == "structural-cystic"]
    assert len(rows(html, 0)) == len(group) + 1
    assert chosen(base, ["vascular", "deep-vein-thrombosis"])[0].group == "vascular"
    assert len(chosen(base, ["bakers-cyst", "bakers-cyst"])) == 1


def test_an_unknown_name_is_refused_with_the_nearest(base):
    with pytest.raises(UnknownId, match="bakers-cyst"):
        imaging_table(base, ["bakers-cist"])
