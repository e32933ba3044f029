"""How `make lab` and the browser tests start JupyterLab. Comes before the user's own settings."""

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

c = get_config()  # noqa: F821 - Jupyter gives it

c.Application.log_level = "WARN"  # warnings, and the link

# Only this machine, and only with the token of the link. A port that is taken: the next free one.
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = hasattr(os, "geteuid") and os.geteuid() == 0
c.PasswordIdentityProvider.hashed_password = ""

c.ServerApp.answer_yes = True  # Ctrl-C stops it without asking back

# Without a display, `webbrowser` would put a text browser over the link.
c.ServerApp.open_browser = sys.platform in ("darwin", "win32") or any(
    os.environ.get(display) for display in ("DISPLAY", "WAYLAND_DISPLAY")
)

c.ServerApp.root_dir = str(REPOSITORY)
c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"

# Open tabs are remembered for this course alone, apart from the user's other work.
c.LabApp.workspaces_dir = str(REPOSITORY / ".venv" / "workspaces")

# The little that JupyterLab itself does for the course.
c.LabApp.extra_labextensions_path = [str(REPOSITORY / "widgets" / "labextensions")]
