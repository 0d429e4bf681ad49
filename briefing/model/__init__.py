"""The nouns of a briefing, all frozen, each complete from the moment it is made.

Nothing here reads, checks or formats: the rooms above do. A field that an
author writes carries a `description`, from which the editor schema and the
documentation are made.
"""

from briefing.model.bodies import Citation, Cite, Figured, Heading, Link, Mode, Part, Phrase
from briefing.model.figures import (
    Dated,
    Entry,
    Figure,
    FigureKind,
    Lock,
    Outcome,
    Place,
    Standing,
    Statement,
    Verification,
    Where,
    claim,
    place,
)
from briefing.model.inputs import Copy, File, Inputs, Text
from briefing.model.notes import (
    Body,
    Books,
    Change,
    ChangeKind,
    Definition,
    FigureFields,
    FrontMatter,
    Note,
    OutcomeFields,
    Status,
)
from briefing.model.quantities import Bound, Period, Quantity
from briefing.model.settings import Project, Segment, Settings
from briefing.model.sites import Reference, Site, Use
from briefing.model.sources import (
    Bibliography,
    Caveat,
    Custom,
    Locator,
    LocatorKind,
    Name,
    Paragraphs,
    PartialDate,
    Source,
    SourceType,
)
from briefing.model.words import Count, Words, letters, words_for

__all__ = [
    "Bibliography",
    "Body",
    "Books",
    "Bound",
    "Caveat",
    "Change",
    "ChangeKind",
    "Citation",
    "Cite",
    "Copy",
    "Count",
    "Custom",
    "Dated",
    "Definition",
    "Entry",
    "Figure",
    "FigureFields",
    "FigureKind",
    "Figured",
    "File",
    "FrontMatter",
    "Heading",
    "Inputs",
    "Link",
    "Locator",
    "LocatorKind",
    "Lock",
    "Mode",
    "Name",
    "Note",
    "Outcome",
    "OutcomeFields",
    "Paragraphs",
    "Part",
    "PartialDate",
    "Period",
    "Phrase",
    "Place",
    "Project",
    "Quantity",
    "Reference",
    "Segment",
    "Settings",
    "Site",
    "Source",
    "SourceType",
    "Standing",
    "Statement",
    "Status",
    "Text",
    "Use",
    "Verification",
    "Where",
    "Words",
    "claim",
    "letters",
    "place",
    "words_for",
]
