"""The lines of a sheet from its words and their boxes: columns of prose one after the other, cells side by side.

Words of one height that follow each other are a piece. A sheet is cut at gutters that lines of prose on both sides
leave free (two columns of text), never between the columns of a table, whose pieces are short or numbers; what is left
side by side is a row. Raised or lowered text beside a number is not part of it.
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
"""A wider gap, in heights, parts two pieces of a line."""
_MAX_GAP: Final = 1.6
"""A gap as wide parts them in any line."""
_UNEVEN: Final = 2.2
"""A gap that is so much wider than the others of its line parts cells."""
_SMALL: Final = 0.85
"""Text whose height is a smaller share of its line is raised or lowered."""
_MIN_PROSE_PIECES: Final = 4
"""The pieces of prose on each side that make two columns."""
_MIN_COLUMN_WIDTH: Final = 40
"""In points: a second column does not begin closer to the left edge."""
_GUTTER_MARGIN: Final = 1.5
"""In points, between a gutter and the column to its right."""
_MIN_WORDS: Final = 3
"""The words of running text."""
_BREAK: Final = 0.75
"""A wider gap between two lines, in heights, parts paragraphs."""
_STOPS: Final = (".", ":", "!", "?", "。", "：")
_LETTERS: Final = lazy_re.compile(r"[^\W\d_]")
_MONEY: Final = lazy_re.compile(r"(?:[A-Z]{0,3}[$€£¥₹]|[(（]|[A-Z]{0,3}[$€£¥₹]\s?[(（])$")
_TAIL: Final = lazy_re.compile(r"[)）]?\s?(?:%|x|pp|bps?)?[)）]?")
_BULLET: Final = lazy_re.compile(r"[•◦▪●‣·–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]")
_MAX_MARK_CHARS: Final = 5
"""The maximal length of a mark."""
_MARK_GAP: Final = 0.3
"""A mark that is nearer to a word, in heights, touches it."""
_LEADERS: Final = lazy_re.compile(r"(?:[.·…]\s?){3,}|[_‾–—-]{5,}")


class LinePiece(NamedTuple):
    """Words that follow each other in one line."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_prose(self) -> bool:
        """Whether it is running text rather than a number or a label."""
        letters = len(_LETTERS.findall(self.text))
        words = max(len(self.text.split()), letters // 6 if _is_dense(self.text) else 0)
        return words >= _MIN_WORDS and letters * 2 > len(self.text)


class LaidLine(NamedTuple):
    """A line with its position on the sheet."""

    pieces: tuple[LinePiece, ...]
    bottom: float
    top: float
    begins: bool
    """Whether a gap, another size or another column parts it from the line before."""
    is_short: bool
    """Whether it ends well before its column does."""
    turn: int = 0
    """By how many right angles it is turned; its position is on the sheet as it is held to read it."""

    @property
    def text(self) -> str:
        """Its pieces with a space between."""
        return " ".join(piece.text for piece in self.pieces)


def _is_dense(text: str) -> bool:
    """Whether a text is of a script that puts no spaces between words."""
    return any("\u3040" <= char <= "\u9fff" for char in text)


def lay_out(words: Sequence[Word]) -> list[LaidLine]:
    """The lines of a sheet in the order in which they are read."""
    pieces = [piece for run in _with_marks(list(_runs(words))) for piece in _pieces(run)]
    if not pieces:
        return []
    usual = usual_height(words)
    laid: list[LaidLine] = []
    for region in _regions(pieces):
        first, *others = _lines(region, usual)
        laid += [first._replace(begins=not _goes_over(laid[-1], first) if laid else True), *others]
    return laid


def _goes_over(last: LaidLine, first: LaidLine) -> bool:
    """Whether the last line of a column goes on in the first of the next."""
    heights = (last.top - last.bottom, first.top - first.bottom)
    is_open = not last.is_short and not last.text.endswith(_STOPS) and last.top < first.bottom
    return is_open and last.pieces[-1].is_prose and min(heights) >= _SMALL * max(heights)


# --- pieces ------------------------------------------------------------------------------------------


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that follow each other both in the file and on one line, without a wide gap."""
    for line in _stretches(words):
        tall = max(word.top - word.bottom for word in line)
        widest = _widest_space(line, tall)
        begins = 0
        for at in range(1, len(line) + 1):
            if at == len(line) or line[at].left - line[at - 1].right >= widest:
                yield line[begins:at]
                begins = at


def _widest_space(line: Sequence[Word], tall: float) -> float:
    """From which on a gap parts cells: in a line of prose that is set justified, all gaps are as wide."""
    wide = _GAP * tall
    gaps = [after.left - word.right for word, after in pairwise(line) if not after.is_glued]
    if len(gaps) < _MIN_WORDS or max(gaps) < wide:
        return wide
    plain = sum(word.text.isalpha() and len(word.text) > 1 for word in line)
    return min(max(wide, _UNEVEN * median(gaps)), _MAX_GAP * tall) if plain * 2 > len(line) else wide


def _stretches(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that follow each other both in the file and on one line."""
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
    """Whether a word follows the last of a line whose tallest is `tall`."""
    _, _, bottom, _, top, _ = tall
    _, left, low, _, high, _ = word
    gap, height = left - last.right, max(top - bottom, high - low)
    overlap = min(top, high) - max(bottom, low)
    return -0.5 * height < gap < _MAX_GAP * height and overlap > 0.4 * min(top - bottom, high - low)


def _with_marks(runs: Sequence[list[Word]]) -> list[list[Word]]:
    """The runs with each mark that the file draws by itself, such as the index of CO₂, put where it is."""
    usual = usual_height([word for run in runs for word in run])
    small = [
        run for run in runs if len(run) == 1 and run[0].height < _SMALL * usual and len(run[0].text) <= _MAX_MARK_CHARS
    ]
    others = [run for run in runs if run not in small] if small else list(runs)
    for (mark,) in small:
        host = next((run for run in others if _holds(run, mark)), None)
        if host is None:
            others.append([mark])
            continue
        at = next((at for at, word in enumerate(host) if word.left > mark.left), len(host))
        is_glued = at > 0 and mark.left - host[at - 1].right < _MARK_GAP * host[0].height
        host.insert(at, mark._replace(is_glued=is_glued))
    return others


def _holds(run: Sequence[Word], mark: Word) -> bool:
    """Whether a mark is within a run of larger words, or right after it."""
    tall = max(run, key=lambda word: word.height)
    overlap = min(tall.top, mark.top) - max(tall.bottom, mark.bottom)
    is_beside = run[0].left < mark.left and mark.right < run[-1].right + _GAP * tall.height
    return is_beside and mark.height < _SMALL * tall.height and overlap > 0.25 * mark.height


def _pieces(run: Sequence[Word]) -> Iterator[LinePiece]:
    """A run with its raised and lowered marks, cut where dots lead on to a number."""
    height = max(word.height for word in run)
    body = [word for word in run if word.height >= _SMALL * height]
    bottom, top = min(word.bottom for word in body), max(word.top for word in body)
    text = ""
    for index, word in enumerate(run):
        text = _with(text, word, (bottom, top), is_last=index == len(run) - 1)
    whole = LinePiece(text.strip(), run[0].left, bottom, run[-1].right, top)
    yield from _led(whole) if _LEADERS.search(text) else [whole]


def _with(before: str, word: Word, line: tuple[float, float], is_last: bool) -> str:
    """A text with one more word; one that is raised or lowered beside it is a mark, an exponent or an index."""
    bottom, top = line
    is_small = word.height < _SMALL * (top - bottom) and not (is_last and not before)
    if not is_small or (word.bottom - bottom <= top - word.top and not (before and word.is_glued)):
        return before + ("" if word.is_glued or not before else " ") + word.text
    if word.bottom - bottom <= top - word.top:
        return before + lowered(word.text)
    if is_power(before, word.text):
        return before[: -len("10")] + OBJECT
    return before + raised(before, word.text)


def _led(whole: LinePiece) -> Iterator[LinePiece]:
    """The parts of a piece between dots that lead on, each as wide as its share of the characters."""
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
    """The pieces of each part of a sheet that is read by itself, in reading order."""
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
    """Whether a line has running text, and more pieces of words than of numbers: lines of columns side by side."""
    return any(piece.is_prose for piece in row) and len(row) > 2 * sum(is_value(piece.text) for piece in row)


def _gutter(pieces: Sequence[LinePiece]) -> float | None:
    """Where a second column of prose begins: an edge at which many pieces begin and which few cross."""
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
    """The pieces between those that go across all columns, which are separate, from top to bottom."""
    cuts = sorted(across, key=lambda piece: -piece.top)
    left = sorted(pieces, key=lambda piece: -piece.top)
    while left or cuts:
        edge = (cuts[0].top + cuts[0].bottom) / 2 if cuts else float("-inf")
        yield [piece for piece in left if piece.bottom + piece.top > 2 * edge]
        left = [piece for piece in left if piece.bottom + piece.top <= 2 * edge]
        line = [piece for piece in cuts if piece.top > edge]
        # Pieces next to it in its line belong to it.
        beside = [piece for piece in left if line and piece.top > edge > piece.bottom]
        left = [piece for piece in left if piece not in set(beside)]
        yield line + beside
        cuts = cuts[len(line) :]


# --- lines -------------------------------------------------------------------------------------------


def _lines(region: Sequence[LinePiece], usual: float) -> Iterator[LaidLine]:
    """The lines of a region from top to bottom."""
    right = max(piece.right for piece in region)
    wide = right - min(piece.left for piece in region)
    rows = [tuple(_together(row)) for row in _rows(region)]
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
    """Whether each line is prose: in one piece, or in few words that are set from edge to edge as one beside it."""
    found = [len(row) == 1 and row[0].is_prose for row in rows]
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        for at in order:
            near = (other for other in (at - 1, at + 1) if 0 <= other < len(rows) and found[other])
            found[at] = found[at] or any(_is_justified(rows[at], rows[other]) for other in near)
    return found


def _is_justified(row: Sequence[LinePiece], line: Sequence[LinePiece]) -> bool:
    """Whether a line of few words is set from edge to edge as a line of prose beside it is."""
    tall, values = row[0].top - row[0].bottom, sum(is_value(piece.text) for piece in row)
    return (
        len(row) > 1
        and (len(line) == 1 or len(row) - values > max(values, 1))
        and abs(line[0].left - row[0].left) < tall
        and abs(line[-1].right - row[-1].right) < 2
        and abs(line[0].bottom - row[0].bottom) < 2 * tall
    )


def _whole(row: Sequence[LinePiece]) -> LinePiece:
    """A line as one piece."""
    bottom, top = min(piece.bottom for piece in row), max(piece.top for piece in row)
    return LinePiece(" ".join(piece.text for piece in row), row[0].left, bottom, row[-1].right, top)


def _is_apart(before: LaidLine, after: LaidLine, usual: float) -> bool:
    heights = (before.pieces[0].top - before.pieces[0].bottom, after.pieces[0].top - after.pieces[0].bottom)
    tall = max(*heights, 0.5 * usual)
    return before.bottom - after.top > _BREAK * tall or min(heights) < _SMALL * max(heights)


def _rows(region: Sequence[LinePiece]) -> Iterator[list[LinePiece]]:
    """Pieces that are side by side."""
    row: list[LinePiece] = []
    for piece in sorted(region, key=lambda each: -(each.top + each.bottom)):
        if row and not _in_row(row, piece):
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda each: each.left)


def _in_row(row: Sequence[LinePiece], piece: LinePiece) -> bool:
    """Whether a piece is in a row: beside the first of it, and over or under none."""
    first = row[0]
    overlap = min(first.top, piece.top) - max(first.bottom, piece.bottom)
    if overlap < 0.5 * min(first.top - first.bottom, piece.top - piece.bottom):
        return False
    return all(piece.left >= other.right - 1 or piece.right <= other.left + 1 for other in row)


def _together(row: Sequence[LinePiece]) -> Iterator[LinePiece]:
    """A row with its detached marks joined to their number or text: currency and per cent, bullets, footnotes."""
    held: LinePiece | None = None
    for piece in row:
        if held is None:
            held = piece
        elif (text := _as_one(held, piece)) is not None:
            held = LinePiece(text, held.left, min(held.bottom, piece.bottom), piece.right, max(held.top, piece.top))
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _as_one(held: LinePiece, piece: LinePiece) -> str | None:
    """Two pieces beside each other as one text, or nothing where they are two cells."""
    if _is_raised(held, piece):
        return held.text + raised(held.text, piece.text)
    if _MONEY.fullmatch(held.text) and piece.text[0] in "0123456789(（-–—−$€£¥":
        return f"{held.text}{'' if held.text[-1] in '(（' else ' '}{piece.text}"
    if _TAIL.fullmatch(piece.text) and (is_value(held.text) or held.text[0] in "(（"):
        return f"{held.text}{'' if piece.text[0] in ')）' else ' '}{piece.text}"
    if _BULLET.fullmatch(held.text) and piece.is_prose and piece.left - held.right < 4 * (piece.top - piece.bottom):
        return f"{held.text} {piece.text}"
    return None


def _is_raised(held: LinePiece, piece: LinePiece) -> bool:
    """Whether a piece is a mark at the shoulder of the one before it."""
    tall = held.top - held.bottom
    is_small = piece.top - piece.bottom < _SMALL * tall and len(piece.text) <= _MAX_MARK_CHARS
    return is_small and piece.bottom - held.bottom > held.top - piece.top and piece.left - held.right < tall
