"""Turns whatever a tool hides from readers into comments: comments of Obsidian, MyST and Liquid, scripts, styles.

They may contain private remarks, which must not be published. This is the first pass over the lines, so that no other
pass converts what is hidden.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import Line, Tool
from briefing.notes.importing.fences import outside_code
from briefing.notes.importing.inline import TICKS

_HIGHLIGHT: Final = lazy_re.compile(
    r"(?P<indent>\s*)\{%-?\s*(?:highlight\s+(?P<language>[\w+-]+)|endhighlight)\b[^%]*%\}\s*$"
)
_REGIONS: Final = (
    (lazy_re.compile(r"(?<![\w%])%%(?!%)"), lazy_re.compile(r"%%"), (Tool.OBSIDIAN,)),
    (lazy_re.compile(r"\{%-?\s*comment\s*-?%\}"), lazy_re.compile(r"\{%-?\s*endcomment\s*-?%\}"), (Tool.JEKYLL,)),
    (lazy_re.compile(r"<(?:script|style)\b[^<>]*>", re.I), lazy_re.compile(r"</(?:script|style)>", re.I), tuple(Tool)),
)
"""The beginning and end of hidden regions, and the tools in which they are hidden."""


def with_hidden(lines: Iterable[Line], tool: Tool) -> Iterator[Line]:
    """Lines in which hidden regions are comments of ours."""
    shown = [_highlighted(line) for line in lines] if tool is Tool.JEKYLL else list(lines)
    prose = {line.number for line in outside_code(shown)}
    at = 0
    while at < len(shown):
        line, at = shown[at], at + 1
        region = _region(line.text, tool) if line.number in prose else None
        if not region:
            yield line
            continue
        opening, ending = region
        inside = [Line(line.number, line.text[opening.end() :])]
        while at < len(shown) and not ending.search(_masked(inside[-1].text)):
            inside, at = [*inside, shown[at]], at + 1
        found = ending.search(_masked(inside[-1].text))
        rest = inside[-1].text[found.end() :] if found else ""
        if found:
            inside[-1] = Line(inside[-1].number, inside[-1].text[: found.start()])
        yield from _written(line.text[: opening.start()], inside, rest)


def _region(text: str, tool: Tool) -> tuple[re.Match[str], re.Pattern[str]] | None:
    """The first hidden region in a line: the match of its beginning, and the pattern of its end."""
    for begins, ends, tools in _REGIONS:
        if tool in tools and (opening := begins.search(_masked(text))):
            return opening, ends
    return None


def _masked(text: str) -> str:
    """A text with spaces in place of inline code."""
    return TICKS.sub(lambda code: " " * len(code[0]), text) if "`" in text else text


def _written(before: str, inside: Sequence[Line], rest: str) -> Iterator[Line]:
    """The comment, within its line or on separate lines."""
    number = inside[0].number
    if len(inside) == 1:
        words = inside[0].text.strip().replace("--", "- -")
        yield Line(number, f"{before}<!-- {words} -->{rest}")
        return
    if before.strip():
        yield Line(number, before.rstrip())
    yield from comment(inside, number)
    if rest.strip():
        yield Line(inside[-1].number, rest.lstrip())


def comment(lines: Sequence[Line], number: int) -> Iterator[Line]:
    """Lines as a comment of ours, which must not contain an empty line or `--`."""
    kept = [Line(line.number, line.text.replace("--", "- -")) for line in lines if line.text.strip()]
    yield Line(number, "")
    yield Line(number, "<!--")
    yield from kept
    yield Line(kept[-1].number if kept else number, "-->")
    yield Line(number, "")


def _highlighted(line: Line) -> Line:
    """Convert Liquid's `{% highlight python %}` into a code fence."""
    found = _HIGHLIGHT.match(line.text) if "highlight" in line.text else None
    return Line(line.number, f"{found['indent']}```{found['language'] or ''}") if found else line
