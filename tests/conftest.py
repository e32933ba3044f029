"""What holds for the whole run, notebooks included."""

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"

# No test fails because a machine is slow: how long things take, `make bench` says.
TIMELESS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("course", deadline=None, suppress_health_check=TIMELESS)
settings.load_profile("course")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all that a process of the run shows in one."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_or_get, flags

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_or_get(), args=flags())
        yield running
        running.close()


def pytest_configure(config: pytest.Config) -> None:
    # Registered as a plugin, since the hooks of a conftest.py see only the tests beside it.
    config.pluginmanager.register(NothingSkipped(), "nothing-skipped")


class Together(LoadScopeScheduling):
    """Processes that share the work: a file stays in one, and so does all that drives the browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return BROWSER if file.startswith(BROWSER) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Together:
    return Together(config, log)


class NothingSkipped:
    """Turns every skip into a failure: a promise that was not checked is not kept."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self):
        return self._refuse((yield))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self):
        return self._refuse((yield))

    @staticmethod
    def _refuse(report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid} was skipped, and nothing may be. {reason}"
        return report
