"""Fixes for front matter: misspelt keys and values, and values of the wrong shape."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

import msgspec

from briefing import lazy_re
from briefing.check.fixes.edits import Edit, Fix
from briefing.check.fixes.faults import Fault
from briefing.model import Change, FigureFields, FrontMatter, OutcomeFields

_MIN_LIKENESS: Final = 0.8
"""How similar a word has to be to the one that is certainly meant; `sumary` is, `sub` is not."""
_PLAIN: Final = lazy_re.compile(r"[\w][\w .&/+'’-]*")
_CUT: Final = lazy_re.compile(r"(?<=: )(?:[^\s,{}\[\]\"'][^,{}\[\]\"']*)?\d(?:,\d{3})+[^,{}\[\]\"']*(?=[,}])")


def unknown_key(fault: Fault) -> Iterator[Fix]:
    """A misspelt key, or the rest of a number that was split at a comma."""
    if "is cut off" in fault.finding.message:
        yield from _quoted(fault)
    elif fault.meant:
        is_certain = fault.path.endswith(".md") and _is_only(fault.written, fault.meant) and not _has_key(fault)
        yield fault.instead(fault.meant, certain=is_certain)


def _is_only(word: str, meant: str) -> bool:
    """Whether no other front matter key is as similar to a word."""
    near = {name for name in _keys() if _likeness(word, name) >= _MIN_LIKENESS}
    return near == {meant}


def _keys() -> Iterator[str]:
    for kind in (FrontMatter, FigureFields, OutcomeFields, Change):
        yield from (field.encode_name for field in msgspec.structs.fields(kind))


def _likeness(word: str, known: str) -> float:
    return SequenceMatcher(None, re.sub(r"[\s_-]", "", word.casefold()), known).ratio()


def _has_key(fault: Fault) -> bool:
    """Whether the intended key already exists in the same group."""
    key = re.compile(rf"(?:^|[{{,]\s*){re.escape(fault.meant)}\s*:")
    if fault.line[: fault.start].strip(" -"):
        return bool(key.search(fault.line))
    return any(key.match(line[fault.start :]) for line in _group(fault))


def _group(fault: Fault) -> Iterator[str]:
    """The lines around a key that are indented as it is, or more."""
    at = fault.finding.span.line - 1
    for numbers in (range(at - 1, -1, -1), range(at + 1, len(fault.lines))):
        for number in numbers:
            line = fault.lines[number]
            if line.strip() and (len(line) - len(line.lstrip(" -")) < fault.start or line.startswith("---")):
                break
            yield line


def _quoted(fault: Fault) -> Iterator[Fix]:
    for value in _CUT.finditer(fault.line):
        if value.start() < fault.start <= value.end():
            yield fault.at(value.start(), value.end(), f'"{value.group().rstrip()}"', certain=True)


def invalid_value(fault: Fault) -> Iterator[Fix]:
    """A single value for a list, or a misspelt word."""
    written = fault.written
    if fault.finding.message.endswith("takes a list") and fault.path.endswith(".md"):
        if "{" in fault.finding.hint:
            return
        if _PLAIN.fullmatch(written):
            yield fault.instead(f"[{written}]", certain=True)
        elif re.fullmatch(r"[\w][\w .,&/+-]*", written):
            yield fault.instead(f"[{written}]")
    elif fault.meant:
        quotes = written[:1] if written[:1] in ("'", '"') else ""
        is_same = written.strip("'\"").casefold() == fault.meant.casefold()
        yield fault.instead(f"{quotes}{fault.meant}{quotes}", certain=is_same)


def unknown_segment(fault: Fault) -> Iterator[Fix]:
    """A segment id with another spelling, or given by its title."""
    written = fault.written.strip("'\"")
    segments = fault.view.settings.segments
    same = [each.id for each in segments if written.casefold() in (each.id.casefold(), each.title.casefold())]
    for segment in same or ([fault.meant] if fault.meant else [each.id for each in segments]):
        yield fault.instead(segment, certain=len(same) == 1)


def missing_key(fault: Fault) -> Iterator[Fix]:
    """A segment, where there is only one."""
    segments = fault.view.settings.segments
    if fault.finding.message == "a note needs `segment`" and fault.written == "---" and len(segments) == 1:
        text = f"\nsegment: {segments[0].id}"
        yield fault.at(fault.end, fault.end, text)


def not_a_date(fault: Fault) -> Iterator[Fix]:
    """A day that is written in another way, and can be meant in one way only."""
    if fault.meant:
        # Nobody writes the day before the month after the year: a digit may be wrong just as well.
        yield fault.instead(fault.meant, certain=not re.fullmatch(r"\d{4}-\d{2}-\d{2}", fault.written))


def without(fault: Fault) -> Iterator[Fix]:
    """Delete a refused character."""
    name = f"U+{ord(fault.written[0]):04X}" if fault.written else ""
    yield Fix(f"delete {name}", (Edit(fault.finding.span, ""),))
