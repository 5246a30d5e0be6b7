"""The officer in the post room: a message appears by itself, she says whose it is; and axe on pages that are full."""

import pytest

from kallipolis.models import IncomingMessage
from tests import cast
from tests.journeys.conftest import DESK, TELEPHONE, too_wide
from tests.mail.arriving import a_letter, a_mailed_dossier, acknowledgements, entered

pytestmark = pytest.mark.slow


def test_a_new_message_appears_without_a_reload_and_becomes_an_application(site, opened):
    entered(a_letter(), a_mailed_dossier())
    page = opened(f"{site}/post/", who=cast.officer())
    assert page.locator("caption").inner_text() == "1 e-mail"
    page.evaluate("window.sameDocument = true")
    message = entered(a_letter("candidature ville", number=2), a_mailed_dossier("e" * 64, form=None))
    page.get_by_text("Not recognised").wait_for(timeout=30_000)
    assert page.evaluate("window.sameDocument")
    page.get_by_role("link", name="Not recognised").click()
    page.get_by_label("City", exact=True).fill("Villa Quimera")
    page.get_by_label("State, as the list").fill("Chile")
    page.locator("#reason-new").fill("The mayor’s office told us by telephone.")
    page.get_by_role("button", name="Make the application").click()
    page.get_by_role("heading", level=1, name="Villa Quimera").wait_for()
    assert IncomingMessage.objects.get(pk=message.pk).application.reference == "2021-002"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_full_pages_of_the_post(site, opened, violations, language):
    entered(a_letter(), a_mailed_dossier())
    second = entered(
        a_letter("Corrected: 2021 Application of Port Tavoa", "Received: from a by b; Wed, 30 Jun 2021", number=2),
        a_mailed_dossier("e" * 64, documents=a_mailed_dossier().documents[:-1]),
    )
    stray = entered(a_letter("When?", number=3), a_mailed_dossier(documents=(), form=None))
    letter = acknowledgements()[0]
    page = opened(f"{site}/post/?lang={language}", who=cast.head())
    for address in ("post/", f"post/{second.pk}/", f"post/{stray.pk}/", "post/letters/", f"post/letters/{letter.pk}/"):
        page.goto(f"{site}/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in (DESK, TELEPHONE):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert (address, width, scheme, violations(page)) == (address, width, scheme, [])
            assert (address, width, too_wide(page)) == (address, width, [])
