"""What `notes/site.yaml` says."""

from collections.abc import Mapping
from typing import Annotated, Final

from msgspec import Meta, Struct, field

from briefing.model.diagnostics import Diagnostic, Rule, Severity, Span

FEED_ID: Final = "^(tag:[^\\s/?#,]+,\\d{4}(-\\d\\d){0,2}:|https?://|urn:)\\S*$"
"""What the ids in a feed may begin with (RFC 4151, RFC 4287)."""

_NEVER: Final = "\\s\"'<>()\\[\\]\\\\^`{|}?#\\x00-\\x1f\\x7f-\\x9f\\u2000-\\u206f\\ufeff"
"""What ends an address, or is not seen, in some format that holds one."""

BASE_URL: Final = (
    f"^https?://[^{_NEVER}/@:,;]+(:[0-9]{{1,5}})?(/(?!\\.{{1,2}}(/|$))[^{_NEVER}/]+(?<!\\.html)(?<!\\.htm))*/?$"
)
"""What the address of a site looks like: a folder, with nothing in it that could end it where it is written."""


class Segment(Struct, frozen=True):
    """A part of the company that notes are filed under."""

    id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$", description="what `segment:` in a note names")]
    title: Annotated[str, Meta(description="what readers see")]


class Settings(Struct, frozen=True, omit_defaults=True):
    """What `notes/site.yaml` says."""

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
    names: Annotated[tuple[str, ...], Meta(description="names with digits in them, which are no numbers")] = ()
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
            description="a style of CSL beside this file, for references; ours without one: nature.csl",
        ),
    ] = ""
    disclosures: Annotated[str, Meta(description="a paragraph at the foot of every page")] = ""


class Project(Struct, frozen=True):
    """The settings, where each stands, and what is wrong with the file."""

    settings: Settings
    places: Mapping[str, Span] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def place(self, name: str) -> Span:
        """Where a setting stands; the file's start where it is not given."""
        return self.places.get(name, Span("notes/site.yaml"))
