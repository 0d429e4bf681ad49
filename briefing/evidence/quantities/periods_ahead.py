"""Periods that a text gives only to the number after them: `£5m (2024: £4m)`, `5.1%，而2024年为4.8%`, `2024年的4.8%`."""

import re
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities.periods import read_period
from briefing.model import Period

_MAX_CHARS: Final = 80
_MARKS: Final = (":", "：", "为", "為", "是", " of")
"""How a text ends that may have such a period."""
_AHEAD: Final = lazy_re.compile(
    r"(?:^|[(（\[:：;；,，\n])\s?(?:而|较)?(?P<period>[^()（）\[\];；,，:：\n]{2,40}?)(?:同期|[末底])?"
    r"\s?(?:[:：]|[为為是])\s?(?:(?:an? )?(?:[a-z-]+ ){0,3}of)?$"
)
_AT_ITS_END: Final = lazy_re.compile(
    r"^(?:(?:as )?(?:at|of|on|in|for) )?(?:the )?(?:(?:year[- ])?end(?:[ -]of)?[- ])?(?:the )?", re.I
)
"""What comes before a period at whose end a number is: `end-2024`, `year-end 2024`, `as at 30 June 2024`."""
_YEAR_END: Final = lazy_re.compile(r"^YE ?'?([0-9]{2}|[0-9]{4})$")
_OWN: Final = lazy_re.compile(
    r"(?:^|[^0-9])(?P<period>(?:19|20)[0-9]{2}(?=['’]s$)|(?:19|20)[0-9]{2}年[^，。；0-9]{0,2}[0-9]?[^，。；0-9]{0,4}(?=的$))"
)
"""A period whose number is the next: `2024年的38.2%`, `2024's 38.2%`."""
_BRACKET: Final = lazy_re.compile(
    r"[(（\[][^()（）\[\]]*[0-9](?:[AR]|年(?:同期|[末底])?)? ?[:：][^()（）\[\]]*(?:[)）\]]|$)"
)


def period_ahead(before: str) -> Period | None:
    """The period that a bracket, a semicolon or a comma opens for the number after a text."""
    before = before[-_MAX_CHARS:].rstrip()
    if before.endswith(("的", "s")) and (own := _OWN.search(before)):
        return read_period(own["period"])
    ahead = _AHEAD.search(before) if before.endswith(_MARKS) else None
    return read_period(_YEAR_END.sub(r"FY\1", _AT_ITS_END.sub("", ahead["period"].strip()))) if ahead else None


def without_periods_ahead(text: str) -> str:
    """A text without the brackets that give other numbers their periods."""
    return _BRACKET.sub(" ", text) if ":" in text or "：" in text else text
