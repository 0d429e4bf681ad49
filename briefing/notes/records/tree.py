"""YAML as a tree of plain values, each with its place.

A scalar stays the text that the author typed: so no date crashes, no `no`
turns into false, no `1.10` into 1.1, and no tag makes an object.
"""

from collections.abc import Mapping

from msgspec import Struct

from briefing.model.diagnostics import Span


class Leaf(Struct, frozen=True):
    """A scalar as typed; `None` for nothing, `~` or `null`."""

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
