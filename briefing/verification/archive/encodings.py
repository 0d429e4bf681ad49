"""Encodings of texts: UTF-8, or what a byte order mark or a page's `meta` element declares; they are never guessed.

Reference: the WHATWG's Encoding Standard, 4.2, for labels that browsers treat as a superset.
"""

import codecs
import re
from typing import Final

MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META: Final = re.compile(rb"<meta[^>]+charset\s*=\s*+[\"']?\s*+([\w-]+)", re.I)
_LARGER: Final = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_KNOWN: Final = frozenset((
    "big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866",
    "cp874", "cp932", "cp949", "euc_jp", "gb18030", "iso2022_jp", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5",
    "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
    "koi8-r", "koi8-u", "mac-cyrillic", "mac-roman", "utf-16", "utf-16-be", "utf-16-le", "utf-8",
))  # fmt: skip
"""The encodings that browsers read. Python has others, some with escapes, whose result is not what a reader sees."""
_HEAD_BYTES: Final = 4096


def codec_of(label: str) -> str:
    """Python's name for the encoding that browsers use for a label; empty for a label that they do not know."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    larger = _LARGER.get(name, name)
    return larger if larger in _KNOWN else ""


def declared(content: bytes, is_page: bool) -> str:
    """The encoding that a text declares; empty if it declares none."""
    if marked := next((encoding for mark, encoding in MARKS if content.startswith(mark)), ""):
        return marked
    meta = _META.search(content[:_HEAD_BYTES]) if is_page else None
    return codec_of(meta[1].decode("ascii")) if meta else ""


def decoded(content: bytes, is_page: bool) -> str:
    """The decoded text without a byte order mark.

    UTF-8 is tried first, since browsers save pages in it without changing the `meta` element. Raises
    `UnicodeDecodeError` if the text is neither UTF-8 nor in the encoding it declares.
    """
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        encoding = declared(content, is_page)
        try:
            return content.decode(encoding or "utf-8")
        except UnicodeDecodeError:
            pass
        raise
