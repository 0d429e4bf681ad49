"""The nouns of a briefing, all frozen, each complete from the moment it is made.

Nothing here reads, checks or formats: the rooms above do. A field that an
author writes carries a `description`, from which the editor schema and the
documentation are made.
"""

from briefing.model.bodies import Body, Citation, Cite, Heading, Link, Mode, Part, Phrase
from briefing.model.inputs import Copy, File, Inputs, Text
from briefing.model.notes import Change, ChangeKind, FrontMatter, Note, Status
from briefing.model.settings import BASE_URL, Project, Segment, Settings
from briefing.model.sites import Reference, Site, Use
from briefing.model.sources import (
    Bibliography,
    Caveat,
    Custom,
    Locator,
    LocatorKind,
    Name,
    PartialDate,
    Source,
    SourceType,
)
from briefing.model.words import Count, Words, letters

__all__ = [
    "BASE_URL",
    "Bibliography",
    "Body",
    "Caveat",
    "Change",
    "ChangeKind",
    "Citation",
    "Cite",
    "Copy",
    "Count",
    "Custom",
    "File",
    "FrontMatter",
    "Heading",
    "Inputs",
    "Link",
    "Locator",
    "LocatorKind",
    "Mode",
    "Name",
    "Note",
    "Part",
    "PartialDate",
    "Phrase",
    "Project",
    "Reference",
    "Segment",
    "Settings",
    "Site",
    "Source",
    "SourceType",
    "Status",
    "Text",
    "Use",
    "Words",
    "letters",
]
