"""Text without bytes that are no UTF-8."""

import re

from briefing.diagnostics import Diagnostic, Rule, Span
from briefing.model import Readable, Text


def clean(text: Readable) -> tuple[Text, tuple[Diagnostic, ...]]:
    """A text without bytes that are no UTF-8, and where the first of them stood.

    `disk` keeps such bytes as lone surrogates (PEP 383).
    """
    bad = re.search("[\ud800-\udfff]", text.content)
    if not bad:
        return Text(text.path, text.content), ()
    line = text.content.count("\n", 0, bad.start()) + 1
    column = bad.start() - text.content.rfind("\n", 0, bad.start())
    problem = Diagnostic(
        Rule.BAD_ENCODING,
        "the file is not UTF-8",
        Span(text.path, line, column),
        "save it as UTF-8 in your editor",
    )
    return Text(text.path, re.sub("[\ud800-\udfff]", "\ufffd", text.content)), (problem,)
