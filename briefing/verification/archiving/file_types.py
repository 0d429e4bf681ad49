"""File types, recognised by the first bytes, else by media type and name.

Texts are converted to UTF-8, which is all that the archive reads. A web page instead of the document that its name
promises, such as a login page, is rejected.
"""

import re
from typing import Final

from msgspec import Struct

from briefing.verification.archive import FILES, SUFFIXES, kind_of
from briefing.verification.archive.encodings import MARKS, codec_of, declared
from briefing.verification.archive.model import UnreadableFile
from briefing.verification.archive.office import Office

_BY_TYPE: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/csv": ".csv",
    "text/tab-separated-values": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_PARTS: Final = {"xl/workbook.xml": ".xlsx", "word/document.xml": ".docx"}
_BINARY: Final = frozenset({".pdf", ".xlsx", ".ods", ".docx"})
_PAGE: Final = re.compile(rb"(?>\s*(?:<!--.*?-->\s*)*)(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S)


_HEAD_BYTES: Final = 4096
"""The bytes at the beginning of a file that are examined for its type and encoding."""
_PDF_HEAD_BYTES: Final = 1024
"""The bytes within which the header of a PDF must begin; some programs write something before it."""


class UnsupportedFile(Exception):
    """Why a file is not accepted into the archive."""


class ArchiveFile(Struct, frozen=True):
    """A file that the archive can read."""

    content: bytes
    suffix: str


def readable(content: bytes, media_type: str, charset: str, name: str) -> ArchiveFile:
    """A file in the form that the archive stores; `name` is the file's name, or the last part of its URL.

    Raises `UnsupportedFile` for a kind of file that the archive does not read.
    """
    if not content.strip():
        raise UnsupportedFile("it is empty")
    promised = _by_name(name)
    if kind := _by_beginning(content):
        if kind == ".html" and promised in _BINARY:
            raise UnsupportedFile(f"a web page came where {promised} was promised; save the file by hand, and add that")
        return ArchiveFile(content if kind in _BINARY else _utf8(content, charset, kind), kind)
    declared = _BY_TYPE.get(media_type, "")
    kind = promised if declared in ("", ".txt") and promised else declared
    is_text = b"\0" not in content[:_HEAD_BYTES] or _is_marked(content)
    if not kind or kind in _BINARY or not is_text:
        what = media_type or (name.rpartition(".")[2] and f".{name.rpartition('.')[2]}") or "its kind"
        raise UnsupportedFile(f"{what} is not readable text; the archive accepts {FILES}")
    return ArchiveFile(_utf8(content, charset, kind), kind)


def _by_name(name: str) -> str:
    suffix = kind_of(f".{name.rpartition('.')[2]}") if "." in name else ""
    return suffix if suffix in SUFFIXES else ""


def _by_beginning(content: bytes) -> str:
    if b"%PDF-" in content[:_PDF_HEAD_BYTES]:
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return ".html" if _PAGE.match(content[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")) else ""


def _office(content: bytes) -> str:
    try:
        office = Office(content)
        kinds = [kind for part, kind in _PARTS.items() if office.has(part)]
        if not kinds and office.has("mimetype"):
            declared = office.content("mimetype").decode("latin-1").strip()
            kinds = [_BY_TYPE[declared]] if declared in _BY_TYPE else []
    except UnreadableFile:
        kinds = []
    if not kinds:
        raise UnsupportedFile(f"it is an archive of files; the archive accepts {FILES}")
    return kinds[0]


def _is_marked(content: bytes) -> bool:
    return any(content.startswith(mark) for mark, _ in MARKS)


def _utf8(content: bytes, charset: str, kind: str) -> bytes:
    """A text as UTF-8, decoded as its byte order mark, its server or its `meta` element declares, else from UTF-8."""
    own = declared(content, kind == ".html")
    said = codec_of(charset)
    first, second = (own, said) if _is_marked(content) else (said, own)
    # A page that declares no encoding and is not UTF-8 is decoded as Windows-1252, as in browsers.
    tried = (first, second, "utf-8", "windows-1252" if kind == ".html" else "")
    for encoding in filter(None, tried):
        try:
            return content.decode(encoding).encode()
        except UnicodeError:
            continue
    raise UnsupportedFile("it is not UTF-8; save it as UTF-8, and add that")
