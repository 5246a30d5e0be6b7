"""WordprocessingML elements in few words; nothing here knows what a form is."""

from __future__ import annotations

import re

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What XML 1.0 cannot hold, among it the vertical tab that word processors keep for a line break.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def w(tag: str, *children: etree._Element, **attributes: str) -> etree._Element:
    """The element `w:tag` with its children and its `w:` attributes: `w("pStyle", val="Answer")`."""
    element = etree.Element(f"{{{W}}}{tag}", {f"{{{W}}}{name}": value for name, value in attributes.items()}, {"w": W})
    element.extend(children)
    return element


def writable(text: str) -> str:
    """`text` without the control characters that no XML document can hold; each becomes a space."""
    return _NOT_XML.sub(" ", text)


def run(text: str) -> etree._Element:
    """A run of text; white space at its ends is kept."""
    content = w("t")
    content.text = writable(text)
    content.set(_SPACE, "preserve")
    return w("r", content)


def paragraph(style: str, *content: etree._Element, properties: tuple[etree._Element, ...] = ()) -> etree._Element:
    """A paragraph of the style with that id. `properties` stand after the style, in the order of ECMA-376 17.3.1.26."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)
