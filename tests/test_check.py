"""What the pages of `briefing/rules` do not show: the same rules where it is less plain."""

import pytest
from conftest import NOTE, SITE, SOURCES, Texts, checked, note, place, project, underlined, unrendered
from msgspec import structs

from briefing.build import report
from briefing.build.report import levels
from briefing.build.session import compose, files
from briefing.model import File
from briefing.model.diagnostics import Diagnostic, Rule, Severity


def found(texts: Texts) -> list[tuple[str, str, str]]:
    """The place, what is said, and the hint, of all findings."""
    return [(place(finding), finding.message, finding.hint) for finding in checked(texts)]


def severities(texts: Texts) -> dict[str, str]:
    return {f"{finding.span.path} {finding.rule}": str(finding.severity) for finding in checked(texts)}


# --- cover by a name in the sentence -----------------------------------------------------------

NAMED = {
    "@iea-2024 [p. 3] has 4.2 GW.": [],
    "@iea-2024 has 4.2 GW.": [],
    "@iea-2042 has 4.2 GW.": ["unknown-source"],
    "@somebody says 4.2 GW.": ["uncited-figure"],
    "It had 4.2 GW [@nobody-at-all].": ["unknown-source"],
    "It had 4.2 GW [@iea-2024, pg. 3].": ["unreadable-locator"],
    "It had 4.2 GW, as told in the\nreport [@iea-2024; p. 3].": ["unreadable-citation"],
    "It had 4.2 GW.\n\nOf them [@iea-2024, pg. 3].": ["uncited-figure", "unreadable-locator"],
}


@pytest.mark.parametrize(("body", "rules"), NAMED.items())
def test_a_handle_covers_nothing_and_a_citation_that_is_misspelt_does(body: str, rules: list[str]) -> None:
    assert [d.rule for d in checked(note(f"{body}\n")) if d.span.path == "notes/note.md"] == rules


NAMED_AFTER = {
    "It was 4.2 GW (@iea-2024).": "`@iea-2024` covers what follows it: put `[@iea-2024]` after the number",
    "It was 4.2 GW, says @iea-2024.": "`@iea-2024` covers what follows it: put `[@iea-2024]` after the number",
    "It was [42]{#built}% of all.": "`[42]{#built}` is only a part of it: put all of the number into the brackets",
    "It cost USD [4]{#built} million.": "`[4]{#built}` is only a part of it: put all of the number into the brackets",
    "It was 4.2 GW, not [built]{#built}.": "cite its source in the same sentence, or exempt it: [4.2 GW]{.unsourced}",
    "It was 4.2 GW, says @somebody.": "cite its source in the same sentence, or exempt it: [4.2 GW]{.unsourced}",
}


@pytest.mark.parametrize(("body", "hint"), NAMED_AFTER.items())
def test_a_source_that_is_named_after_its_number_is_put_into_brackets(body: str, hint: str) -> None:
    assert [d.hint for d in checked(note(f"{body}\n")) if d.rule == "uncited-figure"] == [hint]


UNSIGNED = {
    "It fell [iea-2024, p. 3].": "write `[@iea-2024, p. 3]`",
    "It fell [iea-2024].": "write `[@iea-2024]`",
    "It fell [see iea-2024,\np. 3; and others].": "write `[see @iea-2024, p. 3; and others]`",
    "It fell [iea-2042, p. 3].": "write `[@iea-2024, p. 3]`",
    "It fell by 4.2 GW (see iea-2024, p. 3).": "write `[see @iea-2024, p. 3]`",
    "据[iea-2024，第3页]。": "write `[@iea-2024，第3页]`",
    "It fell [iea-2024, p. 3] [@iea-2024].": "write `[@iea-2024, p. 3]`",
    "- It fell.[^a]\n\n[^a]: See **[iea-2024, p. 3]**.": "write `[@iea-2024, p. 3]`",
}


@pytest.mark.parametrize(("body", "hint"), UNSIGNED.items())
def test_a_bracket_that_names_a_source_without_a_sign_is_no_text(body: str, hint: str) -> None:
    assert [(d.rule, d.hint) for d in checked(note(f"{body}\n")) if d.span.path == "notes/note.md"] == [
        ("unreadable-citation", hint)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The [iea] and (iea, p. 3) and (iea-2024).",
        "In [2024] it fell [sic], [as of p. 3].",
        "See [iea-2024].\n\n[iea-2024]: https://example.org/",
        "See [iea-2024](index.md) and `[iea-2024]`.",
        "See \\[iea-2024] and \\[iea-2024, p. 3].",
        "See.[^iea-2024]\n\n[^iea-2024]: It.",
        "<!-- [iea-2024, p. 3] -->\n\n```\n[iea-2024, p. 3]\n```",
        "The [iea-2024]{.report} and [A380, p. 3].",
    ],
)
def test_a_bracket_that_is_text_or_a_link_needs_no_sign(body: str) -> None:
    assert "unreadable-citation" not in [d.rule for d in checked(note(f"{body}\n"))]


# --- rules by project and path ------------------------------------------------------------------


def rules(setting: str) -> str:
    return f"{SITE}rules:\n  {setting}\n"


@pytest.mark.parametrize(
    ("setting", "severity"),
    [
        ("missing-alt: error", "error"),
        ("missing-alt: notice", "notice"),
        ("missing-alt: off", None),
        ("missing-alt: {note.md: error}", "error"),
        ("missing-alt: {notes/note.md: error}", "error"),
        ("missing-alt: {'*': notice}", "notice"),
        ("missing-alt: {'*': notice, 'note.md': error}", "error"),
        ("missing-alt: {'note.md': error, '*': notice}", "notice"),
        ("missing-alt: {'drafts/*': off}", "warning"),
        ("unknown-source: off", "warning"),
    ],
)
def test_a_project_says_how_much_a_rule_matters_and_the_last_path_that_fits_counts(
    setting: str, severity: str | None
) -> None:
    texts = {**note("![](map.png) [@iea-2024]"), "notes/site.yaml": rules(setting)}

    assert severities(texts).get("notes/note.md missing-alt") == severity


def test_a_rule_by_path_knows_folders() -> None:
    pages = {f"notes/{path}.md": NOTE + "![](../map.png)" for path in ("a/one", "b/two")}
    texts = {**pages, "notes/site.yaml": rules("missing-alt: {'a/*': error, 'b/*': off}")}

    assert severities(texts) == {"notes/a/one.md missing-alt": "error"}


@pytest.mark.parametrize("rule", ["missing-key", "invalid-yaml", "address-taken", "invalid-template", "unknown-key"])
@pytest.mark.parametrize("level", ["off", "warning"])
def test_what_would_make_a_page_false_is_always_an_error(rule: str, level: str) -> None:
    assert found({"notes/site.yaml": rules(f"{rule}: {level}")}) == [
        (f"8:{5 + len(rule)} invalid-value", f"`{rule}` is always an error", f"`briefing explain {rule}` says why")
    ]


def test_a_rule_that_nobody_knows_is_reported_with_the_nearest() -> None:
    assert found({"notes/site.yaml": rules("unknwon-source: off")})[0][2] == "did you mean `unknown-source`?"


# --- links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("[x](zebra.md)", "`zebra.md` leads to no file", "link to a file under notes/, relative to this one"),
        ("[x](zebra.md#a)", "`zebra.md#a` leads to no file", "link to a file under notes/, relative to this one"),
        ("[x](indx.md)", "`indx.md` leads to no file", "did you mean `index.md`?"),
        ("[x](index.html)", "`index.html` leads to no file", "did you mean `index.md`?"),
        ("[x](#cost)", "`note.md` has no heading `#cost`", "did you mean `costs`?"),
        ("[x](note.md#zzz)", "`note.md` has no heading `#zzz`", "it has `#costs`, `#增长率-修订`"),
        ("[x](#增长率)", "`note.md` has no heading `#增长率`", "did you mean `增长率-修订`?"),
        ("[x](index.md#cal)", "`index.md` has no heading `#cal`", "it has `#the-call`"),
        (
            "[x](../README.md)",
            "`../README.md` leads out of the notes",
            "link relative to this file, to a file under notes/",
        ),
        ("[x](/evs.md)", "`/evs.md` leads out of the notes", "link relative to this file, to a file under notes/"),
        (
            "[x](C:/zebra.md)",
            "`C:/zebra.md` leads to no file",
            "link to a file under notes/, relative to this one",
        ),
        ("[x](draft.md)", "`draft.md` is a draft, which is not published", "publish it, or remove the link"),
        ("![Map](mpa.png)", "`mpa.png` leads to no file", "did you mean `map.png`?"),
        ("[x](site.yaml)", "`site.yaml` leads to no file", "link to a file under notes/, relative to this one"),
    ],
)
def test_a_link_that_leads_nowhere_is_reported_with_a_way_out(link: str, message: str, hint: str) -> None:
    text = f"{NOTE}## Costs\n\n## 增长率（修订）\n\n储能 {link}\n"
    draft = NOTE.replace("segment: power", "segment: power\nstatus: draft")
    (fault,) = checked({"notes/note.md": text, "notes/draft.md": draft})

    assert (place(fault), fault.message, fault.hint) == ("11:4 broken-link", message, hint)
    assert underlined(fault, text) == link


@pytest.mark.parametrize(
    "link",
    ["[x](index.md)", "[x](./index.md)", "[x](index.md#the-call)", "[x](#增长率-修订)", "[x](#%E5%A2%9E长率-修订)",
     "[x](map.png)", "![Map](map.png)", "[x](#)", "[x](note.md)", "[x](https://example.org)", "<a@b.c>"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not_reported(link: str) -> None:
    assert found(note(f"## 增长率（修订）\n\n{link}\n")) == []


def test_a_link_is_relative_to_its_own_note() -> None:
    texts = {"notes/2026/deep.md": f"{NOTE}[up](../index.md#the-call) ![Map](../map.png) [down](index.md)"}

    assert found(texts) == [("7:47 broken-link", "`index.md` leads to no file", "did you mean `../index.md`?")]


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("sibbling.md", "did you mean `sibling.md`?"),
        ("../cousin/remoote.md", "did you mean `../cousin/remote.md`?"),
        ("sibling-with-a-longer-name.md", "did you mean `../sibling-with-a-longer-name.md`?"),
    ],
)
def test_the_way_out_is_written_as_the_note_would_write_it(link: str, hint: str) -> None:
    others = {f"notes/{path}.md": NOTE for path in ("a/b/sibling", "a/cousin/remote", "a/sibling-with-a-longer-name")}
    (fault,) = checked({**others, "notes/a/b/deep.md": f"{NOTE}[x]({link})"})

    assert fault.hint == hint


def test_drafts_may_link_to_each_other_and_are_checked_when_asked_for() -> None:
    draft = NOTE.replace("segment: power", "segment: power\nstatus: draft")
    texts = {"notes/a.md": f"{draft}[b](b.md) [c](c.md)", "notes/b.md": draft}

    assert checked(texts) == ()
    assert [place(finding) for finding in unrendered(project(texts, drafts=True))] == ["8:11 broken-link"]


# --- addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "where", "message"),
    [
        (
            {"notes/Note.md": NOTE, "notes/note.md": NOTE},
            "notes/note.md 1:1 address-taken",
            "the URL `note.html` is already used by notes/Note.md:1",
        ),
        (
            {"notes/note.md": NOTE.replace("---\n", "---\naliases: [old, /old.html]\n", 1)},
            "notes/note.md 2:16 address-taken",
            "the URL `old.html` is already used by notes/note.md:2",
        ),
        (
            {"notes/note.md": NOTE.replace("---\n", "---\naliases: [/]\n", 1)},
            "notes/note.md 2:11 address-taken",
            "the URL `index.html` is already used by notes/index.md:1",
        ),
        (
            {"notes/note.md": NOTE.replace("---\n", "---\naliases: [旧址]\n", 1)},
            "notes/note.md 2:11 invalid-url",
            "`旧址.html` cannot be a URL",
        ),
        (
            {"notes/note.md": NOTE.replace("---\n", "---\naliases: [../up]\n", 1)},
            "notes/note.md 2:11 invalid-url",
            "`../up.html` cannot be a URL",
        ),
        (
            {"notes/sources/note.md": NOTE},
            "notes/sources/note.md 1:1 invalid-url",
            "the folder `sources/` is reserved for the site's own files",
        ),
        (
            {"notes/Sources/note.md": NOTE},
            "notes/Sources/note.md 1:1 invalid-url",
            "the folder `sources/` is reserved for the site's own files",
        ),
        (
            {"notes/search.md": NOTE},
            "notes/search.md 1:1 invalid-url",
            "`search.html` is one of the site's own files",
        ),
        (
            {"notes/note.md": NOTE.replace("---\n", "---\naliases: [/404.html]\n", 1)},
            "notes/note.md 2:11 invalid-url",
            "`404.html` is one of the site's own files",
        ),
        ({"notes/sources.md": NOTE}, None, ""),
        ({"notes/a/404.md": NOTE, "notes/statics/a.md": NOTE}, None, ""),
        (
            {"notes/map.png.md": NOTE, "notes/note.md": f"{NOTE}[x](map.png)"},
            None,
            "",
        ),
    ],
)
def test_two_things_cannot_have_one_address(texts: Texts, where: str | None, message: str) -> None:
    findings = [(f"{finding.span.path} {place(finding)}", finding.message) for finding in checked(texts)]

    assert findings == ([(where, message)] if where else [])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("note.html", "the URL `note.html` is already used by notes/note.md:1"),
        ("index.html", "the URL `index.html` is already used by notes/index.md:1"),
        ("sources/index.html", "the folder `sources/` is reserved for the site's own files"),
        ("static/style.css", "the folder `static/` is reserved for the site's own files"),
        ("feed.xml", "`feed.xml` is one of the site's own files"),
        ("Feed.xml", "`Feed.xml` is one of the site's own files"),
        ("sources.json", "`sources.json` is one of the site's own files"),
        ("llms.txt", "`llms.txt` is one of the site's own files"),
    ],
)
def test_a_file_that_is_copied_cannot_take_the_place_of_a_page(name: str, message: str) -> None:
    inputs = structs.replace(project(note(f"Twice [x]({name}) and [y]({name}).")), files={name: name})
    findings = {finding.message for finding in unrendered(inputs) if finding.rule is not Rule.ACTIVE_FILE}

    assert findings == {message}


# --- sources, segments, the project ---------------------------------------------------------------------


def test_each_use_of_a_misspelt_key_is_reported() -> None:
    assert [place(f) for f in checked(note("[@iea-2042]\n\n> [^n]: x [@iea-2042]\n\n[^n] -@iea-2042"))] == [
        "7:2 unknown-source",
        "9:12 unknown-source",
        "11:7 unknown-source",
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("iea-2042", "did you mean `iea-2024`?"),
        ("iea2024", "did you mean `iea-2024`?"),
        ("IEA-2024", "did you mean `iea-2024`?"),
        ("iea", "add it to notes/sources.yaml, or write `\\@` for a plain @"),
        ("zzz", "add it to notes/sources.yaml, or write `\\@` for a plain @"),
    ],
)
def test_a_misspelt_key_is_met_with_the_nearest_one(key: str, hint: str) -> None:
    assert [finding.hint for finding in checked(note(f"[@{key}]"))] == [hint]


def test_a_source_cited_by_a_draft_alone_is_not_cited() -> None:
    draft = NOTE.replace("segment: power", "segment: power\nstatus: draft")
    index = "---\ntitle: x\ndate: 2026-02-01\nsummary: x\n---\n"
    texts = {"notes/index.md": index, "notes/note.md": f"{draft}[@iea-2024]"}

    assert [place(finding) for finding in checked(texts)] == ["2:9 uncited-source"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("zotero.bib", "rename it as notes/sources-zotero.bib"),
        ("site.yml", "rename it as notes/site.yaml"),
        ("Sources.bib", "rename it as notes/sources.bib"),
        ("sources.yaml.txt", "rename it as notes/sources.yaml; Windows may hide the `.txt`"),
        ("costs.MD", "rename it as notes/costs.md"),
        ("grid/costs.md.txt", "rename it as notes/grid/costs.md; Windows may hide the `.txt`"),
        ("costs.docx", "put its text into a note, link to it as a download, or move it out of notes/"),
        ("sources.enw", "export it as CSL-JSON or BibTeX, to notes/sources.json or notes/sources.bib"),
        (
            "references-old.ris",
            "export it as CSL-JSON or BibTeX, to notes/references-old.json or notes/references-old.bib",
        ),
        (
            "resources.ris",
            "export it as CSL-JSON or BibTeX, to notes/sources-resources.json or notes/sources-resources.bib",
        ),
    ],
)
def test_the_hint_at_a_file_that_is_not_read_says_how_it_would_be(name: str, hint: str) -> None:
    found = [finding for finding in checked({f"notes/{name}": "x"}) if finding.rule == "unread-file"]

    assert [finding.hint for finding in found] == [hint]


URL_NAMES = [
    ("my farms.md", "`my farms.md` cannot be a URL", ", as in `my-farms.md`"),
    ("Erträge 2025/q 1.md", "`Erträge 2025/q 1.md` cannot be a URL", ", as in `Ertrage-2025/q-1.md`"),
    ("farms (copy).md", "`farms (copy).md` cannot be a URL", ", as in `farms-copy.md`"),
    ("con.md", "Windows keeps the name `con.md` for a device", "use another name, as in `con-note.md`"),
]


@pytest.mark.parametrize(("name", "message", "hint"), URL_NAMES)
def test_a_name_that_cannot_be_a_url_is_led_to_one_that_can(name: str, message: str, hint: str) -> None:
    (found,) = (finding for finding in checked({f"notes/{name}": NOTE}) if finding.rule == "invalid-url")

    assert found.message == message
    assert hint in found.hint


def test_many_sources_that_no_note_cites_are_one_line() -> None:
    more = "".join(f"  - {{id: spare-{number}, type: report, title: Spare}}\n" for number in range(6))
    found = checked({"notes/sources.yaml": SOURCES + more})
    shown = report.as_text(found, {}).splitlines()

    assert [finding.message for finding in found] == [f"no note cites `spare-{number}`" for number in range(6)]
    assert shown[0] == "notes/sources.yaml:7:10: warning[uncited-source] no note cites 6 sources, this one first"
    assert "uncited-source: off" in shown[1]


@pytest.mark.parametrize(
    ("sources", "where"),
    [
        ("(none)", "notes/sources.yaml 1:1 missing-file"),
        ("references:\n\t- id: iea-2024\n", "notes/sources.yaml 2:1 invalid-yaml"),
        ("references:\n  - {type: report, title: Power}\n", "notes/sources.yaml 2:5 missing-key"),
        ("references:\n  - {id: iea-2024, type: raport, title: Power}\n", "notes/sources.yaml 2:26 invalid-value"),
    ],
)
def test_a_source_that_cannot_be_read_is_not_missing_in_every_note(sources: str, where: str) -> None:
    assert [f"{f.span.path} {place(f)}" for f in checked({"notes/sources.yaml": sources})] == [where]


def test_what_is_missing_from_a_file_that_can_be_read_in_part_is_still_reported() -> None:
    texts = {
        "notes/sources.yaml": f"{SOURCES}  - {{id: bnef, type: report, titel: x}}\n",
        "notes/site.yaml": f"{SITE}titel: x\n",
        "notes/note.md": NOTE.replace("segment: power", "segment: zebra") + "[@bnef] [@nobody]",
    }

    assert [f"{finding.span.path} {finding.rule}" for finding in checked(texts)] == [
        "notes/note.md unknown-segment",
        "notes/note.md unknown-source",
        "notes/site.yaml unknown-key",
        "notes/sources.yaml unknown-key",
    ]


@pytest.mark.parametrize("settings", ["(none)", "title: a: b\n", "segments:\n\t- x\n"])
def test_a_segment_of_settings_that_cannot_be_read_is_not_missing_in_every_note(settings: str) -> None:
    rules = {str(finding.rule) for finding in checked({**note(""), "notes/site.yaml": settings})}

    assert rules <= {"missing-file", "invalid-yaml", "no-base-url"}
    assert len(rules) == 2


@pytest.mark.parametrize(
    ("front", "is_missing"),
    [
        ("date: yesterday\nfigures: {built: {label: B, kind: opinion, value: 4 GW, basis: calls}}", True),
        ("date: 2026-01-01\ntags: 5", True),
        ("date: 2026-01-01\nstatus: done", True),
        ("date: 2026-01-01\nfigures: {built: {label: B, kind: opinion, value: much, basis: calls}}", False),
        ("date: 2026-01-01\nfigures: {built: {kind: opinion, value: 4 GW, basis: calls}}", False),
        ("date: 2026-01-01\nfigures: 5", False),
        ("date: 2026-01-01\nfigurs: {built: {label: B, kind: opinion, value: 4 GW, basis: calls}}", False),
        ("date: [2026-01-01", False),
    ],
)
def test_a_slip_in_a_note_hides_no_finding_in_another_but_for_what_its_ledger_may_define(
    front: str, is_missing: bool
) -> None:
    other = f"---\ntitle: Other\nsegment: power\nsummary: S.\n{front}\n---\n"
    texts = {**note("[9 GW]{#bilt} it is.\n", "headline: [bilt]"), "notes/other.md": other}
    missing = [place(each) for each in checked(texts) if each.rule == "unknown-figure"]

    assert [line.partition(" ")[2] for line in missing] == (["unknown-figure"] * 2 if is_missing else [])


def test_a_note_that_needs_no_other_ledger_is_checked_beside_one_that_cannot_be_read() -> None:
    texts = {**note("## Of 9 GW\n\nIt is."), "notes/other.md": "no front matter"}

    assert "unsupported-figure" in {each.rule for each in checked(texts)}


def test_an_unknown_segment_lists_those_there_are() -> None:
    texts = {"notes/note.md": NOTE.replace("segment: power", "segment: zebra")}

    assert found(texts) == [
        ("3:10 unknown-segment", "no segment is called `zebra`", "the segments of site.yaml are `power`")
    ]


def test_an_empty_folder_of_notes_is_told_what_it_lacks() -> None:
    nothing = {"notes/site.yaml": "(none)", "notes/sources.yaml": "(none)", "notes/index.md": "(none)"}

    assert [finding.message for finding in checked(nothing)] == [
        "there is no `notes/index.md`",
        "there is no `notes/site.yaml`",
        "without `base_url` there is no feed, no sitemap and no canonical link",
        "there is no `notes/sources.yaml`",
    ]


def test_a_note_goes_on_being_checked_behind_a_fault() -> None:
    texts = {"notes/note.md": "---\ntitle: a: b\n---\n[x](y.md) [@iea-2042]\n"}

    assert [place(finding) for finding in checked(texts)] == [
        "2:9 invalid-yaml",
        "4:1 broken-link",
        "4:12 unknown-source",
    ]


def test_findings_are_counted_by_weight() -> None:
    counted = levels(
        checked(
            {**note("![](map.png) [@nobody]"), "notes/site.yaml": "title: Power\nsegments: [{id: power, title: P}]\n"}
        )
    )

    assert counted == {Severity.ERROR: 1, Severity.WARNING: 1, Severity.NOTICE: 1}


def test_faults_of_templates_join_the_others_in_order() -> None:
    inputs = project({**note("[@nobody]"), "templates/404.html": "{{ page.titel }}"})
    made = tuple(files(compose(inputs)))

    assert [f.span.path for f in made if isinstance(f, Diagnostic)] == ["notes/note.md", "templates/404.html"]
    assert any(isinstance(item, File) for item in made)


# --- keys of sources ------------------------------------------------------------------------------

KEYS = ["müller2024", "m", "lund", "'lund--2'", "国家统计局", "jo\u0308nås", "gs小米2026", "gs"]
LIBRARY = "references:\n" + "".join(
    f"  - {{id: {key}, type: report, title: T{number}, author: [{{family: F}}], issued: {2000 + number}}}\n"
    for number, key in enumerate(KEYS)
)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Sold [@müller2024], as @müller2024 says [@m].", []),
        ("据@lund所说 [@lund]。", []),
        ("@国家统计局 says so, and @gs说", []),
        ("[@jönås] and @jo\u0308nås", []),
        ("[@gs小米2026] and [@{lund--2}] and @lund's", []),
        ("@someone and a@b.c", []),
        ("@lund--2 said", ["a source is called `lund--2`: write `@{lund--2}`"]),
        ("As @gs小米2026 says", ["a source is called `gs小米2026`: write `@{gs小米2026}`"]),
        ("@国家统计局指出，", ["a source is called `国家统计局`: write `@{国家统计局}`"]),
        ("[@lund所说]", ["a source is called `lund`: write `@{lund}`"]),
    ],
)
def test_a_key_is_the_source_of_that_name_or_an_error(text: str, hints: list[str]) -> None:
    faults = checked({"notes/sources.yaml": LIBRARY, "notes/note.md": f"{NOTE}{text}\n"})

    assert [fault.hint for fault in faults if fault.span.path == "notes/note.md"] == hints


# --- caveats that no reader would see ------------------------------------------------------------

SOURCE_WITH_CAVEAT = """\
references:
  - id: iea-2024
    type: report
    title: Power
    custom:
      caveats:
        - {{at: p. 12, {fields}}}
"""
CAVEATS = {
    "figures: [4.2 GW], says: S, reading: R": "",
    "figures: [4200 MW], says: S, reading: R": "",
    "figures: [42 GW, 4.2 GW], says: S, reading: R": "",
    "says: S, reading: R": "",
    "figures: [42 GW], grade: context, says: S, reading: R": "",
    "figures: [42 GW], value: 4.2 GW, says: S, reading: R": "",
    "figures: [42 GW], says: S, reading: R": "`42 GW`",
    "figures: [42 GW, 4.2 t], says: S, reading: R": "`42 GW` or `4.2 t`",
}


@pytest.mark.parametrize(("fields", "named"), CAVEATS.items())
def test_a_caveat_that_is_about_no_figure_is_told(fields: str, named: str) -> None:
    texts = {
        **note("Up to 4.2 GW [@iea-2024, p. 12].\n"),
        "notes/sources.yaml": SOURCE_WITH_CAVEAT.format(fields=fields),
    }

    assert messages(texts) == ([f"no figure {named} cites `iea-2024` at the places of this caveat"] if named else [])


@pytest.mark.parametrize(
    ("heading", "hint"),
    [
        (
            "The plans come to 42 GW",
            "state `4.2 GW` there too, or leave the number out: readers see no sign of the doubt there",
        ),
        ("The plans come to 4.2 GW", ""),
        ("42 GW should be 4.2 GW", ""),
        ("The plans come to 3 GW", ""),
    ],
)
def test_a_heading_does_not_repeat_alone_what_we_read_otherwise(heading: str, hint: str) -> None:
    fields = "figures: [42 GW], value: 4.2 GW, grade: differs, says: S, reading: R"
    body = f"## {heading}\n\nIt was 42 GW [@iea-2024, p. 12], not 4.2 GW [@iea-2024, p. 12], or 3 GW [@iea-2024].\n"
    texts = {**note(body), "notes/sources.yaml": SOURCE_WITH_CAVEAT.format(fields=fields)}

    assert [d.hint for d in checked(texts) if d.rule == "unsupported-figure"] == ([hint] if hint else [])


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("Up to 4.2 GW [@iea-2024, p. 12].", 0),
        ("Up to 4.2 GW [@iea-2024, pp. 11–13].", 0),
        ("Up to 4.2 GW [@iea-2024].", 0),
        ("Up to 4.2 GW [@iea-2024, p. 13].", 1),
        ("Nothing rests on a source that nobody cites.", 0),
    ],
)
def test_a_caveat_of_a_place_that_nobody_cites_is_told_where_its_source_is_cited(body: str, count: int) -> None:
    caveat = "says: S, reading: R"
    overview = NOTE.replace("segment: power\n", "")
    sources = SOURCE_WITH_CAVEAT.format(fields=caveat)
    texts = {**note(f"{body}\n"), "notes/index.md": overview, "notes/sources.yaml": sources}

    assert len(messages(texts)) == count


def messages(texts: Texts) -> list[str]:
    return [finding.message for finding in checked(texts) if finding.rule is Rule.UNUSED_CAVEAT]
