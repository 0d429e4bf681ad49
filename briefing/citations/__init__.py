"""Pandoc's citation grammar, over plain strings.

Reads what stands between the brackets of `[see @key, pp. 3–5; -@other]` and
what may follow a narrative `@key [p. 3]`. Reference: the Pandoc User's Guide,
"Citation syntax". Where Pandoc falls back to literal text, this package says
what could not be read. It knows no Markdown parser and no bibliography.
"""

from briefing.citations.brackets import Item, read_bracket, without_key
from briefing.citations.keys import Mention, as_written, find_key, follows_words, may_begin, mention_at, prose_begins
from briefing.citations.locators import Unreadable
from briefing.citations.suffixes import place_behind, read_locators

__all__ = [
    "Item",
    "Mention",
    "Unreadable",
    "as_written",
    "find_key",
    "follows_words",
    "may_begin",
    "mention_at",
    "place_behind",
    "prose_begins",
    "read_bracket",
    "read_locators",
    "without_key",
]
