"""`briefing init`, `briefing new` and `briefing schema`: what an author starts from."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import ROOT

from briefing.cli import main
from briefing.notes.schemas import SCHEMAS


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    """A project that was just started."""
    assert run("init", tmp_path / "ferries").exit_code == 0
    return tmp_path / "ferries"


# --- init -----------------------------------------------------------------------------------------


def test_a_new_project_has_all_that_it_needs(ferries: Path) -> None:
    found = sorted(path.relative_to(ferries).as_posix() for path in ferries.rglob("*") if path.is_file())

    assert found == [
        ".gitattributes",
        ".github/workflows/briefing.yml",
        ".gitignore",
        "README.md",
        "archive/northlight-2025.txt",
        "notes/fleet.md",
        "notes/index.md",
        "notes/site.yaml",
        "notes/sources.yaml",
    ]


def test_a_new_project_builds_clean(ferries: Path) -> None:
    built = run("build", "--project", ferries, "--strict", "--base-url", "https://example.org/")

    assert (built.exit_code, built.output.splitlines()[-1].partition(";")[0]) == (0, "nothing is wrong")


def test_its_readme_shows_the_one_slip_that_verify_finds_and_how_to_mend_it(ferries: Path) -> None:
    archive = ("--project", ferries, "--archive", ferries / "archive")
    shown = re.search(r"```text\n(.*?)```", (ferries / "README.md").read_text(encoding="utf-8"), re.S)
    found = run("verify", *archive)
    refused = run("build", "--project", ferries)
    note = ferries / "notes/fleet.md"
    note.write_text(note.read_text(encoding="utf-8").replace("NOK 2.6 billion", "NOK 2.4 billion"), encoding="utf-8")
    mended, built = run("verify", *archive), run("build", "--project", ferries)

    assert shown
    assert found.output.startswith(re.sub(r"^ {3}", "", shown[1], flags=re.M).strip())
    assert (found.exit_code, refused.exit_code) == (1, 1)
    assert (mended.exit_code, mended.output) == (0, "12 figures: 12 verified; the lock was written\n")
    assert built.exit_code == 0


def test_it_leaves_files_as_they_are_and_names_them(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Ours.", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("/ours\n", encoding="utf-8")
    made = run("init", tmp_path)

    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Ours."
    assert made.output.splitlines()[0].endswith(": 7 files; left as they were: .gitignore, README.md")


def test_it_says_how_to_go_on_from_here_and_from_a_folder_with_spaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert '\n  cd "our ferries"\n' in run("init", "our ferries").output
    monkeypatch.chdir(tmp_path / "our ferries" / "archive")
    here = run("init", ".").output
    assert here.startswith("wrote 9 files here\n")
    assert "cd " not in here


def test_it_starts_no_project_in_another(ferries: Path) -> None:
    before = (ferries / "notes/index.md").read_bytes()
    again = run("init", ferries)

    assert (again.exit_code, (ferries / "notes/index.md").read_bytes()) == (2, before)
    assert "has a folder notes/ already" in again.output


def test_a_folder_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    failed = run("init", tmp_path / "file" / "project")

    assert failed.exit_code == 1
    assert failed.output.startswith(f"Error: {tmp_path}")


# --- new ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Two ports in three", "two-ports-in-three"),
        ('A "quoted": title #1', "a-quoted-title-1"),
        ("Où va la flotte?", "ou-va-la-flotte"),
        ("Größe der Fähren in Øresund", "grosse-der-fahren-in-oresund"),
        ("电网", "ports-2026-03-04"),
        ("Search", "search-note"),
        ("404", "404-note"),
        ("Index", "index-note"),
        ("x" * 300, "x" * 80),
        ("One two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
    ],
)
def test_a_new_note_is_a_draft_in_a_file_named_after_its_title(ferries: Path, title: str, name: str) -> None:
    made = run("new", "note", title, "--segment", "ports", "--date", "2026-03-04", "--project", ferries)
    _, front, _ = (ferries / "notes" / f"{name}.md").read_text(encoding="utf-8").split("---\n")

    assert made.exit_code == 0
    assert yaml.safe_load(front)["title"] == title
    assert yaml.safe_load(front)["status"] == "draft"


def test_a_new_note_has_no_fault(ferries: Path) -> None:
    run("new", "note", "Two ports in three", "--segment", "ports", "--project", ferries)
    checked = run("check", "--project", ferries, "--drafts", "--strict", "--base-url", "https://example.org/")

    assert (checked.exit_code, checked.output) == (0, "nothing is wrong\n")


def test_a_note_that_is_there_is_never_replaced(ferries: Path) -> None:
    made = run("new", "note", "Anything", "--segment", "fleet", "--name", "fleet.md", "--project", ferries)

    assert made.exit_code == 2
    assert "fleet.md exists already" in made.output
    assert "Two ferries in five" in (ferries / "notes/fleet.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["  "], ["Ports", "--name", "../ports"], ["Ports", "--name", "a b"]])
def test_a_note_without_a_title_or_beside_the_others_is_refused(ferries: Path, arguments: list[str]) -> None:
    before = sorted(ferries.rglob("*.md"))
    made = run("new", "note", *arguments, "--segment", "ports", "--project", ferries)

    assert made.exit_code == 2
    assert sorted(ferries.rglob("*.md")) == before


def test_for_a_misspelt_segment_the_nearest_one_is_suggested(ferries: Path) -> None:
    wrong, without = (
        run("new", "note", "A", "--segment", "flet", "--project", ferries),
        run("new", "note", "A", "--project", ferries),
    )

    assert "No segment is called flet. Did you mean `fleet`? notes/site.yaml has fleet, ports." in wrong.output
    assert "Give --segment. notes/site.yaml has fleet, ports." in without.output
    assert (wrong.exit_code, without.exit_code) == (2, 2)


# --- schema -----------------------------------------------------------------------------------------


def schema(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("schema", kind).output)
    return found


def front(path: Path) -> object:
    return yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], yaml.BaseLoader)


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_a_schema_is_one(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_this_repository_is_written_as_the_schemas_say() -> None:
    for path in (ROOT / "notes").glob("*.md"):
        jsonschema.validate(front(path), schema("note"))
    for kind in ("site", "sources"):
        text = (ROOT / "notes" / f"{kind}.yaml").read_text(encoding="utf-8")
        jsonschema.validate(yaml.load(text, yaml.BaseLoader), schema(kind))


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("note", {"sumary": "S."}),
        ("note", {"status": "finished"}),
        ("note", {"figures": {"added": {"label": "Added", "kind": "guess", "value": "4 GW"}}}),
        ("site", {"rules": {"uncited-figure": "fatal"}}),
        ("site", {"segments": [{"id": "Big Fish", "title": "T"}]}),
        ("sources", {"references": [{"id": "a", "type": "reprot", "title": "T"}]}),
    ],
)
def test_a_slip_is_marked_in_an_editor(kind: str, change: dict[str, Any]) -> None:
    right = {"note": {"title": "T", "date": "2026-02-03", "summary": "S."}, "site": {"title": "T"}, "sources": {}}[kind]
    jsonschema.validate(right, schema(kind))

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**right, **change}, schema(kind))


# --- new source -------------------------------------------------------------------------------------


LIBRARY = """\
@article{lund2026, title={Ferries {\\&} Ports}, author={Lund, Ada and Berg, Bo}, journal={Tern Studies},
  year=2026, month=feb, doi={10.1/abc}, pages={3--9}}
@misc{northlight-2025, title={B}, author={{Northlight: the ferries}}, year={2024}}
"""


def listed(root: Path) -> dict[str, dict[str, Any]]:
    """What sources.yaml says of each source."""
    read = yaml.load((root / "notes/sources.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return {entry["id"]: entry for entry in read["references"]}


@pytest.mark.parametrize(
    ("arguments", "key", "entry"),
    [
        (
            ["Ports under strain", "--author", "Ada Lund", "--issued", "2026-01", "--type", "report"],
            "lund-2026",
            {"title": "Ports under strain", "author": [{"literal": "Ada Lund"}], "issued": "2026-01", "type": "report"},
        ),
        (["The state of the ports: 2025", "--issued", "2025"], "state-ports-2025", {"type": "document"}),
        (["Årsrapport"], "arsrapport", {"title": "Årsrapport"}),
        (
            ["Ports", "--issued", "3 May 2026", "--type", "Report"],
            "ports-2026",
            {"issued": "2026-05-03", "type": "report"},
        ),
        (["Ports", "--issued", "Q3 2026"], "ports-2026", {"issued": "Q3 2026"}),
        (["Annual report", "--author", "Northlight", "--issued", "2025"], "northlight-2025-2", {}),
        (["储能发展情况"], "储能发展情况", {}),
        (["https://www.example.org/ports/", "--title", "Ports"], "ports", {"type": "webpage", "title": "Ports"}),
        (["https://example.org/ports?b=c"], "example-org-ports", {"URL": "https://example.org/ports?b=c"}),
        (["doi:10.1000/xyz123", "--title", "On ferries"], "ferries", {"DOI": "10.1000/xyz123"}),
        (["https://doi.org/10.1000/xyz123", "--as", "x"], "x", {"DOI": "10.1000/xyz123", "title": "10.1000/xyz123"}),
        (["yes", "--as", "y"], "y", {"title": "yes"}),
        (["Costs: a # of them", "--as", "z"], "z", {"title": "Costs: a # of them"}),
    ],
)
def test_a_new_source_is_put_behind_the_others_under_a_key_that_no_other_has(
    ferries: Path, arguments: list[str], key: str, entry: dict[str, Any]
) -> None:
    before = (ferries / "notes/sources.yaml").read_text(encoding="utf-8")
    result = run("new", "source", *arguments, "--project", str(ferries))
    after = (ferries / "notes/sources.yaml").read_text(encoding="utf-8")

    assert result.exit_code == 0
    assert f"notes/sources.yaml has `{key}`" in result.output
    assert after.startswith(before)
    assert entry.items() <= listed(ferries)[key].items()
    assert "error" not in run("check", "--project", str(ferries)).output


@pytest.mark.posix
def test_a_new_source_leaves_mode_line_ends_and_what_links_lead_to(ferries: Path, tmp_path: Path) -> None:
    file, theirs = ferries / "notes/sources.yaml", tmp_path / "theirs"
    theirs.write_text("precious", encoding="utf-8")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    file.chmod(0o640)
    (ferries / "notes/.sources.yaml.new").symlink_to(theirs)
    assert run("new", "source", "Ports", "--project", str(ferries)).exit_code == 0

    assert file.read_bytes().replace(b"\r\n", b"").count(b"\n") == 0
    assert (file.stat().st_mode & 0o777, file.is_symlink()) == (0o640, False)
    assert theirs.read_text(encoding="utf-8") == "precious"


@pytest.mark.posix
def test_a_bibliography_that_leads_out_of_the_notes_is_not_added_to(ferries: Path, tmp_path: Path) -> None:
    file, theirs = ferries / "notes/sources.yaml", tmp_path / "theirs.yaml"
    file.replace(theirs)
    file.symlink_to(theirs)
    before = theirs.read_bytes()
    result = run("new", "source", "Ports", "--project", str(ferries))

    assert (result.exit_code, theirs.read_bytes()) == (1, before)
    assert "sources.yaml is a symbolic link that leads out of notes/" in result.output


def test_an_entry_of_a_bibliography_is_taken_over_whole(ferries: Path) -> None:
    (ferries / "lib.bib").write_text(LIBRARY, encoding="utf-8")
    result = run("new", "source", "lund2026", "--from", str(ferries / "lib.bib"), "--project", str(ferries))

    assert result.exit_code == 0
    assert listed(ferries)["lund2026"] == {
        "id": "lund2026",
        "type": "article-journal",
        "title": "Ferries & Ports",
        "author": [{"family": "Lund", "given": "Ada"}, {"family": "Berg", "given": "Bo"}],
        "issued": "2026-02",
        "container-title": "Tern Studies",
        "page": "3-9",
        "DOI": "10.1/abc",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give a title, a DOI or a URL"),
        (["--from", "lib.bib"], "lib.bib has 2 entries. Give the key of one: lund2026, northlight-2025."),
        (["lund2025", "--from", "lib.bib"], "lib.bib has no entry 'lund2025'. Did you mean `lund2026`?"),
        (
            ["northlight-2025", "--from", "lib.bib"],
            "The bibliography has 'northlight-2025' already. Give another key by --as",
        ),
        (["a", "--as", "a b"], "'a b' cannot be a key"),
        (["a", "--issued", "spring"], "`spring` is not a date; write it as 2026-02-03, 2026-02 or 2026"),
        (["a", "--issued", "2026-13-01"], "`2026-13-01` is not a date"),
        (["a", "--type", "reprot"], "reprot is not a CSL type"),
        (["  "], "Give a title, a DOI or a URL"),
        (["a", "--as", "northlight-2025"], "The bibliography has 'northlight-2025' already"),
    ],
)
def test_a_source_that_cannot_be_added_leaves_the_bibliography_as_it_is(
    ferries: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ferries / "lib.bib").write_text(LIBRARY, encoding="utf-8")
    before = (ferries / "notes/sources.yaml").read_bytes()
    monkeypatch.chdir(ferries)
    result = run("new", "source", *arguments)

    assert message in result.output
    assert result.exit_code == 2
    assert (ferries / "notes/sources.yaml").read_bytes() == before
