"""Letters in the outbox: claimed once, held and released by people, and what mail servers report of them."""

import pytest

from kallipolis.actions.post.outbox import (
    Attempt,
    claim_letter,
    hold,
    is_suppressed,
    note_attempt,
    note_report,
    release,
    resend,
)
from kallipolis.models import Event, Letter, SuppressedAddress
from kallipolis.rulebook.letterhead import FailedDelivery
from kallipolis.rulebook.permission import Refused
from tests import cast
from tests.mail.arriving import Noon, a_letter, a_mailed_dossier, acknowledgements, entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    entered(a_letter(), a_mailed_dossier())
    return acknowledgements()[0]


def sent(letter: Letter) -> Letter:
    return note_attempt(letter, Attempt(taken=True), actor=cast.POST_ROOM, clock=Noon())


def test_one_sender_has_a_letter_and_a_dead_one_leaves_it_to_the_next(letter):
    clock = Noon()
    assert claim_letter(sending=False, clock=clock) == letter
    assert claim_letter(sending=False, clock=clock) is None
    clock.at = clock.at.replace(hour=17)
    again = claim_letter(sending=False, clock=clock)
    assert (again, again.tries, again.message_id) == (letter, 2, letter.message_id)


def test_a_letter_is_noted_as_sent_once(letter):
    sent(letter)
    with pytest.raises(Refused):
        sent(letter)
    assert [event.change["state"] for event in Event.objects.filter(deed="note_sending")] == ["sent"]


def test_a_held_letter_leaves_only_once_the_head_releases_it(letter):
    officer, head = cast.as_actor(cast.officer()), cast.as_actor(cast.head())
    hold(letter, reason="The name is misspelt.", actor=officer, clock=Noon())
    assert claim_letter(sending=True, clock=Noon()) is None
    with pytest.raises(Refused):
        release([letter.pk], actor=officer, clock=Noon())
    assert release([letter.pk], actor=head, clock=Noon()) == 1
    assert claim_letter(sending=True, clock=Noon()) == letter


def test_known_failure_49_a_batch_is_released_whole_or_not_at_all(letter):
    entered(a_letter(number=2), a_mailed_dossier("e" * 64))
    both = acknowledgements()
    for one in both:
        hold(one, reason="Embargo.", actor=cast.as_actor(cast.officer()), clock=Noon())
    head = cast.as_actor(cast.head())
    release([both[0].pk], actor=head, clock=Noon())
    with pytest.raises(Refused):
        release([one.pk for one in both], actor=head, clock=Noon())
    assert [one.state for one in acknowledgements()] == ["queued", "held"]
    assert Event.objects.filter(deed="release_letters").count() == 1


def test_known_failure_49_a_letter_is_in_the_outbox_with_its_change_or_not_at_all(letter, monkeypatch):
    def breaks(*words: object, **more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("kallipolis.actions.record._write", breaks)
    with pytest.raises(RuntimeError):
        entered(a_letter(number=2), a_mailed_dossier("e" * 64))
    assert acknowledgements() == [letter]


def test_a_letter_on_its_way_is_not_held_and_nobody_holds_without_a_reason(letter):
    officer = cast.as_actor(cast.officer())
    with pytest.raises(Refused):
        hold(letter, reason=" ", actor=officer, clock=Noon())
    sent(letter)
    with pytest.raises(Refused):
        hold(letter, reason="Too late.", actor=officer, clock=Noon())


def test_a_bounce_reaches_its_letter_and_the_address_is_written_to_no_more(letter):
    sent(letter)
    report = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
        "From: mailer-daemon@mx.port-tavoa.example\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {letter.message_id}\r\n\r\n--b--\r\n"
    )
    message = entered(report.encode(), None, sender="")
    letter.refresh_from_db()
    assert (message.became, letter.state, is_suppressed(letter)) == ("report", "bounced", True)
    with pytest.raises(Refused):
        resend(letter, actor=cast.as_actor(cast.officer()), clock=Noon())


def test_a_report_of_a_delay_changes_nothing_but_what_is_told(letter):
    sent(letter)
    report = FailedDelivery(letter.to, "delayed", "4.4.1", "no route")
    note_report(letter, report, actor=cast.POST_ROOM, clock=Noon())
    assert (letter.state, letter.trouble) == ("sent", "delayed 4.4.1 no route")
    assert not SuppressedAddress.objects.exists()


def test_a_letter_is_sent_again_as_a_new_one_and_only_once(letter):
    officer = cast.as_actor(cast.officer())
    with pytest.raises(Refused):
        resend(letter, actor=officer, clock=Noon())
    sent(letter)
    again = resend(letter, actor=officer, clock=Noon())
    assert (again.text, again.state) == (letter.text, "queued")
    assert again.message_id != letter.message_id
    with pytest.raises(Refused):
        resend(letter, actor=officer, clock=Noon())


def test_known_failure_43_a_letter_is_claimed_once_however_often_the_post_room_runs(letter):
    clock = Noon()
    assert [claim_letter(sending=True, clock=clock) for _ in range(3)] == [letter, None, None]
