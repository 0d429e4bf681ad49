"""Charts: what a block may say, what is drawn of it, and what stands around the drawing."""

import json
import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import INDEX, NOTE, ROOT, SOURCES, Texts, blocks, checked, examples, note, page, project, underlined
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.build.session import compose
from briefing.charts import NARROW, WIDE, Frame, lay_out, plot, svg, unit
from briefing.charts.svg import number, rect
from briefing.charts.text_metrics import width, wrapped
from briefing.model import Chart, FigureKind
from briefing.model.diagnostics import Diagnostic, Span
from briefing.notes.chart_parser import read_chart

LEDGER = """\
figures:
  built: {label: Batteries built, kind: actual, value: 4.2 GW, period: 2025, cite: "iea-2024, p. 3"}
  before: {label: Batteries built before, kind: actual, value: over 2 GW, period: 2024, cite: "iea-2024, p. 3"}
  small: {label: Small ones, kind: actual, value: 800 MW, period: 2024, cite: "iea-2024, p. 4"}
  plan: {label: Batteries planned, kind: guidance, value: 5–7 GW, period: 2027, due: 2027, cite: "iea-2024, p. 5"}
  twice: {label: Twice as many, kind: derived, value: 8.4 GW, formula: built * 2}
  grid: {label: Share of the grid, kind: actual, value: 30%, cite: "iea-2024, p. 6"}
  home: {label: Share at home, kind: derived, value: 70%, formula: 1 - grid}
  sun: {label: Share of sun, kind: actual, value: about 60%, cite: "iea-2024, p. 7"}
  wind: {label: Share of wind, kind: actual, value: 40%, cite: "iea-2024, p. 7"}
  some: {label: Some share, kind: estimate, value: 10–20%, cite: "iea-2024, p. 7"}
  loss: {label: Loss, kind: actual, value: -2%, cite: "iea-2024, p. 7"}
  more-loss: {label: More loss, kind: actual, value: -30%, cite: "iea-2024, p. 7"}
  none: {label: None, kind: actual, value: 0%, cite: "iea-2024, p. 7"}"""

BARS = "title: More was built\nmark: bar\nfigures: [built, before, plan]\n"
LINE = "title: More is built each year\nmark: line\nfigures: [before, built, plan]\n"
SHARES = """\
title: Most is at home
mark: bar
series:
  Abroad: {grid: Grid, wind: Others}
  At home: {home: Grid, sun: Others}
"""
PROGRESS = """\
title: The goal is far
layer:
  - {mark: bar, figures: {built: Batteries}}
  - {mark: tick, figures: {plan: Batteries}}
"""
KINDS = {
    "bars": BARS,
    "a range alone": BARS + "encoding: {x: {field: low}, x2: {field: high}}\n",
    "lines": LINE,
    "shares": SHARES,
    "side by side": SHARES + "encoding: {yOffset: {field: series}}\n",
    "progress": PROGRESS,
    "a rule across": "title: Far\nlayer: [{mark: bar, figures: [built, before]}, {mark: rule, figures: [plan]}]\n",
    "a rule over time": "title: Far\nlayer: [{mark: line, figures: [before, built]}, {mark: rule, figures: [twice]}]\n",
    "below zero": "title: Lost\nmark: bar\nfigures: [loss, wind]\n",
}
HOLLOW = "fill-paper stroke-accent"
HATCHED = f"{HOLLOW} + stroke-accent"
CASES = sorted((ROOT / "tests" / "cases" / "charts").glob("*.md"))
each_kind = pytest.mark.parametrize("block", KINDS.values(), ids=KINDS.keys())


def charted(block: str, more: str = "") -> dict[str, str]:
    """A project whose note has a ledger and a chart."""
    return note(f"```chart\n{block}```\n{more}", LEDGER)


def chart_of(block: str) -> Chart:
    built = compose(project(charted(block)))
    (chart,) = built.view.note("note.md").body.charts
    return chart


def found(block: str) -> list[str]:
    """What is wrong with a chart: its rule, what it is about, and the message."""
    texts = charted(block)
    return [f"{finding.rule} [{spoken(finding, texts)}] {finding.message}" for finding in checked(texts)]


def spoken(finding: Diagnostic, texts: Texts) -> str:
    return underlined(finding, texts["notes/note.md"])


def drawn(block: str, ledger: str = LEDGER, *, wide: bool = True) -> str:
    """The drawing of a chart of which only `plan` has not happened."""
    built = compose(project(note(f"```chart\n{block}```\n", ledger)))
    site, (chart,) = built.site, built.view.note("note.md").body.charts
    figures = {name: definitions[-1] for name, definitions in site.ledger.definitions.items()}
    layers = plot(chart, figures, {kind: kind.value for kind in FigureKind}, {"plan"})
    layout = lay_out(layers, WIDE if wide else NARROW, unit(chart, figures), "en")
    return svg(layout, chart.title, chart.alt)


class Drawing:
    """A drawing, taken apart."""

    def __init__(self, block: str, ledger: str = LEDGER, *, wide: bool = True) -> None:
        self.svg = drawn(block, ledger, wide=wide)
        self.root = ElementTree.fromstring(self.svg)

    def of(self, classes: str) -> list[ElementTree.Element]:
        """The shapes that have just these classes."""
        return [node for node in self.root.iter() if node.get("class") == classes]

    def bars(self, classes: str) -> list[tuple[float, float]]:
        """The left edge and the length of each bar."""
        shapes = (re.match(r"M([-\d.]+),[-\d.]+H([-\d.]+)", node.get("d", "")) for node in self.of(classes))
        ends = [sorted(map(float, shape.groups())) for shape in shapes if shape]
        return [(left, right - left) for left, right in ends]

    def places(self, classes: str, name: str) -> list[float]:
        """An attribute of the shapes that have just these classes."""
        return [float(node.get(name, "nan")) for node in self.of(classes)]

    @property
    def texts(self) -> list[str]:
        return [" ".join(node.itertext()) for node in self.root.iter("text")]


# --- reading a block ------------------------------------------------------------------------------


def test_a_list_of_ids_and_a_mark_are_a_chart() -> None:
    chart = chart_of(BARS)

    assert (chart.title, chart.number, [point.name for point in chart.points]) == (
        "More was built",
        1,
        ["built", "before", "plan"],
    )
    (layer,) = chart.layers
    assert (layer.mark, layer.measure, layer.by, layer.color) == ("bar", "value", "label", None)


def test_figures_may_have_names_of_their_own_and_stand_in_series() -> None:
    points = list(chart_of(SHARES).points)

    assert [(p.name, p.label, p.series) for p in points] == [
        ("grid", "Grid", "Abroad"),
        ("wind", "Others", "Abroad"),
        ("home", "Grid", "At home"),
        ("sun", "Others", "At home"),
    ]
    assert chart_of(SHARES).layers[0].color == "series"


def test_a_layer_takes_from_the_chart_what_it_does_not_say() -> None:
    layers = "[{figures: [built]}, {mark: tick, figures: [plan]}]"
    block = f"title: Far\nmark: bar\nencoding: {{y: {{field: period}}}}\nlayer: {layers}\n"

    assert [(layer.mark, layer.by) for layer in chart_of(block).layers] == [("bar", "period"), ("tick", "period")]


def test_what_is_measured_is_the_title_of_its_axis() -> None:
    assert chart_of(BARS + "encoding: {x: {title: Added a year}}\n").note == "Added a year"
    assert chart_of(LINE + "encoding: {y: {title: Added a year}}\n").note == "Added a year"


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (BARS.replace("title: More was built\n", ""), "missing-key [`] a chart needs `title`"),
        (BARS.replace("mark: bar\n", ""), "missing-key [`] a chart needs `mark`"),
        (BARS.replace("figures: [built, before, plan]\n", ""), "missing-key [bar] a chart needs `figures`"),
        (BARS.replace("mark", "marc"), "unknown-key [marc] `marc` is not a key of a chart"),
        (BARS.replace("bar", "bars"), "invalid-value [bars] `mark` cannot be `bars`"),
        (BARS.replace("built,", "buildt,"), "unknown-figure [buildt] no figure is called `buildt`"),
        (BARS.replace("[built, before, plan]", "[built"), "invalid-yaml [[] a `[` or `{` that is never closed"),
        (BARS + "encoding: {x: {field: valu}}\n", "invalid-value [valu] `field` cannot be `valu`"),
        (BARS + "encoding: {z: {field: value}}\n", "unknown-key [z] `z` is not a key of an encoding"),
        (BARS + "data: {url: x.csv}\n", "invalid-chart [data] a chart takes no `data`"),
        (BARS + "transform: [{calculate: a * 2}]\n", "invalid-chart [transform] a chart takes no `transform`"),
        (BARS + "params: []\n", "invalid-chart [params] a chart takes no `params`"),
        (BARS + "encoding: {x: {aggregate: sum}}\n", "invalid-chart [aggregate] a chart takes no `aggregate`"),
        (BARS + "encoding: {color: {condition: {}}}\n", "missing-key [{}] a condition needs `test`"),
        (
            BARS + "encoding: {color: {condition: {test: {field: label, equal: Batteries bult}}}}\n",
            "invalid-chart [Batteries bult] no figure of this chart has the label `Batteries bult`",
        ),
        (
            BARS + "encoding: {color: {condition: {test: {field: kind, oneOf: [actual, gone]}}}}\n",
            "invalid-chart [gone] no figure of this chart has the kind `gone`",
        ),
        (
            BARS + "encoding: {color: {condition: {test: {field: label}}}}\n",
            "invalid-chart [{field: label}] the test holds for no figure",
        ),
        (
            BARS + "encoding: {color: {condition: {test: {field: value, equal: 4}}}}\n",
            "invalid-chart [value] `value` is an amount, which cannot tell figures apart",
        ),
        (
            BARS + "encoding: {color: {field: kind, condition: {test: {field: kind, equal: actual}}}}\n",
            "invalid-chart [kind] `color` has a `field` and a `condition`",
        ),
        (
            BARS + "encoding: {x: {condition: {test: {field: kind, equal: actual}}}}\n",
            "invalid-chart [{test: {field: kind, equal: actual}}] a `condition` is for `color`",
        ),
        (
            BARS + "encoding: {color: {condition: {test: {field: kind, equal: actual}, value: red}}}\n",
            "invalid-chart [value] a chart takes no `value`",
        ),
        (
            BARS + "encoding: {color: {condition: {test: {equal: actual}}}}\n",
            "missing-key [{equal: actual}] a test needs `field`",
        ),
        (
            BARS + "encoding: {y: {field: value}, x: {field: label}}\n",
            "invalid-chart [value] bars are horizontal: amounts go along `x`",
        ),
        (
            BARS + "encoding: {color: {field: value}}\n",
            "invalid-chart [value] `value` is an amount, which cannot tell figures apart",
        ),
        (LINE + "encoding: {x: {field: label}}\n", "invalid-chart [label] a line runs along `period`"),
        (BARS.replace("plan", "grid"), "chart-mixes-units [grid] `grid` is `30%`, but `built` is `4.2 GW`"),
        (LINE.replace("plan", "twice"), "invalid-chart [twice] `twice` has no period that a line could pass through"),
        (LINE.replace("plan", "small"), "invalid-chart [small] the line has two figures for `2024`"),
        (SHARES.replace("wind", "some"), "invalid-chart [some] `10–20%` is a range, which cannot be stacked"),
        (
            BARS.replace("[built, before, plan]", "{built: A, before: A}"),
            "invalid-chart [before] two figures share the row `A`",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_where_it_stands(block: str, fault: str) -> None:
    assert found(block) == [fault]


def test_more_colours_than_a_reader_tells_apart_are_refused() -> None:
    names = dict(zip("ABCDE", ["grid", "home", "sun", "wind", "some"], strict=True))
    series = "".join(f"  {name}: {{{figure}: {name}}}\n" for name, figure in names.items())

    (fault,) = found(f"title: Many\nmark: bar\nseries:\n{series}encoding: {{yOffset: {{field: series}}}}\n")

    assert fault == "invalid-chart [some] `series` would need 5 colours, but a chart can use at most 4"


def test_a_misspelt_id_earns_the_nearest_one() -> None:
    (fault,) = checked(charted(BARS.replace("built,", "buildt,")))

    assert fault.hint == "did you mean `built`?"


@pytest.mark.parametrize("lead", ["> ", "- ", "  "])
def test_a_fault_is_placed_in_a_block_that_stands_within_another(lead: str) -> None:
    lines = ["```chart", "title: More was built", "mark: bar", "figures: [buildt]", "```"]
    later = "  " if lead == "- " else lead
    texts = note("\n".join((later if i else lead) + line for i, line in enumerate(lines)) + "\n", LEDGER)

    (fault,) = checked(texts)

    assert spoken(fault, texts) == "buildt"


def test_other_fences_are_code() -> None:
    html = page(note("```charts\nmark: bar\n```\n\n    ```chart\n"))

    assert '<code class="language-charts">' in html
    assert "<figure" not in html


WORDS = """title mark figures layer encoding x field bar line value built 7_GW : , [ ] { } " ' * & | # ~ é 储"""
PIECES = re.findall(r"\S+", WORDS)
PIECES += [" ", ": ", "\n", "\n  ", "\n- ", "\t"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_of_a_block_breaks_the_reader(text: str) -> None:
    read = read_chart(text, Span("notes/note.md", 7), 1, ())

    assert read.chart or read.problems
    assert all(fault.span.line >= 7 for fault in read.problems)


IDS = ["built", "before", "small", "plan", "twice", "grid", "home", "sun", "wind", "some", "loss"]
FIELDS = ["label", "series", "period", "kind", "value", "low", "high"]
named = st.one_of(
    st.lists(st.sampled_from(IDS), min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(["A", "B", "储能目标"]), min_size=1, max_size=4),
)
tests = st.fixed_dictionaries(
    {"field": st.sampled_from(FIELDS)}, optional={"equal": st.sampled_from(["A", "Small ones", "actual", "2024", "?"])}
)
conditions = tests.map(lambda test: {"condition": {"test": test}})
channels = st.dictionaries(
    st.sampled_from(["x", "x2", "y", "yOffset", "color"]),
    st.fixed_dictionaries({"field": st.sampled_from(FIELDS)}) | conditions,
)
layers = st.fixed_dictionaries(
    {"mark": st.sampled_from(["bar", "line", "rule", "tick"])},
    optional={"figures": named, "series": st.dictionaries(st.sampled_from("ABC"), named), "encoding": channels},
)


@settings(max_examples=examples(150))
@given(st.one_of(layers, st.fixed_dictionaries({"layer": st.lists(layers, max_size=3), "figures": named})))
def test_whatever_a_chart_says_it_is_drawn_or_its_fault_is_told(chart: dict[str, object]) -> None:
    texts = charted(json.dumps({"title": "Any", **chart}, ensure_ascii=False) + "\n")
    errors = [finding for finding in checked(texts) if finding.severity == "error"]

    assert errors or "<svg" in page(texts)


# --- what its words may say ----------------------------------------------------------------------------


def test_a_title_repeats_what_the_figures_of_the_chart_bear_out() -> None:
    assert found(BARS.replace("More was built", "Over 4 GW were built in 2025")) == []
    (fault,) = checked(charted(BARS.replace("More was built", "9 GW were built")))

    assert (fault.rule, fault.message) == (
        "unsupported-figure",
        "the chart says `9 GW`, but no figure in this note supports it",
    )


@pytest.mark.parametrize(
    "block",
    [
        BARS + "alt: It shows 9 GW.\n",
        BARS + "encoding: {x: {title: Out of 9 GW}}\n",
        BARS.replace("[built, before, plan]", "{built: All 9 GW}"),
        SHARES.replace("Abroad", "Beyond 9 GW"),
    ],
)
def test_so_do_its_other_words(block: str) -> None:
    assert {fault.split()[0] for fault in found(block)} == {"unsupported-figure"}


def test_a_chart_may_show_the_figures_of_another_note() -> None:
    other = NOTE.replace("\n---\n", f"\n{LEDGER}\n---\n")
    html = page({"notes/other.md": other, **note(f"```chart\n{BARS}```\n")})

    assert 'href="#fig.built"' in html
    assert 'id="fig.built"' in html


# --- what is drawn --------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_figures() -> None:
    drawing = Drawing(BARS)
    (start, built), (_, before) = drawing.bars("fill-accent")
    (_, plan), (_, rest) = *drawing.bars("fill-paper stroke-accent"), *drawing.bars("fill-accent stroke-accent")

    assert before / built == pytest.approx(2 / 4.2, abs=0.001)
    assert plan / built == pytest.approx(5 / 4.2, abs=0.001)
    assert rest / built == pytest.approx(2 / 4.2, abs=0.001)
    assert {left for left, _ in drawing.bars("fill-accent")} == {start}


def test_units_of_one_kind_share_an_axis() -> None:
    drawing = Drawing(BARS.replace("before, plan", "small"))
    (_, built), (_, small) = drawing.bars("fill-accent")

    assert small / built == pytest.approx(0.8 / 4.2, abs=0.001)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_drawing_is_the_same_on_every_machine(case: Path) -> None:
    shown = blocks(case.read_text(encoding="utf-8"))

    assert drawn(shown["chart"]).replace("><", ">\n<") + "\n" == shown["svg"]


@each_kind
def test_every_amount_is_printed_as_in_the_ledger(block: str) -> None:
    text = " ".join(Drawing(block).texts)
    printed = {"built": "4.2 GW", "before": "over 2 GW", "plan": "5–7 GW", "twice": "8.4 GW", "sun": "about 60%"}

    for name in {point.name for point in chart_of(block).points} & printed.keys():
        assert printed[name] in text


def test_a_range_alone_goes_from_end_to_end() -> None:
    drawing = Drawing(KINDS["a range alone"].replace("built, before, plan", "built, some").replace("built, ", ""))
    ((start, length),) = drawing.bars(HOLLOW)

    assert start - 1 > length > 0


def test_a_range_alone_that_is_a_single_value_is_a_line() -> None:
    drawing = Drawing("title: Far\nmark: bar\nfigures: [plan, built]\nencoding: {x: {field: low}, x2: {field: high}}\n")
    ((five, two),) = drawing.bars(HOLLOW)
    (at,) = drawing.places("stroke-accent", "x1")

    assert (five - at) / two == pytest.approx((5 - 4.2) / 2, abs=0.01)


@pytest.mark.parametrize(
    ("value", "pale"),
    [("-10 to 30%", (-10, 30)), ("0 to 20%", (0, 20)), ("10–20%", (10, 20)), ("-20 to -10%", (-20, -10))],
)
def test_of_a_range_it_is_pale_what_may_be(value: str, pale: tuple[int, int]) -> None:
    drawing = Drawing(
        "title: Lost\nmark: bar\nfigures: [wind, some]\n", LEDGER.replace("value: 10–20%", f"value: {value}")
    )
    (_, forty), (start, length) = *drawing.bars("fill-accent"), *drawing.bars("fill-accent stroke-accent")
    ((zero, _),) = drawing.bars("fill-accent")

    assert ((start - zero) / forty * 40, length / forty * 40) == pytest.approx((pale[0], pale[1] - pale[0]), abs=0.1)


@pytest.mark.parametrize(
    ("value", "beyond"),
    [("over 30%", 1), ("at least 30%", 1), ("up to 30%", -1), ("under 30%", -1), ("about 30%", 0), ("over -30%", 1)],
)
def test_the_end_of_a_bound_points_to_where_the_true_value_lies(value: str, beyond: int) -> None:
    (d,) = [
        node.get("d", "")
        for node in Drawing(
            "title: Lost\nmark: bar\nfigures: [grid]\n", LEDGER.replace("value: 30%", f"value: {value}")
        ).of("fill-accent")
    ]
    end, tip = re.search(r"H([\d.]+)", d), re.search(r"L([\d.]+)", d)

    assert end
    assert (float(tip[1]) > float(end[1]) if beyond > 0 else float(tip[1]) < float(end[1])) if tip else not beyond


def test_shares_are_piled_up_to_the_same_end() -> None:
    drawing = Drawing(SHARES)
    abroad, home = drawing.bars("fill-accent"), drawing.bars("fill-muted")

    assert [left + length for left, length in abroad] == [left for left, _ in home]
    assert len({round(left + length) for left, length in home}) == 1
    assert "about 60%" in drawing.texts


def test_parts_below_zero_are_piled_up_to_the_left_on_their_own() -> None:
    drawing = Drawing("title: Lost\nmark: bar\nseries: {In: {wind: Net}, Out: {more-loss: Net}, Again: {loss: Net}}\n")
    ((first, gained),) = drawing.bars("fill-accent")
    ((second, lost),) = drawing.bars("fill-muted")
    ((third, lost_again),) = drawing.bars("fill-paper stroke-accent")

    assert second + lost == pytest.approx(first, abs=0.5)
    assert third + lost_again == pytest.approx(second, abs=0.5)
    assert [length / gained for length in (lost, lost_again)] == pytest.approx([30 / 40, 2 / 40], abs=0.02)


def test_each_part_of_a_pile_is_labelled_beside_it_where_it_is_too_short() -> None:
    drawing = Drawing("title: Lost\nmark: bar\nseries: {In: {wind: Net}, Out: {loss: Net}, Nothing: {none: Net}}\n")

    assert "40%" in drawing.texts
    assert "Out -2% / Nothing 0%" in drawing.texts


def test_side_by_side_they_all_begin_at_zero() -> None:
    drawing = Drawing(KINDS["side by side"])

    assert len({left for left, _ in (*drawing.bars("fill-accent"), *drawing.bars("fill-muted"))}) == 1


def test_a_goal_is_a_tick_beside_its_bar() -> None:
    drawing = Drawing(PROGRESS)
    ((left, length),) = drawing.bars("fill-accent")
    (at,) = drawing.places("stroke-ink", "x1")

    assert (at - left) / length == pytest.approx(5 / 4.2, abs=0.01)
    assert "4.2 GW / 5–7 GW" in drawing.texts


def test_a_line_keeps_the_distances_of_the_calendar() -> None:
    drawing = Drawing(LINE)
    first, second = drawing.places("fill-accent stroke-accent", "cx")
    (last,) = drawing.places("fill-paper stroke-accent", "cx")

    assert (last - second) / (second - first) == pytest.approx(2, abs=0.01)
    assert any(node.get("stroke-dasharray") for node in drawing.of("stroke-accent"))


def yearly(values: dict[int, str]) -> str:
    """A ledger of one figure a year, called `y2020`, in percent."""
    lines = (
        f"  y{year}: {{label: {year}, kind: actual, value: {value}, period: {year}, cite: 'iea-2024, p. 3'}}"
        for year, value in values.items()
    )
    return "\n".join(["figures:", *lines])


def test_a_line_stops_where_years_are_missing() -> None:
    years = {2016: "1%", 2017: "2%", 2018: "3%", 2021: "4%", 2022: "5%", 2023: "6%", 2024: "7%"}
    block = f"title: More\nmark: line\nfigures: [{', '.join(f'y{year}' for year in years)}]\n"
    drawing = Drawing(block, yearly(years))
    points = drawing.places("fill-accent stroke-accent", "cx")
    ends = list(zip(drawing.places("stroke-accent", "x1"), drawing.places("stroke-accent", "x2"), strict=True))

    assert ends == [pair for pair in pairwise(points) if pair != (points[2], points[3])]


def test_figures_every_five_years_are_a_line_without_a_gap() -> None:
    years = dict.fromkeys((2005, 2010, 2015, 2020, 2025), "5%")
    block = f"title: More\nmark: line\nfigures: [{', '.join(f'y{year}' for year in years)}]\n"

    assert len(Drawing(block, yearly(years)).of("stroke-accent")) == 4


FALLING = "\n".join(
    f"  {line}{year}: {{label: {line}, kind: opinion, value: '{value}%', period: {year}, basis: ours}}"
    for line, values in {"a": (40, -30), "b": (-15, -29), "c": (20, -28)}.items()
    for year, value in zip((2024, 2025), values, strict=True)
)


@pytest.mark.parametrize("wide", [True, False])
def test_the_words_at_the_ends_of_falling_lines_stand_above_the_periods(wide: bool) -> None:
    series = ", ".join(f"Line {line}: [{line}2024, {line}2025]" for line in "abc")
    found = Drawing(f"title: Down\nmark: line\nseries: {{{series}}}\n", f"figures:\n{FALLING}", wide=wide)
    places = [
        (float(node.get("y", "nan")) + sum(float(line.get("dy", "0")) for line in node), "".join(node.itertext()))
        for node in found.root.iter("text")
    ]
    named = sorted(place for place, words in places if words.startswith("Line"))
    periods = min(place for place, words in places if words in ("2024", "2025"))

    assert len(named) == 3
    assert named[-1] <= periods - 10
    assert min(later - sooner for sooner, later in pairwise(named)) >= 2 * 10


def test_lines_of_one_point_each_are_bars() -> None:
    one = Drawing("title: One\nmark: line\nfigures: [built]\n")
    two = Drawing("title: Two\nmark: line\nseries: {A: [built], B: [before]}\n")

    assert len(one.bars("fill-accent")) == 1
    assert [*one.texts] == ["2025", "4.2 GW"]
    assert (len(two.bars("fill-accent")), len(two.bars("fill-muted"))) == (1, 1)
    assert one.of("fill-accent stroke-accent") == []


def test_a_line_whose_points_have_no_room_for_their_amounts_has_an_axis() -> None:
    roomy, crowded = ({2000: "1%", year: "2%", 2030: "3%"} for year in (2015, 2001))
    drawings = [
        Drawing(f"title: More\nmark: line\nfigures: [{', '.join(f'y{year}' for year in years)}]\n", yearly(years))
        for years in (roomy, crowded)
    ]

    assert [len(drawing.of("stroke-line")) > 0 for drawing in drawings] == [False, True]
    assert "2%" in drawings[0].texts


RULES = {"grid": "A goal that was set long ago", "home": "Another", "sun": "A third one", "wind": "Last"}


@pytest.mark.parametrize("names", [tuple(RULES), tuple(RULES)[::-1], ("sun", "home"), ("loss", "grid", "wind")])
@pytest.mark.parametrize("wide", [True, False], ids=["wide", "narrow"])
def test_names_of_rules_do_not_overlap_and_no_rule_runs_through_one(names: tuple[str, ...], wide: bool) -> None:
    rules = "{" + ", ".join(f"{name}: {RULES.get(name, 'Loss')}" for name in names) + "}"
    block = f"title: Far\nlayer: [{{mark: bar, figures: [some]}}, {{mark: rule, figures: {rules}}}]\n"
    drawing, frame = Drawing(block, wide=wide), WIDE if wide else NARROW
    bottoms = drawing.places("stroke-ink", "y1")
    heads = [node for node in drawing.of("fill-ink") if "".join(node.itertext()) != "Some share"][: len(names)]
    boxes = [(*extent(node, frame), float(node.get("y", "nan")) - frame.size) for node in heads]
    tops_and_bottoms = list(zip((top for *_, top in boxes), sorted(bottoms, reverse=True), strict=True))

    for (one, above), (other, below) in combinations(zip(boxes, bottoms, strict=True), 2):
        is_apart = one[1] <= other[0] or other[1] <= one[0]
        assert is_apart or above <= other[2] + 1 or below <= one[2] + 1
    assert all(top < bottom for top, bottom in tops_and_bottoms)
    for x, y in zip(drawing.places("stroke-ink", "x1"), bottoms, strict=True):
        assert not any(start + 1 < x < end - 1 and y < top for start, end, top in boxes)


def test_words_that_would_leave_no_room_for_bars_stand_below_them() -> None:
    series = ", ".join(f"A long name of a series {name}: {{{name}: Row}}" for name in ("loss", "none", "wind"))
    block = f"title: Lost\nmark: bar\nseries: {{{series}}}\n"
    drawing = Drawing(block, wide=False)

    assert "A long name of a series loss -2% / A long name of a series none 0%" in drawing.texts
    ((_, length),) = drawing.bars(HOLLOW)
    assert length > NARROW.width * 0.8


def test_rows_of_another_period_stand_apart() -> None:
    years = {2023: "1%", 2024: "2%", 2025: "3%"}
    block = f"title: More\nmark: bar\nfigures: [{', '.join(f'y{year}' for year in years)}]\n"

    def steps(ledger: str) -> list[float]:
        tops = [float(re.findall(r"[\d.]+", node.get("d", ""))[1]) for node in Drawing(block, ledger).of("fill-accent")]
        return [below - above for above, below in pairwise(tops)]

    usual = steps(yearly(years))
    assert usual[0] == usual[1]
    assert steps(yearly(years).replace("period: 2024", "period: 2023")) == [usual[0], usual[0] + 10]


def test_what_is_below_zero_goes_the_other_way() -> None:
    (loss, lost), (wind, _) = Drawing(KINDS["below zero"]).bars("fill-accent")

    assert loss + lost == pytest.approx(wind, abs=0.1)


@each_kind
@pytest.mark.parametrize("wide", [True, False], ids=["wide", "narrow"])
def test_a_drawing_has_no_style_script_address_or_font_of_its_own(block: str, wide: bool) -> None:
    drawing = Drawing(block, wide=wide)

    tags = {"svg", "title", "desc", "path", "line", "circle", "text", "tspan"}
    assert {node.tag for node in drawing.root.iter()} <= tags
    names = {name for node in drawing.root.iter() for name in node.attrib}
    assert names & {"style", "href", "font-family", "aria-label", "id", "onload"} == set()
    assert "url(" not in drawing.svg
    assert not re.search(r'(?:fill|stroke)="(?!none")', drawing.svg)
    assert drawing.root.get("viewBox", "").startswith(f"0 0 {(WIDE if wide else NARROW).width:g} ")


@each_kind
@pytest.mark.parametrize("wide", [True, False], ids=["wide", "narrow"])
def test_no_letter_leaves_the_drawing(block: str, wide: bool) -> None:
    assert beyond(Drawing(block, wide=wide).svg, WIDE if wide else NARROW) == []


@settings(max_examples=examples(100))
@given(st.one_of(layers, st.fixed_dictionaries({"layer": st.lists(layers, max_size=3), "figures": named})))
def test_neither_does_one_of_whatever_can_be_drawn(chart: dict[str, object]) -> None:
    block = json.dumps({"title": "Any", **chart}, ensure_ascii=False) + "\n"
    if any(finding.severity == "error" for finding in checked(charted(block))):
        return

    assert beyond(drawn(block, wide=True), WIDE) == []
    assert beyond(drawn(block, wide=False), NARROW) == []


def beyond(svg: str, frame: Frame) -> list[str]:
    """The texts that leave a drawing."""
    return [
        "".join(node.itertext())
        for node in ElementTree.fromstring(svg).iter("text")
        for start, end in [extent(node, frame)]
        if start < -1 or end > frame.width + 1
    ]


def extent(node: ElementTree.Element, frame: Frame) -> tuple[float, float]:
    """Between which places a text stands."""
    at = float(node.get("x", "nan"))
    widest = max(width(line, frame.size, strong="font-weight" in node.attrib) for line in node.itertext())
    before = widest * {"middle": 0.5, "end": 1}.get(node.get("text-anchor", ""), 0)
    return at - before, at - before + widest


def test_coordinates_are_rounded_to_hundredths() -> None:
    field_text = {number(value) for value in (0.1 + 0.2, -0.0001, 100.0, 1 / 3, 2 / 3, 346.996)}

    assert field_text == {"0.3", "0", "100", "0.33", "0.67", "347"}


@each_kind
def test_a_drawing_says_what_it_is_and_what_it_shows(block: str) -> None:
    root = Drawing(block + "alt: Said & <shown>.\n").root

    assert root.get("role") == "img"
    assert root.findtext("title") == chart_of(block).title
    assert root.findtext("desc") == "Said & <shown>."


def test_what_authors_write_is_text_in_a_drawing() -> None:
    drawing = Drawing(BARS.replace("[built, before, plan]", "{built: '<script>&amp; \"it\"'}"))

    assert '<script>&amp; "it"' in drawing.texts


def test_a_hollow_bar_of_nothing_is_still_seen() -> None:
    svg = rect((10, 0), (10, 22), "paper", "accent")

    assert svg == '<path class="fill-paper stroke-accent" d="M10,0H10V22H10Z" stroke-width="1.5"/>'


def test_letters_are_reckoned_by_sort_and_lines_break_in_any_script() -> None:
    assert width("储能", 10) == 20
    assert width("ill", 10) < width("abc", 10) < width("MWM", 10) < width("MWM", 10, strong=True)
    assert wrapped("one two three", 10, width("one two", 10)) == ("one two", "three")
    assert wrapped("储能目标", 10, 20) == ("储能", "目标")
    assert wrapped("an unbreakable", 10, width("unbrea", 10)) == ("an", "unbrea", "kable")
    assert wrapped("wide", 10, 1) == ("w", "i", "d", "e")


# --- what stands around it ----------------------------------------------------------------------------


def figure(html: str) -> str:
    found = re.search(r"<figure.*?</figure>", html, re.S)
    assert found
    return found.group()


def test_a_page_shows_the_chart_its_figures_and_their_sources() -> None:
    html = page(charted(BARS + "encoding: {x: {title: Added a year}}\n"))
    shown = figure(html)

    assert '<p class="chart-title">More was built</p>' in shown
    assert '<p class="chart-note">Added a year</p>' in shown
    assert shown.count('<svg viewBox="0 0') == 2
    assert re.findall(r'<a href="(#fig\.\w+)">([^<]+)</a>', shown) == [
        ("#fig.built", "4.2 GW"),
        ("#fig.before", "over 2 GW"),
        ("#fig.plan", "5–7 GW"),
    ]
    assert 'Source: <a href="sources/iea-2024.html">Lund</a>, pp.\u00a03, 5; ? not checked</p>' in shown
    assert "planned or forecast" in shown
    assert all(f'id="{target}"' in html for target in re.findall(r'href="#(fig\.\w+)"', shown))


def test_what_it_shows_is_told_to_those_who_cannot_see_it() -> None:
    state = " (? not checked)"
    made = f"More was built. Batteries built, 2025: 4.2 GW{state}; Batteries built before, 2024: over 2 GW{state}; "

    assert page(charted(BARS)).count(f"<desc>{made}Batteries planned, 2027: 5–7 GW{state}.</desc>") == 2
    assert page(charted(BARS + "alt: Bars grow.\n")).count("<desc>Bars grow.</desc>") == 2


def test_a_derived_figure_rests_on_the_sources_of_its_inputs_and_is_ours() -> None:
    shown = figure(page(charted("title: Twice\nmark: bar\nfigures: [twice]\n")))

    assert "Lund</a>, p.\u00a03; = our calculation: from a figure that is not checked</p>" in shown


def test_series_have_a_column_and_a_key() -> None:
    shown = figure(page(charted(SHARES)))

    assert '<th scope="col">Series</th>' in shown
    assert keyed(shown) == [("fill-accent", "Abroad"), ("fill-muted", "At home")]


def test_with_several_sources_each_row_names_its_own() -> None:
    sources = SOURCES + "  - {id: bnef, type: report, title: More, author: [{family: Nwosu}], issued: 2025}\n"
    ledger = LEDGER.replace('"iea-2024, p. 5"', '"bnef, p. 5"')
    shown = figure(page({"notes/sources.yaml": sources, **note(f"```chart\n{BARS}```\n", ledger)}))

    assert '<td><a href="sources/bnef.html">Nwosu</a>, p.\u00a05</td>' in shown
    assert "Lund</a>, p.\u00a03; <a" in shown


def keyed(shown: str) -> list[tuple[str, str]]:
    """The classes of each swatch of a key, and what it stands for."""
    items = re.findall(r'<li><svg class="swatch"(.*?)</svg> ([^<]+)</li>', shown, re.S)
    return [(" + ".join(re.findall(r'class="([^"]+)"', drawing)), text) for drawing, text in items]


@pytest.mark.parametrize(
    ("kinds", "key"),
    [
        (("actual", "price"), []),
        (("actual", "guidance"), [("fill-accent", "reported"), (HOLLOW, "planned or forecast")]),
        (("estimate", "estimate"), [(HATCHED, "estimate")]),
        (("forecast", "estimate"), [(HATCHED, "estimate"), (HOLLOW, "planned or forecast")]),
        (("actual", "estimate"), [("fill-accent", "reported"), (HATCHED, "estimate")]),
    ],
)
def test_what_happened_what_is_estimated_and_what_is_planned_look_different(
    kinds: tuple[str, str], key: list[tuple[str, str]]
) -> None:
    lines = [
        f"  f{number}: {{label: {number}, kind: {kind}, value: {number + 1} GW, period: 2025, cite: 'iea-2024, p. 3'}}"
        for number, kind in enumerate(kinds)
    ]
    block = "title: Built\nmark: bar\nfigures: [f0, f1]\n"

    assert keyed(figure(page(note(f"```chart\n{block}```\n", "\n".join(["figures:", *lines]))))) == key


@pytest.mark.parametrize(
    ("test", "places"),
    [
        ("{field: label, equal: Batteries built}", [0]),
        ("{field: label, oneOf: [Batteries built, Batteries built before]}", [0, 1]),
        ("{field: kind, equal: actual}", [0, 1]),
        ("{field: period, equal: 2024}", [1]),
    ],
)
def test_what_the_title_is_about_has_the_accent_colour_and_the_rest_is_grey(test: str, places: list[int]) -> None:
    drawing = Drawing(BARS + f"encoding: {{color: {{condition: {{test: {test}}}}}}}\n")

    assert len(drawing.bars("fill-accent")) == len(places)
    assert len(drawing.bars("fill-muted")) == 2 - len(places)
    assert len(drawing.bars("fill-paper stroke-muted")) == 1


def test_of_lines_the_one_that_counts_is_painted_last_and_the_others_may_be_many() -> None:
    ledger, years = yearly(dict.fromkeys(range(2010, 2022), "5%")), iter(range(2010, 2022))
    series = ", ".join(f"{name}: [y{next(years)}, y{next(years)}]" for name in "ABCDEF")
    block = f"title: B\nmark: line\nseries: {{{series}}}\n"
    condition = "encoding: {color: {condition: {test: {field: series, equal: B}}}}\n"
    drawing = Drawing(block + condition, ledger)
    lines = [node.get("class") for node in drawing.root.iter("line") if node.get("stroke-linecap")]

    assert [fault.rule for fault in checked(note(f"```chart\n{block}```\n", ledger))] == ["invalid-chart"]
    assert [fault.rule for fault in checked(note(f"```chart\n{block}{condition}```\n", ledger))] == []
    assert lines == [*["stroke-muted"] * 5, "stroke-accent"]


def test_a_condition_of_the_chart_holds_for_its_layers() -> None:
    both = "encoding: {color: {condition: {test: {field: label, equal: Batteries built}}}}\n"
    block = f"title: Far\nlayer: [{{mark: bar, figures: [built, before]}}, {{mark: rule, figures: [plan]}}]\n{both}"

    assert found(block) == []
    assert (len(Drawing(block).bars("fill-accent")), len(Drawing(block).bars("fill-muted"))) == (1, 1)


def test_with_two_series_colours_tell_them_apart_and_styles_what_is_planned() -> None:
    block = "title: More\nmark: bar\nseries: {Old: {before: A, built: B}, New: {plan: C}}\n"

    assert keyed(figure(page(charted(block)))) == [
        ("fill-accent", "Old"),
        ("fill-muted", "New"),
        ("fill-ink", "reported"),
        ("fill-paper stroke-ink", "planned or forecast"),
    ]


def test_a_site_in_chinese_has_its_own_words_and_any_other_its_ticks_in_english() -> None:
    site = "title: 电力\nlanguage: {}\nsegments: [{{id: power, title: 电力}}]\n"
    long = "title: Lines\nlayer: [{mark: line, series: {A: [before, built], B: [small, plan]}}]\n"

    assert "计划或预测" in figure(page({"notes/site.yaml": site.format("zh"), **charted(BARS)}))
    assert "来源" in figure(page({"notes/site.yaml": site.format("zh"), **charted(long)}))


def test_the_overview_may_have_charts_as_well() -> None:
    index = INDEX + f"\n```chart\n{BARS}```\n"

    assert "<svg" in page({"notes/index.md": index, **note("", LEDGER)}, "index.html")
