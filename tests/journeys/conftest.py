"""What a journey needs: the site on a port of this machine, a browser as a reader has it, a dossier to check, axe to judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from kallipolis.models import Person
from kallipolis.web import check
from tests import cast
from tests.journeys.dossiers import put_together

AXE = Path(__file__).parent / "axe" / "axe.min.js"
TELEPHONE, DESK = 390, 1440

Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def site(live_server, settings) -> str:
    """The site while the call is open, some weeks before the deadline."""
    told = datetime.fromisoformat("2021-05-20T15:20:00+02:00")
    settings.KALLIPOLIS_CLOCK = lambda: told
    settings.CHECKS_PER_HOUR_FROM_ONE_PLACE = 10_000
    return live_server.url


@pytest.fixture(scope="session")
def _readers() -> Iterator[None]:
    """The readers of the site are sent home at the end."""
    yield
    check.readers().close()
    check.readers.cache_clear()


@pytest.fixture
def opened(browser: Browser, _readers) -> Iterator[Opener]:
    """`opened(address, who=…, width=…, dark=…, script=…, zone=…)`: a page; at the end, that its console stayed silent.

    `who` is somebody of the cast, signed in with a second factor.
    """
    contexts, complaints = [], []

    def open_page(
        address: str,
        *,
        who: Person | None = None,
        width: int = DESK,
        dark: bool = False,
        script: bool = True,
        zone: str = "Africa/Nairobi",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            timezone_id=zone,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if who is not None:
            session = cast.signed_in(Client(), who).session.session_key
            context.add_cookies([{"name": "sessionid", "value": str(session), "url": address}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [said for said in complaints if "status of 4" not in said] == []


@pytest.fixture(scope="session")
def dossier(tmp_path_factory) -> list[Path]:
    """The files of a dossier that lacks its letters, with a brochure under a hostile name."""
    return put_together(tmp_path_factory.mktemp("dossier"))


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe finds on a page: WCAG 2.2 A and AA, and its best practices."""
    source = AXE.read_text(encoding="utf-8")

    def judge(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]

    return judge


def too_wide(page: Page) -> list[str]:
    """The elements that make a page scroll sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
        .map(one => one.outerHTML.slice(0, 120)).slice(0, 5).concat("too wide")"""
    )
