"""Parser of locators: `pp. 3–5, ¶2 and fig. 1`.

A label (or none, for pages) is followed by numbers, ranges and lists of them. Numbers may
have letters, points and parentheses (`2.b.ii`, `F-12`, `2(1)(b)`) or be Roman numerals; a
number that has a unit, or continues as a word, is not a locator. Reference: the Pandoc
User's Guide, "Citation syntax", and CSL 1.0.2, "Locators".
"""

import re
from functools import cache
from string import ascii_letters
from typing import Final

from briefing import lazy_re
from briefing.citations.cell_locators import cell_locator
from briefing.citations.labels import CHINESE_KINDS, KINDS, RARE_KINDS, RARE_WORDS, WORDS, short_label
from briefing.model import Locator, LocatorKind

_Range = tuple[str, str]

# A valid numeral, not just any sequence of these letters: `did` and `mild` are words.
ROMAN: Final = r"(?=[ivxlcdm])m{0,3}(?:c[md]|d?c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_POINTS: Final = r"\.(?:[a-z](?:\.[ivx]{1,5})?|[ivx]{2,5})(?![A-Za-z0-9]|\.[A-Za-z])"
"""The letters and numerals in a section's number: `2.b.ii`."""

_DIGITS: Final = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,4}[A-Za-z][-.][0-9]{1,4}(?![A-Za-z0-9])"
    rf"|[0-9]{{1,9}}(?:\.[0-9]+){{0,8}}(?:{_POINTS}|[A-Za-z]?)"
)
_LETTERED: Final = r"(?:(?!FY)[A-Z]{1,3}[-.]?|e)[0-9]{1,9}(?:\.[0-9]+){0,8}|[IVX]{1,5}(?:\.[A-Z0-9]{1,2})+"
_PARTS: Final = r"(?:\.?\([0-9A-Za-z]{1,5}\))*"
"""The parentheses in a section's number: `2(1)(b)`."""

_END: Final = (
    r"(?![A-Za-z0-9_%‰％年月日])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))(?!/[0-9])(?!-(?!pp?\.)[A-Za-z](?![-A-Za-z]*[0-9]))"
)
"""What must not follow a number: `10-K`, `3.5%` and `2025年` are not locators."""

_ROMANS: Final = rf"(?:{ROMAN}|{ROMAN.upper()})"
NUMBER: Final = rf"(?:(?:{_DIGITS}|{_LETTERED}|{_ROMANS}){_PARTS}{_END}|{_ROMANS}(?=-{_ROMANS}(?![A-Za-z0-9])))"
DASH: Final = r"(?<!\s)\s*+(?:[-–—]{1,2}|~|[至到]|(?:to|through|thru)\b|(?:until|till|bis|à)\b(?=\s*[0-9]))\s*"
_COMMA: Final = lazy_re.compile(r"\s*[,，、]\s*")
_JOINING: Final = r"(?:et|und|y|og|och|ou|oder|(?:and/)?or)\b(?=\s*[0-9])"
JOINT: Final = rf"\s*(?:[,，、]?\s*(?:&|and\b(?!/)|{_JOINING}|[和及或])|[,，、])\s*"
_JOINT: Final = lazy_re.compile(JOINT)
YEAR: Final = lazy_re.compile(r"(?:19|20)[0-9]{2}")
_BARE: Final = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,9}[a-z]?"
    r"|(?=[ivxl])(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})|(?!I\b)[IVXL]+(?![a-z]))"
)


@cache
def compiled(form: str) -> re.Pattern[str]:
    """Compile a pattern on first use, since compiling takes as long as parsing many citations."""
    return re.compile(form)


LABEL: Final = rf"(?!SEC\b(?!\.))(?!(?i:(?:n\.\s?[ad]|l\.\s?c|p\.\s?[amc])(?![\w-]|\.[0-9])))(?P<label>(?i:{WORDS}))"
RANGE: Final = rf"(?P<first>{NUMBER})(?:{DASH}(?P<last>{NUMBER}))?"
_CHINESE: Final = rf"第\s*(?={NUMBER})"
CHINESE_LABEL: Final = rf"\s*([{''.join(CHINESE_KINDS)}])"
_RARE: Final = rf"(?P<label>(?i:{RARE_WORDS}))(?![^\W\d_])"
_FILE_NUMBER: Final = rf"(?:{NUMBER})(?!-[0-9])"
"""`333-1234` is a file number, not a range of issues."""

_APPENDIX: Final = r"[A-Z](?![\w'’-])"
_FOLIO: Final = r"[0-9]{1,4}[rv]?(?![\w%])"
_WORD_AFTER: Final = r"\s+(?!(?:and|to|et|of|in|passim)\b)[^\W\d_]"
_ENDS: Final = r"(?=\s*(?:$|[,，]))"
_HEADWORD: Final = rf"s\.\s?vv?\.\s*(?P<word>“[^“”]+”|\"[^\"]+\"|[^\W\d_][\w-]*){_ENDS}"
_CLOCK: Final = r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?"
_TIME: Final = rf"(?:timestamps?\s+)?(?P<first>{_CLOCK})(?:\s*[-–—]{{1,2}}\s*(?P<last>{_CLOCK}))?{_ENDS}"
_BARE_RANGE: Final = rf"{_BARE}{_END}(?:{DASH}{_BARE}{_END})?"
ONLY_NUMBERS: Final = rf"{_BARE_RANGE}(?:\s*(?:[,，、&]|(?:and/)?or\b|and\b|[和及或])\s*{_BARE_RANGE})*"
_BARE_LIST: Final = rf"(?P<numbers>{ONLY_NUMBERS})(?=\s*+(?:$|\.\s*$|[,，]|(?:and\s+|et\s+)?passim\b))"
_AND_FOLLOWING: Final = r"ff?|sqq?|ss?|seqq?|sgg|segg|(?:et|e|y)\s+(?:seqq?|segg|ss?)"
_AND_FOLLOWING_WORDS: Final = r"(?:(?:and\s+)?following|onwards?)(?=\s*(?:$|,|pages?\b))"
_OPEN_RANGE: Final = (
    rf"(?P<first>[0-9]+|{ROMAN}(?=\s))\s?"
    rf"(?:(?P<open>{_AND_FOLLOWING}|{_AND_FOLLOWING_WORDS})(?:\.|(?![A-Za-z]))|[-–—+]+(?=\s*(?:$|,\s*[^\W\d])))"
)
_FOLLOWED: Final = r"\s+(?!and\b|to\b|et\b|of\b|passim\b)[A-Za-z]"
_IS_LETTER: Final = r"\.?\s*[0-9]|\.\s*[A-Za-z]"
"""What follows a letter that is not a Roman numeral: `c. 2020`, `l. 4`, `i.e.`."""


class CitationError(Exception):
    """A syntax error in a citation, with its offset; `locator` is true if it is in a locator."""

    def __init__(self, message: str, hint: str, at: int, length: int, locator: bool = False) -> None:
        super().__init__(message)
        self.message, self.hint, self.locator = message, hint, locator
        self.at, self.length = at, max(1, length)


_WIDE_LETTERS: Final = "".join(chr(0xFEE0 + ord(letter)) for letter in ascii_letters)
_WIDE: Final = str.maketrans(
    "０１２３４５６７８９．－～〜\u2010\u2011\u2012\u2212" + _WIDE_LETTERS, "0123456789.-~~----" + ascii_letters
)


def folded(text: str) -> str:
    """A text with ASCII characters in place of full-width and escaped ones, and of the same length."""
    plain = text if text.isascii() else text.translate(_WIDE)
    if "&nbsp;" not in plain and "\\ " not in plain:
        return plain
    return plain.replace("&nbsp;", " " * 6).replace("\\ ", "  ")


def leading_locators(text: str, offset: int) -> tuple[list[Locator], int]:
    """The locators at the start of a text, and the offset of their end; 0 if there are none."""
    found: list[Locator] = []
    at = end = len(text) - len(text.lstrip())
    while read := locator_at(text, at, offset, bare=not found or _COMMA.match(text, end) is not None):
        locator, end = read
        found.append(locator)
        while joined := _extend_range(text, end, locator, offset):
            locator, end = joined
            found[-1] = locator
        joint = _JOINT.match(text, end)
        at = joint.end() if joint else end + len(text[end:]) - len(text[end:].lstrip())
    return found, end if found else 0


def _extend_range(text: str, end: int, locator: Locator, offset: int) -> tuple[Locator, int] | None:
    """Extend a locator by a range whose end has its own label: `¶12–¶14`."""
    dash = compiled(DASH).match(text, end)
    following = locator_at(text, dash.end(), offset, bare=False) if dash else None
    if not following or following[0].kind != locator.kind:
        return None
    (*before, (first, _)), ((last, _), *after) = locator.ranges, following[0].ranges
    ends = _ends(first, last, offset + end, following[1] - end)
    return Locator(locator.kind, (*before, ends, *after)), following[1]


def locator_at(text: str, at: int, offset: int, *, bare: bool) -> tuple[Locator, int] | None:
    """The locator that begins at an offset, and the offset of its end; with `bare`, also numbers without a label."""
    return cell_locator(text, at) or _numbered(text, at, offset, bare)


def _numbered(text: str, at: int, offset: int, bare: bool) -> tuple[Locator, int] | None:
    """A locator with numbers, a headword or a time."""
    if (rare := compiled(_RARE).match(text, at)) and (read := _rare(text, rare, offset)):
        return read
    if label := compiled(LABEL).match(text, at):
        return _labelled(text, label, offset)
    if text.startswith("第", at) and (chinese := compiled(_CHINESE).match(text, at)):
        return _chinese(text, chinese.end(), offset)
    if spoken := _headword_or_time(text, at):
        return spoken
    if bare and (match := compiled(_BARE_LIST).match(text, at)) and not YEAR.match(text, at):
        ranges, end = _ranges(text[: match.end("numbers")], at, offset)
        return (Locator(LocatorKind.PAGE, ranges), end) if ranges else None
    return None


def _labelled(text: str, label: re.Match[str], offset: int) -> tuple[Locator, int] | None:
    word, end = label.group("label"), label.end()
    start = end + len(text[end:]) - len(text[end:].lstrip())
    kind = KINDS[word.casefold()]
    if _is_word_after(text, word, start, spaced=start > end):
        return None
    refuse_open_range(text, word, start, kind, offset)
    ranges, end = _hyphenated(text, start, word, kind) or _ranges(text, start, offset)
    return (Locator(kind, ranges), end) if ranges and not _is_word_with_year(word, kind, ranges) else None


def _rare(text: str, label: re.Match[str], offset: int) -> tuple[Locator, int] | None:
    """A locator of a rarer kind: `vol. 2`, `art. 5–7`; but `No. 333-1234` and `No. 1 producer` are words."""
    kind, start = RARE_KINDS[label.group("label").casefold()], label.end()
    start += len(text[start:]) - len(text[start:].lstrip())
    if start == label.end() and not label.group().endswith("."):
        return None
    forms = {
        LocatorKind.APPENDIX: rf"{NUMBER}|{_APPENDIX}",
        LocatorKind.FOLIO: _FOLIO,
        LocatorKind.ISSUE: _FILE_NUMBER,
    }
    number = forms.get(kind, NUMBER)
    dash = r"\s*(?:[–—]|--|(?:to|through)\b)\s*" if kind is LocatorKind.ISSUE else DASH
    ranges, end = _ranges(text, start, offset, rf"(?P<first>{number})(?:{dash}(?P<last>{number}))?")
    if not ranges or compiled(_WORD_AFTER).match(text, end) or _is_word_with_year(label.group(), kind, ranges):
        return None
    return Locator(kind, ranges), end


def _headword_or_time(text: str, at: int) -> tuple[Locator, int] | None:
    """`s.v. “tern”`, `12:30`, `timestamp 0:12:30–0:14:00`."""
    if word := compiled(_HEADWORD).match(text, at):
        return Locator(LocatorKind.SUB_VERBO, ((word.group("word"), word.group("word")),)), word.end()
    if time := compiled(_TIME).match(text, at):
        first = time.group("first")
        return Locator(LocatorKind.TIMESTAMP, ((first, time.group("last") or first),)), time.end()
    return None


_CHAPTER_PAGES: Final = (
    r"(?P<first>[0-9]{1,3}-[0-9]{1,4})\s*(?:[–—]|--|to\b)\s*(?P<last>[0-9]{1,3}-[0-9]{1,4})(?![\w-])"
)
"""A range of pages that are numbered by chapter: `2-15–2-17`."""


def _hyphenated(text: str, at: int, label: str, kind: LocatorKind) -> tuple[tuple[_Range, ...], int] | None:
    """`Figure 3-1`, `表3-1` and `pp. 2-15–2-17`, where the first number is a chapter; but `figs. 3-5` is a range."""
    if kind is LocatorKind.PAGE and (sheets := compiled(_CHAPTER_PAGES).match(text, at)):
        return ((sheets.group("first"), sheets.group("last")),), sheets.end()
    if kind not in (LocatorKind.FIGURE, LocatorKind.TABLE) or label.rstrip(".").endswith("s"):
        return None
    match = compiled(rf"[0-9]+-[0-9]+{_END}(?!{DASH}[0-9])(?!{_JOINT.pattern}[0-9])").match(text, at)
    return (((match.group(), match.group()),), match.end()) if match else None


def _is_word_with_year(label: str, kind: LocatorKind, ranges: tuple[_Range, ...]) -> bool:
    """Whether a label before a year is an ordinary word, as in `figures 2025`; but `p. 2025` is a page."""
    is_word = len(label) > 2 and not label.endswith(".") and kind not in (LocatorKind.PAGE, LocatorKind.PARAGRAPH)
    return is_word and bool(YEAR.fullmatch(ranges[0][0]))


def _is_word_after(text: str, label: str, start: int, *, spaced: bool) -> bool:
    """Whether letters after a label are a word: `noted`, `note I made`; but `p.iv` and `chapter IV` are locators."""
    if not text[start : start + 1].isalpha() or not label[-1].isalpha() or not label[-1].isascii():
        return False
    if not spaced:
        return True
    numeral = compiled(NUMBER).match(text, start)
    return numeral is None or (numeral.group().isalpha() and compiled(_FOLLOWED).match(text, numeral.end()) is not None)


def _chinese(text: str, at: int, offset: int) -> tuple[Locator, int] | None:
    """A locator whose label follows the numbers: `第3至5页`."""
    ranges, end = _ranges(text, at, offset, rf"(?:第\s*)?{RANGE}")
    label = compiled(CHINESE_LABEL).match(text, end)
    return (Locator(CHINESE_KINDS[label.group(1)], ranges), label.end()) if label and ranges else None


def _ranges(text: str, at: int, offset: int, form: str = RANGE) -> tuple[tuple[_Range, ...], int]:
    """The numbers and ranges of a list, and the offset of its end."""
    ranges: list[_Range] = []
    end = at
    while match := compiled(form).match(text, at):
        if ranges and not _continues(ranges[0][0], match, text):
            break
        ranges.append(_ends(match.group("first"), match.group("last"), offset + at, match.end() - at))
        end = match.end()
        joint = _JOINT.match(text, end)
        if not joint:
            break
        at = joint.end()
    return tuple(ranges), end


def _continues(first: str, match: re.Match[str], text: str) -> bool:
    """Whether a number after a comma is one more place, rather than a year, a quarter or a quantity."""
    number = match.group("first")
    if YEAR.fullmatch(number) and not YEAR.fullmatch(first):
        return False
    if re.match("[A-Z]+[0-9]", number) and (first[0].isdigit() or re.fullmatch("[QH][1-4]", number)):
        return False
    if first.isdecimal() and re.fullmatch("[0-9]+[A-Z]", number):
        return False
    if number.isalpha() and compiled(_IS_LETTER).match(text, match.end()):
        return False
    return not compiled(_FOLLOWED).match(text, match.end())


def _ends(first: str, last: str | None, at: int, length: int) -> _Range:
    """Both ends of a range written in full: `123–45` is 123–145, `F-12–14` is F-12–F-14, `1,204` is 1204."""
    first = first.replace(",", "")
    last = last.replace(",", "") if last else first
    if first == last:
        return first, last
    if first.isdecimal() and last.isdecimal() and int(last) < int(first):
        full = first[: len(first) - len(last)] + last
        if len(first) < 2 or int(full) < int(first):
            message, hint = f"the range {first}–{last} runs backwards", f"write {last}–{first}"
            raise CitationError(message, hint, at, length, locator=True)
        last = full
    prefix = re.match(r"[A-Z]+[-.]?(?=[0-9])", first)
    return first, prefix.group() + last if prefix and last.isdecimal() else last


def merged(locators: list[Locator]) -> tuple[Locator, ...]:
    """Merge locators of the same kind: `¶2, ¶28` is one with two ranges."""
    if len(locators) < 2:
        return tuple(locators)
    kinds: dict[LocatorKind, list[_Range]] = {}
    for locator in locators:
        kinds.setdefault(locator.kind, []).extend(locator.ranges)
    return tuple(Locator(kind, tuple(ranges)) for kind, ranges in kinds.items())


def refuse_open_range(text: str, label: str, at: int, kind: LocatorKind, offset: int) -> None:
    """Raise `CitationError` for a range without an end, `p. 12ff.`; but `fig. 3f` is a figure."""
    match = compiled(_OPEN_RANGE).match(text, at)
    if not match or kind in (LocatorKind.FIGURE, LocatorKind.TABLE, LocatorKind.SECTION, LocatorKind.CHAPTER):
        return
    first = match.group("first")
    last = str(int(first) + 1) if match.group("open") in ("f", "s", "sq") and first.isdecimal() else "…"
    begin = text.rfind(label, 0, at) if label else at
    words = text[begin : match.end()]
    several = label if label.startswith(("pp", "¶")) else short_label(kind, several=True)
    hint = f"say where it ends: {several} {first}–{last}"
    raise CitationError(f"`{words}` has no end", hint, offset + begin, match.end() - begin, locator=True)
