"""The guide: short pages, true examples, in the terminal and as a site."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import guide_examples
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, commands

from briefing.cli import COMMANDS, main
from briefing.model.diagnostics import Rule

GUIDE = ROOT / "briefing/guide"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md"))}
TOPICS = sorted(PAGES.keys() - {"index"})
MOST_WORDS = 1000
WITH_EXAMPLES = [path for path in guide_examples.PAGES if [*guide_examples.blocks(path.read_text(encoding="utf-8"))]]


def guide(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["guide", *arguments])


# --- the pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", PAGES)
def test_a_page_can_be_read_at_one_sitting(topic: str) -> None:
    assert len(PAGES[topic].split()) <= MOST_WORDS


def test_each_page_stands_in_the_table_of_contents_once() -> None:
    assert sorted(re.findall(r"\]\((\w+)\.md\)", PAGES["index"])) == TOPICS


def test_each_option_is_named_in_the_guide() -> None:
    options = {name for command in commands().values() for param in command.params for name in param.opts}
    text = "".join(PAGES.values())

    assert [option for option in sorted(options) if option.startswith("--") and option not in text] == []


@pytest.mark.parametrize("topic", PAGES)
def test_a_page_names_no_command_that_is_not_there(topic: str) -> None:
    assert set(re.findall(r"`(?:\S*/)?briefing ([a-z]+)", PAGES[topic])) <= COMMANDS.keys()


def test_the_guide_names_no_rule_that_is_not_there() -> None:
    named = re.findall(r"briefing explain ([a-z-]+)|error\[([a-z-]+)\]", "".join(PAGES.values()))

    assert {one or other for one, other in named} <= set(Rule)


@pytest.mark.posix
@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_examples_of_a_page_are_true(path: Path, tmp_path: Path) -> None:
    for block, workspace in guide_examples.story(path.read_text(encoding="utf-8"), tmp_path):
        try:
            workspace.take(block)
        except guide_examples.Failed as failed:
            pytest.fail(f"{path.name}:{block.line}: {failed}")


@pytest.mark.posix
def test_the_walk_from_an_empty_folder_to_a_sound_briefing_ends_well() -> None:
    walk = [sys.executable, str(ROOT / ".ci/walk.py"), "--installed"]
    done = subprocess.run(
        walk, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "FAILED" in done.stdout) == (0, False), done.stdout


def test_most_pages_have_examples() -> None:
    assert len(WITH_EXAMPLES) > len(PAGES) / 2


# --- as a site -----------------------------------------------------------------------------------------


def test_the_guide_is_a_briefing_that_builds_clean(tmp_path: Path) -> None:
    shutil.copytree(GUIDE, tmp_path / "notes")
    built = CliRunner().invoke(
        main, ["build", "--strict", "--project", str(tmp_path), "--base-url", "https://example.org/guide/"]
    )

    assert (built.exit_code, built.output.splitlines()[-1].partition(";")[0]) == (0, "nothing is wrong")
    assert all((tmp_path / "site" / f"{topic}.html").is_file() for topic in PAGES)


# --- in the terminal ----------------------------------------------------------------------------------


def test_without_a_topic_all_are_listed_with_a_sentence() -> None:
    listed = guide().output

    assert sorted(re.findall(r"^  (\w+)  ", listed, re.M)) == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_printed_as_it_is_read_with_its_title_at_the_head(topic: str) -> None:
    printed = guide(topic).output
    title = re.search(r"^title: (.*)$", PAGES[topic], re.M)

    assert title
    assert printed.startswith(f"# {title[1]}\n")
    assert f"summary: {PAGES[topic].partition('summary: ')[2].splitlines()[0]}" not in printed
    assert "<!-- run:" not in printed


@pytest.mark.parametrize("topic", ["Writing", "writing.md", "WRITING"])
def test_a_topic_is_found_however_it_is_written(topic: str) -> None:
    assert guide(topic).output == guide("writing").output


def test_a_topic_that_is_none_earns_the_one_that_was_meant() -> None:
    wrong = guide("verfication")

    assert wrong.exit_code == 2
    assert "The guide has no page 'verfication'. Did you mean `verification`?" in wrong.output


def test_only_a_person_gets_a_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    paged: list[str] = []
    monkeypatch.setattr("click.echo_via_pager", paged.append)
    guide("writing")
    piped = len(paged)
    monkeypatch.setattr("briefing.cli.guide._is_terminal", lambda: True)
    guide("writing")

    assert (piped, len(paged)) == (0, 1)
