"""The tests keep away from what is the user's own. pyproject.toml loads this before anything runs.

A plugin and not a conftest.py, since the kernels that run the notebooks must have it too, and those
lie outside tests/.
"""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="knee-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)

# Kernels and every other process that the tests start inherit these. The cache stays where it is:
# Playwright's browsers and pip's downloads lie there.
os.environ |= {
    "KNEE_RECORD_URL": f"sqlite:///{_home}/record.sqlite3",
    "KNEE_LEARNER": "learner-of-the-tests",
    "XDG_DATA_HOME": f"{_home}/data",
    "IPYTHONDIR": f"{_home}/ipython",
}
