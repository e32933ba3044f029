"""One browser and one page for the run, cleared for every test, and a record of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.views.stand import Stand


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def only_stand(browser: Browser) -> Iterator[Stand]:
    """One page for all: plotly is 5 MB, and a page takes it in once."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with pytest.MonkeyPatch.context() as patch:
        stand = Stand(page, patch)
        yield stand
        stand.close()


@pytest.fixture
def stand(only_stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/record.sqlite3")
    monkeypatch.setenv("KNEE_LEARNER", "ada")
    monkeypatch.chdir(tmp_path)  # where an export of the record goes
    only_stand.wear(dark=False)
    yield only_stand
    only_stand.clear()
