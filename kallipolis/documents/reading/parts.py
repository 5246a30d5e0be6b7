"""One part of a dossier before anything is known of it: its bytes, the name that its sender gave it, where it was."""

from __future__ import annotations

from dataclasses import dataclass

from kallipolis.rulebook.dossier import Trouble
from kallipolis.rulebook.sentence import Sentence


@dataclass(frozen=True)
class Part:
    """A file or an attachment. `filename` is safe to show and to join to a folder, "" where the sender gave none.

    `shown_in_text`: the message's HTML body shows this picture at a place of its own (RFC 2392). `inside` is the folder
    or the forwarded message or container that held it. `trouble`: what its container said of it; then nobody opens it.
    """

    filename: str
    content: bytes
    inside: str = ""
    shown_in_text: bool = False
    remarks: tuple[Sentence, ...] = ()
    trouble: Trouble | None = None
