"""Whole sites, walked through as a reader would: this repository's own, and a nested Chinese one."""

import gzip
import posixpath
import re
import shutil
from base64 import b64encode
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from conftest import ROOT

from briefing.cli import main

CHINESE = {
    "site.yaml": """\
title: 电力简报
language: zh
company: 某公司
base_url: https://example.org/a/b
disclosures: 仅供参考。
segments:
  - {id: power, title: 发电}
  - {id: grids, title: 电网}
""",
    "sources.yaml": """\
references:
  - id: iea-2024
    type: report
    title: 储能报告
    author: [{family: 王, given: 小明}, {family: 李, given: 华}]
    issued: 2024-06
    custom: {caveats: [{at: ¶2, says: 两处不一, reading: 取低, grade: context}]}
  - id: 国家/统计?局
    type: webpage
    title: "A “quoted” <b>title</b> & more"
    URL: https://example.org/a?b=1&c=2
  - id: con
    type: dataset
    title: Nothing
""",
    "index.md": """\
---
title: 一页读懂
date: 2026-02-01
summary: 要点。
---
## 结论

储能领先 [@iea-2024，第3页]，参见[电网](2026/q1/grids.md#线路-如何)与[发电](2026/power.md)。
""",
    "2026/power.md": """\
---
title: 储能 <b>与</b> "引号"
segment: power
date: 2026-02-03
summary: 都去了哪里？
aliases: [old/power, older/]
history: [{date: 2026-02-05, kind: correction, text: 更正一处数字。}]
---
## 一、现状

据@iea-2024 [¶2]，**“领先”。**另见[@{国家/统计?局}, p. 2; @iea-2024]。[^注]

[^注]: 脚注也引用 [@con]，[回到现状](#一-现状)。

| 年份 | 数量 |
|:-----|-----:|
| 2025 | 4.2 |

Table: 装机 [@iea-2024, 表1]。

![装机图](<../img/装机 图.png>)

{#own-id}
### 二、[展望](q1/grids.md)

> [!WARNING]
> [数据](../data/table.csv)仅供参考 [@iea-2024]。
""",
    "2026/q1/grids.md": """\
---
title: 电网
segment: grids
date: 2026-03-03
summary: 线路。
lang: zh-Hant
---
## 线路：如何？

[总览](../../index.md#结论)、[储能](../power.md#own-id)、[本页](#线路-如何)。[@iea-2024]

## 线路：如何？

再说 [@con]。

## 第三
""",
    "img/装机 图.png": "png",
    "data/table.csv": "a,b\n",
    "data/unused.csv": "a,b\n",
}


class Page(HTMLParser):
    """A page as a browser sees it: its elements with their attributes, and how they lie in each other."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.above: list[tuple[str, str]] = []
        self.text: dict[str, str] = {}
        self.backlinks: dict[str, set[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in ("meta", "link", "img", "br", "hr", "input"):
            self.above.append((tag, attributes.get("id", "")))
        if attributes.get("role") == "doc-backlink":
            inside = next(name for kind, name in reversed(self.above) if kind == "li")
            self.backlinks.setdefault(inside, set()).add(attributes["href"].removeprefix("#"))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.above.pop()
        assert opened == tag, "every element is closed where it should be"

    def handle_data(self, data: str) -> None:
        if self.above:
            tag = self.above[-1][0]
            self.text[tag] = self.text.get(tag, "") + data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @cached_property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @cached_property
    def redirects(self) -> bool:
        """Whether it is an old address, which leads on at once."""
        return any(meta.get("http-equiv") == "refresh" for meta in self.all("meta"))

    @cached_property
    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a") if "href" in attributes]


class Site:
    """A built site."""

    def __init__(self, name: str, folder: Path, base_url: str) -> None:
        self.name, self.folder, self.base_url = name, folder, base_url
        files = (path for path in folder.rglob("*") if path.is_file())
        self.files = {path.relative_to(folder).as_posix() for path in files} - {".briefing-files"}
        self.pages = {
            name: Page((folder / name).read_text(encoding="utf-8"))
            for name in sorted(self.files)
            if name.endswith(".html")
        }

    def leads(self, path: str, link: str) -> tuple[str, str] | None:
        """The file and the anchor that a link of a page leads to; nothing for another site."""
        ours = urlsplit(self.base_url).path
        prefix = next((prefix for prefix in (self.base_url, ours) if prefix and link.startswith(prefix)), "")
        parts = urlsplit(link.removeprefix(prefix))
        if parts.scheme or parts.netloc:
            return None
        here = "" if prefix else posixpath.dirname(path)
        target = posixpath.normpath(posixpath.join(here, unquote(parts.path))) if parts.path else path
        return target, unquote(parts.fragment)


SITES = ["ours", "ours with an address", "nested and Chinese"]

with_address = pytest.mark.parametrize("site", SITES[1:], indirect=True)


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("whole")
    base_url = {"ours": "", "ours with an address": "https://example.org/a/"}.get(
        request.param, "https://example.org/a/b/"
    )
    if request.param.startswith("ours"):
        shutil.copytree(ROOT / "notes", root / "notes")
    for path, content in CHINESE.items() if request.param.startswith("nested") else ():
        (root / "notes" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "notes" / path).write_text(content, encoding="utf-8")
    options = ["--base-url", base_url] if request.param.endswith("address") else []
    done = CliRunner().invoke(main, ["build", "--project", str(root), "--strict", *options])
    assert done.exit_code == 0, done.output
    return Site(request.param, root / "site", base_url)


# --- links ------------------------------------------------------------------------------------------


def test_every_link_and_anchor_of_every_page_resolves(site: Site) -> None:
    lost = []
    for path, page in site.pages.items():
        for link in page.links:
            target, anchor = site.leads(path, link) or ("", "")
            # What is looked for is no anchor.
            if target == "search.html" and anchor.startswith("q="):
                continue
            if target and (target not in site.files or (anchor and anchor not in site.pages[target].ids)):
                lost.append((path, link))

    assert lost == []


def test_every_page_is_reached_from_the_first(site: Site) -> None:
    reached, ahead = {"index.html"}, ["index.html"]
    while ahead:
        path = ahead.pop()
        targets = {target for link in site.pages[path].links if (target := (site.leads(path, link) or ("",))[0])}
        ahead += [target for target in targets - reached if target in site.pages]
        reached |= targets
    redirects = {path for path, page in site.pages.items() if page.redirects}

    assert site.pages.keys() - reached - redirects == {"404.html"}


def test_every_citation_leads_to_its_reference_and_back(site: Site) -> None:
    cited = 0
    for page in site.pages.values():
        uses = {a["id"]: a["href"].removeprefix("#") for a in page.all("a") if a.get("role") == "doc-biblioref"}
        cited += len(uses)
        references = {name: back for name, back in page.backlinks.items() if name.startswith("ref.")}
        assert set(uses.items()) == {(use, reference) for reference, back in references.items() for use in back}
        assert set(uses.values()) <= set(page.ids)

    assert cited > 5


def test_a_source_lists_every_page_that_cites_it(site: Site) -> None:
    for path, page in site.pages.items():
        if path.startswith("sources/") and path != "sources/index.html":
            to_sentences = (site.leads(path, link) for link in page.links if re.search(r"#(cite|n)\.", link))
            listed = {found[0] for found in to_sentences if found}
            citing = {
                other
                for other, each in site.pages.items()
                for link in each.links
                if not other.startswith(("sources/", "figures/")) and (site.leads(other, link) or ("",))[0] == path
            }
            assert listed == citing


def test_every_footnote_is_called_and_leads_back(site: Site) -> None:
    for page in site.pages.values():
        calls = {(a["id"], a["href"].removeprefix("#")) for a in page.all("a") if a.get("role") == "doc-noteref"}
        back = {(use, note) for note, uses in page.backlinks.items() if note.startswith("fn.") for use in uses}
        assert calls == back


def test_no_link_needs_a_server(site: Site) -> None:
    links = [link for path, page in site.pages.items() for link in page.links if path != "404.html"]
    internal = [link for link in links if not urlsplit(link).scheme]

    assert internal
    assert [link for link in internal if link.startswith("/") or link.partition("#")[0].endswith("/")] == []


# --- what a page is made of ------------------------------------------------------------------------------


def test_no_id_stands_twice_on_a_page(site: Site) -> None:
    assert {path: len(page.ids) for path, page in site.pages.items()} == {
        path: len(set(page.ids)) for path, page in site.pages.items()
    }


def test_what_labels_something_is_there(site: Site) -> None:
    labels = [
        (path, e["aria-labelledby"])
        for path, page in site.pages.items()
        for _, e in page.elements
        if "aria-labelledby" in e
    ]

    assert labels
    assert [(path, label) for path, label in labels if label not in site.pages[path].ids] == []


LOADED = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
"""The relations of a `link` for which a browser asks a server."""


def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    requests = []
    for path, page in site.pages.items():
        requests += [(path, e["src"]) for _, e in page.elements if "src" in e]
        requests += [(path, e["href"]) for e in page.all("link") if set(e["rel"].split()) & LOADED]
    lost = [(path, address) for path, address in requests if (site.leads(path, address) or ("",))[0] not in site.files]

    assert requests
    assert lost == []


def test_no_page_holds_script_or_style_of_its_own(site: Site) -> None:
    for page in site.pages.values():
        assert page.all("style") == []
        assert [e for e in page.all("script") if "src" not in e and "json" not in e.get("type", "")] == []
        assert [name for _, e in page.elements for name in e if name == "style" or name.startswith("on")] == []


def test_every_page_forbids_what_it_does_not_need(site: Site) -> None:
    for page in site.pages.values():
        policies = [e["content"] for e in page.all("meta") if e.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1
        assert all("default-src 'none'" in policy and "unsafe" not in policy for policy in policies)


def test_the_policy_names_the_data_of_each_page_and_no_other_script(site: Site) -> None:
    for path, page in site.pages.items():
        policy = " ".join(e["content"] for e in page.all("meta") if e.get("http-equiv") == "Content-Security-Policy")
        data = re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', (site.folder / path).read_text("utf-8")
        )
        digests = [b64encode(sha256(each.encode()).digest()).decode() for each in data]
        assert re.findall("'sha256-(.*?)'", policy) == digests


# --- weight -----------------------------------------------------------------------------------------


def weight(site: Site, *paths: str) -> int:
    """How many bytes some files are as `gzip -9` sends them; what is an image is sent as it is."""
    contents = [(path, (site.folder / path).read_bytes()) for path in paths]
    return sum(len(text if path.endswith(".png") else gzip.compress(text, 9, mtime=0)) for path, text in contents)


def test_a_page_asks_for_eight_kilobytes_of_scripts_and_twelve_of_style_sheets_at_most(site: Site) -> None:
    for path, page in site.pages.items():
        scripts = (site.leads(path, attributes["src"]) for attributes in page.all("script") if "src" in attributes)
        assert weight(site, *(found[0] for found in scripts if found)) <= 8_000
    assert 0 < weight(site, *(name for name in site.files if name.endswith(".css"))) <= 12_000


def test_the_first_view_of_a_page_is_a_hundred_kilobytes_at_most(site: Site) -> None:
    for path, page in site.pages.items():
        links = [e["href"] for e in page.all("link") if set(e["rel"].split()) & LOADED]
        loaded = {
            site.leads(path, link) for link in links + [e["src"] for e in page.all("img", "script") if "src" in e]
        }
        assert weight(site, path, *(name for name, _ in filter(None, loaded))) <= 100_000


def test_every_page_has_a_title_a_language_and_one_main_heading(site: Site) -> None:
    for path, page in site.pages.items():
        assert page.text["title"].strip(), path
        assert page.all("html")[0]["lang"]
        assert len(page.all("h1")) == (0 if page.redirects else 1)


def test_no_heading_skips_a_level(site: Site) -> None:
    for path, page in site.pages.items():
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(below - above <= 1 for above, below in pairwise(levels)), path


def test_every_image_says_what_it_shows(site: Site) -> None:
    assert all(image["alt"] for page in site.pages.values() for image in page.all("img"))


def test_the_markdown_of_every_note_is_there_as_it_was_written(site: Site) -> None:
    notes = site.folder.parent / "notes"
    written = {path.relative_to(notes).as_posix(): path.read_bytes() for path in notes.rglob("*.md")}

    assert {name: (site.folder / name).read_bytes() for name in site.files if name.endswith(".md")} == written


# --- feed and sitemap -----------------------------------------------------------------------------------

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def absolute(address: str, site: Site) -> bool:
    return address.startswith(site.base_url) and bool(urlsplit(address).netloc)


def feed_of(site: Site) -> ElementTree.Element:
    return ElementTree.parse(site.folder / "feed.xml").getroot()


def texts(element: ElementTree.Element, name: str) -> list[str]:
    return [child.text or "" for child in element.findall(f"{ATOM}{name}")]


def test_what_needs_an_address_is_made_only_with_one(site: Site) -> None:
    assert ({"feed.xml", "sitemap.xml"} <= site.files) == bool(site.base_url)
    assert any(e.get("rel") == "canonical" for e in site.pages["index.html"].all("link")) == bool(site.base_url)


@with_address
def test_the_feed_has_what_rfc_4287_requires(site: Site) -> None:
    feed = feed_of(site)

    assert feed.tag == f"{ATOM}feed"
    assert {len(texts(feed, name)) for name in ("id", "title", "updated")} == {1}
    assert all(texts(entry, "author") for entry in feed.findall(f"{ATOM}entry")) or texts(feed, "author")
    for person in feed.iter(f"{ATOM}author"):
        assert len(texts(person, "name")) == 1
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == f"{site.base_url}feed.xml"
    assert all(element.tag.startswith(ATOM) for element in feed.iter())


@with_address
def test_each_entry_has_what_rfc_4287_requires(site: Site) -> None:
    entries = feed_of(site).findall(f"{ATOM}entry")

    for entry in entries:
        assert {len(texts(entry, name)) for name in ("id", "title", "updated", "published", "summary")} == {1}
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel", "alternate") == "alternate", "what has no content must lead to some"
        assert absolute(texts(entry, "id")[0], site)
        assert (site.leads("index.html", str(link.get("href"))) or ("",))[0] in site.files
        assert all(texts(entry, name)[0].strip() for name in ("title", "summary"))
    ids = [texts(entry, "id")[0] for entry in entries]
    assert len(set(ids)) == len(ids) == len([name for name in site.files if name.endswith(".md")])


@with_address
def test_the_days_of_the_feed_are_moments_and_the_newest_is_its_own(site: Site) -> None:
    feed = feed_of(site)
    written = [element.text or "" for element in feed.iter() if element.tag in (f"{ATOM}updated", f"{ATOM}published")]
    moments = [datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z") for text in written]

    assert moments[0] == max(moments)


@with_address
def test_the_sitemap_holds_every_page_by_its_absolute_address(site: Site) -> None:
    root = ElementTree.parse(site.folder / "sitemap.xml").getroot()
    listed = [element.text or "" for element in root.iter(f"{SITEMAP}loc")]
    redirects = {path for path, page in site.pages.items() if page.redirects}
    found = {unquote(address.removeprefix(site.base_url)) for address in listed}

    assert root.tag == f"{SITEMAP}urlset"
    assert all(absolute(address, site) for address in listed)
    assert {f"{name}index.html" if not name or name.endswith("/") else name for name in found} == (
        site.pages.keys() - redirects - {"404.html", "search.html"}
    )
    assert len(found) == len(listed)
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", element.text or "") for element in root.iter(f"{SITEMAP}lastmod"))


# --- the nested one ----------------------------------------------------------------------------------------


def test_only_files_that_notes_link_to_are_there(site: Site) -> None:
    assert "data/unused.csv" not in site.files
    if site.name.startswith("nested"):
        assert {
            "data/table.csv",
            "img/装机 图.png",
            "sources/~63on.html",
            "old/power.html",
            "older/index.html",
        } <= site.files
