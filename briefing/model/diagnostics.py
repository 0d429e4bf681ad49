"""Diagnostics: the rule, span, message and hint of a finding.

This module knows nothing of notes or pages, and never prints: `report` formats
diagnostics, `cli` prints them.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, structs


class Severity(StrEnum):
    """The severity of a finding; with `off` a project silences a rule."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    OFF = "off"


class Rule(StrEnum):
    """Everything that `briefing` may find; each has a page in `briefing/rules/`."""

    ACTIVE_FILE = "active-file"
    ADDRESS_TAKEN = "address-taken"
    AMBIGUOUS_NUMBER = "ambiguous-number"
    BIDI_CONTROL = "bidi-control"
    BOUND_OPPOSED = "bound-opposed"
    BROKEN_FOOTNOTE = "broken-footnote"
    BROKEN_LINK = "broken-link"
    BROKEN_TABLE = "broken-table"
    CHART_MIXES_UNITS = "chart-mixes-units"
    CONFLICTING_FIGURES = "conflicting-figures"
    CONTROL_CHARACTER = "control-character"
    COUNTED_NOUN_DIFFERS = "counted-noun-differs"
    DUPLICATE_ID = "duplicate-id"
    DUPLICATE_KEY = "duplicate-key"
    FIGURE_CONTRADICTED = "figure-contradicted"
    FIGURE_DIFFERS = "figure-differs"
    FIGURE_NOT_FOUND = "figure-not-found"
    FIGURE_UNVERIFIED = "figure-unverified"
    FILE_TOO_LARGE = "file-too-large"
    FOREIGN_SYNTAX = "foreign-syntax"
    HEADING_LEVEL = "heading-level"
    HELD_BACK = "held-back"
    INVALID_CHART = "invalid-chart"
    INVALID_ENCODING = "invalid-encoding"
    INVALID_FIGURE = "invalid-figure"
    INVALID_FORMULA = "invalid-formula"
    INVALID_ID = "invalid-id"
    INVALID_LOCK = "invalid-lock"
    INVALID_TEMPLATE = "invalid-template"
    INVALID_URL = "invalid-url"
    INVALID_VALUE = "invalid-value"
    INVALID_YAML = "invalid-yaml"
    MISSING_ALT = "missing-alt"
    MISSING_FILE = "missing-file"
    MISSING_KEY = "missing-key"
    NESTED_TOO_DEEP = "nested-too-deep"
    NO_BASE_URL = "no-base-url"
    NO_FRONT_MATTER = "no-front-matter"
    NOT_A_DATE = "not-a-date"
    ORDER_DIFFERS = "order-differs"
    PERIOD_DIFFERS = "period-differs"
    PERIOD_NOT_FOUND = "period-not-found"
    QUALIFIER_DIFFERS = "qualifier-differs"
    REMOTE_IMAGE = "remote-image"
    SCALE_SUSPECT = "scale-suspect"
    SHEET_CITED = "sheet-cited"
    SIGN_DIFFERS = "sign-differs"
    SOURCE_CLASH = "source-clash"
    SOURCE_TEXT_MISSING = "source-text-missing"
    STALE_LOCK = "stale-lock"
    SYMLINK_REFUSED = "symlink-refused"
    UNCITED_FIGURE = "uncited-figure"
    UNCITED_SOURCE = "uncited-source"
    UNEXPLAINED_CHANGE = "unexplained-change"
    UNIT_DIFFERS = "unit-differs"
    UNKNOWN_FIGURE = "unknown-figure"
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_LANGUAGE = "unknown-language"
    UNKNOWN_SEGMENT = "unknown-segment"
    UNKNOWN_SOURCE = "unknown-source"
    UNREAD_FILE = "unread-file"
    UNREADABLE_CITATION = "unreadable-citation"
    UNREADABLE_LOCATOR = "unreadable-locator"
    UNREADABLE_SOURCE = "unreadable-source"
    UNSCALED_FIGURE = "unscaled-figure"
    UNSUPPORTED_FIGURE = "unsupported-figure"
    UNSUPPORTED_SCHEME = "unsupported-scheme"
    UNUSED_CAVEAT = "unused-caveat"


RENAMED: Final[Mapping[str, Rule]] = {
    "bad-address": Rule.INVALID_URL,
    "bad-chart": Rule.INVALID_CHART,
    "bad-encoding": Rule.INVALID_ENCODING,
    "bad-figure": Rule.INVALID_FIGURE,
    "bad-formula": Rule.INVALID_FORMULA,
    "bad-id": Rule.INVALID_ID,
    "bad-lock": Rule.INVALID_LOCK,
    "bad-template": Rule.INVALID_TEMPLATE,
    "bad-yaml": Rule.INVALID_YAML,
    "lock-stale": Rule.STALE_LOCK,
    "no-text": Rule.SOURCE_TEXT_MISSING,
    "not-found": Rule.FIGURE_NOT_FOUND,
    "unborne-figure": Rule.UNSUPPORTED_FIGURE,
    "wrong-value": Rule.INVALID_VALUE,
}
"""Rules by their former names, which `rules:` and `briefing explain` still accept."""

RETIRED: Final[Mapping[str, str]] = {
    "chart-not-drawn": "charts are always drawn now",
}
"""Former rules, which `rules:` and `briefing explain` still accept, and why they are gone."""

MILD = {
    Rule.AMBIGUOUS_NUMBER: Severity.WARNING,
    Rule.COUNTED_NOUN_DIFFERS: Severity.WARNING,
    Rule.FIGURE_UNVERIFIED: Severity.WARNING,
    Rule.FOREIGN_SYNTAX: Severity.WARNING,
    Rule.HEADING_LEVEL: Severity.WARNING,
    Rule.HELD_BACK: Severity.NOTICE,
    Rule.MISSING_ALT: Severity.WARNING,
    Rule.NO_BASE_URL: Severity.NOTICE,
    Rule.ORDER_DIFFERS: Severity.WARNING,
    Rule.PERIOD_DIFFERS: Severity.WARNING,
    Rule.PERIOD_NOT_FOUND: Severity.WARNING,
    Rule.QUALIFIER_DIFFERS: Severity.WARNING,
    Rule.SHEET_CITED: Severity.NOTICE,
    Rule.SOURCE_TEXT_MISSING: Severity.NOTICE,
    # A clean merge keeps the lines of both sides, so that some are stale: no reason to stop.
    Rule.STALE_LOCK: Severity.NOTICE,
    Rule.UNCITED_FIGURE: Severity.WARNING,
    Rule.UNCITED_SOURCE: Severity.WARNING,
    Rule.UNREAD_FILE: Severity.WARNING,
    Rule.UNSCALED_FIGURE: Severity.WARNING,
    Rule.UNSUPPORTED_FIGURE: Severity.WARNING,
    Rule.UNUSED_CAVEAT: Severity.WARNING,
}
"""The rules that are not an error unless a project says so."""


NEGOTIABLE = frozenset(
    {
        Rule.BROKEN_FOOTNOTE,
        Rule.BROKEN_LINK,
        Rule.FIGURE_CONTRADICTED,
        Rule.UNEXPLAINED_CHANGE,
        Rule.UNKNOWN_SOURCE,
        *MILD,
    }
)
"""The rules whose severity a project may lower: the page can still be built, and states nothing false."""


class Span(Struct, frozen=True, order=True, array_like=True):
    """A stretch of one line of a file.

    `path` is relative to the project, with forward slashes. `line` and
    `column` count from 1; columns and `length` are in characters
    (code points), never in bytes.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


class Diagnostic(Struct, frozen=True, array_like=True):
    """One finding: a rule, one lower-case sentence, a span and a hint."""

    rule: Rule
    message: str
    span: Span
    hint: str = ""
    level: Severity | None = None
    figure: str = ""
    """The id of the ledger figure that it is about, if it is about one."""
    value: str = ""
    """The value of the figure that it is about, as printed."""

    @property
    def severity(self) -> Severity:
        """The severity in this project: as configured, else the rule's default."""
        return self.level or MILD.get(self.rule, Severity.ERROR)

    def about(self, figure: str, value: str) -> "Diagnostic":
        """The same finding, about a figure: its ledger id, if it has one, and its value as printed."""
        return structs.replace(self, figure=figure, value=value)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by span, then rule, and drop duplicates."""
    unique = {(d.span, d.rule, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))
