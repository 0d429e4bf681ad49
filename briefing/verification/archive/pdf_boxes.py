"""Boxes on a PDF's sheet, in points from the lower left corner of the sheet as displayed."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""


def turned_box(box: Box, turn: int, size: tuple[float, float]) -> Box:
    """A box after the sheet is turned clockwise by some right angles; `size` is the sheet's width and height then."""
    left, bottom, right, top = box
    width, height = size
    if turn == 1:
        return bottom, height - right, top, height - left
    if turn == 2:
        return width - right, height - top, width - left, height - bottom
    return (width - top, left, width - bottom, right) if turn == 3 else box


def turned_size(turn: int, size: tuple[float, float]) -> tuple[float, float]:
    """The width and height of a sheet after it is turned by some right angles."""
    return size if turn % 2 == 0 else (size[1], size[0])
