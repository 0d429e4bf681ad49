"""The parser's helpers for links, with a fast path for the end of a label.

To find the closing bracket of a label, the parser tries all inline rules at each word in
it. A label without any special character ends at the first `]`. The other two helpers are
the parser's own.
"""

from typing import Final

from markdown_it import helpers
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_inline import StateInline

from briefing import lazy_re

__all__ = ["parseLinkDestination", "parseLinkLabel", "parseLinkTitle"]

_PLAIN: Final = lazy_re.compile(r"\[[^\[\]\\`<{]*]")
"""A label without characters that could begin another bracket or hide its end."""


def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803
    """The offset of the end of the label that begins at `start`, or -1."""
    # In nested labels, the parser tracks the depth and caches skipped tokens, so that its own function is needed.
    plain = None if state.level or state.cache else _PLAIN.match(state.src, start, state.posMax)
    return plain.end() - 1 if plain else helpers.parseLinkLabel(state, start, disableNested)
