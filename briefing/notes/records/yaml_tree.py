"""Parses YAML text into a tree of plain values with spans.

PyYAML only *composes* nodes, and never constructs objects from them. Limits on depth and on
the number of values, counted with aliases expanded, protect against documents that
would exhaust the stack or the memory ("billion laughs").
"""

import re
from typing import Any, Final

import yaml

from briefing import lazy_re
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes import conflicts
from briefing.notes.records.tree import Entry, Fields, Items, Leaf, Tree
from briefing.notes.records.yaml_comments import cut_numbers
from briefing.notes.records.yaml_errors import explain

MAX_VALUES: Final = 200_000
"""The maximal number of values; more can only come from aliases that multiply."""

MAX_DEPTH: Final = 50

_LOADERS: Final[tuple[Any, ...]] = (
    # The C loader is about eight times faster; without libyaml there is only the Python loader.
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader)),
    yaml.SafeLoader,
)
_CORE_TAGS: Final = "tag:yaml.org,2002:"
_NOTHING: Final = {"", "~", "null", "Null", "NULL"}

_FORBIDDEN: Final = lazy_re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
    r"|\\U(?!00(?:0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}"
)
"""Characters that YAML forbids, or the loaders count differently (U+0085, U+2028, U+FEFF), and invalid escapes."""

_FAR_TOO_DEEP: Final = lazy_re.compile(r"(?:[\[{][^][{}]*){1000}|(?:[-?:][ \t]+){1000}")
"""Nesting so deep that the C loader, which is recursive, would overflow the stack and crash the program."""


def read_tree(text: str, path: str, first_line: int = 1) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """Parse YAML into a tree with spans.

    `first_line` is the line in the file of the first line of the text. The tree is
    None if the text is empty or cannot be parsed.
    """
    builder = _TreeBuilder(path, first_line)
    if forbidden := _FORBIDDEN.search(text):
        return None, (builder.bad_character(text, forbidden),)
    try:
        root = _compose(text)
        # A lone `---` is a document too, whose root is an empty scalar.
        tree = builder.build(root) if root is not None and root.value else None
        builder.problems += (builder.cut_number(text, found) for found in cut_numbers(text))
    except yaml.MarkedYAMLError as error:
        tree = None
        builder.problems.append(builder.syntax_error(error, text))
    except RecursionError:
        tree = None
        builder.problems.append(Diagnostic(Rule.INVALID_YAML, "this is nested too deeply", Span(path, first_line)))
    return tree, tuple(builder.problems)


def _compose(text: str) -> Any:
    fast, sure = _LOADERS
    if _FAR_TOO_DEEP.search(text):
        raise RecursionError
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    try:
        # The C loader accepts tabs that the Python loader rejects: results must be the same on every machine.
        return yaml.compose(text, Loader=sure if "\t" in text else fast)
    except yaml.YAMLError:
        # Repeat it with the Python loader, since messages and positions of errors differ between the two.
        return yaml.compose(text, Loader=sure)


class _TreeBuilder:
    """Builds a tree from composed nodes, and collects problems."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Diagnostic] = []
        self.left = MAX_VALUES
        self.is_spent = False
        """Whether an excess of values has been reported."""
        self.seen: set[int] = set()
        """The identities of scalars visited so far: one that is visited again was reached through an alias."""

    def span(self, node: Any) -> Span:
        start, end = node.start_mark, node.end_mark
        # The two loaders disagree about where a block ends.
        is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        length = max(1, end.column - start.column) if start.line == end.line and not is_block else 1
        return Span(self.path, start.line + self.first_line, start.column + 1, length)

    def report(self, message: str, node: Any, hint: str = "") -> None:
        self.problems.append(Diagnostic(Rule.INVALID_YAML, message, self.span(node), hint))

    def build(self, node: Any, above: tuple[int, ...] = ()) -> Tree:
        self.left -= self.cost(node)
        if id(node) in above or len(above) > MAX_DEPTH or self.left < 0:
            if self.left >= 0 or not self.is_spent:
                self.report("this is nested too deeply, or its aliases multiply", node)
            self.is_spent = self.left < 0
            return Leaf(None, self.span(node))
        if not str(node.tag).startswith(_CORE_TAGS) or "python" in node.tag:
            self.report(f"`{node.tag}` is a YAML tag, which notes do not use", node, "put the value in quotes")
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return Fields(self.entries(node, above), self.span(node))
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.build(item, above) for item in node.value), self.span(node))
        nothing = not node.style and node.value in _NOTHING
        if node.style == '"' and (escaped := _FORBIDDEN.search(node.value)):
            self.report(f"{_character(escaped.group()[0])} is not allowed here", node, "delete its escape")
            nothing = True
        return Leaf(None if nothing else node.value, self.span(node))

    def cost(self, node: Any) -> int:
        """The cost of a node: 1, but more for a long text that an alias repeats."""
        if not isinstance(node, yaml.ScalarNode):
            return 1
        repeated = id(node) in self.seen
        self.seen.add(id(node))
        return 1 + len(node.value) // 10 if repeated else 1

    def entries(self, node: Any, above: tuple[int, ...]) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.report("a key must be plain text", key, "put it in quotes")
            elif key.value in entries:
                first = entries[key.value].key.line
                self.problems.append(
                    Diagnostic(
                        Rule.DUPLICATE_KEY,
                        f"`{key.value}` is given twice",
                        self.span(key),
                        f"it is already on line {first}; keep one of the two",
                    )
                )
            else:
                entries[key.value] = Entry(self.span(key), self.build(value, above))
        return entries

    def syntax_error(self, error: yaml.MarkedYAMLError, text: str) -> Diagnostic:
        if conflict := next(conflicts.conflicts(text), None):
            at, opening = conflict
            span = Span(self.path, at + self.first_line, 1, len(opening))
            return Diagnostic(Rule.INVALID_YAML, conflicts.MESSAGE, span, conflicts.HINT)
        message, hint, line, column = explain(error, text)
        return Diagnostic(Rule.INVALID_YAML, message, Span(self.path, line + self.first_line, column + 1), hint)

    def cut_number(self, text: str, found: re.Match[str]) -> Diagnostic:
        """The diagnostic for `Report #12`, where the number would be a comment."""
        message = f"`{found.group().strip()}` is a comment in YAML, and would be lost"
        return Diagnostic(Rule.INVALID_YAML, message, self.span_at(text, found), "put the value in quotes")

    def span_at(self, text: str, found: re.Match[str]) -> Span:
        line = text.count("\n", 0, found.start())
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1)
        return Span(self.path, line + self.first_line, column + 1, len(found.group()))

    def bad_character(self, text: str, found: re.Match[str]) -> Diagnostic:
        message = f"{_character(found.group())} is not allowed here"
        return Diagnostic(Rule.INVALID_YAML, message, self.span_at(text, found), "delete it")


def _character(written: str) -> str:
    """The code point of a character that cannot be shown; an escape as it was written."""
    return f"the character U+{ord(written):04X}" if len(written) == 1 else f"`{written}`"
