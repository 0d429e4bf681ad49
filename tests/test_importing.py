"""Notes of other tools: what is carried over, what is listed, and that nothing is lost in silence."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import findings, project
from hypothesis import given
from hypothesis import strategies as st

from briefing.build.targets import reserved
from briefing.cli import main
from briefing.notes.importing import Collection, Imported, convert
from briefing.notes.importing.collection import Tool, tool_of
from briefing.notes.importing.front import read_day
from briefing.notes.importing.names import plain
from briefing.site.urls import is_url_path

FRONT = "---\ntitle: T\ndate: 2026-02-03\ndescription: S\n---\n"
TODAY = date(2026, 2, 4)


def imported(texts: dict[str, str], *others: str) -> Imported:
    return convert(Collection(texts, others), reserved(), TODAY)


def body(text: str, *others: str, name: str = "n.md", **more: str) -> str:
    """What the body of a note becomes, beside other notes."""
    texts = {name: FRONT + text, "deep/other note.md": FRONT.replace("T", "Other") + "## A part\n", **more}
    made = imported(texts, *others).files[f"notes/{Path(name).stem}.md"]
    return made.partition("\n---\n\n")[2]


def remarks(text: str, *others: str, **more: str) -> list[str]:
    texts = {"n.md": FRONT + text, "deep/other note.md": FRONT.replace("T", "Other") + "## A part\n", **more}
    found = imported(texts, *others).remarks
    return [f"{remark.line}: {remark.text}" for remark in found if remark.path == "n.md"]


# --- in a line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        # links
        ("[[other note]]", "[other note](deep/other-note.md)"),
        ("[[other note#A part|there]]", "[there](deep/other-note.md#a-part)"),
        ("[[Other]]", "[Other](deep/other-note.md)"),
        ("[x](<deep/other note.md>)", "[x](deep/other-note.md)"),
        ("[x](deep/other%20note)", "[x](deep/other-note.md)"),
        ("[x](/deep/other note.html#a-part)", "[x](deep/other-note.md#a-part)"),
        ("[x](https://example.org/a_(b))", "[x](https://example.org/a_(b))"),
        ('[x](https://example.org "a title"){target="_blank"}', '[x](https://example.org "a title")'),
        ("![x](my map.png)", "![x](my-map.png)"),
        ("![[my map.png|300]]", "![](my-map.png){width=300}"),
        ("![[my map.png|the map]]", "![the map](my-map.png)"),
        ("[![x](my map.png)](https://example.org)", "[![x](my-map.png)](https://example.org)"),
        ('![x](my map.png){#fig-a width=300px fig-align="left"}', "![x](my-map.png){#fig-a width=300}"),
        ("{% link deep/other note.md %}", "/deep/other note.md"),
        ("[x]({% link deep/other note.md %})", "[x](deep/other-note.md)"),
        ("[x]({{ site.baseurl }}/deep/other note.html)", "[x](deep/other-note.md)"),
        ("[x]({{ '/deep/other note.html' | relative_url }})", "[x](deep/other-note.md)"),
        # citations
        ("so {cite}`a-2024`", "so [@a-2024]"),
        ("so {cite:p}`a,b`", "so [@a; @b]"),
        ("{cite:t}`a` says", "@a says"),
        ("so [see @a, p. 3; -@b] and @c [p. 4]", "so [see @a, p. 3; -@b] and @c [p. 4]"),
        ("a note^[inline] and one[^1]", "a note^[inline] and one[^1]"),
        # roles
        ("{doc}`deep/other note`", "[Other](deep/other-note.md)"),
        ("{abbr}`CRA (an assessment)`", "CRA (an assessment)"),
        ("m{sup}`2` H{subscript}`2`O", "m^2^ H~2~O"),
        ("{kbd}`Enter` {bdg-success}`new`", "`Enter` new"),
        # marks
        ("==marked==", "**marked**"),
        ("- [ ] one", "- ☐ one"),
        ("- [x] one", "- ☑ one"),
        ("%%a comment%%", "<!-- a comment -->"),
        ("$E = mc^2$ for $5 and $6", "`E = mc^2` for $5 and $6"),
        ("`[[code]] {cite}x $a^2$`", "`[[code]] {cite}x $a^2$`"),
        # HTML
        ("H<sub>2</sub>O <b>big</b> <em>so</em> <kbd>x</kbd>", "H~2~O **big** *so* `x`"),
        ('<img src="my map.png" alt="the map" width="300">', "![the map](my-map.png)"),
        ('<a href="deep/other note.html">there</a>', "[there](deep/other-note.md)"),
        ("4 < 5 and 6 > 5", "4 < 5 and 6 > 5"),
        # shortcodes
        ("{{< video https://example.org/v >}}", "[https://example.org/v](https://example.org/v)"),
        ("{{< pagebreak >}}", "<!-- {{< pagebreak >}} -->"),
        ("{{< include deep/other note.md >}}", "[Other](deep/other-note.md)"),
    ],
)
def test_inline_syntax_is_converted(written: str, ours: str) -> None:
    assert body(f"{written}\n", "my map.png") == f"{ours}\n"


@pytest.mark.parametrize(
    ("written", "words", "remark"),
    [
        ("[[nowhere|there]]", "there", "`[[nowhere|there]]` leads to no note or file: its words stay"),
        ("![[other note]]", "[other note](deep/other-note.md)", "was shown here as a whole and is now a link"),
        ("[x](nowhere.md)", "[x](nowhere.md)", "`nowhere.md` leads to nothing in the folder"),
        ("{octicon}`beaker`", "", "is dropped"),
        ("{strange}`x`", "`x`", "`{strange}` is not a supported role: its text stays as code"),
        ("{ref}`nowhere`", "nowhere", "nothing in the folder has the label `nowhere`"),
        ("see @fig-none", "see `@fig-none`", "nothing in the folder has the label `fig-none`"),
        ("$a^2$", "`a^2`", "a formula is shown as code"),
        ("<section>x</section>", "x", "the tag `<section>` is dropped, its text stays"),
        ('<span style="color:red">x</span>', "x", "is dropped with its attributes"),
        ("{{< fa star >}}", "<!-- {{< fa star >}} -->", "is a shortcode and is kept in a comment"),
        ("{% include card.html %}", "<!-- {% include card.html %} -->", "is a shortcode and is kept in a comment"),
        ("## Part {.unnumbered}", "## Part", "`{.unnumbered}` of a heading is dropped"),
    ],
)
def test_what_has_no_form_here_keeps_its_words_and_is_listed_by_line(written: str, words: str, remark: str) -> None:
    found = remarks(f"Text.\n\n{written}\n")

    assert body(f"Text.\n\n{written}\n") == f"Text.\n\n{words}\n".replace("\n\n\n", "\n")
    assert len(found) == 1
    assert found[0].startswith("8: ")
    assert remark in found[0]


# --- in the forms of one tool -------------------------------------------------------------------


LEFT_BY = {
    Tool.QUARTO: {"_quarto.yml": "project: {type: book}\n"},
    Tool.MYST: {"myst.yml": "version: 1\n"},
    Tool.JEKYLL: {"_config.yml": "title: X\n"},
    Tool.OBSIDIAN: {"z.md": "[[n]]\n"},
}
"""Files by which a tool is known."""


def of_tool(tool: Tool, text: str, *others: str) -> str:
    """What the body of a note becomes in a collection of a tool."""
    texts = {"n.md": FRONT + text, "other.md": FRONT.replace("T", "Other") + "## A part\n", **LEFT_BY[tool]}
    return imported(texts, *others).files["notes/n.md"].partition("\n---\n\n")[2]


@pytest.mark.parametrize(
    ("tool", "written"),
    [
        (Tool.OBSIDIAN, "A.\n\n%%\nprivate\n\nprivate\n%%\n\nB.\n"),
        (Tool.OBSIDIAN, "A %%private%% B.\n"),
        (Tool.OBSIDIAN, "A %% private\nprivate %% B.\n"),
        (Tool.OBSIDIAN, "A B.\n\n%%\nprivate, and never ended\n"),
        (Tool.MYST, "A.\n% private\n\nB.\n"),
        (Tool.QUARTO, "A.\n\n::: {.content-hidden}\nprivate\n:::\n\nB.\n"),
        (Tool.QUARTO, 'A.\n\n::: {.content-visible when-format="pdf"}\nprivate\n:::\n\nB.\n'),
        (Tool.QUARTO, "A.\n\n::: {.notes}\nprivate\n:::\n\nB.\n"),
        (Tool.JEKYLL, "A.\n\n{% comment %}\nprivate\n{% endcomment %}\n\nB.\n"),
        (Tool.JEKYLL, "A {%- comment -%}private{%- endcomment -%} B.\n"),
        (Tool.JEKYLL, "A.\n\n<script>\nprivate()\n</script>\n<style>private {}</style>\n\nB.\n"),
    ],
)
def test_what_a_tool_hides_from_readers_stays_hidden(tool: Tool, written: str) -> None:
    made = of_tool(tool, written)
    shown = re.sub(r"(?s)<!--.*?-->", "", made)

    assert "private" in made
    assert "private" not in shown
    assert re.sub(r"[^AB]", "", shown) == "AB"


@pytest.mark.parametrize(
    ("tool", "written", "ours"),
    [
        (Tool.OBSIDIAN, "50%% of 3%%, `%%` and `a %% b`", "50%% of 3%%, `%%` and `a %% b`"),
        (Tool.OBSIDIAN, "| [[other\\|it]] | ![[map.png\\|300]] |", "| [it](other.md) | ![](map.png){width=300} |"),
        (Tool.OBSIDIAN, "![x|300](map.png)", "![x](map.png){width=300}"),
        (Tool.OBSIDIAN, "Text. ^a1b2", "Text."),
        (Tool.OBSIDIAN, "[[a.pdf#page=3]]", "[a.pdf › page=3](a.pdf#page=3)"),
        (Tool.OBSIDIAN, "![[maps/north.png]]", "![](2026/maps/north.png)"),
        (Tool.OBSIDIAN, "[[Places.base]], [x](obsidian://open?vault=a)", "Places.base, x"),
        (Tool.OBSIDIAN, "[over two\nlines](other.md)", "[over two lines](other.md)"),
        (Tool.OBSIDIAN, "![a map](https://example.org/map.png)", "[a map](https://example.org/map.png)"),
        (Tool.OBSIDIAN, "[![CI](https://a.example/b.svg)](https://a.example)", "[CI](https://a.example)"),
        (Tool.MYST, '+++ {"part": "abstract"}\n\nText.', "Text."),
        (Tool.MYST, "so {cite:p}`{see}a{p. 3}; b`", "so [see @a, p. 3; @b]"),
        (Tool.MYST, "(fig:one)=\nText.\n\n[](fig:one), [so](#fig:one)",
         "{#fig-one}\nText.\n\n[fig:one](#fig-one), [so](#fig-one)"),
        (Tool.MYST, "$$\na = b\n$$ (eq:one)\n\nSee [](#eq:one).", "```tex\na = b\n```\n\nSee `eq:one`."),
        (Tool.MYST, "- a\n\n  $$\n  b\n  $$\n\n> $$\n> c\n> $$",
         "- a\n\n  ```tex\n  b\n  ```\n\n> ```tex\n> c\n> ```"),
        (Tool.MYST, "where $ 0 < \\alpha < 1 $ holds", "where `0 < \\alpha < 1` holds"),
        (Tool.MYST, "<wiki:Arctic_tern>, [it](doi:10.5555/a), [](xref:spec#a)",
         "[Arctic tern](https://en.wikipedia.org/wiki/Arctic_tern), [it](https://doi.org/10.5555/a), `xref:spec#a`"),
        (Tool.MYST, "{doc}`the\nother <other>`", "[the other](other.md)"),
        (Tool.MYST, "```{code-cell} python\n:tags: [hide-input]\n1\n```", "```python\n1\n```"),
        (Tool.QUARTO, "# T {#sec-t}\n\nSee @sec-t and [it](#a-part).", "See T and it."),
        (Tool.QUARTO, "## One\n\n```{python}\n# a comment\n1\n```", "## One\n\n```python\n# a comment\n1\n```"),
        (Tool.QUARTO, "```{r}\n#| label: fig-a\nplot(1)\n```\n\nSee @fig-a.", "```r\nplot(1)\n```\n\nSee Figure."),
        (Tool.QUARTO, "| a | b |\n|---|---|\n| `x|y` | 1 |", "| a | b |\n|---|---|\n| `x\\|y` | 1 |"),
        (Tool.QUARTO, '::: {.content-visible when-format="html"}\nText.\n:::', "Text."),
        (Tool.QUARTO, "## One {#one}\n\nSee \\@ref(one), \\@ref(fig:none).\\index{a!b}\n\n\\newpage",
         "{#one}\n## One\n\nSee [One](#one), `fig:none`."),
        (Tool.JEKYLL, "[it](../other/#a-part)", "[it](other.md#a-part)"),
        (Tool.QUARTO, '```{r, fig.cap="By `[`."}\n1\n```\n\n==A==\n\n```b```', "```r\n1\n```\n\n**A**\n\n```b```"),
        (Tool.JEKYLL, "{% highlight python linenos %}\n# [[a]]\n{% endhighlight %}", "```python\n# [[a]]\n```"),
        (Tool.JEKYLL, "{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        (Tool.JEKYLL, "Text.\n{: .lead}\n\n* toc\n{:toc}", "Text.\n\n* toc"),
        (Tool.JEKYLL, "[it]({{< ref \"other.md#a-part\" >}})", "[it](other.md#a-part)"),
        (Tool.JEKYLL, "[it]({{ page.url }})", "it"),
        (Tool.JEKYLL, "<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ],
)  # fmt: skip
def test_the_forms_of_a_tool_become_ours(tool: Tool, written: str, ours: str) -> None:
    files = ("map.png", "a.pdf", "2026/maps/north.png", "Places.base")

    assert of_tool(tool, f"{written}\n", *files).strip() == ours


# --- blocks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        ":::{note}\nText.\n:::\n",
        "```{note}\nText.\n```\n",
        "::: {.callout-note}\nText.\n:::\n",
        ':::{.callout-note collapse="true"}\n\nText.\n\n:::\n',
        "> [!note]\n> Text.\n",
        "> [!NOTE]-\n> Text.\n",
    ],
)
def test_a_remark_is_ours_in_every_tools_form(written: str) -> None:
    assert body(written) == "> [!NOTE]\n> Text.\n"


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        (":::{admonition} Two words\nText.\n:::\n", "> [!NOTE]\n> **Two words**\n>\n> Text.\n"),
        ("::: {.callout-tip}\n## Two words\n\nText.\n:::\n", "> [!TIP]\n> **Two words**\n>\n> Text.\n"),
        ('::: {.callout-warning title="Two words"}\nText.\n:::\n', "> [!WARNING]\n> **Two words**\n>\n> Text.\n"),
        ("> [!danger] Two words\n> Text.\n", "> [!CAUTION]\n> **Two words**\n>\n> Text.\n"),
        (":::{seealso}\nText.\n:::\n", "> [!NOTE]\n> **Seealso**\n>\n> Text.\n"),
        ("> [!quote] Ada\n> Text.\n", "> **Ada**\n> Text.\n"),
        ("::::{note}\nA\n:::{tip}\nB\n:::\nC\n::::\n", "> [!NOTE]\n> A\n>\n> > [!TIP]\n> > B\n>\n> C\n"),
        ("- item\n\n  :::{tip}\n  Text.\n  :::\n", "- item\n\n  > [!TIP]\n  > Text.\n"),
        ("```{figure} my map.png\n:name: fig-a\n\nThe map.\n```\n", "![The map.](my-map.png){#fig-a}\n\nThe map.\n"),
        ("```{figure} my map.png\n---\nalt: A map\n---\n```\n", "![A map](my-map.png)\n"),
        ("```python\n[[x]] :::\n```\n", "```python\n[[x]] :::\n```\n"),
        ("```{python}\n1 + 1\n```\n", "```python\n1 + 1\n```\n"),
        ("```{r, echo=FALSE}\n1 + 1\n```\n", "<!--\n1 + 1\n-->\n"),
        ("```{python}\n#| echo: false\n1 + 1\n```\n", "<!--\n#| echo: false\n1 + 1\n-->\n"),
        ("```{code-block} python\n1 + 1\n```\n", "```python\n1 + 1\n```\n"),
        ("$$\na = b\n$$\n", "```tex\na = b\n```\n"),
        ("::: {.panel-tabset}\n## One\n\nA\n:::\n", "## One\n\nA\n"),
        ("::: {#refs}\n:::\n", ""),
        (":::{card} Two words\n:link: deep/other note\nText.\n:::\n", "[Two words](deep/other-note.md)\n\nText.\n"),
        ("| a |\n|---|\n| b |\n\n: Sizes {#tbl-a}\n", "| a |\n|---|\n| b |\n\nTable: Sizes\n"),
        (
            "```{list-table} Sizes\n:header-rows: 1\n* - a\n  - b\n* - c\n  - d\n    more\n```\n",
            "| a | b |\n| --- | --- |\n| c | d more |\n\nTable: Sizes\n",
        ),
        (
            "```{list-table}\n- * a\n  * - b\n    - c\n- * d\n```\n",
            "|   |   |\n| --- | --- |\n| a | b; c |\n| d |   |\n",
        ),
        (
            "+---+-----+\n| a | b   |\n+===+=====+\n| c | - d |\n|   | - e |\n+---+-----+\n",
            "| a | b |\n| --- | --- |\n| c | d; e |\n",
        ),
        ("## One {#sec-a .unnumbered}\n\nSee @sec-a.\n", "{#sec-a}\n## One\n\nSee [One](#sec-a).\n"),
        ("(part)=\n## One\n\n{ref}`part`, {ref}`so <part>`\n", "{#part}\n## One\n\n[One](#part), [so](#part)\n"),
        ("# T\n\nText.\n", "Text.\n"),
        ("# One\n\n## Two\n", "## One\n\n### Two\n"),
        ("# One\n\n```\n# code\n```\n", "## One\n\n```\n# code\n```\n"),
    ],
)
def test_blocks_are_converted(written: str, ours: str) -> None:
    assert body(written, "my map.png") == ours


def test_a_label_of_myst_is_the_whole_collections() -> None:
    labels = "(there)=\n## A part\n\n- (item)=\n  One.\n"
    texts = {"n.md": FRONT + "[so](#there), [](#there), [it](item)\n", "m.md": FRONT + labels}
    made = imported(texts)

    assert "[so](m.md#there), [A part](m.md#there), [it](m.md#item)" in made.files["notes/n.md"]
    assert made.files["notes/m.md"].endswith("{#there}\n## A part\n\n- {#item}\n  One.\n")


def test_a_directive_that_is_not_known_is_unwrapped_and_listed() -> None:
    assert body(":::{strange} Title\nText.\n:::\n") == "**Title**\n\nText.\n"
    assert remarks(":::{strange} Title\nText.\n:::\n") == [
        "6: `strange` is unwrapped: its text stays, its layout does not"
    ]


def test_a_directive_without_any_text_of_its_own_is_kept_in_a_comment() -> None:
    assert body("```{toctree}\n:maxdepth: 2\na\nb\n```\n") == "<!--\ntoctree\na\nb\n-->\n"


def test_a_fence_that_is_never_closed_loses_nothing() -> None:
    assert "Text." in body(":::{note}\nText.\n\nMore.\n")
    assert "More." in body("```{note}\nText.\n\nMore.\n")


@pytest.mark.parametrize("opening", [":::{note}", "::: {.callout-note}", "> [!note]", "```{note}"])
def test_fences_that_never_end_are_read_once_however_deep(opening: str) -> None:
    # Each level read what is in it twice, and all below it so twice again.
    assert "x" in body(f"{opening}\n" * 300 + "x\n")


# --- front matter -----------------------------------------------------------------------------


def front(text: str, name: str = "n.md", **more: str) -> dict[str, str]:
    made = imported({name: text, **more})
    path = next(path for path in made.files if path.endswith(f"{Path(name).stem}.md") or "index" not in path)
    lines = made.files[path].split("---\n")[1].splitlines()
    return dict(line.partition(": ")[::2] for line in lines)


def test_keys_are_carried_over_under_our_names() -> None:
    fields = front(
        "---\ntitle: 'A: b'\nauthor: [{name: Ada Lund}, {given: Bo, family: Berg}]\ncategories: [grid, power]\n"
        "description: What it says.\ndate: 2026/2/3\ndate-modified: February 5, 2026\nlang: en\ndraft: true\n"
        "redirect_from: /old/page/\n---\nText.\n"
    )

    assert fields == {
        "title": '"A: b"',
        "segment": "notes",
        "date": "2026-02-03",
        "summary": '"What it says."',
        "authors": "[Ada Lund, Bo Berg]",
        "tags": "[grid, power]",
        "lang": "en",
        "updated": "2026-02-05",
        "aliases": "[old/page]",
        "status": "draft",
    }


def test_what_is_missing_is_taken_from_the_text_and_listed() -> None:
    made = imported({"n.md": "# A title\n\nThe first sentence is long enough. And another.\n"})

    assert "title: A title\n" in made.files["notes/n.md"]
    assert 'summary: "The first sentence is long enough."' in made.files["notes/n.md"]
    assert [str(remark) for remark in made.remarks if remark.path == "n.md"] == [
        "n.md:1: it has no date: today's is used",
        "n.md:1: it has no summary: its first sentence is used",
    ]


def test_keys_without_a_place_are_kept_in_a_comment_and_listed_by_line() -> None:
    made = imported(
        {"n.md": FRONT.replace("date:", "is_a: '[[x]]'\nurls:\n  - https://example.org\ndate:") + "Text.\n"}
    )

    assert "<!--\nis_a: '[[x]]'\nurls:\n  - https://example.org\n-->\n\nText.\n" in made.files["notes/n.md"]
    assert [str(remark) for remark in made.remarks if remark.path == "n.md"] == [
        "n.md:3: `is_a` of the front matter is not supported and is kept in a comment",
        "n.md:4: `urls` of the front matter is not supported and is kept in a comment",
    ]


def test_front_matter_that_is_broken_is_kept_in_a_comment() -> None:
    made = imported({"n.md": "---\ntitle: a: b\n---\nText.\n"})

    assert "<!--\ntitle: a: b\n" in made.files["notes/n.md"]
    assert any("cannot be read" in remark.text for remark in made.remarks)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-02-03", date(2026, 2, 3)),
        ("2026/2/3", date(2026, 2, 3)),
        ("2026-02-03T10:00:00Z", date(2026, 2, 3)),
        ("19/01/2023", date(2023, 1, 19)),
        ("01/19/2023", date(2023, 1, 19)),
        ("3 February 2026", date(2026, 2, 3)),
        ("Feb. 3rd, 2026", date(2026, 2, 3)),
        ("03/02/2026", None),  # in March or in February?
        ("today", None),
        ("2026-02-30", None),
    ],
)
def test_a_day_is_read_if_it_can_be_only_one(written: str, day: date | None) -> None:
    assert read_day(written) == day


def test_obsidians_other_names_of_a_note_are_links_to_it() -> None:
    texts = {"n.md": FRONT + "[[CMD]]\n", "cli.md": FRONT.replace("title: T", "title: CLI\naliases: [CMD]")}

    assert "[CMD](cli.md)" in imported(texts).files["notes/n.md"]


# --- the project ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "tool"),
    [
        ({"_quarto.yml": "", "a.md": ""}, "quarto"),
        ({"a.qmd": ""}, "quarto"),
        ({"_toc.yml": "", "a.md": ""}, "myst"),
        ({"a.md": ":::{note}\n:::\n"}, "myst"),
        ({"_posts/2026-02-03-a.md": "", "_config.yml": ""}, "jekyll"),
        ({"a.md": "[[b]]"}, "obsidian"),
        ({"a.md": "Text."}, "markdown"),
    ],
)
def test_the_tool_is_detected_by_its_files(texts: dict[str, str], tool: str) -> None:
    assert tool_of(Collection(texts, ())) == tool


def test_names_become_urls_and_no_two_are_one() -> None:
    made = imported({"A b/Über uns.md": FRONT, "A b/uber-uns.md": FRONT, "电/报告.md": FRONT, "search/x.md": FRONT})

    assert sorted(path for path in made.files if path.endswith(".md")) == [
        "notes/A-b/Uber-uns-2.md",
        "notes/A-b/uber-uns.md",
        "notes/index.md",
        "notes/n7535/n62a5-544a.md",
        "notes/notes-search/x.md",
    ]


@given(st.text(max_size=12))
def test_any_name_becomes_one_that_is_a_url(name: str) -> None:
    assert is_url_path(plain(name))


def test_the_first_page_is_the_overview_wherever_the_tool_has_it() -> None:
    assert "notes/index.md" in imported({"README.md": FRONT + "a\n", "n.md": FRONT}).files
    assert (
        imported({"book/_toc.yml": "root: intro\n", "book/intro.md": FRONT + "Start.\n", "README.md": FRONT})
        .files["notes/index.md"]
        .endswith("Start.\n")
    )


def test_without_a_first_page_one_is_made_that_lists_the_notes() -> None:
    made = imported({"one.md": FRONT, "two.md": FRONT.replace("T", "Two")})

    assert "- [T](one.md)\n- [Two](two.md)\n" in made.files["notes/index.md"]


def test_settings_of_the_tool_give_title_author_date_and_segments() -> None:
    quarto = 'project: {type: book}\nbook:\n  title: "Power"\n  author: Ada Lund\n  date: 2026-01-02\n'
    made = imported({"_quarto.yml": quarto, "index.qmd": "Text.\n", "grid/one.qmd": "Text.\n"})

    assert made.files["notes/site.yaml"] == ('title: "Power"\nlanguage: en\nsegments:\n  - {id: grid, title: Grid}\n')
    assert "segment: grid\ndate: 2026-01-02\n" in made.files["notes/grid/one.md"]
    assert "authors: [Ada Lund]" in made.files["notes/grid/one.md"]


def test_a_jekyll_post_has_its_day_in_its_name() -> None:
    made = imported({"_config.yml": "title: Blog\n", "_posts/2026-02-03-a-post.md": "Text.\n"})

    assert "date: 2026-02-03\n" in made.files["notes/a-post.md"]


def test_an_address_that_a_page_has_already_is_no_old_one() -> None:
    texts = {
        "docs/a.md": "---\ntitle: A\npermalink: /docs/a/\nredirect_from: [/old/, /old/index.html]\n---\nText.\n",
        "b.md": "---\ntitle: B\npermalink: /404.html\nredirect_from: [/docs/a.html, /b-old.html]\n---\nText.\n",
        "_config.yml": "title: X\n",
    }
    made = imported(texts)

    assert "aliases: [old]\n" in made.files["notes/docs/a.md"]
    assert 'aliases: ["b-old.html"]\n' in made.files["notes/b.md"].replace("[b-old.html]", '["b-old.html"]')
    assert [str(remark) for remark in made.remarks if "another page" in remark.text] == [
        "b.md:1: another page has the address `404.html`: it is left out",
        "b.md:1: another page has the address `docs/a.html`: it is left out",
        "docs/a.md:1: another page has the address `old/index.html`: it is left out",
    ]


def test_a_liquid_link_to_a_post_that_is_not_there_keeps_its_name() -> None:
    made = imported({"_posts/2026-01-02-b.md": "See [it]({% post_url 2026-01-01-a %}).\n", "_config.yml": "title: J\n"})

    assert "See [it](2026-01-01-a)." in made.files["notes/b.md"]
    assert "`{% post_url 2026-01-01-a %}` leads to nothing in the folder: its name stays" in [
        remark.text for remark in made.remarks
    ]


def test_a_jekyll_garden_finds_notes_by_address_and_by_their_names_however_spaced() -> None:
    front = "---\ntitle: T\npermalink: {}\n---\n"
    texts = {
        "_config.yml": "title: Garden\n",
        "_notes/cats.md": front.format("/felines") + "Text.\n",
        "_notes/your-first-note.md": "[c](/felines), [d](/cats), [[Your first Note]]\n",
        "_pages/home.md": front.format("/") + "Start.\n",
        "README.md": "How to install.\n",
    }
    made = imported(texts)

    assert (
        "[c](cats.md), [d](cats.md), [Your first Note](your-first-note.md)"
        in made.files["notes/notes/your-first-note.md"]
    )
    assert made.files["notes/index.md"].endswith("Start.\n")


def test_bibliographies_are_taken_along_under_names_that_are_read() -> None:
    made = imported({"n.md": FRONT, "refs.bib": "@book{a}", "more/zotero.bib": "@book{b}"})

    assert made.files["notes/sources.bib"] == "@book{b}"
    assert made.files["notes/sources-refs-1.bib"] == "@book{a}"


def test_files_that_notes_show_are_copied_and_others_listed() -> None:
    made = imported({"n.md": FRONT + "![x](img/a b.png)\n"}, "img/a b.png", "img/unused.png", "_site/n.html")

    assert made.copies == {"notes/img/a-b.png": "img/a b.png"}
    assert {str(remark) for remark in made.remarks if not remark.line} >= {
        "img/unused.png: no note links to it: it is not copied",
    }


def test_what_is_imported_has_no_error() -> None:
    texts = {
        "_quarto.yml": "book: {title: Power}\n",
        "index.qmd": "# Power\n\nBatteries lead, see [costs](costs.qmd#sec-costs).\n",
        "costs.qmd": FRONT + "## Costs {#sec-costs}\n\nThey fell [@iea-2024, p. 3].\n\n::: {.callout-note}\nSo.\n:::\n",
        "refs.bib": "@report{iea-2024, title = {Power}, author = {Lund, Ada}, year = {2024}}\n",
    }
    made = imported(texts)

    assert [
        each.message
        for each in findings(project({"notes/sources.yaml": "(none)", **made.files}))
        if each.severity == "error"
    ] == []


WORDS = ["[[a b|c d]]", "{strange}`e`", ":::{odd} f", ":::", "```{x} g", "```", "> [!info] h", "<b>i", "$j^2$",
         "{{< k >}}", "==l==", "(m)=", "| n |", "## o {#p}", "![q](r.png)", ":s: t", "---", "%% u",
         "@fig-v"]  # fmt: skip


@given(st.lists(st.sampled_from([*WORDS, "plain words", ""]), max_size=12))
def test_no_word_is_lost_that_is_not_listed(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    made = imported({"n.md": FRONT + text})
    result = made.files["notes/n.md"] + " ".join(remark.text for remark in made.remarks)

    lost = set(re.findall(r"\b[a-z]+\b", text)) - set(re.findall(r"\b[a-z]+\b", result.casefold()))
    assert lost <= {"fig", "png", "s", "m", "p", "x"}  # names of labels and of options


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "img").mkdir(parents=True)
    (folder / ".obsidian").mkdir()
    (folder / ".obsidian/app.json").write_text("{}")
    (folder / "one note.md").write_text("See [[two]] and ![[a b.png]].\n", encoding="utf-8")
    (folder / "two.md").write_bytes("\ufeff---\r\nis_a: x\r\n---\r\nText.\r\n".encode())
    (folder / "img/a b.png").write_bytes(b"\x89PNG")
    return folder


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["import", *arguments])
    return done.exit_code, done.output


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.posix
def test_a_name_that_is_no_utf8_is_imported(vault: Path, tmp_path: Path) -> None:
    (vault / os.fsdecode(b"\xff.md")).write_text("It is so.\n")
    done = CliRunner().invoke(main, ["import", str(vault), "--to", str(tmp_path / "new")])

    assert done.exit_code == 0, done.output


def test_a_folder_is_imported_and_stays_as_it_was(vault: Path, tmp_path: Path) -> None:
    before = files(vault)
    code, output = run(str(vault), "--to", str(tmp_path / "new"))

    assert (code, files(vault)) == (0, before)
    assert sorted(files(tmp_path / "new")) == [
        "import.txt", "notes/img/a-b.png", "notes/index.md", "notes/one-note.md", "notes/site.yaml",
        "notes/sources.yaml", "notes/two.md",
    ]  # fmt: skip
    assert "3 notes of Obsidian, 1 file beside them" in output
    assert "two.md:2: `is_a` of the front matter" in (tmp_path / "new/import.txt").read_text(encoding="utf-8")
    assert "See [two](two.md) and ![](img/a-b.png)." in (tmp_path / "new/notes/one-note.md").read_text(encoding="utf-8")


def test_a_folder_that_is_not_empty_is_only_written_to_if_asked(vault: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    (target / "notes").mkdir(parents=True)
    (target / "notes/two.md").write_text("Mine.\n", encoding="utf-8")
    code, output = run(str(vault), "--to", str(target))
    assert (code, "is not empty" in output) == (2, True)

    code, output = run(str(vault), "--to", str(target), "--merge")
    assert code == 0
    assert "left as they were: notes/two.md" in output
    assert (target / "notes/two.md").read_text(encoding="utf-8") == "Mine.\n"


@pytest.mark.parametrize("where", ["vault/new", "."])
def test_a_project_is_never_put_into_what_it_is_made_of(vault: Path, tmp_path: Path, where: str) -> None:
    code, output = run(str(vault), "--to", str(tmp_path / where), "--merge")

    assert (code, "are one inside the other" in output) == (2, True)


def test_files_behind_a_link_to_a_folder_within_are_found(vault: Path, tmp_path: Path) -> None:
    (vault / "pictures").symlink_to("img")
    (vault / "out").symlink_to(tmp_path)
    (vault / "one note.md").write_text("![x](<pictures/a b.png>)\n", encoding="utf-8")
    run(str(vault), "--to", str(tmp_path / "new"))

    assert "![x](img/a-b.png)" in (tmp_path / "new/notes/one-note.md").read_text(encoding="utf-8")
    assert "out: a symbolic link that leads out" in (tmp_path / "new/import.txt").read_text(encoding="utf-8")


def test_a_folder_without_notes_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, output = run(str(tmp_path / "empty"), "--to", str(tmp_path / "new"))

    assert (code, "holds no notes" in output) == (2, True)
