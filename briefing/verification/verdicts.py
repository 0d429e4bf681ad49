"""Verdicts mapped to the outcome in the lock, the rule that is broken, and the message and hint for the author.

These are tables by verdict, so that `verify` has no decisions to make. Nothing here reads a source.
"""

from collections.abc import Mapping
from typing import Final

from briefing import lazy_re
from briefing.evidence.quantities import LARGE_DIFFERENCE, Verdict, difference
from briefing.evidence.quantities.roles import CHANGE, LEVEL
from briefing.evidence.quantities.spellings import MARKS, MONEY, SHARED_CURRENCIES
from briefing.model import Bound, Outcome, Quantity
from briefing.model.diagnostics import Rule

OUTCOMES: Final[Mapping[Verdict, Outcome]] = {
    Verdict.SAME: Outcome.VERIFIED,
    Verdict.ROUNDED: Outcome.ROUNDED,
    Verdict.QUALIFIER_DIFFERS: Outcome.QUALIFIER_DIFFERS,
    Verdict.RANGE_END: Outcome.QUALIFIER_DIFFERS,
    Verdict.UNSCALED: Outcome.UNSCALED,
    Verdict.AMBIGUOUS: Outcome.AMBIGUOUS,
    Verdict.NOUN_DIFFERS: Outcome.QUALIFIER_DIFFERS,
    Verdict.PERIOD_DIFFERS: Outcome.QUALIFIER_DIFFERS,
    Verdict.ORDER_DIFFERS: Outcome.QUALIFIER_DIFFERS,
    Verdict.BOUND_OPPOSED: Outcome.NOT_FOUND,
    Verdict.SIGN_DIFFERS: Outcome.NOT_FOUND,
    Verdict.UNIT_DIFFERS: Outcome.UNIT_DIFFERS,
    Verdict.SCALE_SUSPECT: Outcome.SCALE_SUSPECT,
    Verdict.NONE: Outcome.NOT_FOUND,
}
"""The outcome that the lock records; a claim that its source contradicts counts as not found."""

RULES: Final[Mapping[Verdict, Rule]] = {
    Verdict.QUALIFIER_DIFFERS: Rule.QUALIFIER_DIFFERS,
    Verdict.RANGE_END: Rule.QUALIFIER_DIFFERS,
    Verdict.UNSCALED: Rule.UNSCALED_FIGURE,
    Verdict.AMBIGUOUS: Rule.AMBIGUOUS_NUMBER,
    Verdict.NOUN_DIFFERS: Rule.COUNTED_NOUN_DIFFERS,
    Verdict.PERIOD_DIFFERS: Rule.PERIOD_DIFFERS,
    Verdict.ORDER_DIFFERS: Rule.ORDER_DIFFERS,
    Verdict.BOUND_OPPOSED: Rule.BOUND_OPPOSED,
    Verdict.SIGN_DIFFERS: Rule.SIGN_DIFFERS,
    Verdict.UNIT_DIFFERS: Rule.UNIT_DIFFERS,
    Verdict.SCALE_SUSPECT: Rule.SCALE_SUSPECT,
    Verdict.NONE: Rule.FIGURE_NOT_FOUND,
}
"""The rule that a verdict breaks; verdicts that break none are absent."""

_MESSAGES: Final[Mapping[Verdict, str]] = {
    Verdict.QUALIFIER_DIFFERS: "{place} says {found}, not {claimed}",
    Verdict.RANGE_END: "{place} says {found}, not {claimed}",
    Verdict.UNSCALED: "{place} prints the digits of {claimed} without a scale or unit; nearby it says {context}",
    Verdict.AMBIGUOUS: "{place} prints {found}, which could be read in two ways; {claimed} is one of them",
    Verdict.NOUN_DIFFERS: "{claimed} {here} here and {there} in {place}",
    Verdict.PERIOD_DIFFERS: "{claimed} is for {context} in {place}, but the note gives it for {named}",
    Verdict.ORDER_DIFFERS: "{place} has the change of {claimed} the other way round: {context}",
    Verdict.BOUND_OPPOSED: "{place} says {found}, not {claimed}: the opposite bound",
    Verdict.SIGN_DIFFERS: "{place} says {found}, not {claimed}: the opposite sign",
    Verdict.UNIT_DIFFERS: "{place} says {found}, not {claimed}: another unit",
    Verdict.SCALE_SUSPECT: "{place} says {found}, not {claimed}: off by a power of ten",
    Verdict.NONE: "{claimed} was not found in {place}",
}

_OPPOSITE_BRACKETS: Final = "{place} prints {claimed} without brackets under {context}: the opposite sign"

_COMPARED: Final = "{place} compares {claimed} with that of the period for which the note gives it: {context}"

_AGAINST_ITS_VERB: Final = "the words around {claimed} say {verb}, but its two numbers the opposite: {context}"

_REACHED_OTHERWISE: Final = "the words around {claimed} say {verb} to it, those in {place} the opposite"

_DEFAULT_CURRENCIES: Final = {"$": "USD", "¥": "CNY"}
_CURRENCIES_OF_SIGN: Final = {
    sign: {code for code, marks in MARKS.items() if any(mark.endswith(sign) for mark in marks.split("|"))}
    for sign in _DEFAULT_CURRENCIES
}
"""The currencies whose marks end with a sign, such as `$` in `HK$`."""

_HINTS: Final[Mapping[Verdict, str]] = {
    Verdict.QUALIFIER_DIFFERS: "use the source's qualifier",
    Verdict.RANGE_END: "give the whole range, as the source does",
    Verdict.UNSCALED: "check in the source what the numbers there are given in",
    Verdict.AMBIGUOUS: "look it up in the source by eye",
    Verdict.NOUN_DIFFERS: "check that both count the same thing",
    Verdict.PERIOD_DIFFERS: "take the number of the right period, or correct the period",
    Verdict.ORDER_DIFFERS: "check which of the two numbers came first, and whether it rose or fell",
    Verdict.BOUND_OPPOSED: "use the source's qualifier",
    Verdict.SIGN_DIFFERS: "check whether the source reports a gain or a loss, a rise or a fall",
    Verdict.UNIT_DIFFERS: "correct the unit, or say in a caveat of the source how you read it",
    Verdict.SCALE_SUSPECT: "count the zeros, or say in a caveat of the source how you read it",
}


def message(
    verdict: Verdict,
    claimed: tuple[Quantity, str],
    place: str,
    found: tuple[Quantity, str] | None,
    context: str = "",
    *,
    named: str = "",
) -> str:
    """The message about a figure; each quantity comes with its printed text, `place` is the location in words.

    `context` and `named` depend on the verdict. `context` may be the words of the source that make a claim likely; or
    the period, row or column of the number, if the note has `named` another; or the change that the source gives. For
    a change that contradicts its verb, they are the change in the note and the direction of the verb; for a level that
    was reached in the other direction, there is only that of the note.
    """
    ours, theirs = claimed[0], (found or claimed)[0]
    turned = verdict is Verdict.SIGN_DIFFERS and (ours.low < 0) == (theirs.low < 0)
    here, there = _directions(ours, theirs) if turned else _nouns(ours, theirs)
    per_other = verdict is Verdict.UNIT_DIFFERS and ours.unit == theirs.unit and ours.per != theirs.per
    of_column = verdict is Verdict.NOUN_DIFFERS and named != ""
    template = _MESSAGES[
        Verdict.PERIOD_DIFFERS if of_column else Verdict.NOUN_DIFFERS if turned or per_other else verdict
    ]
    if turned and context:
        template = _OPPOSITE_BRACKETS
    elif verdict is Verdict.PERIOD_DIFFERS and not named:
        template = _COMPARED
    elif verdict is Verdict.ORDER_DIFFERS and named:
        template = _AGAINST_ITS_VERB if context else _REACHED_OTHERWISE
    message = template.format(
        claimed=_printed(*claimed),
        place=place,
        found=_printed(*(found or claimed)),
        here=here,
        there=there,
        context=f"`{context}`" if context else "nothing of it",
        named=f"`{named}`",
        verb=named,
    )
    return f"{message}: brackets may mean a minus" if _may_be_loss(verdict, theirs) else message


def hint(verdict: Verdict, found: Quantity | None = None) -> str:
    """The hint for a verdict; empty if it depends on the rest of the source."""
    return _HINTS.get(Verdict.SIGN_DIFFERS if found and _may_be_loss(verdict, found) else verdict, "")


_SHARED_NAME: Final = lazy_re.compile(
    r"(?<![A-Z])[$¥]|kr\.?(?![a-z])|\b(?:kroner|krone|pesos?|francs?|dinars?|rials?|shillings?)\b|Ps\."
)
"""A sign or name that several currencies share."""


def _shared_name_hint(claimed: Quantity, found: Quantity, printed: str) -> str:
    """The hint about a shared currency name in the source that may mean the claimed currency: `kr`, `pesos`, `$`."""
    match = _SHARED_NAME.search(printed)
    if match is None or claimed.unit == found.unit:
        return ""
    name = match[0]
    is_read_as_usual = (
        found.unit == _DEFAULT_CURRENCIES[name] if name in _DEFAULT_CURRENCIES else found.unit in SHARED_CURRENCIES
    )
    if not is_read_as_usual or claimed.unit not in _CURRENCIES_OF_SIGN.get(name, MONEY):
        return ""
    return (
        f'if `{name}` is {claimed.unit} there, say `custom: {{currency: {{"{name}": {claimed.unit}}}}}` of the source'
    )


def sign_hint(claimed: Quantity, text: str, found: Quantity, printed: str = "") -> str:
    """The hint about an amount whose sign several currencies share, such as `¥` if the source is in yen; else empty.

    `text` is the claim as printed, `printed` the number as the source prints it.
    """
    if several := _shared_name_hint(claimed, found, printed):
        return several
    sign = text[claimed.start - claimed.bound_start :][:1]
    if sign not in _DEFAULT_CURRENCIES or claimed.unit == found.unit or not {claimed.unit, found.unit} <= MONEY.keys():
        return ""
    return f"`{sign}` alone is read as {claimed.unit}: write `{found.unit}` if that is meant"


def _may_be_loss(verdict: Verdict, found: Quantity) -> bool:
    """Whether the verdict is due only to brackets around the found number, which may mean a loss."""
    return verdict is Verdict.QUALIFIER_DIFFERS and found.bracketed and found.bound is Bound.EXACT


def remark(verdict: Verdict, claimed: Quantity, found: Quantity) -> str:
    """How far a rounded figure is from its source, if that is more than 5 %; else empty."""
    apart = difference(claimed, found) if verdict is Verdict.ROUNDED else 0
    return f"rounded by {apart:.0%} of what the source prints" if apart > LARGE_DIFFERENCE else ""


def _printed(quantity: Quantity, text: str) -> str:
    """A quantity as printed, with its brackets, and with its bound in words if the qualifier is after the number."""
    text = f"({text})" if quantity.bracketed else text
    behind = quantity.bound is not Bound.EXACT and quantity.bound_start == quantity.start
    return f"`{text}` ({quantity.bound})" if behind else f"`{text}`"


def _directions(claimed: Quantity, found: Quantity) -> tuple[str, str]:
    """The phrases for two numbers of the same sign, of which one is a rise and the other a fall."""
    return ("is a rise", "a fall") if claimed.direction > found.direction else ("is a fall", "a rise")


def _nouns(claimed: Quantity, found: Quantity) -> tuple[str, str]:
    """The phrases for two roles, denominators or nouns, whichever differ; else for the unit that may be a noun."""
    if {claimed.per, found.per} == {CHANGE, LEVEL}:
        return f"is a {claimed.per}", f"a {found.per}"
    if claimed.per and found.per and claimed.per != found.per:
        joint = "against" if claimed.per.endswith(" before") else "per"
        return f"is {joint} `{claimed.per}`", f"{joint} `{found.per}`"
    if claimed.noun and found.noun and claimed.noun != found.noun:
        return f"counts `{claimed.noun}`", f"`{found.noun}`"
    if found.per and not claimed.per:
        return "names no time", f"per `{found.per}`"
    return "has no unit", f"`{found.unit}`"
