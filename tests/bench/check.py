"""How long an author waits for `python -m kb check`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .measure import REPOSITORY, Row, against, duration, in_turns, own_places

TIMES = 5

PARSE = """\
import pathlib, yaml
for path in pathlib.Path("kb").rglob("*.yaml"):
    yaml.load(path.read_bytes(), yaml.CSafeLoader)"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="knee-bench-") as folder:
        environment = os.environ | own_places(Path(folder))

        def seconds(*arguments: str) -> float:
            began = time.perf_counter()
            command = [sys.executable, *arguments]
            done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True)
            if done.returncode > 1:  # 1 is a fault in the content
                raise RuntimeError(done.stderr.decode()[-2000:])
            return time.perf_counter() - began

        here, floor = in_turns(
            TIMES, "check", lambda: seconds("-m", "kb", "check"), lambda: seconds("-c", PARSE)
        )
    files = [path.stat().st_size for path in (REPOSITORY / "kb").rglob("*.yaml")]
    how = (
        f"Whole process, {TIMES} each, over {len(files)} files with {sum(files) / 1000:,.0f} kB. "
        "Floor: parsing the same files with libyaml, no checks."
    )
    yield against("python -m kb check", here, floor, show=duration, how=how)
