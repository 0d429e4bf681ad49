"""Paper: a writer of small PDFs in which each text has a place and a size, as a typesetter sets them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDE = 0.6
"""How wide a letter of Courier is, in its size."""


class Set(NamedTuple):
    """A text, where it is set (points from the left and from the bottom), and in which size."""

    text: str
    left: float
    bottom: float
    size: float = 10
    turn: int = 0
    """By how many right angles the sheet is turned clockwise to read it; its place is on the turned sheet."""


class Drawn(NamedTuple):
    """A horizontal line: where it begins and ends, how far it is from the bottom, and how thick it is."""

    left: float
    right: float
    bottom: float
    thick: float = 0.6


COURIER = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
WITHOUT_HEIGHT = (
    "<< /Type /Font /Subtype /TrueType /BaseFont /Plain /FirstChar 32 /LastChar 126 /Widths ["
    + "600 " * 95
    + "] /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [65 /o 103 /n] >> /FontDescriptor << "
    "/Type /FontDescriptor /FontName /Plain /Flags 32 /Ascent 0 /Descent 0 /CapHeight 700 /ItalicAngle 0 /StemV 80 "
    "/FontBBox [0 -300 1000 980] >> >>"
)
"""A font whose height is not given; by its codes of `A` and `g`, which PDFium measures, it has low letters."""


def right(text: str, edge: float, bottom: float, size: float = 10) -> Set:
    """A text that ends at an edge, as numbers of a column do."""
    return Set(text, edge - len(text) * WIDE * size, bottom, size)


def lines(texts: Sequence[str], left: float, top: float, size: float = 10, pitch: float = 1.3) -> list[Set]:
    """Lines one under the other."""
    return [Set(text, left, top - at * size * pitch, size) for at, text in enumerate(texts)]


def paper(
    *sheets: Iterable[Set | Drawn], labels: str = "", turned: int = 0, font: str = COURIER, notes: str = ""
) -> bytes:
    """A PDF in one font.

    `labels` is what its catalog says of page labels, `turned` by how much a sheet is rotated, `notes` its annotations.
    """
    pages = [list(sheet) for sheet in sheets]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        font,
    ]
    for at, page in enumerate(pages):
        stream = "\n".join(_drawn(item, turned) for item in page)
        box = "[0 0 600 800]" if not turned else "[0 0 800 600]"
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /MediaBox {box} /Rotate {turned} /Annots [{notes}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf_of(objects)


def _drawn(item: Set | Drawn, turned: int) -> str:
    """The operators that draw a text or a line; a line is for sheets that are not turned."""
    if isinstance(item, Drawn):
        return f"{item.left:.2f} {item.bottom:.2f} {item.right - item.left:.2f} {item.thick} re f"
    return f"BT /F1 {item.size} Tf {_at(item, turned)} Tm ({_shown(item.text)}) Tj ET"


def _at(item: Set, turned: int) -> str:
    """The matrix of a text; on a sheet that is turned clockwise by 90 degrees it runs upward."""
    if turned == 90:
        return f"0 1 -1 0 {800 - item.bottom:.2f} {item.left:.2f}"
    left, bottom = item.left, item.bottom
    matrices = {
        0: f"1 0 0 1 {left:.2f} {bottom:.2f}",
        1: f"0 1 -1 0 {600 - bottom:.2f} {left:.2f}",
        2: f"-1 0 0 -1 {600 - left:.2f} {800 - bottom:.2f}",
        3: f"0 -1 1 0 {bottom:.2f} {800 - left:.2f}",
    }
    return matrices[item.turn]


LIGATURES = {"fi": "\\256", "fl": "\\257"}
"""As the font's own encoding has them."""


def _shown(text: str) -> str:
    """A text as a PDF string; what is between two bars is a ligature: `pro|fi|t`."""
    parts = text.split("¦")
    return "".join(
        LIGATURES.get(part, part.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")) for part in parts
    )


def pdf_of(objects: Sequence[str]) -> bytes:
    """Objects as a PDF, with the table of where each begins."""
    content, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
