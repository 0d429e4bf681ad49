"""The types and variables of CSL-JSON 1.0.2, and how other tools spell them."""

from typing import Final

import msgspec

from briefing.model import Name, Source
from briefing.model.works import Names, PartialDate

# fmt: off
TYPES: Final = frozenset((
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case", "legislation",
    "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent",
    "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report",
    "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
))
# fmt: on

FIELDS: Final = {
    field.encode_name: field for field in msgspec.structs.fields(Source) if field.encode_name != "formatted"
}
VARIABLES: Final = frozenset(FIELDS) - {"id", "type", "custom"}
NAMES: Final = frozenset(name for name, field in FIELDS.items() if field.type == Names)
DATES: Final = frozenset(name for name, field in FIELDS.items() if field.type is PartialDate)
NAME_PARTS: Final = frozenset(field.encode_name for field in msgspec.structs.fields(Name))

MARKED_UP: Final = frozenset(
    name for name in VARIABLES if name.endswith(("title", "title-short")) and name != "citation-label"
)
"""Variables whose text may contain markup."""

OF_A_CITATION: Final = frozenset(
    {"citation-number", "first-reference-note-number", "locator", "year-suffix", "language-id", "system-id"}
)
"""Keys that tools write into an entry although they describe a citation, or the tool itself."""


def _folded(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")


_ALIASES: Final = {
    "journalabbreviation": "container-title-short",
    "journal-abbreviation": "container-title-short",
    "shorttitle": "title-short",
    "short-title": "title-short",
    "event": "event-title",
    "conference": "event-title",
    "citekey": "citation-key",
    "keywords": "keyword",
    "pages": "page",
    "authors": "author",
    "editors": "editor",
    "date": "issued",
    "year": "issued",
    "urldate": "accessed",
    "journal": "container-title",
    "booktitle": "container-title",
    "abstractnote": "abstract",
    "annotation": "annote",
    "archive-location": "archive_location",
    "short-container-title": "container-title-short",
    "publisher-location": "publisher-place",
    "published": "issued",
    "published-print": "issued",
    "article-number": "number",
    "reviewed-work": "reviewed-title",
}
_SPELLINGS: Final = {
    **{_folded(name): name for name in FIELDS},
    **{_folded(name).replace("-", ""): name for name in FIELDS},
    **_ALIASES,
}
_TYPES: Final = {_folded(name): name for name in TYPES} | {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "posted-content": "article",
    "dissertation": "thesis",
    "monograph": "book",
    "website": "webpage",
    "misc": "document",
    "video": "motion_picture",
    "film": "motion_picture",
    "blog-post": "post-weblog",
    "case": "legal_case",
    "statute": "legislation",
    "manual": "report",
}
"""CSL's types by their folded names, and Crossref's equivalents."""


def variable(name: str) -> str:
    """The CSL variable that a key means; empty if there is none."""
    return name if name in FIELDS else _SPELLINGS.get(_folded(name), "")


def source_type(name: str) -> str:
    """The CSL type that a name means; empty if there is none."""
    return name if name in TYPES else _TYPES.get(_folded(name), "")
