"""A page to read: escaped HTML in the house style, in a core widget that needs no script."""

import ipywidgets as w

from ._html import esc
from ._theme import css


def page(label: str, html: str) -> w.HTML:
    """`html` must be escaped already; `label` names the region for a screen reader."""
    return w.HTML(value=framed(label, html))


def framed(label: str, html: str) -> str:
    """The markup of a page, for a widget whose value changes."""
    return f'<style>{css()}</style><section class="knee" aria-label="{esc(label)}">{html}</section>'
