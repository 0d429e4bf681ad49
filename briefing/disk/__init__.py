"""The only room that touches files: a project in, a site out, and what is remembered between builds."""

from briefing.disk.archive import Archive, read_file, save_private, save_sources, sources
from briefing.disk.git import NoRevision, Revision, load_revision, revision
from briefing.disk.guide import guide_pages
from briefing.disk.locking import Busy
from briefing.disk.looking import Sight, Stamps, is_settled, stamp_of, stamped, table
from briefing.disk.preview import note_now, preview_asset, preview_store, published_file, watched_folders
from briefing.disk.reading import (
    MOST,
    Look,
    Texts,
    TooLarge,
    Unread,
    archived,
    is_project,
    load,
    looked,
    packaged_templates,
    rule_page,
)
from briefing.disk.staging import (
    MANIFEST,
    NotOurs,
    Staging,
    Unfinished,
    Written,
    begin_anew,
    finish_interrupted,
    save_lock,
    stage,
)
from briefing.disk.starter import collection, copy_file, create_file, create_files, is_empty, starter_files
from briefing.disk.store import Store, opened, with_store
from briefing.disk.writing import rewrite, text_as_is

__all__ = [
    "MANIFEST",
    "MOST",
    "Archive",
    "Busy",
    "Look",
    "NoRevision",
    "NotOurs",
    "Revision",
    "Sight",
    "Staging",
    "Stamps",
    "Store",
    "Texts",
    "TooLarge",
    "Unfinished",
    "Unread",
    "Written",
    "archived",
    "begin_anew",
    "collection",
    "copy_file",
    "create_file",
    "create_files",
    "finish_interrupted",
    "guide_pages",
    "is_empty",
    "is_project",
    "is_settled",
    "load",
    "load_revision",
    "looked",
    "note_now",
    "opened",
    "packaged_templates",
    "preview_asset",
    "preview_store",
    "published_file",
    "read_file",
    "revision",
    "rewrite",
    "rule_page",
    "save_lock",
    "save_private",
    "save_sources",
    "sources",
    "stage",
    "stamp_of",
    "stamped",
    "starter_files",
    "table",
    "text_as_is",
    "watched_folders",
    "with_store",
]
