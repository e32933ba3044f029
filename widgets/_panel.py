"""A picture that Python draws, with labelled native controls above it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from ._theme import css, esm

Values = Mapping[str, Any]


class Panel(anywidget.AnyWidget):
    """`draw(values)` gives escaped HTML for the values of the controls; it is called on each change.

    Controls come in groups: {'legend': …, 'items': [{'kind': 'check' | 'choice' | 'slider',
    'name': …, 'label': …, …}]}. A check holds a bool, a choice a key of its `options`, a slider an
    index into its `texts`.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        label: str,
        draw: Callable[[Values], str],
        *,
        controls: Sequence[Mapping[str, Any]],
        values: Values,
    ):
        start = dict(values)
        super().__init__(
            _esm=esm("panel"),
            _css=css(),
            label=label,
            controls=list(controls),
            values=start,
            html=draw(start),
        )
        self.observe(lambda change: setattr(self, "html", draw(change.new)), "values")
