"""Who may do what with the post: the part of `permission.DEEDS` for messages that arrive and letters that leave."""

from __future__ import annotations

from collections.abc import Mapping

from kallipolis.rulebook.deeds import SECRETARIAT, Deed, Rule
from kallipolis.rulebook.people import Role, Service
from kallipolis.rulebook.sentence import sentence

_POST_ROOM = frozenset({Service.POST_ROOM, Service.CONSOLE})

DEEDS_OF_POST: Mapping[Deed, Rule] = {
    Deed.SEE_POST_ROOM: Rule(
        sentence("see what arrived by e-mail and what became of it"), SECRETARIAT, changes=False, clause="V1"
    ),
    Deed.FETCH_MESSAGE: Rule(sentence("fetch a message as it arrived"), SECRETARIAT, changes=False, clause="V1"),
    Deed.RECEIVE_MESSAGE: Rule(
        sentence("take a message in"),
        SECRETARIAT,
        _POST_ROOM,
        clause="S1",
        told=sentence("took a message in"),
        secrets_for=SECRETARIAT,
    ),
    Deed.NOTE_TURNED_AWAY: Rule(
        sentence("note that a message was turned away"),
        services=_POST_ROOM,
        clause="S9",
        told=sentence("turned a message away"),
        secrets_for=SECRETARIAT,
    ),
    Deed.ENTER_MESSAGE: Rule(
        sentence("note what a message is, and acknowledge it"),
        services=_POST_ROOM,
        clause="S10",
        told=sentence("opened a message"),
        secrets_for=SECRETARIAT,
    ),
    Deed.READ_MESSAGE_AGAIN: Rule(
        sentence("have a message read again"), SECRETARIAT, _POST_ROOM, told=sentence("had a message read again")
    ),
    Deed.ASSIGN_MESSAGE: Rule(
        sentence("say which city’s application a message belongs to"),
        SECRETARIAT,
        clause="S2",
        told=sentence("said which application a message belongs to"),
        secrets_for=SECRETARIAT,
    ),
    Deed.TAKE_IN_PLACE: Rule(
        sentence("take a city’s second e-mail in the place of its first"),
        SECRETARIAT,
        clause="S3",
        told=sentence("took a city’s second e-mail in the place of its first"),
        secrets_for=SECRETARIAT,
    ),
    Deed.SET_MESSAGE_ASIDE: Rule(
        sentence("set a message aside"),
        SECRETARIAT,
        told=sentence("set a message aside"),
        secrets_for=SECRETARIAT,
    ),
    Deed.NOTE_SCREENING: Rule(
        sentence("put what the checks found on file"),
        services=_POST_ROOM,
        clause="V1",
        told=sentence("put on file what the checks found"),
    ),
    Deed.SEE_OUTBOX: Rule(sentence("see the letters of the house"), SECRETARIAT, changes=False),
    Deed.HOLD_LETTER: Rule(
        sentence("hold a letter back"), SECRETARIAT, told=sentence("held a letter back"), secrets_for=SECRETARIAT
    ),
    Deed.RELEASE_LETTERS: Rule(
        sentence("release letters that were held"),
        frozenset({Role.HEAD}),
        frozenset({Service.CLOCK}),
        clause="V4",
        told=sentence("released letters"),
    ),
    Deed.RESEND_LETTER: Rule(
        sentence("send a letter once more"), SECRETARIAT, told=sentence("sent a letter once more")
    ),
    Deed.NOTE_SENDING: Rule(
        sentence("note how far a letter got"),
        services=_POST_ROOM,
        told=sentence("noted how far a letter got"),
        secrets_for=SECRETARIAT,
    ),
}
