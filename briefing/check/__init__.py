"""Checks of a site, a small generator for each rule.

Each generator checks one thing and yields its findings. Errors in a
single text were already found when it was parsed.
"""

from collections.abc import Container, Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct, structs

from briefing.check.charts import invalid_charts
from briefing.check.figures import (
    conflicting_figures,
    differing_figures,
    disputed_figures,
    invalid_formulas,
    stale_claims,
    uncited_figures,
    unknown_figures,
    unsupported_figures,
    unverified_figures,
)
from briefing.check.files import check_files
from briefing.check.project import (
    broken_links,
    duplicate_urls,
    held_back,
    invalid_urls,
    missing_overview,
    no_base_url,
    reserved_urls,
    source_clashes,
    uncited_sources,
    unknown_segment,
    unknown_sources,
    unused_caveats,
)
from briefing.check.unsigned_keys import unsigned_keys
from briefing.model import Note, Settings
from briefing.model.diagnostics import Diagnostic, Rule, Severity
from briefing.site import View

__all__ = [
    "Findings",
    "apply_rules",
    "check_files",
    "check_ledgers",
    "check_note",
    "check_site",
    "is_sound",
    "stale_claims",
    "uncited_sources",
]


class Findings(Struct, frozen=True, array_like=True):
    """The findings in one note."""

    problems: tuple[Diagnostic, ...]
    exempt: int = 0
    """How many of its figures are exempt from a source on purpose."""


def check_note(note: Note, view: View, reserved: Container[str] = ()) -> Findings:
    """All findings in a note, by itself and in relation to others.

    `reserved` has the first parts of the URLs of the site's own files, in lower case.
    """
    return Findings(
        problems=(*note.problems, *_note(note, view, reserved), *unverified_figures(note, view)),
        exempt=sum(statement.exempt for statement in note.body.statements),
    )


def _note(note: Note, view: View, reserved: Container[str]) -> Iterator[Diagnostic]:
    yield from unknown_sources(note, view)
    if view.has_segments():
        yield from unknown_segment(note, view)
    yield from broken_links(note, view)
    yield from invalid_urls(note)
    yield from reserved_urls(note, view, reserved)
    unsigned = tuple(unsigned_keys(note, view))
    yield from unsigned
    yield from uncited_figures(note, view, unsigned)
    yield from unsupported_figures(note, view)
    yield from disputed_figures(note, view)
    yield from unknown_figures(note, view)
    yield from differing_figures(note, view)
    if note.body.charts:
        yield from invalid_charts(note, view)


def check_site(view: View) -> Iterator[Diagnostic]:
    """All findings in the project's own files, and in the notes as a whole."""
    yield from uncited_sources(view)
    yield from unused_caveats(view)
    yield from check_files(view)
    yield from view.project().problems
    yield from view.bibliography_read().problems
    yield from duplicate_urls(view)
    yield from source_clashes(view)
    yield from missing_overview(view)
    yield from held_back(view)
    yield from no_base_url(view)


def check_ledgers(view: View) -> Iterator[Diagnostic]:
    """All findings in the ledgers of all notes."""
    yield from invalid_formulas(view) if view.defines_all_figures() else ()
    yield from conflicting_figures(view)


def is_sound(problems: Iterable[Diagnostic]) -> bool:
    """Whether no finding casts doubt on the claims of the notes.

    An error may hide a claim, which must then not be reported as stale.
    """
    return not any(found.severity is Severity.ERROR or found.rule is Rule.FIGURE_UNVERIFIED for found in problems)


def apply_rules(diagnostics: Iterable[Diagnostic], settings: Settings) -> Iterator[Diagnostic]:
    """Give each finding the severity that the project sets for its rule; drop those turned off."""
    for finding in diagnostics:
        level = _level(finding, settings)
        if level is not Severity.OFF:
            yield structs.replace(finding, level=level)


def _level(finding: Diagnostic, settings: Settings) -> Severity:
    """The severity by rule, or by rule and path: the last matching pattern counts."""
    levels = settings.rules.get(finding.rule, finding.severity)
    if isinstance(levels, Severity):
        return levels
    path = finding.span.path.removeprefix("notes/")
    fitting = [level for pattern, level in levels.items() if fnmatchcase(path, pattern.removeprefix("notes/"))]
    return fitting[-1] if fitting else finding.severity
