"""Every reader of the program, and units of text that each looks for, to be repeated."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Final

from briefing.build.report import FORMATS
from briefing.check.svg_safety import active_content
from briefing.citations import CitationError, read_locators
from briefing.evidence.formulas import FormulaError, Interval, evaluate
from briefing.evidence.lock import parse_lock
from briefing.evidence.quantities import read_periods, read_quantities
from briefing.model import Text
from briefing.model.diagnostics import Diagnostic, Rule, Span
from briefing.notes import parse_bibliography, parse_note, parse_settings
from briefing.notes.markdown import read_body
from briefing.notes.records import read_tree
from briefing.verification.archive import UnreadableFile as UnreadableText
from briefing.verification.archive import read_archived
from tests.reliability.file_readers import FILE_READERS
from tests.reliability.project_readers import PROJECT_READERS

FRONT: Final = "---\ntitle: T\nsegment: a\ndate: 2026-01-01\nsummary: S.\n"
SOURCES: Final = "references:\n"

NUMBERS: Final = (
    "1 ", "1, ", "1-", "1,200 ", "12,", "1.5%", "RMB 1, ", "$1", "€ 1.2 bn and ", "2025-26-", "Q1 2025 ", "1/2 ", "1:", "+1 ", "(1) ",
    "one hundred and ", "one million ", "twenty-", "one ", "dozen ", "half a ", "a third of ", "two and a half ",
    "一百", "零", "万亿", "三分之一", "1万2千", "第三", "十", "百分之", "2000亿元", "约1", "１２", "٤٢", "½", "1½ ",
    "between 1 and 2 ", "from 1 to ", "1 to 2 ", "not more than 1 ", "1 GW/", "1 m² ", "km per h ", "1e3 ", "1 x 1 ", "1 (2) ",
    "January 2025 ", "FY2025/", "2025 H1-", "1990s ", "the 5th ", "1\u00a0000 ", "1'000 ", "1\u200b", "1\u00ad2", "--1 ", "minus 1 ",
    "1 per cent ", "bn ", "million ", "no. 1 ", "p. 1 ", "a", "A1", "a ", " ", "\n", ".", "-", "，", "$ ", "% ",
)  # fmt: skip

MARKDOWN: Final = (
    *NUMBERS[:12], "word ", "# Same\n\n", "## A\n\ntext\n\n", "![a](b.png) ", "![a][b] ", "[a](b.md) ", "[a](https://x.example/) ",
    "> [!NOTE]\n> hello\n\n", "> a\n", "- a\n", "1. a\n", "| a | b |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n\n", "a | ", "**a", "*a", "_a_ ", "`a", "``", "~~a",
    "^a^ ", "~a~ ", "[@a, p. 1] ", "@a ", "[@a; ", "[", "]", "](", "[a]{#b} ", "{.unsourced}", "[^a] ", "[^a]: b\n\n", "^[a ", "^[a] ", "<", "<a ", "<!-- a -->\n", "<!--", "&amp;", "&#1;",
    "\\", "\\(", "$a$ ", "==a", "%%a", "[[a]] ", "{{a}} ", "{% a %} ", ":::\n", "::: a\n", "Table: a\n\n", ": a\n", "a\n: b\n\n", "\"a\" ", "'a ", "“", "中文**强调**", "中文\n",
    "(c) ", "... ", "http://a.b ", "a@b.c ", "a  \n", "    a\n", "```\na\n```\n", "~~~ chart\n", "---\n", "***\n", "***", "__", "\t", "!!!", "[a]: b\n", "[a][a] ", "=\n", "-\n",
    "(javascript:a", "![", "<b@c.d>", "![a](b \"c\") ", "a_b_", "*a **b ", "[a](<b c> ", "\u2028", "\u200b", "😀",
)  # fmt: skip

ARCHIVED: Final = (
    *NUMBERS[:20], "word ", "It was 1,200 GW in 2025. ", "A  1  2\n", "A 1\n\n", "\f", "Year  2024  2025\nSales  1  2\n", "(in millions)\n", "1 2 3 4 5\n", "Page 1\n\f",
)  # fmt: skip

HTML: Final = (
    "<p>a", "<p>1 a</p>", "<div>", "<div>a", "<b>", "<b>a", "</b>", "<sup>1</sup>", "1<sup>2</sup> ", "<del>1</del>", "<table><tr><td>1", "<tr><td>1</td></tr>", "<td>1", "<td rowspan=2>", "<ul><li>a",
    "<a ", "<a href=x>b</a>", "&amp;", "&", "<", "<!--", "<!-- a -->", "<script>", "<style>.a{display:none}</style>", "<style>.a,", "<p hidden>", "<p class=a>", "<br>", "\n", "a ", "<span>1</span>,<span>2</span>",
)  # fmt: skip

CSV: Final = ("1,", "a,b\n", '"a', '""', "1,2\n", ";", "a\tb\n", '"a,b",')

YAML: Final = (
    "a: b\n", "- a\n", "[", "{a: ", "- - ", "? ", "a: 'b'\n", "'", "# a\n", "&a ", "*a ", "- &a b\n", "- {a: 1, b: 2}\n", "a: |\n  b\n", "!!a ", "\\", "%a\n", "a: [b, c]\n", "  ", "\t", ": ", "---\n", "\u00e9",
)  # fmt: skip

FIGURES: Final = "figures:\n"


def _in_note(text: str) -> object:
    return parse_note(Text("notes/a.md", f"{FRONT}---\n\n{text}"))


def _front(text: str) -> object:
    return parse_note(Text("notes/a.md", f"{FRONT}{text}\n---\n\nText."))


def _archived(suffix: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        with suppress(UnreadableText):
            return read_archived(text.encode("utf-8", "replace"), suffix)
        return None

    return read


def _formula(text: str) -> object:
    with suppress(FormulaError):
        return evaluate(text, lambda _: Interval(Fraction(1), Fraction(1)))
    return None


def _locators(text: str) -> object:
    with suppress(CitationError):
        return read_locators(text)
    return None


def _numbered(line: str) -> Callable[[str], str]:
    """A text of lines, each of which has a number of its own in place of `§`."""
    return lambda text: "".join(line.replace("§", str(number)) for number in range(len(text)))


def _of_lines(read: Callable[[str], object], line: str) -> Callable[[str], object]:
    made = _numbered(line)
    return lambda text: read(made(text))


def _report(form: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        findings = [
            Diagnostic(Rule.BROKEN_LINK, "`a` leads", Span("notes/a.md", 1, n + 1, 3)) for n in range(len(text))
        ]
        return FORMATS[form](findings, {"notes/a.md": Text("notes/a.md", text)}, "")

    return read


LOCK_LINE: Final = '{"claim":"§","outcome":"verified","date":"2026-01-01"}\n'

TEXT_READERS: Final[tuple[tuple[str, Callable[[str], object], tuple[str, ...]], ...]] = (
    ("quantities.read", read_quantities, NUMBERS),
    ("quantities.periods", lambda text: list(read_periods(text)), NUMBERS),
    ("markdown", lambda text: read_body(text, "a.md"), MARKDOWN),
    ("a note", _in_note, ("word ", "\f", "\u202e", "&#8238;", "a\n", "It rose [@a, p. 1].\n\n", "[a](b.md) rose by 4% [@a].\n\n", "| 1 | [@a] |\n", "[^a]\n\n[^a]: b [@a].\n\n")),
    ("a note: names", lambda text: parse_note(Text("notes/a.md", f"{FRONT}---\n\n{text}"), ("Studio 54", "3M", "a (1)")), ("Studio 54 ", "3M ", "a (1) ", "Studio ", "54 ")),
    ("front matter", _front, YAML),
    ("front matter: numbered keys", _of_lines(_front, "key§: value\n"), ("x",)),
    ("front matter: figures", _of_lines(_front, "x: 1\n".replace("x", "figure§")), ("x",)),
    ("yaml", lambda text: read_tree(text, "notes/a.yaml"), YAML),
    ("site.yaml", lambda text: parse_settings(Text("notes/site.yaml", text)), YAML),
    ("sources.yaml", _of_lines(lambda t: parse_bibliography(Text("notes/sources.yaml", SOURCES + t)), "- {id: s§, type: report, title: T, issued: 2025}\n"), ("x",)),
    ("a ledger", _of_lines(lambda t: _front(FIGURES + t), "  f§: {label: D§, kind: opinion, value: 42 GW, basis: b}\n"), ("x",)),
    ("an archived text", _archived(".txt"), ARCHIVED),
    ("archived Markdown", _archived(".md"), (*ARCHIVED, "# a\n\n", "| 1 | 2 |\n", "<p>1", "[a](b) ", "**1")),
    ("archived HTML", _archived(".html"), HTML),
    ("archived CSV", _archived(".csv"), CSV),
    ("the lock", lambda text: parse_lock(Text("notes/figures.lock", text)), ("x\n", "{", "[", "{}\n", "<<<<<<<\n")),
    ("the lock: claims", _of_lines(lambda text: parse_lock(Text("notes/figures.lock", text)), LOCK_LINE), ("x",)),
    ("a formula", _formula, ("a + ", "(", "((a) ", "a * (", "1 ", "- ", "a", "9", "a - b / ")),
    ("places of a citation", _locators, ("p. 1, ", "1-", "p. ", "§ 1 ", "1", "pp. 1-2, ", "a ")),
    ("a drawing", active_content, ("<svg>", "<", "a", '<svg xmlns="http://www.w3.org/2000/svg">', "<!--", "&a;")),
    ("a style in a drawing", lambda text: active_content(f'<svg xmlns="http://www.w3.org/2000/svg" style="{text}#"/>'), (" ", "url(", "a")),
    ("an address in a drawing", lambda text: active_content(f'<svg xmlns="http://www.w3.org/2000/svg" style="url({text}#a)"/>'), (" ", "a")),
    ("a column of a citation", lambda text: _locators(f"column B{text}x"), (" ", ".", "C, ")),
    ("report: text", _report("text"), ("a ", "中", "a\tb")),
    ("report: JSON", _report("json"), ("a ", "中")),
    ("report: GitHub", _report("github"), ("a ", "中")),
    ("report: SARIF", _report("sarif"), ("a ", "中")),
)  # fmt: skip
"""Name, reader, and what is repeated."""

READERS: Final = (*TEXT_READERS, *FILE_READERS, *PROJECT_READERS)
"""All of them: of texts, of files that somebody else made, of whole projects."""
