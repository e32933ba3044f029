"""Curves in the plane: convex hull, smooth curve, and the path of an SVG. Plain Python, no numpy."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

XY = tuple[float, float]


def hull(points: Iterable[Sequence[float]]) -> list[XY]:
    """Convex hull, always turning the same way (Andrew's monotone chain)."""
    ordered = sorted((float(x), float(y)) for x, y in points)

    def half(way: Iterable[XY]) -> list[XY]:
        chain: list[XY] = []
        for p in way:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2:]
                if (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax) > 0:
                    break
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return half(ordered) + half(reversed(ordered))


def smooth(points: Iterable[Sequence[float]], parts: int = 8, *, closed: bool = False) -> list[XY]:
    """A curve through the points (Catmull and Rom), with `parts` points for each of theirs."""
    given = [(float(x), float(y)) for x, y in points]
    if len(given) < 3:
        return given
    if closed:
        knots = [given[-1], *given, *given[:2]]
    else:
        first = (2 * given[0][0] - given[1][0], 2 * given[0][1] - given[1][1])
        last = (2 * given[-1][0] - given[-2][0], 2 * given[-1][1] - given[-2][1])
        knots = [first, *given, last]
    curve: list[XY] = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for i in range(parts):
            t = i / parts
            x, y = (
                b[k]
                + t * (c[k] - a[k]) / 2
                + t**2 * (a[k] - 2.5 * b[k] + 2 * c[k] - d[k] / 2)
                + t**3 * (1.5 * (b[k] - c[k]) + (d[k] - a[k]) / 2)
                for k in (0, 1)
            )
            curve.append((x, y))
    return curve if closed else [*curve, given[-1]]


# ── Paths ────────────────────────────────────────────────────────────────────────────────────


def svg_path(points: Iterable[Sequence[float]], *, closed: bool = False) -> str:
    """SVG path through points, to a tenth of a millimetre, in relative steps."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(tenths) if (x0, y0) != (x1, y1)]
    text = "".join(_number(dx) + _number(dy) for dx, dy in steps)
    x, y = tenths[0]
    return f"M{x / 10:g} {y / 10:g}" + (f"l{text.lstrip()}" if text else "") + ("Z" if closed else "")


def _number(tenths: int) -> str:
    text = f"{tenths / 10:g}"
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return text if text.startswith("-") else " " + text


def mirrored(path: str) -> str:
    """The same path with left and right changed, as `svg_path` would have written it."""
    out = []
    for command, numbers in re.findall(r"([MlZ])([^MlZ]*)", path):
        tokens = re.findall(r"-?[\d.]+", numbers)
        turned = [_turned(token) if i % 2 == 0 else token for i, token in enumerate(tokens)]
        if command == "M":
            out.append("M" + " ".join(turned))
        else:
            text = "".join(token if token.startswith("-") else f" {token}" for token in turned)
            out.append(command + text.lstrip())
    return "".join(out)


def _turned(number: str) -> str:
    if number == "0":
        return number
    return number[1:] if number.startswith("-") else f"-{number}"
