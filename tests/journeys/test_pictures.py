"""The pictures of the documentation, taken of the site as it is: `PICTURES=yes pytest tests/journeys/test_pictures.py` keeps them."""

import json
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from kallipolis.actions.register import import_register
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast
from tests.factories import a_call
from tests.journeys.conftest import Opener

pytestmark = pytest.mark.slow
SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
WIDTH, HEIGHT = 1120, 1180


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    """The e-mail of an invented city, with a fault that shows in the files themselves."""
    folder = tmp_path_factory.mktemp("samples") / "samples"
    call_command("sample", output=folder, count=8, seed=3, verbosity=0)
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["dossiers"]
    return next(
        folder / one["file"]
        for one in told
        if one["outcome"] == "not_considered" and {found["clause"] for found in one["findings"]} != {"S9"}
    )


def keep(name: str, picture: bytes) -> None:
    """Keep a picture, if that was asked for."""
    image = Image.open(BytesIO(picture))
    assert image.size == (WIDTH, HEIGHT)
    assert len(image.getcolors(maxcolors=2**24) or ()) > 50
    if os.environ.get("PICTURES"):
        SCREENS.mkdir(exist_ok=True)
        image.convert("RGB").save(SCREENS / f"{name}.png", optimize=True)


def test_the_picture_of_the_sheet(site: str, opened: Opener, sample: Path):
    page = opened(f"{site}/calls/uccn-2021/check/", width=WIDTH)
    page.locator("#files").set_input_files(sample)
    page.get_by_role("button", name="Check the dossier").click()
    expect(page.locator(".outcome h2")).to_contain_text("Not considered", timeout=90_000)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    keep("sheet", page.screenshot())


def test_the_picture_of_the_call(site: str, opened: Opener):
    page = opened(f"{site}/calls/uccn-2021/", width=WIDTH)
    expect(page.locator("#clock dt")).to_have_count(3)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    keep("call", page.screenshot())


def test_the_picture_of_the_home(site: str, opened: Opener, db):
    import_register(a_call(), network(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    page = opened(f"{site}/", width=WIDTH)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    keep("home", page.screenshot())


def test_the_picture_of_the_list(site: str, opened: Opener, db):
    """Sorted and filtered by htmx on the way, so that what it swaps is in the picture."""
    import_register(a_call(), network(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    page = opened(f"{site}/cities/", who=cast.officer(), width=WIDTH)
    page.get_by_label("Creative field").select_option("music")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("caption")).to_contain_text("75 member cities")
    page.get_by_role("link", name="Member since").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Member since")
    assert page.url.endswith("/cities/?field=music&sort=-year")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    keep("list", page.screenshot())
