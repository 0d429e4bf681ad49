"""Archived texts: their paragraphs, their pages, their hash."""

from contextlib import suppress

import pytest
from example_project import pdf
from hypothesis import given
from hypothesis import strategies as st

from briefing.citations import read_locators
from briefing.verification.archive import UnreadableFile, read_archived


def paragraphs(content: str, suffix: str = ".txt", by_blocks: bool = False) -> list[str]:
    """The paragraphs of a text."""
    return [item.text for item in read_archived(content.encode(), suffix, by_blocks).paragraphs]


# --- plain text ----------------------------------------------------------------------------

LINES = {
    "Title\nOne.\nTwo.": ["Title", "One.", "Two."],
    "Title\n\n\nOne.\n \t \nTwo.\n": ["Title", "One.", "Two."],
    "Title\r\n\r\nOne.\r\nTwo.\r\n": ["Title", "One.", "Two."],
    "Title\rOne.\rTwo.": ["Title", "One.", "Two."],
    "\ufeffTitle\nOne.": ["Title", "One."],
    "  Title  \n\tOne  and\u00a0a half.": ["Title", "One and\u00a0a half."],
    "Title\fOne.\n\fTwo.": ["Title", "One.", "Two."],
    "标题\n第一段。": ["标题", "第一段。"],
    "One.\u2028Still one.": ["One. Still one."],
    "": [],
    "\n \f \n": [],
}


@pytest.mark.parametrize(("content", "found"), LINES.items())
def test_each_line_of_a_plain_text_is_a_paragraph(content: str, found: list[str]) -> None:
    assert paragraphs(content) == found


def test_empty_lines_part_paragraphs_where_the_source_says_so() -> None:
    content = "Title\n\nOne, in\ntwo lines.\n \t\nTwo.\n\n\n\nThree.\n"

    assert paragraphs(content, by_blocks=True) == ["Title", "One, in two lines.", "Two.", "Three."]


def test_form_feeds_part_pages_and_paragraphs_count_on() -> None:
    archived = read_archived(b"Title\nOne.\n\fTwo.\nThree.\n\f\n\fFour.", ".txt")

    assert [(item.number, item.page) for item in archived.paragraphs] == [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4)]


def test_the_pages_of_a_text_are_those_that_it_prints() -> None:
    found = read_archived(b"One\n12\n\fTwo\n13\n\fThree\n14\n", ".txt")

    assert [item.text for item in found.at(read_locators("p. 13")[0])] == ["Two", "13"]
    assert [item.text for item in found.at(read_locators("p. 3")[0])] == ["Three", "14"]
    assert found.place(found.paragraphs[2], by_page=True) == "p. 13 (sheet 2)"


STATEMENT = b"""\
                           2025        2024
                        ---------   ---------
                         (In thousands)
Revenue ............... $ 812,345   $ 700,500
Cost of products and
  services ____________  (600,100)   (555,000)
                        =========   =========
Gross margin                26.1%       20.8%
"""


def test_dots_lead_to_the_numbers_of_a_row_and_dashes_are_no_head() -> None:
    rows = [item for item in read_archived(STATEMENT, ".txt").paragraphs if item.cells]

    assert [[row.text[cell.start : cell.end] for cell in row.cells] for row in rows] == [
        ["Revenue", "$ 812,345", "$ 700,500"],
        ["services", "(600,100)", "(555,000)"],
        ["Gross margin", "26.1%", "20.8%"],
    ]
    assert {cell.context.header for row in rows for cell in row.cells[1:]} == {"2025", "2024"}


def test_form_feeds_part_the_pages_of_markdown_too() -> None:
    archived = read_archived(b"# Title\n\nOne.\n\fTwo.\n", ".md")

    assert [(item.page, item.text) for item in archived.paragraphs] == [(1, "Title"), (1, "One."), (2, "Two.")]


# --- markup --------------------------------------------------------------------------------------

MARKDOWN = {
    "# Title\n\nOne\nand **a half**.\n\nTwo.\n": ["Title", "One and a half.", "Two."],
    "- one\n- two\n\n  and more\n": ["one", "two", "and more"],
    "> quoted\n>\n> twice\n": ["quoted", "twice"],
    "| a | b |\n|---|---|\n| 1 | 2 |\n": ["a", "b", "1", "2"],
    "A [link](https://example.org) & `code`.\n": ["A link & code."],
    "Of [@a, p. 3] and [^1].\n\n[^1]: Nothing.\n": ["Of [@a, p. 3] and ^1."],
    "<b>Not</b> a tag.\n": ["Not a tag."],
    "It was ~~42~~ 31. <!-- 53 -->\n": ["It was 31."],
    "Of 1250<sup>3</sup> boxes, <del>64</del> 75\n": ["Of 1250 boxes, 75"],
    "    code\n": ["code"],
}


@pytest.mark.parametrize(("content", "found"), MARKDOWN.items())
def test_each_block_of_markdown_is_a_paragraph(content: str, found: list[str]) -> None:
    assert paragraphs(content, ".md") == found


HTML = {
    "<p>One<p>Two</p>tail": ["One", "Two", "tail"],
    "<h1>Title</h1><p>One <b>and</b> a half.</p>": ["Title", "One and a half."],
    "<ul><li>one<li>two</ul>": ["one", "two"],
    "<table><tr><td>1<td>2</table>": ["1", "2"],
    "<div>One<div>inside</div>after</div>": ["One", "inside", "after"],
    "One<br>line<br/>only": ["One line only"],
    "RMB&nbsp;5&thinsp;bn &lt; 6": ["RMB\u00a05\u2009bn < 6"],
    "<title>No</title><style>No</style><script>No('<p>')</script><p>Yes": ["Yes"],
    "<head><title>No</title><p>Yes": ["Yes"],
    "<head><title>No</title></head><body>Yes": ["Yes"],
    "<template><p>No</p></template><noscript>No</noscript>Yes": ["Yes"],
    "</script></title>Yes": ["Yes"],
    "<!-- no --><!doctype html><p>Yes": ["Yes"],
    "<dialog>No</dialog><dialog open>Yes</dialog>": ["Yes"],
    "<ruby>東<rp>(</rp><rt>64</rt><rp>)</rp></ruby> 65": ["東 65"],
    "<p>一段<p>二段": ["一段", "二段"],
    '<p>5 <i style="clip:rect(0,0,0,0)">64</i> cranes': ["5 cranes"],
    '<p>5 <i style="clip: rect(0px 0px 0px 0px)">64</i> cranes': ["5 cranes"],
    '<p>5 <i style="clip: rect(auto,auto,auto,auto)">or 64</i> cranes': ["5 or 64 cranes"],
    '<p>5 <i style="clip: auto">or 64</i> cranes': ["5 or 64 cranes"],
    '<p>5 <i style="clip:">or 64</i> cranes': ["5 or 64 cranes"],
    '<p>5 <i style="clip: rect(">or 64</i> cranes': ["5 or 64 cranes"],
    '<p>5 <i style="clip: rect(9px,20px,30px,0)">or 64</i> cranes': ["5 or 64 cranes"],
}


@pytest.mark.parametrize(("content", "found"), HTML.items())
def test_each_block_of_html_is_a_paragraph(content: str, found: list[str]) -> None:
    assert paragraphs(content, ".html") == found


# --- PDF --------------------------------------------------------------------------------------------


PDF = pdf(["Power", "The plans come to 4.2 GW."], ["In all, 5.1 GW were built."])


def test_a_pdf_has_the_pages_that_it_has() -> None:
    archived = read_archived(PDF, ".pdf")

    assert [(item.page, item.text) for item in archived.paragraphs] == [
        (1, "Power The plans come to 4.2 GW."),
        (2, "In all, 5.1 GW were built."),
    ]


@given(st.lists(st.tuples(st.integers(0, len(PDF) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(PDF)))
def test_a_damaged_pdf_raises_nothing_but_unreadable(damage: list[tuple[int, int]], end: int) -> None:
    content = bytearray(PDF)
    for at, byte in damage:
        content[at] = byte

    with suppress(UnreadableFile):
        read_archived(bytes(content[:end]), ".pdf")


def test_a_damaged_pdf_logs_nothing_on_the_side(caplog: pytest.LogCaptureFixture) -> None:
    with suppress(UnreadableFile):
        read_archived(PDF[:-6], ".pdf")

    assert caplog.records == []


# --- whatever it holds ---------------------------------------------------------------------------------

SIGNS = st.sampled_from(
    ["<", ">", "<!", "<![", "]]>", "<p", "</", "&", "&#x", ";", "--", "script", "title", "x", "\f", "\n", "|", "#"]
)


@given(st.binary() | st.lists(SIGNS).map("".join).map(str.encode), st.sampled_from([".txt", ".md", ".html", ".pdf"]))
def test_any_bytes_raise_nothing_but_unreadable(content: bytes, suffix: str) -> None:
    with suppress(UnreadableFile):
        read_archived(content, suffix)


def test_text_that_is_no_utf8_is_not_guessed_at() -> None:
    with pytest.raises(UnreadableFile, match="line 2 is not UTF-8"):
        read_archived("标题\n".encode() + "2000亿元".encode("gb18030"), ".txt")


DECLARED = {
    "by a mark": ("标题 64".encode("utf-16"), ".txt", "标题 64"),
    "by its page": (b'<meta charset="gb2312"><p>' + "標题 64".encode("gb18030"), ".html", "標题 64"),
    "by a label of its kin": (b'<meta charset="latin1"><p>10\x9620', ".html", "10–20"),
    "but saved again": (b'<meta charset="iso-8859-1"><p>' + "Süd 64".encode(), ".html", "Süd 64"),
}


@pytest.mark.parametrize(("content", "suffix", "text"), DECLARED.values(), ids=DECLARED)
def test_the_encoding_of_a_text_may_be_declared(content: bytes, suffix: str, text: str) -> None:
    assert [item.text for item in read_archived(content, suffix).paragraphs] == [text]


# --- the hash ------------------------------------------------------------------------------------------


def test_the_hash_does_not_depend_on_line_ends() -> None:
    hashes = {read_archived(content, ".txt").sha256 for content in (b"One\nTwo\n", b"One\r\nTwo\r\n", b"One\rTwo\r")}

    assert len(hashes) == 1


@pytest.mark.parametrize("other", ["One\nTwo", "One\nTwo\n\n", "One\nTwo.\n", "Two\nOne\n"])
def test_the_hash_depends_on_all_else(other: str) -> None:
    assert read_archived(other.encode(), ".txt").sha256 != read_archived(b"One\nTwo\n", ".txt").sha256


# --- places ----------------------------------------------------------------------------------------------

TEXT = "1\n2\n3\n\f4\n5\n\f6\n"

PLACES = {
    "¶2": "2",
    "¶¶2–4": "2 3 4",
    "¶2, ¶6": "2 6",
    "p. 2": "4 5",
    "pp. 2–3": "4 5 6",
    "2": "4 5",
    "p. 3, ¶1": "1 6",
    "¶7": "",
    "p. 4": "",
    "sec. 2": "1 2 3 4 5 6",
    "": "1 2 3 4 5 6",
}


@pytest.mark.parametrize(("written", "found"), PLACES.items())
def test_a_place_is_looked_up_by_paragraph_or_page(written: str, found: str) -> None:
    locators, _ = read_locators(written)

    assert " ".join(item.text for item in read_archived(TEXT.encode(), ".txt").at(locators)) == found
