"""The words of a permission: the deeds that there are, what each is done to, who may do it, a yes and a no with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from kallipolis.rulebook.people import Actor, Role, Service
from kallipolis.rulebook.sentence import Sentence


class Deed(StrEnum):
    """What can be done in the house: the reading of what is not public, and every change. `permission.DEEDS` says who may."""

    # people
    SEE_OWN_ACCOUNT = "see_own_account"
    CHANGE_OWN_ACCOUNT = "change_own_account"
    SIGN_IN = "sign_in"
    FAIL_TO_SIGN_IN = "fail_to_sign_in"
    ASK_FOR_SIGN_IN_LINK = "ask_for_sign_in_link"
    USE_SIGN_IN_LINK = "use_sign_in_link"
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    WITHDRAW_INVITATION = "withdraw_invitation"
    ACCEPT_INVITATION = "accept_invitation"
    GRANT_ROLE = "grant_role"
    WITHDRAW_ROLE = "withdraw_role"
    ERASE_PERSON = "erase_person"
    LET_GO = "let_go"
    MAKE_DEMO_PEOPLE = "make_demo_people"
    # record
    READ_RECORD = "read_record"
    EXPORT_HEADS = "export_heads"
    # files
    FILE = "file"
    FETCH_FILE = "fetch_file"
    NOTE_SCAN = "note_scan"
    SWEEP_FILES = "sweep_files"
    # register
    SEE_REGISTER = "see_register"
    IMPORT_REGISTER = "import_register"
    # call
    SEE_DESK = "see_desk"
    OPEN_CALL = "open_call"
    NOTICE_CHANGED_FOLDER = "notice_changed_folder"
    # intake and post
    SEE_POST_ROOM = "see_post_room"
    FETCH_MESSAGE = "fetch_message"
    RECEIVE_MESSAGE = "receive_message"
    NOTE_TURNED_AWAY = "note_turned_away"
    ENTER_MESSAGE = "enter_message"
    READ_MESSAGE_AGAIN = "read_message_again"
    ASSIGN_MESSAGE = "assign_message"
    TAKE_IN_PLACE = "take_in_place"
    SET_MESSAGE_ASIDE = "set_message_aside"
    NOTE_SCREENING = "note_screening"
    SEE_OUTBOX = "see_outbox"
    HOLD_LETTER = "hold_letter"
    RELEASE_LETTERS = "release_letters"
    RESEND_LETTER = "resend_letter"
    NOTE_SENDING = "note_sending"


@dataclass(frozen=True)
class Permit:
    """A yes. It is true, as a refusal is not, so that a template may ask `{% if row.may_rule %}`."""

    def __bool__(self) -> Literal[True]:
        return True


PERMIT = Permit()


@dataclass(frozen=True)
class Refusal:
    """A no, and its reason in a sentence; `clause` where a clause of the call says so."""

    sentence: Sentence
    clause: str = ""
    may_sign_in: bool = False
    needs_factor: bool = False
    by_role: bool = False

    def __bool__(self) -> Literal[False]:
        return False


@dataclass(frozen=True)
class Case:
    """What a deed is done to, as far as a permission depends on it.

    `scopes` are the things it belongs to ("state:MR", "application:2021-042", "person:17"), `stage` where its call
    stands, `facts` what a bar asks for (who decided first, which role is to be given).
    """

    scopes: frozenset[str] = frozenset()
    stage: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


HOUSE = Case()
"""The house itself: what belongs to no call, no city and no person."""

Bar = Callable[[Actor, Case], Refusal | None]


@dataclass(frozen=True)
class Rule:
    """Who may do a deed: the roles (over the case's scope, or `anywhere`), the services, the stages, what bars it still.

    `told` is how the record tells that it was done, after the name of who did it; a deed that changes nothing is never
    told. `secrets_for` are the roles that may read what the record keeps of it as secret or personal.
    """

    words: Sentence
    roles: frozenset[Role] = frozenset()
    services: frozenset[Service] = frozenset()
    stages: frozenset[str] | None = None
    clause: str = ""
    anywhere: bool = False
    changes: bool = True
    bars: tuple[Bar, ...] = ()
    told: Sentence | None = None
    secrets_for: frozenset[Role] = frozenset()


SECRETARIAT = frozenset({Role.OFFICER, Role.HEAD})
