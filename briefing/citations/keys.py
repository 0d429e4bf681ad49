"""Citation keys: which characters belong to one, and where one may begin.

Pandoc's rule: letters and digits of any script and `_`, with single
punctuation characters between them; any other key needs braces. Chinese,
Japanese and Korean prose may follow a key without a space, and the ids of the
bibliography are not known here. So in running text a key ends where such a
script begins, unless it begins in one; the rest is returned as `glued`, for
callers that know the ids to compare.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from briefing import lazy_re

_INNER_CHARS: Final = ":.#$%&-+?<>~/"
_INNER: Final = f"[{re.escape(_INNER_CHARS)}]"
_HIDE: Final = r"(?P<hide>(?:(?<!-)-)?)@"
"""A `-` leaves the author out; in `--@key` the two are a dash."""

_BRACED: Final = r"\{[^\s{}]+\}"
_ASCII: Final = lazy_re.compile(rf"{_HIDE}(?P<key>{_BRACED}|\w+(?:{_INNER}\w+)*)", re.ASCII)
_GLUED: Final = lazy_re.compile(r"[^\s\[\](),;!，。；！、（）]{1,64}")
_PLAIN_END: Final = frozenset(" \n\t,;[])")

# A key on a Mac may be decomposed, and Indic and Thai vowels are marks: Python's `\w` has none of them.
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0980-\u0dff\u0e31-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f"
)
_CJK: Final = "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
_HAN_BEYOND: Final = "\U00020000-\U0003ffff"


class Mention(Struct, frozen=True):
    """A key with its `@`, and a `-` before it, with offsets."""

    start: int
    end: int
    key: str
    hides: bool
    glued: str = ""
    """In running text, what follows the key without a space."""

    @property
    def at(self) -> int:
        """The offset of its `@`."""
        return self.start + self.hides

    @property
    def length(self) -> int:
        """From the `@` to the end of the key."""
        return self.end - self.at


def may_start_citation(before: str) -> bool:
    """Whether a citation may begin after this character (empty at the start).

    After an ASCII letter, a digit or a character of a URL it is part of an
    e-mail address, a URL or a path. Han characters need no space.
    """
    return not before or not (before.isascii() and (before.isalnum() or before in "_.@/:\\%+&=?#~"))


_SCHEMES: Final = "mailto|acct|https?|ftp|xmpp|sip"
_LEAD: Final = lazy_re.compile(
    rf"(?:^|(?<=[\s(\[“\"]))(?:(?!(?i:{_SCHEMES}):)[^\W\d_]+(?:[:~]|\.{{2,3}})|\.{{2,3}}|[(\[“\"][.:~])\Z"
)
"""Words or dots right before a key that are no part of a URL: `Text:@key`, `see~@key`, `...@key`."""

_MAX_LOOKBEHIND: Final = 40


def is_in_prose(before: str) -> bool:
    """Whether a key after this text, which ends in a character of a URL, is part of prose nevertheless."""
    return before[-1:] in (":", ".", "~") and _LEAD.search(before[-_MAX_LOOKBEHIND:]) is not None


def find_key(text: str) -> Mention | None:
    """The first `@key` in a text that could be a citation's, as it is read within brackets."""
    if "@" not in text:
        return None
    return next((found for found in _mentions(text) if _is_separate(text, found.start)), None)


def _mentions(text: str) -> Iterator[Mention]:
    at = text.find("@")
    while at >= 0:
        start = at - 1 if at and text[at - 1] == "-" else at
        found = mention_at(text, start) or mention_at(text, at)
        if found:
            yield found
        at = text.find("@", found.end if found else at + 1)


def _is_separate(text: str, at: int) -> bool:
    before = text[at - 1] if at else ""
    if before == "\\":
        return False
    return may_start_citation(before) or (before == "-" and may_start_citation(text[at - 2] if at > 1 else ""))


def mention_at(text: str, at: int, end: int | None = None, *, in_prose: bool = False) -> Mention | None:
    """The key with its `@` that begins at an offset; `in_prose` it ends where CJK prose may begin."""
    end = len(text) if end is None else end
    match = _ASCII.match(text, at, end)
    stop = match.end() if match else at
    if not text.isascii() and not text[stop : stop + 3].isascii():
        match = _WIDE.match(text, at, end)
    if not match:
        return None
    key, stop = match.group("key"), match.end()
    if in_prose and not key.startswith("{") and not key.isascii():
        cut = _before_prose(key)
        key, stop = key[:cut], stop - len(key) + cut
    glued = _glued(text, stop, end) if in_prose else ""
    return Mention(match.start(), stop, _named(key), bool(match.group("hide")), glued)


def as_written(key: str) -> str:
    """A key after its `@`, in braces where it needs them."""
    found = mention_at(f"@{key}", 0)
    return f"@{key}" if found and found.end == len(key) + 1 else f"@{{{key}}}"


def _named(key: str) -> str:
    """A key without braces, composed: `é` is one key, however it was typed."""
    plain = key.strip("{}")
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


_WIDE_WORD: Final = rf"[\w{_MARKS}]+"
_WIDE: Final = lazy_re.compile(rf"{_HIDE}(?P<key>{_BRACED}|{_WIDE_WORD}(?:{_INNER}{_WIDE_WORD})*)")
_ANY_CJK: Final = lazy_re.compile(f"[{_CJK}{_HAN_BEYOND}]")


def _before_prose(key: str) -> int:
    """The length of a key without the CJK prose after it."""
    first = _ANY_CJK.search(key)
    if not first or not first.start():
        return len(key)
    return len(key[: first.start()].rstrip(_INNER_CHARS))


def prose_begins(key: str, at: int) -> bool:
    """Whether CJK prose may begin at an offset of what was read as a key."""
    return bool(_ANY_CJK.match(key, at))


def _glued(text: str, at: int, end: int) -> str:
    if at >= end or text[at] in _PLAIN_END:
        return ""
    match = _GLUED.match(text, at, end)
    words = match.group() if match else ""
    return unicodedata.normalize("NFC", words) if any(map(str.isalnum, words)) else ""
