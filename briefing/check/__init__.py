"""A site into diagnostics, one small generator a rule.

Each generator looks at one thing and yields what is wrong with it. What a
text alone can tell was already found when it was parsed.
"""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from briefing.check.charts import undrawn_charts, unsound_charts
from briefing.check.figures import (
    bad_formulas,
    conflicting_figures,
    differing_figures,
    stale_claims,
    unborne_figures,
    uncited_figures,
    unknown_figures,
    unverified_figures,
)
from briefing.check.project import (
    bad_addresses,
    broken_links,
    missing_overview,
    no_base_url,
    source_clashes,
    taken_addresses,
    uncited_sources,
    unknown_segment,
    unknown_sources,
)
from briefing.diagnostics import Diagnostic, Rule, Severity
from briefing.model import Project, Settings, Site

__all__ = ["apply_rules", "check", "levels"]


def check(site: Site, project: Project) -> Iterator[Diagnostic]:
    """Everything that is wrong with a site and with the texts it was made of."""
    found = (*_texts(site, project), *_notes(site, project), *_site(site, project))
    yield from found
    if not any(finding.severity is Severity.ERROR or finding.rule is Rule.FIGURE_UNVERIFIED for finding in found):
        # A claim that a slip has changed is not one that nobody makes any more.
        yield from stale_claims(site)


def _texts(site: Site, project: Project) -> Iterator[Diagnostic]:
    """What the texts alone could tell."""
    yield from project.problems
    yield from site.bibliography.problems
    for note in site.notes:
        yield from note.problems


def _notes(site: Site, project: Project) -> Iterator[Diagnostic]:
    """Each note among the others."""
    # Where a front matter cannot be read, the figures that it defines are not missing.
    is_whole = all(note.is_whole for note in site.notes)
    for note in site.notes:
        yield from unknown_sources(note, site)
        if site.settings.segments or not project.problems:
            yield from unknown_segment(note, site)
        yield from broken_links(note, site)
        yield from bad_addresses(note, site)
        yield from uncited_figures(note, site)
        yield from unborne_figures(note, site) if is_whole else ()
        yield from unknown_figures(note, site) if is_whole else ()
        yield from differing_figures(note, site)
        yield from unsound_charts(note, site) if is_whole else ()
        yield from undrawn_charts(note)
    yield from bad_formulas(site) if is_whole else ()


def _site(site: Site, project: Project) -> Iterator[Diagnostic]:
    """The site as one."""
    yield from conflicting_figures(site)
    yield from unverified_figures(site)
    yield from taken_addresses(site)
    yield from source_clashes(site)
    yield from uncited_sources(site)
    yield from missing_overview(site)
    yield from no_base_url(project)


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


def levels(diagnostics: Iterable[Diagnostic]) -> Mapping[Severity, int]:
    """How many findings there are of each weight."""
    counts = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.NOTICE), 0)
    for finding in diagnostics:
        counts[finding.severity] += 1
    return counts
