"""What CSL-JSON 1.0.2 allows: the types of a source, and the variables that we keep but do not print."""

from typing import Final

# fmt: off
TYPES: Final = frozenset((
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case", "legislation",
    "manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent",
    "performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report",
    "review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
))

VARIABLES: Final = frozenset((
    "abstract", "annote", "archive", "archive-place", "archive_collection", "archive_location", "authority",
    "available-date", "call-number", "categories", "chair", "chapter-number", "citation-key", "citation-label",
    "citation-number", "collection-editor", "collection-number", "compiler", "composer", "container-author",
    "container-title-short", "contributor", "curator", "dimensions", "director", "division",
    "editor-translator", "editorial-director", "event-date", "event-place", "event-title", "event",
    "executive-producer", "first-reference-note-number", "guest", "host", "illustrator", "interviewer", "ISSN",
    "journalAbbreviation", "jurisdiction", "keyword", "locator", "medium", "narrator", "number-of-pages",
    "number-of-volumes", "organizer", "original-author", "original-date", "original-publisher",
    "original-publisher-place", "original-title", "page-first", "part-number", "part-title", "performer",
    "PMCID", "PMID", "printing-number", "producer", "recipient", "references", "reviewed-author",
    "reviewed-genre", "reviewed-title", "scale", "script-writer", "section", "series-creator", "shortTitle",
    "source", "status", "submitted", "supplement-number", "translator", "volume-title", "year-suffix",
))
# fmt: on
