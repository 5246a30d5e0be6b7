"""What is asked of the reading room, and how it says that a dossier could not be read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kallipolis.rulebook.dossier import Channel, ToldBy
from kallipolis.rulebook.sentence import Sentence


class ReadingFailed(Exception):
    """Nothing can be said of this dossier; `sentence` says why. Other dossiers are unaffected."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NamedFile(NamedTuple):
    """One file of a dossier that came as files. `folder` is where it lay inside the dossier, "" at the top."""

    name: str
    content: bytes
    folder: str = ""


class MessageInFile(NamedTuple):
    """One e-mail inside an mbox file: the bytes `start` up to `end`, behind the line that parts it from the one before."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class ReadingRequest:
    """One dossier to read.

    `content` is the bytes of an e-mail as received (RFC 5322), or its files, or the path of either, or one message of an
    mbox file. `source` is what the sheet calls the dossier. `received_at` (aware) is our time of arrival where the operator
    or the mailbox tells it (`told_by`); without it the topmost Received header counts if it was written by one of
    `our_hosts`. `scanner` is the address of a ClamAV daemon (`antivirus.Scanner`), "" for none. `recognise` allows text
    recognition of scans. `channel` says how files came; an e-mail always came by e-mail.
    """

    source: str
    call_folder: Path
    content: bytes | Path | MessageInFile | Sequence[NamedFile]
    received_at: datetime | None = None
    told_by: ToldBy = ToldBy.OPERATOR
    our_hosts: tuple[str, ...] = ()
    recognise: bool = True
    channel: Channel = Channel.FILES
    scanner: str = ""
