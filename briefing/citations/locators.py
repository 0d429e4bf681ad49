"""Places in a source: `pp. 3–5, ¶2 and fig. 1` into locators, the rest into a remark.

A label (or none, for pages) is followed by numbers, ranges and lists of them.
What follows is a remark, in which no place may be lost: a near miss of a
label, a place behind other words or an open range is refused, with the form
that is read. CSL's other kinds (volume, number, article, verse …) are remarks.
Reference: the Pandoc User's Guide, "Citation syntax", and CSL 1.0.2, locators.
"""

import re
from functools import cache
from typing import Final

from briefing.citations.labels import KINDS, NUMBER_WORDS, WORDS, meant_kind, short_label
from briefing.model import Locator, LocatorKind

_Range = tuple[str, str]

# Not any row of these letters: `did` and `mild` are words.
_ROMAN: Final = r"(?=[ivxlcdm])m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_DIGITS: Final = r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,9}(?:\.[0-9]+)*[a-z]?"
_LETTERED: Final = r"(?!FY)[A-Z]{1,3}[-.]?[0-9]{1,9}(?:\.[0-9]+)*"
_PARTS: Final = r"(?:\([0-9A-Za-z]{1,5}\))*"
"""Of a section: `2(1)(b)`."""

_END: Final = r"(?![A-Za-z0-9_%‰％年月日])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))(?!/[0-9])(?!-[A-Za-z](?![-A-Za-z]*[0-9]))"
"""What a number may not be followed by: `10-K`, `3.5%` and `2025年` are no places."""

_NUMBER: Final = rf"(?:(?:{_DIGITS}|{_LETTERED}|{_ROMAN}|{_ROMAN.upper()}){_PARTS}{_END})"
_DASH: Final = r"\s*(?:-{1,2}|–|—|至|to\b)\s*"
_COMMA: Final = re.compile(r"\s*[,，、]\s*")
_JOINT: Final = re.compile(r"\s*(?:[,，、&]|and\b|和|及)\s*")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_BARE: Final = r"(?:[0-9]{1,9}[a-z]?|(?=[ivxl])(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})|(?!I\b)[IVXL]+(?![a-z]))"
_SINGLE: Final = re.compile(r"(?P<label>p\. |¶)(?P<number>[0-9]{1,3})")
"""What most places are."""


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A form that takes as long to compile as many citations to read: only done once one is read."""
    return re.compile(form)


_LABEL: Final = rf"(?!SEC\b(?!\.))(?!(?i:(?:n\.\s?[ad]|l\.\s?c|p\.\s?[amc])(?![\w-]|\.[0-9])))(?P<label>(?i:{WORDS}))"
_RANGE: Final = rf"(?P<first>{_NUMBER})(?:{_DASH}(?P<last>{_NUMBER}))?"
_CHINESE: Final = rf"第\s*(?={_NUMBER})"
_CHINESE_LABEL: Final = r"\s*([页頁段节節章行栏欄])"
_CHINESE_WORDS: Final = r"第\s*[〇零一二两三四五六七八九十百千]+\s*[页頁段节節章行栏欄]"
_ONLY_NUMBERS: Final = (
    rf"{_BARE}{_END}(?:{_DASH}{_BARE}{_END})?(?:\s*(?:[,，、&]|and\b|和|及)\s*{_BARE}{_END}(?:{_DASH}{_BARE}{_END})?)*"
)
_BARE_LIST: Final = rf"(?P<numbers>{_ONLY_NUMBERS})(?=\s*(?:$|[,，]|(?:and\s+|et\s+)?passim\b))"
_OPEN_RANGE: Final = r"(?P<first>[0-9]+)\s?(?P<open>ff?)(?:\.|(?![A-Za-z]))"
_LOOSE_NUMBER: Final = rf"[,，]\s*(?P<number>[0-9]{{1,4}}(?:{_DASH}[0-9]{{1,4}})?)\s*$"
_NEAR_LABEL: Final = rf"(?P<word>[^\W\d_](?:[^\W\d_]+\.?\s*|\.\s*|\s+))(?=\S*[0-9])(?P<number>{_NUMBER})"
_FOLLOWED: Final = r"\s+(?!and\b|to\b|et\b|of\b|passim\b)[A-Za-z]"
_OPENING: Final = re.compile(r"[\s:.(\[（\-–—]*")


class Unreadable(Exception):
    """What cannot be read, and where in the text: `locator` tells a place from a bracket."""

    def __init__(self, message: str, hint: str, at: int, length: int, locator: bool = False) -> None:
        super().__init__(message)
        self.message, self.hint, self.locator = message, hint, locator
        self.at, self.length = at, max(1, length)


def read_locators(text: str, offset: int = 0) -> tuple[tuple[Locator, ...], str]:
    """Read locators from the start of a text; what follows them is the suffix.

    A number without a label is a page, as in Pandoc. The suffix begins with a
    space where no comma parts it from the place. Raises `Unreadable`, with its
    place counted from `offset`, for what was meant as a place and is none.
    """
    if single := _SINGLE.fullmatch(text):
        number = single.group("number")
        return (Locator(KINDS[single.group("label").strip()], ((number, number),)),), ""
    plain = _without_escapes(text)
    locators, at = _locators(plain, offset)
    rest = plain[at:]
    if not any(map(str.isalnum, rest)) and rest.strip(" \n,，") not in KINDS:
        return _merged(locators), text[at:].strip(" \n,，").rstrip(".。")
    _refuse_lost_places(rest, offset + at, locators)
    return _merged(locators), _suffix(text[at:], bool(locators))


def _without_escapes(text: str) -> str:
    """A text with a plain space for each that is written `&nbsp;` or `\\ `, and as long as before."""
    if "&nbsp;" not in text and "\\ " not in text:
        return text
    return text.replace("&nbsp;", " " * 6).replace("\\ ", "  ")


def _suffix(rest: str, after_place: bool) -> str:
    words = rest.strip()
    if not after_place or words.startswith((",", "，", "、")) or not rest[0].isspace():
        return words.lstrip(" ,，、.。")
    return f" {words}"


# --- places ------------------------------------------------------------------------------------


def _locators(text: str, offset: int) -> tuple[list[Locator], int]:
    """The locators at the start of a text, and where they end."""
    found: list[Locator] = []
    at = end = len(text) - len(text.lstrip())
    while read := _locator(text, at, offset, bare=not found or _COMMA.match(text, end) is not None):
        locator, end = read
        found.append(locator)
        while joined := _joined(text, end, locator, offset):
            locator, end = joined
            found[-1] = locator
        joint = _JOINT.match(text, end)
        at = joint.end() if joint else end + len(text[end:]) - len(text[end:].lstrip())
    return found, end if found else 0


def _joined(text: str, end: int, locator: Locator, offset: int) -> tuple[Locator, int] | None:
    """`¶12–¶14`: a range whose end has a label of its own."""
    dash = _pattern(_DASH).match(text, end)
    following = _locator(text, dash.end(), offset, bare=False) if dash else None
    if not following or following[0].kind != locator.kind:
        return None
    (*before, (first, _)), ((last, _), *after) = locator.ranges, following[0].ranges
    ends = _ends(first, last, offset + end, following[1] - end)
    return Locator(locator.kind, (*before, ends, *after)), following[1]


def _locator(text: str, at: int, offset: int, *, bare: bool) -> tuple[Locator, int] | None:
    if label := _pattern(_LABEL).match(text, at):
        return _labelled(text, label, offset)
    if text.startswith("第", at) and (chinese := _pattern(_CHINESE).match(text, at)):
        return _chinese(text, chinese.end(), offset)
    if bare and (match := _pattern(_BARE_LIST).match(text, at)) and not _YEAR.match(text, at):
        ranges, end = _ranges(text[: match.end("numbers")], at, offset)
        return (Locator(LocatorKind.PAGE, ranges), end) if ranges else None
    return None


def _labelled(text: str, label: re.Match[str], offset: int) -> tuple[Locator, int] | None:
    word, end = label.group("label"), label.end()
    start = end + len(text[end:]) - len(text[end:].lstrip())
    kind = KINDS[word.casefold()]
    if _is_word_behind(text, word, start, spaced=start > end):
        return None
    _refuse_open_range(text, word, start, kind, offset)
    ranges, end = _ranges(text, start, offset)
    return (Locator(kind, ranges), end) if ranges and not _is_dated(word, kind, ranges) else None


def _is_dated(label: str, kind: LocatorKind, ranges: tuple[_Range, ...]) -> bool:
    """Whether a word and a year speak of that year's: `figures 2025`; but `p. 2025` is a page."""
    is_word = len(label) > 2 and not label.endswith(".") and kind not in (LocatorKind.PAGE, LocatorKind.PARAGRAPH)
    return is_word and bool(_YEAR.fullmatch(ranges[0][0]))


def _is_word_behind(text: str, label: str, start: int, *, spaced: bool) -> bool:
    """Whether letters behind a label are a word's: `noted`, `note I made`; but `p.iv` and `chapter IV` are places."""
    if not text[start : start + 1].isalpha() or not label[-1].isalpha() or not label[-1].isascii():
        return False
    if not spaced:
        return True
    numeral = _pattern(_NUMBER).match(text, start)
    return numeral is None or (numeral.group().isalpha() and _pattern(_FOLLOWED).match(text, numeral.end()) is not None)


def _chinese(text: str, at: int, offset: int) -> tuple[Locator, int] | None:
    """`第3至5页`: the label stands behind the numbers."""
    ranges, end = _ranges(text, at, offset)
    label = _pattern(_CHINESE_LABEL).match(text, end)
    return (Locator(KINDS[label.group(1)], ranges), label.end()) if label and ranges else None


def _ranges(text: str, at: int, offset: int) -> tuple[tuple[_Range, ...], int]:
    """The numbers and ranges of a list, and where it ends."""
    ranges: list[_Range] = []
    end = at
    while match := _pattern(_RANGE).match(text, at):
        if ranges and not _goes_on(ranges[0][0], match, text):
            break
        ranges.append(_ends(match.group("first"), match.group("last"), offset + at, match.end() - at))
        end = match.end()
        joint = _JOINT.match(text, end)
        if not joint:
            break
        at = joint.end()
    return tuple(ranges), end


def _goes_on(first: str, match: re.Match[str], text: str) -> bool:
    """Whether a number behind a comma is one more place, and not a year, a quarter or the count of something."""
    number = match.group("first")
    if _YEAR.fullmatch(number) and not _YEAR.fullmatch(first):
        return False
    if re.match("[A-Z]+[0-9]", number) and first[0].isdigit():
        return False
    return not _pattern(_FOLLOWED).match(text, match.end())


def _ends(first: str, last: str | None, at: int, length: int) -> _Range:
    """The ends of a range in full: `123–45` is 123–145, `F-12–14` is F-12–F-14, `1,204` is 1204."""
    first = first.replace(",", "")
    last = last.replace(",", "") if last else first
    if first == last:
        return first, last
    if first.isdecimal() and last.isdecimal() and int(last) < int(first):
        full = first[: len(first) - len(last)] + last
        if len(first) < 3 or int(full) < int(first):
            message, hint = f"the range {first}–{last} runs backwards", f"write {last}–{first}"
            raise Unreadable(message, hint, at, length, locator=True)
        last = full
    prefix = re.match(r"[A-Z]+[-.]?(?=[0-9])", first)
    return first, prefix.group() + last if prefix and last.isdecimal() else last


def _merged(locators: list[Locator]) -> tuple[Locator, ...]:
    """`¶2, ¶28` is one locator with two places."""
    if len(locators) < 2:
        return tuple(locators)
    kinds: dict[LocatorKind, tuple[_Range, ...]] = {}
    for locator in locators:
        kinds[locator.kind] = (*kinds.get(locator.kind, ()), *locator.ranges)
    return tuple(Locator(kind, ranges) for kind, ranges in kinds.items())


# --- places that would be lost -----------------------------------------------------------------------


def lone_place(rest: str, offset: int) -> str:
    """The place right behind a key, where no comma stands between them: `: p. 3`, ` (p. 3)`, ` 3`; or nothing."""
    opening = _OPENING.match(rest)
    at = opening.end() if opening else 0
    if read := _locator(rest, at, offset, bare=False):
        return rest[at : read[1]]
    bare = _pattern(_ONLY_NUMBERS).match(rest, at) if rest[0].isspace() or rest[0] in ":(（" else None
    alone = bare and bare.end() > at and not _YEAR.match(rest, at) and not any(map(str.isalnum, rest[bare.end() :]))
    return bare.group() if bare and alone else ""


def chinese_place(text: str) -> tuple[int, str] | None:
    """Where a text says `第3页`, and that."""
    match = _pattern(rf"第\s*{_RANGE}{_CHINESE_LABEL}").search(text)
    return (match.start(), text[match.start() :]) if match else None


def _refuse_lost_places(rest: str, at: int, locators: list[Locator]) -> None:
    """A suffix is free text, but a place that was misspelt or stands elsewhere must not be lost in one."""
    stripped = rest.lstrip(" \n,，、")
    start = at + len(rest) - len(stripped)
    if locators and rest[0] in ":/–—-+=*#&(":
        raise unreadable_place(rest.strip(), at)
    _refuse_misspelt(stripped, start)
    _refuse_buried(stripped, start)
    if locators:
        _refuse_open_range(stripped, "", 0, locators[-1].kind, start)
    if locators and (loose := _pattern(_LOOSE_NUMBER).search(rest)) and not _YEAR.fullmatch(loose.group("number")):
        number = loose.group("number")
        hint = f"put `{number}` before the remark, behind the other places"
        raise Unreadable(f"`{number}` stands behind a remark", hint, at + loose.start("number"), len(number), True)


def _refuse_misspelt(words: str, at: int) -> None:
    """`pg. 3`, `p. three`, a bare `section`, `第三页`."""
    near = _pattern(_NEAR_LABEL).match(words)
    if near and (kind := meant_kind(near.group("word"))):
        raise unreadable_place(words.strip(), at, f"{short_label(kind)} {near.group('number')}")
    label = _pattern(rf"{_LABEL}(?![^\W\d_])").match(words)
    spelled = label and _pattern(rf"\s*(?:{NUMBER_WORDS})\b").match(words, label.end())
    behind = words[label.end() :].strip() if label else ""
    if label and not _YEAR.match(behind) and (not behind or spelled or _looks_like_place(label.group(), behind)):
        raise unreadable_place(words.strip(), at)
    if chinese := _pattern(_CHINESE_WORDS).search(words):
        hint = "write the number in digits: 第3页"
        raise Unreadable(f"`{chinese.group()}` is not a place", hint, at + chinese.start(), len(chinese.group()), True)


def _looks_like_place(label: str, behind: str) -> bool:
    return behind[0].isdigit() or (label.endswith(".") and behind[0].islower())


def _refuse_buried(words: str, at: int) -> None:
    """A label with a number anywhere in a remark."""
    for label in _pattern(rf"(?<![^\W_]){_LABEL}|(?<=[见見参參如和及])[页頁段节節章行栏欄图圖表注註]|第").finditer(
        words
    ):
        if read := _locator(words, label.start(), at, bare=False):
            place = words[label.start() : read[1]]
            hint = f"put it right behind the key, `@key, {place}`; `{{}}` before a remark keeps it"
            raise Unreadable(f"`{place}` stands in a remark", hint, at + label.start(), len(place), locator=True)


def _refuse_open_range(text: str, label: str, at: int, kind: LocatorKind, offset: int) -> None:
    """`p. 12ff.` does not say where it ends; `fig. 3f` is a figure."""
    match = _pattern(_OPEN_RANGE).match(text, at)
    if not match or kind in (LocatorKind.FIGURE, LocatorKind.TABLE, LocatorKind.SECTION, LocatorKind.CHAPTER):
        return
    first = int(match.group("first"))
    last = str(first + 1) if match.group("open") == "f" else "…"
    begin = text.rfind(label, 0, at) if label else at
    words = text[begin : match.end()]
    several = label if label.startswith(("pp", "¶")) else short_label(kind, several=True)
    hint = f"say where it ends: {several} {first}–{last}"
    raise Unreadable(f"`{words}` has no end", hint, offset + begin, match.end() - begin, locator=True)


def unreadable_place(words: str, at: int, meant: str = "") -> Unreadable:
    """What is no place, and how one is written."""
    hint = "write it as p. 3, pp. 3–5, ¶12, sec. 2.1, ch. 4, fig. 1, table 2, line 7, col. 2 or note 9"
    if meant:
        hint = f"write `{meant}`, or put `{{}}` before words that are a remark"
    return Unreadable(f"`{words}` is not a place in a source", hint, at, len(words), locator=True)
