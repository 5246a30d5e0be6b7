"""The facts of one dossier as the screening sees it: plain and frozen, read from an e-mail, a folder or the web workspace.

Nothing here decides. Sizes are in bytes, instants are aware, texts are as the city wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from kallipolis.rulebook.counting import WordCount, words
from kallipolis.rulebook.sentence import Sentence


class Slot(StrEnum):
    """What a document is in the call's list (S4), or that it is none of these (S8)."""

    LIST_OF_DOCUMENTS = "list_of_documents"
    FORM = "form"
    LETTER_OF_INTENT = "letter_of_intent"
    ENDORSEMENT = "endorsement"
    SUPPORT_LETTER = "support_letter"
    PHOTOGRAPH = "photograph"
    RIGHTS_FORM = "rights_form"
    SET_ASIDE = "set_aside"


class Kind(StrEnum):
    """The true type of a document, by its content and never by its name."""

    DOCX = "docx"
    DOC = "doc"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    RTF = "rtf"
    ODT = "odt"
    TEXT = "text"
    HTML = "html"
    SPREADSHEET = "spreadsheet"
    ZIP = "zip"
    MESSAGE = "message"
    EMPTY = "empty"
    OTHER = "other"


class Trouble(StrEnum):
    """Why a document could not be read, or not wholly."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    NOT_READABLE_HERE = "not_readable_here"
    INFECTED = "infected"


class Scan(StrEnum):
    """What a virus scanner said of a document. Without one, or without its clear answer, it is not scanned: never clean."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class Language(StrEnum):
    """The language of a text as far as the call cares (B7)."""

    ENGLISH = "en"
    FRENCH = "fr"
    OTHER = "other"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class TextFrom(StrEnum):
    """Where the text of a document comes from."""

    DOCUMENT = "document"
    RECOGNITION = "recognition"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Photograph:
    """What is measured of a picture. `has_place` is true where EXIF tells where it was taken; the place itself is not kept."""

    width_pixels: int
    height_pixels: int
    is_whole: bool
    has_place: bool = False
    progressive: bool = False
    colours: str = ""
    trailing_bytes: int = 0


# Below this confidence a document fills an empty slot that nothing but its absence elsewhere speaks for.
TOLD_FROM = 0.2


@dataclass(frozen=True)
class Document:
    """One attachment or file: where it was sorted, why, and what was measured.

    `confidence` runs from 0 to 1; below `TOLD_FROM` nothing in the document tells what it is, and it was put into its slot
    only because that was empty. `pages` is None where pages mean nothing or could not be counted; `pages_certain` is
    false for word-processor files, whose page breaks depend on fonts. `excerpt` is the beginning of its text. `like_a_form` is true of
    a Word file that is an application form, whichever slot it was sorted into. `first_page` is where it begins in a file that
    holds several documents, one after the other; `pages` are then its own.
    """

    slot: Slot
    filename: str
    sha256: str
    size_bytes: int
    kind: Kind
    reason: Sentence
    confidence: float
    pages: int | None = None
    pages_certain: bool = True
    language: Language = Language.UNKNOWN
    text_from: TextFrom = TextFrom.NOWHERE
    excerpt: str = ""
    dates: tuple[date, ...] = ()
    trouble: Trouble | None = None
    remarks: tuple[Sentence, ...] = ()
    photograph: Photograph | None = None
    inside: str = ""
    like_a_form: bool = False
    scanned: Scan = Scan.NOT_SCANNED
    first_page: int | None = None


class FoundBy(StrEnum):
    """How an answer of the form was found: the field's name, its bookmark, or its place between fixed headings."""

    FIELD_NAME = "field_name"
    BOOKMARK = "bookmark"
    PLACE = "place"
    MISSING = "missing"


@dataclass(frozen=True)
class Answer:
    """What the city wrote in one field of the form. `field` is the key of the call's form, `text` has one line per paragraph."""

    field: str
    text: str
    found_by: FoundBy
    language: Language = Language.UNKNOWN
    language_share: float = 0.0


class AlterationKind(StrEnum):
    """What can be changed in a form that must not be altered (B1, B9)."""

    FIXED_TEXT_MISSING = "fixed_text_missing"
    FIXED_TEXT_CHANGED = "fixed_text_changed"
    TEXT_ADDED = "text_added"
    FIELD_MISSING = "field_missing"
    PROTECTION_REMOVED = "protection_removed"
    TRACKED_CHANGES = "tracked_changes"
    OTHER_EDITION = "other_edition"
    PICTURE = "picture"
    TABLE = "table"
    CHART = "chart"
    ANNEX_REPEATED = "annex_repeated"


@dataclass(frozen=True)
class Alteration:
    """One change against the official form: what, in which section (its number, or "" outside), with the words."""

    what: AlterationKind
    section: str = ""
    quote: str = ""
    expected: str = ""


@dataclass(frozen=True)
class FormReading:
    """The application form as read. `edition` is the id of the call whose form it is, "" where none was recognised.

    `rights_forms` counts the annexed rights forms that are filled in inside the same file (S4 vii).
    """

    sha256: str
    filename: str
    kind: Kind
    language: str
    edition: str
    edition_year: int | None
    answers: tuple[Answer, ...]
    alterations: tuple[Alteration, ...] = ()
    rights_forms: int = 0
    trouble: Trouble | None = None

    def answer(self, field: str) -> str:
        """The text of one field, without white space at its ends; "" where the field is empty or missing."""
        return self._texts.get(field, "")

    def words(self, field: str) -> WordCount:
        """The two word counts of the answer in one field (B2)."""
        if field not in self._counts:
            self._counts[field] = words(self.answer(field))
        return self._counts[field]

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        # The first answer of a name counts, so that a field put in twice cannot change what was read before.
        return {answer.field: answer.text.strip() for answer in reversed(self.answers)}

    @cached_property
    def _counts(self) -> dict[str, WordCount]:
        return {}


class ToldBy(StrEnum):
    """Who says when the dossier arrived. The sender's own Date header is never asked (S9)."""

    OPERATOR = "operator"
    MAILBOX = "mailbox"
    OUR_SERVER = "our_server"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Arrival:
    """Our time of arrival: the last byte received by the Secretariat's server. `put_off_at`: attempts that our server refused."""

    received_at: datetime | None = None
    told_by: ToldBy = ToldBy.NOBODY
    put_off_at: tuple[datetime, ...] = ()


class Channel(StrEnum):
    """How the dossier came."""

    EMAIL = "email"
    FILES = "files"
    WEB = "web"


@dataclass(frozen=True)
class Message:
    """What the rules need of the e-mail's head: its subject, the addresses that it was sent to, its digest.

    `sha256` is a digest over those of its files: the same files sent again are the same e-mail, whatever their head lines.
    """

    subject: str
    to: tuple[str, ...] = ()
    sender: str = ""
    message_id: str = ""
    sha256: str = ""
    remarks: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class EarlierApplication:
    """One line of the register of earlier calls (P11). `considered` is None where the register does not say."""

    call_year: int
    city: str
    country_iso2: str
    field: str
    considered: bool | None
    designated: bool


@dataclass(frozen=True)
class OtherDossier:
    """What the screening may know of another dossier of the same run (P5, P15, S3)."""

    source: str
    city: str
    country_iso2: str
    field: str
    endorsed: bool
    message_sha256: str = ""


@dataclass(frozen=True)
class Dossier:
    """Everything that the screening sees of one application.

    `wire_bytes` is the size of the e-mail on the wire; where files were given instead (`wire_bytes_measured` false) it is
    the size that their e-mail would have. `register` and `others` are None where nobody supplied them.
    """

    source: str
    channel: Channel
    documents: tuple[Document, ...]
    form: FormReading | None = None
    message: Message | None = None
    arrival: Arrival = Arrival()
    wire_bytes: int | None = None
    wire_bytes_measured: bool = True
    remarks: tuple[Sentence, ...] = ()
    register: tuple[EarlierApplication, ...] | None = None
    others: tuple[OtherDossier, ...] | None = None

    def in_slot(self, slot: Slot) -> tuple[Document, ...]:
        """The documents of one slot, in the order in which they came."""
        return tuple(document for document in self.documents if document.slot is slot)
