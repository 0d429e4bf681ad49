"""Readers of files that somebody else made: bibliographies, spreadsheets, documents, PDFs, and folders to import."""

import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from briefing.model import Text
from briefing.notes import parse_bibliography
from briefing.notes.importing import Collection, convert
from briefing.verification.archive import UnreadableFile, read_archived
from briefing.verification.archive.formats import show
from briefing.verification.archive.html_metadata import read_head
from briefing.verification.archiving.file_types import UnsupportedFile, readable

MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WORDS: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_WORKBOOK: Final = {
    "xl/workbook.xml": f'<workbook {MAIN} {RELATED}><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def zipped(parts: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """Parts in a zip archive, compressed."""
    content = io.BytesIO()
    with ZipFile(content, "w", compression) as file:
        for name, part in parts.items():
            file.writestr(name, part if isinstance(part, bytes) else part.encode("utf-8", "replace"))
    return content.getvalue()


def document(body: str) -> bytes:
    """A document with such a body."""
    return zipped({"word/document.xml": f"<w:document {WORDS}><w:body>{body}</w:body></w:document>"})


def workbook(data: str, styles: str = "", more: str = "") -> bytes:
    """A workbook with such rows."""
    sheet = f"<worksheet {MAIN}>{more}<sheetData>{data}</sheetData></worksheet>"
    formats = {"xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>"} if styles else {}
    return zipped({**_WORKBOOK, "xl/worksheets/sheet1.xml": sheet, **formats})


def open_sheet(rows: str) -> bytes:
    """A spreadsheet of OpenDocument with such rows."""
    table = f'<table:table table:name="A">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return zipped({"content.xml": f"<office:document-content {OPEN}>{body}</office:document-content>"})


def portable(*streams: bytes) -> bytes:
    """A PDF of pages with such contents."""
    numbers = range(4, 4 + 2 * len(streams), 2)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(streams), b" ".join(b"%d 0 R" % at for at in numbers)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, stream in zip(numbers, streams, strict=True):
        attributes = b"/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 800 840]"
        parts.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (attributes, at + 1))
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    content = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, part) for at, part in enumerate(parts, 1))
    return content + b"trailer\n<< /Size %d /Root 1 0 R >>\n%%%%EOF\n" % (len(parts) + 1)


def _archived(made: Callable[[str], bytes], suffix: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        with suppress(UnreadableFile):
            return read_archived(made(text), suffix)
        return None

    return read


def _pages(text: str) -> bytes:
    """Pages of lines, each with its number at the foot."""
    return portable(*(_shown(f"Head\n\n{page}\n\nPage {at}") for at, page in enumerate(text.split("\f"), 1)))


def _shown(text: str) -> bytes:
    lines = (line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in text.split("\n"))
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return f"BT /F1 12 Tf 20 800 Td 14 TL {shown} ET".encode("latin-1", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _bibliography(name: str) -> Callable[[str], object]:
    return lambda text: parse_bibliography(Text(f"notes/{name}", text))


def _added(text: str) -> object:
    read_head(text)
    with suppress(UnsupportedFile):
        return readable(_bytes(text), "text/html", "utf-8", "a.html")
    return None


def _form(text: str) -> object:
    found = []
    for value in (0.0, 1234.5, -0.15, 45_000.0, 1e300):
        with suppress(ArithmeticError, ValueError):  # the workbook is refused then
            found.append(show(value, text))
    return found


def _imported(settings: str, name: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        given = {name: text, "b.md": "# B\n\n(label)=\n## C\n", **({settings: "title: T\n"} if settings else {})}
        return convert(Collection(given, ("a.png",)), ("static/",), date(2026, 1, 1))

    return read


BIBTEX: Final = (
    "@book{a,\n", "@book{a, title={T}}\n", "title = {", "author = {A and B and ", "A, B and ", "{", "}", "{\\\"u}", "\\url{x}", "\\", "\"", "#", "@string{a={b}}\n", "a # ", "@comment{", "@", "%\n",
    "date = {2020-01/2021", "year = {c. 2020", "crossref = {a},\n", "$a$ ", "~", "--", "\\emph{", "\\textit{a}",
)  # fmt: skip

ENTRIES: Final = (
    '{"id": "a", "type": "book", "title": "T"},', "[", "{", '"', "\\u00e9", "\\u202e", '"a":', "1", "1e9", "null,", '{"issued": {"date-parts": [[2020', '"author": [{"family": "A"}],', '<i>a', "a/b ",
)  # fmt: skip

HAYAGRIVA: Final = (
    "a:\n  type: Book\n  title: T\n", "a§:\n  type: Article\n", "  parent:\n    type: Proceedings\n", "  author: [\"A, B\"]\n", "  serial-number: {doi: 10.1/a}\n", "  date: 2020~\n", "- ", "{", "a: ",
)  # fmt: skip

DOCUMENT: Final = (
    "<w:p><w:r><w:t>1 a</w:t></w:r></w:p>", "<w:p>", "<w:r>", "<w:t>1 ", "</w:p>", "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "<w:tr/>", "&amp;", "<", "<!--", "<w:sdt/>",
    '<w:tcPr><w:gridSpan w:val="9"/></w:tcPr>', "<w:txbxContent/>", "<w:br/>", "<w:tab/>", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>',
)  # fmt: skip

CELLS: Final = (
    '<row r="1"><c r="A1"><v>1</v></c></row>', "<row>", "<c><v>1</v></c>", '<c t="s"><v>9</v></c>', '<c t="inlineStr"><is><t>a</t></is></c>', '<c s="9"><v>1e9</v></c>', '<c r="ZZZ999"><v>1</v></c>', "<v>", "&amp;", "<",
    '<c t="b"><v>1</v></c>', '<c t="e"><v>#REF!</v></c>', '<row r="99999999"/>',
)  # fmt: skip

ROW: Final = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
COLUMNS: Final = (
    '<cols><col min="1" max="9" hidden="1"/></cols>', '<col min="a" hidden="1"/>', "<cols>", "</cols>", '<mergeCells><mergeCell ref="A1:B9"/></mergeCells>', '<mergeCell ref=""/>', "<mergeCells>", "</mergeCells>",
)  # fmt: skip
STYLES: Final = (
    '<numFmts><numFmt numFmtId="164" formatCode="0%"/></numFmts>', '<cellXfs><xf numFmtId="9"/></cellXfs>', '<xf numFmtId="a"/>', "<numFmts>", "<cellXfs>", "</cellXfs>", "</numFmts>", '<numFmt formatCode="',
)  # fmt: skip

OPEN_CELLS: Final = (
    '<table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>', "<table:table-row/>", "<table:table-row>", "<table:table-cell/>", "<text:p>1</text:p>",
    '<table:table-cell table:number-columns-repeated="9"><text:p>1</text:p></table:table-cell>', "<table:table-row-group>", "<text:s/>", "&amp;", "<", '<table:table-cell table:number-rows-spanned="9"/>',
)  # fmt: skip

PAGE: Final = (
    "word ", "It was 1,200 GW in 2025. ", "A   1   2\n", "A 1\n\n", "1 2 3\n", "(", "\\", "Page 1\n", "\n", "a", "1 of 2\f",
)  # fmt: skip

FORMATS: Final = (
    "0", "#,##0", "0.00%", ";", '"a"', "\\a", "[$€-407]", "[Red]", "_a", "*a", "yyyy", "m", "d", "h", "?/?", "E+0", ",", ".", "a", "@", '"', "[", "年",
)  # fmt: skip

HEAD: Final = (
    '<meta name="author" content="A">', "<title>", "<meta ", "<!-- a -->", "<", "<?xml ", "<html>", "<meta charset=", " ", "a",
)  # fmt: skip

FOREIGN: Final = (
    "# A\n\ntext\n\n", "```{note}\ntext\n```\n", ":::{note}\na\n:::\n", "::: {.callout-note}\na\n:::\n", "````", ":::", "> [!info] A\n> b\n", "[[a]] ", "![[a.png]] ", "[[b#C|d]] ", "[[", "![[", "{ref}`a` ", "{cite}`a,b` ", "{", "`",
    "{% include a %} ", "{{ site.baseurl }}", "{{< video a >}} ", "{% raw %}", "$a_b$ ", "$$a$$ ", "$", "<div class=\"a\">", "<img src=\"a.png\">", "<", "<!-- a -->", "[a](b.md) ", "![a](a.png){width=50%} ", "[@a; @b] ", "@fig-a ", "[^a]: b\n",
    "(a)=\n", "+---+---+\n| a | b |\n+---+---+\n", "* - a\n  - b\n", "```{list-table}\n* - a\n```\n", "+---", "#| label: a\n", "```{python}\n1\n```\n", "%%a%% ", "==a== ", "#tag ", ": a\n", "---\n", "\\", "http://a.b ", "| a |\n", "    a\n", "{#a .b c=d} ", "^a ", "\ta",
)  # fmt: skip

FOREIGN_FRONT: Final = (
    "title: a\n", "date: 1 Jan 2020\n", "tags: [a, b]\n", "aliases: [a]\n", "author: {name: A}\n", "- a\n", "{", "[", "a: |\n  b\n", "permalink: /a/\n", "a:: b\n", "\"", "categories: a b\n", "\\", "&a *a ",
)  # fmt: skip

FILE_READERS: Final[tuple[tuple[str, Callable[[str], object], tuple[str, ...]], ...]] = (
    ("bibliography: BibTeX", _bibliography("sources.bib"), BIBTEX),
    ("bibliography: CSL-JSON", _bibliography("sources.json"), ENTRIES),
    ("bibliography: escapes in one line", lambda text: _bibliography("sources.json")(f'["{text}"]'), ("\\u6c34", "\\u202e")),
    ("bibliography: Hayagriva", _bibliography("sources.yaml"), HAYAGRIVA),
    ("office: a document", _archived(document, ".docx"), DOCUMENT),
    ("office: a workbook", _archived(workbook, ".xlsx"), CELLS),
    ("office: a workbook, beside its rows", _archived(lambda text: workbook(ROW, more=text), ".xlsx"), COLUMNS),
    ("office: a workbook, styles", _archived(lambda text: workbook(ROW, text), ".xlsx"), STYLES),
    ("office: a sheet of OpenDocument", _archived(open_sheet, ".ods"), OPEN_CELLS),
    ("PDF: lines", _archived(_pages, ".pdf"), PAGE),
    ("PDF: anything", _archived(lambda text: portable(_bytes(text)), ".pdf"), ("BT ", "(a) Tj ", "/F1 9 Tf ", "q ", "Q ", "[", "<<", "1 0 0 1 1 1 cm ", "BI ID ", "Do ")),
    ("a format of numbers", _form, FORMATS),
    ("a page to archive", _added, HEAD),
    ("import: Markdown", _imported("", "a.md"), FOREIGN),
    ("import: Quarto", _imported("_quarto.yml", "a.qmd"), FOREIGN),
    ("import: MyST", _imported("myst.yml", "a.md"), FOREIGN),
    ("import: Jekyll", _imported("_config.yml", "_posts/2020-01-01-a.md"), FOREIGN),
    ("import: front matter", lambda text: _imported("", "a.md")(f"---\n{text}\n---\n\nText.\n"), FOREIGN_FRONT),
)  # fmt: skip
"""Name, reader, and what is repeated."""
