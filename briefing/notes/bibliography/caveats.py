"""Parses our extensions of CSL: caveats with their locators and grades, page numbering, and currency symbols."""

import re

from msgspec import structs

from briefing.citations import CitationError, read_locators
from briefing.evidence.quantities import Verdict, read_value, supports
from briefing.evidence.quantities.spellings import MONEY
from briefing.evidence.states import values_read
from briefing.model import Caveat, CurrencySymbols, Grade, Locator, Pages, Printed
from briefing.model.diagnostics import Rule
from briefing.model.suggestions import did_you_mean
from briefing.notes.records import DecodeError, Entry, Fields, Leaf, Tree


def read_currency_symbols(tree: Tree) -> CurrencySymbols:
    """The currency symbols of a source: `{"$": HKD}`."""
    if not isinstance(tree, Fields):
        raise DecodeError("`currency` takes `symbol: currency` lines", 'write it as `currency: {"$": HKD}`')
    return CurrencySymbols(tuple((symbol, _currency(entry.value)) for symbol, entry in tree.entries.items()))


def _currency(tree: Tree) -> str:
    """A currency code of ISO 4217."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if text not in MONEY or not text.isupper():
        hint = did_you_mean(text, MONEY) or "write its code of ISO 4217: HKD, AUD, SGD …"
        raise DecodeError(f"`{text}` is not a currency", hint)
    return text


def read_pages(tree: Tree) -> Pages:
    """The numbering of a source's pages: `{offset: 2}`."""
    entry = tree.entries.get("offset") if isinstance(tree, Fields) and len(tree.entries) == 1 else None
    text = _value_text(entry.value) if entry else ""
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise DecodeError("`pages` takes an `offset`, a whole number", "write it as `pages: {offset: 2}`")
    return Pages(int(text))


def read_printed(tree: Tree) -> Printed:
    """The figure that a caveat is about. Raises `DecodeError` for other text, which would match no figure."""
    text = (tree.text or "") if isinstance(tree, Leaf) else ""
    if read_value(text) is None:
        hint = "write it as it is printed: RMB 200 billion, 500–700, over 1,000, 91.26%"
        raise DecodeError(f"`{text}` is not a figure", hint, Rule.INVALID_FIGURE)
    return Printed(text)


def read_places(tree: Tree) -> tuple[Locator, ...]:
    """The locators of a caveat: `¶2, ¶28`."""
    if not isinstance(tree, Leaf) or not tree.text:
        raise DecodeError("the places of a caveat are one text", "write them as `¶2, ¶28`")
    try:
        locators, rest = read_locators(tree.text)
    except CitationError as fault:
        raise DecodeError(fault.message, fault.hint, Rule.UNREADABLE_LOCATOR) from None
    if rest or not locators:
        hint = "write them as `¶2, ¶28`"
        raise DecodeError(f"`{rest or tree.text}` is not a place in a source", hint, Rule.UNREADABLE_LOCATOR)
    return locators


def graded(caveat: Caveat, tree: Fields) -> Caveat:
    """Check that the grade and value of a caveat agree; one with a value only gets the grade `differs`."""
    is_graded, is_valued = _is_given(tree, "grade"), _is_given(tree, "value")
    if not is_graded and not is_valued:
        return _grade_by_reading(caveat, tree)
    if not is_graded:
        caveat = structs.replace(caveat, grade=Grade.DIFFERS)
    if caveat.grade is Grade.DIFFERS and not is_valued:
        hint = "write the value that you read as it would be printed: `value: RMB 32–33 billion`"
        raise DecodeError(
            "a caveat of grade `differs` needs `value`", hint, Rule.MISSING_KEY, tree.entries["grade"].key
        )
    if caveat.value and (not is_graded or _value_text(tree.entries["grade"].value) == caveat.grade):
        _check_value(caveat, tree.entries["value"])
    return caveat


def _is_given(tree: Fields, name: str) -> bool:
    return name in tree.entries and _value_text(tree.entries[name].value) != ""


def _value_text(tree: Tree) -> str:
    """The text of a scalar; empty for a list."""
    return (tree.text or "") if isinstance(tree, Leaf) else "…"


def _check_value(caveat: Caveat, entry: Entry) -> None:
    if caveat.grade is not Grade.DIFFERS:
        hint = "write `grade: differs` if the figure is to be read so, or leave `value` out"
        raise DecodeError(f"a caveat of grade `{caveat.grade}` takes no `value`", hint, span=entry.key)
    if caveat.figures and all(_is_same(figure, caveat.value) for figure in caveat.figures):
        hint = "give the value that you read instead, or write `grade: doubtful` without a `value`"
        raise DecodeError(
            f"`{caveat.value}` is what the source prints, so nothing differs", hint, span=entry.value.span
        )


def _grade_by_reading(caveat: Caveat, tree: Fields) -> Caveat:
    found = values_read(caveat)
    if not (caveat.figures and found and found[0].bound_start == 0):
        return caveat
    values = tuple(Printed(caveat.reading[item.bound_start : item.end]) for item in found)
    if any(_is_same(figure, value) for figure in caveat.figures for value in values):
        return caveat
    if len(values) > 1:
        hint = "write `grade: differs` and a `value`, in one caveat for each figure, or `grade: doubtful`"
        message = f"the caveat reads `{values[0]}`, which it does not name, and has no `grade`"
        raise DecodeError(message, hint, Rule.MISSING_KEY, tree.entries["reading"].key)
    return structs.replace(caveat, grade=Grade.DIFFERS, value=values[0])


def _is_same(one: str, other: str) -> bool:
    first, second = read_value(one), read_value(other)
    return first is not None and second is not None and supports(first, second) is Verdict.SAME
