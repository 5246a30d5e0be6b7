"""How long what is personal is kept: one term for each kind of record, with its reason and what happens at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto

from kallipolis.rulebook.sentence import Sentence, sentence

NOBODY = "erased@erased.invalid"
"""What stands where an address was taken out. The domain is reserved and leads nowhere (RFC 2606)."""


class Kept(StrEnum):
    """The kinds of record that have a term of their own, or none."""

    ACCOUNT = auto()
    SIGN_IN_LINK = auto()
    SESSION = auto()
    INVITATION = auto()
    LETTER_WITH_A_KEY = auto()
    LETTER = auto()
    SECRET_OF_AN_EVENT = auto()
    EVENT = auto()
    TASK = auto()
    COUNT = auto()
    DOSSIER = auto()
    REGISTER = auto()


@dataclass(frozen=True)
class Term:
    """How long, from when, why, and what happens then. Without a length it is kept until the sentence says."""

    length: timedelta | None
    counted_from: Sentence
    why: Sentence
    then: Sentence


_YEAR = timedelta(days=365)

TERMS: Mapping[Kept, Term] = {
    Kept.ACCOUNT: Term(
        None,
        sentence("as long as the account is wanted"),
        sentence("Whoever acts in the programme has to be known to it."),
        sentence("Its owner erases it, or asks the head of the Secretariat to."),
    ),
    Kept.SIGN_IN_LINK: Term(
        timedelta(days=7),
        sentence("from the end of its time"),
        sentence("A link that was used twice can be looked into."),
        sentence("It is deleted."),
    ),
    Kept.SESSION: Term(
        timedelta(days=1),
        sentence("from the end of the session"),
        sentence("The list of devices shows where somebody is signed in."),
        sentence("Session and device are deleted."),
    ),
    Kept.INVITATION: Term(
        timedelta(days=180),
        sentence("from the end of its time"),
        sentence("Who was invited and did not answer can be invited again."),
        sentence("The address is taken out; the role, and when it was offered, stay."),
    ),
    Kept.LETTER_WITH_A_KEY: Term(
        timedelta(days=30),
        sentence("from the day that it was drawn up"),
        sentence("A letter that did not arrive can be looked for; its link or code is dead long before."),
        sentence("Address, subject and text are taken out; that it was sent, and when, stays."),
    ),
    Kept.LETTER: Term(
        5 * _YEAR,
        sentence("from the day that it was drawn up"),
        sentence("A city may ask what it was told until its first report is due, and a year longer."),
        sentence("Address, subject and text are taken out; that it was sent, and when, stays."),
    ),
    Kept.SECRET_OF_AN_EVENT: Term(
        5 * _YEAR,
        sentence("from the event"),
        sentence("A deed can be explained as long as its letter is kept."),
        sentence("The secret is erased with its nonce; the event and the chain stay, and still hold."),
    ),
    Kept.EVENT: Term(
        None,
        sentence("for good"),
        sentence("The record of the programme names people by number only."),
        sentence("It stays, also when a person is erased: her number then leads to nobody."),
    ),
    Kept.TASK: Term(
        timedelta(days=14),
        sentence("from its end"),
        sentence("What failed in the background can be looked into."),
        sentence("It is deleted."),
    ),
    Kept.COUNT: Term(
        timedelta(hours=2),
        sentence("from the attempt"),
        sentence("Attempts are counted for an hour; addresses are kept under another name in every hour."),
        sentence("It counts no more, and is deleted when others come."),
    ),
    Kept.DOSSIER: Term(
        None,
        sentence("as long as the city’s application counts in later calls"),
        sentence("It is the city’s application to UNESCO, and the ground of a decision."),
        sentence("The Secretariat decides with its archives; nothing happens by itself."),
    ),
    Kept.REGISTER: Term(
        None,
        sentence("for good"),
        sentence("It names States and cities, and nobody."),
        sentence("It stays."),
    ),
}
"""What a site keeps and how long. `kallipolis.actions.people.retention` does what the terms with a length say."""

LETTERS_WITH_A_KEY = ("ask_for_sign_in_link", "invite", "change_own_account", "sign_in", "use_sign_in_link")
"""The deeds whose letters carry a link or a code."""
