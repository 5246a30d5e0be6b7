"""One dossier before it is drawn up: plain choices that a fault may still change."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kallipolis.documents.writing.sample.answers import People, Respondent
from kallipolis.documents.writing.sample.cities import City
from kallipolis.documents.writing.sample.names import Namer
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import EarlierApplication, Slot


class Medium(StrEnum):
    """What a letter or list is made of."""

    PDF = "pdf"
    WORD = "docx"
    SCAN = "scan"
    JPEG = "jpg"
    PNG = "png"
    TEXT = "txt"


@dataclass
class Letter:
    """A letter, or the list, or a rights form of its own. `stem` is its file name without the ending."""

    slot: Slot
    stem: str
    medium: Medium
    pages: int = 1
    enlarged: bool = False
    padding_bytes: int = 0


@dataclass
class Picture:
    """A photograph to be drawn. `exact_bytes`: filled up to that size with a comment. `cut`: it breaks off."""

    filename: str
    width: int
    height: int
    seed: int
    is_png: bool = False
    exact_bytes: int | None = None
    cut: bool = False


@dataclass(frozen=True)
class Attachment:
    """One file of the dossier."""

    filename: str
    media_type: str
    content: bytes


@dataclass
class Draft:
    """Everything that one dossier will be.

    `form_call` is the edition whose form was filled in, `form_changes` are done to the finished Word file one after the
    other, `translation` holds the answers of a second, English form. `received_at` is None where no server of ours wrote a
    Received line. `wire_bytes`: the e-mail is made about that large.
    """

    call: Call
    form_call: Call
    city: City
    language: str
    source: random.Random
    people: People
    respondent: Respondent
    answers: dict[str, str]
    namer: Namer
    letters: list[Letter]
    pictures: list[Picture]
    subject: str
    to: str
    received_at: datetime | None
    extras: list[Attachment] = field(default_factory=list)
    sender_clock_off_by: timedelta = timedelta()
    form_medium: Medium | None = Medium.WORD
    form_changes: list[Callable[[bytes], bytes]] = field(default_factory=list)
    translation: Mapping[str, str] | None = None
    earlier: list[EarlierApplication] = field(default_factory=list)
    wire_bytes: int | None = None

    def take_out(self, slot: Slot) -> None:
        """Leaves out all letters of one slot."""
        self.letters = [letter for letter in self.letters if letter.slot is not slot]

    def keep_all_but_one(self, slot: Slot) -> None:
        """Leaves out the last letter of one slot."""
        self.letters.remove([letter for letter in self.letters if letter.slot is slot][-1])
