"""Pandoc's citation grammar: what is read, what is refused, and where."""

from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from conftest import packaged
from hypothesis import given
from hypothesis import strategies as st

from briefing.citations import (
    CitationError,
    Item,
    find_key,
    may_start_citation,
    mention_at,
    read_bracket,
    read_locators,
)
from briefing.citations.references import format_locators
from briefing.model import Locator, LocatorKind, Mode, Words
from briefing.notes import parse_words


def spoken(locators: Iterable[Locator]) -> str:
    """Locators as a reader of these tables wants them: `page 3–5, 9; note 2`."""
    return "; ".join(f"{locator.kind} {locator.numbers}" for locator in locators)


@cache
def words_of(language: str) -> Words:
    words, _ = parse_words(packaged()[f"words/{language}.yaml"])
    assert words is not None
    return words


# --- places in a source ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("p. 3", "page 3"),
        ("pp. 3–5", "page 3–5"),
        ("pp. 3-5", "page 3–5"),
        ("pp. 3--5", "page 3–5"),
        ("pp. 3—5", "page 3–5"),
        ("pp. 3 to 5", "page 3–5"),
        ("pp. 3, 7 and 9–11", "page 3, 7, 9–11"),
        ("pp. 3 & 5", "page 3, 5"),
        ("pp. 3, 5, and 7", "page 3, 5, 7"),
        ("p. 3, and p. 5", "page 3, 5"),
        ("ｐ．３", "page 3"),
        ("page 3", "page 3"),
        ("pages 3-5", "page 3–5"),
        ("P. 3", "page 3"),
        ("p.3", "page 3"),
        ("pp 3–5", "page 3–5"),
        ("ch 4", "chapter 4"),
        ("sec 2", "section 2"),
        ("fig 1", "figure 1"),
        ("para 4", "paragraph 4"),
        ("3", "page 3"),
        ("3–5", "page 3–5"),
        ("3, 5", "page 3, 5"),
        ("iv", "page iv"),
        ("pp. xi–xiv", "page xi–xiv"),
        ("p. III", "page III"),
        ("p. 12a", "page 12a"),
        ("p. A.3", "page A.3"),
        ("p. S12", "page S12"),
        ("p. 2026", "page 2026"),
        ("¶21", "paragraph 21"),
        ("¶ 21", "paragraph 21"),
        ("¶¶2, 28", "paragraph 2, 28"),
        ("¶2, ¶28", "paragraph 2, 28"),
        ("para. 4", "paragraph 4"),
        ("par. 4", "paragraph 4"),
        ("paras. 4–6", "paragraph 4–6"),
        ("paragraph 4", "paragraph 4"),
        ("§ 2.1", "section 2.1"),
        ("§§ 2.1–2.3", "section 2.1–2.3"),
        ("sec. 2", "section 2"),
        ("sect. 2", "section 2"),
        ("section 2.1.4", "section 2.1.4"),
        ("ch. 4", "chapter 4"),
        ("chap. IV", "chapter IV"),
        ("chapters 1-3", "chapter 1–3"),
        ("fig. 1", "figure 1"),
        ("figs. 1 and 2", "figure 1, 2"),
        ("figure 3b", "figure 3b"),
        ("table 2", "table 2"),
        ("tbl. 2", "table 2"),
        ("tab. 2", "table 2"),
        ("line 7", "line 7"),
        ("ll. 7–9", "line 7–9"),
        ("col. 2", "column 2"),
        ("columns 1, 2", "column 1, 2"),
        ("n. 9", "note 9"),
        ("note 9", "note 9"),
        ("nn. 9–11", "note 9–11"),
        ("p. 3, ¶2, n. 4", "page 3; paragraph 2; note 4"),
        ("第3页", "page 3"),
        ("第 3 至 5 页", "page 3–5"),
        ("第3、5页", "page 3, 5"),
        ("第21段", "paragraph 21"),
        ("第二章".replace("二", "2"), "chapter 2"),
        ("第2.1节", "section 2.1"),
        ("第7行", "line 7"),
        ("第2栏", "column 2"),
        ("页3", "page 3"),
        ("图2", "figure 2"),
        ("表1", "table 1"),
        ("注9", "note 9"),
        ("第3页，第2段", "page 3; paragraph 2"),
        ("第3页、表1", "page 3; table 1"),
        ("sheet 2, rows 14–16, 18", "sheet 2; row 14–16, 18"),
        ("sheet Sales, row North America, column 2025", "sheet Sales; row North America; column 2025"),
        ('row "north america", column "Change, %"', "row north america; column Change, %"),
        ("sheet “Q1 results”, row 14, column C", "sheet Q1 results; row 14; column C"),
        ("columns B:D", "column B–D"),
        ("columns C:D", "column C–D"),
        ("columns A, E", "column A, E"),
        ("columns 2025, 2024", "column 2025, 2024"),
        ("row Total, p. 3", "row Total; page 3"),
        ("column Growth %", "column Growth %"),
        ("工作表“销售额”, 数据行3", "sheet 销售额; row 3"),
        ("工作表收入", "sheet 收入"),
        ("工作表xi–xiv", "sheet xi–xiv"),
    ],
)
def test_a_place_is_read(written: str, read: str) -> None:
    locators, rest = read_locators(written)

    assert (spoken(locators), rest) == (read, "")


@pytest.mark.parametrize(
    ("written", "read", "remark"),
    [
        ("p. 3, emphasis ours", "page 3", "emphasis ours"),
        ("p. 3 and passim", "page 3", " and passim"),
        ("pp. 3–5, 9, with 2 tables", "page 3–5, 9", "with 2 tables"),
        ("第3页，着重号为我们所加", "page 3", "着重号为我们所加"),
        ("emphasis ours", "", "emphasis ours"),
        ("I think", "", "I think"),
        ("mild", "", "mild"),
        ("did not say", "", "did not say"),
        ("60% of it", "", "60% of it"),
        ("2026 report", "", "2026 report"),
        ("figures rounded", "", "figures rounded"),
        ("approx. 40%", "", "approx. 40%"),
        ("c. 2020", "", "c. 2020"),
        ("note that it is rounded", "", "note that it is rounded"),
        ("line by line", "", "line by line"),
        ("表示不同意", "", "表示不同意"),
        ("", "", ""),
    ],
)
def test_other_words_are_a_remark(written: str, read: str, remark: str) -> None:
    locators, rest = read_locators(written)

    assert (spoken(locators), rest) == (read, remark)


RARE_PLACES = {
    "vol. 2": "volume 2", "Vol. II": "volume II", "volume 2": "volume 2", "vols. 2–4": "volume 2–4",
    "no. 5": "issue 5", "Nos. 5, 7": "issue 5, 7", "issue 4": "issue 4", "bk. 2": "book 2", "Book I": "book I",
    "pt. 2": "part 2", "Part II": "part II", "part 1a": "part 1a", "art. 5": "article-locator 5",
    "Article 5": "article-locator 5", "arts. 5–7": "article-locator 5–7", "art. 17(3)(c)": "article-locator 17(3)(c)",
    "app. A": "appendix A", "Appendix 3": "appendix 3", "suppl. 2": "supplement 2", "title 17": "title-locator 17",
    "rule 10b-5": "rule 10b-5", "can. 5": "canon 5", "eq. 3": "equation 3", "fols. 3r–4v": "folio 3r–4v",
    "v. 2": "verse 2", "vv. 2–4": "verse 2–4", "act 2, scene 3": "act 2; scene 3", "op. 12": "opus 12",
    "s.v. tern": "sub-verbo tern", "s. v. “salt works”": "sub-verbo “salt works”", "loc. 1234": "elocation 1234",
    "12:30": "timestamp 12:30", "timestamp 0:12:30–0:14:00": "timestamp 0:12:30–0:14:00",
    "vol. 2, no. 5, p. 3": "volume 2; issue 5; page 3", "p. 3, vol. 2": "page 3; volume 2",
    "第5条": "article-locator 5", "第3卷第2期": "volume 3; issue 2", "第2册": "book 2",
}  # fmt: skip


@pytest.mark.parametrize(("written", "read"), RARE_PLACES.items())
def test_every_kind_of_place_of_csl_is_read(written: str, read: str) -> None:
    locators, rest = read_locators(written)

    assert (spoken(locators), rest) == (read, "")


def test_every_kind_of_place_has_its_words() -> None:
    read = {locator.kind for written in RARE_PLACES for locator in read_locators(written)[0]}

    assert read | {*COMMON} == {*LocatorKind}
    assert all({*words_of(language).locators} == {*LocatorKind} for language in ("en", "zh"))


# --- citations in brackets -----------------------------------------------------------------------

N, S = Mode.NORMAL, Mode.SUPPRESSED


@pytest.mark.parametrize(
    ("inside", "items"),
    [
        ("@a", [("a", N, "", "", "")]),
        ("-@a", [("a", S, "", "", "")]),
        ("@iea-2024", [("iea-2024", N, "", "", "")]),
        ("@gs_xiaomi:2026.01/a", [("gs_xiaomi:2026.01/a", N, "", "", "")]),
        ("@2026report", [("2026report", N, "", "", "")]),
        ("@a.", [("a", N, "", "", "")]),
        ("@{https://example.org/a?b=1}", [("https://example.org/a?b=1", N, "", "", "")]),
        ("@{国家统计局}, p. 3", [("国家统计局", N, "page 3", "", "")]),
        ("@a, ¶21", [("a", N, "paragraph 21", "", "")]),
        ("@a，第21段", [("a", N, "paragraph 21", "", "")]),
        ("@a,p. 3", [("a", N, "page 3", "", "")]),
        ("@a,, p. 3", [("a", N, "page 3", "", "")]),
        ("see @a", [("a", N, "", "see", "")]),
        ("see -@a, p. 3", [("a", S, "page 3", "see", "")]),
        ("参见@a", [("a", N, "", "参见", "")]),
        ("see also @a, p. 3, and passim", [("a", N, "page 3", "see also", "and passim")]),
        ("@a, pp. 3, 5, and passim", [("a", N, "page 3, 5", "", "and passim")]),
        ("@a and passim", [("a", N, "", "", " and passim")]),
        ("@a {p. 3}", [("a", N, "page 3", "", "")]),
        ("@a, {p. 3}, and passim", [("a", N, "page 3", "", "and passim")]),
        ("@a {}, 99 years later", [("a", N, "", "", "99 years later")]),
        ("@a; @b", [("a", N, "", "", ""), ("b", N, "", "", "")]),
        ("see @a, p. 3; @b, sec. 2", [("a", N, "page 3", "see", ""), ("b", N, "section 2", "", "")]),
        ("-@a; see @b", [("a", S, "", "", ""), ("b", N, "", "see", "")]),
        ("@a, p. 3\nand 4", [("a", N, "page 3, 4", "", "")]),
        (" @a , p. 3 ", [("a", N, "page 3", "", "")]),
        ("write to a@b.c about @a", [("a", N, "", "write to a@b.c about", "")]),
        ("so \\@b and @a", [("a", N, "", "so \\@b and", "")]),
        ("*see* @a", [("a", N, "", "*see*", "")]),
    ],
)
def test_a_bracket_is_read(inside: str, items: list[tuple[str, Mode, str, str, str]]) -> None:
    read = read_bracket(inside)

    assert [(i.key, i.mode, spoken(i.locators), i.prefix, i.suffix) for i in read] == items


@pytest.mark.parametrize(
    ("inside", "keys"),
    [
        ("see -@a, p. 3; and @{b c}.".replace("b c", "b/c"), ["@a", "@{b/c}"]),
        ("参见@a，第3页；又@b".replace("；", ";"), ["@a", "@b"]),
        ("@a;@a;\n@a", ["@a", "@a", "@a"]),
        ("@a，第3页；参见@b；@c", ["@a", "@b", "@c"]),
    ],
)
def test_each_key_has_its_place(inside: str, keys: list[str]) -> None:
    assert [inside[item.at :][: item.length] for item in read_bracket(inside)] == keys


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "message", "is_place"),
    [
        ("@a «@b»", "one item of a citation names two sources", False),
        ("@a, p. 3 and «@b», p. 4", "one item of a citation names two sources", False),
        ("@a; «and more»", "`and more` names no source", False),
        ("«p. 3»; @a", "`p. 3` names no source", False),
        ("@a«;» ", "an item of a citation is empty", False),
        ("«;»@a", "an item of a citation is empty", False),
        ("«@»，国", "a bracket with `@` that is no citation", False),
        ("see «@» 3", "a bracket with `@` that is no citation", False),
        ("@a «p. 3»", "`p. 3` follows the key without a comma", True),
        ("@a «¶21»", "`¶21` follows the key without a comma", True),
        ("@a«第3页»", "`第3页` follows the key without a comma", True),
        ("@a, «pg. 3»", "`pg. 3` is not a place in a source", True),
        ("@a, «pge 3»", "`pge 3` is not a place in a source", True),
        ("@a, «parag. 3»", "`parag. 3` is not a place in a source", True),
        ("@a, «pp. 3/4»", "`pp. 3/4` is not a place in a source", True),
        ("@a, «p 3»", "`p 3` is not a place in a source", True),
        ("@a, «n 9»", "`n 9` is not a place in a source", True),
        ("@a, p. 3, pp. «9–5»", "the range 9–5 runs backwards", True),
        ("@a, «p. three»", "`p. three` is not a place in a source", True),
        ("@a, «p.»", "`p.` is not a place in a source", True),
        ("@a, «¶three»", "`¶three` is not a place in a source", True),
        *(
            (f"@a, «{word}»", f"`{word}` is not a place in a source", True)
            for word in ("section", "pp.", "¶", "§", "row", "col.", "sheet", "fig.", "chapter")
        ),
        ("@a, p. 2, «pg. 3»", "`pg. 3` is not a place in a source", True),
        ("see @a; @b, «pg. 3»", "`pg. 3` is not a place in a source", True),
        ("@a, {«pg. 3»}", "`pg. 3` is not a place in a source", True),
        ("@a, {p. 3 «or so»}", "`or so` is not a place in a source", True),
        ("@a, pp. «9–5»", "the range 9–5 runs backwards", True),
        ("@a, «p. 12345678901»", "`p. 12345678901` is not a place in a source", True),
        ("参见@a，第«9至5»页", "the range 9–5 runs backwards", True),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(marked: str, message: str, is_place: bool) -> None:
    before, _, rest = marked.partition("«")
    stretch, _, after = rest.partition("»")

    with pytest.raises(CitationError) as refused:
        read_bracket(before + stretch + after)

    fault = refused.value
    assert (fault.message, fault.locator) == (message, is_place)
    assert (fault.at, fault.length) == (len(before), len(stretch))
    assert fault.hint


@pytest.mark.parametrize("before", ["", " ", "(", "“", "中", "，", "\n", "*", "¶"])
def test_a_key_may_begin_after(before: str) -> None:
    assert may_start_citation(before)


@pytest.mark.parametrize("before", ["a", "Z", "7", "_", ".", "@", "/", ":", "\\", "+"])
def test_a_key_may_not_begin_after(before: str) -> None:
    assert not may_start_citation(before)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a@b.c", None),
        ("https://example.org/@user", None),
        ("\\@user", None),
        ("mail a@b.c or @c", "c"),
        ("as -@c says", "c"),
        ("a-@c", None),
    ],
)
def test_the_first_key_of_a_text_is_found_among_what_only_looks_like_one(text: str, key: str | None) -> None:
    found = find_key(text)

    assert (found.key if found else None) == key


NEW_PLACES = {
    "p. 3, l. 4": "page 3; line 4",
    "pp. iv, vi-xi": "page iv, vi–xi",
    "pp. xiv-xvi": "page xiv–xvi",
    "pp. 3\u20115": "page 3–5",
    "pp. 3\u20125": "page 3–5",
    "pp. 3\u22125": "page 3–5",
    "pp. 3~5": "page 3–5",
    "pages 3 through 5": "page 3–5",
    "p. 3-p. 5": "page 3–5",
    "p. A\u20111": "page A-1",
    "p. ３": "page 3",
    "第３页": "page 3",
    "第3～5页": "page 3–5",
    "第3－5页": "page 3–5",
    "第3——5页": "page 3–5",
    "第3和第5页": "page 3, 5",
    "表3-2": "table 3-2",
    "图3-5": "figure 3-5",
    "Figure 3-1": "figure 3-1",
    "figs. 3-5": "figure 3–5",
    "§ IV.B": "section IV.B",
    "sec. 7A": "section 7A",
    "123.": "page 123",
    "1,204": "page 1204",
    "p. 1,204": "page 1204",
    "pp. 1,204–1,210": "page 1204–1210",
    "pp. 1,204, 1,210": "page 1204, 1210",
    "pp. 3,5": "page 3, 5",
    "p. F-12": "page F-12",
    "pp. F-12–F-14": "page F-12–F-14",
    "pp. F-12–14": "page F-12–F-14",
    "p. A-1": "page A-1",
    "pp. 123–45": "page 123–145",
    "pp. 42–5": "page 42–45",
    "pp. 12, 14-6": "page 12, 14–16",
    "p. 12A-3": "page 12A-3",
    "pp. 2-15–2-17": "page 2-15–2-17",
    "pp. e1004–e1006": "page e1004–e1006",
    "pages e1004": "page e1004",
    "¶12–¶14": "paragraph 12–14",
    "¶12–¶14, ¶20": "paragraph 12–14, 20",
    "p. 3–p. 5": "page 3–5",
    "第3页–第5页": "page 3–5",
    "第3页第2段": "page 3; paragraph 2",
    "ch. 2 sec. 3": "chapter 2; section 3",
    "p. 3 and ¶4": "page 3; paragraph 4",
    "sec. 1(2)(a)": "section 1(2)(a)",
    "§ 2(1)(b)": "section 2(1)(b)",
    "p. 4.": "page 4",
    "p.&nbsp;3": "page 3",
    "p.\\ 3": "page 3",
    "p.iv": "page iv",
    "fig. 3f": "figure 3f",
    "§ 3.(a)": "section 3.(a)",
    "§ 3.b.ii": "section 3.b.ii",
    "note 3.a and 3.b": "note 3.a, 3.b",
    "table 4A.1": "table 4A.1",
    "pp. 3 et 4": "page 3, 4",
    "p. 3 y 5": "page 3, 5",
    "pp. 3 und 5": "page 3, 5",
    "pp. 3 og 5–7": "page 3, 5–7",
    "row North, column 1Q25": "row North; column 1Q25",
    "row North, columns 2025A, 2026E": "row North; column 2025A, 2026E",
    "column 2024/25": "column 2024/25",
    "column 9M 2025": "column 9M 2025",
    "Row North, Column 2025": "row North; column 2025",
    "row net income, diluted, column 2025": "row net income, diluted; column 2025",
    "row notes payable, col. B": "row notes payable; column B",
    "rows north, south, column 2025": "row north, south; column 2025",
    "row Costs, p. 3, column 2025": "row Costs; page 3; column 2025",
    "row 'Net income, diluted', column 2025": "row Net income, diluted; column 2025",
    "sheet ‘Sales 2024’, row 'Men's wear'": "sheet Sales 2024; row Men's wear",
    "row 12 col B": "row 12; column B",
    "row notes payable, col 2025": "row notes payable; column 2025",
    "pp. 7 or 9": "page 7, 9",
    "pp. 7 ou 9": "page 7, 9",
    "7, 9 or 11": "page 7, 9, 11",
    "pp. 7 and/or 9": "page 7, 9",
    "pp. 7 bis 9": "page 7–9",
    "pp. 7 à 9": "page 7–9",
    "第7到9页": "page 7–9",
    "第7〜9页": "page 7–9",
    "第7或9页": "page 7, 9",
}


@pytest.mark.parametrize(("written", "read"), NEW_PLACES.items())
def test_a_place_is_read_in_the_forms_that_reports_use(written: str, read: str) -> None:
    locators, rest = read_locators(written)

    assert (spoken(locators), rest) == (read, "")


REMARKS = [
    "noted by the auditor", "pari passu notes", "paged copy", "lined paper", "parc auto", "SEC 10-K", "SEC filing",
    "Dec. 31, 2024", "Feb. 2024", "Sept. 30", "rev. 3", "Corp. 10-K", "Ltd. 2", "Mr. 3", "No. 333-1234", "min. 12",
    "ver. 2", "Ex. 99.1", "fn. 12", "Fig tree", "para-phrase", 'tab "P&L"', "FY2025", "FY25", "Q5", "2025", "2025–26",
    "n.d.", "n. d.", "n.a.", "p.a.", "note I made", "noted 3 times", "figures 2025", "mix",
    "中国银行2024年报", "关注3家公司",
    "item 7", "number 5", "no 5", "art 5", "No. 333-1234", "No. 1 producer of salt", "Law No. 5", "Release No. 34-1234",
    "part-time", "Companies Act 2006", "Act 2006", "volumes 3 million", "version 2", "title page",
    "op. cit.", "v. the Crown", "issue I raised", "12:30 London time", "Appendix to the notes", "见第5条",
    "Sec. of State", "Sec. Lund", "note: 3 plants closed", "figures (2025)", "p = 0.05", "p < 0.05", "P3", "n = 340",
    "с 12 мая", "row housing, column inches", "rows of them, columns of 2025",
    "2025: 12 plants",
    "(2025)", "(about 7)", "B12", "S12", "COP26 pledge", "B12!", "p=0.05", "z. B. 3", "tr 3", "hal 9000", "第3季",
    "原文为12；疑误", "pages of 3 kinds", "line item 3", "3 pages", "3页图表", "P. Lund", "N. America 2025",
]  # fmt: skip


@pytest.mark.parametrize("remark", REMARKS)
def test_the_words_of_a_remark_are_never_a_place(remark: str) -> None:
    assert read_locators(remark) == ((), remark)


@pytest.mark.parametrize(
    ("written", "read", "remark"),
    [
        ("p. 3, FY2025", "page 3", "FY2025"),
        ("p. 3, 2025", "page 3", "2025"),
        ("p. 3, Q3", "page 3", "Q3"),
        ("p. 3, 12 months to June", "page 3", "12 months to June"),
        ("p. 3. Emphasis ours", "page 3", "Emphasis ours"),
        ("p. 3, SEC 10-K", "page 3", "SEC 10-K"),
        ("p. 3, c. 2020", "page 3", "c. 2020"),
        ("p. 3, i.e. the plan", "page 3", "i.e. the plan"),
        ("p. 3, v2", "page 3", "v2"),
        ("p. 3, No. 1 producer", "page 3", "No. 1 producer"),
        ("article 5 of the treaty", "article-locator 5", " of the treaty"),
        ("Part II, Item 7", "part II", "Item 7"),
        ("p. 3, 5G networks", "page 3", "5G networks"),
        ("p. 3, 5G", "page 3", "5G"),
        ("p. 3 (emphasis ours)", "page 3", " (emphasis ours)"),
        ("3–5 and passim", "page 3–5", " and passim"),
        ("p. 3.e.g. the plan", "page 3", "e.g. the plan"),
        ("p. 3 et al.", "page 3", " et al."),
        ("p. 3 und 5 Mio.", "page 3", " und 5 Mio."),
        ("p. 3 y 5%", "page 3", " y 5%"),
        ("p. 3 following the split", "page 3", " following the split"),
        ("p. iv of it", "page iv", " of it"),
        ("p. 3 or 5 plants", "page 3", " or 5 plants"),
        ("p. 3 or so", "page 3", " or so"),
        ("p. 3 then 2024", "page 3", " then 2024"),
        ("p. 3 of 12", "page 3", " of 12"),
        ("p. 3, 5 + 4 plants", "page 3, 5", " + 4 plants"),
        ("p. 3, row housing", "page 3", "row housing"),
        ("{", "", "{"),
    ],
)
def test_a_place_ends_where_its_remark_begins(written: str, read: str, remark: str) -> None:
    locators, rest = read_locators(written)

    assert (spoken(locators), rest) == (read, remark)


REFUSED = {
    "@k«: p. 3»": "put a comma between the key and the place: `@k, p. 3`",
    "@k «(p. 3)»": "put a comma between the key and the place: `@k, p. 3`",
    "@k«. p. 3»": "put a comma between the key and the place: `@k, p. 3`",
    "@k «- p. 3»": "put a comma between the key and the place: `@k, p. 3`",
    "@k «[p. 3]»": "put a comma between the key and the place: `@k, p. 3`",
    "@k «3»": "put a comma between the key and the place: `@k, 3`",
    "@lund«--2»": "put a space or a comma after `@lund`; if all of it is the key, write `@{lund--2}`",
    "@k«'s» table": "put a space or a comma after `@k`; if all of it is the key, write `@{k's}`",
    "@k, «p. 3f.»": "say where it ends: pp. 3–4",
    "@k, «p. 12ff.»": "say where it ends: pp. 12–…",
    "@k, «p. 12 ff.»": "say where it ends: pp. 12–…",
    "@k, «tabl. 3»": "write `table 3`, or put `{}` before words that are a remark",
    "@k, «parra. 2»": "write `¶ 2`, or put `{}` before words that are a remark",
    "@k, «S. 33»": "write `p. 33`, or put `{}` before words that are a remark",
    "@k, «págs. 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p. 9999999999»": "numbers in places have at most nine digits",
    "@k, emphasis ours, «p. 3»": "put it right after the key, `@key, p. 3`; `{}` before a remark keeps it",
    "@k and «table 2» of the annex": "put it right after the key, `@key, table 2`; `{}` before a remark keeps it",
    "@k, item 2, «p. 3»": "put it right after the key, `@key, p. 3`; `{}` before a remark keeps it",
    "@k, _«p. 3»_": "put it right after the key, `@key, p. 3`; `{}` before a remark keeps it",
    "@k, 见«表2»": "put it right after the key, `@key, 表2`; `{}` before a remark keeps it",
    "@k, pp. 41 (no. 58), «163»": "put `163` before the remark, after the other places",
    "@k, «第三页»": "write the number in digits: 第3页",
    "@k«：第3页»": "put a comma between the key and the place: `@k, 第3页`",
    "@{lund--2} «(p. 3)»": "put a comma between the key and the place: `@{lund--2}, p. 3`",
    "@k, «p. (3)»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «page: 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «page no. 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p. #3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p. *3*»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p iv»": "write `p. iv`, or put `{}` before words that are a remark",
    "@k, «para. (3)»": "write `¶ 3`, or put `{}` before words that are a remark",
    "@k, «note (3)»": "write `note 3`, or put `{}` before words that are a remark",
    "@k, «table no. 3»": "write `table 3`, or put `{}` before words that are a remark",
    "@k, «3页»": "write `第3页`, or put `{}` before words that are a remark",
    "@k, «pp. 3–»": "say where it ends: pp. 3–…",
    "@k, «p. 12 et seq.»": "say where it ends: pp. 12–…",
    "@k, «pp. xii ff.»": "say where it ends: pp. xii–…",
    "@k, «p. 12 s.»": "say where it ends: pp. 12–13",
    "@k, «p. 12 y ss.»": "say where it ends: pp. 12–…",
    "@k, «p. 12 e segg.»": "say where it ends: pp. 12–…",
    "@k, «p. 12 onwards», emphasis ours": "say where it ends: pp. 12–…",
    "@k, «pp. iv –»": "say where it ends: pp. iv–…",
    "@k, «p. (iii)»": "write `p. iii`, or put `{}` before words that are a remark",
    "@k, «стр. 12»": "write `p. 12`, or put `{}` before words that are a remark",
    "@k, «с. 12»": "write `p. 12`, or put `{}` before words that are a remark",
    "@k, «blz. 12»": "write `p. 12`, or put `{}` before words that are a remark",
    "@k, «S. 3–5»": "write `pp. 3–5`, or put `{}` before words that are a remark",
    "@k, «pgs. 3, 5»": "write `pp. 3, 5`, or put `{}` before words that are a remark",
    "@k, «pages from 3 to 5»": "write `pp. 3 to 5`, or put `{}` before words that are a remark",
    "@k, «(7)»": "write `7`, or put `{}` before words that are a remark",
    "@k, «page=3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «p/3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «2020: 12»": "write `p. 12`, or put `{}` before words that are a remark",
    "@k «2020: 12–14»": "write `pp. 12–14`, or put `{}` before words that are a remark",
    "@k, «7th page»": "write `p. 7`, or put `{}` before words that are a remark",
    "@k, «第3ページ»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «3쪽»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «σ. 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «ص 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «עמ' 3»": "write `p. 3`, or put `{}` before words that are a remark",
    "@k, «Rn. 12»": "write `¶ 12`, or put `{}` before words that are a remark",
    "@k, «p. 12+»": "say where it ends: pp. 12–…",
    "@k, vol. 2, «12ff.»": "say where it ends: vol. 12–…",
    "@k, 12:30, «12ff.»": "say where it ends: p. 12–…",
    "@k, p. 7 «/ 8»": "list places with commas, `pp. 7, 8`, and write a range with a dash",
    "@k, p. 7, «also 9»": "list places with commas, `pp. 7, 9`, and write a range with a dash",
    "@k, p. 7«…9»": "list places with commas, `pp. 7, 9`, and write a range with a dash",
    "@k, p. 7 (emphasis ours), «9»": "put `9` before the remark, after the other places",
    "@k, p. 7 («table 2»)": "put it right after the other places; `{}` before a remark keeps it",
    "@k, «cell B12»": "write `row 12, column B`, or put `{}` before words that are a remark",
    "@k, sheet Sales, «B12»": "write `row 12, column B`, or put `{}` before words that are a remark",
    "@k, «'P & L'!$B$2:C4»": 'write `sheet "P & L", rows 2–4, columns B–C`, or put `{}` before words that are a remark',
    "@k, column 2025, «row north»": 'write `row "north"`, or put `{}` before words that are a remark',
    "@k, table 2, «row north east»": 'write `row "north east"`, or put `{}` before words that are a remark',
    "«p. 3», @k": "put it after the key: `@k, p. 3`",
    "see «pp. 3 and 5» of @k": "put it after the key: `@k, pp. 3 and 5`",
    "见«第3页»，@k": "put it after the key: `@k, 第3页`",
}


@pytest.mark.parametrize(("marked", "hint"), REFUSED.items())
def test_a_place_in_another_form_is_refused_and_the_hint_says_how(marked: str, hint: str) -> None:
    before, _, rest = marked.partition("«")
    stretch, _, after = rest.partition("»")

    with pytest.raises(CitationError) as refused:
        read_bracket(before + stretch + after)

    assert refused.value.hint == hint
    assert (refused.value.at, refused.value.length) == (len(before), len(stretch))


@pytest.mark.parametrize("inside", ["compare fig. 2 with @k", "as in table 3, @k", "P. Lund in @k", "with 3 pages, @k"])
def test_other_words_may_stand_before_a_key(inside: str) -> None:
    (item,) = read_bracket(inside)

    assert item.prefix


@pytest.mark.parametrize("inside", ["@k {}and table 2 of the annex", "@k, {} p. 3 of it", "@k, {p. 3} as in table 2"])
def test_braces_keep_a_remark_as_it_is(inside: str) -> None:
    (item,) = read_bracket(inside)

    assert item.suffix


@pytest.mark.parametrize(
    "inside", ["@k, p.&nbsp;3", "@k, `a;b`", "@k, a\\; b", "@{a;b}", '@k, "so; it is"', "@k, “so; it is”"]
)
def test_a_semicolon_in_an_entity_code_escape_or_quotation_separates_nothing(inside: str) -> None:
    assert len(read_bracket(inside)) == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@müller2024", "müller2024"),
        ("@mu\u0308ller2024", "müller2024"),
        ("@jönås2024, p. 3", "jönås2024"),
        ("@日本語", "日本語"),
        ("@ключ:2024.a", "ключ:2024.a"),
        ("@हिन्दी2024", "हिन्दी2024"),
        ("@小米2025年报", "小米2025年报"),
        ("@a.é", "a.é"),
        ("--@lund says", "lund"),
    ],
)
def test_letters_of_any_script_belong_to_a_key(text: str, key: str) -> None:
    found = find_key(text)

    assert found
    assert (found.key, found.hides) == (key, False)


@pytest.mark.parametrize(
    ("text", "key", "glued"),
    [
        ("@müller2024 says", "müller2024", ""),
        ("@key所说", "key", "所说"),
        ("@key.所说", "key", ".所说"),
        ("@gs小米2026 says", "gs", "小米2026"),
        ("@日本語 says", "日本語", ""),
        ("@lund--2", "lund", "--2"),
        ("@lund.", "lund", ""),
        ("@lund, he", "lund", ""),
        ("@{key所说}", "key所说", ""),
    ],
)
def test_in_prose_a_key_ends_where_a_script_without_spaces_begins(text: str, key: str, glued: str) -> None:
    found = mention_at(text, 0, in_prose=True)

    assert found
    assert (found.key, found.glued) == (key, glued)


# --- whatever is written ---------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    ["@", "@a", "-@b", "{", "}", ";", ", ", "p. ", "pp. ", "¶", "§", "3", "–", "-", "to", "iv", "第", "页", "图", "，",
     "、", "\\", " ", "\n", "999999999999", "1.", "A.", "note", "pg.", "%", "中", "(", "no. ", "p", "ff",
     "&nbsp;", "～", "３"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(FRAGMENTS, max_size=20).map("".join))


@given(TEXTS)
def test_no_bracket_raises_anything_but_a_citation_error(inside: str) -> None:
    places = list(locations_of(inside))

    assert all(0 <= at <= len(inside) and length >= 1 for at, length in places)
    assert places


def locations_of(inside: str) -> Iterator[tuple[int, int]]:
    """Where the keys of a bracket stand, or what is wrong with it."""
    try:
        yield from ((item.at, item.length) for item in read_bracket(inside))
    except CitationError as fault:
        yield fault.at, fault.length


def numbers(kind: LocatorKind) -> st.SearchStrategy[Locator]:
    places = st.one_of(
        st.integers(1, 1899).map(lambda n: (str(n), str(n))),
        st.tuples(st.integers(1, 500), st.integers(501, 999)).map(lambda ends: (str(ends[0]), str(ends[1]))),
        st.sampled_from([("iv", "iv"), ("xi", "xiv"), ("III", "III"), ("2.1", "2.3"), ("12a", "12a"), ("A.3", "A.3")]),
    )
    return st.lists(places, min_size=1, max_size=3).map(lambda ranges: Locator(kind, tuple(ranges)))


COMMON = list(LocatorKind)[: list(LocatorKind).index(LocatorKind.NOTE) + 1]
LOCATORS = st.lists(st.sampled_from(COMMON), unique=True, max_size=3).flatmap(
    lambda kinds: st.tuples(*map(numbers, kinds))
)
ITEMS = st.builds(
    Item,
    key=st.from_regex(r"\A[A-Za-z0-9_éüш]+(?:[:.#$%&+?<>~/-][A-Za-z0-9_日本語]+){0,3}\Z"),
    at=st.just(0),
    length=st.just(0),
    mode=st.sampled_from([N, S]),
    locators=LOCATORS,
    prefix=st.sampled_from(["", "see", "see also", "参见"]),
    suffix=st.sampled_from(["", "emphasis ours", "figures rounded", "着重号为我们所加"]),
)


def written(item: Item, words: Words) -> str:
    mention = f"{item.prefix} {'-' if item.mode is S else ''}@{item.key}".lstrip()
    return ", ".join(part for part in (mention, format_locators(item.locators, words), item.suffix) if part)


def parts_of(item: Item) -> tuple[object, ...]:
    return item.key, item.mode, item.locators, item.prefix, item.suffix


@pytest.mark.parametrize("language", ["en", "zh"])
@given(items=st.lists(ITEMS, min_size=1, max_size=3))
def test_a_citation_that_was_written_is_read_back_in_the_words_readers_see(items: list[Item], language: str) -> None:
    words = words_of(language)
    read = read_bracket("; ".join(written(item, words) for item in items))

    assert [parts_of(item) for item in read] == [parts_of(item) for item in items]


@pytest.mark.parametrize(
    "written", ["row housing", "Row House Press", "Sheet music", "sheet of paper", "rows of them", "column inches"]
)
def test_words_that_only_look_like_a_place_among_cells_are_a_remark(written: str) -> None:
    assert read_locators(written) == ((), written)
