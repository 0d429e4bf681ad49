"""Parses what follows a key: its locators, then a remark.

Pandoc takes whatever it cannot parse as a locator for a remark. Then the citation
would refer to the whole source without anyone noticing. So a remark that probably
contains a locator (a misspelt label, a place after other words, in brackets or
without a comma) is an error whose hint gives the correct form; `{}` before the
remark suppresses the check, as in Pandoc.
"""

import re
from typing import Final

from briefing import lazy_re
from briefing.citations.cell_locators import UNNAMED, cell_reference
from briefing.citations.labels import KINDS, NUMBER_WORDS, nearest_kind, short_label
from briefing.citations.locators import (
    CHINESE_LABEL,
    DASH,
    JOINT,
    LABEL,
    NUMBER,
    ONLY_NUMBERS,
    RANGE,
    ROMAN,
    YEAR,
    CitationError,
    compiled,
    folded,
    leading_locators,
    locator_at,
    merged,
    refuse_open_range,
)
from briefing.model import Locator, LocatorKind

_SINGLE: Final = lazy_re.compile(r"(?P<label>p\. |¶)(?P<number>[0-9]{1,3})")
"""The most common form, parsed without any other pattern."""

_SOURCE_KINDS: Final = (LocatorKind.PAGE, LocatorKind.PARAGRAPH)
"""Kinds that notes themselves do not have, so that such a locator must refer to the source."""

_CELL_KINDS: Final = (LocatorKind.SHEET, LocatorKind.TABLE, LocatorKind.ROW, LocatorKind.COLUMN)

_AFTER_CITATION: Final = lazy_re.compile(
    r"(?:[*_]{1,3}|['’]s\b)?(?P<sign>[)）\]］】〕]?[ \n]?[,，:：(（\[［【〔]\s*[(（\[［【〔]?"
    r"|[ \n]?[(（\[]\s*(?:19|20)[0-9]{2}[a-z]?[,:]\s*|[)）\]］】〕][ \n]?|[ \n]?)(?=[pP¶第])"
)
_OPENING: Final = lazy_re.compile(r"[\s:：.(\[（\-–—]*")
_LOOSE_NUMBER: Final = rf"[,，]\s*(?P<number>[0-9]{{1,4}}(?:{DASH}[0-9]{{1,4}})?)\s*$"
_MORE: Final = rf"(?:(?:{DASH}|{JOINT}){NUMBER})*"
_NEAR_LABEL: Final = (
    rf"(?P<word>[^\W\d_](?:[^\W\d_]++[.']?\s*+|\.\s*+|\s++))(?=\S*[0-9])(?P<number>{NUMBER}(?P<more>{_MORE}))"
)
_SHORT_PAGE: Final = r"pp?(?:[:#_,/=-]\s*|\s+(?=[ivxl])|(?=[0-9]))(?P<number>[0-9]{1,4}|[ivxl]{2,6})(?![\w.])"
_CHINESE_COUNT: Final = r"(?P<number>[0-9]{1,4})\s*(?P<label>[页頁段节節章行栏欄])\s*(?=$|[,，、。])"
_AFTER_YEAR: Final = rf"(?:19|20)\d\d[a-z]?\s*:\s*(?P<number>\d{{1,4}}(?P<more>(?:{DASH}\d{{1,4}})?))\s*\.?$"
_FOREIGN_COUNT: Final = r"第?\s*(?P<number>[0-9]{1,4}(?:[-–—~][0-9]{1,4})?)\s*(?:ページ|페이지|쪽)"
_ORDINAL: Final = r"(?P<number>[0-9]{1,4})(?:st|nd|rd|th)\s+(?P<label>page|para(?:graph)?)\b"
_CHINESE_WORDS: Final = r"第\s*[〇零一二两三四五六七八九十百千]+\s*[页頁段节節章行栏欄]"
_SIGNS: Final = r"[\s:.#*\"'“~(\[–—=/-]{0,5}"
_WORD: Final = r"(?:(?i:nos?|nr|num|numbers?|ca?|approx|from|between)(?:\.\s*|\s+|(?=[#(])))"
_BADLY_NUMBERED: Final = rf"{_SIGNS}{_WORD}?{_SIGNS}(?P<number>[0-9]+(?P<more>{_MORE})|(?<=[(\[\"'“]){ROMAN})(?![\w./])"
_EMPHASIS: Final = r"(?<![^\W_])_|_(?![^\W_])"
_BRACKETED: Final = rf"\s*(?:#\s*|[(\[]\s*(?=[0-9.]+[a-z]?\s*[)\]])|{_WORD})(?P<number>[0-9]+(?P<more>))"
_BRACKETS: Final = ("(", "[", "（", "［")
_NUMBER_ALONE: Final = rf"[(\[（［]\s*(?P<number>{ONLY_NUMBERS})\s*[)\]）］]\s*\.?$"
_UNKNOWN_JOINT: Final = (
    rf"\s*[,，]?\s*(?:[/…+]|\.{{2,3}}|(?:plus|then|also|again|nor|as well as|and also|or rather|sowie|vs|versus)\b\.?)"
    rf"\s*(?P<number>{NUMBER}{_MORE})\s*\.?$"
)
"""Words and signs that join two places for a human reader, but are not part of the grammar."""


def read_locators(text: str, offset: int = 0) -> tuple[tuple[Locator, ...], str]:
    """Parse locators at the start of a text; returns them and the suffix.

    A number without a label is a page, as in Pandoc. The suffix begins with a
    space if no comma separates it from the locators. Raises `CitationError`, with
    an offset counted from `offset`, for text that was meant as a locator.
    """
    if single := _SINGLE.fullmatch(text):
        number = single.group("number")
        return (Locator(KINDS[single.group("label").strip()], ((number, number),)),), ""
    plain = folded(text)
    if "!" in plain and (cell := cell_reference(plain.lstrip())):
        raise locator_error(cell[0], offset + len(plain) - len(plain.lstrip()), cell[1])
    locators, at = leading_locators(plain, offset)
    rest = plain[at:]
    if not any(map(str.isalnum, rest)) and rest.strip(" \n,，") not in KINDS:
        return merged(locators), text[at:].strip(" \n,，").rstrip(".。")
    _refuse_lost_locators(rest, offset + at, locators)
    return merged(locators), _suffix(text[at:], bool(locators))


def _suffix(rest: str, after_place: bool) -> str:
    words = rest.strip()
    if not after_place or words.startswith((",", "，", "、")) or not rest[0].isspace():
        return words.lstrip(" ,，、.。")
    return f" {words}"


def lone_locator(rest: str, offset: int) -> str:
    """The locator that follows a key without a comma: `: p. 3`, ` (p. 3)`, ` 3`; empty if there is none."""
    rest = folded(rest)
    opening = _OPENING.match(rest)
    at = opening.end() if opening else 0
    if read := locator_at(rest, at, offset, bare=False):
        return rest[at : read[1]]
    bare = compiled(ONLY_NUMBERS).match(rest, at) if rest[0].isspace() or rest[0] in ":(（" else None
    alone = bare and bare.end() > at and not YEAR.match(rest, at) and not any(map(str.isalnum, rest[bare.end() :]))
    return bare.group() if bare and alone else ""


def locator_before(prefix: str, offset: int) -> tuple[int, str] | None:
    """The offset and text of a page or paragraph in the words before a key, if there is one."""
    plain = folded(prefix)
    for label in compiled(rf"(?<![^\W_]){LABEL}|第").finditer(plain):
        read = locator_at(plain, label.start(), offset, bare=False)
        if read and read[0].kind in _SOURCE_KINDS:
            return label.start(), prefix[label.start() : read[1]]
    return None


def locator_after(text: str) -> tuple[int, int] | None:
    """The span of a page or paragraph right after a citation: ` (p. 3)`, `, p. 3`; None if there is none."""
    opening = _AFTER_CITATION.match(text)
    if not opening:
        return None
    read = locator_at(folded(text), opening.end(), 0, bare=False)
    kinds = _SOURCE_KINDS if opening.group("sign").strip() else (LocatorKind.PAGE,)
    return (opening.end(), read[1]) if read and read[0].kind in kinds else None


def chinese_locator(text: str) -> tuple[int, str] | None:
    """The offset and text of a locator such as `第3页` in a text, if there is one."""
    match = compiled(rf"第\s*{RANGE}{CHINESE_LABEL}").search(text)
    return (match.start(), text[match.start() :]) if match else None


def _refuse_lost_locators(rest: str, at: int, locators: list[Locator]) -> None:
    """Raise `CitationError` for a remark that contains a misspelt or misplaced locator."""
    stripped = rest.lstrip(" \n,，、")
    start = at + len(rest) - len(stripped)
    if locators and rest[0] in ":/–—-+=*#&(":
        raise locator_error(rest.strip(), at)
    _refuse_misspelt(stripped, start)
    _refuse_cell(stripped, start, locators)
    _refuse_unnamed(stripped, start, locators)
    _refuse_locator_in_remark(stripped, start, locators)
    if locators:
        refuse_open_range(stripped, "", 0, locators[-1].kind, start)
        _refuse_loose_number(rest, at, locators[-1])
    elif (
        stripped[:1] in _BRACKETS
        and (alone := compiled(_NUMBER_ALONE).match(stripped))
        and not YEAR.match(alone.group("number"))
    ):
        raise locator_error(stripped.strip(), start, alone.group("number"))


def _refuse_loose_number(rest: str, at: int, last: Locator) -> None:
    """Reject a number without a label after a remark or an unknown joint: `p. 3 / 4`, `p. 3, also 7`."""
    if not any(map(str.isdigit, rest)):
        return
    joined = compiled(_UNKNOWN_JOINT).match(rest)
    if joined and not YEAR.match(joined.group("number")):
        (first, _), number = last.ranges[-1], joined.group("number")
        label, words = short_label(last.kind, several=True), joined.group().strip(" \n,，.")
        hint = f"list places with commas, `{label} {first}, {number}`, and write a range with a dash"
        raise CitationError(f"`{words}` is not recognised as a place", hint, at + rest.index(words), len(words), True)
    loose = compiled(_LOOSE_NUMBER).search(rest)
    if loose and not YEAR.fullmatch(loose.group("number")):
        number = loose.group("number")
        hint = f"put `{number}` before the remark, after the other places"
        raise CitationError(f"`{number}` comes after a remark", hint, at + loose.start("number"), len(number), True)


def _refuse_misspelt(words: str, at: int) -> None:
    """Reject a misspelt locator: `pg. 3`, `p. three`, a bare `section`, `第三页`."""
    near = compiled(_NEAR_LABEL).match(words)
    if near and (kind := nearest_kind(near.group("word"))):
        raise locator_error(words.strip(), at, _relabelled(kind, near))
    if label := compiled(rf"{LABEL}(?:(?<=[¶§])|(?![^\W\d_]))").match(words):
        _refuse_unnumbered(words, label, at)
    if short := compiled(_SHORT_PAGE).match(words):
        raise locator_error(words.strip(), at, f"p. {short.group('number')}")
    if count := compiled(_CHINESE_COUNT).match(words):
        raise locator_error(count.group(), at, f"第{count.group('number')}{count.group('label')}")
    if foreign := compiled(_FOREIGN_COUNT).match(words):
        raise locator_error(foreign.group(), at, f"p. {foreign.group('number')}")
    if page := compiled(_AFTER_YEAR).match(words):
        raise locator_error(words.strip(), at, _relabelled(LocatorKind.PAGE, page))
    if ordinal := compiled(_ORDINAL).match(words):
        kind = KINDS[ordinal.group("label")]
        raise locator_error(ordinal.group(), at, f"{short_label(kind)} {ordinal.group('number')}")
    if chinese := compiled(_CHINESE_WORDS).search(words):
        hint = "write the number in digits: 第3页"
        raise CitationError(
            f"`{chinese.group()}` is not a place", hint, at + chinese.start(), len(chinese.group()), True
        )


def _refuse_unnumbered(words: str, label: re.Match[str], at: int) -> None:
    """Reject a label without a number that can be parsed: `p. (3)`, `page no. 3`; but not `note: 3 plants`."""
    kind, rest = KINDS[label.group("label").casefold()], words[label.end() :].strip()
    certain = label.group().endswith(".") or kind in _SOURCE_KINDS
    number = compiled(_BADLY_NUMBERED if certain else _BRACKETED).match(words, label.end())
    if number and not YEAR.match(words, number.start("number")):
        raise locator_error(words.strip(), at, _relabelled(kind, number))
    if not rest or compiled(rf"(?:{NUMBER_WORDS})\b").match(rest) or _resembles_locator(label.group(), rest):
        raise locator_error(words.strip(), at)


def _relabelled(kind: LocatorKind, match: re.Match[str]) -> str:
    """The numbers of a locator with the correct label: `pp. 3–5` for `S. 3–5`."""
    return f"{short_label(kind, several=bool(match.group('more')))} {match.group('number')}"


def _resembles_locator(label: str, rest: str) -> bool:
    is_roman = label.endswith(".") and compiled(rf"{ROMAN}(?![a-z])").match(rest)
    return bool(is_roman) or (rest[0].isdigit() and not YEAR.match(rest))


def _refuse_unnamed(words: str, at: int, locators: list[Locator]) -> None:
    """Reject a name without quotation marks after a locator in a table: `table 1, row north`."""
    unnamed = compiled(UNNAMED).match(words)
    if unnamed and locators and locators[-1].kind in _CELL_KINDS:
        raise locator_error(unnamed.group().strip(), at, f'{unnamed["label"]} "{unnamed["words"].strip()}"')


def _refuse_cell(words: str, at: int, locators: list[Locator]) -> None:
    """Reject `cell B12`, `Sheet1!B12`, and `B12` after a sheet: row and column need their own labels."""
    after_sheet = bool(locators) and locators[-1].kind is LocatorKind.SHEET
    if (cell := cell_reference(words)) and (after_sheet or " " in cell[0] or "!" in cell[0]):
        raise locator_error(cell[0], at, cell[1])


def _refuse_locator_in_remark(words: str, at: int, locators: list[Locator]) -> None:
    """Reject a remark with a complete locator anywhere in it."""
    words = compiled(_EMPHASIS).sub(" ", words)
    labels = rf"(?<![^\W_]){LABEL}|(?<=[见見参參如和及])[页頁段节節章行栏欄图圖表注註]|第"
    for label in compiled(labels).finditer(words):
        read = locator_at(words, label.start(), at, bare=False)
        if read and read[0].kind in KINDS.values():
            locator = words[label.start() : read[1]]
            where = "the other places" if locators else f"the key, `@key, {locator}`"
            hint = f"put it right after {where}; `{{}}` before a remark keeps it"
            raise CitationError(f"`{locator}` is in a remark", hint, at + label.start(), len(locator), locator=True)


def locator_error(words: str, at: int, intended: str = "") -> CitationError:
    """The error for a text that is not a locator; its hint has the `intended` form, or the forms in general."""
    hint = "write it as p. 3, pp. 3–5, ¶12, sec. 2.1, ch. 4, fig. 1, table 2, line 7, col. 2 or note 9"
    if intended == words:
        hint = "numbers in places have at most nine digits"
    elif intended:
        hint = f"write `{intended}`, or put `{{}}` before words that are a remark"
    return CitationError(f"`{words}` is not a place in a source", hint, at, len(words), locator=True)
