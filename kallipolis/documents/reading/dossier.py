"""The parts of one dossier become a `Dossier`: each is looked at, all are sorted, the form is read."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.antivirus import NOT_SCANNED, Scanned
from kallipolis.documents.reading.arrival import arrival_of
from kallipolis.documents.reading.buffers import Buffer
from kallipolis.documents.reading.folder import bytes_as_message
from kallipolis.documents.reading.form import read_form
from kallipolis.documents.reading.handover import Piece
from kallipolis.documents.reading.language import language_of
from kallipolis.documents.reading.looking import Look, infected, left_out, look_at
from kallipolis.documents.reading.message import envelope_of, parts_of
from kallipolis.documents.reading.opening import opened, pieces_of
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.several import taken_apart
from kallipolis.documents.reading.slots import Placing, sort_into_slots
from kallipolis.documents.reading.sniffing import sniff
from kallipolis.documents.reading.whereabouts import whereabouts
from kallipolis.documents.reading.words import dates_in, excerpt_of
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import (
    Channel,
    Document,
    Dossier,
    FormReading,
    Kind,
    Language,
    Scan,
    Slot,
    TextFrom,
    ToldBy,
    Trouble,
)
from kallipolis.rulebook.sentence import Sentence, sentence

_log = logging.getLogger(__name__)

# From here on a Word file is an application form, whichever slot it went into.
_LIKE_A_FORM_FROM = 0.5
_BLANK_LINE = re.compile(rb"\n\r?\n")
# The text of an e-mail stands in its first part; its files are known by their digests already.
_TEXT_BYTES = 64 * 1024
_ZIP = b"PK\x03\x04"  # no message begins so: a dossier that came as one zip file


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the child is asked: `ReadingRequest` without its content, which lies in `pieces` end to end."""

    source: str
    pieces: tuple[Piece, ...]
    as_message: bool
    remarks: tuple[Sentence, ...]
    received_at: datetime | None
    told_by: ToldBy
    our_hosts: tuple[str, ...]
    recognise: bool
    channel: Channel
    left_out: tuple[int, ...]


def read_dossier(
    asked: Asked,
    content: Buffer,
    *,
    call: Call,
    editions: tuple[Call, ...],
    begins: Callable[[int], None],
    scan: Callable[[bytes], Scanned] | None = None,
) -> Dossier:
    """The dossier in `content`. `begins` is called with the number of each part before it is opened, `scan` with its bytes.

    Raises:
        ReadingFailed: nothing can be said of it.
    """
    reader = _Reader(asked, call, editions, begins, scan)
    kind = sniff(content[: 64 * 1024]).kind if len(asked.pieces) == 1 and not asked.as_message else None
    is_message = kind is Kind.MESSAGE or (asked.as_message and content[:4] != _ZIP)
    return reader.message(content) if is_message else reader.files(content)


def _digest_of(documents: Iterable[Document], content: Buffer) -> str:
    """What tells one e-mail from another (S3), below its head lines: where its text stands, and the digests of its files.

    The same e-mail that comes twice has other `Received` lines; its digest is the same.
    """
    body = _BLANK_LINE.search(content)
    begins = body.end() if body else 0
    told = hashlib.sha256(content[begins : begins + _TEXT_BYTES])
    for document in documents:
        told.update(bytes.fromhex(document.sha256))
    return told.hexdigest()


class _Reader:
    def __init__(
        self,
        asked: Asked,
        call: Call,
        editions: tuple[Call, ...],
        begins: Callable[[int], None],
        scan: Callable[[bytes], Scanned] | None,
    ) -> None:
        self._asked, self._call, self._editions, self._begins, self._scan = asked, call, editions, begins, scan
        self._recogniser = Recogniser(allowed=asked.recognise)

    def message(self, content: Buffer) -> Dossier:
        asked = self._asked
        envelope = envelope_of(content, source=asked.source)
        arrival, remarks = arrival_of(
            envelope.received, told=asked.received_at, told_by=asked.told_by, our_hosts=asked.our_hosts
        )
        documents, form = self._documents(parts_of(content, source=asked.source))
        return Dossier(
            source=asked.source,
            channel=Channel.EMAIL,
            documents=documents,
            form=form,
            message=replace(envelope.message, sha256=_digest_of(documents, content)),
            arrival=arrival,
            wire_bytes=len(content),
            remarks=asked.remarks + remarks + self._on_scanning(documents),
        )

    def files(self, content: Buffer) -> Dossier:
        asked = self._asked
        arrival, remarks = arrival_of((), told=asked.received_at, told_by=asked.told_by, our_hosts=())
        documents, form = self._documents(pieces_of(content, asked.pieces))
        return Dossier(
            source=asked.source,
            channel=asked.channel,
            documents=documents,
            form=form,
            arrival=arrival,
            wire_bytes=bytes_as_message((piece.name, piece.size_bytes) for piece in asked.pieces),
            wire_bytes_measured=False,
            remarks=asked.remarks + remarks + self._on_scanning(documents),
        )

    def _on_scanning(self, documents: tuple[Document, ...]) -> tuple[Sentence, ...]:
        """A scanner that gave no answer is told: what was not scanned is not clean."""
        names = [one.filename for one in documents if one.scanned is Scan.NOT_SCANNED and one.kind is not Kind.EMPTY]
        if self._scan is None or not names:
            return ()
        message = "Not scanned for viruses, since the scanner gave no clear answer: {names}."
        return (sentence(message, names=tuple(dict.fromkeys(names))),)

    def _documents(self, parts: Iterable[Part]) -> tuple[tuple[Document, ...], FormReading | None]:
        found = enumerate(opened(parts, source=self._asked.source), start=1)
        files = [self._named(self._look(number, part), number) for number, part in found]
        numbered = [
            (number, look) for number, file in enumerate(files, start=1) for look in taken_apart(file, self._call)
        ]
        looks = [look for _, look in numbered]
        languages = [self._language(look.reading.text) for look in looks]
        placings = sort_into_slots(list(zip(looks, languages, strict=True)), self._call)
        form, trouble = self._form(numbered, placings)
        documents = tuple(
            self._document(look, language, placing, trouble)
            for look, language, placing in zip(looks, languages, placings, strict=True)
        )
        return documents, form

    def _look(self, number: int, part: Part) -> Look:
        self._begins(number)
        scanned = self._scan(part.content) if self._scan and part.content else NOT_SCANNED
        look = replace(self._looked_at(number, part, scanned), scanned=scanned.scan)
        if look.reading.text_from is TextFrom.DOCUMENT:
            self._recogniser.expect(look.reading.text)
        return look

    def _looked_at(self, number: int, part: Part, scanned: Scanned) -> Look:
        if scanned.scan is Scan.INFECTED:
            return infected(part, scanned.found)
        if number in self._asked.left_out:
            return left_out(part)
        return look_at(part, call=self._call, editions=self._editions, recogniser=self._recogniser)

    @staticmethod
    def _named(look: Look, number: int) -> Look:
        if look.filename:
            return look
        remark = sentence("The sender gave this file no name.")
        reading = replace(look.reading, remarks=(*look.reading.remarks, remark))
        extension = look.kind.value if look.kind not in (Kind.OTHER, Kind.EMPTY) else "bin"
        return replace(look, filename=f"unnamed-{number}.{extension}", reading=reading)

    def _language(self, text: str) -> Language:
        return language_of(text, enough_words=self._call.language_words_needed)[0]

    def _form(self, numbered: list[tuple[int, Look]], placings: tuple[Placing, ...]) -> tuple[FormReading | None, str]:
        """The form as read, and the digest of the file that it was read from."""
        for (number, look), placing in zip(numbered, placings, strict=True):
            if placing.slot is Slot.FORM:
                # Once more: should its answers end this reader, then it is left out, not the last part.
                self._begins(number)
                return self._read_form(look), look.sha256
        return None, ""

    def _read_form(self, look: Look) -> FormReading:
        trouble = look.trouble or Trouble.NOT_READABLE_HERE
        try:
            if look.content:
                return read_form(
                    look.content,
                    filename=look.filename,
                    kind=look.kind,
                    call=self._call,
                    editions=self._editions,
                    tell_language=language_of,
                    manuscript=look.manuscript,
                )
        except MemoryError:
            trouble = Trouble.TOO_LARGE
        except Exception as error:
            _log.error("A reader failed on the form: %s", whereabouts(error))
            trouble = Trouble.DAMAGED
        return FormReading(look.sha256, look.filename, look.kind, "", "", None, (), trouble=trouble)

    def _document(self, look: Look, language: Language, placing: Placing, form_sha256: str) -> Document:
        reading = look.reading
        return Document(
            slot=placing.slot,
            filename=look.filename,
            sha256=look.sha256,
            size_bytes=look.size_bytes,
            kind=look.kind,
            reason=_with_pages(placing.reason, look),
            confidence=placing.confidence,
            pages=reading.pages,
            pages_certain=reading.pages_certain,
            language=language,
            text_from=reading.text_from,
            excerpt=excerpt_of(reading.text),
            dates=dates_in(reading.text[: limits.DATED_CHARACTERS]) if look.sha256 != form_sha256 else (),
            trouble=reading.trouble,
            remarks=reading.remarks,
            photograph=look.photograph if placing.slot is Slot.PHOTOGRAPH else None,
            inside=look.inside,
            like_a_form=look.form_likeness >= _LIKE_A_FORM_FROM,
            scanned=look.scanned,
            first_page=look.first_page,
        )


def _with_pages(reason: Sentence, look: Look) -> Sentence:
    """Which pages of a file a document is, where the file holds several."""
    if look.first_page is None:
        return reason
    last = look.first_page + (look.reading.pages or 1) - 1
    if last == look.first_page:
        message = "Page {first} of “{name}”, which holds several documents. {reason}"
        return sentence(message, first=last, name=look.filename, reason=reason)
    message = "Pages {first} to {last} of “{name}”, which holds several documents. {reason}"
    return sentence(message, first=look.first_page, last=last, name=look.filename, reason=reason)
