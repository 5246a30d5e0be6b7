"""The whole corpus of awkward messages through the real readers: each becomes something, and nothing stops the queue."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.mailbox.sender import Handed, Outgoing
from kallipolis.management.post_room import work_once
from kallipolis.models import IncomingMessage, Letter, Screening
from tests.mail.arriving import the_call_is_open
from tests.mail.corpus import HORRORS, corpus

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Post:
    """Takes every letter."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    def send(self, letter: Outgoing) -> Handed:
        self.sent.append(letter)
        return Handed(taken=True)


def test_every_message_of_the_corpus_becomes_something_and_is_answered_at_most_once(tmp_path):
    the_call_is_open()
    messages = {**corpus(), **HORRORS}
    for name, message in messages.items():
        (tmp_path / f"{name}.eml").write_bytes(message)
    call_command("receive", str(tmp_path), stdout=StringIO())
    assert IncomingMessage.objects.count() == len(messages)
    post = Post()
    with ReadingRoom(2) as room:
        while not work_once(room, post).nothing:
            pass
    became = Counter(IncomingMessage.objects.values_list("became", flat=True))
    assert became["waiting"] == 0
    assert became["dossier"] >= 2
    assert became["report"] == 1
    assert became["automatic"] >= 2
    assert len(post.sent) == Letter.objects.filter(state="sent").count() == len({one.message_id for one in post.sent})
    assert Screening.objects.count() >= 2
    assert not [one for one in post.sent if "evil.example" in one.text or "victim@" in one.to]
