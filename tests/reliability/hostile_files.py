"""Files of the archive that want too much: of memory, of the stack, of numbers; each small itself."""

from collections.abc import Mapping
from typing import Final
from zipfile import ZIP_LZMA

from tests.reliability.file_readers import MAIN, RELATED, WORDS, document, open_sheet, portable, workbook, zipped

DEEP: Final = 30_000
ENDLESS: Final = "9" * 5_000
ROW: Final = '<row r="1"><c r="A1"><v>2</v></c></row>'
STYLED: Final = '<row r="1"><c r="A1" s="0"><v>2</v></c></row>'
MERGED: Final = '<mergeCell ref="A1:XFD1048576"/>'.join(("<mergeCells>", *[""] * 4_999, "</mergeCells>"))
SHEET: Final = f'<workbook {MAIN} {RELATED}><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>'


def _nested(begin: str, end: str, times: int, inside: str = "") -> str:
    return begin * times + inside + end * times


def _span(value: str) -> str:
    return f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{value}"/></w:tcPr></w:tc></w:tr></w:tbl>'


def _bomb(encoding: str) -> bytes:
    """Entities of entities, in an encoding in which the bytes of their names are others."""
    pairs = zip("abcdefghi", "bcdefghij", strict=True)
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {name} "{f"&{one};" * 10}">' for one, name in pairs)
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [{entities}]><w><body>&j;</body></w>'
    return text.encode(encoding)


def _format(code: str) -> str:
    return f'<numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'


def _cell(value: str, kind: str = "float", more: str = "") -> str:
    about = f'office:value-type="{kind}" office:value="{value}" {more}'
    return f"<table:table-row><table:table-cell {about}><text:p>2%</text:p></table:table-cell></table:table-row>"


def _repeated(rows: str, columns: str = "1", times: int = 1) -> str:
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>2%</text:p></table:table-cell>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>' * times


FILES: Final[Mapping[str, tuple[str, str | bytes]]] = {
    "a document: paragraphs in paragraphs": (".docx", document(_nested("<w:p>", "</w:p>", DEEP))),
    "a document: runs in runs": (".docx", document(_nested("<w:p><w:r>", "</w:r></w:p>", DEEP, "<w:t>2%</w:t>"))),
    "a document: controls in controls": (".docx", document(_nested("<w:sdt>", "</w:sdt>", DEEP))),
    "a document: tables in tables": (".docx", document(_nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 5_000))),
    "a document: a huge span": (".docx", document(_span("999999999"))),
    "a document: an endless span": (".docx", document(_span(ENDLESS))),
    "a document: a span in other digits": (".docx", document(_span("٣²"))),
    "a document: entities in UTF-16": (".docx", zipped({"word/document.xml": _bomb("utf-16")})),
    "a document: entities": (".docx", zipped({"word/document.xml": _bomb("utf-8")})),
    "a document: a part packed tight": (".docx", zipped({"word/document.xml": f"<w:document {WORDS}><w:body>{' ' * 30_000_000}</w:body></w:document>"})),
    "a document: a part packed by LZMA": (".docx", zipped({"word/document.xml": f"<w:document {WORDS}/>"}, ZIP_LZMA)),
    "a document: of a later version": (".docx", zipped({"word/document.xml": ""}).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x94")),
    "a document: an archive of no parts": (".docx", zipped({})),
    "a document: names that lead out": (".docx", zipped({"../../word/document.xml": "", "/etc/passwd": "2%"})),
    "a workbook: a column of words": (".xlsx", workbook(ROW, more='<cols><col min="a" max="b" hidden="1"/></cols>')),
    "a workbook: a column without numbers": (".xlsx", workbook(ROW, more='<cols><col hidden="1"/></cols>')),
    "a workbook: columns without end": (".xlsx", workbook(ROW, more=f'<cols><col min="1" max="{ENDLESS}" hidden="1"/></cols>')),
    "a workbook: columns below nought": (".xlsx", workbook(ROW, more='<cols><col min="-99999999999" max="3" hidden="1"/></cols>')),
    "a workbook: all cells merged": (".xlsx", workbook(ROW, more='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    "a workbook: merged again and again": (".xlsx", workbook(ROW * 50, more=MERGED)),
    "a workbook: nothing merged": (".xlsx", workbook(ROW, more="<mergeCells><mergeCell/></mergeCells>")),
    "a workbook: an endless row": (".xlsx", workbook(f'<row r="{ENDLESS}"><c r="A1"><v>2</v></c></row>')),
    "a workbook: an endless number": (".xlsx", workbook(f'<row r="1"><c r="A1"><v>{ENDLESS}</v></c></row>')),
    "a workbook: no number": (".xlsx", workbook('<row r="1"><c r="A1"><v>inf</v></c><c r="B1"><v>nan</v></c></row>')),
    "a workbook: a style of words": (".xlsx", workbook(STYLED, '<cellXfs><xf numFmtId="a"/></cellXfs>')),
    "a workbook: an endless style": (".xlsx", workbook(f'<row r="1"><c r="A1" s="{ENDLESS}"><v>2</v></c></row>')),
    "a workbook: an endless text": (".xlsx", workbook(f'<row r="1"><c r="A1" t="s"><v>{ENDLESS}</v></c></row>')),
    "a workbook: a format of noughts": (".xlsx", workbook(STYLED, _format("0" * 50_000))),
    "a workbook: a format of commas": (".xlsx", workbook(STYLED, _format("0" + "," * 50_000))),
    "a workbook: a format of quotes": (".xlsx", workbook(STYLED, _format("&quot;" * 50_001))),
    "a workbook: rows in rows": (".xlsx", workbook(_nested("<row>", "</row>", DEEP))),
    "a workbook: two columns far apart": (".xlsx", workbook("".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="ZZZ{at}"><v>2</v></c></row>' for at in range(1, 800)))),
    "a workbook: a sheet that leads out": (".xlsx", zipped({"xl/workbook.xml": SHEET, "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="../../../../etc/passwd"/></Relationships>'})),
    "a sheet: a huge number": (".ods", open_sheet(_cell("1e999999999"))),
    "a sheet: a tiny number": (".ods", open_sheet(_cell("1e-999999999", "percentage"))),
    "a sheet: no number": (".ods", open_sheet(_cell("nan") + _cell("snan") + _cell("inf", "percentage"))),
    "a sheet: rows without end": (".ods", open_sheet(_repeated("999999999", "999999999"))),
    "a sheet: rows of endless digits": (".ods", open_sheet(_repeated(ENDLESS))),
    "a sheet: many rows of many columns": (".ods", open_sheet(_repeated("1000", "1000", 200))),
    "a sheet: spans in spans": (".ods", open_sheet(f"<table:table-row><table:table-cell><text:p>{_nested('<text:span>', '</text:span>', DEEP, '2%')}</text:p></table:table-cell></table:table-row>")),
    "a sheet: groups in groups": (".ods", open_sheet(_nested("<table:table-row-group>", "</table:table-row-group>", DEEP))),
    "a sheet: a cell over all others": (".ods", open_sheet(_cell("2", more='table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"'))),
    "a PDF: a page beyond all size": (".pdf", portable(b"BT /F1 1e38 Tf 1e38 1e38 Td (2%) Tj ET").replace(b"[0 0 800 840]", b"[0 0 1e38 1e38]")),
    "a PDF: letters of no size": (".pdf", portable(b"BT /F1 0 Tf 0 0 0 0 0 0 Tm (2% of sales) Tj ET")),
    "a PDF: pages without end": (".pdf", portable(b"").replace(b"/Count 1", b"/Count 999999999")),
    "a PDF: pages of themselves": (".pdf", portable(b"").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")),
    "a PDF: states in states": (".pdf", portable(b"q " * 100_000 + b"BT (2%) Tj ET")),
    "a PDF: lists in lists": (".pdf", portable(b"[" * 100_000)),
    "a PDF: page labels without end": (".pdf", portable(b"BT (2%) Tj ET").replace(b"2 0 R >>", b"2 0 R /PageLabels << /Nums [0 << /S /r /St 999999999 >>] >> >>", 1)),
    "a page: numbers that are no characters": (".html", "<p>&#99999999999; &#x110000; &#0; 2%"),
    "a page: many classes": (".html", f"<style>{','.join(f'.a{at}' for at in range(5_000))}{{display:none}}</style>" + "".join(f'<p class="a{at} b">2%</p>' for at in range(5_000))),
    "a page: one attribute again and again": (".html", f"<p {'a=1 ' * 20_000}>2%</p>"),
    "a page: links in paragraphs": (".html", "<a><p>" * 3_000 + "2%"),
    "a page: drawings in drawings": (".html", "<svg>" * 20_000 + "<text>2%"),
    "a page: templates in templates": (".html", "<template>" * 20_000 + "2%"),
    "a page: an endless cell": (".html", f"<table><tr><td rowspan={ENDLESS} colspan={ENDLESS}>2%</table>"),
    "values: a NUL": (".csv", b"a,b\n\0,2%\n"),
    "values: a long field": (".csv", "a," + "x" * 500_000 + ",2%\n"),
    "values: quotes and lines": (".csv", '"a\n' * 10_001),
    "values: nothing but ends of lines": (".csv", "\r" * 50_000 + "2%"),
}  # fmt: skip
"""By name: the suffix, and the content."""
