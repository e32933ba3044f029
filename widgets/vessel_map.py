"""The vessels behind the knee as a schematic plate, with the places where things go wrong.

A drawing for orientation, not to scale: right leg from behind, skin and muscle left out.
"""

from collections.abc import Sequence

from kb.models import KnowledgeBase

from ._html import esc

ARTERY = {
    "popliteal-artery": "M210 20C206 90 204 150 206 215C207 245 208 262 208 280",
    "anterior-tibial-artery": "M208 280C226 286 240 300 246 330L250 560",
    "posterior-tibial-artery": "M208 280C204 340 188 420 180 560",
    "fibular-artery": "M206 310C222 350 226 430 222 540",
}
VEIN = {
    "popliteal-vein": "M228 20C224 90 221 150 222 215C223 245 222 262 222 282",
    "posterior-tibial-vein": "M222 282C216 350 200 430 192 560",
    "fibular-vein": "M222 282C238 350 238 440 232 540",
    "gastrocnemius-vein": "M222 190C190 225 164 270 152 330M222 200C256 235 276 280 286 335",
    "soleal-vein": "M206 345C184 385 170 420 166 470",
}
SUPERFICIAL = {
    "small-saphenous-vein": "M224 165C216 190 212 210 212 235L214 560",
    "great-saphenous-vein": "M120 20C112 120 126 220 122 330C118 430 128 500 132 560",
}
LABELS = {
    "popliteal-artery": (206, 118, "end", -96),
    "popliteal-vein": (226, 92, "start", 70),
    "small-saphenous-vein": (213, 520, "start", 120),
    "great-saphenous-vein": (120, 180, "end", -52),
    "posterior-tibial-artery": (184, 500, "end", -96),
    "anterior-tibial-artery": (249, 470, "start", 76),
    "gastrocnemius-vein": (272, 285, "start", 48),
    "soleal-vein": (172, 430, "end", -86),
    "posterior-tibial-vein": (203, 400, "end", -118),
    "fibular-vein": (237, 410, "start", 78),
}
PLACES = {
    "deep-vein-thrombosis": (223, 215),
    "distal-deep-vein-thrombosis": (199, 460),
    "superficial-vein-thrombosis": (121, 360),
    "popliteal-artery-aneurysm": (205, 175),
    "popliteal-artery-entrapment": (207, 240),
    "peripheral-artery-disease": (208, 50),
    "acute-limb-ischaemia": (208, 281),
    "ruptured-bakers-cyst": (168, 236),
    "gastrocnemius-strain": (150, 372),
}
OUTLINE = (
    "M96 10C84 90 92 150 100 205C106 240 84 290 84 350C86 430 118 500 126 590"
    "L262 590C276 500 312 430 320 345C320 285 300 245 306 205C316 150 326 90 322 10"
)


def plate(kb: KnowledgeBase, causes: Sequence[str]) -> str:
    """The plate as SVG, with numbered places for `causes`, and its text twin."""
    shown = [key for key in causes if key in PLACES]
    parts = [
        '<svg viewBox="-90 0 620 600" width="620" role="img" '
        'aria-label="Vessels behind the right knee, seen from behind">',
        f'<path d="{OUTLINE}" fill="var(--knee-bg-soft)" stroke="var(--knee-line-strong)"/>',
        '<path d="M104 205C160 218 246 218 302 205" fill="none" stroke="var(--knee-line-strong)" '
        'stroke-dasharray="3 5"/><text x="318" y="206" font-size="12">skin crease</text>',
    ]
    for paths, colour, width, dash in (
        (SUPERFICIAL, "var(--knee-vein)", 4, "2 5"),
        (VEIN, "var(--knee-vein)", 6, ""),
        (ARTERY, "var(--knee-artery)", 6, ""),
    ):
        for key, d in paths.items():
            name = esc(kb.structures[key].name) if key in kb.structures else esc(key)
            style = f' stroke-dasharray="{dash}"' if dash else ""
            thin = width - 2 if key in ("gastrocnemius-vein", "soleal-vein") else width
            parts.append(
                f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{thin}" '
                f'stroke-linecap="round"{style}><title>{name}</title></path>'
            )
    for key, (x, y, anchor, dx) in LABELS.items():
        if key not in kb.structures:
            continue
        end = x + dx
        at = end + (4 if anchor == "start" else -4)
        parts.append(
            f'<line x1="{x}" y1="{y}" x2="{end}" y2="{y}" stroke="var(--knee-line-strong)"/>'
            f'<text x="{at}" y="{y + 4}" text-anchor="{anchor}" font-size="13">'
            f"{esc(kb.structures[key].name.split(' (')[0])}</text>"
        )
    items = []
    for number, key in enumerate(shown, 1):
        x, y = PLACES[key]
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="12" fill="var(--knee-bg)" stroke="var(--knee-text)" '
            f'stroke-width="2"/>'
            f'<text x="{x}" y="{y + 5}" text-anchor="middle" font-size="14" font-weight="700">{number}</text>'
        )
        where = ", ".join(kb.structures[s].name for s in kb.causes[key].structures[:2])
        items.append(f"<li><strong>{esc(kb.causes[key].name)}</strong>: {esc(where)}</li>")
    parts.append("</svg>")
    return (
        '<div class="card"><div class="columns"><figure>'
        + "".join(parts)
        + "<figcaption>Right leg from behind, not to scale. Red: arteries. Blue: deep veins; dotted blue: "
        "superficial veins. The vein lies between the nerve (not drawn) and the artery, and the artery "
        "lies deepest, on the bone.</figcaption></figure>"
        + (f"<div><h4>Where it happens</h4><ol>{''.join(items)}</ol></div>" if items else "")
        + "</div></div>"
    )
