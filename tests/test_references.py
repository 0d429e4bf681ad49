"""One house style of reference, in both languages of the site."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape

import pytest
from conftest import ROOT, packaged
from hypothesis import given
from hypothesis import strategies as st

from briefing.citations.references import (
    format_date,
    format_locators,
    format_reference,
    full_name,
    label,
    suffixes,
    to_html,
    to_latex,
    to_plain,
)
from briefing.exports import as_bibtex, csl_json
from briefing.model import Custom, Locator, LocatorKind, Name, PartialDate, Source, SourceType, Text, Words
from briefing.notes import parse_bibliography, parse_words

LUND = Name(family="Lund", given="Ada")
WANG = Name(family="王", given="小明")
LI = Name(family="李", given="华")
BEAUVOIR = Name(family="Beauvoir", given="Simone", non_dropping_particle="de")
HUMBOLDT = Name(family="Humboldt", given="Alexander", dropping_particle="von")
KING = Name(family="King", given="Martin Luther", suffix="Jr.")
IEA = Name(literal="International Energy Agency")


@cache
def words(language: str) -> Words:
    found, problems = parse_words(packaged()[f"words/{language}.yaml"])
    assert found
    assert not problems
    return found


def source(title: str = "Power", kind: str = "report", **more: object) -> Source:
    return Source(**{"id": "a", "type": SourceType(kind), "title": title, **more})  # type: ignore[arg-type] # any field


def formatted(fields: dict[str, object], language: str = "en") -> str:
    return str(format_reference(source(**fields), words(language)))  # type: ignore[arg-type] # title, type and the rest


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (LUND, "Ada Lund"),
        (WANG, "王小明"),
        (BEAUVOIR, "Simone de Beauvoir"),
        (HUMBOLDT, "Alexander von Humboldt"),
        (KING, "Martin Luther King Jr."),
        (IEA, "International Energy Agency"),
        (Name(family="Plato"), "Plato"),
        (Name(given="Björk"), "Björk"),
        (Name(family="김", given="민수"), "김민수"),
        (Name(family="Kim", given="민수"), "민수 Kim"),
        (Name(family="山田", given="太郎"), "山田太郎"),
        (Name(family="やまだ", given="たろう"), "やまだたろう"),
        (Name(family="スミス", given="ジョン"), "ジョン・スミス"),
        (Name(family="King", given="Martin", suffix="III", comma_suffix=True), "Martin King, III"),
    ],
)
def test_a_name_is_shown_in_reading_order(name: Name, shown: str) -> None:
    assert full_name(name) == shown


@pytest.mark.parametrize(
    ("authors", "en", "zh"),
    [
        ((), "Power", "Power"),
        ((LUND,), "Lund", "Lund"),
        ((BEAUVOIR,), "de Beauvoir", "de Beauvoir"),
        ((HUMBOLDT,), "Humboldt", "Humboldt"),
        ((WANG,), "王小明", "王小明"),
        ((LUND, IEA), "Lund and International Energy Agency", "Lund 和 International Energy Agency"),
        ((WANG, LI), "王小明、李华", "王小明、李华"),
        ((LUND, WANG), "Lund and 王小明", "Lund 和 王小明"),
        ((LUND, KING, IEA), "Lund et al.", "Lund 等"),
        ((WANG, LI, LUND), "王小明等", "王小明等"),
        ((LUND, Name(literal="others")), "Lund et al.", "Lund 等"),
        ((Name(family="김", given="민수"), Name(family="이", given="나")), "김민수, 이나", "김민수, 이나"),
        ((Name(family="やまだ", given="はな"), Name(literal="others")), "やまだはなほか", "やまだはなほか"),
    ],
)
def test_a_citation_in_running_text_names_the_authors(authors: tuple[Name, ...], en: str, zh: str) -> None:
    cited = source(author=authors)

    assert (label(cited, words("en")), label(cited, words("zh"))) == (en, zh)


def test_without_an_author_it_names_the_editor_then_the_short_title_then_the_title() -> None:
    bare = source(title="A very long title")
    short = source(title="A very long title", title_short="A title")
    edited = source(title_short="A title", editor=(LUND,))

    assert [label(cited, words("en")) for cited in (bare, short, edited)] == ["A very long title", "A title", "Lund"]


# --- dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "en", "zh"),
    [
        (PartialDate(2026, 2, 3), "3 February 2026", "2026年2月3日"),
        (PartialDate(2026, 2), "February 2026", "2026年2月"),
        (PartialDate(2026), "2026", "2026"),
        (PartialDate(2026, circa=True), "c. 2026", "约 2026"),
        (PartialDate(text="Spring 2026"), "Spring 2026", "Spring 2026"),
        (PartialDate(2026, season=1), "Spring 2026", "2026年春"),
        (PartialDate(-300), "300 BC", "公元前300"),
        (PartialDate(2020, end=PartialDate(2021)), "2020–2021", "2020至2021"),
        (PartialDate(2020, end=PartialDate()), "2020–", "2020至今"),
        (PartialDate(2020, 11, end=PartialDate(2020, 12)), "November–December 2020", "2020年11月至12月"),
        (PartialDate(2020, 11, end=PartialDate(2021, 2)), "November 2020–February 2021", "2020年11月至2021年2月"),
        (PartialDate(2024, 3, 5, end=PartialDate(2024, 3, 9)), "5–9 March 2024", "2024年3月5日至9日"),
        (PartialDate(2024, 1, 2, end=PartialDate(2024, 2, 3)), "2 January–3 February 2024", "2024年1月2日至2月3日"),
        (
            PartialDate(2024, 12, 30, end=PartialDate(2025, 1, 2)),
            "30 December 2024–2 January 2025",
            "2024年12月30日至2025年1月2日",
        ),
        (PartialDate(2024, end=PartialDate(2024, 2)), "2024–February 2024", "2024至2024年2月"),
        (PartialDate(1850, circa=True, end=PartialDate(1860)), "c. 1850–1860", "约 1850至1860"),
        (PartialDate(), "n.d.", "无日期"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(when: PartialDate, en: str, zh: str) -> None:
    assert (format_date(when, words("en")), format_date(when, words("zh"))) == (en, zh)


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (PartialDate(2026), "2026b"),
        (PartialDate(2026, 2), "February 2026b"),
        (PartialDate(2026, 2, 3), "3 February 2026b"),
        (PartialDate(), "n.d.-b"),
    ],
)
def test_a_suffix_goes_with_the_year(when: PartialDate, shown: str) -> None:
    assert format_date(when, words("en"), "b") == shown


MARKED = [
    ("On dikes", "On dikes", "On dikes", "On dikes"),
    ("<i>Sterna</i> & x", "<i>Sterna</i> &amp; x", "Sterna & x", r"\emph{Sterna} \& x"),
    ("CO<sub>2</sub>", "CO<sub>2</sub>", "CO₂", r"CO\textsubscript{2}"),
    ("10<sup>-3</sup> <b>m</b>", "10<sup>-3</sup> <b>m</b>", "10⁻³ m", r"10\textsuperscript{-3} \textbf{m}"),
    ('The <span class="nocase">RNA</span> age', "The RNA age", "The RNA age", "The {RNA} age"),
    ('<span style="font-variant:small-caps;">Bc</span> x', "Bc x", "Bc x", r"\textsc{Bc} x"),
    ("*Sterna* in **bold**", "<i>Sterna</i> in <b>bold</b>", "Sterna in bold", r"\emph{Sterna} in \textbf{bold}"),
    ("H~2~O", "H<sub>2</sub>O", "H₂O", r"H\textsubscript{2}O"),
    ("m^3^", "m<sup>3</sup>", "m³", r"m\textsuperscript{3}"),
    ("A* and D* search, 2*3*4", "A* and D* search, 2*3*4", "A* and D* search, 2*3*4", "A* and D* search, 2*3*4"),
    ("~40~50", "~40~50", "~40~50", r"\textasciitilde{}40\textasciitilde{}50"),
    ("a < b, <i>open</b>", "a &lt; b, &lt;i&gt;open&lt;/b&gt;", "a < b, <i>open</b>", "a < b, <i>open</b>"),
    ("<i>a <i>b</i> c</i>", "<i>a </i>b<i> c</i>", "a b c", r"\emph{a \emph{b} c}"),
]


@pytest.mark.parametrize(("title", "html", "plain", "latex"), MARKED)
def test_the_markup_of_a_title_is_shown(title: str, html: str, plain: str, latex: str) -> None:
    assert (str(to_html(title)), to_plain(title), to_latex(title)) == (html, plain, latex)


def test_italics_within_italics_are_upright() -> None:
    assert formatted({"title": "Yield of <i>Sterna</i>", "kind": "book"}) == "<i>Yield of </i>Sterna<i></i> (n.d.)."
    assert label(source(title="Yield of <i>Sterna</i>"), words("en")) == "Yield of Sterna"


@given(st.text(alphabet="<>/ibsup*~^[]{}. a2", max_size=40))
def test_a_title_holds_no_tag_but_ours_and_each_is_closed(title: str) -> None:
    shown = str(to_html(title, italic=True))
    tags = re.findall(r"<(/?)(\w+)>", f"<i>{shown}</i>")
    depth = 0
    for closes, _ in tags:
        depth += -1 if closes else 1
        assert depth >= 0

    assert depth == 0
    assert not re.search("[<>]", re.sub(r"</?(?:i|b|sub|sup)>", "", shown))


_CASE = re.compile(r"````json\n(.*?)````\n\n````html\n(.*?)\n````", re.S)
CASES = _CASE.findall((ROOT / "tests/cases/references.md").read_text("utf-8"))


def test_there_is_a_case_of_each_kind() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(("item", "shown"), CASES)
def test_a_work_of_any_kind_is_shown_with_all_that_is_known_and_comes_back_as_it_went(item: str, shown: str) -> None:
    given_item = {"id": "r"} | json.loads(item)
    read = parse_bibliography(Text("notes/sources.json", json.dumps([given_item])))
    made = read.sources["r"]

    assert read.problems == ()
    assert str(format_reference(made, words("en"))) == shown
    assert json.loads(csl_json([made])) == [given_item]
    back = parse_bibliography(Text("notes/sources.bib", as_bibtex(made))).sources["r"]
    fields = (
        "type",
        "title",
        "author",
        "editor",
        "translator",
        "container_title",
        "issued",
        "DOI",
        "URL",
        "page",
        "volume",
    )
    assert {name: getattr(back, name) for name in fields} == {name: getattr(made, name) for name in fields}


def data(item: object) -> Iterator[str]:
    """Every text and number of an item."""
    if isinstance(item, dict):
        for name, value in item.items():
            if name not in ("id", "type", "language", "ISSN", "circa"):
                yield from data(value)
    elif isinstance(item, list):
        yield from (each for value in item[:1] if isinstance(value, int) for each in data(str(value)))
        yield from (each for value in item if not isinstance(value, int) for each in data(value))
    elif isinstance(item, str):
        yield item


@pytest.mark.parametrize(("item", "shown"), CASES)
def test_no_datum_of_a_work_is_lost(item: str, shown: str) -> None:
    seen = unescape(shown).replace("–", "-").casefold()

    assert [text for text in data(json.loads(item)) if text.casefold() not in seen] == []


def test_works_of_the_same_authors_and_year_get_letters_by_date() -> None:
    works = [
        source(id="late", author=(LUND,), issued=PartialDate(2024, 6)),
        source(id="early", author=(LUND,), issued=PartialDate(2024, 1)),
        source(id="other-year", author=(LUND,), issued=PartialDate(2025)),
        source(id="with-others", author=(LUND, IEA), issued=PartialDate(2024)),
        source(id="undated", author=(LUND,)),
        source(id="undated-too", author=(LUND,), title="Zinc"),
        source(id="nobody", issued=PartialDate(2024)),
        source(id="nobody-too", issued=PartialDate(2024)),
    ]

    assert suffixes(works) == {"early": "a", "late": "b", "undated": "a", "undated-too": "b"}


def test_the_order_of_the_file_does_not_change_the_letters() -> None:
    works = [source(id=key, author=(LUND,), title=key) for key in ("c", "a", "b")]

    assert suffixes(works) == suffixes(reversed(works)) == {"a": "a", "b": "b", "c": "c"}


# --- places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locators", "en", "zh"),
    [
        ([], "", ""),
        ([Locator(LocatorKind.PAGE, (("3", "3"),))], "p.\u00a03", "第3页"),
        ([Locator(LocatorKind.PAGE, (("3", "5"), ("9", "9")))], "pp.\u00a03–5, 9", "第3–5、9页"),
        ([Locator(LocatorKind.PARAGRAPH, (("2", "2"), ("28", "28")))], "¶¶\u00a02, 28", "第2、28段"),
        (
            [Locator(LocatorKind.TABLE, (("1", "1"),)), Locator(LocatorKind.NOTE, (("9", "9"),))],
            "table 1, n. 9",
            "表1，注9",
        ),
        ([Locator(LocatorKind.ROW, (("North, total", "North, total"),))], "row North, total", "数据行North, total"),
    ],
)
def test_places_are_said_in_the_words_of_the_site(locators: list[Locator], en: str, zh: str) -> None:
    assert (format_locators(locators, words("en")), format_locators(locators, words("zh"))) == (en, zh)


# --- references ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {"author": (LUND,), "issued": PartialDate(2024, 6), "publisher": "IEA", "publisher_place": "Paris"},
            "Ada Lund (June 2024). <i>Power</i>. Paris: IEA.",
        ),
        (
            {
                "kind": "article-journal",
                "author": (LUND, KING),
                "issued": PartialDate(2024),
                "container_title": "Joule",
                "volume": "8",
                "issue": "2",
                "page": "101-117",
            },
            "Ada Lund and Martin Luther King Jr. (2024). “Power”. <i>Joule</i> 8(2), 101–117.",
        ),
        (
            {"kind": "chapter", "author": (LUND,), "editor": (BEAUVOIR,), "container_title": "Grids", "page": "3"},
            "Ada Lund (n.d.). “Power”. Edited by Simone de Beauvoir. <i>Grids</i>, 3.",
        ),
        (
            {
                "kind": "webpage",
                "issued": PartialDate(2026, 1, 7),
                "URL": "https://example.org/a?b=1&c=2",
                "accessed": PartialDate(2026, 1, 8),
            },
            '<i>Power</i> (7 January 2026). <a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">https://example.org/a?b=1&amp;c=2</a>'
            " Accessed 8 January 2026.",
        ),
        (
            {"author": tuple(Name(family=f"N{i}") for i in range(7))},
            "N0 et al. (n.d.). <i>Power</i>.",
        ),
        (
            {"author": tuple(Name(family=f"N{i}") for i in range(3))},
            "N0, N1 and N2 (n.d.). <i>Power</i>.",
        ),
        (
            {
                "genre": "Working paper",
                "number": "GEP-2024-06",
                "collection_title": "Papers",
                "edition": "2",
                "version": "1.10",
            },
            "<i>Power</i> (n.d.). Working paper GEP-2024-06. Papers. 2nd ed. Version 1.10.",
        ),
        (
            {"title": "What next?", "kind": "article", "author": (LUND,)},
            "Ada Lund (n.d.). “What next?”",
        ),
        (
            {"DOI": "10.1000/182", "URL": "https://example.org"},
            '<i>Power</i> (n.d.). <a href="https://doi.org/10.1000/182" rel="noopener noreferrer">https://doi.org/10.1000/182</a>',
        ),
        (
            {"custom": Custom(via="a retelling")},
            "<i>Power</i> (n.d.). Via a retelling.",
        ),
        (
            {"custom": Custom(via="a retelling.")},
            "<i>Power</i> (n.d.). Via a retelling.",
        ),
    ],
)
def test_a_reference_in_english(fields: dict[str, object], shown: str) -> None:
    assert formatted(fields) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (
            {
                "title": "储能报告",
                "author": (WANG, LI),
                "issued": PartialDate(2024, 6),
                "publisher": "电力出版社",
                "publisher_place": "北京",
            },
            "王小明、李华（2024年6月）。《储能报告》。北京：电力出版社。",
        ),
        (
            {
                "title": "电网怎么办？",
                "kind": "article-journal",
                "author": (WANG,),
                "container_title": "能源",
                "volume": "8",
                "page": "3-5",
            },
            "王小明（无日期）。《电网怎么办？》。《能源》 8, 3–5。",
        ),
        (
            {
                "title": "储能报告",
                "issued": PartialDate(2024),
                "custom": Custom(via="某公众号"),
                "accessed": PartialDate(2024, 1, 2),
            },
            "《储能报告》（2024）。访问于2024年1月2日。转自某公众号。",
        ),
        (
            {"author": (LUND,), "issued": PartialDate(2024, 6)},
            "Ada Lund (2024年6月). <i>Power</i>.",
        ),
    ],
)
def test_a_reference_in_chinese(fields: dict[str, object], shown: str) -> None:
    assert formatted(fields, "zh") == shown


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "container_title",
        "collection_title",
        "publisher",
        "publisher_place",
        "edition",
        "volume",
        "page",
        "number",
        "genre",
        "version",
    ],
)
def test_what_a_source_says_is_escaped(field: str) -> None:
    shown = formatted({"publisher": "x", field: '<b onclick="x">R&D</b>'})

    assert "&lt;b onclick=&#34;x&#34;&gt;R&amp;D&lt;/b&gt;" in shown
    assert "<b" not in shown


def test_the_names_and_the_ways_of_a_source_are_escaped() -> None:
    bad = Name(literal="<b>&")
    shown = formatted({"author": (bad,), "editor": (bad,), "custom": Custom(via="<b>&")})

    assert shown.count("&lt;b&gt;&amp;") == 3
    assert "<b" not in shown


def test_an_address_is_escaped_and_a_doi_leads_where_it_should() -> None:
    assert 'href="https://example.org/&#34;&gt;"' in formatted({"URL": 'https://example.org/">'})
    assert 'href="https://doi.org/10.1002/a%3C1%23b%3F2%25"' in formatted({"DOI": "10.1002/a<1#b?2%"})
    assert ">https://doi.org/10.1002/a&lt;1#b?2%</a>" in formatted({"DOI": "10.1002/a<1#b?2%"})


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
NAMES = st.builds(Name, family=TEXT, given=TEXT, literal=TEXT, suffix=TEXT, non_dropping_particle=TEXT)


@given(
    st.builds(
        Source,
        id=st.just("a"),
        type=st.sampled_from([SourceType("report"), SourceType("article")]),
        title=TEXT,
        author=st.lists(NAMES, max_size=8).map(tuple),
        editor=st.lists(NAMES, max_size=3).map(tuple),
        issued=st.builds(PartialDate, year=st.none() | st.integers(1, 9999), text=TEXT),
        container_title=TEXT,
        publisher=TEXT,
        page=TEXT,
        URL=TEXT.map(lambda text: f"https://example.org/{text}"),
        custom=st.builds(Custom, via=TEXT),
    ),
    st.sampled_from(["en", "zh"]),
)
def test_a_reference_of_any_source_holds_no_markup_but_ours(cited: Source, language: str) -> None:
    shown = str(format_reference(cited, words(language)))
    ours = r'</?i>|<a href="https://[^"<>]*" rel="noopener noreferrer">|</a>'

    assert not re.search("[<>]", re.sub(ours, "", shown))
