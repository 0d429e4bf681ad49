"""What figures are worth on the day of each note."""

from collections import Counter
from collections.abc import Mapping

import pytest
from conftest import NOTE, SITE, checked, note, page, project

from briefing.build.publish import BuildOptions, check_project
from briefing.build.session import compose
from briefing.evidence.calculator import Calculator
from briefing.evidence.formulas import Interval, Lookup, evaluate
from briefing.incremental import Store
from briefing.model import Site
from briefing.model.diagnostics import Diagnostic

# --- the ledger over time --------------------------------------------------------------------


def dated(day: str, front: str, body: str = "Batteries [@iea-2024].\n") -> str:
    """A note of a day."""
    text = note(body, front)["notes/note.md"]
    return text.replace("2026-02-03", day)


def opinion(value: str, name: str = "growth") -> str:
    """A ledger with one figure."""
    return f"figures: {{{name}: {{label: Growth, kind: opinion, value: {value}, basis: calls}}}}"


def site(texts: Mapping[str, str]) -> Site:
    """The site of these notes."""
    return compose(project(texts)).site


def faults(texts: Mapping[str, str]) -> list[Diagnostic]:
    """What is wrong with these notes, but for a source that nothing cites."""
    return [d for d in checked(texts) if d.rule != "uncited-source"]


REVISED = {
    "notes/march.md": dated("2026-03-01", opinion("30%")),
    "notes/may.md": dated("2026-05-01", opinion("40%")),
}


@pytest.mark.parametrize(("day", "value"), {"march": "30%", "may": "40%"}.items())
def test_a_later_note_revises_a_figure_and_older_pages_keep_theirs(day: str, value: str) -> None:
    written = {"march": "2026-03-15", "may": "2026-05-15"}[day]
    reader = dated(written, "", f"Growth is [{value}]{{#growth}}.\n")

    assert faults({**REVISED, "notes/reader.md": reader}) == []


def test_a_note_from_before_a_figure_was_defined_takes_the_first_definition() -> None:
    reader = dated("2026-02-01", "", "Growth is [30%]{#growth}.\n")

    assert faults({**REVISED, "notes/reader.md": reader}) == []


def test_a_note_of_the_very_day_of_a_revision_takes_the_revision() -> None:
    reader = dated("2026-05-01", "", "Growth is [40%]{#growth}.\n")

    assert faults({**REVISED, "notes/reader.md": reader}) == []


def test_a_note_whose_date_moves_takes_its_ledger_with_it_however_much_is_remembered() -> None:
    # Among its neighbours, in a segment of its own, the reader sees nothing of the note that moves but its ledger.
    site_yaml = SITE + "  - {id: steel, title: Steel}\n"
    reader, *others = (dated(day, "", body) for day, body in BETWEEN.items())
    steady = {f"notes/{number}.md": text for number, text in enumerate(others)}
    late = {"notes/site.yaml": site_yaml, **steady, "notes/reader.md": reader}
    late |= {path: text.replace("segment: power", "segment: steel") for path, text in REVISED.items()}
    early = {**late, "notes/may.md": late["notes/may.md"].replace("2026-05-01", "2026-04-10")}
    store = Store()
    found = [check_project(project(texts), store, BuildOptions(0)).findings for texts in (late, early, late)]

    assert found[0] == found[2]
    assert "figure-differs" not in {d.rule for d in found[0]}
    assert "`30%` is printed, but `growth` is `40%`" in {d.message for d in found[1]}
    assert found[1] == check_project(project(early), Store(), BuildOptions(0)).findings


BETWEEN = {
    "2026-04-15": "Growth is [30%]{#growth}.\n",
    "2026-04-14": "Nothing.\n",
    "2026-04-16": "Nothing.\n",
    "2026-02-15": "Nothing.\n",
    "2026-07-15": "Nothing.\n",
}


def test_what_is_derived_comes_from_the_inputs_of_its_own_day() -> None:
    twice = "figures: {twice: {label: Twice, kind: derived, value: 60%, formula: 2 * growth}}"

    assert faults({**REVISED, "notes/early.md": dated("2026-04-01", twice)}) == []
    assert [d.rule for d in faults({**REVISED, "notes/late.md": dated("2026-06-01", twice)})] == ["figure-differs"]


def test_two_values_on_one_day_conflict_and_both_places_are_named() -> None:
    texts = {
        "notes/a.md": dated("2026-03-01", opinion("30%")),
        "notes/b.md": dated("2026-03-01", opinion("40%")),
    }

    (found,) = faults(texts)

    assert (found.rule, found.span.path) == ("conflicting-figures", "notes/b.md")
    assert found.message == "`growth` is `40%` here and `30%` elsewhere"
    assert found.hint.startswith("the other is at notes/a.md:6")


def test_two_notes_of_one_day_may_say_the_same() -> None:
    texts = {f"notes/{name}.md": dated("2026-03-01", opinion("30%")) for name in "ab"}

    assert faults(texts) == []


# --- formulas over the ledger -------------------------------------------------------------------


def derived(**formulas: str) -> dict[str, str]:
    """A note with derived figures that say 30%."""
    entries = [f"  {name}: {{label: L, kind: derived, value: 30%, formula: '{f}'}}" for name, f in formulas.items()]
    return note("Batteries [@iea-2024].\n", "\n".join(["figures:", *entries]))


def test_a_figure_may_come_from_one_that_is_derived_itself() -> None:
    assert faults(derived(a="0.1 + 0.2", b="a * 1", c="b + a - b")) == []


CIRCLES = {
    "a: itself": ({"a": "a + 1"}, "the formula depends on itself: a → a"),
    "by way of another": ({"a": "b + 1", "b": "a - 1"}, "the formula depends on itself: a → b → a"),
    "further down": ({"a": "b + 1", "b": "c", "c": "b"}, "the formula depends on itself: b → c → b"),
}


@pytest.mark.parametrize(("formulas", "message"), CIRCLES.values(), ids=CIRCLES)
def test_a_formula_cannot_come_back_to_itself(formulas: dict[str, str], message: str) -> None:
    found = faults(derived(**formulas))

    assert {d.rule for d in found} == {"invalid-formula"}
    assert found[0].message == message
    assert {d.hint for d in found} == {"base one of them on figures with a source"}


def chain(length: int, formula: str, last: str = "42 GW") -> str:
    """A ledger in which each figure comes from the one before."""
    first = "  f0: {label: L, kind: opinion, value: 42 GW, basis: calls}"
    rest = [
        f"  f{n}: {{label: L, kind: derived, value: {last}, formula: {formula.format(f'f{n - 1}')}}}"
        for n in range(1, length)
    ]
    return "\n".join(["figures:", first, *rest])


@pytest.mark.parametrize("length", [2, 180, 3000])
def test_figures_may_come_from_each_other_in_a_long_row(length: int) -> None:
    texts = note(f"It is [42 GW]{{#f{length - 1}}}.\n", chain(length, "{0}"))

    assert faults(texts) == []


def test_each_figure_is_worked_out_once_however_many_come_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counter[str]()

    def counting(formula: str, lookup: Lookup) -> Interval:
        counted[formula] += 1
        return evaluate(formula, lookup)

    calculator = Calculator(site(note("Text [@iea-2024].\n", chain(40, "{0} + {0} - {0}"))).ledger)
    monkeypatch.setattr("briefing.evidence.calculator.evaluate", counting)
    results = [calculator.result(definition) for (definition,) in calculator.ledger.definitions.values()]

    assert len(results) == 40
    assert set(counted.values()) == {1}


def test_a_long_circle_is_named_in_short() -> None:
    ring = {f"f{n}": f"f{(n + 1) % 2000}" for n in range(2000)}

    found = faults(derived(**ring))

    assert len(found) == 2000
    assert {d.message for d in found} == {"the formula depends on itself: f0 → f1 → f2 → … → f1999 → f0"}


def test_a_circle_of_seven_is_named_in_full() -> None:
    ring = {f"f{n}": f"f{(n + 1) % 7}" for n in range(7)}

    assert faults(derived(**ring))[0].message.endswith("f0 → f1 → f2 → f3 → f4 → f5 → f6 → f0")


def test_a_figure_over_a_circle_says_which_circle() -> None:
    found = faults(derived(a="a + 1", b="a * 2"))

    assert [d.message for d in found] == ["the formula depends on itself: a → a"] * 2


def test_a_long_sum_is_worked_out() -> None:
    front = f"figures: {{s: {{label: L, kind: derived, value: 200%, formula: {' + '.join(['0.001'] * 2000)}}}}}"

    assert faults(note("It is [200%]{#s}.\n", front)) == []


def test_a_formula_of_a_figure_that_nobody_defined_has_its_place() -> None:
    (found,) = faults(derived(a="sales * 2"))

    assert (found.rule, found.message) == ("invalid-formula", "no figure is called `sales`")
    assert found.hint == "define it under `figures:`"
    assert (found.span.line, found.span.length) == (7, len("'sales * 2'"))


def test_a_result_that_is_not_what_is_printed_is_shown_to_one_digit_more() -> None:
    (found,) = faults(derived(a="1 / 3"))

    assert found.message == "`a` says `30%`, but its formula gives `33.3%`"
    assert found.hint == "the formula is 1 / 3"


SHOWN = {
    # value that is printed, formula: what the message says that it is
    ("30%", "1 / 3"): "33.3%",
    ("30.0%", "1 / 3"): "33.33%",
    ("30", "100 / 3"): "33",
    ("30 GW", "cap * 4"): "40.0 GW",
    # a bound is rounded outwards
    ("up to 30%", "1 / low"): "up to 33.4%",
    ("over 40%", "1 / high"): "more than 33.3%",
}


@pytest.mark.parametrize(("pair", "shown"), SHOWN.items())
def test_a_result_is_shown_to_the_digits_that_can_be_compared(pair: tuple[str, str], shown: str) -> None:
    printed, formula = pair
    inputs = {"cap": "10 GW", "low": "over 3", "high": "up to 3"}
    given = [f"  {name}: {{label: L, kind: opinion, value: {value}, basis: calls}}" for name, value in inputs.items()]
    front = [f"  x: {{label: L, kind: derived, value: {printed}, formula: {formula}}}"]

    (found,) = faults(note("Text [@iea-2024].\n", "\n".join(["figures:", *given, *front])))

    assert found.message == f"`x` says `{printed}`, but its formula gives `{shown}`"


# --- spans ------------------------------------------------------------------------------------


SPANS = {
    "[34.1%]{#growth}": None,
    "[34%]{#growth}": None,
    "[**34%**]{#growth}": None,
    "[growth of 34%]{#growth}": None,
    "[some way off]{#growth}": None,
    "[43%]{#growth}": ("figure-differs", 5, "`43%` is printed, but `growth` is `34.1%`"),
    "[34 pp]{#growth}": ("figure-differs", 5, "`34 pp` is printed, but `growth` is `34.1%`"),
    "[over 34%]{#growth}": None,
    "[over 35%]{#growth}": ("figure-differs", 5, "`over 35%` is printed, but `growth` is `34.1%`"),
    "[from 30% to 34%]{#growth}": ("figure-differs", 10, "`30%` is printed, but `growth` is `34.1%`"),
    "[34%]{#grwth}": ("unknown-figure", 5, "no figure is called `grwth`"),
}


@pytest.mark.parametrize(("span", "fault"), SPANS.items())
def test_a_span_must_agree_with_the_figure_that_it_names(span: str, fault: tuple[str, int, str] | None) -> None:
    found = faults(note(f"By {span} a year.\n", opinion("34.1%")))

    assert [(d.rule, d.span.column, d.message) for d in found] == ([fault] if fault else [])


SIGNED = [
    ("+3.4%", "It rose by [3.4%]{#growth}.", True),
    ("+3.4%", "It changed by [3.4%]{#growth}.", True),
    ("+3.4%", "It fell by [3.4%]{#growth}.", False),
    ("-3.4%", "It fell by [3.4%]{#growth}.", True),
    ("-3.4%", "It rose by [3.4%]{#growth}.", False),
    ("3.4%", "It fell by [3.4%]{#growth}.", True),
]


@pytest.mark.parametrize(("value", "body", "agrees"), SIGNED)
def test_a_span_says_no_fall_of_what_is_a_rise(value: str, body: str, agrees: bool) -> None:
    assert [d.rule for d in faults(note(f"{body}\n", opinion(value)))] == ([] if agrees else ["figure-differs"])


USED_AGAIN = [
    "[34.1%]{#growth}, and again [34.1%]{#growth}, or [34%]{#growth}.",
    "[34.1%]{#growth}.\n\n- [34.1%]{#growth}\n- [**34.1%**]{#growth}\n",
    "| [34.1%]{#growth} | [34%]{#growth} |\n|---|---|\n| [over 34%]{#growth} | |\n",
    "[growth]{#growth} of [34.1%]{#growth}.",
    "[34.1%]{#growth} is [that growth]{#growth}.",
    "[34.1%]{#growth} ([in all]{.x}) and [34[.1]{.x}%]{#growth}.",
]


@pytest.mark.parametrize("body", USED_AGAIN)
def test_a_figure_may_be_printed_any_number_of_times_in_a_note_and_its_id_stays_one(body: str) -> None:
    texts = note(f"{body}\n\n[See](#growth).\n", opinion("34.1%"))

    assert faults(texts) == []
    assert page(texts).count('id="growth"') == 1


def test_each_of_them_must_agree_with_the_figure() -> None:
    (found,) = faults(note("By [34.1%]{#growth}, or by [43%]{#growth}.\n", opinion("34.1%")))

    assert (found.rule, found.message) == ("figure-differs", "`43%` is printed, but `growth` is `34.1%`")


NO_FIGURES = [
    "[here]{#spot} and [there]{#spot}.",
    "{#growth}\n## Growth\n\nBy [34.1%]{#growth}.",
    "By [34.1%]{#growth}.\n\n{#growth}\n## Growth\n",
]


@pytest.mark.parametrize("body", NO_FIGURES)
def test_an_id_of_anything_else_stands_once(body: str) -> None:
    found = faults(note(f"{body}\n", opinion("34.1%")))

    assert "duplicate-id" in {d.rule for d in found}


def test_a_span_may_name_a_figure_of_another_note() -> None:
    texts = {"notes/a.md": dated("2026-03-01", opinion("34.1%")), **note("By [43%]{#growth} a year.\n")}

    (found,) = faults(texts)

    assert found.span.path == "notes/note.md"
    assert found.hint == "it is defined at notes/a.md:6"


def test_a_span_of_a_derived_figure_is_held_against_its_formula_not_its_text() -> None:
    front = "figures: {g: {label: G, kind: derived, value: 33.3%, formula: 1 / 3}}"

    assert faults(note("By [33.33%]{#g} a year.\n", front)) == []


def test_a_wrong_result_that_is_printed_again_is_reported_once_where_it_is_defined() -> None:
    front = "figures: {g: {label: G, kind: derived, value: 34%, formula: 1 / 3}}"

    (found,) = faults(note("By [34%]{#g} a year.\n", front))

    assert found.message == "`g` says `34%`, but its formula gives `33.3%`"


def test_the_largest_result_is_given_to_its_last_digit() -> None:
    front = "figures: {g: {label: G, kind: derived, value: '5.25', formula: 99999999999999 * 99999999999999 / 4}}"

    (found,) = faults(note("A note.\n", front))

    assert found.message == "`g` says `5.25`, but its formula gives `2,499,999,999,999,950,000,000,000,000.25`"


def test_the_hint_says_where_a_derived_figure_is_defined_and_how_it_is_worked_out() -> None:
    front = "figures: {g: {label: G, kind: derived, value: 33.3%, formula: 1 / 3}}"

    (found,) = faults(note("By [34%]{#g} a year.\n", front))

    assert found.hint == "it is defined at notes/note.md:6, calculated as 1 / 3"


# --- headings, titles, labels -------------------------------------------------------------------


IN_HEADINGS = {
    # equal, or after rounding
    "4.2 GW": True,
    "4 GW": True,
    "4,200 MW": True,
    "5 GW": False,
    # a bound may loosen
    "over 4 GW": True,
    "about 4 GW": True,
    "over 5 GW": False,
    # of what is bounded, the bound stays
    "over 300 stores": True,
    "300 stores": False,
    # what is exempt, or names an entry, speaks for itself
    "[48 months]{.unsourced}": True,
    "[34%]{#growth}": True,
}


@pytest.mark.parametrize(("text", "is_supported"), IN_HEADINGS.items())
def test_a_heading_repeats_what_the_text_bears_out(text: str, is_supported: bool) -> None:
    body = f"## It comes to {text}\n\nBuilt were 4.2 GW in over 300 stores [@iea-2024].\n"
    elsewhere = dated("2026-02-01", opinion("34%"))

    found = faults({**note(body), "notes/other.md": elsewhere})

    assert [d.rule for d in found] == ([] if is_supported else ["unsupported-figure"])


PRINTED = [
    "over 91%",
    "over 92%",
    "91%",
    "92%",
    "about 92%",
    "at least 92%",
    "up to 92%",
    "up to 93%",
    "nearly 93%",
    "-92%",
]


@pytest.mark.parametrize("true", ["92%", "91.6%", "over 92%", "about 92%", "90–92%"])
@pytest.mark.parametrize("printed", PRINTED)
def test_a_heading_and_a_span_may_print_the_same_of_one_figure(printed: str, true: str) -> None:
    front = f"figures: {{share: {{label: L, kind: opinion, value: {true}, basis: calls}}}}"
    heading = faults(note(f"## It is {printed}\n\nText.\n", front))
    span = faults(note(f"It is [{printed}]{{#share}}.\n", front))

    assert ([d.rule for d in heading] == ["unsupported-figure"]) is ([d.rule for d in span] == ["figure-differs"])
    assert len(heading) == len(span) <= 1


def test_a_figure_of_the_headline_bears_out_a_title() -> None:
    texts = {
        "notes/a.md": dated("2026-02-01", opinion("34%")),
        "notes/note.md": NOTE.replace("title: Storage", "title: Storage grows by 34%\nheadline: [growth]") + "Text.\n",
    }

    assert faults(texts) == []


def test_what_a_note_defines_bears_out_its_summary() -> None:
    texts = {"notes/note.md": NOTE.replace("went.", f"went, by 34%.\n{opinion('34%')}") + "Text.\n"}

    assert faults(texts) == []


def test_the_alt_text_of_an_image_may_only_repeat() -> None:
    images = "![4.2 GW on a map](map.png) ![Or 9.9 GW?](map.png)"

    (found,) = faults(note(f"Built were 4.2 GW [@iea-2024].\n\n{images}\n"))

    assert (found.rule, found.span.line, found.span.column) == ("unsupported-figure", 9, images.index("9.9 GW") + 1)
    assert found.message == "the alt text says `9.9 GW`, but no figure in this note supports it"
