"""Adding sources to the archive: file types, bibliography entries, keys, and the state of the archive.

Nothing here opens a file or uses the network: fetched bytes come in as arguments, and texts to be written go out as
results.
"""

from briefing.verification.archiving.file_types import ArchiveFile, UnsupportedFile, readable
from briefing.verification.archiving.fresh import csl_lines, fresh_entry, suggest_key
from briefing.verification.archiving.holdings import Holding, TextStatus, holdings
from briefing.verification.archiving.index import INDEX, Record, parse_records, with_record
from briefing.verification.archiving.source_entry import BibliographyEntry, entry_of, with_entry, with_item

__all__ = [
    "INDEX",
    "ArchiveFile",
    "BibliographyEntry",
    "Holding",
    "Record",
    "TextStatus",
    "UnsupportedFile",
    "csl_lines",
    "entry_of",
    "fresh_entry",
    "holdings",
    "parse_records",
    "readable",
    "suggest_key",
    "with_entry",
    "with_item",
    "with_record",
]
