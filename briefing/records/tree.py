"""YAML text into a tree of plain values, each with its place.

YAML is only *composed*, never constructed: a scalar stays the text that the
author typed. So no date crashes, no `no` turns into false, no `1.10` into
1.1, and no tag makes an object.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml
from msgspec import Struct

from briefing.diagnostics import Diagnostic, Rule, Span

MOST_VALUES: Final = 200_000
"""More values than this come of aliases that multiply, not of an author."""

DEEPEST: Final = 50


class Leaf(Struct, frozen=True):
    """A scalar as typed; `None` where nothing, `~` or `null` stands."""

    text: str | None
    span: Span


class Items(Struct, frozen=True):
    """A sequence."""

    items: tuple["Tree", ...]
    span: Span


class Entry(Struct, frozen=True):
    """A key's place and its value."""

    key: Span
    value: "Tree"


class Fields(Struct, frozen=True):
    """A mapping; keys are plain text."""

    entries: Mapping[str, Entry]
    span: Span


Tree = Leaf | Items | Fields

_LOADERS: Final[tuple[Any, ...]] = (
    # The C loader is some eight times faster; without libyaml there is only the other.
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader)),
    yaml.SafeLoader,
)
_CORE_TAGS: Final = "tag:yaml.org,2002:"
_NOTHING: Final = {"", "~", "null", "Null", "NULL"}

_PLAIN_WORDS: Final = (
    (
        r"cannot start any token",
        "a tab or a sign stands where YAML allows none",
        "indent with spaces; put text that begins with a special sign in quotes",
    ),
    (r"mapping values are not allowed", "a second `:` stands in this line", "put the value in quotes"),
    (r"could not find expected ':'|expected ':'", "a key without `:`", "write `key: value`"),
    (
        r"expected <block end>|expected the node content|did not find expected (key|'-')",
        "this line does not fit the ones before it",
        "check the indentation, and the quotes above",
    ),
    (
        r"while scanning a quoted scalar|unexpected end of stream|found unexpected document",
        "a quote that is opened here is never closed",
        "close the quote",
    ),
    (r"undefined alias|found character .*\*", "`*` begins a YAML alias here", "put the value in quotes"),
    (
        r"expected ',' or '[\]}]'|did not find expected ',' or",
        "a `[` or `{` that is never closed",
        "close it, or put the value in quotes",
    ),
)


def read_tree(text: str, path: str, first_line: int = 1) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """Compose YAML into a tree with places.

    `first_line` is the file's own line of the text's first. Returns `None` for
    the tree when nothing, or nothing readable, is there.
    """
    climber = _Climber(path, first_line)
    try:
        root = _compose(text)
        tree = climber.climb(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        tree = None
        climber.problems.append(climber.syntax_error(error, text))
    except yaml.reader.ReaderError:
        tree = None
        climber.problems.append(climber.bad_character(text))
    except RecursionError:
        tree = None
        climber.problems.append(Diagnostic(Rule.BAD_YAML, "this is nested too deeply", Span(path, first_line)))
    return tree, tuple(climber.problems)


def _compose(text: str) -> Any:
    fast, sure = _LOADERS
    try:
        return yaml.compose(text, Loader=fast)
    except yaml.YAMLError:
        # Once more by the Python loader: the two word and place their errors differently.
        return yaml.compose(text, Loader=sure)


class _Climber:
    """Walks composed nodes and remembers what is wrong with them."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Diagnostic] = []
        self.left = MOST_VALUES

    def span(self, node: Any) -> Span:
        start, end = node.start_mark, node.end_mark
        same_line = start.line == end.line
        length = max(1, end.column - start.column) if same_line else 1
        return Span(self.path, start.line + self.first_line, start.column + 1, length)

    def complain(self, message: str, node: Any, hint: str = "") -> None:
        self.problems.append(Diagnostic(Rule.BAD_YAML, message, self.span(node), hint))

    def climb(self, node: Any, above: tuple[int, ...] = ()) -> Tree:
        self.left -= 1
        if id(node) in above or len(above) > DEEPEST or self.left < 0:
            if self.left >= -1:
                self.complain("this is nested too deeply, or an alias contains itself", node)
                self.left = min(self.left, 0)
            return Leaf(None, self.span(node))
        if not str(node.tag).startswith(_CORE_TAGS) or "python" in node.tag:
            self.complain(f"`{node.tag}` is a YAML tag, which notes do not use", node, "put the value in quotes")
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return Fields(self.entries(node, above), self.span(node))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.climb(item, above) for item in node.value), self.span(node))
        nothing = not node.style and node.value in _NOTHING
        return Leaf(None if nothing else node.value, self.span(node))

    def entries(self, node: Any, above: tuple[int, ...]) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.complain("a key must be plain text", key, "put it in quotes")
            elif key.value in entries:
                first = entries[key.value].key.line
                self.problems.append(
                    Diagnostic(
                        Rule.DUPLICATE_KEY,
                        f"`{key.value}` is given twice",
                        self.span(key),
                        f"it stands in line {first} already; keep one of the two",
                    )
                )
            else:
                entries[key.value] = Entry(self.span(key), self.climb(value, above))
        return entries

    def syntax_error(self, error: yaml.MarkedYAMLError, text: str) -> Diagnostic:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        said = f"{error.context or ''} {error.problem or ''}"
        lines = text.split("\n")
        if "\t" in (lines[line][: column + 1] if line < len(lines) else ""):
            said_plainly = ("a tab stands where YAML needs spaces", "replace the tab with spaces")
        else:
            said_plainly = next(
                ((words, hint) for pattern, words, hint in _PLAIN_WORDS if re.search(pattern, said)),
                (f"this is not YAML: {error.problem}", "put the value in quotes"),
            )
        span = Span(self.path, line + self.first_line, column + 1)
        return Diagnostic(Rule.BAD_YAML, said_plainly[0], span, said_plainly[1])

    def bad_character(self, text: str) -> Diagnostic:
        # The loaders count from where they began to read; the text itself is surer.
        at = next((i for i, sign in enumerate(text) if not yaml.reader.Reader.NON_PRINTABLE.sub("", sign)), 0)
        line = text.count("\n", 0, at)
        column = at - (text.rfind("\n", 0, at) + 1)
        sign = f"U+{ord(text[at]):04X}" if text else ""
        span = Span(self.path, line + self.first_line, column + 1)
        return Diagnostic(Rule.BAD_YAML, f"the character {sign} is not allowed here", span, "delete it")
