"""Detects unsupported Markdown syntax of other tools, which would be published as it was typed.

Each syntax is a row of a table: a pattern over a block's text without code, links and
citations, the name of the syntax, and its equivalent here. The blocks of a note are
searched only if a cheap pattern finds any candidate in its text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from markdown_it.token import Token
from msgspec import Struct

from briefing import lazy_re

_CODE: Final = "\ufffc"
_STANDS_FOR: Final = "write what it stands for"
_AS_IMAGE: Final = "put the drawing beside the note, as ![what it shows](image.svg)"
_AS_CHART: Final = "write ```chart"
_AS_PIPES: Final = "write `|` between the cells, and `|---|---|` under the first row"
_DRAWINGS: Final = ("mermaid", "plantuml", "graphviz", "dot")
_CHARTS: Final = ("Chart", "CHART", "charts", "Charts", "{chart}", "{.chart}")

FORMS: Final = (
    (r"!?\[\[[^\[\]\n\ufffc]+\]\]", "a wiki link", "write [text](note.md), an image as ![text](image.png)"),
    (r"^:::+.*", "a fenced block", "write a remark as a quotation that begins with `> [!NOTE]`"),
    (r"\{\{[<%{]?.*?\}\}|\{%.*?%\}", "a shortcode", _STANDS_FOR),
    (r"\$\$[^$]*\$\$|\$\$", "a formula", "write it in words and symbols, or as `code`"),
    (
        r"(?<![\w$])\$(?![\s\d])[^$\n]*[\\^_={][^$\n]*(?<!\s)\$(?!\d)|(?<![\w$])\$[A-Za-z]\$"
        r"|(?<![\w$])\$\d[^$\s]*[\\^][^$\s]*\$(?!\d)",
        "a formula",
        "write it in words and symbols, or as `code`",
    ),
    (r"\\[A-Za-z]+\{[^{}\n]*\}", "a LaTeX command", _STANDS_FOR),
    (
        r"!\[[^\[\]\n]*\]\((?=[^()\s]*+\s)[^()\n]*+(?:\n[^()\n]*+)?\)",
        "an image whose address has a space",
        "write ![text](<a b.png>)",
    ),
    (
        r"\[[^\[\]\n]*\]\((?:https?://[^()\s]*+\s[^()\n\"']*+"
        r"|(?=[^()\s]*+\s)(?:[^()\n]*+\n)?[^()\n]*\.\w{1,5}(?:#[^()\s#]*+)?)\)",
        "a link whose address has a space",
        "write [text](<my note.md>)",
    ),
    (
        r"\[[^\[\]\n]*\]\(\s*<?(?i:javascript|vbscript|data|file):[^()\n]*\)?|<(?i:javascript|vbscript|data|file):[^<>\s]*>",
        "a link to a script or a file of this machine",
        "link to a page by https://, or to a file beside this one",
    ),
    (
        r"\[[^\[\]\n]+\] \((?:https?://[^()\s]+|[^()\s]+\.(?:md|html?|png|jpe?g|svg|gif|webp|pdf|csv)(?:#[^()\s]*)?)\)",
        "a link with a space before its address",
        "delete the space between `]` and `(`",
    ),
    (
        r"\[[^\[\]\n]+\]\([^()\s]+\.(?:md|html?|png|jpe?g|svg|pdf|csv)\b[^()\n]*$",
        "a link that is never closed",
        "close it with `)`",
    ),
    (
        r"(?<![\w\]])\[(?=[^\[\]\n]*[^\W\d])[^\[\]\n]*+\]\[(?:(?=[\w.:-]*[^\W\d])[\w.:-]++)?\]",
        "a link to no address",
        "write the address at the end: `[name]: note.md`",
    ),
    (
        r"(?:(?<=\s)|^)\{(?::?\s*[#.][A-Za-z][\w:.\s#-]*|-)\}",
        "a line of attributes",
        "write `{#id}` on a line before the heading, or right after a bracket",
    ),
    (r"\{[a-zA-Z][\w:+.-]*\}" + _CODE + r"|(?<!\w):[a-z][\w:+.-]*:" + _CODE, "a role", _STANDS_FOR),
    (r"(?<![\w=<])==(?=[^\s=>])[^=\n]*[^\s=<]==(?![\w=>])", "highlighted text", "write *text* or **text**"),
    (r"(?<![\w~)\]^%])~(?![\s~\d])[^~\n]{1,200}(?<!\s)~(?![\w~])", "struck-out text", "write ~~text~~"),
    (r"(?<![\w%])%%[^%]{1,2000}%%", "a comment", "write it as <!-- … -->, which readers do not get"),
    (
        r"\A\[!\w+\][+-]?",
        "an alert of another kind",
        "write `> [!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]` alone on its line",
    ),
    (r"^(?:!!!|\?\?\?\+?) \w+", "an admonition", "write a quotation that begins with `> [!NOTE]`"),
    (r"^\.\. [\w-]+::", "a directive", _STANDS_FOR),
    (r"\A\[(?:TOC|toc)\]\Z", "a table of contents", "delete it: a note's headings are listed by themselves"),
    (r"\A##+[^\s#].*", "a heading without a space", "put a space after the `#` signs"),
    (
        r"^\|[^|\n]+\|[^\n]*\n\|[^\n]*(?:\n[^\n]*)*",
        "a row without a table",
        "write `|---|---|` on the second line, with as many cells as the first",
    ),
    (
        r"^\+[-=:]{2,}(?:\+[-=:]{2,})*+\+[^\S\n]*$(?:\n[^\n]+)*",
        "a grid table",
        _AS_PIPES,
    ),
    (r"\[\^[^\[\]\n]*[^\S\n][^\[\]\n]*\]", "a footnote whose name has a space", "write its name in one word"),
    (r"(?<=\])\{[#.]\w[^{}\n]*$", "a list of attributes that is never closed", "close it with `}`"),
    (
        r"(?<![\w\]])\[[^\[\]\n]*\]\{[A-Za-z][\w-]*\}",
        "a name without a sign",
        "write `{#name}` for an id, `{.name}` for a class",
    ),
    (r"(?<=[\ufffc)\]])\{[^{}\n]*\w=[^{}\n]*\}|^\{[^{},\n]*\w=[^{},\n]*\}$", "a list of attributes", "delete it"),
    (
        r"\\(?:newpage|pagebreak|clearpage|tableofcontents|noindent|(?:big|med|small)skip)\b",
        "a LaTeX command",
        "delete it",
    ),
    (r"[\[［][^\[\]［］\n@]{0,40}＠\w+", "a full-width @", "write a plain `@`, as in `[@key]`"),
    (r"<!--", "a comment that is never closed", "close it with `-->` in the same paragraph"),
)
MAY_BE_FOREIGN: Final = lazy_re.compile(
    r"\[\[|\[!|\[\^[^\]\n]*[^\S\n]|\]\{(?:[A-Za-z]|[#.][^}\n|]*(?:\||$))|\+[-=:]|-- +--|\[[ xX]\] |\[(?:TOC|toc)\]|\]\["
    r"|\] \(|＠|\]\([^()\n|]*(?:[\s|]|$)|@[^\]\n]{0,80}\]\("
    r"|\{[-%{:#.\s]|\{[a-zA-Z][\w:+.-]*\}`|`\{|~\{|=[^{}\n]*\}|==|:::|:`|\n[ >]*: |~[^\s~\d]|%%|!!!|\?\?\?"
    r"|\$\$|\$[^\s\d]|\$\d[^$\s]*[\\^]|\\[A-Za-z]+\{|\\(?:new|page|clear|table|noin|big|med|small)"
    r"|\.\. |##[^\s#]|<!--|\((?i:javascript|vbscript|data|file):|<(?i:javascript|vbscript|data|file):"
    r"|``` ?(?:mermaid|plantuml|graphviz|dot|C(?:hart|HART)|charts)\b"
    r"|~~~ ?(?:mermaid|plantuml|graphviz|dot|C(?:hart|HART)|charts)\b|``` ?\{|~~~ ?\{",
    re.M,
)
"""Beginnings of foreign syntax, except of a row without a table, which has the `|` of every table.

Each alternative begins with a literal character, which `re` can search for. A `|` also ends what the cell of a table
may begin.
"""


_ROW: Final = lazy_re.compile(r"\|[^\n]*\|[^\S\n]*$", re.M)
_RULED: Final = lazy_re.compile(r"[ >]*-{2,}(?: +-{2,})+\s*")


class Foreign(Struct, frozen=True):
    """A part of a block's inline text in the syntax of another tool."""

    block: Token
    at: int
    length: int
    message: str
    hint: str


def foreign(text: str, tokens: Sequence[Token]) -> Iterator[Foreign]:
    """The foreign syntax in a note, found in the parser's tokens."""
    may_be_foreign = bool(MAY_BE_FOREIGN.search(text))
    if not may_be_foreign and "|" not in text:
        return
    lines = text.split("\n")
    for index, token in enumerate(tokens):
        if token.type == "hr" and token.map and _RULED.fullmatch(lines[token.map[0]]):
            yield _simple_table(token, lines[token.map[0]])
        if token.type == "fence" and (token.info.startswith("{") or token.info.strip() in (*_DRAWINGS, *_CHARTS)):
            yield _directive(token)
        if token.type == "inline" and _is_candidate(token.content, may_be_foreign):
            yield from _in_block(token, tokens[max(index - 3, 0) : index])


def _is_candidate(content: str, may_be_foreign: bool) -> bool:
    """Whether the text of a block is to be searched, given whether that of the note may have foreign syntax."""
    return "|" in content or content.startswith(": ") or (may_be_foreign and bool(MAY_BE_FOREIGN.search(content)))


def _simple_table(rule: Token, line: str) -> Foreign:
    """A simple table of Pandoc: its line of dashes is a thematic break here."""
    written = line.strip(" >")
    block = Token("inline", "", 0, content=written, map=rule.map)
    return Foreign(block, 0, len(written), f"`{written}` is a table of dashes, which is not supported here", _AS_PIPES)


def _directive(fence: Token) -> Foreign:
    block = Token("inline", "", 0, content=fence.info, map=fence.map)
    is_drawing = not fence.info.startswith("{")
    message = f"nothing {'draws' if is_drawing else 'carries out'} `{fence.info}`: its text is shown as code"
    hint = _AS_CHART if fence.info.strip() in _CHARTS else _AS_IMAGE if is_drawing else _STANDS_FOR
    return Foreign(block, 0, len(fence.info), message, hint)


def _in_block(block: Token, before: Sequence[Token]) -> Iterator[Foreign]:
    kinds = [token.type for token in before]
    if kinds[-2:] == ["list_item_open", "paragraph_open"] and re.match(r"\[[ xX]\]\s", block.content):
        yield Foreign(block, 0, 3, f"`{block.content[:3]}` is not a checkbox here", "write the item without it")
        return
    if kinds[-2:] == ["table_close", "paragraph_open"] and block.content.startswith(": "):
        words = block.content.partition("\n")[0]
        yield Foreign(block, 0, len(words), f"`{words}` is not a caption here", "begin a caption with `Table:`")
        return
    if kinds[-2:] == ["table_close", "paragraph_open"] and _ROW.match(block.content):
        row = block.content.partition("\n")[0]
        hint = "delete the blank line before it"
        yield Foreign(block, 0, len(row), f"`{row}` is separated from the table above it", hint)
        return
    yield from _cited_links(block)
    text, offsets = _flat(block)
    taken = 0
    for stretch, name, hint in sorted(found_in(text), key=lambda found: found[0].start()):
        if stretch.start() >= taken:
            taken = stretch.end()
            at = offsets[stretch.start()]
            written = stretch.group().strip().replace(_CODE, "`…`").partition("\n")[0]
            yield Foreign(block, at, len(written), f"`{written}` is {name}, which is not supported here", hint)


def _cited_links(block: Token) -> Iterator[Foreign]:
    """Links such as `[@key](note.md)`, whose text is not parsed as a citation; links to other sites may be handles."""
    children = block.children or ()
    for opening, words in pairwise(children):
        is_key = opening.type == "link_open" and words.type == "text" and re.match(r"-?@\w", words.content)
        if is_key and "://" not in str(opening.attrs.get("href", "")):
            at, length = opening.meta.get("at", 0), opening.meta.get("length", 1)
            hint = "write the citation and the link side by side"
            yield Foreign(block, at, length, f"`{words.content}` is a link's text and cites nothing", hint)


def found_in(text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """All foreign syntax in a block's text: the match, its name, and its equivalent here."""
    for form, name, hint in FORMS:
        for match in _compiled(form).finditer(text):
            yield match, name, hint


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.M)


def _flat(block: Token) -> tuple[str, list[int]]:
    """A block's text without what was parsed as code, links or citations, and the offset of each of its characters."""
    text, last = "", 0
    offsets: list[int] = []
    for token in block.children or ():
        if token.type == "text":
            end = token.meta.get("end", last + len(token.content))
            offsets += range(end - len(token.content), end)
            text, last = text + token.content, end
        elif token.type == "text_special" and token.content.startswith("\\") and len(token.content) > 1:
            text, last = text + token.content, last + len(token.content)  # not an escape: `\alpha`
            offsets += range(last - len(token.content), last)
        elif token.type in ("softbreak", "hardbreak"):
            text, last = text + "\n", last + 1
            offsets.append(last - 1)
        elif token.type in ("code_inline", "text_special", "cite", "image"):
            text, last = text + _CODE, last + 1
            offsets.append(last - 1)
    return text, offsets
