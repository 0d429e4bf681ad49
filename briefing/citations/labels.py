"""The labels of locators: those that are parsed, and near misses.

A near miss (`pg.`, `parra.`, `S.`) is reported as an error, since the author meant a
locator; any other word before a number (`Dec. 31`, `rev. 3`, `Ex. 99.1`) is a remark.
The rarer kinds of CSL (`vol. 2`, `art. 5`) are locators only right after the key.
Misspelt labels are found by similarity (`difflib`).
"""

import difflib
from typing import Final

from briefing.model import LocatorKind

_LABELS: Final = {
    LocatorKind.PAGE: "p. pp. page pages 页 頁",
    LocatorKind.PARAGRAPH: "¶ ¶¶ para. paras. par. paragraph paragraphs 段",
    LocatorKind.SECTION: "§ §§ sec. secs. sect. section sections 节 節",
    LocatorKind.CHAPTER: "ch. chs. chap. chaps. chapter chapters 章",
    LocatorKind.FIGURE: "fig. figs. figure figures 图 圖",
    LocatorKind.TABLE: "table tbl. tbls. tab. tables 表",
    LocatorKind.LINE: "line l. ll. lines 行",
    LocatorKind.COLUMN: "col. cols. column columns 栏 欄",
    LocatorKind.NOTE: "note n. nn. notes 注 註",
    LocatorKind.ROW: "row rows 数据行",
    LocatorKind.SHEET: "sheet sheets worksheet 工作表",
}
_RARE: Final = {
    LocatorKind.VOLUME: "vol. vols. volume volumes",
    LocatorKind.ISSUE: "no. nos. issue issues",
    LocatorKind.BOOK: "bk. bks. book books",
    LocatorKind.PART: "pt. pts. part parts",
    LocatorKind.ARTICLE: "art. arts. article articles",
    LocatorKind.APPENDIX: "app. apps. appendix appendices",
    LocatorKind.SUPPLEMENT: "suppl. supp. supplement supplements",
    LocatorKind.TITLE: "tit. tits. title titles",
    LocatorKind.RULE: "r. rr. rule rules",
    LocatorKind.CANON: "can. cans. canon canons",
    LocatorKind.EQUATION: "eq. eqs. equation equations",
    LocatorKind.FOLIO: "fol. fols. folio folios",
    LocatorKind.VERSE: "v. vv. verse verses",
    LocatorKind.ACT: "act acts",
    LocatorKind.SCENE: "sc. scs. scene scenes",
    LocatorKind.OPUS: "op. opp. opus opera",
    LocatorKind.ELOCATION: "loc. locs. location locations elocation elocations",
}
"""Labels that need their full stop, if they have one: `no 5` and `art 5` are words."""

_NEAR_MISS_FORMS: Final = {
    LocatorKind.PAGE: "p pg pgs pag pags pagg pág págs pge pagina página páginas s seite seiten str strona strana "
    "blz bladzijde sid sida стр страница с. hlm hal. halaman sayfa lk oldal trang tr. σελ σ. ص صفحة עמ עמוד",
    LocatorKind.PARAGRAPH: "parag parags abs absatz al alinéa rn rz randnr ziff ziffer tz абз абзац",
    LocatorKind.SECTION: "scn sectn",
    LocatorKind.CHAPTER: "chpt chptr kap kapitel",
    LocatorKind.FIGURE: "fgr abb abbildung",
    LocatorKind.TABLE: "tabl tabelle",
    LocatorKind.LINE: "l ln lns zeile z.",
    LocatorKind.COLUMN: "clm spalte",
    LocatorKind.NOTE: "n anm",
}
"""Wrong forms that people write, and forms of other languages; with a full stop if the letter alone is a word."""

_NOT_LABELS: Final = frozenset({"noted", "paged", "part", "parts", "sept"})
"""Words that are spelled almost like a label, but are not one."""

KINDS: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
KINDS.update({label.removesuffix("."): kind for label, kind in [*KINDS.items()] if len(label) > 2})
WORDS: Final = "|".join(sorted((label.replace(".", r"\.") for label in KINDS), key=len, reverse=True))
RARE_KINDS: Final = {label: kind for kind, labels in _RARE.items() for label in labels.split()}
RARE_WORDS: Final = "|".join(sorted((label.replace(".", r"\.") for label in RARE_KINDS), key=len, reverse=True))
CHINESE_KINDS: Final = {
    **{label: KINDS[label] for label in "页頁段节節章行栏欄"},
    "卷": LocatorKind.VOLUME,
    "期": LocatorKind.ISSUE,
    "册": LocatorKind.BOOK,
    "冊": LocatorKind.BOOK,
    "条": LocatorKind.ARTICLE,
    "條": LocatorKind.ARTICLE,
}
"""Labels that follow the number: `第3页`, `第5条`."""

NUMBER_WORDS: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"

_NEAR_MISSES: Final = {miss: kind for kind, misses in _NEAR_MISS_FORMS.items() for miss in misses.split()}
_CELL_KINDS: Final = (LocatorKind.ROW, LocatorKind.SHEET)
"""Kinds whose labels resemble too many words (`rose`, `sweet`) to guess a misspelt one."""
_SPELLED: Final = tuple(
    label
    for label, kind in KINDS.items()
    if label.isascii() and label.isalpha() and len(label) > 3 and kind not in _CELL_KINDS
)
_ENDINGS: Final = ("d", "ing", "er", "ers", "al", "ary", "ly")
_MIN_CHARS: Final = 4
_MIN_SIMILARITY: Final = 0.8


def short_label(kind: LocatorKind, *, several: bool = False) -> str:
    """The preferred label of a kind, for one place or `several`; that of a page if the kind has none."""
    labels = _LABELS.get(kind) or _RARE.get(kind) or _LABELS[LocatorKind.PAGE]
    return labels.split()[1 if several and kind is LocatorKind.PAGE else 0]


def nearest_kind(word: str) -> LocatorKind | None:
    """The kind that a misspelt label probably means; None if there is none."""
    dotted = word.strip().casefold()
    plain = dotted.rstrip(".'")
    if miss := _NEAR_MISSES.get(plain, _NEAR_MISSES.get(dotted)):
        return miss
    if plain in KINDS or len(plain) < _MIN_CHARS or plain in _NOT_LABELS or plain.endswith(_ENDINGS):
        return None
    near = difflib.get_close_matches(plain, _SPELLED, 1, cutoff=_MIN_SIMILARITY)
    return KINDS[near[0]] if near and near[0][0] == plain[0] else None
