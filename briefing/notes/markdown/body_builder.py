"""Builds the body of a note from its tokens: links, citations, anchors, charts, statements, holes and problems.

One walk over the tokens calls a reader for each type that matters; the positions of tokens
in the file, which the parser does not give, are reconstructed from lines and offsets.
"""

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from briefing.citations import CitationError, Item
from briefing.evidence.quantities import read_quantities, spelling_hint
from briefing.model import (
    ID,
    Body,
    Citation,
    CitationGroup,
    Figure,
    Heading,
    Link,
    NotePart,
    Statement,
)
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.notes import conflicts
from briefing.notes.chart_parser import read_chart
from briefing.notes.markdown.blocks import within
from briefing.notes.markdown.fences import unclosed_fences
from briefing.notes.markdown.foreign import foreign
from briefing.notes.markdown.holes import Holes
from briefing.notes.markdown.html_renderers import number_lines
from briefing.notes.markdown.link_definitions import lost_definitions
from briefing.notes.markdown.links import is_allowed, leads_out, scheme_fault
from briefing.notes.markdown.number_finder import find
from briefing.notes.markdown.parser import parser
from briefing.notes.markdown.slugs import slug
from briefing.notes.markdown.sub_superscript import as_text


def read_body(
    markdown: str, path: str, first_line: int = 1, names: Sequence[str] = (), *, with_lines: bool = False
) -> tuple[Body, tuple[Diagnostic, ...]]:
    """Parse Markdown into a body.

    `path` is that of the note, under `notes/`; `first_line` is the line in the file
    of the first line of `markdown`; `names` are names with digits that are not
    numbers. With `with_lines`, the HTML of each block has its line as `data-line`.
    """
    # Blank lines take the place of the front matter, so that the parser
    # reports the line numbers of the file.
    reading = _BodyCollector("\n" * (first_line - 1) + markdown, path, names)
    html = reading.html(with_lines=with_lines)
    parts = reading.holes.split(html)
    found = reading.found
    statements = (*found.statements, *reading.charted())
    body = Body(parts, tuple(reading.headings), frozenset(reading.anchors), statements, found.period_mentions)
    return body, tuple(reading.problems)


class _BodyCollector:
    """Walks over the tokens of one note, and collects the parts of its body."""

    def __init__(self, text: str, path: str, names: Sequence[str]) -> None:
        self.path = path
        self.file = f"notes/{path}"
        self.names = names
        self.text = text
        self.lines = re.split("\r\n?|\n", text) if "\r" in text else text.split("\n")  # as the parser does
        self.holes = Holes()
        self.hole = self.holes.add
        self.headings: list[Heading] = []
        self.anchors: dict[str, int] = {}
        self.spans: dict[str, tuple[Token, Token]] = {}
        self.printed: set[str] = set()
        self.problems: list[Diagnostic] = []
        self.section = ""
        self.cites: dict[int, tuple[Citation, ...]] = {}
        self.charts: list[tuple[Figure, ...]] = []
        self.env: dict[str, Any] = {"hole": self.hole}
        self.tokens = parser().parse(text, self.env)

    def html(self, *, with_lines: bool) -> str:
        self.check_blocks()
        self.locate_cells()
        if "{" in self.text:  # otherwise nothing has attributes
            self.show_attributed()
            self.claim_ids()
        for index, token in enumerate(self.tokens):
            if token.type == "inline":
                self.read_inline(index, token)
            elif token.type == "footnote_block_open":
                self.section = ""
            elif token.type == "fence" and token.info.split()[:1] == ["chart"]:
                self.read_chart(token)
        self.check_footnotes()
        self.found = find(self.tokens, self.cites, self.names, self.place, self.hole)
        for written, span in self.found.ambiguous:
            problem = f"`{written}` could be read in two ways"
            self.report(Rule.AMBIGUOUS_NUMBER, problem, span, spelling_hint(written))
        if with_lines:
            number_lines(self.tokens)
        return str(parser().renderer.render(self.tokens, parser().options, self.env))

    def report(self, rule: Rule, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Diagnostic(rule, message, span, hint))

    # places

    def place(self, block: Token, at: int, length: int = 1) -> Span:
        """The span in the file of an offset in a block's inline text."""
        if not block.map:
            return self.span(1, 1, length)
        content = block.content
        if "cell" in block.meta:
            first, last = _as_written(content, at), _as_written(content, at + length)
            return self.span(block.map[0] + 1, block.meta["cell"] + first + 1, last - first)
        starts, margins = self.rows(block)
        row = bisect_right(starts, at) - 1
        line, start = block.map[0] + row, starts[row]
        if row not in margins:
            margins[row] = self.margin(line, content[start:].partition("\n")[0])
        return self.span(line + 1, margins[row] + at - start + 1, length)

    def rows(self, block: Token) -> tuple[list[int], dict[int, int]]:
        """The offsets of the lines in a block's inline text, and a cache of their margins."""
        if "rows" not in block.meta:
            starts = [0, *(found.end() for found in re.finditer("\n", block.content))]
            block.meta["rows"] = (starts, {})
        rows: tuple[list[int], dict[int, int]] = block.meta["rows"]
        return rows

    def margin(self, line: int, written: str) -> int:
        """The number of characters in a line before its inline text."""
        source = self.lines[line] if line < len(self.lines) else ""
        return max(source.rstrip().rfind(written.rstrip()), 0)

    def locate_cells(self) -> None:
        """Record the offset of each table cell in its line, by searching from the end of the previous cell."""
        ends: dict[int, int] = {}
        for opening, block in pairwise(self.tokens):
            if opening.type in ("th_open", "td_open") and block.map:
                line = block.map[0]
                written = block.content.replace("|", r"\|")
                found = self.lines[line].find(written, ends.get(line, 0))
                if found >= 0:
                    block.meta["cell"] = found
                    ends[line] = found + len(written)

    def span(self, line: int, column: int, length: int) -> Span:
        return Span(self.file, line, column, max(1, length))

    def check_blocks(self) -> None:
        """Report text that the parser drops silently, and unsupported syntax."""
        for misfit in self.env.get("misfits", ()):
            span = self.span(misfit.line + 1, self.lines[misfit.line].rfind(misfit.text) + 1, len(misfit.text))
            message, hint = _MISFITS[misfit.is_cell]
            self.report(Rule.BROKEN_TABLE, message.format(misfit.text), span, hint)
        self.check_conflicts()
        self.problems += unclosed_fences(self.lines, self.tokens, self.file)
        for found in foreign(self.text, self.tokens):
            span = self.place(found.block, found.at, found.length)
            self.report(Rule.FOREIGN_SYNTAX, found.message, span, found.hint)
        for lost in lost_definitions(self.env, self.tokens):
            before, bracket, after = self.lines[lost.line].partition("[")
            written = f"{bracket}{after}".rstrip()
            span = self.span(lost.line + 1, len(before) + 1, len(written))
            self.report(Rule.FOREIGN_SYNTAX, f"`{written}` {lost.message}", span, lost.hint)
        for line in self.env.get("too_deep", ()):
            written = self.lines[line].lstrip(" >")
            span = self.span(line + 1, len(self.lines[line]) - len(written) + 1, len(written))
            hint = "move it out of some of the lists or quotations around it"
            self.report(Rule.NESTED_TOO_DEEP, "this is too deep in lists or quotations to be shown", span, hint)

    def check_conflicts(self) -> None:
        """Report conflict markers of git, except in code."""
        found = tuple(conflicts.conflicts(self.text))
        code = (token.map for token in self.tokens if token.type in ("fence", "code_block") and token.map)
        shown = {line for first, last in code for line in range(first, last)} if found else set()
        message = f"{conflicts.MESSAGE}, and both would be published"
        for line, mark in found:
            if line not in shown:
                span = self.span(line + 1, 1, len(mark))
                self.problems.append(Diagnostic(Rule.FOREIGN_SYNTAX, message, span, conflicts.HINT, Severity.ERROR))

    # anchors and headings

    def claim_ids(self) -> None:
        """Reserve the explicit ids, which take precedence over the anchors of headings."""
        for block, token in _all_tokens(self.tokens):
            if "id" not in token.attrs:
                continue
            name = str(token.attrs["id"])
            span = self.locate_id(block, name) if token is block else self.place(block, token.meta.get("at", 0))
            if not ID.fullmatch(name):
                hint = "begin with a letter; go on with letters, digits, `-` and `_`"
                self.report(Rule.INVALID_ID, f"`{name}` cannot be an id", span, hint)
            elif name in self.anchors and not self.repeats(name, block, token):
                self.report(Rule.DUPLICATE_ID, f"the id `{name}` is used twice in this note", span, "rename one")
            self.anchors.setdefault(name, 2)
            if token.type == "span_open":
                self.spans.setdefault(name, (block, token))

    def repeats(self, name: str, block: Token, token: Token) -> bool:
        """Whether a span is a further occurrence of a ledger figure; links to the figure lead to the first one."""
        if token.type != "span_open" or name not in self.spans:
            return False
        if name not in self.printed:
            texts = (within(*self.spans[name]), within(block, token))
            if not any(read_quantities(text, self.names) for text in texts):
                return False
            self.printed.add(name)
        token.meta["entry"] = token.attrs.pop("id")
        return True

    def locate_id(self, block: Token, name: str) -> Span:
        """The span of a block's id, which is on a separate line before the block."""
        above = range(block.map[0] if block.map else 0, -1, -1)
        line = next((i for i in above if f"#{name}" in self.lines[i]), above[0])
        return self.span(line + 1, self.lines[line].find(f"#{name}") + 1, len(name) + 1)

    def show_attributed(self) -> None:
        """Make paragraphs with attributes visible in tight lists, where the parser omits their tags."""
        for opening, _, closing in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
            if opening.type == "paragraph_open" and opening.attrs:
                opening.hidden = closing.hidden = False

    def read_inline(self, index: int, block: Token) -> None:
        if self.tokens[index - 1].type == "heading_open":
            self.read_heading(block, *self.tokens[index - 1 : index + 2 : 2])
        for token in block.children or ():
            if reader := _READERS.get(token.type):
                reader(self, token, block)

    def read_heading(self, block: Token, opening: Token, closing: Token) -> None:
        text = _plain(block) or " ".join(each.content for each in block.children or () if each.type == "image")
        level = int(opening.tag[1:])
        span = self.place(block, 0, len(block.content.partition("\n")[0]))
        self.check_level(level, span)
        if "id" not in opening.attrs:
            opening.attrs["id"] = slug(text, self.anchors)
        if level == 1:
            opening.tag = closing.tag = "h2"
        self.section = text
        self.headings.append(Heading(max(level, 2), str(opening.attrs["id"]), text, span))

    def check_level(self, level: int, span: Span) -> None:
        above = self.headings[-1].level if self.headings else 1
        if level == 1:
            hint = "the title is already the first heading; begin with `##`"
            self.report(Rule.HEADING_LEVEL, "the text has a second title", span, hint)
        elif level > above + 1:
            hint = f"write `{'#' * (above + 1)}`, or add the level between"
            self.report(Rule.HEADING_LEVEL, f"the heading skips from level {above} to {level}", span, hint)

    # what is in the text

    def read_cite(self, token: Token, block: Token) -> None:
        at = token.meta["at"]
        items = tuple(self.citation(item, block, at) for item in token.meta["items"])
        number = token.meta["number"] = len(self.cites) + 1
        self.cites[number] = items
        token.meta["hole"] = self.hole(
            CitationGroup(items, token.content, number, self.section, bool(token.meta["certain"]))
        )

    def citation(self, item: Item, block: Token, at: int) -> Citation:
        span = self.place(block, at + item.at, item.length)
        (prefix, prefix_leads), (suffix, suffix_leads) = _words(item.prefix), _words(item.suffix)
        if prefix_leads or suffix_leads:
            hint = "move it out of the brackets"
            self.report(Rule.UNREADABLE_CITATION, "a link is inside a citation", span, hint)
        return Citation(item.key, span, item.mode, item.locators, prefix, suffix, item.glued)

    def read_fault(self, token: Token, block: Token) -> None:
        fault: CitationError = token.meta["fault"]
        rule = Rule.UNREADABLE_LOCATOR if fault.locator else Rule.UNREADABLE_CITATION
        self.report(rule, fault.message, self.place(block, token.meta["at"] + fault.at, fault.length), fault.hint)

    def read_link(self, token: Token, block: Token) -> None:
        name = "src" if token.type == "image" else "href"
        written = unquote(str(token.attrs[name]))
        span = self.place(block, token.meta.get("at", 0), token.meta.get("length", 1))
        if token.type == "image":
            self.check_image(token, span, remote=leads_out(written))
        elif leads_out(written) and (fault := scheme_fault(written)):
            self.report(Rule.UNSUPPORTED_SCHEME, fault[0], span, fault[1])
        if not leads_out(written):
            token.meta["hole"] = self.hole(self.link(str(token.attrs[name]), span))

    def link(self, url: str, span: Span) -> Link:
        path, _, fragment = url.partition("#")
        target = unquote(path.partition("?")[0])
        if target and not target.startswith("/"):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), target))
        return Link(target, unquote(fragment), unquote(url), span)

    def check_image(self, token: Token, span: Span, remote: bool) -> None:
        if not token.content.strip():
            hint = "say in the brackets what the image shows: ![Deliveries by quarter](chart.png)"
            self.report(Rule.MISSING_ALT, "the image has no text for those who cannot see it", span, hint)
        if remote:
            hint = "save it beside the note and link to that file"
            self.report(Rule.REMOTE_IMAGE, "the image would be loaded from another site", span, hint)

    def read_lost_footnote(self, token: Token, block: Token) -> None:
        label = token.meta["label"]
        span = self.place(block, token.meta["at"], len(token.content))
        hint = f"write it at the end: [^{label}]: …"
        self.report(Rule.BROKEN_FOOTNOTE, f"no footnote is called `{label}`", span, hint)

    def check_footnotes(self) -> None:
        """Report footnotes that would vanish from the page: nothing calls them, or another has the same name."""
        refs: dict[str, int] = self.env.get("footnotes", {}).get("refs", {})
        labels: set[str] = set()
        for label, line in self.env.get("footnotes_written", ()):
            span = self.span(line + 1, self.lines[line].find("[^") + 1, len(label) + 3)
            if label in labels:
                self.report(Rule.BROKEN_FOOTNOTE, f"the footnote `{label}` is written twice", span, "rename one")
            elif refs[f":{label}"] < 0:
                hint = f"call it with [^{label}], or delete it"
                self.report(Rule.BROKEN_FOOTNOTE, f"nothing calls the footnote `{label}`", span, hint)
            labels.add(label)

    # charts

    def read_chart(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        lines = token.content.split("\n")
        # Within a list or a quotation, the block is indented: the columns are those of the file.
        margin = next((self.margin(first + i, line) for i, line in enumerate(lines, 1) if line.strip()), 0)
        text = "\n".join(" " * margin + line if line.strip() else "" for line in lines)
        read = read_chart(text, self.span(first + 1, 1, 1), len(self.charts) + 1, self.names)
        self.charts.append(read.figures)
        self.problems += read.problems
        token.meta["hole"] = self.hole(read.chart) if read.chart else ""

    def charted(self) -> Iterator[Statement]:
        """The numbers in the texts of charts, which repeat figures of the note."""
        figures = (figure for chart in self.charts for figure in chart)
        return (
            Statement(number, figure, NotePart.CHART)
            for number, figure in enumerate(figures, len(self.found.statements))
        )


_READERS: Final[dict[str, Callable[[_BodyCollector, Token, Token], None]]] = {
    "cite": _BodyCollector.read_cite,
    "fault": _BodyCollector.read_fault,
    "image": _BodyCollector.read_link,
    "link_open": _BodyCollector.read_link,
    "lost_footnote": _BodyCollector.read_lost_footnote,
}


_MISFITS: Final = {
    True: (
        "`{}` is beyond the columns of the header",
        "give the header a column more, delete the cell, or write a `|` within one as `\\|`",
    ),
    False: ("`{}` became a row of the table above it", "leave a blank line before it; a caption begins with `Table:`"),
}


def _all_tokens(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    for token in tokens:
        yield token, token
        for child in token.children or ():
            yield token, child


def _as_written(cell: str, at: int) -> int:
    """The offset in a cell's source for an offset in its text: in the source, each `|` is escaped by a backslash."""
    return min(at, len(cell)) + cell.count("|", 0, at)


def _plain(block: Token) -> str:
    """A block's text without markup and citations."""
    visible = ("text", "code_inline", "softbreak", "hardbreak", "text_special")
    words = "".join(as_text(token) or " " for token in block.children or () if token.type in visible)
    return " ".join(words.split())


def _words(written: str) -> tuple[str, bool]:
    """The words of a citation as HTML, and whether they contain a link into the project, which nobody would check."""
    if not written:
        return "", False
    if "^[" in written:  # an inline footnote in a citation would not be printed
        return escapeHtml(written), True
    env: dict[str, Any] = {}
    blocks = parser().parseInline(written, env)
    urls = (token.attrs.get("href", token.attrs.get("src")) for token in blocks[0].children or ())
    leads = any(url is not None and not is_allowed(str(url)) for url in urls)
    return str(parser().renderer.render(blocks, parser().options, env)), leads
