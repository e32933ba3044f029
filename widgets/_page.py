"""A page to read: escaped HTML in the house style, in a core widget that needs no script."""

from functools import cache

import ipywidgets as w

from kb.errors import KneeError

from ._html import esc, numbered
from ._view import sheet


def page(label: str, html: str, *, style: str = "") -> w.HTML:
    """`html` must be escaped already; `label` names the region for a screen reader.

    `style` names the page's own sheet, which comes after what all pages share.
    """
    return w.HTML(value=framed(label, html, style=style))


def framed(label: str, html: str, *, style: str = "") -> str:
    """The markup of a page, for a widget whose value changes."""
    try:
        css, fault = _css(style), ""
    except KneeError as error:  # a page can be read without its style
        css, fault = "", f'<p role="alert">{esc(error)}</p>'
    html = numbered(html)
    return f'<style>{css}</style><section class="knee" aria-label="{esc(label)}">{fault}{html}</section>'


@cache
def _css(style: str) -> str:
    return "".join(sheet(name).read_text("utf-8") for name in ("page", style) if name)
