"""Books: small spreadsheets and documents as office programs write them, made from their parts."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)

Stored = str | float | tuple[float, str] | None
"""A cell: a text, a number, or a number with its format."""


def zipped(parts: Mapping[str, str]) -> bytes:
    """Parts in a zip archive."""
    content = BytesIO()
    with ZipFile(content, "w") as file:
        for name, text in parts.items():
            file.writestr(ZipInfo(name), text)
    return content.getvalue()


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[Stored]]],
    merged: Iterable[str] = (),
    hidden: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
) -> bytes:
    """A workbook with `hidden` sheets; `merged` cells, `hidden_rows` and `hidden_columns` are those of every sheet."""
    formats = sorted({cell[1] for rows in sheets.values() for row in rows for cell in row if isinstance(cell, tuple)})
    codes = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for at, code in enumerate(formats)
    )
    used = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    listed = "".join(
        f'<sheet name="{escape(name)}" r:id="rId{at}" state="{"hidden" if name in set(hidden) else "visible"}"/>'
        for at, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Target="worksheets/sheet{at}.xml"/>' for at, _ in enumerate(sheets, 1)
    )
    columns = "".join(f'<col min="{at}" max="{at}" hidden="1"/>' for at in hidden_columns)
    merges = "".join(f'<mergeCell ref="{place}"/>' for place in merged)
    parts = {
        "xl/workbook.xml": f"<workbook {MAIN} {RELATED}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/styles.xml": f"<styleSheet {MAIN}><numFmts>{codes}</numFmts>"
        f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>',
    }
    for at, rows in enumerate(sheets.values(), 1):
        data = "".join(_row(number, row, formats, number in set(hidden_rows)) for number, row in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f"<worksheet {MAIN}><cols>{columns}</cols><sheetData>{data}</sheetData>"
            f"<mergeCells>{merges}</mergeCells></worksheet>"
        )
    return zipped(parts)


def _row(number: int, row: Sequence[Stored], formats: Sequence[str], is_hidden: bool) -> str:
    cells = "".join(_cell(f"{chr(64 + column)}{number}", cell, formats) for column, cell in enumerate(row, 1))
    return f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if is_hidden else ""}>{cells}</row>'


def _cell(place: str, cell: Stored, formats: Sequence[str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    number, style = (cell[0], formats.index(cell[1]) + 1) if isinstance(cell, tuple) else (cell, 0)
    return f'<c r="{place}" s="{style}"><v>{number!r}</v></c>'


def ods(rows: str, name: str = "Sales", styles: str = "") -> bytes:
    """A spreadsheet of OpenDocument with one sheet, whose rows are XML."""
    table = f'<table:table table:name="{name}">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    root = f"<office:document-content {OPEN}><office:automatic-styles>{styles}</office:automatic-styles>{body}"
    return zipped({"content.xml": f"{root}</office:document-content>"})


def docx(body: str, footnotes: str = "") -> bytes:
    """A document, whose body is XML."""
    parts = {"word/document.xml": f"<w:document {WORDS}><w:body>{body}</w:body></w:document>"}
    if footnotes:
        parts["word/footnotes.xml"] = f"<w:footnotes {WORDS}>{footnotes}</w:footnotes>"
    return zipped(parts)


def run(text: str, properties: str = "") -> str:
    """A run of text of a document."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{escape(text)}</w:t></w:r>"
