"""Fenced blocks that are never closed: the rest of the note would be part of them, and shown as code."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span


def unclosed_fences(lines: Sequence[str], tokens: Sequence[Token], file: str) -> Iterator[Diagnostic]:
    """The fenced blocks that are never closed; from now on none of them is a chart."""
    for token in tokens:
        if token.type == "fence" and token.map and not _is_closed(token, lines[token.map[1] - 1]):
            first = lines[token.map[0]]
            written = first[first.find(token.markup) :].rstrip()
            name = written.strip("`~ ")
            kind = f"`{name}`" if name else "of code"
            span = Span(file, token.map[0] + 1, first.find(token.markup) + 1, len(written))
            message = f"the block {kind} is never closed"
            hint = f"close it with {token.markup} on a line of its own"
            token.info = ""
            yield Diagnostic(Rule.FOREIGN_SYNTAX, message, span, hint, Severity.ERROR)


def _is_closed(fence: Token, last: str) -> bool:
    """Whether the last line of a fenced block closes it."""
    first_line, end = fence.map or (0, 0)
    sign = re.escape(fence.markup[0])
    return end - first_line > 1 and re.search(rf"(?<!{sign}){sign}{{{len(fence.markup)},}}\s*\Z", last) is not None
