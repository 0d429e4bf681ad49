"""Findings as workflow commands, which GitHub shows next to the lines of a pull request.

Values are escaped as GitHub's "Workflow commands for GitHub Actions" prescribes and
`actions/toolkit` implements. GitHub shows at most ten annotations per severity and
step, so the most severe findings come first.
"""

from collections.abc import Iterable, Mapping

from briefing.build.report.selection import select
from briefing.build.report.text import cut, named
from briefing.model import Readable
from briefing.model.diagnostics import Diagnostic


def as_github(findings: Iterable[Diagnostic], _: Mapping[str, Readable], base: str = "") -> str:
    """One command per finding; `base` is the path from the repository's root to the project, such as `docs/`."""
    shown = select(findings)
    commands = (_command(item.finding, base) + "\n" for item in shown.items)
    return "".join(commands) + (f"::notice::{shown.rest}\n" if shown.rest else "")


def _command(finding: Diagnostic, base: str) -> str:
    span = finding.span
    properties = {
        "file": f"{base}{span.path}",
        "line": span.line,
        "endLine": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": finding.rule,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = f"{cut(finding.message)}\n{cut(finding.hint)}" if finding.hint else cut(finding.message)
    return f"::{finding.severity} {listed}::{_value(message)}"


def _value(text: str) -> str:
    return named(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
