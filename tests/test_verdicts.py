"""What a verdict comes to: its outcome, its rule, its words."""

import pytest
from support_cases import quantity

from briefing.evidence.quantities import Verdict, read_quantities, supports
from briefing.model import CONTRADICTED, Outcome
from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span
from briefing.verification.verdicts import OUTCOMES, RULES, hint, message, remark, sign_hint

MESSAGES = {
    ("500", "500–700"): "`a`, ¶1 says `500–700`, not `500`",
    ("500", "over 500"): "`a`, ¶1 says `over 500`, not `500`",
    ("640元以下", "640元以上"): "`a`, ¶1 says `640元以上` (at least), not `640元以下` (under): the opposite bound",
    ("up to 640", "at least 640"): "`a`, ¶1 says `at least 640`, not `up to 640`: the opposite bound",
    ("27%", "-27%"): "`a`, ¶1 says `-27%`, not `27%`: the opposite sign",
    ("27% {rises}", "-27%"): "`a`, ¶1 says `-27%`, not `27%`: the opposite sign",
    ("27% {rises}", "27% {falls}"): "`27%` is a rise here and a fall in `a`, ¶1",
    ("27% {falls}", "27% {rises}"): "`27%` is a fall here and a rise in `a`, ¶1",
    ("0.5% {falls}", "0.5% {rises}"): "`0.5%` is a fall here and a rise in `a`, ¶1",
    ("0% {rises}", "0% {falls}"): "`0%` is a rise here and a fall in `a`, ¶1",
    ("-0.5%", "0.5% {rises}"): "`a`, ¶1 says `0.5%`, not `-0.5%`: the opposite sign",
    ("640 {robot} {per day}", "640 {worker}"): "`640` counts `robot` here and `worker` in `a`, ¶1",
    ("640 kt", "640 kt {per year}"): "`640 kt` names no time here and per `year` in `a`, ¶1",
    ("640 {robot}", "640 {worker} {per day}"): "`640` counts `robot` here and `worker` in `a`, ¶1",
    ("640 {robot}", "640 {unit ktpa}"): "`640` has no unit here and `ktpa` in `a`, ¶1",
    ("640", "640 {unit ktpa} {worker}"): "`640` has no unit here and `ktpa` in `a`, ¶1",
    ("640 {robot}", "640 {worker}"): "`640` counts `robot` here and `worker` in `a`, ¶1",
    ("640 {robot}", "-640 {worker}"): "`a`, ¶1 says `-640`, not `640`: the opposite sign",
    ("RMB 3 {per share}", "RMB 3 {per customer}"): "`RMB 3` is per `share` here and per `customer` in `a`, ¶1",
    ("RMB 3 {per tonne}", "RMB 3 {per MWh}"): "`RMB 3` is per `tonne` here and per `MWh` in `a`, ¶1",
    ("640", "640 {unit ktpa}"): "`640` has no unit here and `ktpa` in `a`, ¶1",
    ("640 tonnes", "640"): "`a`, ¶1 says `640`, not `640 tonnes`: another unit",
    (
        "RMB 20 billion",
        "RMB 200 billion",
    ): "`a`, ¶1 says `RMB 200 billion`, not `RMB 20 billion`: off by a power of ten",
    ("640", "640 {in brackets}"): "`a`, ¶1 says `(640)`, not `640`: brackets may mean a minus",
    ("over 640", "640 {in brackets}"): "`a`, ¶1 says `(640)`, not `over 640`: brackets may mean a minus",
    ("7%", "8%"): "`7%` was not found in `a`, ¶1",
}


@pytest.mark.parametrize(("pair", "expected"), MESSAGES.items())
def test_the_message_says_how_the_source_differs(pair: tuple[str, str], expected: str) -> None:
    claimed, found = ((quantity(text), text.partition(" {")[0]) for text in pair)
    verdict = supports(claimed[0], found[0])

    assert message(verdict, claimed, "`a`, ¶1", None if verdict is Verdict.NONE else found) == expected


def test_every_verdict_has_an_outcome_and_all_but_support_a_rule() -> None:
    assert OUTCOMES.keys() == {*Verdict}
    assert {*Verdict} - RULES.keys() == {Verdict.SAME, Verdict.ROUNDED}


def test_exactly_the_verdicts_that_the_lock_rejects_are_errors() -> None:
    errors = {verdict for verdict, rule in RULES.items() if _severity(rule) is Severity.ERROR}

    assert errors == {verdict for verdict, outcome in OUTCOMES.items() if outcome in CONTRADICTED}


def test_a_number_that_was_not_found_is_reported_without_another() -> None:
    assert message(Verdict.NONE, (quantity("7%"), "7%"), "`a`", None) == "`7%` was not found in `a`"


def test_the_message_says_that_a_table_gives_no_measure() -> None:
    words = message(Verdict.UNSCALED, (quantity("16 Mt"), "16 Mt"), "`a`", (quantity("16"), "16"))

    assert words == "`a` prints the digits of `16 Mt` without a scale or unit; nearby it says nothing of it"


def test_only_support_counts_as_found() -> None:
    found = {verdict for verdict, outcome in OUTCOMES.items() if outcome in (Outcome.VERIFIED, Outcome.ROUNDED)}

    assert found == {verdict for verdict in Verdict if verdict.is_support}


@pytest.mark.parametrize("verdict", RULES)
def test_every_finding_has_a_hint_but_one_that_depends_on_the_source(verdict: Verdict) -> None:
    assert bool(hint(verdict)) is (verdict is not Verdict.NONE)
    assert hint(Verdict.NONE) == ""


def test_brackets_that_may_mean_a_minus_have_the_hint_of_a_sign() -> None:
    assert hint(Verdict.QUALIFIER_DIFFERS, quantity("640 {in brackets}")) == hint(Verdict.SIGN_DIFFERS)
    assert hint(Verdict.QUALIFIER_DIFFERS, quantity("640")) == hint(Verdict.QUALIFIER_DIFFERS)


REMARKS = {
    ("$1 billion", "$1.49 billion"): "rounded by 33% of what the source prints",
    ("$1.5 billion", "$1.49 billion"): "",
    ("2", "1.9"): "rounded by 5% of what the source prints",
    ("20%", "19.1%"): "",
    ("21", "20"): "",
    ("$1 billion", "$1 billion"): "",
    ("RMB 20 billion", "RMB 200 billion"): "",
}


@pytest.mark.parametrize(("pair", "expected"), REMARKS.items())
def test_a_large_rounding_is_said(pair: tuple[str, str], expected: str) -> None:
    claimed, found = map(quantity, pair)

    assert remark(supports(claimed, found), claimed, found) == expected


def _severity(rule: Rule) -> Severity:
    return Diagnostic(rule, "", Span("")).severity


@pytest.mark.parametrize(
    ("claimed", "found", "hint"),
    [
        ("¥12 billion", "JPY 12 billion", "`¥` alone is read as CNY: write `JPY` if that is meant"),
        ("over $12 billion", "HK$12 billion", "`$` alone is read as USD: write `HKD` if that is meant"),
        ("RMB 12 billion", "JPY 12 billion", ""),
        ("$12 billion", "12 GW", ""),
        ("$12 billion", "$13 billion", ""),
    ],
)
def test_an_author_is_told_how_a_sign_of_many_currencies_is_read(claimed: str, found: str, hint: str) -> None:
    (ours,), (theirs,) = read_quantities(claimed), read_quantities(found)

    assert sign_hint(ours, claimed[ours.bound_start : ours.end], theirs) == hint


@pytest.mark.parametrize(
    ("claimed", "found", "hint"),
    [
        ("SEK 12 million", "12 Mkr", 'if `kr` is SEK there, say `custom: {currency: {"kr": SEK}}` of the source'),
        ("CHF 12", "12 francs", 'if `francs` is CHF there, say `custom: {currency: {"francs": CHF}}` of the source'),
        ("C$12", "$12", 'if `$` is CAD there, say `custom: {currency: {"$": CAD}}` of the source'),
        ("JPY 12", "¥12", 'if `¥` is JPY there, say `custom: {currency: {"¥": JPY}}` of the source'),
        ("£12", "$12", ""),
        ("RMB 12", "HK$12", ""),
    ],
)
def test_an_author_is_told_where_to_say_what_a_name_of_many_currencies_is(claimed: str, found: str, hint: str) -> None:
    (ours,), (theirs,) = read_quantities(claimed), read_quantities(found)

    assert sign_hint(ours, claimed, theirs, found) == hint
