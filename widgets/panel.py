"""A picture that Python draws, with labelled native controls above it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from ._html import numbered
from ._view import View, bundle

Values = Mapping[str, Any]


class Panel(View):
    """`draw(values)` gives escaped HTML for the values of the controls; it is called on each change.

    Controls come in groups: {'legend': …, 'items': [{'kind': 'check' | 'choice' | 'slider' | 'search',
    'name': …, 'label': …, …}]}. A check holds a bool, a choice a key of its `options`, a slider an
    index into its `texts`, a search what was typed.
    """

    _esm, _css = bundle("panel")
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
            label=label,
            controls=list(controls),
            values=start,
            html=numbered(draw(start)),
        )
        self.observe(lambda change: setattr(self, "html", numbered(draw(change.new))), "values")
