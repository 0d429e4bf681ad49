"""The settings in `notes/site.yaml`."""

from collections.abc import Mapping
from typing import Annotated, Final

from msgspec import Meta, Struct, field

from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span

FEED_ID: Final = "^(tag:[^\\s/?#,]+,\\d{4}(-\\d\\d){0,2}:|https?://|urn:)\\S*$"
"""The prefix of ids in a feed (RFC 4151, RFC 4287)."""

_NEVER: Final = "\\s\"'<>()\\[\\]\\\\^`{|}?#\\x00-\\x1f\\x7f-\\x9f\\u2000-\\u206f\\ufeff"
"""Characters that end a URL, or are invisible, in some format that contains it."""

BASE_URL: Final = (
    f"^https?://[^{_NEVER}/@:,;]+(:[0-9]{{1,5}})?(/(?!\\.{{1,2}}(/|$))[^{_NEVER}/]+(?<!\\.html)(?<!\\.htm))*/?$"
)
"""The pattern of a base URL: a folder, without characters that could end it."""


class Segment(Struct, frozen=True):
    """A topic or part of the company that notes are grouped by."""

    id: Annotated[
        str,
        Meta(
            pattern="^[a-z0-9][a-z0-9-]*$",
            description="what `segment:` in a note names: lower-case letters a to z, digits and `-`",
        ),
    ]
    title: Annotated[str, Meta(description="what readers see")]


class Settings(Struct, frozen=True, omit_defaults=True):
    """The settings in `notes/site.yaml`."""

    title: Annotated[str, Meta(description="the title of the whole briefing")]
    company: Annotated[str, Meta(description="whom it is about")] = ""
    language: Annotated[str, Meta(description="language of the site's own words, as BCP 47: en, zh")] = "en"
    base_url: Annotated[
        str,
        Meta(pattern=BASE_URL, description="where the site will stand: https://example.org/briefing/"),
    ] = ""
    feed_id: Annotated[
        str,
        Meta(
            pattern=FEED_ID,
            description="what ids in the feed begin with, where the site moved: its first address, or a tag URI",
        ),
    ] = ""
    segments: Annotated[tuple[Segment, ...], Meta(description="the segments, in reading order")] = ()
    names: Annotated[tuple[str, ...], Meta(description="names that contain digits, which are not numbers")] = ()
    rules: Annotated[
        dict[Rule, Severity | dict[str, Severity]],
        Meta(
            description="how much a rule matters here: error, warning, notice or off; or that by path (`drafts/*: off`)"
        ),
    ] = field(default_factory=dict)
    csl: Annotated[
        str,
        Meta(
            pattern="^[^/\\\\]+\\.csl$",
            description="a style of CSL beside this file for the list of references, not for the text: nature.csl",
        ),
    ] = ""
    disclosures: Annotated[str, Meta(description="a paragraph at the foot of every page")] = ""


class Project(Struct, frozen=True):
    """The settings, the span of each, and the problems of the file."""

    settings: Settings
    spans: Mapping[str, Span] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def place(self, name: str) -> Span:
        """The span of a setting; the start of the file if it is missing."""
        return self.spans.get(name, Span("notes/site.yaml"))
