"""A small project that is edited one thing at a time: what an analyst, a designer or an accident may do to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

Edit = Callable[["Sketch", int, int], None]
"""Changes a sketch; two numbers say what and into what."""


@dataclass
class Draft:
    """A note that is being written."""

    path: str
    title: str
    segment: str
    date: str
    body: list[str]
    figures: dict[str, str] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        front = {
            "title": self.title,
            "segment": self.segment,
            "date": self.date,
            "summary": "What it says.",
            **self.more,
        }
        lines = [f"{key}: {value}" for key, value in front.items() if value]
        lines += ["figures:", *(f"  {name}: {entry}" for name, entry in self.figures.items())] if self.figures else []
        return "\n".join(["---", *lines, "---", "", "\n\n".join(self.body), ""])


@dataclass
class Sketch:
    """A project in which everything has a place of its own."""

    notes: list[Draft]
    sources: dict[str, dict[str, str]]
    site: dict[str, str]
    others: dict[str, str]
    """Every other file by its path: the lock, templates, what lies beside notes."""
    options: dict[str, str] = field(default_factory=dict)
    """What is asked of the command; an option without a value is a flag."""

    @property
    def files(self) -> dict[str, str]:
        """Everything as it stands on the disk, by path."""
        notes = {f"notes/{note.path}": note.text for note in self.notes}
        references = "".join(_reference(key, fields) for key, fields in self.sources.items())
        settings = "".join(f"{key}: {value}\n" for key, value in self.site.items() if value)
        given = {
            "notes/site.yaml": settings,
            "notes/sources.yaml": f"references:\n{references}",
            **notes,
            **self.others,
        }
        return {path: text for path, text in given.items() if text}

    @property
    def arguments(self) -> list[str]:
        """The options as a person types them."""
        return [part for option, value in self.options.items() for part in (option, value) if part]


def _reference(key: str, fields: dict[str, str]) -> str:
    return f"  - id: {key}\n" + "".join(f"    {name}: {value}\n" for name, value in fields.items() if value)


# --- the values of fields ------------------------------------------------------------------------------

BODIES: Final = (
    "Batteries lead [@iea-2024, ¶2].",
    "Built were 4.2 GW [@iea-2024, ¶2], which is a lot.",
    "Growth comes to 91.3% [@bnef, p. 3; @lund-2024].",
    "It is @iea-2024 [p. 3] who says so, and @bnef agrees.",
    "Ask @iea2024, @bnef2, @lund-2025 or @someone.",
    "Of [4.2 GW]{#built} there are [8.4 GW]{#twice}, up [30%]{#growth}, to [5 GW]{#goal}.",
    "See [the costs](a.md#costs), [more](b.md) and [later](sub/c.md#later).",
    "See [later](c.md#later), [the call](../index.md#the-call) and [here](#costs).",
    "![A map of 4.2 GW](map.png) and a [table](data.csv)",
    "![The same](../map.png)",
    "It took [48 months]{.unsourced} and 77 stores.",
    "As noted.[^1]\n\n[^1]: By 5.1 GW [@bnef, ¶1].",
    "## Costs",
    "{#later}\n## What comes then",
    "## The call",
    "### Of 4.2 GW",
    "| a | GW |\n|---|---|\n| x [@iea-2024] | 4.2 |\n\nTable: Of cells [@bnef]",
    "> [!WARNING]\n> Take care [@lund-2024].",
    "In 2025 it grew [@iea-2024, ¶2; @nobody].",
    "The Model 5000 sold [@bnef], 增长 30%。",
    "```chart\ntitle: Built and aimed at\nmark: bar\nfigures: {built: Built, goal: Goal}\n```",
    "A \ufffd stands here.",
    "A \udcff stands here.",
)

ENTRIES: Final = (
    ("built", "{label: Built, kind: actual, value: 4.2 GW, period: 2025, cite: 'iea-2024, ¶2'}"),
    ("built", "{label: Built of 4.2 GW, kind: actual, value: 4.2 GW, cite: 'bnef'}"),
    ("built", "{label: Built, kind: actual, value: 4.3 GW, period: 2025, cite: 'iea-2024, ¶2'}"),
    ("twice", "{label: Twice, kind: derived, value: 8.4 GW, formula: 2 * built}"),
    ("twice", "{label: Twice, kind: derived, value: 8.6 GW, formula: 2 * built}"),
    ("ratio", "{label: Ratio, kind: derived, value: 84%, formula: built / goal}"),
    ("ratio", "{label: Ratio, kind: derived, value: 86%, formula: built / goal}"),
    ("growth", "{label: Growth, kind: opinion, value: 30%, basis: our calls}"),
    ("growth", "{label: Growth, kind: opinion, value: 31%, basis: other calls}"),
    ("goal", "{label: Goal, kind: guidance, value: 5 GW, cite: 'iea-2024, ¶3', due: 2026}"),
    ("goal", "{label: Goal, kind: guidance, value: 5 GW, cite: 'iea-2024, ¶3', due: 2024-06-30}"),
    ("goal", "{label: G, kind: guidance, value: 5 GW, cite: bnef, due: 2026, outcome: {value: 6 GW, cite: bnef}}"),
    ("round", "{label: Round, kind: derived, value: 2%, formula: round + 0}"),
    ("odd", "{label: Odd, kind: actual, value: much, cite: bnef}"),
)  # fmt: skip

MORE: Final = {
    "status": ("", "draft", "published"),
    "publish_at": ("", "2026-02-04", "2027-01-01"),
    "lang": ("", "zh", "en"),
    "aliases": ("", "[old]", "[old, older/place]", "[b]", "[sub/]"),
    "authors": ("", "[Ada]", "[Ada, Lin]"),
    "tags": ("", "[x]"),
    "summary": ("", "Where 4.2 GW went.", "Other words."),
    "updated": ("", "2026-03-04"),
    "headline": ("", "[built]", "[goal, built]", "[twice, growth]", "[nothing]"),
    "history": ("", "[{date: 2026-02-09, kind: update, text: More.}]", "[{date: 2026-03-10, kind: update, text: A.}]"),
    "titel": ("", "x"),
}  # fmt: skip

FIELDS: Final = {
    "type": ("report", "book", "article-journal"),
    "title": ("Power", "Storage", "Almanac", "国"),
    "author": ("", "[{family: Lund, given: Ada}]", "[{family: Zhu, given: Lin}]"),
    "issued": ("", "2024-06", "2024", "2025"),
    "note": ("", "A remark."),
    "custom": ("", "{caveats: [{at: ¶2, says: Two sums., reading: The lower.}]}",
               "{via: Them, caveats: [{at: '¶2, ¶3', figures: ['4.2 GW'], says: No sum., reading: Ours.}]}",
               "{paragraphs: blocks, reliability: high, licence: ours}"),
}  # fmt: skip

SITE: Final = {
    "title": ("Power", "Other power"),
    "company": ("", "Tern"),
    "language": ("en", "zh", "zh-Hant", "xx"),
    "base_url": ("https://example.org/p/", "", "https://example.org/q"),
    "segments": (
        "[{id: power, title: Power}, {id: wind, title: Wind}]",
        "[{id: wind, title: Wind}, {id: power, title: Power}]",
        "[{id: power, title: Stations}, {id: wind, title: Wind}]",
        "[{id: power, title: Power}]",
        "",
    ),
    "names": ("", "[Model 5000]", "[Model 5000, 77 stores]"),
    "disclosures": ("", "We own some."),
    "rules": (
        "{unknown-source: warning, broken-link: warning, broken-footnote: notice}",
        "{unknown-source: {'*': notice, 'a.md': warning}, broken-link: {'a.md': warning, '*': off}}",
        "{unknown-source: {'a.md': warning, '*': notice}, broken-link: {'*': off, 'a.md': warning}}",
        "{unknown-source: warning, broken-link: warning, uncited-figure: off, figure-unverified: warning}",
        "{uncited-source: off}",
        "{invalid-yaml: off}",
    ),
}  # fmt: skip

OTHERS: Final = {
    "notes/map.png": ("PNG", "JPG", ""),
    "notes/data.csv": ("a,b", "", "a,c"),
    "notes/figures.lock": ("", "no lock\n"),
    "templates/note.html": (
        "",
        '{% extends "default/note.html" %}{% block footer %}<p>Ours.</p>{% endblock %}',
        "{{ page.titel }}",
        '{% extends "default/note.html" %}{% block footer %}{% include "own.txt" %}{% endblock %}',
    ),
    "templates/own.txt": ("", "Own words.", "Other words."),
    "templates/base.html": ("", "<title>{{ page.title }}</title>{% block main %}{% endblock %}"),
    "templates/feed.xml": ("", "<feed>{{ page.updated }}</feed>"),
    "templates/static/style.css": ("", "p { color: red }"),
    "templates/static/own.css": ("", "p { color: blue }", "p {}"),
}

OPTIONS: Final = (
    ("--drafts", ""),
    ("--strict", ""),
    ("--base-url", "https://example.org/r/"),
    ("--as-of", "2026-07-01"),
    ("--as-of", "2025-01-01"),
)
DATES: Final = ("2026-02-01", "2026-02-03", "2026-02-05", "2027-01-15", "2025-06-01")
PATHS: Final = ("new.md", "b2.md", "sub/d.md", "a/index.md", "z.md")
KEYS: Final = ("iea-2025", "bnef", "lund-2024", "nobody", "iea2024", "someone")


# --- what may be done ----------------------------------------------------------------------------


def retitle(sketch: Sketch, a: int, b: int) -> None:
    _one(sketch, a).title = ("Storage", "Storage of 4.2 GW", "增长", "A & <b>")[b % 4]


def redate(sketch: Sketch, a: int, b: int) -> None:
    _one(sketch, a).date = DATES[b % len(DATES)]


def file_under(sketch: Sketch, a: int, b: int) -> None:
    note = _one(sketch, a)
    note.segment = ("power", "wind", "power", "nowhere")[b % 4] if note.path != "index.md" else ""


def say_more_of_a_note(sketch: Sketch, a: int, b: int) -> None:
    key = list(MORE)[b % len(MORE)]
    _one(sketch, a).more[key] = MORE[key][(a + b) % len(MORE[key])]


def add_a_paragraph(sketch: Sketch, a: int, b: int) -> None:
    body = _one(sketch, a).body
    body.insert(a % (len(body) + 1), BODIES[b % len(BODIES)])


def take_a_paragraph_away(sketch: Sketch, a: int, b: int) -> None:
    body = _one(sketch, a).body
    if body:
        body.pop(b % len(body))


def replace_a_paragraph(sketch: Sketch, a: int, b: int) -> None:
    take_a_paragraph_away(sketch, a, b)
    add_a_paragraph(sketch, a, a + b)


def enter_a_figure(sketch: Sketch, a: int, b: int) -> None:
    name, entry = ENTRIES[b % len(ENTRIES)]
    _one(sketch, a).figures[name] = entry


def strike_a_figure(sketch: Sketch, a: int, b: int) -> None:
    figures = _one(sketch, a).figures
    if figures:
        del figures[list(figures)[b % len(figures)]]


def rename_a_figure(sketch: Sketch, a: int, b: int) -> None:
    figures = _one(sketch, a).figures
    if figures:
        old = list(figures)[b % len(figures)]
        figures[f"{old}-{b}"] = figures.pop(old)


def add_a_note(sketch: Sketch, a: int, b: int) -> None:
    path = PATHS[b % len(PATHS)]
    if path not in {note.path for note in sketch.notes}:
        body = [BODIES[(a + i) % len(BODIES)] for i in range(3)]
        sketch.notes.append(Draft(path, "New", ("power", "wind")[a % 2], DATES[a % len(DATES)], body))


def remove_a_note(sketch: Sketch, a: int, _: int) -> None:
    if len(sketch.notes) > 1:
        sketch.notes.pop(a % len(sketch.notes))


def rename_a_note(sketch: Sketch, a: int, b: int) -> None:
    path = PATHS[b % len(PATHS)]
    if path not in {note.path for note in sketch.notes}:
        _one(sketch, a).path = path


def say_more_of_a_source(sketch: Sketch, a: int, b: int) -> None:
    if sketch.sources:
        fields, key = sketch.sources[list(sketch.sources)[a % len(sketch.sources)]], list(FIELDS)[b % len(FIELDS)]
        fields[key] = FIELDS[key][(a + b) % len(FIELDS[key])]


def add_a_source(sketch: Sketch, a: int, b: int) -> None:
    sketch.sources.setdefault(KEYS[b % len(KEYS)], {"type": "report", "title": FIELDS["title"][a % 4]})


def remove_a_source(sketch: Sketch, a: int, _: int) -> None:
    if sketch.sources:
        del sketch.sources[list(sketch.sources)[a % len(sketch.sources)]]


def turn_the_sources_round(sketch: Sketch, _: int, __: int) -> None:
    sketch.sources = dict(reversed(sketch.sources.items()))


def say_more_of_the_site(sketch: Sketch, a: int, b: int) -> None:
    key = list(SITE)[b % len(SITE)]
    sketch.site[key] = SITE[key][a % len(SITE[key])]


def change_a_file(sketch: Sketch, a: int, b: int) -> None:
    path = list(OTHERS)[b % len(OTHERS)]
    sketch.others[path] = OTHERS[path][a % len(OTHERS[path])]


def forget_what_was_verified(sketch: Sketch, a: int, _: int) -> None:
    lines = sketch.others.get("notes/figures.lock", "").splitlines(keepends=True)
    if lines:
        lines.pop(a % len(lines))
    sketch.others["notes/figures.lock"] = "".join(lines)


def ask_otherwise(sketch: Sketch, a: int, b: int) -> None:
    option, value = OPTIONS[b % len(OPTIONS)]
    sketch.options.pop(option, None)
    if a % 2:
        sketch.options[option] = value


EDITS: Final[tuple[Edit, ...]] = (
    retitle, redate, file_under, say_more_of_a_note, say_more_of_a_note, add_a_paragraph, add_a_paragraph,
    take_a_paragraph_away, replace_a_paragraph, enter_a_figure, enter_a_figure, strike_a_figure, rename_a_figure,
    add_a_note, remove_a_note, rename_a_note, say_more_of_a_source, say_more_of_a_source, add_a_source,
    remove_a_source, turn_the_sources_round, say_more_of_the_site, say_more_of_the_site, change_a_file, change_a_file,
    forget_what_was_verified, ask_otherwise,
)  # fmt: skip
"""Everything that is done to a project by hand; what happens more often stands there twice."""


def _one(sketch: Sketch, a: int) -> Draft:
    return sketch.notes[a % len(sketch.notes)]


# --- where it begins ---------------------------------------------------------------------------


def begun() -> Sketch:
    """Notes that link to each other, cite the same sources, and share figures."""
    return Sketch(list(_notes()), _sources(), {key: values[0] for key, values in SITE.items()}, dict(_beside()))


def _notes() -> Iterator[Draft]:
    yield Draft(
        "index.md", "Power in brief", "", "2026-02-01",
        ["## The call", BODIES[0], BODIES[5], "See [the costs](a.md#costs) and [later](sub/c.md#later).", BODIES[4]],
        more={"headline": "[built, twice]"},
    )  # fmt: skip
    yield Draft(
        "a.md", "Cells", "power", "2026-02-03",
        [BODIES[1], "## Costs", BODIES[3], BODIES[8], "See [more](b.md)."],
        dict([ENTRIES[0], ENTRIES[9]]), {"aliases": "[old]"},
    )  # fmt: skip
    yield Draft(
        "b.md", "Packs", "power", "2026-02-05", [BODIES[5], BODIES[2], BODIES[1]], dict([ENTRIES[3], ENTRIES[5]])
    )
    yield Draft(
        "sub/c.md", "Wind", "wind", "2026-02-02",
        ["{#later}\n## Later", BODIES[17], "Growth is [30%]{#growth}.", "See [the call](../index.md#the-call)."],
        dict([ENTRIES[7]]),
    )  # fmt: skip


def _sources() -> dict[str, dict[str, str]]:
    return {
        "iea-2024": {"type": "report", "title": "Power", "author": FIELDS["author"][1], "issued": "2024-06"},
        "bnef": {"type": "report", "title": "Storage", "custom": FIELDS["custom"][1]},
        "lund-2024": {"type": "book", "title": "Almanac", "author": FIELDS["author"][1], "issued": "2024"},
    }


def _beside() -> Iterator[tuple[str, str]]:
    yield "notes/map.png", "PNG"
    yield "notes/data.csv", "a,b"
