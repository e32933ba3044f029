"""Set-up: two commands. One dependency list, pinned with hashes; a Chromium in a fixed order."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
MAKEFILE = (REPOSITORY / "Makefile").read_text()


# One dependency list


def wanted() -> list[Requirement]:
    """Everything pyproject.toml asks for, its references to itself left out."""
    lines = [*PYPROJECT["build-system"]["requires"], *PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        lines += extra
    return [each for each in map(Requirement, lines) if each.name != PROJECT["name"]]


def pinned() -> dict[str, list[tuple[Requirement, int]]]:
    """The lines of constraints.txt by name: each a requirement and its number of hashes."""
    text = (REPOSITORY / "constraints.txt").read_text().replace("\\\n", " ")
    lines: dict[str, list[tuple[Requirement, int]]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        requirement, *hashes = re.split(r"\s+--hash=sha256:", line)
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes), line
        parsed = Requirement(requirement)
        lines.setdefault(canonicalize_name(parsed.name), []).append((parsed, len(hashes)))
    return lines


def test_every_dependency_is_pinned_at_a_version_that_pyproject_allows():
    lines = pinned()
    assert len(wanted()) > 15
    for requirement in wanted():
        found = lines.get(canonicalize_name(requirement.name))
        assert found, f"{requirement} is not in constraints.txt: run make lock"
        for pin, _ in found:
            version = str(pin.specifier).removeprefix("==")
            assert requirement.specifier.contains(version), f"{pin}, not {requirement}"


def test_every_pin_is_exact_and_has_hashes():
    assert pinned()
    for pin, hashes in (line for lines in pinned().values() for line in lines):
        assert [each.operator for each in pin.specifier] == ["=="], pin
        assert hashes, pin


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_no_name_is_pinned_twice_for_one_system(python: str, system: str):
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }
    for lines in pinned().values():
        held = [pin for pin, _ in lines if not pin.marker or pin.marker.evaluate(machine)]
        assert len(held) <= 1, held


def test_constraints_hold_no_address():
    assert not re.search(r"://|--.*url|--find-links", (REPOSITORY / "constraints.txt").read_text())


def test_conda_users_get_what_pyproject_says():
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text())
    assert environment["name"] == PROJECT["name"]
    assert environment["dependencies"] == [
        f"python{PROJECT['requires-python']}",
        "pip",
        {"pip": ["-e .[lab]"]},
    ]
    assert "lab" in PROJECT["optional-dependencies"]


def test_no_other_file_lists_dependencies():
    others = ("requirements*", "setup.py", "setup.cfg", "Pipfile*", "*.lock", "tox.ini")
    assert [file.name for pattern in others for file in REPOSITORY.glob(pattern)] == []


def test_the_built_package_has_all_its_content(tmp_path: Path):
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(REPOSITORY / name, tmp_path)
    for package in ("kb", "widgets"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / package, tmp_path / package, ignore=ignored)
    content = {
        file.relative_to(tmp_path).as_posix()
        for package in ("kb", "widgets")
        for file in (tmp_path / package).rglob("*.*")
        if not file.is_relative_to(tmp_path / "widgets" / "js")  # sources; static/ has what learners need
    }
    assert {Path(name).suffix for name in content} >= {".py", ".yaml", ".md", ".js"}
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "."]
    subprocess.run(build, cwd=tmp_path, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert content - set(zipfile.ZipFile(wheel).namelist()) == set()


# make


def make(*arguments: str, folder: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a fresh clone as an install needs, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(REPOSITORY / name, folder)
    return folder


def test_make_alone_lists_every_target():
    (targets,) = re.findall(r"^\.PHONY: (.*)", MAKEFILE, re.M)
    assert {"lab", "test", "bench", "check", "lock", "clean", "help"} <= set(targets.split())
    shown = make()
    listed = [line.split() for line in shown.stdout.splitlines()]
    assert [words[:2] for words in listed] == [["make", name] for name in targets.split()]
    assert all(len(words) > 3 for words in listed)


def test_a_python_that_will_not_do_is_refused_in_one_line_that_names_the_version(clone: Path):
    old = clone / "python3.8"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.20\nexit 1\n')
    old.chmod(0o755)
    refused = make("lab", f"PYTHON={old}", folder=clone)
    assert refused.returncode
    assert refused.stderr.startswith("Python 3.11 or newer is needed; found: Python 3.8.20\n")
    assert "PYTHON=" in refused.stderr
    assert not (clone / ".venv").exists()


def test_an_install_that_fails_says_why_and_is_tried_again(clone: Path):
    constraints = clone / "constraints.txt"
    spoilt = re.sub(r"(\npip==\S+ (?:\\\n +--hash=sha256:\w+ ?)+)", spoil, constraints.read_text())
    constraints.write_text(spoilt)
    for _ in range(2):
        failed = make("lab", f"PYTHON={sys.executable}", folder=clone)
        assert failed.returncode
        assert "Getting the pinned pip" in failed.stdout
        assert " failed. The end of .make.log:" in failed.stdout
        assert "ERROR: " in failed.stdout
        assert not list((clone / ".venv").glob("*.done"))


def spoil(pin: re.Match[str]) -> str:
    return re.sub(r"sha256:\w{8}", "sha256:00000000", pin[0])


def test_a_second_make_lab_prints_a_link_within_seconds_and_nothing_answers_without_its_token(
    tmp_path: Path,
):
    places = {f"JUPYTER_{what}_DIR": str(tmp_path / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    without_display = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY"), "")
    log = tmp_path / "log"
    started = time.monotonic()
    with log.open("wb") as output:
        lab = subprocess.Popen(
            ["make", "--no-print-directory", "lab"],
            cwd=REPOSITORY,
            env=os.environ | places | without_display | {"BROWSER": "false"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while "token=" not in log.read_text() and lab.poll() is None:
            assert time.monotonic() - started < 60, log.read_text()
            time.sleep(0.1)
        last = log.read_text().splitlines()[-1].strip()
        link = re.fullmatch(
            r"(http://127\.0\.0\.1:\d+/)lab/tree/notebooks/00_start_here\.ipynb\?token=\w{48}", last
        )
        assert link, log.read_text()
        with urllib.request.urlopen(link[0]) as page:
            assert page.status == 200
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{link[1]}api/contents")
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(20)


# A Chromium: four ways in a fixed order


def look_for_chromium(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real look-up with this environment alone. A download can only fail."""
    # Left out is what a developer's Mac may have outside the PATH.
    code = "from tests.browser import chromium as c; c.MACOS_APPS = (); raise SystemExit(c.main())"
    nowhere = {"PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9", "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=nowhere | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def script(file: Path, says: str) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{says}\n")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def test_chromium_named_in_the_environment_comes_first(bin_: Path, tmp_path: Path):
    script(bin_ / "chromium", "echo Chromium 1")
    named = script(tmp_path / "mine", "echo Google Chrome 2")
    assert look_for_chromium(CHROMIUM=named, PATH=str(bin_)).stdout == f"{named}\n"


def test_a_named_chromium_that_does_not_run_is_not_replaced_by_another(bin_: Path):
    script(bin_ / "chromium", "echo Chromium 1")
    refused = look_for_chromium(CHROMIUM="/no/such", PATH=str(bin_))
    assert refused.returncode
    assert refused.stderr.startswith("CHROMIUM names /no/such, which does not run: ")


def test_chromium_on_the_path_comes_second_and_one_that_does_not_run_is_passed_over(
    bin_: Path, tmp_path: Path
):
    script(bin_ / "chromium", "echo 'please install the snap'; exit 10")
    script(bin_ / "chromium-browser", "echo 'please install the snap'")
    chrome = script(bin_ / "google-chrome", "echo Google Chrome 2")
    script(bin_ / "google-chrome-stable", "echo Google Chrome 3")
    assert look_for_chromium(PATH=str(bin_)).stdout == f"{chrome}\n"


def test_playwrights_chromium_comes_third(bin_: Path, tmp_path: Path):
    environment = {"PATH": str(bin_), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "downloaded")}
    code = "from playwright.sync_api import sync_playwright as s\n"
    code += "with s() as p: print(p.chromium.executable_path)"
    where = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert where.startswith(environment["PLAYWRIGHT_BROWSERS_PATH"])
    script(Path(where), "echo Google Chrome for Testing 3")
    assert look_for_chromium(**environment).stdout == f"{where}\n"


def test_debians_chromium_comes_last_and_only_for_root(bin_: Path, tmp_path: Path):
    package = f"printf '#!/bin/sh\\necho Chromium 4\\n' >{bin_}/chromium; chmod +x {bin_}/chromium"
    for tool in ("chmod", "sh"):
        (bin_ / tool).symlink_to(shutil.which(tool))
    script(bin_ / "apt-get", f'echo "$@" >>{bin_}/asked; [ "$1" = update ] || {{ {package}; }}')
    got = look_for_chromium(PATH=str(bin_), PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "empty"))
    if os.geteuid() == 0:
        assert got.stdout == f"{bin_}/chromium\n", got.stderr
        update, install = (bin_ / "asked").read_text().splitlines()
        assert update.startswith("update")
        assert install.startswith("install -y")
        assert install.endswith(" chromium")
    else:
        assert not (bin_ / "asked").exists()
        assert "only root may install it" in got.stderr


def test_without_any_chromium_one_error_names_all_four_ways(bin_: Path, tmp_path: Path):
    lost = look_for_chromium(PATH=str(bin_), PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "empty"))
    assert lost.returncode
    assert lost.stdout == ""
    for way in (
        "Set CHROMIUM",
        "google-chrome-stable",
        "playwright install",
        "apt-get install chromium",
    ):
        assert way in lost.stderr
    assert "Traceback" not in lost.stderr
    assert lost.stderr.count("need a Chromium") == 1
