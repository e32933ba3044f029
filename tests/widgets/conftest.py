"""A record of its own for every test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "record.sqlite3"
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KNEE_LEARNER", "ada")
    return file
