"""Markdown into HTML with holes; `cases/syntax` shows what every piece of syntax becomes."""

import gc
import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

import hypothesis
import pytest
from conftest import ROOT, examples, place, underlined
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefing.model import Body, Chart, CitationGroup, FigureHole, Link, Mode, Part
from briefing.notes import without_comments
from briefing.notes.markdown import read_body, slug
from briefing.notes.markdown.foreign import FORMS, MAY_BE_FOREIGN, found_in
from briefing.notes.markdown.parser import MAX_CURLED, parser, with_every_rule

CASES = sorted((ROOT / "tests" / "cases" / "syntax").glob("*.md"))
PAIR = re.compile(r"^````markdown\n(.*?)^````\n\n````html\n(.*?)^````$", re.S | re.M)
EXAMPLES = [
    pytest.param(*pair, id=f"{case.stem}-{number}")
    for case in CASES
    for number, pair in enumerate(PAIR.findall(case.read_text(encoding="utf-8")), 1)
]


def shown(body: Body) -> str:
    """A body with its holes as words in braces."""
    return "".join(_shown(part) for part in body.parts)


def _shown(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, CitationGroup):
        return f"{{{'cite' if part.certain else 'mention'} {'; '.join(_items(part))}}}"
    if isinstance(part, Link):
        return f"{{link {part.target}{'#' if part.fragment else ''}{part.fragment}}}"
    if isinstance(part, FigureHole):
        return part.html  # what stands around a number is for test_evidence
    if isinstance(part, Chart):
        return f"{{chart {part.title}}}"
    return f"{{word {part.name}}}"


def _items(cite: CitationGroup) -> Iterable[str]:
    for item in cite.items:
        mode = "" if item.mode is Mode.NORMAL else f" ({item.mode})"
        locators = [f"{locator.kind} {locator.numbers}" for locator in item.locators]
        parts = (f"{item.prefix} @{item.key}".lstrip() + mode, *locators, item.suffix)
        yield ", ".join(piece for piece in parts if piece)


# --- the syntax, by example ----------------------------------------------------------------


@pytest.mark.parametrize(("markdown", "expected"), EXAMPLES)
def test_the_syntax_becomes_the_html_that_its_case_shows(markdown: str, expected: str) -> None:
    body, problems = read_body(markdown, "note.md")

    own = tuple(problem for problem in problems if problem.rule != "foreign-syntax")
    assert (shown(body), own) == (expected, ())


def test_each_block_of_markdown_in_the_cases_has_its_html() -> None:
    texts = [case.read_text(encoding="utf-8") for case in CASES]

    assert [len(PAIR.findall(text)) for text in texts] == [text.count("````markdown") for text in texts]


# --- places ------------------------------------------------------------------------------------

Place = tuple[int, int, int]


def unmarked(text: str) -> tuple[str, list[Place]]:
    """A text without its «marks», and the line, column and length of what they enclose."""
    places: list[Place] = []
    plain = ""
    for piece in re.split("([«»])", text):
        line, column = plain.count("\n") + 1, len(plain) - plain.rfind("\n")
        if piece == "«":
            places.append((line, column, 0))
        elif piece == "»":
            places[-1] = (*places[-1][:2], column - places[-1][1])
        else:
            plain += piece
    return plain, places


def locations_of(body: Body) -> list[Place]:
    """Where the keys and the links of a body stand."""
    spans = [item.span for cite in body.cites for item in cite.items] + [link.span for link in body.links]
    return sorted((span.line, span.column, span.length) for span in spans)


@pytest.mark.parametrize(
    "marked",
    [
        "Said [«@a»].",
        "储能领先[«@a»，第3页]，参见«[电动车](evs.md)»。",
        "[see «@a», p. 3; and -«@b»; «@{c/d}»]",
        "«@a» [p. 3] and -«@a» and «@a»",
        "One [«@a»],\ntwo [«@a»],\n  three «@b»  \nfour\\\n[«@b»]",
        "[see *this*\nin «@a»,\np. 3; «@b»]",
        "  Indented [«@a»]",
        "> Quoted [«@a»]\n> and [«@a»]\nlazily [«@a»]",
        "> > Deeper [«@a»]\n> > > deepest «[x](evs.md)» [«@a»]",
        "- one [«@a»]\n- two\n  [«@a»] «[x](evs.md)»\n  - three [«@a»]\n\n    four [«@a»]",
        "1. one [«@a»]\n10. two [«@a»]",
        "> - quoted list [«@a»]\n>   goes on [«@a»]",
        "- > listed quote [«@a»]\n  > goes on [«@a»]",
        "-\ttab [«@a»]\n\n\tmore [«@a»]",
        "## Heading [«@a»]\n\n## Closed [«@a»] ##\n\nSet [«@a»]\n===",
        "| a [«@a»] | a [«@a»] |\n|---|---|\n| [«@a»] | [«@a»] |\n| x [«@a»] | [«@b»; «@a»] |",
        "a [«@a»] | b\n---|---\n«@a» | «[x](evs.md)» «[x](evs.md)»",
        "| 中文 [«@a»] | 中文 [«@a»] |\n|---|---|\n| 中文 | [«@a»] |",
        "| a \\| b [«@a»] | c \\| [«@a»] |\n|---|---|\n| `x \\| y` «[a \\| b](evs.md)» | \\| \\| [«@b»] |",
        "> | a [«@a»] | a |\n> |---|---|\n> | a | a [«@a»] |",
        "| a |\n|---|\n\nTable: A caption [«@a»]\non two lines [«@b»].",
        "Called[^n].\n\n[^n]: Noted [«@a»]\n    and [«@b»].\n\n    More «[x](evs.md)».",
        "One\ntwo^[Noted [«@a»]\nand [«@b»].] «@a»\n\n> three^[[«@b»]]",
        "Term [«@a»]\n: meaning [«@a»]\n  goes on [«@b»]",
        "> [!NOTE]\n> Said [«@a»]\n> and [«@a»].",
        "**bold [«@a»]** ~~struck «@b»~~ [span [«@a»]]{.x} «[**bold** text](evs.md)»",
        "`[@a]` [«@a»] \\[\\@a] [«@a»]",
        "&amp; &#20013; [«@a»] \\* [«@a»]",
        "😀 [«@a»] e\u0301 [«@a»]",
        "«[x][ref]» «[ref]» «[ref][]»\n\n[ref]: evs.md",
    ],
)
def test_citations_and_links_stand_where_they_are_said_to(marked: str) -> None:
    text, places = unmarked(marked)
    body, _ = read_body(text, "note.md")

    assert locations_of(body) == sorted(places)


def test_a_link_around_an_image_and_the_image_have_places_of_their_own() -> None:
    body, _ = read_body("See [![alt](map.png)](evs.md).", "note.md")

    assert [(link.target, link.span.column, link.span.length) for link in body.links] == [
        ("evs.md", 5, 25),
        ("map.png", 6, 15),
    ]


def test_lines_are_those_of_the_file_that_the_text_was_cut_from() -> None:
    body, problems = read_body("Said [@a].\n\n#### Deep\n", "note.md", first_line=8)

    assert [item.span.line for cite in body.cites for item in cite.items] == [8]
    assert [place(problem) for problem in problems] == ["10:6 heading-level"]


# --- what is wrong with a text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "rule", "message"),
    [
        ("[@a «@b»]", "unreadable-citation", "one item of a citation names two sources"),
        ("> - [@a;\n>   «more»]", "unreadable-citation", "`more` names no source"),
        ("储能[见«@»，国]", "unreadable-citation", "a bracket with `@` that is no citation"),
        ("[see [«@b»]](evs.md)", "unreadable-citation", "a citation is inside a link"),
        ("[«@a», so ^[x] it]", "unreadable-citation", "a link is inside a citation"),
        ("[see [this](evs.md) «@a»]", "unreadable-citation", "a link is inside a citation"),
        ("| x | [@a, «pg. 3»] |\n|---|---|", "unreadable-locator", "`pg. 3` is not a place in a source"),
        ("@a [«pg. 3»]", "unreadable-locator", "`pg. 3` is not a place in a source"),
        ("@a («p. 3») has it", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("@a, «pp. 3–5», has", "unreadable-locator", "`pp. 3–5` follows the citation, and is not part of it"),
        ("so [@a] («p. 3»)", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("so [@b; @a][«¶3»]", "unreadable-locator", "`¶3` follows the citation, and is not part of it"),
        ("据@a（«第3页»），", "unreadable-locator", "`第3页` follows the citation, and is not part of it"),
        ("据@a【«第3页»】，", "unreadable-locator", "`第3页` follows the citation, and is not part of it"),
        ("据［@a］«第3页»，", "unreadable-locator", "`第3页` follows the citation, and is not part of it"),
        ("so (see @a), «p. 3», has", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("*@a* [«p. 3»] has", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("@a's [«p. 3»] has", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("@a (2020, «p. 3») has", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("so (@a, «p. 3») it", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("so @a, «p. 3»]", "unreadable-locator", "`p. 3` follows the citation, and is not part of it"),
        ("so [«@a», p. 3. It", "unreadable-citation", "the bracket of `@a` is never closed"),
        ("so [see «@a», p. 3. It [@b].", "unreadable-citation", "the bracket of `@a` is never closed"),
        ("[«p. 3», @a]", "unreadable-locator", "`p. 3` is before the key"),
        ("据@a[第«9至5»页]", "unreadable-locator", "the range 9–5 runs backwards"),
        ("`[^x]` \\[^x] «[^x]»", "broken-footnote", "no footnote is called `x`"),
        ("> «[^x]»: Never called.", "broken-footnote", "nothing calls the footnote `x`"),
        ("Called[^x].\n\n[^x]: One.\n\n«[^x]»: Two.", "broken-footnote", "the footnote `x` is written twice"),
        ("«![](map.png)»", "missing-alt", "the image has no text for those who cannot see it"),
        ("储能 «![图](https://example.org/map.png)»", "remote-image", "the image would be loaded from another site"),
        ("«![图](//example.org/map.png)»", "remote-image", "the image would be loaded from another site"),
        ("## A\n\n#### «B»", "heading-level", "the heading skips from level 2 to 4"),
        ("# «A»", "heading-level", "the text has a second title"),
        ("{«#2a»}\n## A", "invalid-id", "`2a` cannot be an id"),
        ("{#a}\n## A\n\n{.x «#a»}\n> B", "duplicate-id", "the id `a` is used twice in this note"),
        ("| P |\n|---|\n| N | «4.2 [@a]» |", "broken-table", "`4.2 [@a]` is beyond the columns of the header"),
        ("> | P |\n> |---|\n> | N | «4.2 | 5»", "broken-table", "`4.2 | 5` is beyond the columns of the header"),
        ("| P |\n|---|\n| N |\n«Source: us»", "broken-table", "`Source: us` became a row of the table above it"),
        ("> " * 20 + "«Deep»", "nested-too-deep", "this is too deep in lists or quotations to be shown"),
        ("| [a]{#x} | «[»a]{#x} |\n|---|---|", "duplicate-id", "the id `x` is used twice in this note"),
    ],
)  # fmt: skip
def test_a_fault_of_a_text_is_underlined(marked: str, rule: str, message: str) -> None:
    text, places = unmarked(marked)
    _, (fault,) = read_body(text, "note.md")

    assert (fault.rule, fault.message) == (rule, message)
    assert [(fault.span.line, fault.span.column, fault.span.length)] == places
    assert underlined(fault, text)


@pytest.mark.parametrize(
    "marked", ["a <!-- x -->«4.2 GW» [@a]", "*a* <!-- x --> b «4.2 GW» [@a]", "<!-- x --> a <!-- y -->«4.2 GW» [@a]"]
)
def test_a_number_behind_a_comment_has_its_own_place(marked: str) -> None:
    text, ((_, column, length),) = unmarked(marked)
    body, _ = read_body(text, "note.md")

    assert [(s.figure.span.column, s.figure.span.length) for s in body.statements] == [(column, length)]


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("[@a @b]", " x"),
        ("[@a, pg. 3]", " x"),
        ("[see [@a]]", "(evs.md) x"),
        ("@a [pg. 3]", " x"),
        ("-@a[pg. 3]", ", x"),
        ("[^lost]", "."),
    ],
)
def test_what_cannot_be_read_is_shown_as_it_was_written(written: str, rest: str) -> None:
    body, problems = read_body(f"储能 {written}{rest}", "note.md")

    assert len(problems) == 1
    assert shown(body) == f"<p>储能 {written}{rest}</p>\n"


@pytest.mark.parametrize(
    "written",
    ["[@a]", "[see @a, p. 3;\n-@b]", "@a", "-@a", "@a [p. 3]", "@a[p. 3]", "@a\n[p. 3]", "@{国}", "[@{国}, p. 3]"],
)
def test_a_citation_remembers_how_it_was_written(written: str) -> None:
    body, _ = read_body(f"储能 {written} [x](evs.md) [^n]\n\n[^n]: y", "note.md")

    assert [cite.written for cite in body.cites] == [written]


@pytest.mark.parametrize(
    "following", ["[x](evs.md)", "[x]{.c}", "[^n]", "[@b]", "[", "[x][ref]", "[ref]", "(pp. lost)", " \n[p. 3"]
)
def test_what_follows_a_key_and_is_no_place_is_left_to_itself(following: str) -> None:
    body, problems = read_body(f"@a {following}\n\n[^n]: y\n\n[ref]: evs.md\n\n[ref]", "note.md")

    assert body.cites[0].written == "@a"
    assert not body.cites[0].certain
    assert [problem for problem in problems if problem.rule != "broken-footnote"] == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Called[^a].\n\n[^a]: One.\n\n    [^b]: Two.\n\n    Three.", "5:5"),
        ("Called[^a].\n\n[^a]: - One.\n\n      [^b]: Two.\n\n    Three.", "5:7"),
        ("Called[^a].\n\n[^a]: One.\n\n    - [^b]: Two. Three.", "5:7"),
    ],
)
def test_a_footnote_within_a_footnote_is_reported_and_nothing_is_lost(text: str, where: str) -> None:
    body, problems = read_body(text, "note.md")

    assert [(place(p), p.message) for p in problems] == [(f"{where} broken-footnote", "no footnote is called `b`")]
    assert all(word in shown(body) for word in ("One.", "[^b]: Two.", "Three."))


FOREIGN = [
    "See «[[wiki page]]».", "«![[a.png]]»", "«::: note»", "«{{< ref >}}»", "«{% include x %}»", "«$E=mc^2$»", "«$x$»",
    "«$$»", "«![x](a b.png)»", "«[x](my note.md)»", "«[text] (x.md)»", "«[text][nope]»", "«[text](index.md» unclosed",
    "## Heading «{#id}»", "## Heading «{.unnumbered}»", "- «[ ]» todo", "1. «[x]» done", "«{term}»`x`", "«==mark==»",
    "«%% later %%»", "> «[!note]» With a title", "«: Caption»", "«[@k](x.md)»", "«!!! note»", "«##Heading»",
    "«<!--» open",
    "```«{note}»\n```", "«:ref:»`x`", "Words «{.unsourced}» here", "## Heading «{-}»", "Text.\n«{: .lead}»", "«$10^6$»",
    "so «$\\alpha$»", "«\\ref{fig:one}»", "«[x](https://example.org/a b)»", "«[TOC]»",
    "«~gone~» now", "It was «~gone with the wind~».", "«[text][]» here",
    "«| Port | 2025 |»\n|---|\n| North | 640 |", "> «| a | b |»\n> | c | d |", "Text.\n«| a | b |»\n| c | d |",
    "![x](a.png)«{width=50%}»", "«\\newpage»", "«\\tableofcontents»",
    "```«mermaid»\ngraph TD\n```", "```«Chart»\na: b\n```", "~~~«charts»\na: b\n~~~", "```«{chart}»\na: b\n```",
    "Text.\n\n«```chart»\ntitle: T\n\nMore.", "- «~~~»\n  x\n\n## Next", "> «````r»\n> ```", "«```»",
    "«+---+---+»\n| a | b |\n+===+===+\n| c | d |\n+---+---+", "Port  Moves\n\n«----- ------»\nNorth  640",
    "> «----  -----»\n> North  640", "Called«[^a b]».", "It is [42%]«{#growth» now", "«[42%]{growth}»",
    "| a |\n|---|\n| b |\n\n«| c |»", "| a | b |\n|---|---|\n\n«| c | d |»\n| e | f |",
    "«[Source]: Lund»", "«[a]: b.md \"c\"»\n\nText.", "[a]\n\n[a]: b.md\n\n«[A]: c.md»", "> «[@k]: 640»",
    "- «[k]: 640»", "据«[＠k»，第3页]。",
]  # fmt: skip


@pytest.mark.parametrize("marked", FOREIGN)
def test_markdown_of_other_tools_is_reported_where_it_stands(marked: str) -> None:
    above = "| a |\n|---|\n| b |\n\n" if marked.startswith("«:") and "::" not in marked else ""
    text, ((line, column, _),) = unmarked(above + marked)
    _, problems = read_body(text, "note.md")

    found = next(problem for problem in problems if problem.rule == "foreign-syntax")
    assert (found.span.line, found.span.column) == (line, column)
    assert found.hint


@pytest.mark.parametrize(
    "prose",
    [
        "From $5 to $6, US$5 = A$7.50, HK$4_000.", "`[[x]]`, `$x^2$` and `{{ y }}`", "```\n::: note\n{{< x >}}\n```",
        "\\[\\[x\\]\\]", "a == b, arr[0][1], [1][2]", "[sic] (as printed), [1](2 of 3)", "5%, 6%% and {x}",
        "[a](b.md) and ![c](d.png)", "[@k](see note)", "[12 months]{.unsourced}", "> [!NOTE]\n> Said.",
        "About ~40–~50%.", "About ~40% and ~x, ~y", "~/notes and ~/site", "H~2~O, a~b~c",
        "a[i][] and int[][]", "A ==> B and C <== D", "a|b at 12:30: `x`", "$1,000, $2,000 and $3^", "{a, b} and {1}",
        "C:\\Users\\lund", '[x](https://example.org/ "A title")', "the [TOC] signal", "|a|b|\n|---|---|\n|1|2||",
        "|x| is 3", "| alone |", "a | b\nc | d", "{a=b, c=d}", "C:\\newpages", "me@fig-tree.example",
        "```dotnet\nrun\n```", "```\n```", "> ```\n> x\n> ````", "- ~~~\n  ```\n  ~~~", "```charter\nx\n```",
        "```\nmermaid\n```", "f(x=1)", "`| a | b |`\n| c |",
        "[handle](https://example.org/@k)", "[@handle](https://example.org/@k)",
        "- - -", "---", "-----", "- a\n- b", "+ a\n+ b", "+5% and +-3", "a[0]{x}", "| a |\n|---|\n| b |\n\n|x| is 3",
        "Ask ＠tern or ［a］＠b",
        "[//]: # (to be continued)", "[a]: <> (later)", "[a]\n\n[A]: b.md", "![x][a b]\n\n[a  B]: b.png",
    ],
)  # fmt: skip
def test_honest_prose_is_not_taken_for_the_markdown_of_other_tools(prose: str) -> None:
    _, problems = read_body(prose, "note.md")

    assert [problem.message for problem in problems if problem.rule == "foreign-syntax"] == []


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("CO~2~ fell.", []),
        ("It was 5 km^2^ wide.", ["5 km²"]),
        ("About 10^2^ of 40%.", ["About 10²", "40%"]),
        ("约5~10万辆，占比30~40%。", ["约5~10万", "30~40%"]),
        ("A <!-- 4.2 GW --> b\n\n<!-- 5 GW\n\n6 GW -->\n\n7 GW.", ["7 GW"]),
        ("<!-- a\n\nb --> 5 GW", ["5 GW"]),
        ("{.x} words of 4.2 GW {y}\n\nend", ["4.2 GW"]),
        ("| P | GW |\n|---|---|\n| N | 4.2 |\nTable: Moves [@a]", ["4.2"]),
    ],
)
def test_no_number_is_glued_lost_or_taken_from_a_comment(written: str, numbers: list[str]) -> None:
    body, _ = read_body(written, "note.md")

    assert [statement.figure.text for statement in body.statements if statement.figure.text != "10"] == numbers


def test_a_comment_is_not_published_with_the_markdown_of_a_note() -> None:
    code = "```\n<!-- kept -->\n```\nand `<!-- kept -->`\n"

    assert without_comments(f"Before <!-- a\n\nb -->after\n{code}<!-- gone -->\n") == f"Before after\n{code}"


FRONT_WITH_COMMENTS = """\
---
title: "a # b" # gone
# gone
summary: |
  text
  # kept
tags: [a#b, c] # gone
  # gone
figures:
  f: {label: L, value: "#1", cite: a} # gone
---
# kept
"""


def test_a_comment_of_yaml_is_not_published_either() -> None:
    published = without_comments(FRONT_WITH_COMMENTS)

    assert "gone" not in published
    assert published == "".join(
        line.split(" # gone")[0].rstrip("\n") + "\n"
        for line in FRONT_WITH_COMMENTS.splitlines(keepends=True)
        if line.strip() != "# gone"
    )


# --- anchors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("How far to trust it", "how-far-to-trust-it"),
        ("R&D: what’s next?", "r-d-whats-next"),
        ("增长率（修订）", "增长率-修订"),
        ("ＧＤＰ", "gdp"),
        ("Café Straße", "café-strasse"),
        ("a_b.c", "a-b-c"),
        ("2026", "section-2026"),
        ("½", "section-1-2"),
        ("…", "section"),
        ("", "section"),
    ],
)
def test_an_anchor_is_made_of_words(words: str, anchor: str) -> None:
    assert slug(words, {}) == anchor


def test_an_anchor_that_is_taken_gets_a_number() -> None:
    used = {"costs": 2, "costs-2": 2}

    assert [slug("Costs", used), slug("Costs", used)] == ["costs-3", "costs-4"]


# --- whatever is written -------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    ["[", "]", "@", "@a", "[@a]", "[@a, p. 3]", " ", "\n", "\n\n", "(", ")", "{", "}", "{#x}", "{.c}", "^", "[^1]",
     "[^1]: ", "|", "|---|", "> ", "- ", "1. ", ": ", "`", "```", "~~", "*", "**", "_", "\\", "中", "，", "“", '"', "'",
     "![", "](", "evs.md", "map.png", "<", ">", "&", "&#0;", "\0", "\t", "\r", "\u2028", "Table: ", "[!NOTE]", "## ",
     "=", "http://e.org", "%E4%B8%AD", "javascript:", "onclick=", "\ud800", "😀", ";", ", "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=30).map("".join))


class Elements(HTMLParser):
    """The attributes and ids of some HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str]] = []
        self.feed(markup)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]

    @property
    def ids(self) -> set[str]:
        return {value for name, value in self.attributes if name == "id"}


@given(TEXTS)
def test_no_text_raises_and_each_fault_has_a_place_in_it(text: str) -> None:
    _, problems = read_body(text, "note.md")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert all(1 <= problem.span.line <= len(lines) for problem in problems)


@given(TEXTS)
def test_no_hole_and_no_null_is_left_in_the_html(text: str) -> None:
    body, _ = read_body(text, "note.md")

    assert not any("\0" in part for part in body.parts if isinstance(part, str))


HOLES = st.sampled_from(["[@a]", "@a", "*[@a]*", "[x](evs.md)", "![x](map.png)", "[@a]{.c}"])
BETWEEN = st.sampled_from(["\n\n", "\n", " ", ", ", "\n\n> ", "\n\n- ", "\n\n## ", "\n: ", "\n\n|a|\n|-|\n|", "。"])


@given(st.lists(st.tuples(BETWEEN, HOLES)))
def test_every_citation_and_link_survives(written: list[tuple[str, str]]) -> None:
    body, _ = read_body("".join(between + hole for between, hole in written), "note.md")

    assert len(body.cites + body.links) == len(written)


@given(TEXTS)
def test_no_attribute_runs_anything(text: str) -> None:
    body, _ = read_body(text, "note.md")
    attributes = Elements(shown(body)).attributes

    assert not any(name.startswith("on") or name == "style" for name, _ in attributes)
    assert not any(re.match(r"\s*(?:javascript|vbscript|data|file):", html.unescape(value)) for _, value in attributes)


@given(TEXTS)
def test_every_anchor_that_links_may_use_is_in_the_html(text: str) -> None:
    body, _ = read_body(text, "note.md")

    assert body.anchors <= Elements(shown(body)).ids


STOCK = MarkdownIt("commonmark", {"html": False, "typographer": True, "xhtmlOut": False}).enable(
    ["table", "strikethrough", "smartquotes"]
)
SIGNS = ["*", "**", "_", "__", "~~", "a", "b.", " ", "\n", "> ", "- ", "## ", "`", "|a|\n|-|\n", "\\", "(", "!"]
PLAIN = st.one_of(
    st.text(st.sampled_from("ab.,!*_~`#>-+=0 1\n\t\\<&|\"'()"), max_size=60),
    st.lists(st.sampled_from(SIGNS), max_size=25).map("".join),
)


@given(PLAIN)
def test_plain_ascii_is_read_as_any_parser_reads_it(text: str) -> None:
    body, _ = read_body(text, "note.md")
    ours = re.sub(r' (?:id|scope|class="align)[^ >]*"|<div class="table" role="region" [^>]*>', "", shown(body))
    ours = ours.replace("</table></div>", "</table>")
    stock = re.sub(r"(</?)h1>", r"\1h2>", str(STOCK.render(text)))
    stock = re.sub(r' style="text-align:\w+"', "", stock)

    assert ours == stock


EVERY_RULE = with_every_rule()


@given(TEXTS | PLAIN)
def test_a_rule_is_only_left_out_where_it_would_decline(text: str) -> None:
    # As text: two errors that say the same are not equal.
    assert repr(parser().parse(text)) == repr(EVERY_RULE.parse(text))


@pytest.mark.parametrize("form", [form for form, _, _ in FORMS], ids=map(str, range(len(FORMS))))
@hypothesis.settings(max_examples=examples(20))
@given(data=st.data())
def test_foreign_syntax_is_looked_for_wherever_one_of_its_forms_is(data: st.DataObject, form: str) -> None:
    text = data.draw(st.from_regex(re.compile(form, re.M)))

    assert "|" in text or MAY_BE_FOREIGN.search(text.replace("\ufffc", "`code`")) or not list(found_in(text))


@pytest.mark.parametrize(("text", "_"), EXAMPLES)
def test_nothing_of_a_note_that_was_read_waits_for_the_garbage_collector(text: str, _: str) -> None:
    # Ten thousand notes are read without one: what refers to itself would stay in memory to the end.
    read_body(text, "note.md")
    gc.collect()
    gc.disable()
    try:
        read_body(text, "note.md")
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("length", [MAX_CURLED, MAX_CURLED + 1])
def test_quotation_marks_are_curled_except_in_very_long_blocks(length: int) -> None:
    shown_text = shown(read_body(f'"{"a" * (length - 2)}"', "note.md")[0])

    assert ("“" in shown_text) is (length == MAX_CURLED)
