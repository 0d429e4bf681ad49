"""PDF files, by PDFium: lines are laid out from the boxes of words; prose is joined to paragraphs, rows are kept.

The page number of a sheet comes from the page labels of the file, else from the edges of the sheets. Page numbers are
no evidence for a figure, and text that is repeated at the edges belongs to no sentence and heads no table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import structs

from briefing import lazy_re
from briefing.verification.archive.model import Draft, MissingExtra, UnreadableFile
from briefing.verification.archive.page_labels import by_edges, by_labels, labels_in
from briefing.verification.archive.pdf_edges import MIN_REPEATED, outer_lines, running_lines
from briefing.verification.archive.pdf_labels import with_whole_labels
from briefing.verification.archive.pdf_layout import LaidLine, lay_out
from briefing.verification.archive.pdf_words import read_words
from briefing.verification.archive.plain_text import joined
from briefing.verification.archive.text_lines import TextLine, laid_line
from briefing.verification.archive.text_tables import read_pages

_STARTS: Final = lazy_re.compile(r"[•◦▪●‣·–-]\s|\(?\d{1,2}[.)]\s|\([a-z]\)\s")
_ENDS: Final = (".", ":", "!", "?", "。", "：", ")", "”", '"')
_AFTER_NUMBER: Final = lazy_re.compile(r"[a-z][^\W\d]*(?: [a-z][^\W\d]*)?|[%‰]")
_MAX_CHARS: Final = 4000
"""A paragraph is ended once it is longer than this."""


def read_pdf(content: bytes) -> tuple[list[Draft], Mapping[int, str], tuple[int, ...]]:
    """The paragraphs of a PDF, the printed page numbers by sheet, and the sheets without text."""
    pages, labels = _extracted(content)
    if pages and not any(pages):
        raise UnreadableFile(
            "its pages are pictures without text; put the text that OCR finds in them into the archive"
        )
    outer = [outer_lines(lines) for lines in pages]
    printed = by_labels(labels) or by_edges([_candidates(lines, len(pages)) for lines in outer])
    own = running_lines(pages, printed)
    bodies = [[line for line in lines if line not in mine] for lines, mine in zip(pages, own, strict=True)]
    sheets = _sheets(bodies)
    drafts: list[Draft] = []
    for sheet, (body, mine) in enumerate(zip(_with_continued_numbers(sheets), own, strict=True), 1):
        drafts += (Draft(sheet, _without_page_number(line, printed.get(sheet, ""))) for line in mine)
        drafts += body
    return drafts, printed, tuple(sheet for sheet, lines in enumerate(pages, 1) if not lines)


def _sheets(bodies: Sequence[Sequence[LaidLine]]) -> list[list[Draft]]:
    """The paragraphs of each sheet; text in each direction is read separately across all sheets."""
    sheets: list[list[Draft]] = [[] for _ in bodies]
    for turn in sorted({line.turn for lines in bodies for line in lines}):
        texts = [[laid_line(line) for line in lines if line.turn == turn] for lines in bodies]
        for sheet, found, lines in zip(sheets, read_pages(texts), texts, strict=True):
            sheet.extend(_paragraphs(found, lines))
    return sheets


def _extracted(content: bytes) -> tuple[list[list[LaidLine]], list[str]]:
    """The lines of each sheet, and the page labels of the file."""
    try:
        import pypdfium2  # noqa: PLC0415 - the extra `sources`, which few need
    except ModuleNotFoundError:
        raise MissingExtra("a PDF needs the extra `sources`") from None
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        raise UnreadableFile(
            "the PDF is password-protected" if is_locked else "it is not a PDF, or is broken"
        ) from error
    try:
        labels = [document.get_page_label(at) for at in range(len(document))]
        return [_lines(document, at, pypdfium2.raw) for at in range(len(document))], labels
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile("the PDF is broken") from error
    finally:
        document.close()


def _lines(document: Any, at: int, raw: Any) -> list[LaidLine]:
    """The lines of a sheet, which is closed afterwards so that thousands of them do not fill the memory."""
    page = document[at]
    text = page.get_textpage()
    try:
        turned = enumerate(map(lay_out, read_words(page, text, raw)))
        return [line._replace(turn=turn) for turn, lines in turned for line in with_whole_labels(lines)]
    finally:
        text.close()
        page.close()


def _candidates(outer: Sequence[LaidLine], sheets: int) -> frozenset[str]:
    """Candidates for a sheet's page number at its edges; in a file of few sheets only those alone in their line."""
    pieces = (piece.text for line in outer for piece in line.pieces) if sheets >= MIN_REPEATED else ()
    return frozenset().union(*map(labels_in, {*(line.text for line in outer), *pieces}))


def _without_page_number(line: LaidLine, label: str) -> str:
    """A repeated line without the page number in it."""
    pattern = (
        re.compile(rf"(?:\b[Pp]age\s)?(?<![\w.,]){re.escape(label)}(?![\w.,])(?:\s*(?:of|/)\s*\d+)?") if label else None
    )
    text = pattern.sub(" ", line.text, count=1) if pattern else line.text
    return " ".join(text.split()).strip(" |·•–-")


# --- paragraphs --------------------------------------------------------------------------------------


def _paragraphs(drafts: Sequence[Draft], lines: Sequence[TextLine]) -> Iterator[Draft]:
    """Rows unchanged, and lines of prose joined until a line ends its paragraph, or a bullet or gap begins another."""
    prose: list[Draft] = []
    last: TextLine | None = None
    for draft, line in zip(drafts, lines, strict=True):
        if prose and (draft.row or line.begins or _STARTS.match(draft.text) or _ends(prose, last)):
            yield joined(prose, hyphens=True)
            prose = []
        last = line
        if draft.row:
            yield draft
        elif draft.text:
            prose.append(draft)
    if prose:
        yield joined(prose, hyphens=True)


def _with_continued_numbers(sheets: Sequence[list[Draft]]) -> Iterator[list[Draft]]:
    """The paragraphs of each sheet; a number at its end gets its measure from the next sheet: `531` and `million`."""
    for drafts, following in zip(sheets, (*sheets[1:], []), strict=True):
        last, after = drafts[-1:], next((draft for draft in following if not draft.row), None)
        words = _AFTER_NUMBER.match(after.text) if after else None
        if words and last and not last[0].row and last[0].text[-1].isdecimal():
            yield [*drafts[:-1], structs.replace(last[0], text=f"{last[0].text} {words.group()}")]
        else:
            yield drafts


def _ends(prose: Sequence[Draft], line: TextLine | None) -> bool:
    is_last = line is not None and line.is_short and prose[-1].text.endswith(_ENDS)
    return is_last or sum(len(draft.text) for draft in prose) > _MAX_CHARS
