"""The index of the copies in the archive, one per line of `index.jsonl`: key, file, URL, date, type and hash."""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct, structs

INDEX: Final = "index.jsonl"


class Record(Struct, frozen=True, omit_defaults=True):
    """A copy in the archive."""

    key: str
    file: str
    added: str
    """The date in ISO 8601."""
    sha256: str
    bytes: int
    url: str = ""
    came_from: str = ""
    """The final URL after redirects, or the name of the local file."""
    media_type: str = ""


def parse_records(text: str) -> dict[str, Record]:
    """The records by key; lines that cannot be parsed, such as conflict markers, are ignored."""
    found: dict[str, Record] = {}
    for line in text.splitlines():
        try:
            record = msgspec.json.decode(line, type=Record)
        except msgspec.MsgspecError:
            continue
        found[record.key] = record
    return found


def with_key(text: str, old: str, new: str, files: Mapping[str, str]) -> str:
    """The text of the index with a key and its files renamed; unchanged if it has no such key."""
    records = parse_records(text)
    record = records.pop(old, None)
    if record is None:
        return text
    return with_record(records, structs.replace(record, key=new, file=files.get(record.file, record.file)))


def with_record(known: Mapping[str, Record], record: Record) -> str:
    """The text of the index with one more record, which replaces any with the same key."""
    records = {**known, record.key: record}
    return "".join(f"{msgspec.json.encode(records[key]).decode()}\n" for key in sorted(records))
