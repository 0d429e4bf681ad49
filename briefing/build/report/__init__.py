"""Findings as text for a terminal, as JSON, as GitHub annotations and as SARIF.

The formats for people show a selection of the findings (`selection`); those for
programs contain all of them. Every format is a function of the findings, sorted
by place, of the texts that they point into, and of the path from the root of the
repository to the project.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Final

from briefing.build.report.github import as_github
from briefing.build.report.records import as_json, findings_schema, printed
from briefing.build.report.selection import MAX_SHOWN, MAX_SHOWN_OF_RULE, tally
from briefing.build.report.text import WIDTH, Texts, as_text, printable
from briefing.model.diagnostics import Diagnostic, Severity

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
    """Findings as SARIF 2.1.0; the module is imported on first use, since few runs need it."""
    written: str = import_module("briefing.build.report.sarif").as_sarif(findings, texts, base)
    return written


FORMATS: Final[Mapping[str, Callable[[Iterable[Diagnostic], Texts, str], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def exit_code(findings: Iterable[Diagnostic], strict: bool = False) -> int:
    """1 if any finding is an error, or with `strict` an error or a warning; else 0."""
    grave = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(any(finding.severity in grave for finding in findings))


def levels(diagnostics: Iterable[Diagnostic]) -> Mapping[Severity, int]:
    """The number of findings of each severity, zeros included."""
    counts = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.NOTICE), 0)
    for finding in diagnostics:
        counts[finding.severity] += 1
    return counts
