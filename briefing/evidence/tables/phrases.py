"""Phrases in prose that give the measure of an adjacent table: `(in thousands)`."""

import re
from collections.abc import Iterator
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.tables.measure import is_measure, measures_by_name, read_measure

_SCALED = r"(?:[Tt]housands|[Mm]illions|[Bb]illions|THOUSANDS|MILLIONS)"
_MONEY_WORDS = (
    r"(?:[A-Z]{0,3}[$€£¥]|(?!IN )[A-Z]{3}|(?:(?:US|U\.S\.|Canadian|Australian) )?[Dd]ollars?"
    r"|[Ee]uros?|[Yy]uan|[Pp]ounds)"
)
_PHRASE: Final = lazy_re.compile(
    # (in thousands), ($ in millions, except per share)
    rf"[(（\[][^()（）]{{0,40}}\b[Ii][Nn] (?:{_MONEY_WORDS} ?)?{_SCALED}\b[^()（）]{{0,160}}[)）\]]"
    rf"|[(（\[](?:{_MONEY_WORDS}[ ,]?)?(?:{_SCALED}|'?000s?|million|billion)[^()（）]{{0,80}}[)）\]]"
    # Amounts in thousands of US dollars; RMB in millions
    rf"|(?:{_MONEY_WORDS}"
    r"|\b(?:[Aa]mounts?|[Ff]igures|[Ee]xpressed|[Ss]tated|[Pp]resented)(?: are)?(?: expressed| stated| presented)?)"
    rf",? in {_SCALED}(?: of {_MONEY_WORDS})?"
    rf"|\b[Ii]n {_SCALED}(?: of {_MONEY_WORDS}|(?=\s*(?:[:,.;(]|$|except)))(?:,? except[^.:;]{{0,80}})?"
    rf"|\b[Ii]n {_MONEY_WORDS} ?(?:{_SCALED}|(?:thousand|million|billion|mn|bn|m)\b)"
    # 单位：百万元
    r"|(?:[(（]\s*+)?(?:金额)?单位\s*[:：]\s*[^\s()（）,，;；]{1,12}[)）]?|[(（](?:人民币|港币)?(?:千|百万|万|亿)(?:元|美元|港元)[)）]"
)


_NAMES_UNIT: Final = lazy_re.compile(
    r"[#(\[（\s]*(?:(?:all )?(?:values|figures|amounts|data)(?: are)?(?: given| expressed)? in\b|in\b"
    r"|(?:units?(?: of measure(?:ment)?)?|unités?|einheit(?:en)?)\s*[:=：])",
    re.I,
)
"""The beginning of a line that gives the unit of the numbers below it: `Unit: ppm`, `(in GWh)`."""
_CAPTION: Final = lazy_re.compile(
    r"(?:table|tab\.|tabelle|tableau|tabla|exhibit|表)\s*(?-i:[0-9]|[A-Z]\b)[0-9.]*(?-i:(?! [a-z]))", re.I
)
"""The beginning of a table's caption: `Table 2: Output (GWh)`."""
_OPENING: Final = lazy_re.compile(r"(?:in|en|em|i|all|values|figures|amounts|data|units?)\b")
"""Words by which a heading in small letters begins: `in thousands`."""
_AMOUNT: Final = lazy_re.compile(r"[$€£]\s?\(?(?!10{0,2},000\b)[1-9]")
_MAX_LINE_CHARS: Final = 60
"""A longer line is not a heading."""


def find_measures(text: str) -> Iterator[str]:
    """The phrases of a text that give the measure of the table next to it: `(in thousands)`."""
    if "n " in text or "N " in text or "000" in text or "illion" in text or "元" in text or "单位" in text:
        yield from (match.group().strip() for match in _PHRASE.finditer(text) if read_measure(match.group()))


def phrases(text: str, is_row: bool = False) -> tuple[str, ...]:
    """The phrases with a measure in a line, or the whole line if it is one; only phrases if it `is_row` of a table.

    A line that gives several measures by name is one phrase.
    """
    if not is_row and measures_by_name(text):
        return (text,)
    found = tuple(find_measures(text))
    if is_row or len(text) > _MAX_LINE_CHARS or text.endswith((".", "。")) or _is_of_prose(text):
        return found
    measure = read_measure(text)
    if measure is None:
        return found
    is_whole = (measure.scale != 1 or measure.unit in MONEY) and (measure.unit or not found)
    return (text,) if is_whole or (measure.unit and (_NAMES_UNIT.match(text) or is_caption(text))) else found


def _is_of_prose(text: str) -> bool:
    """Whether a line has an amount, or goes on from the one above it: `million, so that`, `million euros for the`."""
    goes_on = text[:1].islower() and not _OPENING.match(text) and (text.endswith(",") or not is_measure(text))
    return goes_on or _AMOUNT.search(text) is not None


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a numbered table, so that it concerns no other table."""
    return _CAPTION.match(text) is not None
