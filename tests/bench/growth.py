"""Whether loading, checking and reasoning stay fast as content grows: ten times of everything."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from .measure import REPOSITORY, Row, against, duration, in_turns, own_places, progress

FOLD = 10
TIMES = 3
AIM = 1.5 * FOLD
"""A little more than in proportion to the content."""
OWN_IDS = ("causes", "cases", "questions")

CHECK = "import sys; from kb.check import check; from pathlib import Path; check(Path(sys.argv[1]))"
LOAD = "import sys, kb; from pathlib import Path; kb.load(Path(sys.argv[1]))"
TIMED = """
import sys, time, kb
from pathlib import Path
known = kb.load(Path(sys.argv[1]))
findings = [key for key, one in known.findings.items() if one.kind != "person"][:12]
states = {key: known.findings[key].states[-1] for key in findings}
call = {
    "differential": lambda: kb.differential(states, kb=known),
    "next_best": lambda: kb.next_best(states, kb=known),
    "find": lambda: kb.find("my calf hurts when I run", kb=known),
}[sys.argv[2]]
call()
began = time.perf_counter()
for _ in range(10):
    call()
print((time.perf_counter() - began) / 10)
"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="knee-bench-") as folder:
        progress(f"writing content of {FOLD} times the size")
        once, many = Path(folder, "once", "kb"), Path(folder, "many", "kb")
        shutil.copytree(REPOSITORY / "kb" / "content", once)
        multiplied(once, many)
        places = own_places(Path(folder))

        def run(code: str, root: Path, *more: str, forget: bool = False) -> str:
            if forget:
                shutil.rmtree(folder_of_cache(places), ignore_errors=True)
            command = [sys.executable, "-c", code, str(root), *more]
            done = subprocess.run(
                command, cwd=REPOSITORY, env=os.environ | places, capture_output=True, text=True
            )
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
            return done.stdout

        def whole(code: str, root: Path, *, forget: bool = False) -> Callable[[], float]:
            def seconds() -> float:
                began = time.perf_counter()
                run(code, root, forget=forget)
                return time.perf_counter() - began

            return seconds

        size = sum(path.stat().st_size for path in many.rglob("*.yaml")) / 1e6
        note = f"{FOLD} times the causes, findings and questions ({size:.1f} MB). Floor: the present size."
        rows = (
            ("first load, no cache", LOAD, True, AIM),
            ("later load, cached", LOAD, False, AIM),
            # Ten times the mimics, each compared over ten times the findings.
            ("the whole check", CHECK, False, AIM * FOLD),
        )
        for what, code, forget, aim in rows:
            here, floor = in_turns(
                TIMES, what, whole(code, many, forget=forget), whole(code, once, forget=forget)
            )
            yield against(f"{FOLD} × content: {what}", here, floor, show=duration, at_most=aim, how=note)
        for what in ("differential", "next_best", "find"):
            here, floor = in_turns(
                TIMES,
                what,
                lambda what=what: float(run(TIMED, many, what)),
                lambda what=what: float(run(TIMED, once, what)),
            )
            # next_best weighs ten times the findings over ten times the causes.
            aim = AIM * FOLD if what == "next_best" else AIM
            yield against(f"{FOLD} × content: {what}", here, floor, show=duration, at_most=aim, how=note)


def folder_of_cache(places: dict[str, str]) -> Path:
    return Path(places["XDG_CACHE_HOME"])


def multiplied(source: Path, target: Path) -> None:
    """Content with every cause, finding, group and question ten times over, under ids of their own."""
    shutil.copytree(source, target)
    findings = {
        key
        for file in (source / "findings").glob("*.yaml")
        if file.stem not in ("groups", "spared", "person")
        for key in yaml.safe_load(file.read_text("utf-8"))
    }
    causes = {file.stem for file in (source / "causes").glob("*.yaml")}
    groups = set(yaml.safe_load((source / "findings/groups.yaml").read_text("utf-8")))
    spared = set(yaml.safe_load((source / "findings/spared.yaml").read_text("utf-8")))
    names = sorted(findings | causes | groups | spared, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    for fold in range(2, FOLD + 1):

        def renamed(match: re.Match[str], fold: int = fold) -> str:
            return f"{match[1]}-copy-{fold}"

        for file in (source / "findings").glob("*.yaml"):
            if file.stem != "person":
                text = pattern.sub(renamed, file.read_text("utf-8"))
                (target / "findings" / f"{file.stem}.yaml").open("a", encoding="utf-8").write("\n" + text)
        for file in (source / "causes").glob("*.yaml"):
            text = pattern.sub(renamed, file.read_text("utf-8"))
            (target / "causes" / f"{file.stem}-copy-{fold}.yaml").write_text(text, "utf-8")
