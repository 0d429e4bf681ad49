"""YAML into typed records, with the place of every value and every fault."""

from briefing.records.reading import Grammar, Mistake, Reading, did_you_mean, read_date, read_record
from briefing.records.tree import Entry, Fields, Items, Leaf, Tree, read_tree

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
