"""Parses a body into a tree of lines and fences: code, MyST's directives in backticks or colons, Pandoc's divs.

The end of a fence is found first, by counting opening and closing lines, and then its content is parsed recursively;
so each line is read once at each depth.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.notes.importing.collection import Line
from briefing.notes.importing.tables import grid_table, is_grid

_CODE: Final = lazy_re.compile(r"^(?P<indent>\s*(?:>\s?)*)(?P<fence>`{3,}+|~{3,}+)\s*+(?P<info>|.*?\S)\s*+$")
_DIV: Final = lazy_re.compile(r"^(?P<indent>\s*)(?P<fence>:{3,}+)\s*+(?P<info>[^:\s].*)$")
_DIV_END: Final = lazy_re.compile(r"^\s*(?P<fence>:{3,})\s*$")
_OPTION: Final = lazy_re.compile(r"^\s*:(?P<name>[\w-]+):\s*(?P<value>.*)$")
_MAX_DEPTH: Final = 20
"""The maximal depth; deeper fences stay as they are."""
_VERBATIM: Final = ("math", "list-table", "toctree", "tableofcontents", "literalinclude", "csv-table")
"""Directives whose content is not Markdown."""

_LANGUAGES: Final = frozenset({
    "r", "python", "julia", "bash", "sh", "sql", "ojs", "js", "javascript", "mermaid", "dot", "stan", "html", "css",
    "yaml", "json", "latex", "tex", "code-cell", "code", "code-block", "raw", "output", "eval-rst",
})  # fmt: skip


class Fence(Struct, frozen=True):
    """A fenced block: code, a directive or a div."""

    name: str
    """The name of a directive or div, or the language of code."""
    argument: str
    options: Mapping[str, str]
    number: int
    indent: str
    inner: tuple["Line | Fence", ...]
    is_code: bool = False
    is_cell: bool = False
    """Whether it is code that its tool executes."""


Node = Line | Fence


def outside_code(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines outside of code blocks, in which a `#` would begin a comment rather than a heading."""
    fence = ""
    for line in lines:
        if (found := _CODE.match(line.text)) and not _is_inline(found):
            mark = found["fence"]
            is_closed = mark.startswith(fence) and not found["info"]
            fence = mark if not fence else "" if is_closed else fence
        elif not fence:
            yield line


def read_fences(lines: Sequence[Line], depth: int = 0) -> list[Node]:
    """Parse lines into nodes."""
    nodes: list[Node] = []
    at = 0
    while at < len(lines):
        line, used = lines[at], 1
        if code := _CODE.match(line.text):
            node, used = _code(lines[at:], code, depth)
        elif depth < _MAX_DEPTH and (div := _DIV.match(line.text)):
            node, used = _div(lines[at:], div, depth)
        elif is_grid(line.text) and (grid := grid_table(lines[at:]))[1]:
            nodes += grid[0][:-1]
            node, used = grid[0][-1], grid[1]
        else:
            node = line
        nodes.append(node)
        at += used
    return nodes


def _code(lines: Sequence[Line], opening: re.Match[str], depth: int) -> tuple[Node, int]:
    fence, info = opening["fence"], opening["info"]
    closing = re.compile(rf"^[\s>]*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    length = next((at for at, line in enumerate(lines[1:], 1) if closing.match(line.text)), len(lines))
    inside = lines[1:length]
    used = min(length + 1, len(lines))
    if _is_inline(opening):
        return lines[0], 1
    braces = re.match(r"\{\s*+(?P<name>[^\s,}]*+)(?P<rest>[^}]*+)\}\s*(?P<argument>.*)", info)
    name = braces["name"] if braces else ""
    number, indent = lines[0].number, opening["indent"]
    if not braces or name.startswith((".", "#", "=")):
        return Fence(_language(info), info, {}, number, indent, tuple(inside), is_code=True), used
    if name.lower() in _LANGUAGES:
        options = (
            {"echo": "false"} if re.search(r"(?:echo|include)\s*[=:]\s*(?:F|false)", info + _text(inside[:6])) else {}
        )
        language = braces["argument"] or name if name.startswith("code") else name
        if re.search(r"\bremove-(?:input|cell)\b", _text(inside[:6])):
            options = {"echo": "false"}
        return Fence(language, "", options, number, indent, tuple(inside), is_code=True, is_cell=True), used
    if depth >= _MAX_DEPTH:
        return Fence(name, info, {}, number, indent, tuple(inside), is_code=True), used
    directive = Fence(name, braces["argument"], {}, number, indent, tuple(inside))
    return _directive(directive, inside, depth), used


def _is_inline(opening: re.Match[str]) -> bool:
    """Whether backticks open inline code rather than a block; the options of a cell may contain backticks."""
    return "`" in opening["info"] and opening["fence"][0] == "`" and not opening["info"].startswith("{")


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _language(info: str) -> str:
    found = re.search(r"[\w+-]+", info)
    return found[0] if found else ""


def _directive(fence: Fence, inside: Sequence[Line], depth: int) -> Fence:
    """A directive with its options and content parsed."""
    options, body = _options([Line(line.number, _without(line.text, fence.indent)) for line in inside])
    inner = tuple(body) if fence.name in _VERBATIM else tuple(read_fences(body, depth + 1))
    return Fence(fence.name, fence.argument.strip(), options, fence.number, fence.indent, inner)


def _without(text: str, indent: str) -> str:
    return text[len(indent) :] if text.startswith(indent) else text.lstrip() if indent.strip() == "" else text


def _options(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    """The options of a directive, as `:name: value` lines or between `---`, and its body."""
    options: dict[str, str] = {}
    if lines and lines[0].text.strip() == "---":
        end = next((at for at, line in enumerate(lines[1:], 1) if line.text.strip() == "---"), 0)
        if not end or any(not re.match(r"[\w-]+:", line.text) for line in lines[1:end]):
            return {}, lines
        for line in lines[1:end]:
            name, _, value = line.text.partition(":")
            options[name] = value.strip()
        return options, lines[end + 1 :]
    while lines and (found := _OPTION.match(lines[0].text)):
        options[found["name"]] = found["value"].strip()
        lines = lines[1:]
    return options, lines


def _div(lines: Sequence[Line], opening: re.Match[str], depth: int) -> tuple[Node, int]:
    end = _end_of_div(lines, len(opening["fence"]))
    inside, used = lines[1:end], min(end + 1, len(lines))
    info, number, indent = opening["info"].rstrip().rstrip(":").rstrip(), lines[0].number, opening["indent"]
    if directive := re.match(r"\{(?P<name>[a-zA-Z][\w:-]*)\}\s*(?P<argument>.*)", info):
        fence = Fence(directive["name"], directive["argument"], {}, number, indent, ())
        return _directive(fence, inside, depth), used
    attributes = info.strip("{} ")
    name = next(iter(re.findall(r"\.([\w-]+)", attributes)), "") or ("#refs" if "#refs" in attributes else attributes)
    pairs = re.findall(r"(?<![\w-])([\w-]+)=(\"[^\"]*\"|'[^']*'|\S+)", attributes)
    options = {key: value.strip("\"'") for key, value in pairs}
    return Fence(name, "", options, number, indent, tuple(read_fences(inside, depth + 1))), used


def _end_of_div(lines: Sequence[Line], length: int) -> int:
    """The line that closes the div opened by the first line, counting nested divs with as many colons."""
    depth, code = 0, ""
    for at, line in enumerate(lines):
        if fence := re.match(r"[\s>]*(`{3,}|~{3,})", line.text):
            code = fence[1] if not code else "" if fence[1].startswith(code) else code
        elif not code and (opening := _DIV.match(line.text)):
            depth += len(opening["fence"]) == length
        elif not code and (closing := _DIV_END.match(line.text)) and len(closing["fence"]) == length:
            depth -= 1
            if not depth:
                return at
    return len(lines)
