"""YAML into typed records, with the place of every value and every fault.

PyYAML is imported with the first text that is parsed: rendering a note
needs only the suggestions.
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
    """Compose YAML into a tree with places.

    `first_line` is the file's own line of the text's first. Returns `None` for
    the tree when nothing, or nothing readable, is there.
    """
    tree: tuple[Tree | None, tuple[Diagnostic, ...]]
    tree = import_module("briefing.notes.records.yaml_tree").read_tree(text, path, first_line)
    return tree
