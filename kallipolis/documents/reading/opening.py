"""Everything that a dossier consists of, whatever it came in: files, attachments, and those of messages and containers among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.archive import files_in_zip
from kallipolis.documents.reading.buffers import Buffer
from kallipolis.documents.reading.handover import Piece
from kallipolis.documents.reading.message import parts_of
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.documents.reading.sniffing import sniff
from kallipolis.documents.reading.tnef import files_in_tnef, is_tnef
from kallipolis.documents.reading.unpacking import Purse, kept_shut
from kallipolis.rulebook.dossier import Kind, Trouble
from kallipolis.rulebook.files import safe_filename
from kallipolis.rulebook.sentence import sentence


def opened(parts: Iterable[Part], *, source: str) -> Iterator[Part]:
    """`parts` with what came inside a message, a zip file or Outlook's container in the place of that one.

    Raises:
        ReadingFailed: there are more parts, or they lie deeper, than is read at all.
    """
    for number, part in enumerate(_Opener(source).opened(parts, 0), start=1):
        if number > limits.PARTS:
            message = "“{source}” has more than {limit} parts. That is no dossier."
            raise ReadingFailed(sentence(message, source=source, limit=limits.PARTS))
        yield part


class _Opener:
    def __init__(self, source: str) -> None:
        self._source, self._purse = source, Purse()

    def opened(self, parts: Iterable[Part], depth: int) -> Iterator[Part]:
        for part in parts:
            inside = self._inside(part) if depth < limits.DEPTH and part.trouble is None else None
            if inside is None:
                yield part
            else:
                yield from self.opened(inside, depth + 1)

    def _inside(self, part: Part) -> Iterator[Part] | None:
        """What a part holds that are documents of their own; None where it is itself one."""
        if is_tnef(part.content):
            return files_in_tnef(part, self._purse) if self._may_open() else iter((self._one_too_many(part),))
        sniffed = sniff(part.content)
        if sniffed.kind is Kind.MESSAGE:
            within = part.filename or part.inside or "message.eml"
            return _or_itself(parts_of(part.content, source=self._source, inside=within), part)
        if sniffed.kind is Kind.ZIP and sniffed.trouble is None:
            return files_in_zip(part, self._purse) if self._may_open() else iter((self._one_too_many(part),))
        return None

    def _may_open(self) -> bool:
        self._purse.containers_left -= 1
        return self._purse.containers_left >= 0

    @staticmethod
    def _one_too_many(part: Part) -> Part:
        message = "More than {limit} zip files and containers lie in this dossier. This one was not opened."
        return kept_shut(part, Trouble.TOO_LARGE, sentence(message, limit=limits.CONTAINERS))


def _or_itself(inside: Iterator[Part], message: Part) -> Iterator[Part]:
    """What hangs on a message, or the message where that is nothing: no file of a dossier goes untold."""
    first = next(inside, None)
    if first is None:
        remark = sentence("Nothing is attached to this message; its own text is no document of the call.")
        yield kept_shut(message, Trouble.NOT_READABLE_HERE, remark)
        return
    yield first
    yield from inside


def pieces_of(content: Buffer, pieces: Iterable[Piece]) -> Iterator[Part]:
    """The files that lie end to end in `content`."""
    at = 0
    for piece in pieces:
        yield Part(filename=safe_filename(piece.name), content=content[at : at + piece.size_bytes], inside=piece.folder)
        at += piece.size_bytes
