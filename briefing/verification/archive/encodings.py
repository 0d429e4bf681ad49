"""Encodings of texts: UTF-8, or the one that a byte order mark or the `meta` element of a page declares; never a guess.

Reference: the WHATWG's Encoding Standard, 4.2, for labels that browsers read as a larger set of characters.
"""

import re
from typing import Final

MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META: Final = re.compile(rb"<meta[^>]+charset\s*=\s*+[\"']?\s*+([\w-]+)", re.I)
_LARGER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
    "big5": "big5hkscs",
}
_HEAD_BYTES: Final = 4096


def declared(content: bytes, is_page: bool) -> str:
    """The encoding that a text declares, empty if it declares none."""
    if marked := next((encoding for mark, encoding in MARKS if content.startswith(mark)), ""):
        return marked
    meta = _META.search(content[:_HEAD_BYTES]) if is_page else None
    label = meta[1].decode("ascii").lower() if meta else ""
    return _LARGER.get(label, label)


def decoded(content: bytes, is_page: bool) -> str:
    """A text without its byte order mark; raises `UnicodeDecodeError` where it is not UTF-8, and declares nothing else.

    UTF-8 comes first: a browser that saves a page in it leaves the `meta` element as it was.
    """
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        encoding = declared(content, is_page)
        try:
            return content.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            pass
        raise
