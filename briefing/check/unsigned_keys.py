"""Finds brackets that name a source without `@`: they would be published as text, and cite nothing.

A bracket may be honest text, so its word must be a key of the bibliography: with a
letter and a digit, as in `[iea-2024]`, or followed by a place, as in `[iea, p. 3]`.
In round brackets, and if the key is misspelt, it must be both.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.citations import CitationError, as_written, read_locators
from briefing.model import FigureHole, Note
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.site import View

_BRACKET: Final = lazy_re.compile(
    r"\[(?<![\\\]!^]\[)(?P<square>[^\[\]@＠^][^\[\]@＠]{1,118})\](?![\[({:])"
    r"|\((?<![\\\]]\()(?P<round>[^()\[\]@,]{1,58},[^()\[\]@]{1,60})\)"
)
_ITEM: Final = lazy_re.compile(r"[^;]++")
_WORD: Final = lazy_re.compile(r"[^\s,]++")
_CODE: Final = lazy_re.compile(r"<code\b.*?</code>|<[^>]*>", re.DOTALL)
"""Code, whatever lines it has, and tags."""


class _Unsigned(Struct, frozen=True):
    """A key without `@`: where it is in the note's text, and the key that was meant."""

    at: int
    word: str
    key: str


def unsigned_keys(note: Note, view: View) -> Iterator[Diagnostic]:
    """Keys of sources in brackets, without `@`."""
    found = [(bracket, keys) for bracket in _BRACKET.finditer(note.markdown) if (keys := _keys_in(bracket, view))]
    shown = _shown(note) if found else ""
    for bracket, keys in found:
        if _squeezed(bracket.group()[: keys[0].at + len(keys[0].word) - bracket.start()]) in shown:
            hint = f"write `{_signed(bracket.group()[1:-1], bracket.start() + 1, keys)}`"
            for each in keys:
                message = f"`{each.word}` has no `@`, so the bracket cites nothing"
                yield Diagnostic(Rule.UNREADABLE_CITATION, message, _span(note, each), hint)


def _keys_in(bracket: re.Match[str], view: View) -> tuple[_Unsigned, ...]:
    is_round = bracket["round"] is not None
    return tuple(_in_bracket(bracket.start() + 1, bracket.group()[1:-1], view, is_round=is_round))


def _in_bracket(start: int, inside: str, view: View, *, is_round: bool) -> Iterator[_Unsigned]:
    for item in _ITEM.finditer(inside):
        head, _, rest = item.group().replace("，", ",").partition(",")
        has_place = _is_place(rest)
        words = list(_WORD.finditer(head))
        for word in words:
            is_last, has_digit = word is words[-1], _has_letter_and_digit(word.group())
            enough = has_digit and has_place if is_round else has_digit or (is_last and has_place)
            key = _key(word.group(), view, may_be_misspelt=is_last and has_digit and has_place) if enough else ""
            if key:
                yield _Unsigned(start + item.start() + word.start(), word.group(), key)
                break


def _key(word: str, view: View, *, may_be_misspelt: bool) -> str:
    """The key that a word is; empty if it is none."""
    return word if view.source(word) else view.nearest(word) if may_be_misspelt else ""


def _has_letter_and_digit(word: str) -> bool:
    return any(map(str.isalpha, word)) and any(map(str.isdigit, word))


def _is_place(rest: str) -> bool:
    """Whether what follows a comma is a place in a source."""
    try:
        return bool(read_locators(rest.strip(), 0)[0]) if rest.strip() else False
    except CitationError:
        return False


def _shown(note: Note) -> str:
    """The text of a note as readers see it, without code and links."""
    parts = (
        each if isinstance(each, str) else each.html if isinstance(each, FigureHole) else " "
        for each in note.body.parts
    )
    return _squeezed(html.unescape(_CODE.sub("", "".join(parts))))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _signed(inside: str, start: int, found: tuple[_Unsigned, ...]) -> str:
    """The bracket as a citation, on one line."""
    for each in reversed(found):
        at = each.at - start
        inside = f"{inside[:at]}{as_written(each.key)}{inside[at + len(each.word) :]}"
    return f"[{_squeezed(inside)}]"


def _span(note: Note, found: _Unsigned) -> Span:
    before = note.markdown[: found.at]
    column = found.at - before.rfind("\n")
    return Span(f"notes/{note.path}", before.count("\n") + 1, column, len(found.word))
