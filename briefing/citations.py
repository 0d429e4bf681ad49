"""Pandoc's citation grammar, over plain strings.

Reads what stands between the brackets of `[see @key, pp. 3–5; -@other]` and
what may follow a narrative `@key [p. 3]`. Source: the Pandoc User's Guide,
"Citation syntax". Where Pandoc falls back to literal text, this room says
what could not be read. It knows no Markdown parser and no bibliography.
"""

import difflib
import re
from functools import cache
from typing import Final

from msgspec import Struct

from briefing.model import Locator, LocatorKind, Mode

KEY: Final = r"\w+(?:[:.#$%&\-+?<>~/]\w+)*"
"""A key: ASCII letters, digits and `_`, with single signs between them (Pandoc's rule)."""

BRACED_KEY: Final = r"\{[^\s{}]+\}"
"""Any other key stands in braces: `@{https://example.org/a}`."""

MENTION: Final = re.compile(rf"(?P<hide>-?)@(?P<key>{BRACED_KEY}|{KEY})", re.ASCII)
"""A key with its `@`, where one may begin; see `may_begin` for what must stand before it."""

_LABELS: Final = {
    LocatorKind.PAGE: "p. pp. page pages 页 頁",
    LocatorKind.PARAGRAPH: "¶ ¶¶ para. paras. par. paragraph paragraphs 段",
    LocatorKind.SECTION: "§ §§ sec. secs. sect. section sections 节 節",
    LocatorKind.CHAPTER: "ch. chs. chap. chaps. chapter chapters 章",
    LocatorKind.FIGURE: "fig. figs. figure figures 图 圖",
    LocatorKind.TABLE: "tbl. tbls. tab. table tables 表",
    LocatorKind.LINE: "l. ll. line lines 行",
    LocatorKind.COLUMN: "col. cols. column columns 栏 欄",
    LocatorKind.NOTE: "n. nn. note notes 注 註",
}
_KINDS: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_KINDS.update({label.removesuffix("."): kind for label, kind in _KINDS.items() if len(label) > 2})

# Not any row of these letters: `did` and `mild` are words.
_ROMAN: Final = r"(?=[ivxlcdm])m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_FORMS: Final = rf"[0-9]{{1,9}}(?:\.[0-9]+)*[a-z]?|[A-Z]+\.?[0-9]+(?:\.[0-9]+)*|{_ROMAN}|{_ROMAN.upper()}"
_NUMBER: Final = rf"(?:{_FORMS})(?![A-Za-z0-9_%])"
_RANGE: Final = rf"{_NUMBER}(?:\s*(?:-{{1,2}}|–|—|至|to)\s*{_NUMBER})?"
_MORE: Final = rf"(?:\s*(?:,|、|，|&|and|和|及)\s*{_RANGE})*"
_WORDS: Final = "|".join(sorted((re.escape(label) for label in _KINDS), key=len, reverse=True))
_LABELLED: Final = rf"(?i:(?P<label>{_WORDS})\s*(?P<numbers>{_RANGE}{_MORE}))"
_CHINESE: Final = rf"第\s*(?P<numbers>{_RANGE}{_MORE})\s*(?P<label>[页頁段节節章行栏欄])"
_BARE: Final = rf"(?P<numbers>{_RANGE}{_MORE})(?=\s*(?:$|,|，))"
_LABEL_ALONE: Final = rf"(?i:{_WORDS})(?![^\W\d])"
_REMARKS: Final = {"approx.", "c.", "ca.", "cf.", "est.", "excl.", "incl.", "vs."}
"""Abbreviations that begin a remark, whatever number follows."""

_NEAR_LABEL: Final = re.compile(r"(?P<word>[^\W\d]+\.?)\s*[0-9]")
_RANGE_PARTS: Final = rf"(?<![A-Za-z])({_NUMBER})(?:\s*(?:-{{1,2}}|–|—|至|to)\s*({_NUMBER}))?"


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A form that takes as long to compile as many citations to read: only done once one is read."""
    return re.compile(form)


class Item(Struct, frozen=True):
    """One key of a bracket; `at` and `length` are its `@key` in the text that was read."""

    key: str
    at: int
    length: int
    mode: Mode
    locators: tuple[Locator, ...] = ()
    prefix: str = ""
    suffix: str = ""


class Unreadable(Exception):
    """What cannot be read, and where in the text: `locator` tells a place from a bracket."""

    def __init__(self, message: str, hint: str, at: int, length: int, locator: bool = False) -> None:
        super().__init__(message)
        self.message, self.hint, self.locator = message, hint, locator
        self.at, self.length = at, max(1, length)


def may_begin(before: str) -> bool:
    """Whether a citation may begin after this character (empty at the start).

    After an ASCII letter, a digit or a sign of an address it is part of an
    e-mail address, a URL or a path. Han characters need no space.
    """
    return not before or not (before.isascii() and (before.isalnum() or before in "_.@/:\\%+&=?#~"))


def find_key(text: str) -> re.Match[str] | None:
    """The first `@key` in a text that could be a citation's."""
    return next((m for m in MENTION.finditer(text) if _stands_free(text, m.start())), None)


def _stands_free(text: str, at: int) -> bool:
    before = text[at - 1] if at else ""
    if before == "\\":
        return False
    return may_begin(before) or (before == "-" and may_begin(text[at - 2] if at > 1 else ""))


def read_bracket(inside: str) -> tuple[Item, ...]:
    """Read what stands between the brackets of a citation.

    Raises `Unreadable` with the place within `inside`.
    """
    return tuple(_read_item(part, at) for part, at in _parts(inside))


def _parts(inside: str) -> list[tuple[str, int]]:
    """The items between semicolons, each with its place."""
    parts: list[tuple[str, int]] = []
    at = 0
    for part in inside.split(";"):
        parts.append((part, at))
        at += len(part) + 1
    return parts


def _read_item(part: str, offset: int) -> Item:
    found = find_key(part)
    if not found:
        raise _no_key(part, offset)
    prefix, rest = part[: found.start()].strip(), part[found.end() :]
    if second := find_key(rest):
        raise Unreadable(
            "two sources stand in one item of a citation",
            "put a `;` between them",
            offset + found.end() + second.start(),
            len(second.group()),
        )
    locators, suffix = _read_rest(rest, offset + found.end())
    hide = found.group("hide")
    return Item(
        key=found.group("key").strip("{}"),
        at=offset + found.start() + len(hide),
        length=len(found.group()) - len(hide),
        mode=Mode.SUPPRESSED if hide else Mode.NORMAL,
        locators=locators,
        prefix=prefix,
        suffix=suffix,
    )


def _no_key(part: str, offset: int) -> Unreadable:
    at = offset + (part.index("@") if "@" in part else 0)
    if "@" in part:
        hint = "a key has ASCII letters, digits and single signs; write any other as `@{key}`, a plain @ as `\\@`"
        return Unreadable("a bracket with `@` that is no citation", hint, at, 1)
    words = part.strip()
    if not words:
        return Unreadable("an item of a citation is empty", "delete the `;`", max(offset - 1, 0), 1)
    hint = "each item between semicolons needs an `@key`; repeat the key, or use a comma"
    return Unreadable(f"`{words}` names no source", hint, offset + (len(part) - len(part.lstrip())), len(words))


def _read_rest(rest: str, offset: int) -> tuple[tuple[Locator, ...], str]:
    """Locators and suffix after a key: `, pp. 3–5, and passim` or ` {p. 3} passim`."""
    if not rest:
        return (), ""
    braced = re.match(r"\s*,?\s*\{([^{}]*)\}", rest)
    if braced:
        return _braced(braced, rest, offset)
    comma = re.match(r"\s*[,，]\s*", rest)
    start = comma.end() if comma else len(rest) - len(rest.lstrip())
    if not comma and not _pattern(_LABELLED).match(rest, start) and not _pattern(_CHINESE).match(rest, start):
        return (), rest.strip()
    if not comma:
        words = rest.strip()
        hint = "put a comma between the key and the place"
        raise Unreadable(f"`{words}` follows the key without a comma", hint, offset + start, len(words), locator=True)
    return read_locators(rest[start:], offset + start)


def _braced(braced: re.Match[str], rest: str, offset: int) -> tuple[tuple[Locator, ...], str]:
    locators, left = read_locators(braced.group(1), offset + braced.start(1))
    if left:
        raise _unreadable_place(left, offset + braced.start(1) + braced.group(1).rindex(left))
    return locators, rest[braced.end() :].lstrip(" ,").strip()


def read_locators(text: str, offset: int = 0) -> tuple[tuple[Locator, ...], str]:
    """Read locators from the start of a text; what follows them is the suffix.

    A number without a label is a page, as in Pandoc. Raises `Unreadable`, with
    its place counted from `offset`, for what was meant as a place and is none.
    """
    locators: list[Locator] = []
    at = 0
    while match := _match_locator(text, at):
        locators.append(_locator(match, offset))
        following = re.compile(r"\s*[,，、]\s*").match(text, match.end())
        at = match.end()
        if not following or not _match_locator(text, following.end()):
            break
        at = following.end()
    rest = text[at:]
    _refuse_near_locator(rest, offset + at)
    return _merged(locators), rest.lstrip(" ,，").strip()


def _match_locator(text: str, at: int) -> re.Match[str] | None:
    found = (_pattern(form).match(text, at) for form in (_LABELLED, _CHINESE, _BARE))
    return next(filter(None, found), None)


def _locator(match: re.Match[str], offset: int) -> Locator:
    label = match.groupdict().get("label") or "p."
    ranges = tuple((first, last or first) for first, last in _pattern(_RANGE_PARTS).findall(match.group("numbers")))
    for first, last in ranges:
        if first.isdecimal() and last.isdecimal() and int(last) < int(first):
            hint = f"write {last}–{first}"
            raise Unreadable(
                f"the range {first}–{last} runs backwards",
                hint,
                offset + match.start(),
                len(match.group()),
                locator=True,
            )
    return Locator(_KINDS[label.casefold()], ranges)


def _merged(locators: list[Locator]) -> tuple[Locator, ...]:
    """`¶2, ¶28` is one locator with two places."""
    kinds: dict[LocatorKind, tuple[tuple[str, str], ...]] = {}
    for locator in locators:
        kinds[locator.kind] = (*kinds.get(locator.kind, ()), *locator.ranges)
    return tuple(Locator(kind, ranges) for kind, ranges in kinds.items())


def _refuse_near_locator(rest: str, at: int) -> None:
    """A suffix is free text, but a place that was misspelt must not be lost in one."""
    stripped = rest.lstrip(" ,，")
    start = at + len(rest) - len(stripped)
    near = _NEAR_LABEL.match(stripped)
    if _is_label_alone(stripped) or (near and _looks_like_label(near.group("word"))):
        raise _unreadable_place(stripped.strip(), start)


def _is_label_alone(words: str) -> bool:
    """`p. three` and a bare `section`; but `figures rounded` and `note that …` are remarks."""
    label = _pattern(_LABEL_ALONE).match(words)
    if not label or label.group() == words.strip():
        return bool(label)
    return label.group().casefold().removesuffix("s") not in set(LocatorKind)


def _looks_like_label(word: str) -> bool:
    lowered = word.casefold()
    if lowered in _REMARKS:
        return False
    if lowered.endswith(".") or f"{lowered}." in _KINDS:
        return True
    return bool(difflib.get_close_matches(lowered, _KINDS, 1, cutoff=0.8))


def _unreadable_place(words: str, at: int) -> Unreadable:
    hint = "write it as p. 3, pp. 3–5, ¶12, sec. 2.1, ch. 4, fig. 1, table 2, line 7, col. 2 or note 9"
    return Unreadable(f"`{words}` is not a place in a source", hint, at, len(words), locator=True)
