"""Changes: which of two numbers of a text came before the other, as in `from 12% to 15%` or `15%, up from 12%`.

A change is two numbers of one unit, with words that tell which came first: `from … to`, `… from`, `against … a year
before`, `… (2024: …)`, `由…升至…`, `…，上年同期为…`. At most one number of another unit may be between them: `$24bn, up
13% from $21bn`. A comparison without a time (`40%, against 55% of the others`) is no change, and neither is a range.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from briefing import lazy_re
from briefing.evidence.quantities.directions import of_change
from briefing.evidence.quantities.named_periods import named_periods
from briefing.evidence.quantities.periods_beside import period_ahead, period_behind
from briefing.model import Period, Quantity


class Change(msgspec.Struct, frozen=True):
    """Two numbers of a text, the first of which changed into the second."""

    before: Quantity
    after: Quantity
    way: int = 0
    """1 if its verb means a rise, -1 if it means a fall: `rose from`, `down from`; 0 without a verb."""

    @property
    def is_turned(self) -> bool:
        """Whether the numbers contradict its verb: `rose to 1.9 from 2.8`."""
        way = (self.after.low > self.before.high) - (self.after.high < self.before.low)
        is_plain = min(self.before.low, self.after.low) >= 0 and not (self.before.per or self.after.per)
        return is_plain and bool(self.before.unit) and way * self.way < 0

    @property
    def start(self) -> int:
        """Where the first of the two is printed."""
        return min(self.before.bound_start, self.after.bound_start)

    @property
    def end(self) -> int:
        """Where the last of the two ends."""
        return max(self.before.end, self.after.end)


_MAX_GAP = 60
"""The most characters between the two numbers of a change."""
_MAX_FROM = 30
"""The most characters between `from` and its number."""
_MAY_CHANGE = lazy_re.compile(
    r"\b(?:from|compared|against|versus|vs|contre|nach|frente|l'an|l'année|ago|earlier|last|Vorjahr\w*|previously|formerly|prior)\b|[从由自→]|->|上年|去年|此前|前值|年初|上[季月期]"
    r"|[(（](?:[^()（）]{0,40}[0-9][^()（）]{0,12}[)）]|(?:[0-9]{4} )?(?:target|goal|目标))|[0-9][AR]? ?[:：]|年[^0-9，。；]{0,8}[为為是：]"
)
_FROM = lazy_re.compile(
    r"\b[Ff]rom(?:\s[a-z'’-]+){0,3}\s?$|[从由自](?:[^0-9，。；]|(?:19|20)[0-9]{2}年){0,12}$|[较比](?:上年|去年|上[季月期]|年初|期初)[^0-9，。；]{0,8}$"
)
_TO = lazy_re.compile(
    r"[^.;:]*\sto(?:\s[a-z-]+){0,2}\s?|\s?(?:→|->|=>)\s?|[^0-9，。；]{0,12}[至到为成](?:每[^0-9，。；])?\s?"
)
_VERB = lazy_re.compile(r"\b([a-z]+)(?:\s[a-z]+ly)?\s(?:to|from)(?:\s[a-z'’-]+){0,2}\s?$")
RELATIVE = frozenset(
    {"weakened", "softened", "depreciated", "devalued", "strengthened", "appreciated", "discount", "premium"}
)
CURRENCY = lazy_re.compile(
    r"\b(?:currenc\w+|exchange|forex|fx|yen|yuan|renminbi|rupees?|rupiah|lira|pesos?|won|rou?bles?|rand|real|naira|dollar"
    r"|euro|pound|sterling|franc|kron[aeo]|zloty|forint)\b(?! (?:bonds?|sales|revenue))",
    re.I,
)
_UP_TO_PERIOD = lazy_re.compile(r"[^.。;；]{0,48}[(（\[,，;；]")
"""The text after a number, up to the bracket or comma that begins the period of the next one."""
_TARGET = lazy_re.compile(r"[^.;(（]{0,24}[(（](?:[0-9]{4} )?(?:target|goal|目标)[^()（）.;]{0,16}[:：]? ?")
"""The text between a number and its target: `38% (target 2030: | 50%)`."""
_FORECAST = ("E", "F", "e", "f")
_MAX_BEFORE = 200
_PAIR = lazy_re.compile(r",? or |, |,? \(|，[即占为]?|（")
_ARROW = lazy_re.compile(r"\s?(?:→|->|=>)\s?")
_OPENS = lazy_re.compile(r"(?: #?| \(#\))?\s?[(（]")
_GOES_ON = lazy_re.compile(r"[^.;:,0-9]{0,24}\bto [^0-9\s]{0,4}[0-9]")
"""The text after a number that begins a change of its own: `grew 14% and rose from 21% | to 23%`."""
_LATER = lazy_re.compile(
    r"[^.;:]{0,40}\bfrom(?:\s[a-z'’-]+){0,4}\s?|[\s,]*[(（]?(?:previously|formerly|prior|before|prior[ -]year|year[ -]ago|Vorjahr\w*|Vj\.):?\s"
    r"|[^0-9。；]{0,8}(?:上年同期|去年同期|上年|去年|此前|前值|年初|上季度?|上月|上期)[^0-9，。；]{0,6}"
)
_AGAINST = lazy_re.compile(
    r"[^.;:]{0,32}\b(?:compared (?:with|to)|against|versus|vs\.?|contre|nach|frente al?)(?:\s[a-z-]+){0,6}\s?"
)
_EARLIER = lazy_re.compile(
    r"(?:, or \S*[0-9][^\s,;]*[^.;,()]{0,32},|\s?\([^()]{1,16}\))?[^.;,()]{0,40}?\b(?:earlier|before|ago|previous(?:ly)?|prior|preceding|year-ago|last (?:year|quarter|month)|year-earlier|Vorjahr\w*|Vorquartal|Vormonat|l'an dernier|l'année (?:dernière|précédente)|un año antes|año anterior|un an|au premier|au second)\b"
)


def may_change(text: str) -> bool:
    """Whether a text has a word that may join the numbers of a change; a cheap test that most texts fail."""
    return bool(_MAY_CHANGE.search(text))


def read_changes(text: str, quantities: Sequence[Quantity]) -> Iterator[Change]:
    """The changes among the quantities of a text, given in order."""
    if not may_change(text):
        return
    for at, right in enumerate(quantities):
        *_, before_last, last = (None, None, *quantities[max(at - 2, 0) : at])
        is_beside = before_last and before_last.per == right.per and before_last.unit == right.unit
        if last and last.unit == right.unit and not (is_beside and last.per != right.per):
            order = _change_between(text, last, right, text[last.end : right.bound_start])
        elif last and before_last and before_last.unit == right.unit:
            order = _change_between(
                text, before_last, right, _span_without(last, text, before_last.end, right.bound_start)
            )
            if order and (other := _parallel_change(text, order, last, quantities[at + 1 : at + 2])):
                yield other
        else:
            order = None
        if order:
            yield order


def _span_without(number: Quantity, text: str, start: int, end: int) -> str:
    """A span of a text in which `#` replaces a number."""
    return f"{text[start : number.bound_start]}#{text[number.end : end]}"


def _parallel_change(text: str, change: Change, number: Quantity, following: Sequence[Quantity]) -> Change | None:
    """The change between numbers that accompany the ends of another: `$319m, or 22%, compared with $301m, or 23%`."""
    first, second = sorted((change.before, change.after), key=lambda end: end.start)
    for other in following:
        joint = text[first.end : number.bound_start]
        if other.unit == number.unit and _PAIR.fullmatch(joint) and joint == text[second.end : other.bound_start]:
            return Change(number, other) if first is change.before else Change(other, number)
    return None


def _change_between(text: str, left: Quantity, right: Quantity, gap: str) -> Change | None:
    """The change between two numbers, if the words before, between or after them express one."""
    verb = text[max(0, left.bound_start - _MAX_GAP) : left.bound_start]
    if not 0 < len(gap) <= _MAX_GAP:
        return None
    if _ARROW.fullmatch(gap) or _TARGET.fullmatch(gap):
        return Change(left, right)
    if _TO.fullmatch(gap) and _FROM.search(verb[-_MAX_FROM:]):
        return Change(left, right, _verb_direction(verb))
    if _is_later_first(text, right, gap):
        return Change(right, left, _verb_direction(verb) or _verb_direction(f"{verb} {gap}"))
    if _UP_TO_PERIOD.match(gap) and (period := period_ahead(gap)):
        return (
            Change(left, right)
            if _is_later(period, text[: right.bound_start])
            else Change(right, left, _verb_direction(verb))
        )
    return None


def _is_later_first(text: str, right: Quantity, gap: str) -> bool:
    """Whether the words between two numbers, or after them, say that the later value is printed first."""
    if _LATER.fullmatch(gap):
        return not _GOES_ON.match(text, right.end)
    is_against = _AGAINST.fullmatch(gap) or _OPENS.fullmatch(gap)
    if _OPENS.fullmatch(gap) and text[right.end : right.end + 1] in (")", "）"):
        return True
    return bool(is_against) and (bool(_EARLIER.match(text, right.end)) or _is_of_earlier(text, right))


def _is_of_earlier(text: str, number: Quantity) -> bool:
    """Whether the period right after a number is not later than all before it: `against €96m | in H1 2024`."""
    behind = period_behind(text[number.end :])
    return behind is not None and not _is_later(behind, text[: number.end] + behind.text)


def _is_later(period: Period, before: str) -> bool:
    """Whether a period at the end of a text is a forecast, or later than all others in the text."""
    *named, _ = named_periods(before[-_MAX_BEFORE:]) or (period,)
    return period.text.endswith(_FORECAST) or (bool(named) and all(each.last < period.first for each in named))


def _verb_direction(words: str) -> int:
    """The direction of the verb of a change at the end of some words: `rose to`, `, down from`; 0 if there is none.

    Also 0 for exchange rates, since a currency may fall from 110 to 150 a dollar.
    """
    match = _VERB.search(words)
    return 0 if match is None or match[1] in RELATIVE or CURRENCY.search(words) else of_change(match[1])
