"""The words of the glossary, explained where they stand first in the prose of a lesson."""

from typing import Any

from kb.glossary import glossary
from kb.records import KnowledgeBase

from ._view import View, bundle


class TermCards(View):
    """Shows nothing by itself: its script looks through the lesson around it."""

    _esm, _css = bundle("term_cards")

    def __init__(self, kb: KnowledgeBase):
        self._kb = kb
        super().__init__(view=self._draw())

    def _draw(self) -> dict[str, Any]:
        return {
            "entries": [
                {"term": entry.term, "forms": list(entry.forms), "plain": entry.plain}
                for entry in glossary(self._kb)
            ]
        }
