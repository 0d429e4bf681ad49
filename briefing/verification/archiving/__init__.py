"""Sources on their way into the archive: their kind, their entry in the bibliography, and what the archive holds.

Nothing here opens a file or uses the network: what is fetched comes in, what is to be written goes out.
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
