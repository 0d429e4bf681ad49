"""A real browser on the built site; Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from looking import DESK, PHONE, opened
from playwright.sync_api import Browser, Page, sync_playwright

from briefing.cli import main

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; in CI its absence is a failure, not a skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        assert not os.environ.get("CI"), "CI has no Chromium: see .ci/run"
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site."""
    output = tmp_path_factory.mktemp("built") / "site"
    result = CliRunner().invoke(main, ["build", "--project", str(ROOT), "--output", str(output), "--quiet"])
    assert result.exit_code == 0, result.output
    return output


SEGMENTS = [f"Segment number {number}" for number in range(8)]
CROWDED = """\
---
title: A note on {segment}, which has a title of more than one line
segment: s{number}
date: 20{year}-02-03
summary: What is said of it at some length, so that it does not fit on one line of a phone.
---
Text.
"""


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of many segments and many notes."""
    root = tmp_path_factory.mktemp("crowd")
    (root / "notes").mkdir()
    segments = "".join(f"  - {{id: s{number}, title: {title}}}\n" for number, title in enumerate(SEGMENTS))
    (root / "notes/site.yaml").write_text(f"title: Crowd\nlanguage: en\nsegments:\n{segments}", encoding="utf-8")
    (root / "notes/sources.yaml").write_text("references: []\n", encoding="utf-8")
    overview = CROWDED.format(segment="everything", number=0, year=26).replace("segment: s0\n", "")
    (root / "notes/index.md").write_text(overview, encoding="utf-8")
    for place in range(56):
        text = CROWDED.format(segment=SEGMENTS[place % 8], number=place % 8, year=20 + place // 16)
        (root / f"notes/n{place}.md").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert result.exit_code == 0, result.output
    return root / "site"


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose ledger has two hundred rows."""
    root = tmp_path_factory.mktemp("ledger")
    (root / "notes").mkdir()
    rows = "".join(f"  f{n}: {{label: Share {n}, kind: opinion, value: {n + 20}%, basis: Ours}}\n" for n in range(200))
    (root / "notes/site.yaml").write_text("title: Ledger\nlanguage: en\n", encoding="utf-8")
    (root / "notes/sources.yaml").write_text("references: []\n", encoding="utf-8")
    overview = f"---\ntitle: All\ndate: 2026-01-01\nsummary: All.\nfigures:\n{rows}---\nText.\n"
    (root / "notes/index.md").write_text(overview, encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert result.exit_code == 0, result.output
    return root / "site"


NOTE = """\
---
title: {title}
segment: cars
date: 2026-01-{day:02}
summary: 要点。
figures:
  {id}: {{label: {label}, kind: opinion, value: '{value}', basis: 我们的看法}}
---
## 交付

{text}
"""


CARS = [
    ("cars", "小米汽车", "交付目标", "55万辆", "小米计划**交付**更多ＳＵ７。"),
    ("plant", "工厂", "年产能", "30万台", "| 年份 | 厂房 |\n|---|---|\n| 今年 | 一期 |"),
]


@pytest.fixture(scope="session")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Chinese site, whose segment has a page of its own."""
    root = tmp_path_factory.mktemp("chinese")
    (root / "notes").mkdir()
    (root / "notes/site.yaml").write_text("title: 简报\nlanguage: zh\nsegments: [{id: cars, title: 汽车}]\n", "utf-8")
    (root / "notes/sources.yaml").write_text("references: []\n", "utf-8")
    for name, title, label, value, text in CARS:
        given = NOTE.format(day=len(name), title=title, label=label, value=value, id=name, text=text)
        (root / f"notes/{name}.md").write_text(given, "utf-8")
    changed = "history: [{date: 2026-01-02, kind: correction, text: 产能并非四十万台，而是三十万台。}]\n"
    overview = f"---\ntitle: 总览\ndate: 2026-01-01\nsummary: 要点。\n{changed}---\n正文。\n"
    (root / "notes/index.md").write_text(overview, "utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert result.exit_code == 0, result.output
    return root / "site"


ARABIC = """\
---
title: الطلب يرتفع والهامش غير موعود
date: 2026-01-05
summary: الاتجاه واضح والربح غير واضح.
headline: [stores]
figures:
  stores: {label: السعة المخزنة, kind: opinion, value: 12 GWh, basis: رأينا}
  price: {label: سعر الوحدة, kind: opinion, value: RMB 500–700 million, basis: رأينا}
---
بلغت السعة [12 GWh]{#stores} وكان السعر [RMB 500–700 million]{#price} في نهاية العام.

- بند أول.[^a]

[^a]: حاشية.

| البند | الوصف |
|---|---|
| أول | ثان |
"""
HEBREW = "---\ntitle: היעד ברור\nlang: he\nsegment: s\ndate: 2026-01-04\nsummary: תקציר.\n---\nטקסט.\n"


@pytest.fixture(scope="session")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that is written from right to left, but for the site's own words, which are English."""
    root = tmp_path_factory.mktemp("arabic")
    (root / "notes").mkdir()
    (root / "templates/words").mkdir(parents=True)
    shutil.copy(ROOT / "templates/words/en.yaml", root / "templates/words/ar.yaml")
    settings = "title: موجز\nlanguage: ar\nsegments: [{id: s, title: الكهرباء}]\n"
    (root / "notes/site.yaml").write_text(settings, "utf-8")
    (root / "notes/sources.yaml").write_text("references: []\n", "utf-8")
    (root / "notes/index.md").write_text(ARABIC, "utf-8")
    (root / "notes/hebrew.md").write_text(HEBREW, "utf-8")
    (root / "notes/english.md").write_text(HEBREW.replace("lang: he", "lang: en"), "utf-8")
    result = CliRunner().invoke(main, ["build", "--project", str(root), "--quiet"])
    assert result.exit_code == 0, result.output
    return root / "site"


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def tab(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab at desk and at phone width."""
    with opened(chromium, viewport=request.param) as page:
        yield page


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """A tab at desk width, light."""
    with opened(chromium, viewport=DESK, color_scheme="light") as page:
        yield page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A tab at phone width that is touched."""
    with opened(chromium, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    """A tab at desk width that runs no script."""
    with opened(chromium, viewport=DESK, java_script_enabled=False) as page:
        yield page
