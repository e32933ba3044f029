"""A page that stands in for JupyterLab: a widget's own Python, its own script, and a wire between them.

    stand = Stand(page)
    stand.show(lambda: widgets.quiz("vascular"))
    stand.press_everything()
    assert stand.faults == []

Messages go as ipywidgets sends them to a notebook, each trait and each piece of binary data, so a view that
works here works there; what a notebook adds to it (kernels, cells, its own keys) is for tests/browser.
"""

import base64
import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as w
import plotly
import pytest
from playwright.sync_api import ConsoleMessage, Page

HERE = Path(__file__).parent
SCRIPT = HERE / "stand.js"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
TURNS = 60
"""Messages there and back after which a view is taken for one that talks to itself."""
MOST = 400
"""Controls that one view may have."""


class Wire:
    """What ipywidgets takes for a connection to a notebook."""

    def __init__(self, stand: "Stand", number: int, data: dict, buffers: Sequence[Any] | None):
        self.comm_id = f"m{number}"
        self._stand = stand
        self._heard: Callable[[dict], None] = lambda message: None
        stand.say(self.comm_id, "open", data, buffers)

    def on_msg(self, hear: Callable[[dict], None]) -> None:
        self._heard = hear

    def send(self, data: dict | None = None, buffers: Sequence[Any] | None = None, **_: Any) -> None:
        assert data is not None
        self._stand.say(self.comm_id, data["method"], data, buffers)

    def close(self, *_: Any, **__: Any) -> None:
        self._stand.say(self.comm_id, "close", {}, None)

    def hear(self, data: dict) -> None:
        self._heard({"content": {"data": data}, "buffers": []})


class Stand(logging.Handler):
    """One page that shows one widget at a time. `faults` has whatever went wrong, on either side."""

    def __init__(self, page: Page, patch: pytest.MonkeyPatch):
        super().__init__(logging.WARNING)
        self.page, self.faults = page, list[str]()
        self._wires: dict[str, Wire] = {}
        self._said: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"{error}\n{error.stack}"))
        page.on("console", self._console)
        page.set_content("<!doctype html><html lang=en><title>Stand</title><body></body></html>")
        page.evaluate(SCRIPT.read_text("utf-8"))
        patch.setattr("ipywidgets.comm.create_comm", self._connect)
        # ipywidgets writes an exception of ours to the log and goes on.
        logging.getLogger("traitlets").addHandler(self)

    def close(self) -> None:
        logging.getLogger("traitlets").removeHandler(self)
        super().close()

    def clear(self) -> None:
        """An empty page, as it was at first."""
        self.page.evaluate("() => stand.clear()")
        self.settle()
        self.faults.clear()

    def emit(self, record: logging.LogRecord) -> None:
        self.faults.append(logging.Formatter().format(record))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _connect(self, *, data: dict, buffers: Sequence[Any] | None = None, **_: Any) -> Wire:
        wire = Wire(self, len(self._wires), data, buffers)
        self._wires[wire.comm_id] = wire
        return wire

    def say(self, model: str, method: str, data: dict, buffers: Sequence[Any] | None) -> None:
        binary = {
            path[0]: base64.b64encode(bytes(each)).decode()
            for path, each in zip(data.get("buffer_paths", ()), buffers or (), strict=True)
        }
        told = {"state": data.get("state"), "content": data.get("content"), "buffers": binary}
        # As JSON now: what Python changes in place afterwards was not said.
        self._said.append(json.dumps([model, method, told]))

    # ── For tests ────────────────────────────────────────────────────────────────────────────

    def show(self, make: Callable[[], w.Widget]) -> w.Widget:
        """What `make` returns, alone on the page."""
        widget = make()
        self.settle()
        self.page.evaluate("(id) => stand.mount(id)", widget.model_id)
        self.settle()
        return widget

    def settle(self) -> None:
        """Carry messages both ways until nobody has anything to say."""
        for _ in range(TURNS):
            said, self._said = self._said, []
            if not self._hear(self.page.evaluate("(text) => stand.turn(text)", f"[{','.join(said)}]")):
                return
        self.faults.append(f"{TURNS} turns, and they still talk")

    def _hear(self, answer: dict) -> bool:
        """What the page said, carried to Python; whether there is more to do."""
        if answer["plotly"]:
            self.page.evaluate(PLOTLY.read_text("utf-8"))
            self.page.evaluate("() => stand.plotlyIsHere()")
        for model, data in answer["said"]:
            try:
                self._wires[model].hear(data)
            except Exception:
                self.faults.append(traceback.format_exc())
        return bool(answer["plotly"] or self._said)

    def rest(self) -> None:
        """Let everything happen that was put off, and settle."""
        self.page.wait_for_function("() => stand.rested()")
        self.settle()

    def press_everything(self, last: Sequence[str] = (), *, of_a_make: int | None = None) -> list[str]:
        """Every control once, those that come with a press as well. Returns which, in their order.

        `last` are parts of names of controls that lead away from others, so they come after them; of controls
        made alike no more than `of_a_make` are pressed.
        """
        pressed = list[str]()
        while len(pressed) < MOST:
            answer = self.page.evaluate("(how) => stand.pressNext(...how)", [list(last), of_a_make])
            if not answer:
                return pressed
            pressed.append(answer["pressed"])
            if self._hear(answer):
                self.settle()
        self.faults.append(f"{MOST} controls, and there are more")
        return pressed

    def wear(self, dark: bool) -> None:
        """JupyterLab's dark or light theme: its own variables, and the mark it puts on the page."""
        self.page.evaluate(
            """([dark, style]) => {
                document.querySelector('#theme')?.remove();
                const sheet = document.createElement('style');
                Object.assign(sheet, { id: 'theme', textContent: style });
                document.head.prepend(sheet);
                document.body.dataset.jpThemeLight = String(!dark);
            }""",
            [dark, variables(dark)],
        )


@cache
def variables(dark: bool) -> str:
    """The variables of JupyterLab's own theme."""
    name = f"theme-{'dark' if dark else 'light'}-extension"
    sheet = Path(sys.prefix, "share/jupyter/lab/themes/@jupyterlab", name, "index.css").read_text("utf-8")
    blocks = re.findall(r":root\s*{[^}]*}", sheet)
    assert blocks, f"{name} has no variables"
    return "".join(blocks) + "body { background: var(--jp-layout-color0); margin: 8px }"
