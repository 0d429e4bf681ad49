"""Bibliographies as tools write them: what is read of each, where its faults stand, and that nothing is lost."""

import json

import pytest
from conftest import place
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.model import Bibliography, Name, PartialDate, Source, Text
from briefing.notes import parse_bibliography
from briefing.notes.bibliography.bibtex_names import names
from briefing.notes.bibliography.json_tree import read_json
from briefing.notes.bibliography.latex import to_text, verbatim


def read(content: str, name: str = "sources.yaml") -> Bibliography:
    return parse_bibliography(Text(f"notes/{name}", content))


def only(content: str, name: str = "sources.yaml") -> Source:
    """The one source of a file in which nothing is wrong."""
    bibliography = read(content, name)
    (source,) = bibliography.sources.values()

    assert bibliography.problems == ()
    return source


def entry(fields: str) -> str:
    return f"references:\n  - {{id: a, type: book, title: Dikes, {fields}}}\n"


# --- CSL-YAML as Zotero, Better BibTeX, pandoc and Quarto write it --------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "references:\n- {id: a, type: book, title: Dikes}\n",
        "---\nreferences:\n- {id: a, type: book, title: Dikes}\n---\n",
        "---\nreferences:\n- {id: a, type: book, title: Dikes}\n...\n",
        "\n---\nnocite: '[@*]'\nreferences:\n- {id: a, type: book, title: Dikes}\n---\n\n",
        "nocite: |\n  @*\nreferences:\n- {id: a, type: book, title: Dikes}\n",
        "- {id: a, type: book, title: Dikes}\n",
        "items:\n- {id: a, type: book, title: Dikes}\n",
        '[{"id": "a", "type": "book", "title": "Dikes"}]',
        '{"id": "a", "type": "book", "title": "Dikes"}',
    ],
)
def test_the_list_of_sources_may_stand_as_any_tool_puts_it(content: str) -> None:
    assert only(content).title == "Dikes"


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("doi: 10.5555/a", "DOI", "10.5555/a"),
        ("DOI: 'https://doi.org/10.5555/a'", "DOI", "10.5555/a"),
        ("DOI: 'http://dx.doi.org/10.5555/a%2Fb'", "DOI", "10.5555/a/b"),
        ("DOI: 'doi:10.5555/a'", "DOI", "10.5555/a"),
        ("DOI: 'DOI 10.5555/a'", "DOI", "10.5555/a"),
        ("DOI: 10/gf523c", "DOI", "10/gf523c"),
        ("DOI: 'https://tern.example/a'", "URL", "https://tern.example/a"),
        ("url: 'https://tern.example/a'", "URL", "https://tern.example/a"),
        ("URL: www.tern.example/a", "URL", "https://www.tern.example/a"),
        ("URL: tern.example", "URL", "https://tern.example"),
        ("URL: //tern.example/a", "URL", "https://tern.example/a"),
        ("URL: 'ftp://tern.example/a'", "URL", "ftp://tern.example/a"),
        ("URL: '<HTTPS://tern.example/a b>'", "URL", "https://tern.example/a%20b"),
        ("isbn: '90-1'", "ISBN", "90-1"),
        ("issn: ['1234-5678', '8765-4321']", "ISSN", "1234-5678, 8765-4321"),
        ("Publisher_Place: Delft", "publisher_place", "Delft"),
        ("publisherPlace: Delft", "publisher_place", "Delft"),
        ("journalAbbreviation: J. Dik.", "container_title_short", "J. Dik."),
        ("shortTitle: D", "title_short", "D"),
        ("event: Dike Days", "event_title", "Dike Days"),
        ("keyword: [dike, polder]", "keyword", "dike, polder"),
        ("keywords: dike", "keyword", "dike"),
        ("volume: 3", "volume", "3"),
        ("date: 2026-02", "issued", PartialDate(2026, 2)),
        ("issued: {date-parts: [[]]}", "issued", PartialDate()),
        ("issued: {date-parts: [['1999', '', '']]}", "issued", PartialDate(1999)),
        ("author: {family: Lund}", "author", (Name(family="Lund"),)),
        ("author: [{Family: Lund, Given: [Ada, M.]}]", "author", (Name(family="Lund", given="Ada M."),)),
        ("author: [{family: Tern plc, isInstitution: 1}]", "author", (Name(literal="Tern plc"),)),
        ("author: [{family: Roe, comma-suffix: 1}]", "author", (Name(family="Roe", comma_suffix=True),)),
        ("author: Ada Lund", "author", (Name(literal="Ada Lund"),)),
        ("author: [Ada Lund, The Moss Desk]", "author", (Name(literal="Ada Lund"), Name(literal="The Moss Desk"))),
        ("author: [{name: Ada Lund}]", "author", (Name(literal="Ada Lund"),)),
        ("author: [{lastName: Lund, firstName: Ada}]", "author", (Name(family="Lund", given="Ada"),)),
        ("author: [{family: Roe, droppingParticle: de}]", "author", (Name(family="Roe", dropping_particle="de"),)),
    ],
)  # fmt: skip
def test_a_key_or_value_in_another_spelling_is_read(fields: str, name: str, value: object) -> None:
    assert getattr(only(entry(fields)), name) == value


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("Article-Journal", "article-journal"), ("legal-case", "legal_case"), ("journal-article", "article-journal")],
)
def test_a_type_in_another_spelling_is_read(written: str, read_as: str) -> None:
    assert only(f"- {{id: a, type: {written}, title: Dikes}}").type == read_as


def test_several_addresses_are_one_and_a_remark() -> None:
    source = only(entry('URL: "https://a.example/x; https://b.example/y", note: Online'))

    assert (source.URL, source.note) == ("https://a.example/x", "Online. https://b.example/y")


def test_the_keys_of_a_tool_are_named_once_and_not_read() -> None:
    entries = "".join(f"- {{id: {key}, type: book, title: T, libraryID: 1, my-note: x}}\n" for key in "abc")
    bibliography = read(entries)

    assert len(bibliography.sources) == 3
    assert [(place(p), p.severity, p.message) for p in bibliography.problems] == [
        ("1:33 unknown-key", "warning", "`libraryID` is not a CSL variable and is not read, in 3 entries"),
        ("1:47 unknown-key", "warning", "`my-note` is not a CSL variable and is not read, in 3 entries"),
    ]


def test_custom_is_free_but_for_what_looks_like_ours() -> None:
    assert only(entry("custom: {zotero-key: ABC, extra: [1, 2], via: a friend}")).custom.via == "a friend"
    assert only(entry("custom: anything")).custom.via == ""
    assert [p.message for p in read(entry("custom: {relibility: x}")).problems] == [
        "`relibility` is not a key of `custom`"
    ]


def test_sources_without_a_type_or_title_are_counted() -> None:
    bibliography = read("- {id: a, URL: 'https://tern.example'}\n- {id: b, type: '', title: B}\n")

    assert [(source.type, source.heading) for source in bibliography.sources.values()] == [
        ("document", "https://tern.example"),
        ("document", "B"),
    ]
    assert [(p.severity, p.message) for p in bibliography.problems] == [
        ("warning", "2 sources have no `type`"),
        ("warning", "a source has no `title`"),
    ]


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("refrences:\n- {id: a}\n", "`refrences` is not a key of a bibliography", "did you mean `references`?"),
        ("references:\n", "`references` is empty", "write the sources under it"),
        ("references: {id: a}\n", "`references` takes a list", None),
        ("just words", "a bibliography is a list of sources", "put the sources in a list under `references:`"),
        ("- just words", "a source is written with its keys", None),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_bibliography_is_reported(content: str, message: str, hint: str | None) -> None:
    (problem,) = read(content).problems

    assert problem.message == message
    assert hint is None or problem.hint == hint


@pytest.mark.parametrize(
    ("name", "content", "message", "hint"),
    [
        ("sources.yaml", "% By hand\n\n@report{a, title = {A}}\n", "BibTeX", "rename it as notes/sources.bib"),
        ("references.json", "@book(a, title = {A})\n", "BibTeX", "rename it as notes/references.bib"),
        ("sources-x.bib", '[{"id": "a"}]', "JSON", "rename it as notes/sources-x.json"),
        ("sources.bib", "# ours\nreferences:\n- id: a\n", "YAML", "rename it as notes/sources.yaml"),
        ("sources.yml", "\nTY  - RPRT\nTI  - A\nER  - \n", "RIS", "notes/sources.json or notes/sources.bib"),
        ("sources.bib", "%0 Report\n%T A\n", "EndNote", "notes/sources.json or notes/sources.bib"),
        ("sources.yaml", '<?xml version="1.0"?>\n<xml/>\n', "XML", "notes/sources.json or notes/sources.bib"),
    ],
)
def test_a_file_in_another_format_than_that_of_its_name_is_reported(
    name: str, content: str, message: str, hint: str
) -> None:
    (problem,) = read(content, name).problems

    assert problem.message.startswith(f"the content is {message}, but the file is named `.")
    assert hint in problem.hint


@pytest.mark.parametrize(
    "content",
    [
        '[{"itemType": "book", "title": "A",\n  "creators": [{"creatorType": "author", "lastName": "Lund"}]}]',
        '{"config": {},\n  "items": [{"citationKey": "a", "creators": [{"creatorType":"author"}]}]}',
    ],
)
def test_the_json_of_zotero_itself_is_told_from_csl(content: str) -> None:
    (problem,) = read(content, "sources.json").problems

    assert (problem.message, problem.span.line) == ("this is Zotero's own JSON, and not CSL-JSON", 2)
    assert "export it as CSL-JSON or BibTeX" in problem.hint


def test_an_item_of_zotero_is_cited_by_its_key_and_not_by_its_uri() -> None:
    item = {"id": "http://zotero.org/users/1/items/ABC", "citation-key": "lund2020", "type": "book", "title": "A"}

    assert [*read(json.dumps([item]), "sources.json").sources] == ["lund2020"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sources.bib", "References: exported by hand\n@report{a, title = {A}}\n"),
        ("sources.bib", "% TY  - RPRT\n@report{a, title = {A}}\n"),
        ("sources.yaml", '[{"id": "a", "type": "report", "title": "@book{"}]'),
        ("sources.yaml", "# @book{x}\nreferences:\n- {id: a, type: book, title: TY  - A}\n"),
    ],
)
def test_other_words_of_a_file_are_no_format(name: str, content: str) -> None:
    assert [*read(content, name).sources] == ["a"]


# --- Hayagriva -------------------------------------------------------------------------------------

HAYAGRIVA = """\
dike:
    type: Article
    title: {value: On dikes, short: Dikes}
    author: ["Lund, Ada", Tern plc]
    date: 2021-05
    page-range: 3-9
    serial-number: {doi: 10.5555/a}
    url: {value: "https://tern.example", date: 2022-01-02}
    affiliated: [{role: translator, names: ["Bell, Ann"]}]
    parent: {type: Periodical, title: Water, volume: 2, issue: 4}
polder:
    type: book
    title: Polders
    publisher: {name: Polder Press, location: Delft}
"""


def test_hayagriva_is_read_with_what_a_work_stands_in() -> None:
    bibliography = read(HAYAGRIVA)
    dike, polder = bibliography.sources.values()

    assert bibliography.problems == ()
    assert (dike.id, dike.type, dike.title, dike.title_short) == ("dike", "article-journal", "On dikes", "Dikes")
    assert dike.author == (Name(family="Lund", given="Ada"), Name(literal="Tern plc"))
    assert dike.translator == (Name(family="Bell", given="Ann"),)
    assert (dike.container_title, dike.volume, dike.issue, dike.page) == ("Water", "2", "4", "3-9")
    assert (dike.DOI, dike.URL, dike.accessed) == ("10.5555/a", "https://tern.example", PartialDate(2022, 1, 2))
    assert (polder.publisher, polder.publisher_place) == ("Polder Press", "Delft")
    assert bibliography.spans["polder"].line == 11


def test_nothing_of_several_parents_and_bodies_is_lost() -> None:
    content = """\
brake:
    type: Article
    title: On {CO2}
    organization: The Silt Board
    publisher: Polder Press
    parent:
        - {type: Proceedings, title: Delta papers}
        - {type: Conference, title: Delta Days, location: Hull}
        - {type: Anthology, title: Sea studies}
suit: {type: Case, title: Tern v. Gull, organization: High Court}
"""
    brake, suit = read(content).sources.values()

    assert (brake.title, brake.authority, brake.publisher) == ("On CO2", "The Silt Board", "Polder Press")
    assert (brake.type, brake.container_title, brake.collection_title) == (
        "paper-conference", "Delta papers", "Sea studies",
    )  # fmt: skip
    assert (brake.event_title, brake.event_place) == ("Delta Days", "Hull")
    assert suit.authority == "High Court"


# --- CSL-JSON --------------------------------------------------------------------------------------

JSON = """[
\t{
\t\t"id": "http://zotero.org/users/1/items/A",
\t\t"type": "book",
\t\t"title": "Caf\\u00e9 \\ud83d\\ude00",
\t\t"note": "tab\\tand \\"quotes\\"",
\t\t"issued": {"date-parts": [[2020, 3], [2021]]},
\t\t"volume": 2
\t}
]
"""


def test_json_is_read_with_its_tabs_and_escapes() -> None:
    source = only(JSON, "sources.json")

    assert (source.id, source.title) == ("http://zotero.org/users/1/items/A", "Café 😀")
    assert (source.note, source.volume) == ('tab\tand "quotes"', "2")
    assert source.issued == PartialDate(2020, 3, end=PartialDate(2021))
    assert read(JSON, "sources.json").spans[source.id].line == 3


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        ('[\n  {"id": "a" "type": "book"}\n]', "2:14", "a `,` or `}` is missing here"),
        ('[\n  {"id": "a}\n]', "2:10", "a text that begins here is never closed, or has a wrong escape"),
        ('[{"id" "a"}]', "1:8", "a `:` is missing here"),
        ("[{id: 1}]", "1:3", "a key in double quotes is missing here"),
        ('[{"id": }]', "1:9", "a JSON value is missing here"),
        ('[{"id": "a"}', "1:13", "a `,` or `]` is missing here"),
        ("[] []", "1:4", "the file continues after its last bracket"),
        ("", "1:1", "a JSON value is missing here"),
    ],
)
def test_invalid_json_is_reported_at_its_place(content: str, where: str, message: str) -> None:
    (problem,) = read(content, "sources.json").problems

    assert (place(problem).split()[0], problem.message) == (where, message)


def test_nothing_in_a_tools_file_is_taken_for_a_slip() -> None:
    content = (
        '[{"id": "a", "type": "book", "title": "T", "archives": ["x"], "DOI": "none"}, {"id": "b c", "type": "book"}]'
    )
    bibliography = read(content, "sources.json")

    assert list(bibliography.sources) == ["a"]
    assert bibliography.sources["a"].note == "none"
    assert {p.severity for p in bibliography.problems} == {"warning"}
    assert "`b c` cannot be cited" in [p.message for p in bibliography.problems]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_all_valid_json_is_read(value: object, indent: int | str | None) -> None:
    tree, problems = read_json(json.dumps(value, indent=indent), "a.json")

    assert tree
    assert problems == ()


@given(st.text(alphabet='[]{}",:\\ \n0truefalsn\t\ud800é', max_size=40))
@example("{}")
def test_invalid_json_raises_no_exception(text: str) -> None:
    assert all(problem.span.line >= 1 for problem in read(text, "sources.json").problems)


# --- BibTeX and BibLaTeX ----------------------------------------------------------------------------

BIBTEX = r"""% a library
@comment{jabref-meta: databaseType:biblatex;}
@string{pp = "Polder " # {Press}}

@Article{müller2024,
  author    = {M{\"u}ller, Eva and {Tern plc} and de la Cruz, Juan and Ludwig van Beethoven and others},
  title     = "The {RNA} of \emph{Sterna} \& {$H_2O$}",
  subtitle  = {A study},
  journal   = {Water},
  number    = 4, volume = {2}, pages = {12--15},
  month     = jan # "~5", year = 2024,
  doi       = {https://doi.org/10.5555/a\_b},
  abstract  = {Long.}, keywords = {dike, salt}, langid = {ngerman},
  file      = {:/home/someone/a.pdf:PDF}, owner = {someone},
}
@inproceedings{child, author = {Roe, Jr., Al}, title = {Of it}, crossref = {parent}, pages = {3}}
@proceedings(parent, title = {Days of {Dikes}}, editor = {Bell, Ann}, year = {2012}, publisher = pp)
@phdthesis{th, author = {Lund, Ada}, title = {T}, school = {Delft}, year = {in press}}
@online{on, title = {O}, date = {2020-11/2021-02}, url = {https://tern.example/a_b%20c#d~e}, urldate = {2022-01-02}}
@misc{ar, title = {P}, eprint = {2401.12345}, archiveprefix = {arXiv}, year = 2024}
@report{re, title = {R}, type = {techreport}, institution = {Tern}, number = {12}, date = {1999~}, origdate = {1850}}
@incollection{ch, title = {C}, booktitle = {B}, bookauthor = {Moss, Al}, series = {S}, number = {3}, edition = {2},
  translator = {Bell, Ann}, address = {Delft and Rome}, chapter = {4}, note = {N.}, addendum = {A.}}
"""


@pytest.mark.parametrize("joined", [" # ".join(["s{}"] * 10), "s{}"])
def test_abbreviations_of_abbreviations_stay_short(joined: str) -> None:
    strings = "".join(f"@string{{s{at + 1} = {joined.format(*[at] * 10)}}}\n" for at in range(12))
    source = read(f'@string{{s0 = "Polder "}}\n{strings}@book{{a, title = s2 # s12, year = 2020}}', "sources.bib")

    assert len(source.sources["a"].title) < 2_000


def test_entries_that_inherit_from_the_same_ones_in_many_ways_are_read() -> None:
    ways = ",".join(["x{}"] * 60)
    entries = "".join(f"@xdata{{x{at}, xdata = {{{ways.format(*[at + 1] * 60)}}}}}\n" for at in range(2, 6))
    sources = read(f"{entries}@xdata{{x6, title = {{T}}}}\n@book{{a, xdata = {{x2}}}}", "sources.bib").sources

    assert sources["a"].title == "T"


def test_a_library_of_bibtex_is_read() -> None:
    bibliography = read(BIBTEX, "sources.bib")
    sources = bibliography.sources
    article, child, thesis, online = (sources[key] for key in ("müller2024", "child", "th", "on"))

    assert bibliography.problems == ()
    assert (article.type, article.title) == ("article-journal", "The RNA of <i>Sterna</i> & H<sub>2</sub>O: A study")
    assert article.author[0] == Name(family="Müller", given="Eva")
    assert article.author[1:3] == (
        Name(literal="Tern plc"),
        Name(family="Cruz", given="Juan", non_dropping_particle="de la"),
    )
    assert article.author[3] == Name(family="Beethoven", given="Ludwig", non_dropping_particle="van")
    assert (article.container_title, article.issue, article.volume, article.page) == ("Water", "4", "2", "12-15")
    assert (article.issued, article.DOI, article.language) == (PartialDate(2024, 1, 5), "10.5555/a_b", "de")
    assert (article.abstract, article.keyword) == ("Long.", "dike, salt")
    assert (child.container_title, child.publisher, child.editor) == (
        "Days of Dikes",
        "Polder Press",
        (Name(family="Bell", given="Ann"),),
    )
    assert child.author == (Name(family="Roe", given="Al", suffix="Jr."),)
    assert (thesis.genre, thesis.publisher, thesis.issued) == ("PhD thesis", "Delft", PartialDate(text="in press"))
    assert (online.type, online.URL) == ("webpage", "https://tern.example/a_b%20c#d~e")
    assert online.issued == PartialDate(2020, 11, end=PartialDate(2021, 2))
    assert online.accessed == PartialDate(2022, 1, 2)


def test_an_archive_a_report_and_a_chapter_of_bibtex_are_read() -> None:
    sources = read(BIBTEX, "sources.bib").sources
    preprint, report, chapter = (sources[key] for key in ("ar", "re", "ch"))

    assert (preprint.type, preprint.archive, preprint.archive_location) == ("article", "arXiv", "2401.12345")
    assert preprint.URL == "https://arxiv.org/abs/2401.12345"
    assert (report.type, report.genre, report.publisher, report.number) == ("report", "Technical report", "Tern", "12")
    assert (report.issued, report.original_date) == (PartialDate(1999, circa=True), PartialDate(1850))
    assert (chapter.type, chapter.container_title, chapter.collection_title) == ("chapter", "B", "S")
    assert (chapter.collection_number, chapter.edition, chapter.chapter_number) == ("3", "2", "4")
    assert (chapter.publisher_place, chapter.note) == ("Delft; Rome", "N. A.")
    assert chapter.container_author == (Name(family="Moss", given="Al"),)


def test_the_faults_of_bibtex_are_reported_at_their_place() -> None:
    broken = "@book{b,\n  title = {never closed,\n}\n"
    content = f"@book{{a, title = {{A}}, title = {{B}}}}\n{broken}@book{{c, title={{C}}}}\n@book{{c, title={{D}}}}\n"
    bibliography = read(content, "sources.bib")

    assert set(bibliography.sources) == {"a", "c"}
    assert sorted((place(p), p.severity, p.message) for p in bibliography.problems) == [
        ("1:1 duplicate-key", "warning", "`title` is given twice"),
        ("2:1 invalid-value", "error", "this BibTeX entry cannot be read"),
        ("6:1 duplicate-id", "error", "two sources are called `c`"),
    ]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("@book{a, title={A} «year» = 2001}", "`title` and `year` have no comma between them"),
        ('@book{a, title = "A"\n  «year» = {2001}, note={B}}', "`title` and `year` have no comma between them"),
        ("@book{a, title={A}}\n«@book{», title={B}}\n@book{c, title={C}}", "a source has no key"),
    ],
)
def test_a_missing_comma_or_key_of_bibtex_is_reported_and_not_read_as_text(marked: str, message: str) -> None:
    before, _, rest = marked.partition("«")
    (problem,) = read(before + rest.replace("»", ""), "sources.bib").problems

    *above, start = before.split("\n")
    assert (problem.span.line, problem.span.column) == (len(above) + 1, len(start) + 1)
    assert problem.message == message
    assert problem.hint


def test_an_equals_sign_in_a_value_of_bibtex_is_no_field() -> None:
    assert only('@book{c, title = "a = b" # { c = d}, note={x = 3}}', "sources.bib").title == "a = b c = d"


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ("year = 2020, month = 3", PartialDate(2020, 3)),
        ("year = 2020, month = mar, day = 4", PartialDate(2020, 3, 4)),
        ("year = 2020, month = {12 March}", PartialDate(2020, 3, 12)),
        ("year = 2020, month = {March 12}", PartialDate(2020, 3, 12)),
        ('year = 2020, month = "28~" # jun', PartialDate(2020, 6, 28)),
        ("year = 2020, month = {10--12}", PartialDate(2020, 10, end=PartialDate(2020, 12))),
        ("year = 2020, month = {Sept./Oct.}", PartialDate(2020, 9, end=PartialDate(2020, 10))),
        ("year = 2020, month = mar, day = {1--3}", PartialDate(2020, 3, 1, end=PartialDate(2020, 3, 3))),
        ("year = 2020, month = {June 28--July 2}", PartialDate(2020, 6, 28, end=PartialDate(2020, 7, 2))),
        ("year = 2020, month = {Spring}", PartialDate(2020, season=1)),
        ("year = 2020, month = {Q3}", PartialDate(2020, text="Q3 2020")),
        ("year = 2020, month = {März}", PartialDate(text="März 2020")),
        ("year = {2020/21}", PartialDate(2020, end=PartialDate(2021))),
        ("year = {2020/09}", PartialDate(2020, 9)),
        ("year = {1999/00}", PartialDate(text="1999/00")),
    ],
)
def test_a_month_of_bibtex_is_read_or_kept_in_its_words(fields: str, issued: PartialDate) -> None:
    assert only(f"@book{{c, title={{C}}, {fields}}}", "sources.bib").issued == issued


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lund, Ada; Moss, Al", [{"family": "Lund", "given": "Ada"}, {"family": "Moss", "given": "Al"}]),
        ("Lund, A.,Moss, B.,Roe, C.", [{"literal": "Lund, A.,Moss, B.,Roe, C."}]),
        ("DOE J AND ROE R", [{"family": "J", "given": "DOE"}, {"family": "R", "given": "ROE"}]),
    ],
)
def test_authors_that_no_and_separates_are_not_taken_for_one_person(written: str, read: list[dict[str, str]]) -> None:
    assert names(written) == read


def test_an_exact_duplicate_of_an_entry_is_ignored() -> None:
    assert only("@book{c, title={C}}\n@book{c,  title={C}}\n", "sources.bib").title == "C"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"o} \'{e}\'e\c{c}\v{s} \o stergaard {\O}re \L{}\'od\'z", "ö ééçš østergaard Øre Łódź"),
        (r"{\em Sterna} hirundo", "<i>Sterna</i> hirundo"),
        (r"10--12 --- ``a'' ~b", "10–12 — “a” \u00a0b"),
        (r"\unknown{x} y \TeX{} z", "x y TeX z"),
        (r"CO\textsubscript{2}, CO$_2$, 10$^{-3}$", "CO<sub>2</sub>, CO<sub>2</sub>, 10<sup>-3</sup>"),
        (r"$5 and \$6 \& 7\%", "$5 and $6 & 7%"),
        (r"a } b { c", "a  b  c"),
        (r"Aks{\i}n, \'{\i}, \"\i, {\'\j}", "Aksın, í, ï, j́"),
        (r"\noopsort{1990}1990, a\hspace{1em}b, \SI{5}{\percent}, c\hyphen d", "1990, ab, 5%, c-d"),
        (r"The `big' year's end", "The ‘big’ year’s end"),
        (r"\href{https://x}{y}", "y"),
        ("plain", "plain"),
        ("\\", ""),
    ],
)
def test_latex_becomes_text(latex: str, text: str) -> None:
    assert to_text(latex) == text


def test_an_address_keeps_the_signs_that_latex_would_read() -> None:
    assert verbatim(r"\url{https://x.example/a\_b\%20c~d\#e}") == "https://x.example/a_b%20c~d#e"


@given(st.text(alphabet="\\{}$~`'-_^ abé\"", max_size=40))
def test_no_latex_raises_an_exception(text: str) -> None:
    assert "\\" not in to_text(text) or "\\\\" in text or "textbackslash" in text
    assert isinstance(names(text), list)


@given(st.text(alphabet='@{}(),=#"\\% \nabtitle1é', max_size=80))
def test_no_bibtex_raises_an_exception(text: str) -> None:
    assert all(problem.span.line >= 1 for problem in read(text, "sources.bib").problems)


# --- several files -----------------------------------------------------------------------------------


def test_several_files_are_one_bibliography() -> None:
    library = Text("notes/sources.bib", "@book{a, title = {A}}\n@book{b, title = {B}}\n")
    ours = Text(
        "notes/sources.yaml", "references:\n- {id: c, type: book, title: C}\n- {id: a, custom: {via: a friend}}\n"
    )
    bibliography = parse_bibliography(ours, library)

    assert bibliography.problems == ()
    assert {key: source.title for key, source in bibliography.sources.items()} == {"c": "C", "a": "A", "b": "B"}
    assert bibliography.sources["a"].custom.via == "a friend"
    assert bibliography.spans["b"].path == "notes/sources.bib"


def test_a_source_in_two_files_is_reported_and_the_first_counts() -> None:
    one = Text("notes/sources.yaml", "- {id: a, type: book, title: A}\n")
    other = Text("notes/sources.bib", "@book{a, title = {B}}\n")
    bibliography = parse_bibliography(one, other)

    assert bibliography.sources["a"].title == "A"
    (problem,) = bibliography.problems
    assert (problem.span.path, problem.rule) == ("notes/sources.bib", "duplicate-id")
    assert problem.hint.startswith("the other is at notes/sources.yaml:1;")


def test_an_addition_to_no_source_is_reported() -> None:
    (problem,) = read("- {id: lund-2024, type: book, title: A}\n- {id: lund-2042, custom: {via: x}}\n").problems

    assert (place(problem), problem.hint) == ("2:8 unknown-source", "did you mean `lund-2024`?")
