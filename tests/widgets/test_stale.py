"""A fault in the content stops no lesson: the line that names it stands where a learner looks first."""

import pytest

import kb
import widgets
from kb.errors import Fault
from kb.reading import load as loading

LINE = "kb/content/causes/cellulitis.yaml: storey: unknown key"


@pytest.fixture
def stale(monkeypatch):
    """A kernel that goes on with an earlier version of the content."""
    fault = Fault("kb/content/causes/cellulitis.yaml", "storey", "unknown key 'storey'")
    held = loading.Own(kb.load(), (fault,))
    monkeypatch.setattr(widgets, "_stale_told", [])
    loading._own.cache_clear()
    monkeypatch.setattr(loading, "_load", lambda root: (_ for _ in ()).throw(kb.KnowledgeBaseError([fault])))
    monkeypatch.setattr(
        loading, "_last_good", lambda: type("Last", (), {"knowledge_base": lambda _: held.kb})()
    )
    yield
    loading._own.cache_clear()


@pytest.fixture
def nothing(monkeypatch):
    """A kernel with faulty content and no earlier version."""
    fault = Fault("kb/content/causes/cellulitis.yaml", "storey", "unknown key 'storey'")
    loading._own.cache_clear()
    monkeypatch.setattr(loading, "_load", lambda root: (_ for _ in ()).throw(kb.KnowledgeBaseError([fault])))
    monkeypatch.setattr(loading, "_last_good", lambda: None)
    yield
    loading._own.cache_clear()


def test_the_notice_and_every_head_name_the_fault(stale):
    for view in (widgets.notice(), widgets.lesson_head("vascular").children[0], widgets.notice()):
        assert LINE in view.value
        assert 'role="alert"' in view.value
    assert "Education, not medical advice." in widgets.notice().value


def test_else_it_stands_above_the_first_view_and_no_other(stale):
    first, second = widgets.cause("cellulitis"), widgets.cause("cellulitis")
    line, view = first.children
    assert LINE in line.value
    assert LINE not in view.value
    assert view.value == second.value


def test_it_stands_above_no_view_after_the_notice(stale):
    widgets.notice()
    assert LINE not in widgets.cause("cellulitis").value


def test_a_refusal_still_says_what_was_refused(stale):
    assert "no cause has the id" in widgets.cause("celulitis").value


def test_the_notice_is_there_without_any_knowledge_base(nothing):
    shown = widgets.notice().value
    assert "Education, not medical advice." in shown
    assert kb.notice()[:40] in shown
    assert LINE in shown
    assert LINE in widgets.cause("cellulitis").value


def test_sound_content_shows_no_line():
    assert kb.stale() is None
    assert "alert" not in widgets.notice().value + widgets.lesson_head("vascular").children[0].value
