"""Tern, an invented company with an archive of its own; the real archive is private, and no test may need it."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from conftest import ROOT, unrendered
from msgspec import structs
from pdf_files import pdf_of

from briefing import disk
from briefing.build.session import compose
from briefing.check import apply_rules
from briefing.incremental import Store
from briefing.model import Inputs, Readable, Text
from briefing.model.diagnostics import Diagnostic, in_order
from briefing.verification.archive_texts import ReadFile, verify_site
from briefing.verification.results import VerificationRun

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
        sources=tuple(_edited(text, mine) for text in given.sources),
        settings=_edited(given.settings, mine) if given.settings else None,
    )


def checked(*edits: Edit) -> tuple[Diagnostic, ...]:
    """What `check` says of the project, which has no archive to look into."""
    return unrendered(inputs(*edits))


def verified(*edits: Edit, today: date = LATER, store: Store | None = None) -> VerificationRun:
    """What `verify` makes of the project; a store keeps what it has found before."""
    return verify_site(compose(inputs(*edits)).view, archive(*edits), today, store)


def archive(*edits: Edit) -> ReadFile:
    """The files of its archive, with edits."""
    theirs = [edit for edit in edits if edit.path.startswith("archive/")]

    def read(name: str) -> tuple[bytes, str] | None:
        found = disk.archive_files(TERN / "archive")(name)
        if found is None:
            return None
        content, suffix = found
        text = _edited(Text(f"archive/{name}{suffix}", content.decode()), theirs)
        return text.content.encode(), suffix

    return read


def faults(*edits: Edit) -> tuple[Diagnostic, ...]:
    """What `verify` finds wrong."""
    settings = compose(inputs()).site.settings
    return in_order(apply_rules(verified(*edits).problems, settings))


def as_lines(findings: Iterable[Diagnostic]) -> list[str]:
    """Findings as `path:line:column rule message`, without their hints."""
    return [f"{d.span.path}:{d.span.line}:{d.span.column} {d.rule} {d.message}" for d in findings]


def pdf(*pages: list[str], labels: str = "") -> bytes:
    """A small PDF with these lines on its pages; `labels` is what its catalog says of page labels."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
        stream = f"BT /F1 12 Tf 20 800 Td 14 TL {shown} ET"
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 800 840]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf_of(objects)


def _escaped(line: str) -> str:
    return re.sub(r"([()\\])", r"\\\1", line)


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
