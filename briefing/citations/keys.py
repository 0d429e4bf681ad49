"""Citation keys: which characters belong to one, and where one may begin.

Pandoc's rule: a key consists of letters and digits of any script and `_`, with single
punctuation characters between them; any other key needs braces. But Chinese, Japanese
and Korean prose may follow a key without a space, and this module does not know the
ids of the bibliography. So in running text a key ends where such a script begins,
unless it starts with one; what follows is returned as `glued`, so that a caller that
knows the ids can decide.
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
"""A `-` suppresses the author; two of them, as in `--@key`, are a dash."""

_BRACED: Final = r"\{[^\s{}]+\}"
_ASCII: Final = lazy_re.compile(rf"{_HIDE}(?P<key>{_BRACED}|\w+(?:{_INNER}\w+)*)", re.ASCII)
_GLUED: Final = lazy_re.compile(r"[^\s\[\](),;!，。；！、（）]{1,64}")
_PLAIN_END: Final = frozenset(" \n\t,;[])")

# Combining marks, which `\w` does not match: macOS may decompose letters, and Indic and Thai vowels are marks.
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0980-\u0dff\u0e31-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f"
)
_CJK: Final = "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
_HAN_BEYOND: Final = "\U00020000-\U0003ffff"


class Mention(Struct, frozen=True):
    """A key with its `@` and a possible `-` before it; `start` and `end` are offsets."""

    start: int
    end: int
    key: str
    hides: bool
    glued: str = ""
    """In running text, the characters that follow the key without a space."""

    @property
    def at(self) -> int:
        """The offset of its `@`."""
        return self.start + self.hides

    @property
    def length(self) -> int:
        """The length from the `@` to the end of the key."""
        return self.end - self.at


def may_start_citation(before: str) -> bool:
    """Whether a citation may begin after this character (empty at the start of a text).

    An `@` after an ASCII letter, a digit or a character of a URL is part of an
    e-mail address, a URL or a path. Han characters need no space.
    """
    return not before or not (before.isascii() and (before.isalnum() or before in "_.@/:\\%+&=?#~"))


_SCHEMES: Final = "mailto|acct|https?|ftp|xmpp|sip"
_LEAD: Final = lazy_re.compile(
    rf"(?:^|(?<=[\s(\[“\"]))(?:(?!(?i:{_SCHEMES}):)[^\W\d_]+(?:[:~]|\.{{2,3}})|\.{{2,3}}|[(\[“\"][.:~])\Z"
)
"""Words or dots right before a key that are not part of a URL: `Text:@key`, `see~@key`, `...@key`."""

_MAX_LOOKBEHIND: Final = 40


def is_in_prose(before: str) -> bool:
    """Whether a key after this text is in prose, although the text ends with a character of URLs."""
    return before[-1:] in (":", ".", "~") and _LEAD.search(before[-_MAX_LOOKBEHIND:]) is not None


def find_key(text: str) -> Mention | None:
    """The first `@key` in the inside of brackets that may be a citation."""
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
    """The key that begins, with its `@` or `-@`, at an offset; with `in_prose` it ends where CJK prose may begin."""
    end = len(text) if end is None else end
    match = _ASCII.match(text, at, end)
    stop = match.end() if match else at
    if not text.isascii() and not text[stop : stop + 3].isascii():
        match = _WIDE.match(text, at, end)
    if not match:
        return None
    key, stop = match.group("key"), match.end()
    if in_prose and not key.startswith("{") and not key.isascii():
        cut = _length_before_prose(key)
        key, stop = key[:cut], stop - len(key) + cut
    glued = _glued(text, stop, end) if in_prose else ""
    return Mention(match.start(), stop, _normalized(key), bool(match.group("hide")), glued)


def as_written(key: str) -> str:
    """A key with its `@`, in braces if it needs them."""
    found = mention_at(f"@{key}", 0)
    return f"@{key}" if found and found.end == len(key) + 1 else f"@{{{key}}}"


def _normalized(key: str) -> str:
    """A key without braces, in the normal form NFC: `é` is the same key however it was typed."""
    plain = key.strip("{}")
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


_WIDE_WORD: Final = rf"[\w{_MARKS}]+"
_WIDE: Final = lazy_re.compile(rf"{_HIDE}(?P<key>{_BRACED}|{_WIDE_WORD}(?:{_INNER}{_WIDE_WORD})*)")
_ANY_CJK: Final = lazy_re.compile(f"[{_CJK}{_HAN_BEYOND}]")


def _length_before_prose(key: str) -> int:
    """The length of a key without the CJK prose after it."""
    first = _ANY_CJK.search(key)
    if not first or not first.start():
        return len(key)
    return len(key[: first.start()].rstrip(_INNER_CHARS))


def prose_begins(key: str, at: int) -> bool:
    """Whether CJK prose may begin at an offset of a parsed key."""
    return bool(_ANY_CJK.match(key, at))


def _glued(text: str, at: int, end: int) -> str:
    if at >= end or text[at] in _PLAIN_END:
        return ""
    match = _GLUED.match(text, at, end)
    words = match.group() if match else ""
    return unicodedata.normalize("NFC", words) if any(map(str.isalnum, words)) else ""
