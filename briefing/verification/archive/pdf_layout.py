"""The layout of a sheet: lines from its words and their boxes, columns of prose in reading order, rows as cells.

Adjacent words on a line are joined into pieces. A sheet is cut at a gutter if there are lines of prose on both sides
of it (two columns of text), but never between columns of a table, whose pieces are short or numbers. Pieces that are
then still side by side form a row. Superscripts and subscripts beside a number are not part of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from briefing import lazy_re
from briefing.evidence.tables import is_value
from briefing.verification.archive.pdf_words import Word, usual_height
from briefing.verification.archive.superscripts import OBJECT, is_power, lowered, raised

_GAP: Final = 0.75
"""A gap of this many heights usually separates two pieces."""
_MAX_GAP: Final = 1.6
"""A gap of this many heights always separates two pieces."""
_UNEVEN: Final = 2.2
"""A gap this many times the median one of its line separates cells."""
_SMALL: Final = 0.85
"""Text lower than this share of its line's height is a superscript or subscript."""
_MIN_PROSE_PIECES: Final = 4
"""The least number of pieces of prose on each side of a gutter."""
_MIN_COLUMN_WIDTH: Final = 40
"""In points: a second column begins at least this far from the left edge."""
_GUTTER_MARGIN: Final = 1.5
"""In points, between a gutter and the column to its right."""
_MIN_WORDS: Final = 3
"""The least number of words in running text."""
_BREAK: Final = 0.75
"""A wider gap between two lines, in heights, separates paragraphs."""
_STOPS: Final = (".", ":", "!", "?", "。", "：")
_LETTERS: Final = lazy_re.compile(r"[^\W\d_]")
_MONEY: Final = lazy_re.compile(r"(?:[A-Z]{0,3}[$€£¥₹]|[(（]|[A-Z]{0,3}[$€£¥₹]\s?[(（])$")
_TAIL: Final = lazy_re.compile(r"[)）]?\s?(?:%|x|pp|bps?)?[)）]?")
_BULLET: Final = lazy_re.compile(r"[•◦▪●‣·–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
_MAX_MARK_CHARS: Final = 5
"""The maximum length of a mark."""
_MARK_GAP: Final = 0.3
"""A mark nearer to a word than this, in heights, touches it."""
_LEADERS: Final = lazy_re.compile(r"(?:[.·…]\s?){3,}|[_‾–—-]{5,}")


class LinePiece(NamedTuple):
    """Adjacent words in a line, with their common box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_prose(self) -> bool:
        """Whether it is running text, and not a number or a label."""
        letters = len(_LETTERS.findall(self.text))
        words = max(len(self.text.split()), letters // 6 if _is_dense(self.text) else 0)
        return words >= _MIN_WORDS and letters * 2 > len(self.text)


class LaidLine(NamedTuple):
    """A line of pieces with its position on the sheet."""

    pieces: tuple[LinePiece, ...]
    bottom: float
    top: float
    begins: bool
    """Whether a gap, another font size or another column separates it from the previous line."""
    is_short: bool
    """Whether it ends well before its column does."""
    turn: int = 0
    """The number of right angles by which it is rotated; its position is as if the sheet were turned to read it."""

    @property
    def text(self) -> str:
        """The texts of its pieces, joined by spaces."""
        return " ".join(piece.text for piece in self.pieces)


def _is_dense(text: str) -> bool:
    """Whether a text is in a script without spaces between words."""
    return any("\u3040" <= char <= "\u9fff" for char in text)


def lay_out(words: Sequence[Word]) -> list[LaidLine]:
    """The lines of a sheet in reading order."""
    pieces = [piece for run in _with_marks(list(_runs(words))) for piece in _pieces(run)]
    if not pieces:
        return []
    usual = usual_height(words)
    laid: list[LaidLine] = []
    for region in _regions(pieces):
        first, *others = _lines(region, usual)
        laid += [first._replace(begins=not _continues(laid[-1], first) if laid else True), *others]
    return laid


def _continues(last: LaidLine, first: LaidLine) -> bool:
    """Whether the last line of a column continues in the first of the next."""
    heights = (last.top - last.bottom, first.top - first.bottom)
    is_open = not last.is_short and not last.text.endswith(_STOPS) and last.top < first.bottom
    return is_open and last.pieces[-1].is_prose and min(heights) >= _SMALL * max(heights)


# --- pieces ------------------------------------------------------------------------------------------


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that are adjacent both in the file and on a line, without a wide gap."""
    for line in _stretches(words):
        tall = max(word.top - word.bottom for word in line)
        widest = _widest_space(line, tall)
        begins = 0
        for at in range(1, len(line) + 1):
            if at == len(line) or line[at].left - line[at - 1].right >= widest:
                yield line[begins:at]
                begins = at


def _widest_space(line: Sequence[Word], tall: float) -> float:
    """The width from which on a gap separates cells; in justified prose all gaps may be wide."""
    wide = _GAP * tall
    gaps = [after.left - word.right for word, after in pairwise(line) if not after.is_glued]
    if len(gaps) < _MIN_WORDS or max(gaps) < wide:
        return wide
    plain = sum(word.text.isalpha() and len(word.text) > 1 for word in line)
    return min(max(wide, _UNEVEN * median(gaps)), _MAX_GAP * tall) if plain * 2 > len(line) else wide


def _stretches(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that are adjacent both in the file and on a line."""
    line: list[Word] = []
    tall = Word("", 0, 0, 0, 0)
    for word in words:
        if line and not _goes_on(tall, line[-1], word):
            yield line
            line = []
        if not line or word.top - word.bottom > tall.top - tall.bottom:
            tall = word
        line.append(word)
    if line:
        yield line


def _goes_on(tall: Word, last: Word, word: Word) -> bool:
    """Whether a word continues a line with the last word `last` and the tallest word `tall`."""
    _, _, bottom, _, top, _ = tall
    _, left, low, _, high, _ = word
    gap, height = left - last.right, max(top - bottom, high - low)
    overlap = min(top, high) - max(bottom, low)
    return -0.5 * height < gap < _MAX_GAP * height and overlap > 0.4 * min(top - bottom, high - low)


def _with_marks(runs: Sequence[list[Word]]) -> list[list[Word]]:
    """The runs with marks that the file draws separately, such as the index of CO₂, inserted where they belong."""
    usual = usual_height([word for run in runs for word in run])
    small = [
        run for run in runs if len(run) == 1 and run[0].height < _SMALL * usual and len(run[0].text) <= _MAX_MARK_CHARS
    ]
    others = [run for run in runs if run not in small] if small else list(runs)
    for (mark,) in small:
        host = next((run for run in others if _contains(run, mark)), None)
        if host is None:
            others.append([mark])
            continue
        at = next((at for at, word in enumerate(host) if word.left > mark.left), len(host))
        is_glued = at > 0 and mark.left - host[at - 1].right < _MARK_GAP * host[0].height
        host.insert(at, mark._replace(is_glued=is_glued))
    return others


def _contains(run: Sequence[Word], mark: Word) -> bool:
    """Whether a mark lies within a run of larger words, or right after it."""
    tall = max(run, key=lambda word: word.height)
    overlap = min(tall.top, mark.top) - max(tall.bottom, mark.bottom)
    is_beside = run[0].left < mark.left and mark.right < run[-1].right + _GAP * tall.height
    return is_beside and mark.height < _SMALL * tall.height and overlap > 0.25 * mark.height


def _pieces(run: Sequence[Word]) -> Iterator[LinePiece]:
    """The pieces of a run, with its superscripts and subscripts resolved, and split at dot leaders."""
    height = max(word.height for word in run)
    body = [word for word in run if word.height >= _SMALL * height]
    bottom, top = min(word.bottom for word in body), max(word.top for word in body)
    text = ""
    for index, word in enumerate(run):
        text = _with(text, word, (bottom, top), is_last=index == len(run) - 1)
    whole = LinePiece(text.strip(), run[0].left, bottom, run[-1].right, top)
    yield from _split_at_leaders(whole) if _LEADERS.search(text) else [whole]


def _with(before: str, word: Word, line: tuple[float, float], is_last: bool) -> str:
    """A text with one more word, which may be a superscript or subscript: a mark, an exponent or an index."""
    bottom, top = line
    is_small = word.height < _SMALL * (top - bottom) and not (is_last and not before)
    if not is_small or (word.bottom - bottom <= top - word.top and not (before and word.is_glued)):
        return before + ("" if word.is_glued or not before else " ") + word.text
    if word.bottom - bottom <= top - word.top:
        return before + lowered(word.text)
    if is_power(before, word.text):
        return before[: -len("10")] + OBJECT
    return before + raised(before, word.text)


def _split_at_leaders(whole: LinePiece) -> Iterator[LinePiece]:
    """A piece split at dot leaders, with widths in proportion to the number of characters."""
    text = whole.text
    wide = (whole.right - whole.left) / max(len(text), 1)
    at = 0
    for match in (*_LEADERS.finditer(text), None):
        end = match.start() if match else len(text)
        if part := text[at:end].strip():
            left = whole.left + at * wide
            yield LinePiece(part, left, whole.bottom, whole.left + end * wide, whole.top)
        at = match.end() if match else end


# --- columns of prose --------------------------------------------------------------------------------


def _regions(pieces: Sequence[LinePiece]) -> Iterator[list[LinePiece]]:
    """The pieces of each region of a sheet that is read separately, in reading order."""
    gutter = _gutter(pieces)
    if gutter is None:
        yield list(pieces)
        return
    across = [piece for piece in pieces if piece.left < gutter < piece.right]
    for band in _bands([piece for piece in pieces if piece not in set(across)], across):
        left = [piece for piece in band if piece.right <= gutter]
        right = [piece for piece in band if piece.left >= gutter]
        if _has_prose(left) and _has_prose(right):
            yield from _regions(left)
            yield from _regions(right)
        elif band:
            yield band


def _has_prose(pieces: Sequence[LinePiece]) -> bool:
    rows = list(_rows(pieces))
    prose = sum(found or _has_more_words(row) for row, found in zip(rows, _are_prose(rows), strict=True))
    return prose >= 2 and prose * 2 >= len(rows)


def _has_more_words(row: Sequence[LinePiece]) -> bool:
    """Whether a line has running text, and more pieces of words than of numbers, as lines of adjacent columns have."""
    return any(piece.is_prose for piece in row) and len(row) > 2 * sum(is_value(piece.text) for piece in row)


def _gutter(pieces: Sequence[LinePiece]) -> float | None:
    """The gutter before a second column of prose: an edge where many pieces begin, and which few cross; else None."""
    prose = [piece for piece in pieces if piece.is_prose]
    edges = Counter(round(piece.left) for piece in prose)
    first = min((piece.left for piece in pieces), default=0)
    for edge, count in sorted(edges.items()):
        near = count + edges[edge - 1] + edges[edge + 1]
        if near < _MIN_PROSE_PIECES or edge < first + _MIN_COLUMN_WIDTH:
            continue
        gutter = edge - _GUTTER_MARGIN
        left = [piece for piece in prose if piece.right <= gutter]
        across = sum(piece.left < gutter < piece.right for piece in prose)
        beside = [piece for piece in left if any(_beside(piece, other, gutter) for other in prose)]
        if len(beside) >= _MIN_PROSE_PIECES and across < len(beside) + near:
            return gutter
    return None


def _beside(piece: LinePiece, other: LinePiece, gutter: float) -> bool:
    return other.left >= gutter and other.bottom < piece.top and other.top > piece.bottom


def _bands(pieces: Sequence[LinePiece], across: Sequence[LinePiece]) -> Iterator[list[LinePiece]]:
    """Bands of pieces from top to bottom: those that cross all columns, and those between them."""
    cuts = sorted(across, key=lambda piece: -piece.top)
    left = sorted(pieces, key=lambda piece: -piece.top)
    while left or cuts:
        edge = (cuts[0].top + cuts[0].bottom) / 2 if cuts else float("-inf")
        yield [piece for piece in left if piece.bottom + piece.top > 2 * edge]
        left = [piece for piece in left if piece.bottom + piece.top <= 2 * edge]
        line = [piece for piece in cuts if piece.top > edge]
        # Other pieces in the same line belong to the same band.
        beside = [piece for piece in left if line and piece.top > edge > piece.bottom]
        left = [piece for piece in left if piece not in set(beside)]
        yield line + beside
        cuts = cuts[len(line) :]


# --- lines -------------------------------------------------------------------------------------------


def _lines(region: Sequence[LinePiece], usual: float) -> Iterator[LaidLine]:
    """The lines of a region from top to bottom."""
    right = max(piece.right for piece in region)
    wide = right - min(piece.left for piece in region)
    rows = [tuple(_with_marks_joined(row)) for row in _rows(region)]
    before: LaidLine | None = None
    for row, is_prose in zip(rows, _are_prose(rows), strict=True):
        pieces = (_whole(row),) if is_prose else row
        bottom, top = min(piece.bottom for piece in pieces), max(piece.top for piece in pieces)
        laid = LaidLine(pieces, bottom, top, True, pieces[-1].right < right - 0.15 * wide)
        if before is not None:
            laid = laid._replace(begins=_is_apart(before, laid, usual))
        yield laid
        before = laid


def _are_prose(rows: Sequence[Sequence[LinePiece]]) -> list[bool]:
    """For each row, whether it is prose: a single piece, or justified to the edges of an adjacent line of prose."""
    found = [len(row) == 1 and row[0].is_prose for row in rows]
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        for at in order:
            near = (other for other in (at - 1, at + 1) if 0 <= other < len(rows) and found[other])
            found[at] = found[at] or any(_is_justified(rows[at], rows[other]) for other in near)
    return found


def _is_justified(row: Sequence[LinePiece], line: Sequence[LinePiece]) -> bool:
    """Whether a row of several pieces is justified to the same edges as an adjacent line of prose."""
    tall, values = row[0].top - row[0].bottom, sum(is_value(piece.text) for piece in row)
    return (
        len(row) > 1
        and (len(line) == 1 or len(row) - values > max(values, 1))
        and abs(line[0].left - row[0].left) < tall
        and abs(line[-1].right - row[-1].right) < 2
        and abs(line[0].bottom - row[0].bottom) < 2 * tall
    )


def _whole(row: Sequence[LinePiece]) -> LinePiece:
    """A row as a single piece."""
    bottom, top = min(piece.bottom for piece in row), max(piece.top for piece in row)
    return LinePiece(" ".join(piece.text for piece in row), row[0].left, bottom, row[-1].right, top)


def _is_apart(before: LaidLine, after: LaidLine, usual: float) -> bool:
    heights = (before.pieces[0].top - before.pieces[0].bottom, after.pieces[0].top - after.pieces[0].bottom)
    tall = max(*heights, 0.5 * usual)
    return before.bottom - after.top > _BREAK * tall or min(heights) < _SMALL * max(heights)


def _rows(region: Sequence[LinePiece]) -> Iterator[list[LinePiece]]:
    """Pieces grouped into rows, those side by side."""
    row: list[LinePiece] = []
    for piece in sorted(region, key=lambda each: -(each.top + each.bottom)):
        if row and not _in_row(row, piece):
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda each: each.left)


def _in_row(row: Sequence[LinePiece], piece: LinePiece) -> bool:
    """Whether a piece belongs to a row: it is level with the first piece, and overlaps none horizontally."""
    first = row[0]
    overlap = min(first.top, piece.top) - max(first.bottom, piece.bottom)
    if overlap < 0.5 * min(first.top - first.bottom, piece.top - piece.bottom):
        return False
    return all(piece.left >= other.right - 1 or piece.right <= other.left + 1 for other in row)


def _with_marks_joined(row: Sequence[LinePiece]) -> Iterator[LinePiece]:
    """A row with detached marks joined to their number or text: currencies, percent signs, bullets, footnote marks."""
    last: LinePiece | None = None
    for piece in row:
        if last is None:
            last = piece
        elif (text := _joined_text(last, piece)) is not None:
            last = LinePiece(text, last.left, min(last.bottom, piece.bottom), piece.right, max(last.top, piece.top))
        else:
            yield last
            last = piece
    if last is not None:
        yield last


def _joined_text(last: LinePiece, piece: LinePiece) -> str | None:
    """Two adjacent pieces joined into one text; None if they are two cells."""
    if _is_raised(last, piece):
        return last.text + raised(last.text, piece.text)
    if _MONEY.fullmatch(last.text) and piece.text[0] in "0123456789(（-–—−$€£¥":
        return f"{last.text}{'' if last.text[-1] in '(（' else ' '}{piece.text}"
    if _TAIL.fullmatch(piece.text) and (is_value(last.text) or last.text[0] in "(（"):
        return f"{last.text}{'' if piece.text[0] in ')）' else ' '}{piece.text}"
    if _BULLET.fullmatch(last.text) and piece.is_prose and piece.left - last.right < 4 * (piece.top - piece.bottom):
        return f"{last.text} {piece.text}"
    return None


def _is_raised(last: LinePiece, piece: LinePiece) -> bool:
    """Whether a piece is a superscript of the one before it."""
    tall = last.top - last.bottom
    is_small = piece.top - piece.bottom < _SMALL * tall and len(piece.text) <= _MAX_MARK_CHARS
    return is_small and piece.bottom - last.bottom > last.top - piece.top and piece.left - last.right < tall
