"""A site into diagnostics, one small generator a rule.

Each generator looks at one thing and yields what is wrong with it. What a
text alone can tell was already found when it was parsed.
"""

from collections.abc import Container, Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from briefing.check.charts import unsound_charts
from briefing.check.figures import (
    bad_formulas,
    conflicting_figures,
    differing_figures,
    stale_claims,
    summarized,
    uncited_figures,
    unclaimed,
    unknown_figures,
    unsupported_figures,
    unverified_figures,
)
from briefing.check.files import file_findings
from briefing.check.project import (
    bad_addresses,
    broken_links,
    missing_overview,
    no_base_url,
    reserved_addresses,
    source_clashes,
    taken_addresses,
    uncited_sources,
    unknown_segment,
    unknown_sources,
)
from briefing.diagnostics import Diagnostic, Rule, Severity
from briefing.model import Note, Project, Settings, Site
from briefing.view import View

__all__ = [
    "Findings",
    "apply_rules",
    "check_ledgers",
    "check_note",
    "check_site",
    "file_findings",
    "is_sound",
    "stale_claims",
    "summarized",
    "uncited_sources",
    "unclaimed",
]


class Findings(Struct, frozen=True, array_like=True):
    """What was found in one note."""

    problems: tuple[Diagnostic, ...]
    claims: str = ""
    """What it claims of its sources, with spaces between: taken apart only where there is a lock."""
    exempt: int = 0
    """How many of its figures are exempt from a source on purpose."""


def check_note(note: Note, view: View, project: Project, reserved: Container[str] = ()) -> Findings:
    """Everything that is wrong with a note: by itself, and among the others.

    `reserved` has what the URLs of the site's own files begin with, in lower case.
    """
    claimed = tuple(view.claims(note))
    return Findings(
        problems=(*note.problems, *_note(note, view, project, reserved), *unverified_figures(claimed, view)),
        claims=" ".join(sorted({figure.claim for figure in claimed})),
        exempt=sum(statement.exempt for statement in note.body.statements),
    )


def _note(note: Note, view: View, project: Project, reserved: Container[str]) -> Iterator[Diagnostic]:
    # Where a front matter cannot be read, the figures that it defines are not missing.
    is_whole = view.is_whole()
    yield from unknown_sources(note, view)
    if view.settings.segments or not project.problems:
        yield from unknown_segment(note, view)
    yield from broken_links(note, view)
    yield from bad_addresses(note)
    yield from reserved_addresses(note, view, reserved)
    yield from uncited_figures(note, view)
    yield from unsupported_figures(note, view) if is_whole else ()
    yield from unknown_figures(note, view) if is_whole else ()
    yield from differing_figures(note, view)
    if note.body.charts:
        yield from unsound_charts(note, view) if is_whole else ()


def check_site(site: Site, project: Project) -> Iterator[Diagnostic]:
    """Everything that is wrong with the project's own files, and with the notes as one."""
    yield from project.problems
    yield from site.bibliography.problems
    yield from taken_addresses(site)
    yield from source_clashes(site)
    yield from missing_overview(site)
    yield from no_base_url(project)


def check_ledgers(site: Site) -> Iterator[Diagnostic]:
    """Everything that is wrong with the ledgers of all notes; depends on nothing else, but for what could be read."""
    yield from bad_formulas(site) if all(note.is_whole for note in site.notes) else ()
    yield from conflicting_figures(site)


def is_sound(problems: Iterable[Diagnostic]) -> bool:
    """Whether nothing casts doubt on what the notes claim.

    A claim that a slip has changed is not one that nobody makes any more.
    """
    return not any(found.severity is Severity.ERROR or found.rule is Rule.FIGURE_UNVERIFIED for found in problems)


def apply_rules(diagnostics: Iterable[Diagnostic], settings: Settings) -> Iterator[Diagnostic]:
    """Give each finding the weight that the project gives its rule; drop those turned off."""
    for finding in diagnostics:
        level = _level(finding, settings)
        if level is not Severity.OFF:
            yield Diagnostic(finding.rule, finding.message, finding.span, finding.hint, level)


def _level(finding: Diagnostic, settings: Settings) -> Severity:
    """By rule, or by rule and path: of the patterns that fit, the last one counts."""
    said = settings.rules.get(finding.rule, finding.severity)
    if isinstance(said, Severity):
        return said
    path = finding.span.path.removeprefix("notes/")
    fitting = [level for pattern, level in said.items() if fnmatchcase(path, pattern)]
    return fitting[-1] if fitting else finding.severity
