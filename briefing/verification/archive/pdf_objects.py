"""What is drawn on a PDF's sheet besides its characters: thin lines, and the fonts that have no height of their own."""

from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_float, c_int, c_void_p, cast
from typing import Any, Final, NamedTuple

from briefing.verification.archive.pdf_boxes import Box

_MAX_THICKNESS: Final = 4.0
"""The greatest thickness of a line, in points."""
_MAX_DEPTH: Final = 8
"""The greatest depth of forms within forms."""
_MIN_ASCENT: Final = 0.6
"""The least height of a font above the baseline, as a share of its size; one that is less is not the font's own."""
_MIN_DESCENT: Final = 0.05
"""The least depth of a font below the baseline, likewise."""
_Object = tuple[Any, int, tuple[Any, ...]]
"""An object of PDFium, its kind, and the matrices of the forms around it, the innermost first."""


class Drawing(NamedTuple):
    """What is drawn on a sheet, before the sheet is rotated."""

    lines: Sequence[Box]
    """Thin lines and thin rectangles, and the middle lines of strikeout annotations."""
    without_height: frozenset[int]
    """The addresses of its fonts that have no height of their own, such as those that LibreOffice 7.4 embeds."""


def read_drawing(page: Any, raw: Any) -> Drawing:
    """What is drawn on a sheet; `page` is an object of pypdfium2, `raw` is its module with PDFium's C functions."""
    count = raw.FPDFPage_CountObjects(page.raw)
    objects = list(_walk((raw.FPDFPage_GetObject(page.raw, at) for at in range(count)), raw))
    lines = (line for each in objects if each[1] == raw.FPDF_PAGEOBJ_PATH for line in _line(each, raw))
    fonts = (raw.FPDFTextObj_GetFont(each) for each, kind, _ in objects if kind == raw.FPDF_PAGEOBJ_TEXT)
    by_address = {address_of(font): font for font in fonts}
    without_height = (address for address, font in by_address.items() if not _has_height(font, raw))
    return Drawing([*lines, *_annotated(page, raw)], frozenset(without_height))


def address_of(font: Any) -> int:
    """The address of a font, by which it is known."""
    return cast(font, c_void_p).value or 0


def _walk(objects: Iterable[Any], raw: Any, matrices: tuple[Any, ...] = ()) -> Iterator[_Object]:
    """The objects of a sheet, those in forms included."""
    for each in objects:
        kind = raw.FPDFPageObj_GetType(each)
        if kind == raw.FPDF_PAGEOBJ_FORM and len(matrices) < _MAX_DEPTH:
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(each, matrix)
            inside = (raw.FPDFFormObj_GetObject(each, at) for at in range(raw.FPDFFormObj_CountObjects(each)))
            yield from _walk(inside, raw, (matrix, *matrices))
        else:
            yield each, kind, matrices


def _has_height(font: Any, raw: Any) -> bool:
    """Whether a font says how high it is; if not, PDFium takes the height of some of its characters."""
    ascent, descent = c_float(), c_float()
    is_known = raw.FPDFFont_GetAscent(font, 1.0, ascent) and raw.FPDFFont_GetDescent(font, 1.0, descent)
    return not is_known or (ascent.value >= _MIN_ASCENT and -descent.value >= _MIN_DESCENT)


# --- lines -------------------------------------------------------------------------------------------


def _line(path: _Object, raw: Any) -> Iterator[Box]:
    """The box of a path on its sheet, if it is thin and visible."""
    each, _, matrices = path
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if raw.FPDFPageObj_GetBounds(each, left, bottom, right, top):
        box = (left.value, bottom.value, right.value, top.value)
        for matrix in matrices:
            box = _moved(box, matrix)
        if min(box[2] - box[0], box[3] - box[1]) <= _MAX_THICKNESS and _is_visible(each, raw):
            yield box


def _is_visible(path: Any, raw: Any) -> bool:
    """Whether a path is filled or stroked."""
    fill, stroke = c_int(), c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, fill, stroke) and (fill.value or stroke.value))


def _moved(box: Box, matrix: Any) -> Box:
    """A box of a form on its sheet."""
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [matrix.a * x + matrix.c * y + matrix.e for x, y in corners]
    up = [matrix.b * x + matrix.d * y + matrix.f for x, y in corners]
    return min(across), min(up), max(across), max(up)


def _annotated(page: Any, raw: Any) -> Iterator[Box]:
    """A line through the middle of each part that an annotation strikes out."""
    quad = raw.FS_QUADPOINTSF()
    for at in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, at)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_STRIKEOUT:
            for part in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
                raw.FPDFAnnot_GetAttachmentPoints(annotation, part, quad)
                yield _middle([quad.x1, quad.x2, quad.x3, quad.x4], [quad.y1, quad.y2, quad.y3, quad.y4])
        raw.FPDFPage_CloseAnnot(annotation)


def _middle(across: Sequence[float], up: Sequence[float]) -> Box:
    """The line through the middle of a box along its longer side."""
    left, right, bottom, top = min(across), max(across), min(up), max(up)
    x, y = (left + right) / 2, (bottom + top) / 2
    return (left, y, right, y) if right - left >= top - bottom else (x, bottom, x, top)
