"""The text of a Rich Text Format file (Word 2007 RTF Specification 1.9.1), as far as sorting it needs: no look, no pictures."""

from __future__ import annotations

import re

from kallipolis.documents.reading import limits

_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,9})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups whose text is not part of the document.
_ASIDE = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "datafield", "themedata", "colorschememapping",
    "latentstyles", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "fldinst", "footnote",
    "annotation",
})  # fmt: skip
_CHARACTERS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": " ", "cell": " ",
               "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
_READ_CHARACTERS = 8 * limits.MIB
_NESTING = 500


def text_of_rtf(content: bytes) -> str:
    """The text, one line a paragraph. What is written in another code page than Western Windows may come out wrong."""
    return _Reader().read(content[:_READ_CHARACTERS].decode("latin-1"))


class _Reader:
    def __init__(self) -> None:
        self._found: list[str] = []
        self._length = 0
        self._aside = False
        self._skipped_after_unicode = 1
        self._to_skip = 0
        self._outer: list[tuple[bool, int]] = []

    def read(self, source: str) -> str:
        for token in _TOKEN.finditer(source):
            if token["brace"]:
                self._brace(token["brace"])
            elif token["word"]:
                self._word(token["word"], token["number"])
            elif token["byte"]:
                self._say(bytes([int(token["byte"], 16)]).decode("cp1252", "replace"))
            elif token["symbol"] == "*":
                self._aside = True
            elif token["symbol"]:
                self._say(_SYMBOLS.get(token["symbol"], ""))
            else:
                self._say(token["text"])
            if self._length > limits.TEXT_CHARACTERS or len(self._outer) > _NESTING:
                break
        return "".join(self._found)

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._outer.append((self._aside, self._skipped_after_unicode))
        elif self._outer:
            self._aside, self._skipped_after_unicode = self._outer.pop()
        self._to_skip = 0

    def _word(self, word: str, number: str | None) -> None:
        if word in _ASIDE:
            self._aside = True
        elif word == "uc":
            self._skipped_after_unicode = int(number or 1)
        elif word == "u" and number:
            code = int(number) % 0x10000
            self._to_skip = 0
            self._say(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
            self._to_skip = self._skipped_after_unicode
        elif word in _CHARACTERS:
            self._to_skip = 0
            self._say(_CHARACTERS[word])

    def _say(self, text: str) -> None:
        """Adds text, but for the letters that stand behind a Unicode character for programs that do not know it."""
        passed, self._to_skip = text[: self._to_skip], max(0, self._to_skip - len(text))
        if not self._aside:
            self._found.append(text[len(passed) :])
            self._length += len(text)
