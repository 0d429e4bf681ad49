"""Minus signs in every notation, rewritten as `-` right before the number without changing any offset.

Accounts print a loss in round brackets, `($0.42)`; tables mark a fall with `▼`; prose may put a space after the dash,
`of – 5.6m`. Each notation is replaced by `-` and spaces of the same length, so that one pattern for numbers is
enough. In prose a bracket is often a remark, `$5m (3.2%)`: there it is a minus only next to a currency mark or a
scale, or after a colon or a word for a loss. Words such as `minus` are handled by `numbers`.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from briefing import lazy_re
from briefing.evidence.quantities.currency_marks import end_of_mark, mark_before


class MinusSigns(NamedTuple):
    """A text with plain minus signs."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """The rewritten spans, in order: the span of a number that begins or ends in one includes all of it."""


# --- Dashes and arrows ------------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """A notation of a sign."""

    trigger: str
    """A string that every text with this notation contains."""
    pattern: re.Pattern[str]
    """The sign before a number, or before its currency mark."""
    rewrite: Callable[[re.Match[str]], str]
    """The replacement of a match, of the same length."""


_BEFORE_A_DASH = (
    r"(?<=\bof |\bat |\bby |\bto )|(?<=was |RMB |CNY |USD |EUR |GBP |HKD |CHF |JPY )|(?<=from )|(?<=[$€£¥] )"
)
_FORMS: Mapping[str, _Form] = {
    "US-$5.6m": _Form(
        "-$", lazy_re.compile(r"(?:US|HK|NZ|NT|AU|CA|[ACSR])-\$ ?"), lambda m: f"-{m[0].replace('-', '')}"
    ),
    "of – 5.6m": _Form("- ", lazy_re.compile(rf"(?<![0-9%] to )(?:{_BEFORE_A_DASH})- "), lambda _: " -"),
    "− 5.6": _Form("➖", lazy_re.compile("➖ ?"), lambda m: "-".rjust(len(m[0]))),
    "为—5.6%": _Form("—", lazy_re.compile(r"(?:^|(?<=[\s为是至到于达:(,，、~=|]))—"), lambda _: "-"),
    "▼5.6%": _Form("▼", lazy_re.compile("▼ ?"), lambda m: "-".rjust(len(m[0]))),
    "↓5.6%": _Form("↓", lazy_re.compile("↓ ?"), lambda m: "-".rjust(len(m[0]))),
    "↑5.6%": _Form("↑", lazy_re.compile("↑ ?"), lambda m: "+".rjust(len(m[0]))),
    "▲ 5.6%": _Form("▲ ", lazy_re.compile("▲ "), lambda _: " ▲"),
    "△ 5.6%": _Form("△ ", lazy_re.compile("△ "), lambda _: " △"),
}
_TRIANGLES: Mapping[str, re.Pattern[str]] = {"△▲": lazy_re.compile("[△▲] ?"), "△": lazy_re.compile("△ ?")}


def triangles_of_losses(text: str) -> str:
    """The triangles that mean a minus in the language of a text: △ and ▲ in Japanese, △ in Korean; else empty."""
    if any("\u3041" <= char <= "\u30fc" or char in _JAPANESE for char in text):
        return "△▲"
    return "△" if any("\uac00" <= char <= "\ud7a3" for char in text) else ""


_JAPANESE = frozenset("円営売経総単実")
"""Characters whose form is used only in Japanese."""


def _signed(found: re.Match[str], rewrite: Callable[[re.Match[str]], str]) -> str:
    """A sign, rewritten if a number follows."""
    return rewrite(found) if _NUMBER_NEXT.match(found.string, end_of_mark(found.string, found.end())) else found[0]


_NUMBER_NEXT = lazy_re.compile(r"\.?[0-9]")


# --- Brackets ---------------------------------------------------------------------------------------------------------

_NUMBER = r"(?>[0-9](?:[0-9.,']*[0-9])?|\.[0-9]+)"
_SCALE = r"(?:(?:thousand|millions?|billion|trillion|milliards?|millones|Mio|Mrd|mn|bn|tn|[kmb])(?![A-Za-z])|[十百千]?[万亿])"
_RATE = r"(?:%|‰|(?:per ?cent|percentage points?|pp|p|bps?)(?![A-Za-z])|个?基点|个?百分点)"
_INSIDE = rf"(?: ?(?:{_RATE}|{_SCALE}(?: ?[港美欧日]?元)?|[港美欧日]?元|cents?(?![a-z])))?"


_BRACKETED = lazy_re.compile(rf"\((?P<inner>(?P<mark>[^()]{{0,16}}?)(?P<number>{_NUMBER})(?P<measure>{_INSIDE}))\)")
_OUTSIDE = lazy_re.compile(rf"(?P<gap> ?)(?:{_RATE}|{_SCALE})")
"""A measure after a closing bracket."""
_BEFORE_A_LOSS = lazy_re.compile(
    r"(?i:\b(?:loss|losses|deficit|outflow|outflows)(?: per (?:diluted |basic |ordinary )?share)?"
    r"(?: of| was| were| to|,)* ?)$|(?:亏损|净亏|净流出)额?[为达了]? ?$"
)
# Where an amount has to follow, brackets are no remark: `EPS of ($0.42)`, `from ($0.42) to ($0.31)`.
_AWAITING = r"(?:\b(?:of|was|were|is|are|be|at|to|by|from|between|than|versus|vs\.?|with|reached|approximately|totall?ed) |: ?|[由从为至])"
_AWAITS_AN_AMOUNT = lazy_re.compile(
    rf"(?!: ?$){_AWAITING}(?:[A-Z]{{0,3}}[$€£¥]? ?\([^()0-9]{{0,4}}{_NUMBER}{_INSIDE}\)(?: ?{_SCALE})?"
    r" ?(?:and|to|至|到) ?(?:[A-Z]{0,3}[$€£¥] ?)?)?$"
)
_NUMBER_BEFORE = lazy_re.compile("[0-9] $")
_COLON = lazy_re.compile(": ?$")
_CLOSED = lazy_re.compile(r"[;,.。；，、]|\s*$")
# Characters that may accompany the number of a cell: white space, citations, footnote marks.
_ACCOMPANYING = " \t\n\ufffc*†‡⁰¹²³⁴⁵⁶⁷⁸⁹"
# In a cell a space may follow the dash, or the dash the number, as in exports from SAP.
_CELL_DASH = lazy_re.compile("^- ")
_DASH_BEHIND = lazy_re.compile(
    rf"^(?P<mark>[^0-9.]{{0,16}})(?P<number>{_NUMBER})(?: ?{_RATE})?-(?=[{_ACCOMPANYING}]*$)"
)
_NOTES = lazy_re.compile(r"(?: ?[\[(](?:[0-9]{1,2}|[a-z]{1,2})[\])]){1,9}$")
"""Footnote marks at the end of a cell: `(41.7) (2)`, `(41.7)[b]`."""
_CODE = lazy_re.compile("[0-9]{6}")
"""A stock code: `(301291)`."""


def _mark_at_end(before: str) -> str:
    """The currency mark at the end of a text, with a space after it if there is one; empty without a mark."""
    end = len(before) - before.endswith(" ")
    mark = mark_before(before, end)
    return mark and before[end - len(mark) :]


def _is_loss(found: re.Match[str]) -> bool:
    """Whether the context of a number in brackets makes it negative."""
    text, (start, end) = found.string, found.span()
    before = text[max(0, start - 40) : start]
    # In `$4,128(1) million` and `RMB (1)` the brackets are a footnote mark.
    if before[-1:].isdigit() and len(found["inner"]) == 1:
        return False
    if _mark_at_end(before) and (not before.endswith(" ") or len(found["number"]) > 1):
        return True
    if not found["measure"] and (outside := _OUTSIDE.match(text, end)):
        # In `20.7 (21.2) per cent` the measure is meant for the number before the bracket too.
        return not (outside["gap"] and _NUMBER_BEFORE.search(before))
    if _AWAITS_AN_AMOUNT.search(before):
        return bool(found["mark"] or found["measure"] or not found["number"].isdigit())
    if _COLON.search(before):
        # `for two reasons: (1) …` is a list.
        is_item = len(found["inner"]) < 3 and not _CLOSED.match(text, end)
        return not is_item
    return bool(_BEFORE_A_LOSS.search(before))


def _is_whole(found: re.Match[str]) -> bool:
    """Whether a number in brackets is the whole text, apart from its mark, measure and footnote marks."""
    text, outside = found.string, _OUTSIDE.match(found.string, found.end())
    after = outside.end() if outside and not found["measure"] else found.end()
    before = text[: found.start()]
    before = before.removesuffix(_mark_at_end(before))
    return not before.strip(_ACCOMPANYING) and not _NOTES.sub("", text[after:]).strip(_ACCOMPANYING)


def _unbracketed(found: re.Match[str], cell: bool) -> str:
    """A number in brackets, rewritten with a minus sign at the same length if it is negative."""
    if found["mark"] and end_of_mark(found.string, found.start("mark")) != found.start("number"):
        return found[0]
    if _CODE.fullmatch(found["inner"]) or not (_is_loss(found) or (cell and _is_whole(found))):
        return found[0]
    plain, outside = f"-{found['inner']}", _OUTSIDE.match(found.string, found.end())
    # A measure that touched the bracket must touch the number.
    touches = outside is not None and not outside["gap"]
    return plain.rjust(len(found[0])) if touches else plain.ljust(len(found[0]))


def _with_dash_before(found: re.Match[str]) -> str:
    is_number = end_of_mark(found.string, 0) == found.start("number")
    return f"-{found[0][:-1]}" if is_number else found[0]


# --- All notations ----------------------------------------------------------------------------------------------------

# Two decimal fractions joined by a comma are two numbers in any convention: `14.20,0.55`.
_LISTED = lazy_re.compile(r"\.(?![0-9]{3},[0-9]{3}\.)[0-9]+,(?=[0-9]+\.[0-9])")
# `CO~2~5 GW`: subscript digits, or a range; a `_` makes the number ambiguous.
_LOWERED = lazy_re.compile("(?<=[A-Za-z])~[0-9]{1,3}~(?=[0-9])")


def with_minus_signs(text: str, cell: bool = False) -> MinusSigns:
    """The normalized text with plain minus signs; in a `cell`, brackets around all of it are always a minus."""
    if "," in text:
        text = _LISTED.sub(lambda decimals: f"{decimals[0][:-1]};", text)
    if "~" in text:
        text = _LOWERED.sub(lambda digits: f"{digits[0][:-1]}_", text)
    spans: list[tuple[int, int]] = []
    if "▼" in text:
        text = text.replace("▲", "+")
    elif ("△" in text or "▲" in text) and (losses := triangles_of_losses(text)):
        text = _rewrite(text, _TRIANGLES[losses], partial(_signed, rewrite=_FORMS["▼5.6%"].rewrite), spans)
    for trigger, pattern, rewrite in _FORMS.values():
        if trigger in text:
            text = _rewrite(text, pattern, partial(_signed, rewrite=rewrite), spans)
    if cell and "-" in text:
        text = _rewrite(text, _CELL_DASH, partial(_signed, rewrite=lambda _: " -"), spans)
        text = _rewrite(text, _DASH_BEHIND, _with_dash_before, spans)
    if "(" in text:
        text = _rewrite(text, _BRACKETED, partial(_unbracketed, cell=cell), spans)
    return MinusSigns(text, tuple(sorted(spans)))


def _rewrite(
    text: str, pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str], spans: list[tuple[int, int]]
) -> str:
    """A text with each match of a pattern rewritten; the spans that change are added to `spans`."""
    pieces, offset = [], 0
    for found in pattern.finditer(text):
        plain = rewrite(found)
        if plain != found[0]:
            spans.append(found.span())
            pieces += [text[offset : found.start()], plain]
            offset = found.end()
    return "".join(pieces) + text[offset:] if pieces else text


def widen(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The span of a number, widened by all rewritten spans that overlap its ends; `spans` are in order."""
    near = spans[max(0, bisect_left(spans, (start, start)) - 2) : bisect_left(spans, (end, end))]
    first = min((span[0] for span in near if span[0] <= start < span[1]), default=start)
    last = max((span[1] for span in near if span[0] < end <= span[1]), default=end)
    return first, last
