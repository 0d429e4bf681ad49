"""YAML into typed records, with the place of every value and every fault.

What reads YAML is loaded with the first text that is read: what renders a note
only asks what was probably meant.
"""

from importlib import import_module

from briefing.model.diagnostics import Diagnostic
from briefing.notes.records.reading import Grammar, Mistake, Reading, read_date, read_record
from briefing.notes.records.tree import Entry, Fields, Items, Leaf, Tree

__all__ = [
    "Entry",
    "Fields",
    "Grammar",
    "Items",
    "Leaf",
    "Mistake",
    "Reading",
    "Tree",
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
    tree = import_module("briefing.notes.records.composing").read_tree(text, path, first_line)
    return tree
