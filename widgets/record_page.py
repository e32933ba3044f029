"""The learner's record: where it is, what is in it, and buttons to take it away or begin anew."""

from collections.abc import Callable

import ipywidgets as w

from kb.errors import KneeError

from ._html import esc
from ._page import framed, page
from .record import Record
from .record.progress import tally

LABEL = "Your record"


def record_page(record: Record) -> w.VBox:
    """Beginning anew asks once more, and writes what was there to a file first."""
    text = page(LABEL, _text(record))
    export = w.Button(description="Export to a file", layout=w.Layout(width="auto"))
    reset = w.Button(description="Begin anew …", layout=w.Layout(width="auto"))
    sure = w.Button(description="Yes, empty my record", button_style="danger", layout=w.Layout(width="auto"))
    sure.layout.display = "none"

    def do(work: Callable[[], str]) -> None:
        sure.layout.display = "none"
        try:
            said = work()
        except KneeError as error:
            said = str(error)
        text.value = framed(LABEL, _text(record, said))

    export.on_click(lambda _: do(lambda: f"Written to {record.export()}."))
    reset.on_click(lambda _: setattr(sure.layout, "display", ""))
    sure.on_click(
        lambda _: do(
            lambda: (
                f"Empty now. What was in it was written to {record.reset()}. "
                "Run the lesson again to see it fresh."
            )
        )
    )
    return w.VBox([text, w.HBox([export, reset, sure])])


def _text(record: Record, said: str = "") -> str:
    answers, encounters = tally(record.events())
    kept = record.notice or f"Your record is kept in {record.path}, on this computer only."
    return (
        f'<div class="card reading"><p>{esc(kept)}</p><p>It holds {answers} answers and {encounters} '
        f'encounters with patients.</p><p role="status"><strong>{esc(said)}</strong></p></div>'
    )
