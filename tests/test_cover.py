"""Which citation each number rests on: the rules of "Cover", one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model import NotePart, Statement
from briefing.notes.markdown import read_body

COVERED = {
    # brackets cover back
    "Built were 4.2 GW [@a].": "4.2 GW: a",
    "Built were 4.2 GW [@a], planned are 5.1 GW [@b].": "4.2 GW: a | 5.1 GW: b",
    "Built were 4.2 GW and 5.1 GW [@a].": "4.2 GW: a | 5.1 GW: a",
    "Built were 4.2 GW [@a, p. 3].": "4.2 GW: a",
    "Built were\n4.2 GW\n[@a].": "4.2 GW: a",
    # the last one of a sentence covers to its end too, and no further
    "As [@a] says, 4.2 GW were built.": "4.2 GW: a",
    "Built were 4.2 GW [@a], 5.1 GW by now.": "4.2 GW: a | 5.1 GW: a",
    "Built were 4.2 GW [@a]. Planned are 5.1 GW.": "4.2 GW: a | 5.1 GW: nothing",
    "Planned are 5.1 GW. Built were 4.2 GW [@a].": "5.1 GW: nothing | 4.2 GW: a",
    "Approx. 4.2 GW of the U.S. plan, e.g. 5.1 GW, were built [@a].": "Approx. 4.2 GW: a | 5.1 GW: a",
    # names cover forward
    "@a [p. 3] counts 4.2 GW.": "4.2 GW: a",
    "@a [p. 3] counts 4.2 GW, @b [p. 4] has 5.1 GW.": "4.2 GW: a | 5.1 GW: b",
    "Of 4.2 GW, @a [p. 3] says nothing.": "4.2 GW: nothing",
    "@a [p. 3] counts 4.2 GW and 5.1 GW [@b].": "4.2 GW: a+b | 5.1 GW: a+b",
    "Of 4.2 GW, @a [p. 3] makes 5.1 GW [@b].": "4.2 GW: nothing | 5.1 GW: a+b",
    "据@a [第3页]4.2 GW已建成[@b]。": "4.2 GW: a+b",
    "Built were 4.2 GW, says @a[@b].": "4.2 GW: b",
    # in a group, any may bear it out
    "Built were 4.2 GW [@a; @b, p. 3].": "4.2 GW: a+b",
    "Built were 4.2 GW [see @a; -@b].": "4.2 GW: a+b",
    # as may brackets with no word between them
    "Built were 4.2 GW [@a] [@b, p. 3].": "4.2 GW: a+b",
    "Built were 4.2 GW [@a][@b], planned are 5.1 GW [@b].": "4.2 GW: a+b | 5.1 GW: b",
    "Built were 4.2 GW [@a], [@b] and [@a, p. 3].": "4.2 GW: a+b+a",
    "Built were 4.2 GW [@a]; in all [@b].": "4.2 GW: a",
    "已建成4.2 GW[@a]，[@b]。": "4.2 GW: a+b",
    "Built were 4.2 GW[^n] [^m].\n\n[^n]: See [@a].\n\n[^m]: See [@b].\n": "4.2 GW: a+b",
    "| GW | |\n|---|---|\n| 4.2 | [@a] [@b] |\n": "4.2: a+b",
    # its own words rest on it
    "So it is [see the 4.2 GW in @a; @b, p. 3, where 5.1 GW stand].": "4.2 GW: a | 5.1 GW: b",
    "As @a [p. 3, with 4.2 GW] says.": "4.2 GW: a",
    # a footnote's citations count only where the sentence has none of its own, and its numbers keep theirs
    "Built were 4.2 GW [@a].[^n]\n\n[^n]: As the register says [@b].\n": "4.2 GW: a",
    "4.2 GW[^n] were built [@a].\n\n[^n]: As the register says [@b].\n": "4.2 GW: a",
    "4.2 GW[^n] were built.\n\n[^n]: As the register says [@b].\n": "4.2 GW: b",
    "Built were 3.1 GW.[^n]\n\n[^n]: 4.2 GW were counted [@b].\n": "3.1 GW: nothing | 4.2 GW: b",
    "Built were 3.1 GW.[^n]\n\n[^n]: 据登记[@b]4.2 GW[@a]。\n": "3.1 GW: b | 4.2 GW: a",
    "As built[^n] there were 4.2 GW.\n\n[^n]: [@a] and [@b].\n": "4.2 GW: a+b",
    # a number that begins a sentence belongs to it
    "计划很多[@a]。4.2 GW已建成[@b]。": "4.2 GW: b",
    # alone after the full stop
    "Built were 4.2 GW. [@a]": "4.2 GW: a",
    "Built were 4.2 GW. [@a] Planned are 5.1 GW.": "4.2 GW: a | 5.1 GW: nothing",
    "Built were 4.2 GW. [@a] Planned are 5.1 GW. [@b]": "4.2 GW: a | 5.1 GW: b",
    "Built were 4.2 GW.[@a] Planned are 5.1 GW.": "4.2 GW: a | 5.1 GW: nothing",
    "出货量为4.2 GW。[@a]计划为5.1 GW。": "4.2 GW: a | 5.1 GW: nothing",
    # a number right behind a bracket belongs to the next citation, as where a space parts them
    "按规划[@a]4.2 GW已建成[@b]。": "4.2 GW: b",
    "Built [@a] 4.2 GW are there [@b].": "4.2 GW: b",
    "Built were 4.2 GW. [@a] 5m more are planned.": "4.2 GW: a | 5m: nothing",
    # a sentence that goes on in lower case behind a citation at its start is its own
    "出货量为4.2 GW。[@a] has 5.1 GW.": "4.2 GW: nothing | 5.1 GW: a",
    "Built were 4.2 GW. [@a] Has 5.1 GW.": "4.2 GW: a | 5.1 GW: nothing",
    # emphasis and links hide nothing, code does
    "Built were **4.2** *GW* and [5.1 GW](x.md) [@a].": "4.2 GW: a | 5.1 GW: a",
    "Built were `4.2 GW` [@a].": "",
    # a lead-in and its list
    "As @a [p. 3] counts:\n\n- 4.2 GW\n- 5.1 GW\n": "4.2 GW: a | 5.1 GW: a",
    "The plants [@a]:\n\n- 4.2 GW\n\n  and 5.1 GW\n- 6.3 GW [@b]\n": "4.2 GW: a | 5.1 GW: a | 6.3 GW: b",
    "The plants [@a]：\n\n1. 4.2 GW\n": "4.2 GW: a",
    "The plants: [@a]\n\n- 4.2 GW\n": "4.2 GW: a",
    "The plants [@a]:\n\n- old:\n  - 4.2 GW\n- new\n": "4.2 GW: a",
    "The plants [@a]:\n\n- old [@b]:\n  - 4.2 GW\n- 5.1 GW\n": "4.2 GW: b | 5.1 GW: a",
    "The plants [@a].\n\n- 4.2 GW\n": "4.2 GW: nothing",
    "The plants [@a]:\n\nThen came 4.2 GW.\n": "4.2 GW: nothing",
    # in a table the nearest wins: the cell, the row's last cell, its first, the header, the corner, the caption
    "| P | GW |\n|---|---|\n| A | 4.2 [@a] |\n\nTable: All [@b].\n": "4.2: a",
    "| P | GW | Source |\n|---|---|---|\n| A | 4.2 | [@a] |\n| B | 5.1 | |\n\nTable: All [@b].\n": "4.2: a | 5.1: b",
    "| P | GW |\n|---|---|\n| A | 4.2 |\n\nTable: All of 9.3 GW [@a].\n": "9.3 GW: a | 4.2: a",
    "| P | GW | Plan |\n|---|---|---|\n| A | 4.2 [@a] | 5.1 [@b] |\n": "4.2: a | 5.1: b",
    "| P | GW |\n|---|---|\n| A [@a] | 4.2 |\n| B | 5.1 |\n": "4.2: a | 5.1: nothing",
    "| P | GW | Source |\n|---|---|---|\n| A [@a] | 4.2 | [@b] |\n| C [@c] | 5.1 | |\n": "4.2: b | 5.1: c",
    "| P | Built [@a] | Planned [@b] |\n|---|---|---|\n| A | 4.2 | 5.1 |\n": "4.2: a | 5.1: b",
    "| P | Built [@a] | Plan |\n|---|---|---|\n| A | 4.2 | 5.1 |\n| B [@b] | 6.3 | 7.4 |\n": (
        "4.2: a | 5.1: nothing | 6.3: b | 7.4: b"
    ),
    "| Plants [@a] | GW |\n|---|---|\n| A | 4.2 |\n\nTable: All [@b].\n": "4.2: a",
    "| P | GW |\n|---|---|\n| A | 4.2 |\n": "4.2: nothing",
    "| P | GW |\n|---|---|\n| A | 4.2 |\n\nTable: All.\n\nBuilt [@a].\n": "4.2: nothing",
    "| P | Over 500 MW |\n|---|---|\n| A | yes |\n\nTable: All [@a].\n": "Over 500 MW: a",
    "| A. 4.2 GW. B. [@a] | |\n|---|---|\n| A. 5.1 GW. B. [@b] | |\n": "4.2 GW: a | 5.1 GW: b",
    # a footnote is covered as if it stood at its call
    "Built[^n] [@a].\n\n[^n]: That is 4.2 GW.\n": "4.2 GW: a",
    "Built [@a]. Planned.[^n]\n\n[^n]: That is 4.2 GW.\n": "4.2 GW: nothing",
    "Built [@a].[^n]\n\n[^n]: That is 4.2 GW, and 5.1 GW [@b].\n": "4.2 GW: b | 5.1 GW: b",
    "Built.[^n]\n\n[^n]: By plant [@a]:\n\n    - 4.2 GW\n": "4.2 GW: a",
    # and one that is a citation and nothing else stands for it
    "Built were 4.2 GW.[^n]\n\n[^n]: [@a, p. 3]\n": "4.2 GW: a",
    "Built were 4.2 GW[^n], planned are 5.1 GW[^m].\n\n[^n]: [@a]\n\n[^m]: [@b].\n": "4.2 GW: a | 5.1 GW: b",
    # what stands right behind a bracket belongs to the next one
    "按规划[@a]约4.2 GW已建成[@b]，5.1 GW[@c]。": "约4.2 GW: b | 5.1 GW: c",
    "As planned [@a]4.2 GW were built [@b].": "4.2 GW: b",
    "按规划[@a]4.2 GW已建成。": "4.2 GW: a",
    "As planned[^n] 4.2 GW were built [@b].\n\n[^n]: [@a]\n": "4.2 GW: b",
    "4.2 GW[^n] were built [@b].\n\n[^n]: [@a]\n": "4.2 GW: a",
    # and is not glued to what stands before it
    "Planned[@a]5.1 GW, built[@b]4.2 GW.": "5.1 GW: b | 4.2 GW: b",
    "Planned[@a]5.1 GW.": "5.1 GW: a",
    "Moves were 1,250[@a]3 GW [@b].": "1,250: a | 3 GW: b",
    "Moves were 1,250[^n]340 GW [@b].\n\n[^n]: Before.\n": "1,250: b | 340 GW: b",
    "Moves were **1,250**[@a]**340 GW** [@b].": "1,250: a | 340 GW: b",
    "[@a]42 GW were built.": "42 GW: a",
    "Built were 5[@a]GW.": "5GW: a",
    "建成4.2[@a]万吨。": "4.2万吨: a",
    # a sentence that goes on in lower case behind a leading citation keeps it
    "计划为5.1 GW。[@a] counts 4.2 GW.": "5.1 GW: nothing | 4.2 GW: a",
    "Planned are 5.1 GW. [@a] Counted are 4.2 GW.": "5.1 GW: a | 4.2 GW: nothing",
    # the citations of a footnote cover the sentence that calls it, if it has none of its own
    "Moves were 1,250 a day.[^1]\n\n[^1]: From the tally [@a, p. 3].\n": "1,250: a",
    "Moves were 1,250[^1] and 1,400[^2].\n\n[^1]: The tally [@a].\n\n[^2]: The plan [@b].\n": "1,250: a | 1,400: b",
    "Moves were 1,250.[^1]\n\n[^1]: From [@a], and so says [@b].\n": "1,250: a+b",
    "Moves were 1,250.[^1]\n\n[^1]: @a counts so.\n": "1,250: a",
    "Moves were 1,250.[^1]\n\n[^1]: First.\n\n    Then the tally [@a].\n": "1,250: a",
    "Moves were 1,250.[^1]\n\n[^1]: From the tally of 2025 [@a].\n": "1,250: a",
    "Moves were 1,250[^1] or 900[^2].\n\n[^1]: Tally [@a].\n\n[^2]: [@b], as of 31 May 2025.\n": "1,250: a | 900: b",
    "Moves were 1,250.[^1]\n\n[^1]: The tally [@a] as filed on May 31, in Q1 and FY25.\n": "1,250: a",
    "全年为1,250箱。[^1]\n\n[^1]: 截至12月31日的统计[@a]。\n": "1,250: a",
    "Moves were 1,250.[^1]\n\n[^1]: The tally [@a], which also has 1,400.\n": "1,250: a | 1,400: a",
    "Moves were 1,250.[^1]\n\n[^1]: The tally [@a]; 1,400 is the plan [@b].\n": "1,250: a | 1,400: b",
    "Moves were 1,250.[^1]\n\n[^1]: @b has 1,400.\n": "1,250: nothing | 1,400: b",
    "Moves were 1,250.[^1]\n\n[^1]: Before 340 boxes in transit [@a].\n": "1,250: nothing | 340: a",
    "Moves were 1,250.[^1]\n\n[^1]: 7 GW are in transit [@a].\n": "1,250: nothing | 7 GW: a",
    "Built were 3.1 GW.[^n]\n\n[^n]: 据登记[@b]7 GW[@a]。\n": "3.1 GW: b | 7 GW: a",
    "Built were 4.2 GW.[^n]\n\n[^n]: ![](map.png)\n": "4.2 GW: nothing",
    "Moves were 1,250.[^1] Others were 1,400.\n\n[^1]: The tally [@a].\n": "1,250: a | 1,400: nothing",
    "Moves were 1,250 [@b].[^1]\n\n[^1]: The tally of 1,400 [@a].\n": "1,250: b | 1,400: a",
    "| P | GW |\n|---|---|\n| A | 4.2[^1] |\n\nTable: All [@b].\n\n[^1]: The tally [@a].\n": "4.2: a",
    "| P | GW |\n|---|---|\n| A | 4.2 |\n\nTable: All.[^1]\n\n[^1]: The tally [@a].\n": "4.2: a",
    "By plant:[^1]\n\n- 4.2 GW\n\n[^1]: The tally [@a].\n": "4.2 GW: a",
    "Moves were 1,250 a day.^[From the tally [@a, p. 3].]": "1,250: a",
    "Moves were 1,250.^[The plan was 1,400 [@b].] Others were 1,500 [@a].": "1,250: nothing | 1,500: a | 1,400: b",
    # spans cover themselves
    "Built were [4.2 GW]{#built} and 5.1 GW [@a].": "4.2 GW: its entry | 5.1 GW: a",
    "Built were [4.2 GW]{.unsourced} [@a].": "4.2 GW: exempt",
    # headings repeat
    "## Built were 4.2 GW [@a]\n": "4.2 GW: repeats",
    "![Built were 4.2 GW](map.png)\n": "4.2 GW: repeats",
    '[Built](x.md "4.2 GW") [@a].': "4.2 GW: repeats",
    # elsewhere
    "> Built were 4.2 GW [@a].\n": "4.2 GW: a",
    "> [!NOTE]\n> Built were 4.2 GW [@a].\n": "4.2 GW: a",
    "Plant\n:   4.2 GW [@a]\n": "4.2 GW: a",
}


@pytest.mark.parametrize(("markdown", "covered"), COVERED.items())
def test_a_number_rests_on_the_citation_that_covers_it(markdown: str, covered: str) -> None:
    body, _ = read_body(markdown, "note.md")

    assert " | ".join(f"{s.figure.text}: {_rests_on(s)}" for s in body.statements) == covered


HEADERS = {
    "RMB bn": "RMB 4.2 billion",
    "Revenue (RMB bn)": "RMB 4.2 billion",
    "Revenue, RMB million": "RMB 4.2 million",
    "Revenue in RMB bn": "RMB 4.2 billion",
    "Revenue (in RMB billion)": "RMB 4.2 billion",
    "US$m": "US$4.2 million",
    "收入（亿元）": "4.2亿元",
    "Capacity (GW)": "4.2 GW",
    "Margin, %": "4.2%",
    "Units (thousand)": "4,200",
    "Term (years)": "4.2 years",
    "Margin": "4.2",
    "Year": "4.2",
}


@pytest.mark.parametrize(("header", "meant"), HEADERS.items())
def test_the_header_gives_the_measure_of_a_column(header: str, meant: str) -> None:
    cell, _ = read_body(f"| {header} |\n|---|\n| 4.2 |\n", "note.md")
    prose, _ = read_body(f"It came to {meant}.", "note.md")

    assert [s.figure.quantity.value for s in cell.statements] == [s.figure.quantity.value for s in prose.statements]


def test_a_number_with_a_unit_of_its_own_keeps_it() -> None:
    body, _ = read_body("| Capacity (GW) |\n|---|\n| 300 MW |\n", "note.md")

    assert [s.figure.quantity.unit for s in body.statements] == ["MW"]


def test_a_small_number_counts_where_its_column_says_of_what() -> None:
    body, _ = read_body("| Plant | GW | Lines |\n|---|---|---|\n| A | 4 | 4 |\n", "note.md")

    assert [s.figure.quantity.unit for s in body.statements] == ["GW"]


def test_the_years_of_a_column_are_no_quantities() -> None:
    body, _ = read_body("| Year | Quarter | GW |\n|---|---|---|\n| 2025 | 3 | 4.2 |\n", "note.md")

    assert [s.figure.text for s in body.statements] == ["4.2"]


PIECES = st.sampled_from(
    ["4.2 GW", "RMB 5bn", "30%", " [@a]", " [@b, p. 3; @c]", " @a [p. 3] says ", ". ", ": ", "。", ", ", "\n", "\n\n",
     "\n- ", "\n  - ", "\n| a | b |\n|---|---|\n| ", " | ", " |\n", "\n\nTable: ", "[^n]", "\n\n[^n]: ", "## ", "> ",
     "**", "[", "](x.md)", "]{#id}", "]{.unsourced}", "`", "Text"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=24).map("".join))
def test_a_number_rests_only_on_what_its_note_cites(markdown: str) -> None:
    body, _ = read_body(markdown, "note.md")
    cited = {item.key for cite in body.cites for item in cite.items}

    assert {item.key for s in body.statements for item in s.figure.citations} <= cited


def _rests_on(statement: Statement) -> str:
    if statement.where is not NotePart.TEXT:
        return "repeats"
    if statement.entry or statement.exempt:
        return "its entry" if statement.entry else "exempt"
    return "+".join(item.key for item in statement.figure.citations) or "nothing"
