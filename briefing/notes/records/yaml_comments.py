"""Removes the comments of YAML, which are not published; and finds numbers that YAML takes for a comment."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Final

import yaml

from briefing import lazy_re

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SIGN: Final = lazy_re.compile(r"(?<!\S)#")
_NUMBER: Final = lazy_re.compile(r"#(?<=\S #)[0-9][^\n]*")


def without_yaml_comments(text: str) -> str:
    """YAML without its comments; a `#` within a value is kept. Invalid YAML is returned unchanged."""
    try:
        values = _values(text)
    except yaml.YAMLError:
        return text
    kept, at = "", 0
    for sign in _SIGN.finditer(text):
        start = sign.start()
        before = bisect_right(values, (start, len(text))) - 1
        if start < at or (before >= 0 and start < values[before][1]):
            continue
        line = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        is_whole = not text[line:start].strip()
        kept += text[at:line] if is_whole else text[at:start].rstrip(" \t")
        at = min(end + 1, len(text)) if is_whole else end
    return kept + text[at:]


def cut_numbers(text: str) -> Iterator[re.Match[str]]:
    """Find each `#12` after a value: a comment in YAML, but meant as part of the value."""
    found = list(_NUMBER.finditer(text))
    values = _values(text) if found else []
    for each in found:
        before = bisect_right(values, (each.start(), len(text))) - 1
        if before >= 0 and values[before][1] <= each.start() and "#" not in _line_before(text, each.start()):
            yield each


def _line_before(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at]


def _values(text: str) -> list[tuple[int, int]]:
    """The start and end of each scalar."""
    tokens = yaml.scan(text, Loader=_LOADER)
    return [(t.start_mark.index, t.end_mark.index) for t in tokens if isinstance(t, yaml.ScalarToken)]
