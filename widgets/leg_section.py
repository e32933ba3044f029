"""Cross-sections of the leg at fixed levels, with a depth probe that is moved round the skin."""

from collections.abc import Mapping
from typing import Any

from kb.anatomy.pictures import section_view
from kb.errors import KneeError, unknown
from kb.records import KnowledgeBase

from ._view import View, bundle


class LegSection(View):
    """`view` is the section shown; another one is made when the learner asks for it."""

    _esm, _css = bundle("leg_section")

    def __init__(self, kb: KnowledgeBase, level: str, *, probe: float | None = None, left: bool = False):
        self._kb = kb
        if level not in kb.levels:
            raise unknown("level", level, kb.levels)
        whole = isinstance(probe, (int, float)) and not isinstance(probe, bool)
        if probe is not None and not (whole and -180 <= probe <= 180):
            raise KneeError(f"probe {probe!r:.40} is not an angle from -180 to 180° round the leg")
        super().__init__(
            view=section_view(kb, level, left=bool(left)) | {"probe": probe},
        )

    def _act(self, message: Mapping[str, Any]) -> bool:
        level = message.get("level")
        if message.get("type") == "show" and isinstance(level, str) and level in self._kb.levels:
            left = message.get("left") is True
            self.view = section_view(self._kb, level, left=left) | {"probe": self.view["probe"]}
        return False
