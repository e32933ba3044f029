"""The 3-D view: until its first picture stands, and from a slider's message to the picture that answers it.

Times are by the page's clock, and a picture stands when a pixel of it can be read back: with software
graphics, drawing goes on long after the script is done. Floors on the same page, in turns: an empty
plotly scene of the same size, and a bare ipywidgets slider whose value Python writes into a label.
"""

import random
import statistics
from collections import defaultdict
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.lab import NOTEBOOK, run_all, wait_until_idle

from .browser import lab_and_page, opened, write
from .measure import Row, against, duration, progress

ROUNDS = 4
MOVES = 6
REST = 1000
"""Milliseconds between moves: the fine mesh is back by then."""

SCENE = """\
import ipywidgets as w
empty = {"type": "mesh3d", "x": [0, 1, 0], "y": [0, 0, 1], "z": [0, 0, 0], "i": [0], "j": [1], "k": [2]}
bundle = {"data": [empty], "layout": {"height": 580, "width": 610}, "config": {"plotGlPixelRatio": 1}}
outputs = ({"output_type": "display_data", "metadata": {},
            "data": {"application/vnd.plotly.v1+json": bundle, "text/plain": ""}},)
w.Output(outputs=outputs)"""

FLOOR = """\
slider, label = w.IntSlider(max=120), w.Label("0")
slider.observe(lambda change: setattr(label, "value", str(change.new)), "value")
floor = w.VBox([slider, label])
floor.add_class("bench-floor")
floor"""

OURS = """\
from widgets import body
body()"""

SETUP = "import ipywidgets as w"

# From the element in the document to its first whole picture.
FIRST = """(selector) => {
    window.first = new Promise((done, fail) => {
        setTimeout(() => fail(Error(`nothing drawn in ${selector}`)), 30000);
        let began = null;
        const frame = () => {
            const box = document.querySelector(selector);
            if (box && began === null) began = performance.now();
            const plot = box?.matches(".js-plotly-plot") ? box : box?.querySelector(".js-plotly-plot");
            const gl = plot?._fullLayout?.scene?._scene?.glplot?.gl;
            if (!gl || !plot.querySelector("canvas")) return requestAnimationFrame(frame);
            requestAnimationFrame(() => {
                gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
                done((performance.now() - began) / 1000);
            });
        };
        requestAnimationFrame(frame);
    });
}"""

MOVE = """async ([root, value]) => {
    const box = root.querySelector(".body-picture");
    const slider = root.querySelector("[data-key=knee]");
    const gl = box._fullLayout.scene._scene.glplot.gl;
    const began = performance.now();
    const answered = new Promise((done) => {
        new MutationObserver((_, observer) => { observer.disconnect(); done(); })
            .observe(box, { attributeFilter: ["data-pose"] });
    });
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await answered;
    await new Promise(requestAnimationFrame);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    return (performance.now() - began) / 1000;
}"""

MOVE_FLOOR = """async ([root, key]) => {
    const label = root.querySelector(".widget-label:not([title=''])") ?? root.querySelector(".widget-label");
    const handle = root.querySelector(".noUi-handle");
    const began = performance.now();
    const answered = new Promise((done) => {
        new MutationObserver((_, observer) => { observer.disconnect(); done(); })
            .observe(root.lastElementChild, { subtree: true, childList: true, characterData: true });
    });
    handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await answered;
    await new Promise(requestAnimationFrame);
    return (performance.now() - began) / 1000;
}"""


def rows() -> Iterator[Row]:
    first: dict[str, list[float]] = defaultdict(list)
    moves: dict[str, list[float]] = defaultdict(list)
    with lab_and_page() as (lab, page):
        books = {
            "floor": (write(lab, "scene.ipynb", [SCENE]), f"{NOTEBOOK} .jp-RenderedPlotly"),
            "ours": (write(lab, "body.ipynb", [SETUP, FLOOR, OURS]), f"{NOTEBOOK} .body-picture"),
        }
        for round_ in range(ROUNDS):
            for name, (book, selector) in books.items():
                progress(f"body: {name}, round {round_ + 1}/{ROUNDS}")
                with opened(page, lab, book):
                    page.evaluate(FIRST, selector)
                    run_all(page)
                    first[name].append(page.evaluate("() => window.first"))
                    if name == "ours":
                        _move(page, moves)
    painted, scene = (statistics.median(first[name]) for name in ("ours", "floor"))
    yield against(
        "3-D leg: first picture",
        painted,
        scene,
        show=duration,
        at_most=3,
        how=f"{ROUNDS} times, pages fresh. Floor: an empty plotly scene as cell output. "
        f"Within 1.5 s: {'yes' if painted <= 1.5 else 'NO'}.",
    )
    for name, what in (("default", "3-D leg: slider → picture"), ("all", "  with skin and fascia too")):
        answer, floor = statistics.median(moves[name]), statistics.median(moves["floor"])
        yield against(
            what,
            answer,
            floor,
            show=duration,
            at_most=7.5,
            how=f"{len(moves[name])} moves of the knee, the picture read back. Floor: ipywidgets slider → "
            f"Python → label. Within 150 ms: {'yes' if answer <= 0.15 else 'NO'}.",
        )


def _move(page: Page, moves: dict[str, list[float]]) -> None:
    """Moves of the knee, then of the bare slider, with the usual layers and then with all."""
    leg = page.locator(f"{NOTEBOOK} .knee").last
    bare = page.locator(f"{NOTEBOOK} .bench-floor")
    leg.scroll_into_view_if_needed()
    for name in ("default", "all"):
        if name == "all":
            for layer in ("Skin", "Deep fascia"):
                leg.get_by_label(layer, exact=True).check()
        for i in range(MOVES):
            wait_until_idle(page)
            page.wait_for_timeout(REST + random.uniform(0, 40))
            moves[name].append(leg.evaluate(_on(MOVE), str(5 + i * 37 % 110)))
        page.wait_for_timeout(REST)
        for i in range(MOVES):
            wait_until_idle(page)
            moves["floor"].append(bare.evaluate(_on(MOVE_FLOOR), "ArrowRight" if i % 2 == 0 else "ArrowLeft"))


def _on(script: str) -> str:
    """A script of [root, value] as Playwright calls it: with the element first."""
    return f"(root, value) => ({script})([root, value])"
