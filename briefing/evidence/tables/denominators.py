"""Denominators in the headings of tables: `US$ per tonne`, `€ million per MW`, `元每吨`."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import read
from briefing.evidence.quantities.units import is_unit_of_measurement

_PER: Final = frozenset({"per", "a", "an", "pro", "je", "par"})
_EACH: Final = lazy_re.compile("(?<=[元角分])每")
_THEN_A_TIME: Final = lazy_re.compile("(?<=.{3})[·/](?:[年月日天]|小时)$")
"""A second denominator: `元/平方米·月`."""


def split_at_per(words: Sequence[str]) -> tuple[Sequence[str], str]:
    """The words of a heading before `per`, and the unit after it (empty if none); all words if it has no `per`."""
    at = next((at for at, word in enumerate(words) if at and word in _PER), len(words))
    return words[:at], _unit(" ".join(words[at + 1 :]))


@lru_cache(maxsize=512)
def _unit(words: str) -> str:
    """The unit that words begin with, by its name in the denominator of a price: `lb` for `pound`."""
    found = read(f"USD 1 per {words}").quantities if words else ()
    per = found[0].per if found else ""
    return per if is_unit_of_measurement(per) else ""


def with_slash(heading: str) -> str:
    """A Chinese heading with a slash for 每, and without a time after it: `元/吨` for `元每吨`."""
    return _THEN_A_TIME.sub("", _EACH.sub("/", heading))
