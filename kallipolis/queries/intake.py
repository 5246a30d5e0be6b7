"""What can be said of dossiers without storing anything: read behind the door, screened, and shown as sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kallipolis.documents.reading.door import (
    MessageInFile,
    NamedFile,
    ReadingFailed,
    ReadingRequest,
    ReadingRoom,
    messages_in_file,
    messages_in_folder,
)
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier, EarlierApplication, OtherDossier
from kallipolis.rulebook.screening.across import as_other
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import Sheet, sheet_of
from kallipolis.rulebook.sentence import ENGLISH, Sentence, Wording, sentence

_MESSAGE, _MAILBOX = ".eml", ".mbox"
_DATA = (".csv", ".json")


class ReadingRefused(Exception):
    """Nothing can be said of what was given; `sentence` says why and what to do."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


@dataclass(frozen=True)
class Failure:
    """A dossier of a run that could not be read at all, and why."""

    source: str
    sentence: str


@dataclass(frozen=True)
class Run:
    """The sheets of a run in the order of its sources, and the dossiers that could not be read."""

    sheets: tuple[Sheet, ...]
    failures: tuple[Failure, ...]


def read_and_screen(
    *,
    call: Call,
    files: Sequence[tuple[str, bytes]],
    room: ReadingRoom,
    wording: Wording = ENGLISH,
    recognise: bool = True,
    scanner: str = "",
) -> Sheet:
    """The sheet of files that somebody is about to send, or of the one e-mail that carries them. Nothing is stored.

    What only an arrival tells (S9), or the other dossiers (P5, P15, S3) or the register (P11), is not checked.

    Raises:
        ReadingRefused: nothing was given, or what was given cannot be read.
    """
    if not files:
        raise ReadingRefused(sentence("No file was given. Choose the e-mail as one .eml file, or the documents."))
    only = files[0] if len(files) == 1 else None
    as_message = only is not None and _looks_like_a_message(*only)
    request = ReadingRequest(
        source=only[0] if only else call.name.in_language(wording.language),
        call_folder=Path(call.folder),
        content=only[1] if only and as_message else [NamedFile(name, content) for name, content in files],
        recognise=recognise,
        scanner=scanner,
    )
    try:
        dossier = room.read(request)
    except ReadingFailed as failed:
        raise ReadingRefused(failed.sentence) from None
    return sheet_of(dossier, screen(dossier, call), call, wording)


def _looks_like_a_message(name: str, content: bytes) -> bool:
    """Whether a single upload is an e-mail: by its name, or since it begins with the line of a header (RFC 5322)."""
    head = content[:200].lstrip().partition(b"\n")[0]
    field, colon, _ = head.partition(b":")
    is_header = bool(colon) and field.replace(b"-", b"").isalnum() and field.isascii()
    return name.casefold().endswith(_MESSAGE) or is_header or head.startswith(b"From ")


@dataclass(frozen=True)
class Source:
    """One dossier to read: what `path` is, or the message of this number (from 1) in the mailbox that `path` is."""

    path: Path
    content: Path | MessageInFile
    message: int = 0


def sources_in(paths: Sequence[Path]) -> list[Source]:
    """The dossiers that `paths` mean: a message, a folder of documents, a mailbox, or a folder of messages or such folders.

    An mbox file and a maildir hold one dossier a message. A folder with messages in it is a folder of dossiers, and what
    lies beside the messages is passed over. So is a folder with sub-folders and no document of its own: tables (.csv, .json)
    are none. Any other path is taken as it is, and its reading says what it is.

    Raises:
        ReadingRefused: a mailbox has more messages than are read, or may not be read.
    """
    try:
        return [source for path in paths for source in _dossiers_of(path)]
    except ReadingFailed as failed:
        raise ReadingRefused(failed.sentence) from None


def _dossiers_of(path: Path) -> Iterator[Source]:
    if not path.is_dir() or path.is_symlink():
        yield from _dossiers_in_file(path)
        return
    if (delivered := messages_in_folder(path, source=path.name)) is not None:
        yield from (Source(path, message, number) for number, message in enumerate(delivered, start=1))
        return
    inside = sorted(one for one in path.iterdir() if not one.name.startswith("."))
    messages = [one for one in inside if one.suffix.casefold() in (_MESSAGE, _MAILBOX)]
    folders = [one for one in inside if one.is_dir() and not one.is_symlink()]
    if messages:
        for message in messages:
            yield from _dossiers_in_file(message)
    elif folders and all(one in folders or one.suffix.casefold() in _DATA for one in inside):
        for folder in folders:
            yield from _dossiers_of(folder)
    else:
        yield Source(path, path)


def _dossiers_in_file(path: Path) -> Iterator[Source]:
    messages = messages_in_file(path, source=path.name) if path.is_file() else ()
    if len(messages) > 1 or (messages and path.suffix.casefold() == _MAILBOX):
        yield from (Source(path, message, number) for number, message in enumerate(messages, start=1))
    else:
        yield Source(path, path)


def screen_run(
    sources: Sequence[Source],
    *,
    call: Call,
    room: ReadingRoom,
    jobs: int,
    received_at: datetime | None = None,
    register: tuple[EarlierApplication, ...] | None = None,
    our_hosts: tuple[str, ...] = (),
    scanner: str = "",
    wording: Wording = ENGLISH,
    after_each: Callable[[], object] = lambda: None,
) -> Run:
    """Reads the dossiers, `jobs` at a time, then screens each beside the others of the run (P5, P15, S3).

    `after_each` is called once a dossier is read, from any thread. A dossier that cannot be read does not stop the rest.
    """
    names = _short_names(sources, wording)

    def read(source: Source) -> Dossier | Failure:
        request = ReadingRequest(
            source=names[source],
            call_folder=Path(call.folder),
            content=source.content,
            received_at=received_at,
            our_hosts=our_hosts,
            scanner=scanner,
        )
        try:
            return room.read(request)
        except ReadingFailed as failed:
            return Failure(names[source], failed.sentence.words(wording))
        finally:
            after_each()

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        read_ones = list(pool.map(read, sources))
    dossiers = [one for one in read_ones if isinstance(one, Dossier)]
    others = [as_other(dossier, call) for dossier in dossiers]
    sheets = []
    for at, dossier in enumerate(dossiers):
        beside: tuple[OtherDossier, ...] | None = None
        if len(dossiers) > 1:
            beside = tuple(other for number, other in enumerate(others) if other is not None and number != at)
        whole = replace(dossier, others=beside, register=register)
        sheets.append(sheet_of(whole, screen(whole, call), call, wording))
    return Run(tuple(sheets), tuple(one for one in read_ones if isinstance(one, Failure)))


def _short_names(sources: Sequence[Source], wording: Wording) -> dict[Source, str]:
    """Each source by its own name, or by its whole path where two have the same name."""
    names = [_named(source, source.path.name or str(source.path), wording) for source in sources]
    return {
        source: name if names.count(name) == 1 else _named(source, str(source.path), wording)
        for source, name in zip(sources, names, strict=True)
    }


def _named(source: Source, path: str, wording: Wording) -> str:
    if not source.message:
        return path
    return sentence("{mailbox}, message {number}", mailbox=path, number=source.message).words(wording)
