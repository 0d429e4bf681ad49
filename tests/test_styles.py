"""References in a style of CSL: what pandoc makes of them, and what is kept of that."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import SITE, Texts, checked, note, page

from briefing.exports.styles import styled
from briefing.model import Source, SourceType

MADE = """<div id="refs" class="references csl-bib-body" role="list">
<div id="ref-s0" class="csl-entry" role="listitem">
<div class="csl-left-margin">[1] </div><div class="csl-right-inline">A. Lund, <span>“<em>Terns</em> &amp; CO<sub>2</sub>,”</span>
<script>alert(1)</script> <strong>8</strong>, <a class="doi" href="https://doi.org/10.5555/a?b=1&amp;c">10.5555/a</a>, <a href="javascript:x">no</a>.</div>
</div>
</div>"""  # noqa: E501 # as pandoc writes it

STYLED: Texts = {"notes/site.yaml": f"{SITE}csl: desk.csl\n", "notes/desk.csl": "<style/>"}
ALIAS = '<style><info><link rel="independent-parent" href="https://styles.example/desk"/></info></style>'


def pandoc(made: str | Exception) -> Any:
    """What stands for pandoc, which is large, and no part of the tests."""

    def convert_text(*_: object, **__: object) -> str:
        if isinstance(made, Exception):
            raise made
        return made

    return SimpleNamespace(convert_text=convert_text)


def test_of_what_pandoc_makes_only_text_and_a_few_tags_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", pandoc(MADE))
    source = Source(id="lund", type=SourceType("report"), title="Power")

    assert styled([source], "<style/>", "en") == {
        "lund": "A. Lund, “<i>Terns</i> &amp; CO<sub>2</sub>,” alert(1) <b>8</b>, "
        '<a href="https://doi.org/10.5555/a?b=1&amp;c" rel="noopener noreferrer">10.5555/a</a>, no.'
    }


def test_a_style_of_any_size_is_given_to_pandoc_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def convert_text(text: str, *_: object, **options: Any) -> str:
        given.update(options, text=text)
        return MADE

    monkeypatch.setitem(sys.modules, "pypandoc", SimpleNamespace(convert_text=convert_text))
    styled([Source(id="lund", type=SourceType("report"), title="Power")], f"<style>{'x' * 200_000}</style>", "en")

    assert len(given["text"]) > 200_000
    assert sum(map(len, given["extra_args"])) < 100


def test_a_note_has_its_references_in_the_style(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", pandoc(MADE))

    assert "A. Lund, “<i>Terns</i>" in page({**note("Batteries lead [@iea-2024]."), **STYLED})


@pytest.mark.parametrize(
    ("made", "texts", "message"),
    [
        (ImportError(), STYLED, "`desk.csl` needs the extra `csl`"),
        (RuntimeError("Pandoc died: not a style"), STYLED, "`desk.csl` cannot be used: Pandoc died: not a style"),
        (
            MADE,
            {**STYLED, "notes/desk.csl": ALIAS},
            "`desk.csl` cannot be used: it is an alias of https://styles.example/desk; save that style instead",
        ),
        (
            MADE,
            {**STYLED, "notes/desk.csl": f"<!DOCTYPE a [<!ENTITY b 'c'>]>{ALIAS}"},
            "`desk.csl` cannot be used: it brings an entity of its own, `b`",
        ),
        (
            MADE,
            {**STYLED, "notes/desk.csl": "<style>"},
            "`desk.csl` cannot be used: it is not XML: no element found: line 1, column 7",
        ),
        (MADE, {**STYLED, "notes/desk.csl": "(none)"}, "there is no `notes/desk.csl`"),
        (MADE, {"notes/site.yaml": f"{SITE}csl: styles/desk.csl\n"}, "`csl` cannot be `styles/desk.csl`"),
    ],
)
def test_a_style_that_cannot_be_used_is_reported(
    made: str | Exception, texts: Texts, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_missing = isinstance(made, ImportError)
    monkeypatch.setitem(sys.modules, "pypandoc", None if is_missing else pandoc(made))
    findings = checked({**note("Batteries lead [@iea-2024]."), **texts})

    assert [(f.span.path, bool(f.hint)) for f in findings if f.message == message] == [("notes/site.yaml", True)]
