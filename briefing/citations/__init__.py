"""Pandoc's citation grammar, over plain strings.

Parses the text in the brackets of `[see @key, pp. 3–5; -@other]` and after a
narrative `@key [p. 3]`. Reference: the Pandoc User's Guide,
"Citation syntax". Where Pandoc falls back to literal text, this package
reports an error. It is independent of the Markdown parser and the bibliography.
"""

from briefing.citations.brackets import Item, read_bracket, without_key
from briefing.citations.keys import (
    Mention,
    as_written,
    find_key,
    is_in_prose,
    may_start_citation,
    mention_at,
    prose_begins,
)
from briefing.citations.locators import CitationError
from briefing.citations.suffixes import locator_after, read_locators

__all__ = [
    "CitationError",
    "Item",
    "Mention",
    "as_written",
    "find_key",
    "is_in_prose",
    "locator_after",
    "may_start_citation",
    "mention_at",
    "prose_begins",
    "read_bracket",
    "read_locators",
    "without_key",
]
