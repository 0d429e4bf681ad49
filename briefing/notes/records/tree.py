"""YAML and JSON as a tree of plain values with their spans.

A scalar stays the text that the author typed, since only the record's type determines
its meaning: so an invalid date does not crash the loader, `no` does not become false,
`1.10` does not become 1.1, and a tag cannot construct an object.
"""

from collections.abc import Mapping

from msgspec import Struct

from briefing.model.diagnostics import Span


class Leaf(Struct, frozen=True):
    """A scalar as it was typed; `None` for an empty one, `~` or `null`."""

    text: str | None
    span: Span


class Items(Struct, frozen=True):
    """A sequence."""

    items: tuple["Tree", ...]
    span: Span


class Entry(Struct, frozen=True):
    """The span of a key, and its value."""

    key: Span
    value: "Tree"


class Fields(Struct, frozen=True):
    """A mapping, whose keys are texts."""

    entries: Mapping[str, Entry]
    span: Span


Tree = Leaf | Items | Fields
