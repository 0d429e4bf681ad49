"""YAML into typed records, with the place of every value and every fault.

What reads YAML is loaded with the first text that is read: what renders a note
only asks what was probably meant.
"""

from importlib import import_module

from briefing.diagnostics import Diagnostic
from briefing.records.reading import Grammar, Mistake, Reading, did_you_mean, read_date, read_record
from briefing.records.tree import Entry, Fields, Items, Leaf, Tree

__all__ = [
    "Entry",
    "Fields",
    "Grammar",
    "Items",
    "Leaf",
    "Mistake",
    "Reading",
    "Tree",
    "did_you_mean",
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
    tree = import_module("briefing.records.composing").read_tree(text, path, first_line)
    return tree
