"""What an examination asks about a cause stands on its page, and in the page of the command line."""

import re

import kb
from kb.__main__ import main
from widgets._html import esc
from widgets.cause_page import cause_page

KEY = "crystal-arthritis"


def test_the_page_of_a_cause_shows_what_it_goes_with_its_classic_result_and_its_first_treatment(capsys):
    known = kb.load()
    cause = known.causes[KEY]
    shown = cause_page(known, cause)
    assert main(["show", KEY]) == 0
    told = re.sub(r"\s+", " ", capsys.readouterr().out)
    for text in (cause.goes_with, cause.classic_result, cause.first_line):
        assert esc(text) in shown
        assert text in told
