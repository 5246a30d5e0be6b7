"""The post room at work: what waits is entered, screened and answered; one bad message never stops the others."""

from dataclasses import replace

import pytest
from django.conf import settings as site

from kallipolis.documents.reading.door import ReadingFailed, ReadingRequest
from kallipolis.mailbox.arrived import Envelope, TurnedAway
from kallipolis.mailbox.sender import Handed, Outgoing
from kallipolis.management.intake import note
from kallipolis.management.post_room import work_once
from kallipolis.models import Application, IncomingMessage, Letter, Screening, ScreeningFinding
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.sentence import sentence
from tests.factories import a_call, a_form
from tests.mail.arriving import ARRIVED, Noon, a_letter, a_mailed_dossier, received, the_call_is_open

pytestmark = pytest.mark.django_db


class Room:
    """Stands for the reading room: says of each message what the test laid down, or fails."""

    def __init__(self, *answers: Dossier | Exception) -> None:
        self.answers, self.asked = list(answers), []

    def read(self, request: ReadingRequest) -> Dossier:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return replace(answer, arrival=replace(answer.arrival, received_at=request.received_at))


class Post:
    """Stands for the server that letters are handed to."""

    def __init__(self, *answers: Handed) -> None:
        self.answers, self.sent = list(answers), []

    def send(self, letter: Outgoing) -> Handed:
        self.sent.append(letter)
        return self.answers.pop(0) if self.answers else Handed(taken=True)


def a_second(city: str = "Marsa") -> Dossier:
    return a_mailed_dossier("e" * 64, form=a_form(a_call(), city=city))


def test_a_message_is_entered_screened_and_answered():
    the_call_is_open()
    received(a_letter())
    post = Post()
    done = work_once(Room(a_mailed_dossier()), post, clock=Noon())
    assert (done.entered, done.screened, done.sent) == (1, 1, 1)
    application = Application.objects.get()
    assert application.state == "screened"
    screening = Screening.objects.get()
    assert (screening.outcome, screening.message.application) == ("admissible", application)
    finding = ScreeningFinding.objects.get(clause="S9")
    assert (finding.verdict, finding.clause_words["en"]) == ("holds", a_call().clause_by_id["S9"].words.en)
    [letter] = post.sent
    assert (letter.to, letter.sender) == ("culture@port-tavoa.example", "secretariat@network.example")
    assert Letter.objects.get(message_id=letter.message_id).state == "sent"
    assert work_once(Room(), post, clock=Noon()).nothing


def test_messages_wait_until_the_call_is_open():
    received(a_letter())
    assert work_once(Room(), Post(), clock=Noon()).nothing
    assert IncomingMessage.objects.get().became == "waiting"


def test_known_failure_61_a_message_that_nobody_can_read_is_kept_and_stops_no_other(caplog):
    the_call_is_open()
    received(a_letter(number=1))
    received(a_letter(number=2))
    received(a_letter(number=3))
    room = Room(
        RuntimeError("a reader that nobody foresaw"),
        ReadingFailed(sentence("It is damaged.")),
        a_mailed_dossier(),
    )
    assert work_once(room, Post(), clock=Noon()).entered == 3
    clock = Noon()
    for hour in (17, 18, 19):
        clock.at = clock.at.replace(hour=hour)
        work_once(Room(RuntimeError("again")), Post(), clock=clock)
    assert sorted(IncomingMessage.objects.values_list("became", flat=True)) == ["dossier", "unreadable", "unreadable"]
    assert "could not be opened" in caplog.text


def test_two_dossiers_of_one_state_are_screened_beside_each_other():
    the_call_is_open()
    received(a_letter(number=1))
    received(a_letter(number=2))
    work_once(Room(a_mailed_dossier(), a_second()), Post(), clock=Noon())
    finding = ScreeningFinding.objects.get(screening__application__reference="2021-002", clause="P15")
    assert finding.verdict in ("holds", "needs_judgement")
    assert finding.check_name == "endorsements_within_the_quota_of_the_state"


def test_nothing_leaves_for_anybody_until_sending_is_on(settings):
    the_call_is_open()
    received(a_letter(sender="culture@city.org"), sender="culture@city.org")
    post = Post()
    work_once(Room(a_mailed_dossier()), post, clock=Noon())
    assert (post.sent, Letter.objects.get().state, site.KALLIPOLIS_SENDING) == ([], "queued", False)
    settings.KALLIPOLIS_SENDING = True
    work_once(Room(), post, clock=Noon())
    assert [letter.to for letter in post.sent] == ["culture@city.org"]


def test_a_letter_that_is_not_taken_is_tried_later_and_given_up_in_the_end():
    the_call_is_open()
    received(a_letter())
    post, clock = Post(*[Handed(taken=False, said="450 later")] * 40), Noon()
    work_once(Room(a_mailed_dossier()), post, clock=clock)
    letter = Letter.objects.get()
    assert (letter.state, letter.trouble, len(post.sent)) == ("queued", "450 later", 1)
    assert (letter.due_at - clock.at).total_seconds() == 60
    while letter.state == "queued":
        clock.at = letter.due_at
        work_once(Room(), post, clock=clock)
        letter.refresh_from_db()
    assert (letter.state, letter.tries, len({one.message_id for one in post.sent})) == ("given_up", 10, 1)


def test_a_dossier_that_we_put_off_in_time_is_not_late_but_waits_for_an_officer():
    the_call_is_open()
    late = ARRIVED.replace(month=7, day=1)
    received(a_letter(), at=late)
    note(
        TurnedAway(
            reply="451 4.3.0 later",
            at=ARRIVED,
            door="smtp",
            envelope=Envelope("Culture@Port-Tavoa.example"),
            size_bytes=9,
        )
    )
    work_once(Room(a_mailed_dossier()), Post(), clock=Noon(late))
    assert ScreeningFinding.objects.get(clause="S9").verdict == "needs_judgement"
