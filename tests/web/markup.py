"""A page taken apart: as a tree to look things up in, and as a list of what is wrong with its markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from django.http import HttpResponse
from lxml import html

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
INLINE = frozenset(["a", "b", "bdi", "code", "em", "i", "mark", "q", "small", "span", "strong", "time"])
# A paragraph that is open when one of these begins is closed by the browser, silently.
NOT_INSIDE_A_PARAGRAPH = frozenset(
    ["p", "div", "ul", "ol", "dl", "table", "form", "section", "article", "h1", "h2", "h3", "h4", "details", "fieldset"]
)


def tree(response: HttpResponse) -> html.HtmlElement:
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def words(element: html.HtmlElement) -> str:
    """What an element says, with single blanks, also between blocks."""
    return plain(_said(element))


def plain(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


def _said(element: html.HtmlElement) -> str:
    around = "" if element.tag in INLINE else " "
    inside = (element.text or "") + "".join(_said(child) + (child.tail or "") for child in element)
    return around + (inside if isinstance(element.tag, str) else "") + around


def one(page: html.HtmlElement, path: str) -> html.HtmlElement:
    """The only element that the XPath finds."""
    (found,) = page.xpath(path)
    return found


def faults(markup: str) -> list[str]:
    """What a validator would say: tags that do not match, ids given twice, references to ids that nobody has."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [*reader.faults, *(f"<{tag}> is never closed." for tag in reader.open), *_references(reader)]


def _references(reader: _Reader) -> Iterator[str]:
    counted = Counter(reader.ids)
    yield from (f"The id {name} stands {count} times." for name, count in counted.items() if count > 1)
    yield from (f"{what} refers to {name}, which nobody is." for what, name in reader.references if name not in counted)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "p" in self.open and tag in NOT_INSIDE_A_PARAGRAPH:
            self.faults.append(f"<{tag}> stands inside a <p>, line {self.getpos()[0]}.")
        names = Counter(name for name, _ in attrs)
        self.faults += [f"<{tag}> has {name} twice." for name, count in names.items() if count > 1]
        self._take_notes(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._take_notes(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1] if self.open else '?'}>, line {self.getpos()[0]}.")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _take_notes(self, tag: str, attributes: dict[str, str | None]) -> None:
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            self.references += [(f"{tag} {name}", one) for one in (attributes.get(name) or "").split()]
        address = attributes.get("href") or ""
        if address.startswith("#") and len(address) > 1:
            self.references.append((f"{tag} href", address[1:]))
        for name in ("style", "onclick", "onload", "hx-on"):
            if name in attributes:
                self.faults.append(f"<{tag}> has {name}=, which the policy forbids.")
        if tag in {"h1", "h2", "h3", "h4"}:
            level = int(tag[1])
            if self.levels and level > self.levels[-1] + 1:
                self.faults.append(f"<{tag}> follows h{self.levels[-1]}: a level is skipped, line {self.getpos()[0]}.")
            self.levels.append(level)
