"""Explains syntax errors of YAML in terms of what the author typed.

PyYAML's messages describe the state of its parser ("expected <block end>"). The text
at the position of the error usually shows which mistake was made, and how the line
should be written. Reference: YAML 1.2, chapters 6 and 7.
"""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from briefing import lazy_re

_MAX_CHARS: Final = 100
"""The maximal length of a line that a hint repeats."""

_OPENED: Final = lazy_re.compile(r"while scanning (a quoted scalar|a simple key|an alias)|while parsing a flow")
"""Errors that are reported where the construct was opened, rather than where the loader gave up."""

_PAIR: Final = lazy_re.compile(r"\s*(?:- )?[\w-]+: +(?P<value>\S.*?)\s*(?: #\s.*)?")
_GLUED: Final = lazy_re.compile(r"(\s*(?:- )?[\w-]+)[:\uff1a]\s*(\S.*)")
_FOREIGN_SPACE: Final = lazy_re.compile(r"[\u00a0\u2000-\u200a\u202f\u3000]")


class Explanation(NamedTuple):
    """What is wrong, what to do, and the line and column, both counted from 0."""

    message: str
    hint: str
    line: int
    column: int


class _Place(NamedTuple):
    """The position where the loader gave up, and its reason."""

    lines: list[str]
    line: int
    column: int
    reason: str

    @property
    def text(self) -> str:
        return self.lines[self.line]

    @property
    def before(self) -> str:
        return self.text[: self.column]

    @property
    def sign(self) -> str:
        return self.text[self.column : self.column + 1]

    def says(self, message: str, hint: str) -> Explanation:
        return Explanation(message, hint, self.line, self.column)


def explain(error: Any, text: str) -> Explanation:
    """Explain an error of the Python loader."""
    reason = f"{error.context or ''} {error.problem or ''}"
    mark = (error.context_mark if _OPENED.search(reason) else None) or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = _Place([*text.split("\n"), ""], line, column, reason)
    if "\t" in place.text[: column + 1]:
        return place.says("a tab where YAML needs spaces", "replace the tab with spaces")
    for pattern, explained in _REASONS:
        if re.search(pattern, reason):
            return explained(place)
    return place.says(f"this is not YAML: {error.problem}", _in_quotes(place))


def _in_quotes(place: _Place) -> str:
    """A hint with the line as it should be written, its value in quotes, if it has one key and one value."""
    pair = _PAIR.fullmatch(place.text)
    if not pair or pair["value"][0] in "[{\"'" or len(place.text) > _MAX_CHARS:
        return "put the value in quotes"
    return f"put the value in quotes: {quoted(pair['value'])}"


def quoted(value: str) -> str:
    """A value in the kind of quotes that it does not contain."""
    sign = "'" if '"' in value or "\\" in value else '"'
    return f"{sign}{value.replace(sign, sign * 2)}{sign}"


def _first_sign(place: _Place) -> Explanation:
    return place.says(f"a YAML value cannot begin with `{place.sign}`", _in_quotes(place))


def _second_colon(place: _Place) -> Explanation:
    """Explain a second `:` in a line, or a missing one in the line above, which continues into this line."""
    if place.before.count(":") or not place.line:
        return place.says("this line has a second `:`", _in_quotes(place))
    filled = [number for number in range(place.line) if place.lines[number].strip()]
    above = place._replace(line=filled[-1] if filled else 0, column=0)
    if ": " not in above.text:
        return _no_colon(above)
    at = len(place.text) - len(place.text.lstrip())
    return place._replace(column=at).says(
        "this line is indented deeper than the one above it, whose value it would continue",
        "give both lines the same indentation, or put the value above in quotes",
    )


def _no_colon(place: _Place) -> Explanation:
    if space := _FOREIGN_SPACE.search(place.text):
        name = f"U+{ord(space.group()):04X}"
        message = f"an unusual space ({name}) where YAML needs a plain one"
        return place._replace(column=space.start()).says(message, "replace it with a space")
    if glued := _GLUED.fullmatch(place.text):
        wanted = f"write `{glued[1].strip()}: {glued[2].rstrip()}`"
        if "\uff1a" in glued.group():
            return place.says("a full-width `\uff1a` where YAML needs a `:` and a space", wanted)
        return place.says("a `:` without a space after it", wanted)
    return place.says("a key without `:`", "write `key: value`")


def _misfit(place: _Place) -> Explanation:
    if place.text[place.column :].startswith("-") and not place.before.strip():
        rest = place.text.strip()[1:].strip()
        return place.says("a `-` without a space after it", f"write `- {rest}`")
    if re.search(r": *'.*'$", place.before.rstrip()):
        return place.says("the quote before this ends the value", "write `''` for an apostrophe between single quotes")
    if re.search(r': *".*"$', place.before.rstrip()):
        hint = 'put the whole value in quotes; between double quotes, write `\\"` for a quote'
        return place.says("the quote before this ends the value", hint)
    return place.says("this line does not fit the ones before it", "check the indentation, and the quotes above")


def _block_sign(place: _Place) -> Explanation:
    at = len(place.before.rstrip()) - 1
    message = f"`{place.text[at]}` at the beginning of a value opens a block of several lines"
    return place._replace(column=at).says(message, _in_quotes(place))


def _always(message: str, hint: str = "") -> Callable[[_Place], Explanation]:
    return lambda place: place.says(message, hint or _in_quotes(place))


_REASONS: Final[tuple[tuple[str, Callable[[_Place], Explanation]], ...]] = (
    (r"cannot start any token|expected the node content, but found '[],}]'", _first_sign),
    (r"mapping values are not allowed", _second_colon),
    (r"could not find expected ':'|expected ':'", _no_colon),
    (r"expected <block end>|expected the node content|did not find expected (key|'-')", _misfit),
    (r"while scanning a quoted scalar", _always("a quote that is opened here is never closed", "close the quote")),
    (
        r"unknown escape|escape sequence",
        _always(
            "`\\` begins an escape between double quotes",
            "write `\\\\` for the character itself, or use single quotes",
        ),
    ),
    (
        r"another document",
        _always("a second document begins here", "delete the line `---`, and keep everything in one document"),
    ),
    (r"while scanning a block scalar", _block_sign),
    (r"sequence entries are not allowed", _always("`- ` begins an item of a list, which has a line of its own")),
    (r"undefined alias|scanning an alias|found character .*\*", _always("`*` begins a YAML alias here")),
    (r"scanning an anchor", _always("`&` begins a YAML anchor here")),
    (
        r"expected ',' or '[\]}]'|did not find expected ',' or",
        _always("a `[` or `{` that is never closed", "close it, or put the value in quotes"),
    ),
)
