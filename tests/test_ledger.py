"""What the front matter of a note says under `figures:`."""

from datetime import date

import pytest
from conftest import checked, note, project, unrendered

from briefing.build.session import compose
from briefing.evidence.quantities import read_value
from briefing.model import Entry, FigureKind, GuidanceStatus, Inputs
from briefing.model.diagnostics import Diagnostic

ENTRY = "figures: {built: {label: Built, kind: actual, value: 4.2 GW, cite: 'iea-2024, ¶2'}}"


def ledger(front: str) -> dict[str, Entry]:
    """The entries of a note whose front matter also says this."""
    site = compose(ledgered(front)).site
    return {entry.id: entry for entry in site.by_path["note.md"].ledger}


def ledgered(front: str) -> Inputs:
    """A project whose note has this in its front matter."""
    return project(note("Batteries were built [@iea-2024].\n", front))


VALUES = {
    "RMB 200 billion": "RMB 200 billion",
    "500–700": "500–700",
    "over 1,000": "over 1,000",
    "91.26%": "91.26%",
    "550000": "550,000",
    "4": "4",
    "2030": "2030 units",
    "'550,000'": "550,000",
    '"> 20%"': "> 20%",
    "2000亿元": "RMB 200 billion",
    "about 20% or more": "about 20% or more",
}


@pytest.mark.parametrize(("written", "meant"), VALUES.items())
def test_a_value_is_taken_as_typed(written: str, meant: str) -> None:
    entry = ledger(f"figures:\n  built:\n    label: Built\n    kind: actual\n    value: {written}\n    cite: iea-2024")
    value = read_value(meant)

    assert value
    assert entry["built"].figure.quantity.value == value.value
    assert entry["built"].figure.text == written.strip("'\"")


CITES = {
    "iea-2024": "iea-2024",
    "'@iea-2024'": "iea-2024",
    "iea-2024, ¶21": "iea-2024 paragraph 21",
    "'@iea-2024, p. 3'": "iea-2024 page 3",
    "iea-2024, ¶¶2–5, 9": "iea-2024 paragraph 2–5, 9",
    "iea-2024, ¶2; bnef-2025, p. 3": "bnef-2025 page 3 | iea-2024 paragraph 2",
}


@pytest.mark.parametrize(("written", "places"), CITES.items())
def test_a_source_may_go_without_its_sign(written: str, places: str) -> None:
    entry = ledger(f"figures:\n  built:\n    label: Built\n    kind: actual\n    value: 4.2 GW\n    cite: {written}")

    assert " | ".join(f"{p.source} {p.at}".strip() for p in entry["built"].figure.places) == places


DUE = {
    "2026": date(2026, 12, 31),
    "H1 2026": date(2026, 6, 30),
    "Q3 2026": date(2026, 9, 30),
    "June 2026": date(2026, 6, 30),
    "2026-06-30": date(2026, 6, 30),
    "2026年": date(2026, 12, 31),
}


@pytest.mark.parametrize(("due", "last_day"), DUE.items())
def test_guidance_falls_due_on_the_last_day_of_what_is_said(due: str, last_day: date) -> None:
    entry = ledger(guidance(due=due))["goal"]

    assert (entry.due, entry.due_by) == (due, last_day)


def test_guidance_has_a_status_and_an_outcome_with_a_source_of_its_own() -> None:
    entry = ledger(guidance(status="met", outcome="{value: 5.1 GW, cite: 'iea-2024, ¶3'}"))["goal"]

    assert entry.kind is FigureKind.GUIDANCE
    assert entry.status is GuidanceStatus.MET
    assert entry.outcome
    assert [place.at for place in entry.outcome.places] == ["paragraph 3"]


def test_the_outcome_of_guidance_is_a_claim_too() -> None:
    front = guidance(status="met", outcome="{value: 5.1 GW, cite: 'iea-2024, ¶3'}")

    built = compose(ledgered(front))

    claims = [figure.text for note in built.notes for figure in built.view.claims(note)]

    assert claims == ["5 GW", "5.1 GW"]


def faults(front: str) -> tuple[Diagnostic, ...]:
    """What `check` finds in a note whose front matter also says this."""
    return unrendered(ledgered(front))


def guidance(**more: str) -> str:
    """A front matter with guidance."""
    keys = {"label": "Goal", "kind": "guidance", "value": "5 GW", "cite": "iea-2024", "due": "2026", **more}
    return "\n".join(["figures:", "  goal:", *(f"    {key}: {value}" for key, value in keys.items())])


FAULTS = {
    # what is no figure
    "{label: Built, kind: actual, value: ▸plenty, cite: iea-2024}": "invalid-figure `plenty` is not a figure",
    "{label: Built, kind: actual, value: ▸4 or 5 GW, cite: iea-2024}": "invalid-figure `4 or 5 GW` is not a figure",
    "{label: Built, kind: actual, value: ▸1.800, cite: iea-2024}": "invalid-figure `1.800` is not a figure",
    # what each kind needs
    "▸{label: Built, kind: actual, cite: iea-2024}": "missing-key `built` is an actual and needs `value`",
    "▸{label: Built, kind: actual, value: 4 GW}": "missing-key `built` is an actual and needs `cite`",
    "▸{label: Goal, kind: guidance, value: 4 GW, cite: iea-2024}": "missing-key `built` is guidance and needs `due`",
    "▸{label: Built, kind: opinion, value: 4 GW}": "missing-key `built` is an opinion and needs `basis`",
    "▸{label: Built, kind: derived, value: 4}": "missing-key `built` is derived and needs `formula`",
    "▸{label: Built, value: 4 GW, cite: iea-2024}": "missing-key a figure needs `kind`",
    "▸{kind: opinion, value: 4 GW, basis: calls}": "missing-key a figure needs `label`",
    # and what only some take
    "{label: Built, kind: opinion, value: 4 GW, basis: calls, cite: ▸iea-2024}":
        "invalid-figure `built` is an opinion and takes no `cite`",
    "{label: Built, kind: derived, value: 4, formula: 3 + 1, cite: ▸iea-2024}":
        "invalid-figure `built` is derived and takes no `cite`",
    "{label: Built, kind: actual, value: 4 GW, cite: iea-2024, formula: ▸a + b}":
        "invalid-figure `built` is an actual and takes no `formula`",
    "{label: Built, kind: price, value: HKD 4, cite: iea-2024, due: ▸2026}":
        "invalid-figure `built` is a price and takes no `due`",
    "{label: Built, kind: forecast, value: 4 GW, cite: iea-2024, status: ▸open}":
        "invalid-figure `built` is a forecast and takes no `status`",
    # keys and kinds
    "{label: Built, kind: ▸actuel, value: 4 GW, cite: iea-2024}": "invalid-value `kind` cannot be `actuel`",
    "{label: Built, kind: actual, value: 4 GW, cite: iea-2024, ▸citation: x}":
        "unknown-key `citation` is not a key of a figure",
    # sources and places
    "{label: Built, kind: actual, value: 4 GW, cite: ▸iea-2042}": "unknown-source no source is called `iea-2042`",
    "{label: Built, kind: actual, value: 4 GW, cite: ▸'iea-2024, ¶'}":
        "unreadable-locator `¶` is not a place in a source",
    "{label: Built, kind: actual, value: 4 GW, cite: ▸'iea-2024, p. 5–3'}":
        "unreadable-locator the range 5–3 runs backwards",
    "{label: Built, kind: actual, value: 4 GW, cite: ▸'iea-2024; '}":
        "unreadable-citation an item of a citation is empty",
    "{label: Built, kind: actual, value: 4 GW, cite: ▸iea-2024; ¶2}": "unreadable-citation `¶2` names no source",
    # guidance
    "{label: Goal, kind: guidance, value: 4 GW, cite: iea-2024, due: ▸soon}":
        "not-a-date `soon` is not a due date",
    "{label: Goal, kind: guidance, value: 4 GW, cite: iea-2024, due: 2026, outcome: ▸{value: 5 GW, cite: iea-2024}}":
        "missing-key `built` has an `outcome` and needs `status`",
    "{label: Goal, kind: guidance, value: 4 GW, cite: iea-2024, due: 2026, status: ▸kept}":
        "invalid-value `status` cannot be `kept`",
}  # fmt: skip


@pytest.mark.parametrize(("marked", "fault"), FAULTS.items())
def test_a_finding_about_an_entry_is_where_the_arrow_points(marked: str, fault: str) -> None:
    line = f"  built: {marked}"

    found = faults("figures:\n" + line.replace("▸", ""))

    assert [f"{d.rule} {d.message}" for d in found] == [fault]
    assert [(d.span.line, d.span.column) for d in found] == [(7, line.index("▸") + 1)]
    assert all(d.hint for d in found)


def test_the_faults_of_every_entry_are_reported() -> None:
    found = faults(
        "figures:\n"
        "  built: {label: Built, kind: actual, value: plenty, cite: iea-2024}\n"
        "  plans: {label: Plans, kind: actual, value: 4 GW}"
    )

    assert [(d.span.line, d.message) for d in found] == [
        (7, "`plenty` is not a figure"),
        (8, "`plans` is an actual and needs `cite`"),
    ]


def test_each_part_of_an_entry_knows_its_place() -> None:
    lines = [
        "  built: {label: Built, kind: actual, value: ▸4 GW, period: ▸2025, cite: ▸iea-2024}",
        "  goal: {label: G, kind: guidance, value: ▸5 GW, cite: ▸iea-2024, due: 2026, status: met, outcome: "
        "{value: ▸6 GW, cite: ▸iea-2024}}",
        "  twice: {label: Twice, kind: derived, value: ▸8 GW, formula: ▸2 * built}",
    ]
    built, goal, twice = ledger("figures:\n" + "\n".join(lines).replace("▸", "")).values()

    assert built.period_mention
    assert goal.outcome
    assert twice.formula_span
    figures = [[built.figure], [goal.figure, goal.outcome], [twice.figure]]
    others = [[built.period_mention.span], [], [twice.formula_span]]
    for number, line in enumerate(lines):
        parts = line.split("▸")
        expected = [sum(map(len, parts[:count])) + 1 for count in range(1, len(parts))]
        spans = [
            span for figure in figures[number] for span in (figure.span, *(each.span for each in figure.citations))
        ]
        found = [(span.line, span.column) for span in [*spans, *others[number]]]
        assert sorted(found) == [(7 + number, column) for column in expected]


@pytest.mark.parametrize("name", ["built in 2025", "2025-built", "built.2025", "_built"])
def test_an_id_has_a_form_that_links_can_rely_on(name: str) -> None:
    found = faults(f"figures: {{'{name}': {{label: Built, kind: opinion, value: 4 GW, basis: calls}}}}")

    assert [d.message for d in found] == [f"`{name}` cannot be an id"]


@pytest.mark.parametrize(("headline", "hint"), [("bilt", "did you mean `built`?"), ("x", "define it under")])
def test_a_page_leads_only_with_figures_that_there_are(headline: str, hint: str) -> None:
    (found,) = faults(f"{ENTRY}\nheadline: [{headline}]")

    assert (found.rule, found.span.line, found.span.column) == ("unknown-figure", 7, 12)
    assert found.hint.startswith(hint)


BROKEN_BY_YAML = {
    "{label: Built, kind: actual, value: 550,▸000, cite: iea-2024}": "unknown-key `000` is cut off",
    "{label: Built, kind: actual, value: 4 GW, cite: iea-2024, ▸¶21}": "unknown-key `¶21` is cut off",
    "{label: Built, kind: actual, value: 4 GW, cite: ▸@iea-2024}": "invalid-yaml a YAML value cannot begin with `@`",
    "\n    label: Built\n    kind: actual\n    cite: iea-2024\n    value: >▸ 20%": "invalid-yaml `>` at the beginning",
}


@pytest.mark.parametrize(("marked", "fault"), BROKEN_BY_YAML.items())
def test_a_value_that_yaml_would_break_has_a_hint_how_to_quote_it(marked: str, fault: str) -> None:
    found = faults("figures:\n  built: " + marked.replace("▸", ""))

    assert [f"{d.rule} {d.message}"[: len(fault)] for d in found] == [fault]
    assert "in quotes" in found[0].hint


REPEATED = {
    "title: Storage": ("title: Storage of 9.9 GW", "2:8", "the title"),
    "summary: Where the batteries went.": ("summary: Where 9.9 GW went.", "5:10", "the summary"),
    "label: Built": ("label: Built of 9.9 GW", "6:26", "the label"),
}


def test_digits_of_a_name_in_a_label_repeat_no_figure() -> None:
    site = "title: Power\nbase_url: https://example.org/\nsegments: [{id: power, title: Power}]\nnames: [Unit 42 GW]\n"
    texts = note("Built were 4.2 GW [@iea-2024, ¶2].\n", ENTRY.replace("label: Built", "label: Unit 42 GW"))

    assert [d.rule for d in checked(texts)] == ["unsupported-figure"]
    assert [d.rule for d in checked({**texts, "notes/site.yaml": site})] == []


@pytest.mark.parametrize(("there", "instead"), REPEATED.items())
def test_what_a_reader_sees_first_may_only_repeat(there: str, instead: tuple[str, str, str]) -> None:
    written, place, what = instead
    texts = {path: text.replace(there, written) for path, text in note("Batteries [@iea-2024].\n", ENTRY).items()}

    found = [d for d in checked(texts) if d.rule == "unsupported-figure"]

    assert [(f"{d.span.line}:{d.span.column}", d.message) for d in found] == [
        (place, f"{what} says `9.9 GW`, but no figure in this note supports it")
    ]


def test_an_entry_has_the_period_and_the_basis_that_it_is_given() -> None:
    entry = ledger(
        "figures: {built: {label: Built, kind: opinion, value: 4.2 GW, period: H1 2026, basis: Our own count.}}"
    )["built"]

    assert (entry.period, entry.basis) == ("H1 2026", "Our own count.")
