"""Decodes YAML into typed records, with the spans of all values and errors.

PyYAML is imported when the first text is parsed: rendering a note needs only
the suggestions.
"""

from importlib import import_module

from briefing.model.diagnostics import Diagnostic
from briefing.notes.records.dates import date_hint, meant_days
from briefing.notes.records.decoder import DecodedRecord, DecodeError, Grammar, read_date, read_record
from briefing.notes.records.tree import Entry, Fields, Items, Leaf, Tree

__all__ = [
    "DecodeError",
    "DecodedRecord",
    "Entry",
    "Fields",
    "Grammar",
    "Items",
    "Leaf",
    "Tree",
    "date_hint",
    "meant_days",
    "read_date",
    "read_record",
    "read_tree",
]


def read_tree(text: str, path: str, first_line: int = 1) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """Parse YAML into a tree with spans.

    `first_line` is the line in the file of the first line of the text. The tree is
    None if the text is empty or cannot be parsed.
    """
    tree: tuple[Tree | None, tuple[Diagnostic, ...]]
    tree = import_module("briefing.notes.records.yaml_tree").read_tree(text, path, first_line)
    return tree
