"""What patients ask, on the page."""

import dataclasses
import re
from html import unescape

import ipywidgets as w
import pytest

import kb
from kb.errors import UnknownId
from kb.records import ReadOnly
from widgets.faq_page import OPEN, TOPICS, faq_page


@pytest.fixture(scope="module")
def base():
    return kb.load()


@pytest.fixture(scope="module")
def html(base):
    return faq_page(base).value.partition("</style>")[2]


def test_every_question_opens_to_its_answer_with_when_to_get_help_and_sources(base, html):
    opened = re.findall(r"<li><details[^>]*><summary>(.+?)</summary>(.+?)</details></li>", html, re.S)
    assert [unescape(question) for question, _ in opened] == [
        faq.question for topic in TOPICS for faq in base.faq.values() if faq.topic == topic
    ]
    by_question = {faq.question: faq for faq in base.faq.values()}
    for question, inner in opened:
        faq = by_question[unescape(question)]
        told = unescape(inner)
        assert faq.answer in told
        assert (
            re.search(r'class="alarm"><strong>! When to get help:</strong> (.+?)</p>', told)[1]
            == faq.red_flag
        )
        assert told.count('class="sources"') == 1
        for key in faq.sources:
            assert not base.sources[key].link or f'href="{base.sources[key].link}"' in told


def test_the_groups_have_headings_in_order(html):
    assert re.findall(r"<h4>(.+?)</h4>", html) == list(TOPICS.values())


def test_only_the_answer_that_must_be_found_at_once_is_open(base, html):
    assert re.findall(r"<details open><summary>(.+?)</summary>", html) == [base.faq[OPEN].question]


def test_it_needs_no_script_and_no_own_control(html):
    assert not re.search(r"<script|<input|onclick|javascript:|<img", html, re.I)


def test_one_question_stands_open_by_itself(base):
    page = faq_page(base, "heat-or-ice")
    assert isinstance(page, w.HTML)
    told = unescape(page.value.partition("</style>")[2])
    faq = base.faq["heat-or-ice"]
    assert f"<h3>{faq.question}</h3>" in told
    assert faq.answer in told
    assert faq.red_flag in told
    assert "<details" not in told
    assert base.faq["can-i-fly"].question not in told


def test_an_unknown_question_names_the_nearest(base):
    with pytest.raises(UnknownId, match="did you mean 'heat-or-ice'"):
        faq_page(base, "heat-or-icy")


def test_text_of_the_content_stays_text(base):
    nasty = dataclasses.replace(
        base.faq["can-i-fly"], question="<b>fly</b>", answer="<i>yes</i>", red_flag='"><script>'
    )
    told = faq_page(dataclasses.replace(base, faq=ReadOnly({"can-i-fly": nasty})))
    body = told.value.partition("</style>")[2]
    for raw in ("<b>fly", "<i>yes", "<script"):
        assert raw not in body
    assert "&lt;b&gt;fly" in body
