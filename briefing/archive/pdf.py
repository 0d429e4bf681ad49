"""PDF by PDFium: the lines of each sheet in reading order, prose joined to paragraphs, rows of tables by themselves.

A page is the sheet of the file; the number printed on it is read from the page labels, else from its first and last
lines, where most sheets agree on how far the two are apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from briefing.archive.lines import Line, read_lines_of
from briefing.archive.model import Draft, Unreadable, printed_pages
from briefing.archive.text import drafts_of, joined

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_HYPHEN: Final = "\x02"
"""What PDFium prints for a hyphen at the end of a line; the next line follows at once."""
_GLUED: Final = re.compile(r"(?<=[\d)—] —) (?=[A-Z])| (?=_{5,})")
"""Where a row ends in a dash, or a rule is drawn, PDFium goes on in the same line."""
_NUMBER: Final = re.compile(r"^(?:page\s)?[-–|]?\s*(\d{1,4})\s*(?:[-–|]|$|of\s\d+$)|(?:[|]|\bpage)\s*(\d{1,4})$", re.I)
_STARTS: Final = re.compile(r"[•◦▪●‣·–-]\s|\(?\d{1,2}[.)]\s|\([a-z]\)\s")
_MOST_SIGNS: Final = 4000
"""A longer run of lines is no paragraph."""


def read_pdf(content: bytes) -> tuple[list[Draft], Mapping[int, int]]:
    """The paragraphs of a PDF, and by sheet the number printed on it where that is another."""
    texts, labels = _extracted(content)
    pages = [read_lines_of(_LINE_END.split(_clean(text))) for text in texts]
    drafts = [draft for page in drafts_of(pages) for draft in _paragraphs(list(page))]
    return drafts, _labelled(labels) or printed_pages([_edges(lines) for lines in pages])


def _extracted(content: bytes) -> tuple[list[str], list[str]]:
    try:
        import pypdfium2  # noqa: PLC0415 - the extra `sources`, which few need
    except ModuleNotFoundError:
        raise Unreadable("reading PDF needs the extra `sources`, or: pip install pypdfium2") from None
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        raise Unreadable("the PDF asks for a password" if is_locked else "it is no PDF, or broken") from error
    try:
        return _texts(document), [document.get_page_label(at) for at in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the PDF is broken") from error
    finally:
        document.close()


def _texts(document: Any) -> list[str]:
    """The text of each sheet; pages and texts are closed one by one, so that a thousand do not pile up."""
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_range())
        text.close()
        page.close()
    return texts


def _clean(text: str) -> str:
    """The text of a sheet with its lines parted, and without the signs by which PDFium says that a word goes on."""
    return _GLUED.sub("\n", text.replace(_HYPHEN, "-").replace("\ufffe", "-").replace("\x00", " "))


def _paragraphs(lines: Sequence[Draft]) -> Iterator[Draft]:
    """Rows as they are, lines of prose joined until a sentence ends on a short line or a bullet begins."""
    widest = max((len(line.text) for line in lines), default=0)
    prose: list[Draft] = []
    for line in lines:
        if prose and (line.row or not line.text or _STARTS.match(line.text) or _ends(prose, widest)):
            yield joined(prose)
            prose = []
        if line.row:
            yield line
        elif line.text:
            prose.append(line)
    if prose:
        yield joined(prose)


def _ends(prose: Sequence[Draft], widest: int) -> bool:
    last = prose[-1].text
    is_short = len(last) < widest * 0.8
    return (is_short and last.endswith((".", ":", "!", "?", "。", "：", ")"))) or len(prose) * widest > _MOST_SIGNS


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers that may be a page's, in its first and last two lines."""
    texts = [line.text for line in lines if line.text]
    found = (match for text in {*texts[:2], *texts[-2:]} if (match := _NUMBER.search(text)))
    return frozenset(int(match.group(1) or match.group(2)) for match in found)


def _labelled(labels: Sequence[str]) -> dict[int, int]:
    """The printed number of each sheet by the file's page labels, where they differ from its count."""
    numbers = {sheet: int(label) for sheet, label in enumerate(labels, 1) if label.isdecimal()}
    return numbers if any(sheet != number for sheet, number in numbers.items()) else {}
