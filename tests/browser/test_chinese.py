"""A Chinese briefing with sources: its punctuation, its lines, its numbers, and what axe finds."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from looking import ACROSS, violations
from playwright.sync_api import Page, expect

from briefing.cli import main

FILES = {
    "notes/site.yaml": "title: 港口简报\nlanguage: zh\nsegments: [{id: ports, title: 港口}]\n",
    "notes/sources.yaml": """\
references:
  - id: chen-2026
    type: report
    title: 港口年度回顾
    title-short: 港口年度回顾
    author: [{family: 陈, given: 立}]
    issued: 2026-02-10
    language: zh
    URL: https://example.org/ports.html
    custom:
      via: 某券商纪要
      reliability: 一家公司的自述，未经审计。
      caveats:
        - {at: "¶2", figures: ["120万箱"], grade: differs, value: "12万箱", says: 印作120万箱。, reading: 应为12万箱。}
  - {id: chen-2025, type: report, title: 港口展望, author: [{family: 陈, given: 立}], issued: 2025-11-03, language: zh}
""",
    "archive/chen-2026.txt": "全年吞吐量为12万箱，目标为20万箱。\n另一处称吞吐量为120万箱。\n",
    "archive/chen-2025.txt": "投资约为300亿元。\n",
    "notes/index.md": """\
---
title: 港口在今年：吞吐目标明确，利润仍在望，毛利率没有承诺
date: 2026-02-12
summary: 公司把20万箱的目标放在首位。
headline: [target]
---
投资约为300亿元 [@chen-2025, ¶1]。
""",
    "notes/ports.md": """\
---
title: 港口：吞吐目标是硬指标
segment: ports
date: 2026-02-12
summary: 目标为20万箱。
headline: [target, growth]
figures:
  target: {label: 吞吐目标, kind: guidance, value: 20万箱, period: 2026, cite: "chen-2026, ¶1", due: 2026, status: open}
  moved: {label: 吞吐量, kind: actual, value: 12万箱, cite: "chen-2026, ¶1"}
  growth: {label: 目标隐含的增幅, kind: derived, value: 66.7%, period: 2026, formula: target / moved - 1}
---
吞吐量为12万箱，目标为20万箱 [@chen-2026, ¶1]。增幅为[66.7%]{#growth}。另一处写作120万箱 [@chen-2026, ¶2]。
""",
}
PAGES = ["index.html", "ports.html", "figures/index.html", "sources/chen-2026.html", "guidance/index.html"]
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff]\s*[,;:]\s|[,;:]\s[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, which has an address."""
    root = tmp_path_factory.mktemp("ports")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    given = ["--project", str(root)]
    for command in (
        ["verify", *given, "--archive", str(root / "archive")],
        ["build", *given, "--base-url", "https://example.org/"],
    ):
        result = CliRunner().invoke(main, [*command, "--quiet"])
        assert result.exit_code == 0, result.output
    return root / "site"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_between_chinese_words_is_punctuated_in_half_width(desk: Page, ports: Path, path: str) -> None:
    desk.goto((ports / path).as_uri())

    assert HALF_WIDTH.findall(desk.locator("main").inner_text()) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_chinese_page_with_sources_has_no_accessibility_violation(desk: Page, ports: Path, path: str) -> None:
    desk.goto((ports / path).as_uri())

    assert violations(desk, ACROSS) == []


def test_a_card_speaks_chinese(desk: Page, ports: Path) -> None:
    desk.goto((ports / "ports.html").as_uri())
    desk.locator(".figure-otherwise a").first.click()

    card = desk.locator(".card:popover-open")
    expect(card).to_contain_text("我们另有解读")
    expect(card).to_contain_text("12万箱；来源印作120万")
    expect(card).to_contain_text("第4个，共4个")
    link = card.get_by_role("link", name="打开来源")
    assert link.get_attribute("href") == "https://example.org/ports.html#:~:text=120"


LINES = """heading => {
    const range = document.createRange();
    const text = heading.firstChild;
    const ends = [];
    let top;
    for (let at = 0; at < text.length; at++) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const line = range.getBoundingClientRect().top;
        if (at && line > top + 5) ends.push(text.data[at - 1]);
        top = line;
    }
    return ends;
}"""
"""The last sign of each line but the last."""


def test_a_line_of_a_heading_ends_behind_a_mark(phone: Page, ports: Path) -> None:
    phone.goto((ports / "index.html").as_uri())
    phone.locator("h1").evaluate("heading => heading.style.width = '9em'")  # in any font it takes two lines
    ends = phone.locator("h1").evaluate(LINES)

    assert ends
    assert set(ends) <= set("：，")


def test_a_number_stays_with_its_unit(phone: Page, ports: Path) -> None:
    phone.goto((ports / "ports.html").as_uri())

    assert (
        phone.eval_on_selector_all(
            ".prose .figure > a", "all => all.filter(each => each.getClientRects().length > 1).length"
        )
        == 0
    )


def test_years_have_their_word_and_two_sources_of_one_author_are_told_apart(desk: Page, ports: Path) -> None:
    desk.goto((ports / "ports.html").as_uri())
    expect(desk.locator(".headline dt").first).to_have_text("吞吐目标，2026年")
    desk.goto((ports / "index.html").as_uri())

    assert desk.locator(".checks h3.source a").all_inner_texts() == ["陈立 2025", "陈立 2026"]


def test_a_page_whose_card_cannot_be_written_promises_no_picture(desk: Page, ports: Path) -> None:
    assert not (ports / "cards").exists()
    desk.goto((ports / "ports.html").as_uri())

    expect(desk.locator("meta[property='og:image']")).to_have_count(0)
    expect(desk.locator("meta[name='twitter:card']")).to_have_attribute("content", "summary")
