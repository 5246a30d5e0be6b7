"""The head lines of a message as words: encoded words (RFC 2047), pieces (RFC 2231), bytes that are no ASCII at all."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import collapse_rfc2231_value, getaddresses

from kallipolis.rulebook.files import safe_filename, showable

# Characters of one head line that are looked at; a subject of 1,000 Arabic letters takes about 12,000 encoded.
_CHARACTERS = 50_000
_ADDRESSES = 50
# Names that mail programs give to supersets of what they name.
_SUPERSET = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
}
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")


class _AsReceived(Compat32):
    """Head lines are given as they came; bytes outside ASCII are surrogates until `words` recovers them."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


AS_RECEIVED = _AsReceived()


def words(raw: str | None) -> str:
    """A head line as the sender meant it: unfolded, decoded, on one line; "" for none."""
    if not raw:
        return ""
    raw = raw[:_CHARACTERS]
    if not _ENCODED_WORD.search(raw):
        return showable(_recovered(raw))
    # Where encoded words begin and none ends, each beginning would be followed to the end of the line: seconds.
    line = " ".join(raw.splitlines())
    end = line.rfind("?=") + len("?=")
    try:
        pieces = decode_header(line[:end])
    except (HeaderParseError, ValueError):
        return showable(_recovered(raw))
    return showable("".join(_decoded(piece, charset) for piece, charset in pieces) + _recovered(line[end:]))


def addresses(lines: list[str]) -> tuple[str, ...]:
    """The addresses of several head lines such as To, in small letters, without names."""
    pairs = [pair for line in lines for pair in _pairs(words(line[:_CHARACTERS]))]
    return tuple(address.casefold() for _, address in pairs[:_ADDRESSES] if "@" in address)


def _pairs(line: str) -> list[tuple[str, str]]:
    """The names and addresses of one line; none where brackets lie in brackets by the hundred, as no program writes them."""
    try:
        return getaddresses([line])
    except RecursionError:
        return []


def filename_of(head: Message) -> str:
    """The name that the sender gave this part: `filename` of Content-Disposition, or `name` of Content-Type; "" for none."""
    for name, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = head.get_param(name, header=header)
            raw = collapse_rfc2231_value(value) if value else ""
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
        if safe := safe_filename(words(raw)):
            return safe
    return ""


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return _recovered(piece)
    if charset:
        try:
            return piece.decode(_SUPERSET.get(charset.casefold(), charset))
        except (LookupError, ValueError):
            pass
    return _guessed(piece)


def _recovered(text: str) -> str:
    """Surrogates that stand for bytes become the letters that they were."""
    if text.isascii():
        return text
    return _guessed(text.encode("utf-8", "surrogateescape"))


def _guessed(content: bytes) -> str:
    """UTF-8 where the bytes can be that, which is never so by chance; else the encoding of Western Windows."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
