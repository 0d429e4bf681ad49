"""The only package that touches files: the project, the site, the archive of sources, and the store between builds.

Modules that only one command needs are not exported here, so that no other command has to load them: `browser`,
`git`, `guide` and `starter`.
"""

from briefing.disk.archive import Archive, read_file, save_private, save_sources, sources
from briefing.disk.atomic_write import rewrite, text_as_is
from briefing.disk.locking import Busy
from briefing.disk.preview import note_now, preview_asset, preview_store, published_file, watched_folders
from briefing.disk.project_files import (
    MAX_TEXT_BYTES,
    LazyText,
    ProjectSnapshot,
    Texts,
    TooLarge,
    archive_files,
    is_project,
    load,
    packaged_templates,
    rule_page,
    take_snapshot,
)
from briefing.disk.snapshot import FileStats, Snapshot, is_racy, scan, serialize, stamp_of
from briefing.disk.staging import (
    MANIFEST,
    ForeignFile,
    Staging,
    UnfinishedReplacement,
    WriteResult,
    finish_interrupted,
    reset_staging,
    save_lock,
    stage,
)
from briefing.disk.store import Store, opened, with_store

__all__ = [
    "MANIFEST",
    "MAX_TEXT_BYTES",
    "Archive",
    "Busy",
    "FileStats",
    "ForeignFile",
    "LazyText",
    "ProjectSnapshot",
    "Snapshot",
    "Staging",
    "Store",
    "Texts",
    "TooLarge",
    "UnfinishedReplacement",
    "WriteResult",
    "archive_files",
    "finish_interrupted",
    "is_project",
    "is_racy",
    "load",
    "note_now",
    "opened",
    "packaged_templates",
    "preview_asset",
    "preview_store",
    "published_file",
    "read_file",
    "reset_staging",
    "rewrite",
    "rule_page",
    "save_lock",
    "save_private",
    "save_sources",
    "scan",
    "serialize",
    "sources",
    "stage",
    "stamp_of",
    "take_snapshot",
    "text_as_is",
    "watched_folders",
    "with_store",
]
