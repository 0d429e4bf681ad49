"""Configures the Markdown parser: CommonMark with the extensions that the guide describes.

It is markdown-it-py with plugins and our own rules. A rule that would silently drop
text of the author's is changed to keep it visible, or to record it for a diagnostic.
"""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, smartquotes
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from briefing import lazy_re
from briefing.notes.markdown import link_labels
from briefing.notes.markdown.citation_rules import bracket, narrative
from briefing.notes.markdown.cjk import Inline, join_lines, source_offsets
from briefing.notes.markdown.comments import comment_block, comment_inline
from briefing.notes.markdown.dispatch import BLOCK_CHAINS, active_rules, dispatch_by_char
from briefing.notes.markdown.html_renderers import add_renderers
from briefing.notes.markdown.sub_superscript import subscript, superscript
from briefing.notes.markdown.tables import captions, end_at_caption, watched

ATTRIBUTES: Final = ("id", "class", "lang", "width", "height")
"""The attributes that an author may set on a span or block."""

MAX_CURLED: Final = 50_000
"""The length of a block up to which straight quotation marks are curled: each costs a copy of the block's text."""

_FOOTNOTE_CALL: Final = lazy_re.compile(r"\[\^([^\]\s]+)\]")


@cache
def parser() -> MarkdownIt:
    """The parser; created only once, since it has no state of a note."""
    md = with_every_rule()
    _decline_lines(md, "lheading", _is_not_underlined)
    dispatch_by_char(md)
    return md


def with_every_rule() -> MarkdownIt:
    """The parser without `dispatch`, which tries each rule everywhere."""
    md = MarkdownIt("zero")
    md.inline = Inline()  # before plugins add their rules to it
    md.block = Blocks()
    md.helpers = link_labels
    md.configure(
        "commonmark",
        options_update={"html": False, "typographer": True, "alerts": True, "xhtmlOut": False},
    )
    md.enable(["table", "strikethrough", "smartquotes"])
    md.disable(["html_block", "html_inline"])  # raw HTML is shown as text
    footnote_plugin(md)
    deflist_plugin(md)
    attrs_plugin(md, spans=True, allowed=ATTRIBUTES)
    attrs_block_plugin(md, allowed=ATTRIBUTES)
    _add_inline_rules(md)
    _add_block_rules(md)
    _add_core_rules(md)
    add_renderers(md)
    return md


def _add_inline_rules(md: MarkdownIt) -> None:
    _with_start(md, "link", "link_open")
    _with_start(md, "image", "image")
    _with_start(md, "span", "span_open")
    md.inline.ruler.before("link", "citation", bracket)
    md.inline.ruler.before("citation", "mention", narrative)
    md.inline.ruler2.before("fragments_join", "keep_places", source_offsets)
    md.disable("text_join")  # which would lose the offsets of texts
    md.inline.ruler.after("footnote_ref", "lost_footnote", _lost_footnote)
    md.inline.ruler.after("emphasis", "subscript", subscript)
    md.inline.ruler.after("emphasis", "superscript", superscript)
    md.inline.ruler.before("autolink", "comment", comment_inline)


def _add_block_rules(md: MarkdownIt) -> None:
    _decline_lines(md, "footnote_def", _is_in_footnote)
    _decline_lines(md, "reference", _is_footnote)
    _decline_lines(md, "attr", _has_other_text)
    md.block.ruler.at("table", watched(active_rules(md.block.ruler)["table"]), {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("table", "caption", end_at_caption, {"alt": ["blockquote"]})
    md.block.ruler.before("paragraph", "comment", comment_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _add_core_rules(md: MarkdownIt) -> None:
    md.core.ruler.at("smartquotes", _curled_quotes)
    md.core.ruler.after("block", "footnotes_written", _footnotes_written)
    md.core.ruler.after("footnote_tail", "inline_notes", _inline_notes)
    md.core.ruler.after("inline", "captions", captions)
    md.core.ruler.push("join_lines", join_lines)


def to_html(markdown: str) -> str:
    """Render the Markdown of an archived source, as CommonMark with tables, strikethrough and HTML."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def _curled_quotes(state: StateCore) -> None:
    """Curl quotation marks, except in blocks that are too long to be written by a person."""
    if all(len(token.content) <= MAX_CURLED for token in state.tokens if token.type == "inline"):
        smartquotes(state)


def _lost_footnote(state: StateInline, silent: bool) -> bool:
    """An inline rule: `[^name]` if no footnote has that name."""
    call = _FOOTNOTE_CALL.match(state.src, state.pos)
    if not call or call.end() > state.posMax:
        return False
    if not silent:
        token = state.push("lost_footnote", "", 0)
        token.content = call.group()
        token.meta.update(at=state.pos, label=call.group(1))
    state.pos = call.end()
    return True


def _footnotes_written(state: StateCore) -> None:
    """Record the name and line of each footnote, before the plugin drops those without a call."""
    written = [token for token in state.tokens if token.type == "footnote_reference_open"]
    state.env["footnotes_written"] = [(token.meta["label"], token.map[0]) for token in written if token.map]


def _inline_notes(state: StateCore) -> None:
    """Give each inline footnote `^[…]` the lines of its paragraph."""
    callers: dict[int, Token] = {}
    for at, token in enumerate(state.tokens):
        if token.type == "footnote_open" and not token.meta["label"] and token.meta["id"] in callers:
            note, caller = state.tokens[at + 2], callers[token.meta["id"]]
            first = caller.map[0] if caller.map else 0
            line = first + caller.content.count("\n", 0, max(caller.content.find(f"^[{note.content}"), 0))
            note.map = [line, line + note.content.count("\n") + 1]
        calls = (child for child in token.children or () if child.type == "footnote_ref")
        callers.update((call.meta["id"], token) for call in calls)


def _decline_lines(md: MarkdownIt, name: str, refused: Callable[[StateBlock, int], bool]) -> None:
    """Make a block rule of the parser decline the lines for which `refused` is true."""
    rule = active_rules(md.block.ruler)[name]
    ends = [chain for chain in BLOCK_CHAINS if rule in md.block.ruler.getRules(chain)]

    def selective(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return (silent or not refused(state, start)) and rule(state, start, end, silent)

    md.block.ruler.at(name, selective, {"alt": ends})


def _has_other_text(state: StateBlock, start: int) -> bool:
    """Whether a line has other text than attributes, such as `{.x} words {y}`, which the plugin would drop."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("{%", at):  # the plugin would take a Liquid tag for a comment
        return True
    return state.src.find("}", at, state.eMarks[start]) < len(state.src[: state.eMarks[start]].rstrip()) - 1


class Blocks(ParserBlock):
    """The block parser; records the lines that it drops since they are nested too deep."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the parser's names
        """Parse lines into blocks."""
        if state.level >= state.md.options.maxNesting:
            line = state.skipEmptyLines(startLine)
            if line < endLine and state.sCount[line] >= state.blkIndent:
                state.env.setdefault("too_deep", []).append(line)
        super().tokenize(state, startLine, endLine)


def _is_in_footnote(state: StateBlock, start: int) -> bool:
    """Whether a footnote definition is within another, which would be split and lose its second half."""
    if not _is_footnote(state, start):
        return False
    kinds = (token.type for token in reversed(state.tokens) if token.type.startswith("footnote_reference"))
    return next(kinds, "") == "footnote_reference_open"


def _is_footnote(state: StateBlock, start: int) -> bool:
    """Whether a line begins with `[^`: then it must not become a link definition, which would hide it."""
    return state.src.startswith("[^", state.bMarks[start] + state.tShift[start])


_UNDERLINE: Final = lazy_re.compile(r"\n[ \t>]*[-=]")
_BLANK: Final = lazy_re.compile(r"\n(?=\n)")


def _is_not_underlined(state: StateBlock, start: int) -> bool:
    """Whether no line of a paragraph can be the underline of a heading, so that it need not be scanned for one."""
    first = state.eMarks[start]
    underlines, blanks = _lines(state.src)
    at, blank = bisect_left(underlines, first), bisect_left(blanks, first)
    return at == len(underlines) or (blank < len(blanks) and blanks[blank] <= underlines[at])


@lru_cache(4)
def _lines(text: str) -> tuple[list[int], list[int]]:
    """The offsets of possible heading underlines and of blank lines; cached by text."""
    return [found.start() for found in _UNDERLINE.finditer(text)], [found.start() for found in _BLANK.finditer(text)]


def _with_start(md: MarkdownIt, name: str, kind: str) -> None:
    """Make an inline rule of the parser record the offset of its token."""
    rule = active_rules(md.inline.ruler)[name]

    def placed(state: StateInline, silent: bool) -> bool:
        start, made = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next((t for t in state.tokens[made : made + 2] if t.type == kind), None)
            if token:
                token.meta.update(at=start, length=state.pos - start)
        return True

    md.inline.ruler.at(name, placed)
