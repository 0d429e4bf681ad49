"""Maps types, fields and abbreviations of BibTeX and BibLaTeX to those of CSL.

Reference: the manual of BibLaTeX 3.20, and the corresponding tables of Pandoc and Zotero.
"""

from collections.abc import Mapping
from typing import Final

_BOOKS: Final = "book mvbook collection mvcollection reference mvreference proceedings mvproceedings"
_CHAPTERS: Final = "inbook bookinbook suppbook incollection suppcollection"

TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_BOOKS.split(), "book"),
    **dict.fromkeys(_CHAPTERS.split(), "chapter"),
    "inreference": "entry-encyclopedia",
    "article": "article-journal",
    "suppperiodical": "article-journal",
    "newsarticle": "article-newspaper",
    "periodical": "periodical",
    "booklet": "pamphlet",
    "manual": "report",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis", "bathesis", "mathesis"), "thesis"),
    **dict.fromkeys(("report", "techreport"), "report"),
    **dict.fromkeys(("online", "electronic", "www", "webpage"), "webpage"),
    "patent": "patent",
    "dataset": "dataset",
    "data": "dataset",
    "software": "software",
    "unpublished": "manuscript",
    "letter": "personal_communication",
    "review": "review",
    **dict.fromkeys(("movie", "video", "film"), "motion_picture"),
    **dict.fromkeys(("audio", "music"), "song"),
    **dict.fromkeys(("artwork", "image"), "graphic"),
    "performance": "performance",
    "map": "map",
    "standard": "standard",
    **dict.fromkeys(("legislation", "legal"), "legislation"),
    "jurisdiction": "legal_case",
    "commentary": "entry",
    "preprint": "article",
    "presentation": "speech",
    "talk": "speech",
}
"""CSL's types by BibLaTeX's; all other types are documents."""

CONTAINED: Final = frozenset((*_CHAPTERS.split(), "inreference", "inproceedings", "conference", "article"))
"""Types of works that are parts of another work."""

_OTHER_NAMES: Final = {
    "journal": "journaltitle",
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
    "school": "institution",
    "key": "sortkey",
    "pdf": "file",
    "hyphenation": "langid",
    "keyword": "keywords",
    "translators": "translator",
    "link": "url",
}


def field_name(name: str) -> str:
    """BibLaTeX's name for a field, in lower case."""
    plain = name.strip().lower()
    return _OTHER_NAMES.get(plain, plain)


FIELDS: Final[Mapping[str, str]] = {
    "shorttitle": "title-short",
    "journaltitle": "container-title",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "part": "part-number",
    "edition": "edition",
    "version": "version",
    "pages": "page",
    "pagetotal": "number-of-pages",
    "chapter": "chapter-number",
    "publisher": "publisher",
    "institution": "publisher",
    "organization": "publisher",
    "howpublished": "publisher",
    "location": "publisher-place",
    "origtitle": "original-title",
    "origpublisher": "original-publisher",
    "origlocation": "original-publisher-place",
    "eventtitle": "event-title",
    "venue": "event-place",
    "library": "call-number",
    "isrn": "number",
    "pubstate": "status",
    "language": "language",
    "langid": "language",
    "note": "note",
    "addendum": "note",
    "annotation": "annote",
    "abstract": "abstract",
    "keywords": "keyword",
    "doi": "DOI",
    "url": "URL",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "scale": "scale",
    "dimensions": "dimensions",
    "medium": "medium",
    "archive": "archive",
    "archivelocation": "archive_location",
    "authority": "authority",
}
"""CSL's variables by fields with a fixed meaning; if two fields mean the same, the first in the entry counts."""

NAMES: Final[Mapping[str, str]] = {
    "author": "author",
    "editor": "editor",
    "editora": "editor",
    "editorb": "editor",
    "editorc": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
    "holder": "author",
    "commentator": "contributor",
    "annotator": "contributor",
    "introduction": "contributor",
    "foreword": "contributor",
    "afterword": "contributor",
    "illustrator": "illustrator",
    "director": "director",
    "producer": "producer",
    "organizer": "organizer",
}

GENRES: Final[Mapping[str, str]] = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Software",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
    "patentus": "U.S. patent",
    "patenteu": "European patent",
    "patentde": "German patent",
    "patentreq": "patent request",
}
"""The texts that BibLaTeX prints for its types and for the abbreviations in `type`."""

LANGUAGES: Final[Mapping[str, str]] = {
    "english": "en",
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "german": "de",
    "ngerman": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "norsk": "nb",
    "finnish": "fi",
    "polish": "pl",
    "russian": "ru",
    "japanese": "ja",
    "chinese": "zh",
    "korean": "ko",
    "latin": "la",
}
"""Language codes by the values of `language` and `langid`."""
