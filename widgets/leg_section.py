"""Cross-sections of the leg at fixed levels, with a depth probe that is moved round the skin."""

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from kb.anatomy.pictures import section_view
from kb.errors import KneeError, unknown
from kb.records import KnowledgeBase

from ._theme import css, esm


class LegSection(anywidget.AnyWidget):
    """`view` is the section shown; another one is made when the learner asks for it."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, kb: KnowledgeBase, level: str, *, probe: float | None = None, left: bool = False):
        self._kb = kb
        if level not in kb.levels:
            raise unknown("level", level, kb.levels)
        whole = isinstance(probe, (int, float)) and not isinstance(probe, bool)
        if probe is not None and not (whole and -180 <= probe <= 180):
            raise KneeError(f"probe {probe!r:.40} is not an angle from -180 to 180° round the leg")
        super().__init__(
            _esm=esm("picture", "section"),
            _css=css(),
            view=section_view(kb, level, left=bool(left)) | {"probe": probe},
        )
        self.on_msg(self._receive)

    def _receive(self, _: object, message: Any, __: object) -> None:
        if not isinstance(message, Mapping) or message.get("type") != "show":
            return
        level = message.get("level")
        if isinstance(level, str) and level in self._kb.levels:
            left = message.get("left") is True
            self.view = section_view(self._kb, level, left=left) | {"probe": self.view["probe"]}
