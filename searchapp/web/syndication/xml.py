"""XML documents: built by the standard library, of characters that XML allows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

# What the production Char of XML 1.0, section 2.2, leaves out.
_NOT_ALLOWED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    """Add an element to *parent* and return it."""
    clean = {key: _NOT_ALLOWED.sub("\ufffd", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, clean)
    if text:
        element.text = _NOT_ALLOWED.sub("\ufffd", text)
    return element


def document(root: ElementTree.Element) -> bytes:
    """Return a whole document in UTF-8."""
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
