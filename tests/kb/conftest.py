"""Knowledge bases for the tests: the real one, and a tiny one that a test may spoil."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kb
from tests.kb import tiny

HOUSE = Path(__file__).parents[2]
CONTENT = HOUSE / "kb" / "content"


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module", autouse=True)
def own_cache(cache_home):
    """Nothing here reads or fills the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        yield


@pytest.fixture(scope="session")
def real(cache_home):
    """The course's own knowledge base."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        return kb.load()


@pytest.fixture(scope="session")
def small(cache_home, tmp_path_factory):
    """The knowledge base of two causes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        return kb.load(tiny.write(tmp_path_factory.mktemp("small") / "kb", tiny.tree()))


@pytest.fixture
def real_copy(tmp_path):
    """A copy of the real content that a test may change."""
    root = tmp_path / "kb"
    shutil.copytree(CONTENT, root)
    return root


@pytest.fixture
def python(cache_home):
    """Runs another Python in the house, as a user would: python('-m', 'kb', 'check')."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=HOUSE,
            env={**os.environ, "XDG_CACHE_HOME": str(cache_home), **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
