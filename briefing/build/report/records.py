"""Findings as JSON for programs: all of them, in a document with a version and a summary.

`briefing schema findings` prints its JSON Schema. Fields may be added within a
version, but are never changed or removed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from briefing import lazy_re
from briefing.model import Readable
from briefing.model.diagnostics import Diagnostic, Severity

VERSION: Final = 1


class FigureRecord(Struct, frozen=True):
    """The figure that a finding is about."""

    id: Annotated[str, Meta(description="its id in the ledger; empty for a number of the text without one")]
    value: Annotated[str, Meta(description="its value as printed: over 4.2 GW; empty where none is given")]


class FindingRecord(Struct, frozen=True):
    """One finding."""

    rule: Annotated[str, Meta(description="the rule's name: briefing explain RULE")]
    severity: Annotated[str, Meta(description="error, warning or notice")]
    message: Annotated[str, Meta(description="what is the matter")]
    hint: Annotated[str, Meta(description="what to do; may be empty")]
    path: Annotated[str, Meta(description="the file, from the project's folder, with / between folders")]
    line: Annotated[int, Meta(description="counted from 1")]
    column: Annotated[int, Meta(description="counted from 1, in characters (code points)")]
    end_column: Annotated[int, Meta(description="the column behind the last character")]
    figure: Annotated[FigureRecord | None, Meta(description="the figure that it is about, if it is about one")]


class Summary(Struct, frozen=True):
    """How many findings there are."""

    errors: int
    warnings: int
    notices: int
    rules: Annotated[dict[str, int], Meta(description="how many of each rule")]


class Report(Struct, frozen=True):
    """The findings of a command."""

    version: Annotated[int, Meta(description="of this format")]
    summary: Summary
    findings: Annotated[tuple[FindingRecord, ...], Meta(description="all of them, by place")]


def as_json(findings: Iterable[Diagnostic], _: Mapping[str, Readable], __: str = "") -> str:
    """A JSON document, in ASCII only, so that it survives any console encoding."""
    return printed(report(tuple(findings)))


def report(findings: tuple[Diagnostic, ...]) -> Report:
    """Findings as a record."""
    severities = Counter(finding.severity for finding in findings)
    rules = Counter(finding.rule.value for finding in findings)
    summary = Summary(
        severities[Severity.ERROR],
        severities[Severity.WARNING],
        severities[Severity.NOTICE],
        dict(sorted(rules.items())),
    )
    return Report(VERSION, summary, tuple(map(_record, findings)))


def _record(finding: Diagnostic) -> FindingRecord:
    span = finding.span
    return FindingRecord(
        rule=finding.rule,
        severity=finding.severity,
        message=finding.message,
        hint=finding.hint,
        path=span.path,
        line=span.line,
        column=span.column,
        end_column=span.column + span.length,
        figure=FigureRecord(finding.figure, finding.value) if finding.figure or finding.value else None,
    )


def findings_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


# --- JSON in ASCII ----------------------------------------------------------------------------

_BEYOND_ASCII: Final = lazy_re.compile(r"[^\x00-\x7f]")


def printed(document: object) -> str:
    """A value as indented JSON in ASCII, with all other characters as `\\u` escapes."""
    plain = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    return _BEYOND_ASCII.sub(lambda sign: _escaped(sign[0]), plain) + "\n"


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
