"""Helpers of the parser for links: the end of a label, a destination or a title.

Only the first is our own, and is a fast path: the parser would try its rules
at each word of a label to find the bracket at its end.
"""

from typing import Final

from markdown_it import helpers
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_inline import StateInline

from briefing import lazy_re

__all__ = ["parseLinkDestination", "parseLinkLabel", "parseLinkTitle"]

_PLAIN: Final = lazy_re.compile(r"\[[^\[\]\\`<{]*]")
"""A label without any character that could begin another or hide its end."""


def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803
    """Where the label that begins at a place ends; -1, if it does not."""
    # Where labels are nested, the parser counts how deep it is, and remembers what it has skipped.
    plain = None if state.level or state.cache else _PLAIN.match(state.src, start, state.posMax)
    return plain.end() - 1 if plain else helpers.parseLinkLabel(state, start, disableNested)
