"""How easily prose reads, by Flesch's measure."""

import json

import pytest

import kb
from kb.check.readability import prose_of, readability, reading_ease
from kb.reading.files import ROOT

PLAIN = "The cat sat on the mat. It was warm. The sun came in."
HARD = "Pathophysiological considerations notwithstanding, anticoagulation necessitates deliberation."


def test_by_hand():
    # 13 words in 3 sentences, each of one syllable
    assert reading_ease(PLAIN) == pytest.approx(206.835 - 1.015 * 13 / 3 - 84.6)


def test_long_words_and_sentences_read_worse():
    assert reading_ease(HARD) < 0 < 60 < reading_ease(PLAIN)
    assert reading_ease("") == 0


def test_links_headings_and_names_of_sources_are_no_prose(tmp_path):
    text = '# Heading\n\nA [vein](https://x.org "Title 2001") aches (Ada et al. 2001).\n\n| a | b |'
    cells = [{"cell_type": "markdown", "id": "a", "source": [text]}]
    file = tmp_path / "one.ipynb"
    file.write_text(json.dumps({"cells": cells}))
    assert prose_of(file).split() == ["A", "vein", "aches", "."]


def test_every_lesson_has_its_figure():
    known = kb.load()
    found = dict(readability(known, ROOT))
    assert found.keys() == known.lessons.keys()
    assert all(20 < ease < 100 for ease in found.values())
