"""With CANCUOC_MANDATORY=1, as in CI, a test that skips itself fails."""

import os
from collections.abc import Generator

import pytest


def _fail_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    mandatory = os.environ.get("CANCUOC_MANDATORY") == "1"
    if mandatory and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where every test is mandatory: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_when_skipped(report)
    return report
