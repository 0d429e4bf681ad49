"""Parses the inside of a citation's brackets, `[see @key, pp. 3–5, and passim; -@other]`, into items.

Items are separated by semicolons, except within code, entities, escapes, braces and
quotations. In each item the key is found first, then the locators right after it; the
rest is its prefix and suffix.
"""

import re
from functools import cache
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.citations.keys import Mention, as_written, find_key
from briefing.citations.locators import CitationError
from briefing.citations.suffixes import chinese_locator, locator_before, locator_error, lone_locator, read_locators
from briefing.model import Locator, Mode


class Item(Struct, frozen=True):
    """One item of a bracket; `at` and `length` locate its `@key` in the parsed text."""

    key: str
    at: int
    length: int
    mode: Mode
    locators: tuple[Locator, ...] = ()
    prefix: str = ""
    suffix: str = ""
    """The words after the key and its locators; they begin with a space if no comma precedes them."""
    glued: str = ""
    """In running text, the characters that follow the key without a space."""


def read_bracket(inside: str) -> tuple[Item, ...]:
    """Parse the text between the brackets of a citation.

    Raises `CitationError` with an offset into `inside`.
    """
    return tuple(_read_item(part, at) for part, at in _parts(inside))


def without_key(inside: str) -> tuple[str, int]:
    """The first item and the offset of the second, if the first has no key: `p. 3; see @b`; else all and 0.

    In the bracket after a narrative `@a`, such an item is the locator of `@a`.
    """
    (first, _), *others = _parts(inside)
    return (first, others[0][1]) if others and first.strip() and not find_key(first) else (inside, 0)


_SHIELDS: Final = lazy_re.compile(r"[\\&`{\"“；]")
_WIDE_SEMICOLON: Final = "；(?=[^;；]*@)"
"""A full-width semicolon, as Chinese keyboards type it: it separates items only if a key follows."""


@cache
def _semicolon() -> re.Pattern[str]:
    """A pattern that matches a `;` between items, or a stretch of text in which a `;` does not separate items."""
    shielded = (
        r"\\.",
        r"&(?:#[0-9]+|#x[0-9a-f]+|nbsp|amp|lt|gt|quot|apos|[nm]dash|thinsp|hellip);",
        r"(?<!`)(?P<ticks>`++)[^`]++(?P=ticks)(?!`)",
        r"\{[^{}]*\}",
        r'"[^"@]*"',
        "“[^”@]*”",
    )
    return re.compile(rf"(?:{'|'.join(shielded)})|(?P<semicolon>;|{_WIDE_SEMICOLON})", re.S)


def _parts(inside: str) -> list[tuple[str, int]]:
    """The items between semicolons, each with its offset."""
    if ";" not in inside and "；" not in inside:
        return [(inside, 0)]
    if not _SHIELDS.search(inside):
        ends = [at for at, char in enumerate(inside) if char == ";"]
    else:
        ends = [match.start() for match in _semicolon().finditer(inside) if match.group("semicolon")]
    starts = [0, *(end + 1 for end in ends)]
    return [(inside[start:end], start) for start, end in zip(starts, [*ends, len(inside)], strict=True)]


def _read_item(part: str, offset: int) -> Item:
    found = find_key(part)
    if not found:
        raise _no_key(part, offset)
    prefix, rest = part[: found.start].strip(), part[found.end :]
    if second := find_key(rest):
        raise CitationError(
            "one item of a citation names two sources",
            "put a `;` between them",
            offset + found.end + second.start,
            second.end - second.start,
        )
    if prefix and (locator := locator_before(part[: found.start], offset)):
        raise _before_key(locator, found.key, offset)
    _refuse_locator_in_key(part, found, offset)
    locators, suffix = _read_rest(rest, offset + found.end, found.key) if rest else ((), "")
    return Item(
        key=found.key,
        at=offset + found.at,
        length=found.length,
        mode=Mode.SUPPRESSED if found.hides else Mode.NORMAL,
        locators=locators,
        prefix=prefix,
        suffix=suffix,
    )


def _no_key(part: str, offset: int) -> CitationError:
    at = offset + (part.index("@") if "@" in part else 0)
    if "@" in part:
        hint = (
            "a key has letters, digits and single punctuation marks between them; "
            "write any other as `@{key}`, a plain @ as `\\@`"
        )
        return CitationError("a bracket with `@` that is no citation", hint, at, 1)
    words = part.strip()
    if not words:
        return CitationError("an item of a citation is empty", "delete the `;`", max(offset - 1, 0), 1)
    hint = "each item between semicolons needs an `@key`; repeat the key, or use a comma"
    return CitationError(f"`{words}` names no source", hint, offset + (len(part) - len(part.lstrip())), len(words))


def _before_key(locator: tuple[int, str], key: str, offset: int) -> CitationError:
    at, words = locator
    hint = f"put it after the key: `{as_written(key)}, {words}`"
    return CitationError(f"`{words}` is before the key", hint, offset + at, len(words), locator=True)


def _refuse_locator_in_key(part: str, found: Mention, offset: int) -> None:
    """Reject `@key第3页`, where the locator would be parsed as part of the key."""
    written = part[found.at : found.end]
    if not written.isascii() and not written.startswith("@{") and (locator := chinese_locator(written)):
        at, words = locator
        raise _without_comma(words, written[1:at], offset + found.at + at, words)


def _read_rest(rest: str, offset: int, key: str) -> tuple[tuple[Locator, ...], str]:
    """Parse the locators and suffix after a key: `, pp. 3–5, and passim` or ` {p. 3} passim`."""
    braced = re.match(r"\s*+(?:[,，]\s*+)?\{([^{}]*)\}", rest) if "{" in rest else None
    if braced:
        return _braced(braced, rest, offset)
    if comma := re.match(r"(?:\s*[,，、])+\s*", rest):
        return read_locators(rest[comma.end() :], offset + comma.end())
    if not any(map(str.isalnum, rest)):
        return (), rest.strip().removesuffix(".")
    if locator := lone_locator(rest, offset):
        raise _without_comma(rest.strip(), key, offset + len(rest) - len(rest.lstrip()), locator)
    if not rest[0].isspace():
        raise _glued(rest, offset, key)
    _, suffix = read_locators(rest, offset)
    return (), f" {suffix.strip()}"


def _without_comma(words: str, key: str, at: int, locator: str) -> CitationError:
    hint = f"put a comma between the key and the place: `{as_written(key)}, {locator}`"
    return CitationError(f"`{words}` follows the key without a comma", hint, at, len(words), locator=True)


def _glued(rest: str, offset: int, key: str) -> CitationError:
    run = re.match(r"[^\s,，;]*", rest)
    words = run.group() if run else rest
    hint = f"put a space or a comma after `@{key}`; if all of it is the key, write `@{{{key}{words}}}`"
    return CitationError(f"`{words}` touches the key `{key}`", hint, offset, len(words))


def _braced(braced: re.Match[str], rest: str, offset: int) -> tuple[tuple[Locator, ...], str]:
    locators, left = read_locators(braced.group(1), offset + braced.start(1))
    if left:
        words = left.strip()
        raise locator_error(words, offset + braced.start(1) + braced.group(1).rindex(words))
    words = rest[braced.end() :]
    comma = re.match(r"\s*[,，]\s*", words)
    return locators, words[comma.end() :].rstrip() if comma else _spaced(words)


def _spaced(words: str) -> str:
    return f" {words.strip()}" if words.strip() else ""
