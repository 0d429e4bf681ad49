"""Findings as SARIF 2.1.0, which code hosts and editors read (OASIS, 2023, with errata 01).

The description of a rule is its page in `briefing/rules`, found among the texts
under its path, such as `rules/broken-link.md`. A finding's fingerprint is a hash of
its rule, file, message and line of text, but not of the line's number: so a code
host recognises the finding after lines above it were added or removed.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from briefing.build.report.records import printed
from briefing.build.report.text import Lines
from briefing.model import Readable
from briefing.model.diagnostics import MILD, Diagnostic, Rule, Severity

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT: Final = "%SRCROOT%"
"""What paths are relative to; GitHub takes it for the repository's root."""
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note", Severity.OFF: "none"}
_MAX_LINE_CHARS: Final = 4000
"""How many characters of a line go into the fingerprints of its findings."""

Texts = Mapping[str, Readable]


def as_sarif(findings: Iterable[Diagnostic], texts: Texts, base: str = "") -> str:
    """A log of one run; `base` is the path from the repository's root to the project, such as `docs/`."""
    found = tuple(findings)
    rules = sorted({finding.rule for finding in found})
    run = {
        "tool": {"driver": {"name": "briefing", "rules": [_rule(rule, texts) for rule in rules]}},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "the root of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(found, rules, Lines(texts), base)),
    }
    return printed({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule, texts: Texts) -> dict[str, Any]:
    """A `reportingDescriptor`, filled from the rule's page."""
    page = texts.get(f"rules/{rule}.md")
    markdown = page.content if page else f"# {rule}\n\n{rule}."
    sentence, *others = _paragraphs(markdown)
    return {
        "id": rule,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": " ".join([sentence, *others])},
        "help": {"text": "\n\n".join([sentence, *others]), "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[MILD.get(rule, Severity.ERROR)]},
    }


def _paragraphs(markdown: str) -> list[str]:
    """The paragraphs of a rule's page, from its title to its examples, as plain text."""
    body = markdown.partition("\n## ")[0].partition("\n")[2]
    return [" ".join(part.split()).replace("`", "") for part in re.split(r"\n{2,}", body) if part.strip()]


def _results(found: Sequence[Diagnostic], rules: Sequence[Rule], lines: Lines, base: str) -> Iterable[dict[str, Any]]:
    places = {rule: index for index, rule in enumerate(rules)}
    seen = Counter[str]()
    for finding in found:
        name = _fingerprint(finding, lines)
        seen[name] += 1
        yield {
            "ruleId": finding.rule,
            "ruleIndex": places[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": _location(finding, base)}],
            "partialFingerprints": {"briefingFinding/v1": f"{name}:{seen[name]}"},
            **_properties(finding),
        }


def _location(finding: Diagnostic, base: str) -> dict[str, Any]:
    span = finding.span
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    return {"artifactLocation": {"uri": quote(f"{base}{span.path}"), "uriBaseId": ROOT}, "region": region}


def _fingerprint(finding: Diagnostic, lines: Lines) -> str:
    """16 hexadecimal digits of SHA-256 over rule, file, message and line of text."""
    line = " ".join(lines.line(finding.span)[:_MAX_LINE_CHARS].split()).encode("utf-8", "replace").decode()
    identity = msgspec.json.encode([finding.rule, finding.span.path, finding.message, line])
    return hashlib.sha256(identity).hexdigest()[:16]


def _properties(finding: Diagnostic) -> dict[str, Any]:
    """The property bag, for fields that SARIF does not define: the hint and the figure."""
    known = {"hint": finding.hint, "figure": finding.figure, "value": finding.value}
    given = {name: value for name, value in known.items() if value}
    return {"properties": given} if given else {}
