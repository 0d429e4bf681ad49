"""HTML comments, which are not published.

A comment that fills whole lines is a separate block and may contain blank lines; any
other is part of a paragraph. Both are removed without a trace.
Reference: CommonMark, "HTML blocks" (kind 2) and "Raw HTML".
"""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from briefing import lazy_re

_OPEN: Final = "<!--"
_CLOSE: Final = "-->"


@lru_cache(8)
def _closings(text: str) -> tuple[int, ...]:
    """The offsets of all `-->`; cached by text, since otherwise many unclosed comments would take quadratic time."""
    return tuple(found.start() for found in re.finditer(_CLOSE, text))


def _next(text: str, start: int) -> int:
    """The offset of the first `-->` from `start` on, or -1."""
    closings = _closings(text)
    at = bisect_left(closings, start)
    return closings[at] if at < len(closings) else -1


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: comments that fill whole lines; text after one of several lines is parsed as a new line."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPEN, at) or state.is_code_block(start):
        return False
    last, stop = start, at
    while state.src.startswith(_OPEN, stop):
        close = _next(state.src, stop + len(_OPEN))
        if not 0 <= close <= state.eMarks[end - 1] - len(_CLOSE):
            return False
        stop = close + len(_CLOSE)
        last = next(line for line in range(last, end) if stop <= state.eMarks[line])
        while stop < state.eMarks[last] and state.src[stop] in " \t":
            stop += 1
    if stop < state.eMarks[last] and last == start:
        return False
    if not silent:
        state.line = _continue_line(state, last, stop) if stop < state.eMarks[last] else last + 1
    return True


def _continue_line(state: StateBlock, line: int, at: int) -> int:
    """Let a line begin after the end of a comment."""
    state.bMarks[line], state.tShift[line], state.sCount[line] = at, 0, state.blkIndent
    return line


def comment_inline(state: StateInline, silent: bool) -> bool:
    """An inline rule: a comment within a paragraph."""
    if not state.src.startswith(_OPEN, state.pos):
        return False
    close = _next(state.src, state.pos + len(_OPEN))
    if not 0 <= close <= state.posMax - len(_CLOSE):
        return False
    if not silent:  # an empty token separates the adjacent texts, so that each keeps its offset
        state.push("comment", "", 0).hidden = True
    state.pos = close + len(_CLOSE)
    return True


_FENCE: Final = r"^(?P<fence>[ >]*+(?P<signs>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^[ >]*(?P=signs)[`~]*[ \t]*$|\Z))"
_COMMENT_OR_CODE: Final = lazy_re.compile(
    rf"{_FENCE}|(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))|<!--.*?-->\n?", re.S | re.M
)


def without_comments(markdown: str) -> str:
    """A note's Markdown without comments, as published; code is unchanged."""
    return _COMMENT_OR_CODE.sub(lambda match: match.group("fence") or match.group("code") or "", markdown)
