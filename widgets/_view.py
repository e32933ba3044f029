"""What every scripted view has in common: its bundle, its wire, and what a refusal does."""

from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from kb.errors import KneeError

STATIC = Path(__file__).parent / "static"


def sheet(name: str) -> Path:
    """A style that was bundled; KneeError where it is missing."""
    return _made(STATIC / f"{name}.css")


def bundle(name: str) -> tuple[Path, Path]:
    """Script and style of a view; KneeError where one is missing."""
    return _made(STATIC / f"{name}.js"), sheet(name)


def _made(file: Path) -> Path:
    if not file.is_file():
        raise KneeError(f"widgets/static/{file.name} is missing: make it with make js")
    return file


class View(anywidget.AnyWidget):
    """One `view` goes down, one message comes up.

    A subclass names its bundle (`_esm, _css = bundle("quiz_set")`), does what a message asks for in `_act`
    and says in `_draw` what there is to see then. A refusal leaves what `_kept` names as it was, and stands
    in `_error`, which `_draw` shows as view["error"].
    """

    view = traitlets.Dict().tag(sync=True)

    _kept: ClassVar[tuple[str, ...]] = ()
    """Attributes that a refused message must not change."""
    _garbled: ClassVar[tuple[type[Exception], ...]] = ()
    """What a message that means nothing may raise besides KneeError."""
    _error = ""

    def __init__(self, **traits: Any):
        super().__init__(**traits)
        self.on_msg(self._receive)

    def _receive(self, _: object, message: Any, __: object) -> None:
        if not isinstance(message, Mapping):
            return
        before = {name: copy(getattr(self, name)) for name in self._kept}
        self._error = ""
        try:
            if self._act(message) is False:
                return
            self._show(message)
        except (KneeError, *self._garbled) as error:
            for name, value in before.items():
                setattr(self, name, value)
            self._error = str(error) if isinstance(error, KneeError) else "That cannot be read."
            self._show(message)

    def _act(self, message: Mapping[str, Any]) -> bool | None:
        """Do what the learner asks for. False: nothing new is to be seen."""
        raise NotImplementedError

    def _show(self, message: Mapping[str, Any]) -> None:
        """Send what there is to see after `message`."""
        self.view = self._draw()

    def _draw(self) -> dict[str, Any]:
        raise NotImplementedError
