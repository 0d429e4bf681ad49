"""Tern, an invented company with an archive of its own; the real archive is private, and no test may need it."""

import io
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import pypdf
from conftest import ROOT, unrendered
from msgspec import structs
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from briefing import disk
from briefing.check import apply_rules
from briefing.diagnostics import Diagnostic, in_order
from briefing.lookup import look_up
from briefing.model import Inputs, Readable, Text
from briefing.pipeline import compose
from briefing.verify import Verified

TERN = ROOT / "tests" / "cases" / "archives" / "tern"
VERIFIED_ON = date(2026, 2, 21)
LATER = date(2026, 3, 1)


class Edit(NamedTuple):
    """One change of a file of the project, or of its archive; what is there stands there once."""

    path: str
    there: str
    instead: str


def inputs(*edits: Edit) -> Inputs:
    """The project in memory, with edits."""
    given = _loaded()
    mine = [edit for edit in edits if not edit.path.startswith("archive/")]
    return structs.replace(
        given,
        notes=tuple(_edited(text, mine) for text in given.notes),
        sources=_edited(given.sources, mine) if given.sources else None,
        settings=_edited(given.settings, mine) if given.settings else None,
    )


def checked(*edits: Edit) -> tuple[Diagnostic, ...]:
    """What `check` says of the project, which has no archive to look into."""
    return unrendered(inputs(*edits))


def verified(*edits: Edit, today: date = LATER) -> Verified:
    """What `verify` makes of the project."""
    theirs = [edit for edit in edits if edit.path.startswith("archive/")]

    def read(name: str) -> tuple[bytes, str] | None:
        found = disk.archived(TERN / "archive")(name)
        if found is None:
            return None
        content, suffix = found
        text = _edited(Text(f"archive/{name}{suffix}", content.decode()), theirs)
        return text.content.encode(), suffix

    return look_up(compose(inputs(*edits)), read, today)


def faults(*edits: Edit) -> tuple[Diagnostic, ...]:
    """What `verify` finds wrong."""
    settings = compose(inputs()).site.settings
    return in_order(apply_rules(verified(*edits).problems, settings))


def said(findings: Iterable[Diagnostic]) -> list[str]:
    """Findings as `path:line:column rule message`, without their hints."""
    return [f"{d.span.path}:{d.span.line}:{d.span.column} {d.rule} {d.message}" for d in findings]


def pdf(*pages: list[str]) -> bytes:
    """A small PDF with these lines on its pages."""
    writer = pypdf.PdfWriter()
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    for lines in pages:
        page = writer.add_blank_page(300, 300)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = b" T* ".join(f"({line}) Tj".encode() for line in lines)
        stream = StreamObject()
        stream.set_data(b"BT /F1 12 Tf 20 250 Td 14 TL " + shown + b" ET")
        page[NameObject("/Contents")] = stream
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@cache
def _loaded() -> Inputs:
    return disk.load(TERN)


def _edited(text: Readable, edits: Iterable[Edit]) -> Text:
    content = text.content
    for edit in edits:
        if edit.path == text.path:
            assert content.count(edit.there) == 1, f"{edit.there!r} stands {content.count(edit.there)} times"
            content = content.replace(edit.there, edit.instead)
    return Text(text.path, content)
