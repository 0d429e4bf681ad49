"""Fixes for citations: misspelt keys, and places outside the citation's bracket."""

import re
from collections.abc import Iterator
from typing import Final

from briefing import lazy_re
from briefing.check.fixes.edits import Fix
from briefing.check.fixes.faults import Fault
from briefing.citations import as_written

_GAP: Final = lazy_re.compile(r"(?<!\s)\s*+(?:[,，]\s*+)?(?P<open>[(（]?)\s*+\Z")
_UNSIGNED: Final = "has no `@`, so the bracket cites nothing"
_KEY: Final = lazy_re.compile(r"(?P<open>[(（])?(?P<key>@[^\s(（]+)\Z")
_CLOSED: Final = lazy_re.compile(r"[])）]")
_CLOSING: Final = lazy_re.compile(r"\s*[)）]")


def unknown_source(fault: Fault) -> Iterator[Fix]:
    """Replace an unknown key with the intended one: certain if only capitals differ."""
    key, meant = fault.named, fault.meant
    at = fault.line.find(key, fault.start)
    if not meant or at < 0:
        return
    others = [each for each in fault.view.sources() if each.casefold() == key.casefold()]
    start = at - len(_before(fault.line[:at]))
    braced = fault.line[start:at].endswith("{")
    has_sign = start < at
    end = at + len(key) + (braced and fault.line[at + len(key) : at + len(key) + 1] == "}")
    yield fault.at(start, end, as_written(meant) if has_sign else meant, certain=others == [meant])


def _before(text: str) -> str:
    found = re.search(r"@\{?\Z", text)
    return found.group() if found else ""


def unreadable(fault: Fault) -> Iterator[Fix]:
    """Put an `@` before a key that lacks it, or a key in braces."""
    yield from _signed(fault) if fault.finding.message.endswith(_UNSIGNED) else _braced(fault)


def _signed(fault: Fault) -> Iterator[Fix]:
    """Put an `@` before a key in square brackets: certain if it is a key as it is."""
    opened = re.findall(r"[(\[]", fault.line[: fault.start])
    if opened[-1:] != ["("] and fault.view.source(fault.written):
        yield fault.at(fault.start, fault.end, as_written(fault.written), certain=True)


def _braced(fault: Fault) -> Iterator[Fix]:
    """Put a key in braces, if surrounding text was read as part of it, or part of it was not."""
    found = re.fullmatch(r"a source is called `(?P<key>.+)`: write `@\{(?P=key)\}`", fault.finding.hint)
    if found and fault.line[fault.start :].startswith(f"@{found['key']}"):
        yield fault.at(fault.start, fault.start + len(found["key"]) + 1, f"@{{{found['key']}}}")


def stray_place(fault: Fault) -> Iterator[Fix]:
    """Move a place into the citation: `[@key, p. 3]`, `@key [p. 3]`."""
    message, before = fault.finding.message, fault.line[: fault.start]
    if message.endswith("follows the key without a comma"):
        start = len(before.rstrip())
        yield fault.at(start, fault.start, ", ", certain=True, title=f"write `{fault.named}` after a comma")
    elif message.endswith("follows the citation, and is not part of it"):
        yield from _moved(fault, before)


def _moved(fault: Fault, before: str) -> Iterator[Fix]:
    gap = _GAP.search(before)
    closing = _CLOSING.match(fault.line, fault.end) if gap and gap["open"] else None
    if not gap or (gap["open"] and not closing):
        return
    start, end = gap.start(), closing.end() if closing else fault.end
    title = f"put `{fault.written}` into the citation"
    if before[:start].endswith("]"):
        yield fault.at(start - 1, end, f", {fault.written}]", certain=True, title=title)
    elif found := _KEY.search(before[:start]):
        opened, closed = found["open"] or "", _CLOSED.match(fault.line, end)
        if closed and (opened or closed[0] == "]"):
            words = f"[{found['key']}, {fault.written}]"
            yield fault.at(found.start(), closed.end(), words, certain=True, title=title)
        elif not opened:
            yield fault.at(start, end, f" [{fault.written}]", certain=True, title=title)
