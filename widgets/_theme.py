"""Every colour, space and font size, and how a view gets its style and script.

Colours come from JupyterLab's own variables, so that dark mode and other themes come by themselves;
the fallbacks serve elsewhere. Verdict colours are set for both themes, at a contrast of 4.5 or more.
"""

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"

TOKENS = {
    "bg": "var(--jp-layout-color1, #fff)",
    "bg-soft": "var(--jp-layout-color2, #f4f5f6)",
    "text": "var(--jp-ui-font-color0, #111)",
    "text-soft": "var(--jp-ui-font-color1, #333)",
    "line": "var(--jp-border-color2, #d0d4d9)",
    "line-strong": "var(--jp-border-color0, #8a8f96)",
    "font": "var(--jp-content-font-family, system-ui, sans-serif)",
    "size": "max(15px, var(--jp-content-font-size1, 15px))",
    "small": "0.875em",
    "large": "1.2em",
    "space": "12px",
    "radius": "8px",
    "measure": "70ch",
    "target": "34px",
}
LIGHT = {
    "accent": "#0b5cad",
    "on-accent": "#ffffff",
    "accent-soft": "#e6f0fa",
    "good": "#17692f",
    "good-soft": "#e7f4ea",
    "bad": "#a3221f",
    "bad-soft": "#fbeaea",
    "warn": "#8a4b00",
    "warn-soft": "#fff3e0",
    "artery": "#c1272d",
    "vein": "#1f5fa8",
    "truth": "#6a3d9a",
    "soft-line": "#6b7280",
    "muscle": "#c0655b",
    "muscle-line": "#8a3a33",
    "tendon": "#e3d9bd",
    "tendon-line": "#8a7f5f",
    "bone": "#efe7d2",
    "bone-line": "#857a5c",
    "nerve": "#f0c419",
    "nerve-line": "#806000",
    "ligament": "#d8cba3",
    "bursa": "#8fc1d1",
    "node": "#86a860",
    "skin": "#ecccb2",
    "skin-line": "#8f6a4d",
}
DARK = {
    "accent": "#7db8f2",
    "on-accent": "#08233d",
    "accent-soft": "#17324d",
    "good": "#86d79b",
    "good-soft": "#17361f",
    "bad": "#ff9c97",
    "bad-soft": "#43201f",
    "warn": "#ffc07a",
    "warn-soft": "#43300f",
    "artery": "#ff8a80",
    "vein": "#82b6f5",
    "truth": "#c9a7ee",
    "soft-line": "#9aa3af",
    "muscle": "#a8524a",
    "muscle-line": "#e39a92",
    "tendon": "#a89d7d",
    "tendon-line": "#d9cfb0",
    "bone": "#b3a98c",
    "bone-line": "#ded5b8",
    "nerve": "#d9b01a",
    "nerve-line": "#ffe27a",
    "ligament": "#9c9069",
    "bursa": "#5b8fa3",
    "node": "#6d8a4c",
    "skin": "#8a6a53",
    "skin-line": "#d9b79c",
}
PLOT = {"kb": "#3f87cc", "learner": "#c96f00", "missed": "#9a6bd0"}
"""Plotly cannot use the page's variables, so these must do on light and dark alike."""
SHARE = {"none": "#f2f6fa", "all": "#6fa8dc", "number": "#111111"}
"""Cells of a heat map from 0 to 1, light enough for the number in them."""


def _block(tokens: dict[str, str]) -> str:
    return "".join(f"--knee-{name}:{value};" for name, value in tokens.items())


@cache
def css() -> str:
    """The style of every view."""
    sheet = "\n".join(file.read_text("utf-8") for file in sorted(STATIC.glob("*.css")))
    dark = f'[data-jp-theme-light="false"] .knee{{{_block(DARK)}}}'
    return f".knee{{{_block(TOKENS)}{_block(LIGHT)}}}\n{dark}\n{sheet}"


@cache
def esm(*names: str) -> str:
    """The script of one view: what all views share, then `names` in order, the view itself last."""
    return "\n".join((STATIC / f"{part}.js").read_text("utf-8") for part in ("dom", *names))
