"""Which words are explained, and in what words."""

import re

import kb
import widgets
from kb.glossary import glossary

KNOWN = kb.load()
ENTRIES = {entry.term: entry for entry in glossary(KNOWN)}


def test_a_lesson_s_head_brings_every_word_with_its_meaning():
    _, cards = widgets.lesson_head("vascular").children
    sent = cards.view["entries"]
    assert len(sent) == len(ENTRIES) > 200
    assert all(one["plain"] and one["forms"] for one in sent)


def test_a_structure_is_explained_by_its_own_record():
    assert ENTRIES["Popliteus"].plain == KNOWN.structures["popliteus"].what
    assert ENTRIES["Calcaneal tendon"].forms == ("Calcaneal tendon", "Achilles tendon")


def test_no_form_belongs_to_two_words():
    forms = [form.casefold() for entry in ENTRIES.values() for form in entry.forms]
    assert len(set(forms)) == len(forms)


def test_a_meaning_is_plain_and_holds_no_figure():
    for term in KNOWN.glossary.values():
        assert not re.search(r"\d", term.plain.replace("L5", "").replace("S1", "")), term.id
        assert len(term.plain.split()) <= 40, term.id


def test_the_glossary_finds_a_word_by_its_beginning_and_by_its_meaning():
    page = widgets.glossary()
    assert page.html.count("<dt>") == len(ENTRIES)
    page.values = {"search": "thromb"}
    terms = re.findall(r"<dt>([^<]+?) ?<", page.html)
    assert terms[:2] == ["Thrombophlebitis", "Thrombosis"]
    assert "Pseudothrombophlebitis" in terms
    page.values = {"search": "xyzzy"}
    assert "No word of the glossary has this" in page.html
