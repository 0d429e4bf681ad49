"""Sources on their way into the archive: their kind, their entry in the bibliography, and what the archive holds.

Nothing here opens a file or uses the network: what is fetched comes in, what is to be written goes out.
"""

from briefing.verification.archiving.entries import Entry, entry_of, with_entry, with_item
from briefing.verification.archiving.fresh import csl_lines, fresh_entry, suggest_key
from briefing.verification.archiving.holdings import Holding, Text, holdings
from briefing.verification.archiving.kinds import NotKept, Readable, readable
from briefing.verification.archiving.records import INDEX, Record, parse_records, with_record

__all__ = [
    "INDEX",
    "Entry",
    "Holding",
    "NotKept",
    "Readable",
    "Record",
    "Text",
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
