"""Findings as text for a terminal, as JSON, as GitHub annotations and as SARIF.

People see a selection (`selection`), programs see all. Every format takes the
findings by place, the texts that they are about, and the way from the
repository's root to the project.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Final

from briefing.model.diagnostics import Diagnostic, Severity
from briefing.report.github import as_github
from briefing.report.records import as_json, findings_schema, printed
from briefing.report.selection import MAX_SHOWN, MAX_SHOWN_OF_RULE, tally
from briefing.report.text import WIDTH, Texts, as_text, printable

__all__ = [
    "FORMATS",
    "MAX_SHOWN",
    "MAX_SHOWN_OF_RULE",
    "WIDTH",
    "as_github",
    "as_json",
    "as_sarif",
    "as_text",
    "exit_code",
    "findings_schema",
    "levels",
    "printable",
    "printed",
    "tally",
]


def as_sarif(findings: Iterable[Diagnostic], texts: Texts, base: str = "") -> str:
    """Findings by the standard SARIF 2.1.0, whose records are loaded when they are asked for."""
    written: str = import_module("briefing.report.sarif").as_sarif(findings, texts, base)
    return written


FORMATS: Final[Mapping[str, Callable[[Iterable[Diagnostic], Texts, str], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def exit_code(findings: Iterable[Diagnostic], strict: bool = False) -> int:
    """0 when nothing is wrong, 1 when something is at error; with `strict`, at warning too."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(any(finding.severity in grave for finding in findings))


def levels(diagnostics: Iterable[Diagnostic]) -> Mapping[Severity, int]:
    """How many findings there are of each severity."""
    counts = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.NOTICE), 0)
    for finding in diagnostics:
        counts[finding.severity] += 1
    return counts
