"""Office files: zip archives of XML parts, each parsed on demand.

Names are compared without their namespaces, since the standards have two sets of these. A file that is encrypted,
broken, too large, or declares XML entities is rejected as unreadable. References: ECMA-376 and ISO/IEC 26300.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from briefing.verification.archive.model import UnreadableFile

_MAX_BYTES: Final = 400_000_000
"""No real document has a larger part."""
_MAX_UNCHECKED_BYTES: Final = 20_000_000
_MAX_RATIO: Final = 100
"""The highest compression ratio of a part larger than `_MAX_UNCHECKED_BYTES`; real documents reach 30."""
_COMPRESSIONS: Final = (ZIP_STORED, ZIP_DEFLATED)
"""The only compressions that both standards allow."""
_BROKEN: Final = (
    BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""The exceptions of `zipfile` for a file that is broken, encrypted or of a later version."""
_MAX_DIGITS: Final = 9
_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0"
"""The first bytes of a compound file: an office file with a password, or from before 2007."""

Node = ElementTree.Element


class Office:
    """An open office file; raises `UnreadableFile` if it or a part of it cannot be read."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_ENCRYPTED):
            raise UnreadableFile("the file is password-protected, or in an old format; save it as .xlsx, .ods or .docx")
        try:
            self.parts = ZipFile(BytesIO(content))
        except _BROKEN as error:
            raise UnreadableFile("it is not an office file, or is broken") from error

    def has(self, name: str) -> bool:
        """Whether the file has a part."""
        return name in self.parts.namelist()

    def part(self, name: str) -> Node:
        """The root element of a part."""
        content = self.content(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise UnreadableFile(f"its part `{name}` declares entities of its own")
        try:
            return ElementTree.fromstring(content)
        except (ElementTree.ParseError, ValueError) as error:
            raise UnreadableFile(f"its part `{name}` is broken") from error

    def content(self, name: str) -> bytes:
        """The bytes of a part."""
        try:
            info = self.parts.getinfo(name)
            if info.compress_type not in _COMPRESSIONS:
                raise UnreadableFile(f"its part `{name}` is compressed as in no office file")
            if info.file_size > min(_MAX_BYTES, max(_MAX_UNCHECKED_BYTES, _MAX_RATIO * info.compress_size)):
                raise UnreadableFile(f"its part `{name}` is too large")
            return self.parts.read(name)
        except KeyError as error:
            raise UnreadableFile(f"it has no part `{name}`") from error
        except _BROKEN as error:
            raise UnreadableFile(f"its part `{name}` is broken") from error


def tag(node: Node) -> str:
    """The name of a node without its namespace."""
    return str(node.tag).rpartition("}")[2]


def attribute(node: Node, name: str) -> str:
    """An attribute by its name without the namespace; empty if there is none."""
    found = node.get(name)
    if found is not None:
        return found
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def whole(text: str, otherwise: int = 0) -> int:
    """The integer in an attribute; `otherwise` for any other text, or too many digits."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else otherwise


def below(node: Node, *names: str) -> Iterator[Node]:
    """The children with any of these names."""
    yield from (child for child in node if tag(child) in names)


def first(node: Node, name: str) -> Node | None:
    """The first child with a name, if there is one."""
    return next(below(node, name), None)
