"""Plausible citations and what each means by construction: 2,400 of them, the same at every run.

`python tests/accuracy/citations.py` says how many are read as they are meant, and which are not. With
`--pandoc PATH` each is read by pandoc as well, and what differs is listed by kind; that needs a pandoc with citeproc.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from briefing.model import Citation, Mode
from briefing.notes.markdown import read_body

COUNT: Final = 2400

KEYS: Final = (
    "tern-2025", "gs_2026", "iea:2024", "müller2024", "Ångström1889", "иванов-2020", "jönås2024", "a1", "doe.2020",
    "2026report", "{国家统计局}", "{doi:10.1000/182}", "tern+2025", "smith_etal:2019",
)  # fmt: skip
PREFIXES: Final = ("", "", "", "", "see", "see also", "e.g.,", "cf.", "as in", "but see", "*see*")
LABELS: Final = {
    "page": ("p.", "pp.", "page", "pages"),
    "paragraph": ("¶", "¶¶", "para.", "paragraph"),
    "section": ("§", "§§", "sec.", "section"),
    "chapter": ("ch.", "chap.", "chapter"),
    "figure": ("fig.", "figs.", "figure"),
    "table": ("table", "tbl."),
    "line": ("line", "lines", "l."),
    "column": ("col.", "column"),
    "note": ("n.", "note", "nn."),
    "volume": ("vol.", "volume"),
    "issue": ("no.",),
    "part": ("pt.", "part"),
    "book": ("bk.", "book"),
    "folio": ("fol.",),
    "verse": ("v.", "verse"),
    "opus": ("op.",),
    "article-locator": ("art.", "article"),
    "appendix": ("app.", "appendix"),
}
_WEIGHTS: Final = {"page": 40, "paragraph": 14, "section": 12}
NUMBERS: Final = (
    ("3", "3"), ("12", "12"), ("101", "101"), ("iv", "iv"), ("3-5", "3–5"), ("3–5", "3–5"), ("12--14", "12–14"),
    ("3, 7", "3, 7"), ("3, 7 and 9–11", "3, 7, 9–11"), ("12 & 14", "12, 14"), ("xi–xiv", "xi–xiv"),
)  # fmt: skip
OF_PAGES: Final = (
    ("F-12", "F-12"), ("F-12–F-14", "F-12–F-14"), ("A-1", "A-1"), ("S12", "S12"), ("1,204", "1204"),
    ("1,204–1,206", "1204–1206"), ("123–45", "123–145"), ("42–5", "42–45"), ("12a", "12a"), ("e1004", "e1004"),
)  # fmt: skip
OF_SECTIONS: Final = (("2(1)(b)", "2(1)(b)"), ("2.1", "2.1"), ("2.1–2.3", "2.1–2.3"), ("7A", "7A"), ("IV.B", "IV.B"))
REMARKS: Final = (
    "emphasis ours", "noted by the auditor", "pari passu notes", "paged copy", "lined paper", "SEC 10-K", "Form 10-K",
    "Dec. 31, 2024", "Feb. 2024", "rev. 3", "Ex. 99.1", "Mr. Brine", "restated", "as reported", "FY2025", "Q3 2025",
    "12 March 2025", "three months to June", "No. 333-1234", "minutes", "fig tree", "para-phrase", "figures rounded",
    "parc auto", "columnist", "and passim", "table of contents", "section on risk", "note that it is rounded",
    "volume of sales", "line by line", "in US dollars", "chapter and verse", "Companies Act 2006",
)  # fmt: skip


class Item(NamedTuple):
    """What one key of a citation says."""

    key: str
    mode: str
    prefix: str
    places: tuple[tuple[str, str], ...]
    """Kinds of place with their numbers."""
    suffix: str


class Case(NamedTuple):
    """A citation as it is written, and what is meant."""

    text: str
    items: tuple[Item, ...]


def cases(count: int = COUNT, seed: int = 2026) -> Iterator[Case]:
    """Citations as analysts write them, in brackets and in the sentence."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _narrative(chance) if chance.random() < 0.2 else _bracket(chance)


def _narrative(chance: random.Random) -> Case:
    key = chance.choice(KEYS)
    places, place = _place(chance) if chance.random() < 0.6 else ((), "")
    text = f"As @{key}{f' [{place}]' if place else ''} says, sales rose."
    return Case(text, (Item(key.strip("{}"), "narrative", "", places, ""),))


def _bracket(chance: random.Random) -> Case:
    written = [_item(chance) for _ in range(1 if chance.random() < 0.85 else 2)]
    return Case(f"Sales rose [{'; '.join(text for text, _ in written)}].", tuple(item for _, item in written))


def _item(chance: random.Random) -> tuple[str, Item]:
    key, prefix = chance.choice(KEYS), chance.choice(PREFIXES)
    hides = chance.random() < 0.08
    places, place = _place(chance) if chance.random() < 0.7 else ((), "")
    if places and chance.random() < 0.08:
        more, second = _place(chance, but=places[0][0])
        places, place = (*places, *more), f"{place}, {second}"
    suffix = chance.choice(REMARKS) if chance.random() < 0.3 else ""
    text = ", ".join(filter(None, (f"{prefix} {'-' if hides else ''}@{key}".strip(), place, suffix)))
    return text, Item(key.strip("{}"), "suppressed" if hides else "normal", plain(prefix), places, suffix)


def _place(chance: random.Random, but: str = "") -> tuple[tuple[tuple[str, str], ...], str]:
    kinds = [kind for kind in LABELS if kind != but]
    (kind,) = chance.choices(kinds, [_WEIGHTS.get(kind, 3) for kind in kinds])
    forms = NUMBERS + {"page": OF_PAGES, "section": OF_SECTIONS}.get(kind, ())
    if kind in ("folio", "figure", "table", "issue", "appendix"):
        forms = tuple(form for form in forms if re.fullmatch("[0-9, ]+", form[0]))
    label, (number, meant) = chance.choice(LABELS[kind]), chance.choice(forms)
    if kind == "page" and not but and chance.random() < 0.2 and re.fullmatch("[0-9]+(?:[-–][0-9]+)?", number):
        return ((kind, meant),), number
    joint = "" if label in ("¶", "§") and chance.random() < 0.5 else " "
    return ((kind, meant),), f"{label}{joint}{number}"


# --- how it is read ------------------------------------------------------------------------------


def read(case: Case) -> tuple[tuple[Item, ...], str]:
    """What we read, and what we refuse."""
    body, problems = read_body(f"{case.text}\n", "note.md")
    found = tuple(_as_read(item) for cite in body.cites for item in cite.items)
    return found, "; ".join(problem.message for problem in problems)


def _as_read(item: Citation) -> Item:
    modes = {Mode.NORMAL: "normal", Mode.SUPPRESSED: "suppressed", Mode.NARRATIVE: "narrative"}
    places = tuple((locator.kind.value, locator.numbers) for locator in item.locators)
    return Item(item.key, modes[item.mode], plain(item.prefix), places, plain(item.suffix))


def plain(text: str) -> str:
    """Words without markup, and with plain quotes and blanks."""
    return " ".join(re.sub("<[^>]+>|[*]", "", text).replace("\u00a0", " ").replace("’", "'").split()).strip(" ,")


def misread() -> list[tuple[Case, tuple[Item, ...], str]]:
    """The citations that are not read as they are meant."""
    found = ((case, *read(case)) for case in cases())
    return [(case, items, refused) for case, items, refused in found if refused or items != case.items]


# --- how pandoc reads it ---------------------------------------------------------------------------

_STYLE: Final = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info>
<citation><layout delimiter=" ; "><group delimiter="|"><text variable="title"/><group delimiter="|">
<label variable="locator" form="long"/><text variable="locator"/></group></group></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>"""


def by_pandoc(pandoc: str, texts: Sequence[str]) -> list[tuple[Item, ...]]:
    """What pandoc and its citeproc read in each of some paragraphs."""
    keys = sorted({key.strip("{}") for key in KEYS})
    sources = [{"id": key, "type": "book", "title": f"K{number}"} for number, key in enumerate(keys)]
    markdown = f"---\n{json.dumps({'references': sources})}\n---\n\n" + "\n\n".join(texts) + "\n"
    document = json.loads(_run([pandoc, "-f", "markdown-smart", "-t", "json"], markdown))
    modes = [_modes(block) for block in document["blocks"]]
    _normal(document)
    with tempfile.NamedTemporaryFile("w", suffix=".csl", encoding="utf-8") as style:
        style.write(_STYLE)
        style.flush()
        command = [pandoc, "-f", "json", "--citeproc", "--csl", style.name, "-t", "plain", "--wrap=none"]
        shown = _run(command, json.dumps(document))
    paragraphs = [line for line in shown.split("\n\n") if line.strip()][: len(texts)]
    return [_of_pandoc(line, mode, keys) for line, mode in zip(paragraphs, modes, strict=True)]


def _run(command: list[str], text: str) -> str:
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _cites(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        if node.get("t") == "Cite":
            yield node
        for value in node.values():
            yield from _cites(value)
    elif isinstance(node, list):
        for value in node:
            yield from _cites(value)


def _modes(block: Any) -> list[str]:
    names = {"NormalCitation": "normal", "SuppressAuthor": "suppressed", "AuthorInText": "narrative"}
    return [names[item["citationMode"]["t"]] for cite in _cites(block) for item in cite["c"][0]]


def _normal(document: Any) -> None:
    """All citations in one mode, so that the style shows each alike."""
    for cite in _cites(document):
        for item in cite["c"][0]:
            item["citationMode"] = {"t": "NormalCitation"}


_KINDS: Final = {"opera": "opus", "indice": "index", "appendice": "appendix"}
_PLACE: Final = r"\|(?P<label>[a-z ]+)\|(?P<numbers>[^ ]*?(?:, [^ ,]+)*?(?: (?:and|&) [^ ,]+)?)"
_SHOWN: Final = re.compile(rf"K(?P<key>\d+)(?:{_PLACE})?(?=$|,? )(?P<suffix>.*)$")


def _of_pandoc(line: str, modes: list[str], keys: list[str]) -> tuple[Item, ...]:
    inside = line.removeprefix("As ").removeprefix("Sales rose ").removesuffix(" says, sales rose.").removesuffix(".")
    return tuple(_shown(part, mode, keys) for part, mode in zip(inside.split(" ; "), modes, strict=False))


def _shown(part: str, mode: str, keys: list[str]) -> Item:
    match = _SHOWN.search(part)
    if not match:
        return Item(part, mode, "", (), "")
    label = (match["label"] or "").removesuffix("s") if match["label"] not in ("opus",) else "opus"
    places = ((_KINDS.get(label, label), match["numbers"]),) if label else ()
    return Item(keys[int(match["key"])], mode, plain(part[: match.start()]), places, plain(match["suffix"]))


def _squeezed(item: Item) -> tuple[str, str, str, str]:
    """An item's parts without what two programs write differently: dashes, joints, the border of place and remark."""
    words = " ".join([*(f"{kind} {numbers}" for kind, numbers in item.places), item.suffix])
    return item.key, item.mode, item.prefix, re.sub(r"[-–—,&\s]|and\b", "", words)


_UNKNOWN: Final = {"article-locator", "appendix"}
"""Kinds of CSL that pandoc has no labels for."""


def difference(case: Case, ours: Sequence[Item], theirs: Sequence[Item]) -> str:
    """Why pandoc reads a citation otherwise, in a few words; nothing where it reads it alike."""
    if list(map(_squeezed, ours)) == list(map(_squeezed, theirs)):
        return ""
    if re.search(r"\b(?:123–45|42–5)\b", case.text):
        return "a shortened range, which pandoc leaves as it is"
    places = [place for item in ours for place in item.places]
    if any(kind in _UNKNOWN for kind, _ in places) or re.search(r"\b(?:ch|tbl|l|nn|n|para)\.", case.text):
        return "a label that pandoc does not know"
    if any(len(item.places) > 1 for item in ours):
        return "a second kind of place, which is a remark to pandoc"
    if re.search(r"(?:FY2025|Q3 2025|12 March|Dec\. 31)", case.text):
        return "a period or a date, which is a page to pandoc"
    return "other"


def compare(pandoc: str) -> None:
    """Print how many pandoc reads alike, and why it reads the others otherwise, each kind with an example."""
    written = list(cases())
    theirs = by_pandoc(pandoc, [case.text for case in written])
    kinds: dict[str, list[str]] = defaultdict(list)
    for case, other in zip(written, theirs, strict=True):
        ours, refused = read(case)
        kinds[refused or difference(case, ours, other)].append(f"{case.text}\n        pandoc: {other}")
    for kind, found in sorted(kinds.items(), key=lambda each: -len(each[1])):
        sys.stdout.write(f"{len(found):5} {kind or 'alike'}\n")
        if kind:
            sys.stdout.writelines(f"      {each}\n" for each in found[: 20 if kind == "other" else 1])


def main() -> None:
    """Say how many are read as they are meant."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pandoc", default="", help="a pandoc with citeproc, to read them beside")
    given = options.parse_args()
    wrong = misread()
    for case, items, refused in wrong:
        sys.stdout.write(f"{case.text}\n    meant {case.items}\n    read  {items} {refused}\n")
    sys.stdout.write(f"{COUNT - len(wrong)} of {COUNT} are read as they are meant\n")
    if given.pandoc:
        compare(given.pandoc)


if __name__ == "__main__":
    main()
