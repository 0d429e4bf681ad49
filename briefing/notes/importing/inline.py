"""Converts inline syntax: links, wiki links, roles, cross-references, shortcodes, formulas and HTML.

Each syntax is a pattern with a function that writes its replacement. Code, and results
that must not be converted again, are masked by placeholders.
"""

import html
import re
from collections.abc import Callable, Sequence
from typing import Final

from briefing import lazy_re
from briefing.notes.importing.collection import Tool
from briefing.notes.importing.links import (
    AUTOLINK,
    IMAGE,
    LINK,
    WIKI,
    Context,
    autolink,
    link,
    link_of,
    uncommented,
    wiki,
)

TICKS: Final = lazy_re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ROLE: Final = lazy_re.compile(r"\{(?P<name>[a-zA-Z][\w:.-]*)\}(?P<ticks>`++)(?P<text>.+?)(?<!`)(?P=ticks)(?!`)")
_RAW: Final = lazy_re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}")
_LIQUID: Final = lazy_re.compile(
    r"\{%-?\s*+(?P<tag>\w++)(?P<rest>(?:(?!\{%).)*?)-?%\}|\{\{(?!<)(?P<value>(?:(?!\{\{).)*?)\}\}"
)
_SHORTCODE: Final = lazy_re.compile(r"\{\{[<%]\s*+(?P<name>[\w-]++)(?P<rest>(?:(?!\{\{).)*?)[>%]\}\}")
_REFERENCE: Final = lazy_re.compile(
    r"\{\{[<%]?\s*+(?:rel)?ref\s++(?:\.\s++)?(?P<quote>[\"'])(?P<path>[^\"'\n]*)(?P=quote)\s*[>%]?\}\}"
)
_CROSS: Final = lazy_re.compile(
    r"(?<![\w@\\])(?P<bracket>\[-?)?@(?P<label>(?:fig|tbl|sec|eq|lst|tip|nte|wrn|cau|imp)-[\w:-]*\w)(?(bracket)\])"
)
_BOOKDOWN: Final = lazy_re.compile(r"\\@ref\((?P<label>[\w:.-]+)\)")
_SILENT: Final = lazy_re.compile(
    r"\\(?:index|label|vspace|hspace|markboth|addcontentsline|setcounter)\*?(?:\{(?:[^{}]|\{[^{}]*\})*\})+"
    r"|\\(?:newpage|clearpage|pagebreak|noindent|mainmatter|frontmatter|backmatter|appendix)\b"
)
"""LaTeX commands that print nothing."""
HEADING: Final = lazy_re.compile(
    r"^(?P<signs>#{1,6})\s++(?P<text>|.*?\S)\s*+(?P<attributes>\{[^{}]*\})?\s*+(?:(?<=\s)#+\s*+)?$"
)
_WORDS: Final = {"fig": "Figure", "tbl": "Table", "sec": "Section", "eq": "Equation", "lst": "Listing"}


def convert_line(text: str, number: int, note: Context) -> str:
    """Convert a line."""
    if not text.strip() or text.lstrip().startswith("<!--"):
        return text
    if (whole := _whole_line(text, number, note)) is not None:
        return whole
    if note.tool is Tool.QUARTO and text.lstrip().startswith("|"):
        text = TICKS.sub(lambda found: re.sub(r"(?<!\\)\|", r"\\|", found[0]), text)
    if note.tool is Tool.OBSIDIAN and (block := _BLOCK_ID.search(text)):
        note.remark(number, f"`{block[0].strip()}` names a paragraph, which cannot be linked to here: it is dropped")
        text = text[: block.start()]
    done: list[str] = []

    def keep(words: str) -> str:
        """The placeholder of a text that must not be converted: code, or a result."""
        done.append(words)
        return f"\ue000{len(done) - 1}\ue001"

    text = _ROLE.sub(lambda found: keep(_role(found, number, note)), text)
    text = TICKS.sub(lambda found: keep(found[0]), text)
    text = _RAW.sub(lambda found: keep(found[1]), text)
    text = _REFERENCE.sub(lambda found: _reference(found, number, note), text)
    text = _LIQUID.sub(lambda found: _liquid(found, number, note), text)
    for form, writer in _FORMS:
        text = form.sub(lambda found, writer=writer: keep(writer(found, number, note)), text)  # type: ignore[misc]
    text = _formulas(text, number, note, keep)
    while _PLACEHOLDER.search(text):
        text = _PLACEHOLDER.sub(lambda found: done[int(found[1])], text)
    return text


_BLOCK_ID: Final = lazy_re.compile(r"(?:^|(?<=\S)\s+)\^[A-Za-z0-9-]+\s*$")
_BREAK: Final = lazy_re.compile(r"\+{3,}(?:\s+(?P<about>\S.*))?$")
_KRAMDOWN: Final = lazy_re.compile(r"\s*\{:[^{}]*\}\s*$")


def _whole_line(text: str, number: int, note: Context) -> str | None:
    """Convert a line that its tool does not show as text; None for any other line."""
    if note.tool is Tool.MYST and re.match(r"\s*%(?!%)", text):
        return f"<!-- {uncommented(text.strip().lstrip('%').strip())} -->"
    if note.tool is Tool.MYST and (block := _BREAK.match(text.strip())):
        if block["about"]:
            note.remark(number, f"`{block['about']}` of a block is dropped")
        return ""
    if note.tool is Tool.JEKYLL and _KRAMDOWN.match(text):
        note.remark(number, f"`{text.strip()}` is dropped")
        return ""
    return None


_PLACEHOLDER: Final = lazy_re.compile("\ue000(\\d+)\ue001")


def outside_ticks(form: re.Pattern[str], writer: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace the matches of a pattern outside of inline code."""
    code: list[str] = []

    def mask(found: re.Match[str]) -> str:
        code.append(found[0])
        return f"\ue000{len(code) - 1}\ue001"

    written = form.sub(writer, TICKS.sub(mask, text))
    return _PLACEHOLDER.sub(lambda found: code[int(found[1])], written)


def _cross(found: re.Match[str], number: int, note: Context) -> str:
    """Convert Quarto's `@fig-one` into a link to the element with this label."""
    label = found["label"]
    link = _link_to_label(label, _WORDS.get(label.partition("-")[0], "it"), note)
    return link or _unknown_label(label, found[0], number, note)


def _bookdown(found: re.Match[str], number: int, note: Context) -> str:
    """Convert R Markdown's `\\@ref(fig:one)` into a link to the element with this label."""
    label = found["label"] if found["label"] in note.names.labels else found["label"].rpartition(":")[2]
    return _link_to_label(label, label, note) or _unknown_label(found["label"], found["label"], number, note)


def _link_to_label(label: str, default: str, note: Context) -> str:
    """A link to the element with a label, by its caption or the default words; empty if there is none."""
    if label not in note.names.labels:
        return ""
    path, words = note.names.labels[label]
    return f"[{words or default}]({note.names.link(note.path, path, label)})"


def _unknown_label(label: str, written: str, number: int, note: Context) -> str:
    note.remark(number, f"nothing in the folder has the label `{label}`")
    return f"`{written}`"


# --- roles of MyST --------------------------------------------------------------------------------


def _role(found: re.Match[str], number: int, note: Context) -> str:
    name, text = found["name"].lower(), found["text"].strip()
    words, target = _with_target(text)
    if name.startswith("cite"):
        return _cited(name, text)
    if name in ("ref", "numref", "doc", "eq", "download", "any"):
        return _referred(name, words, target, number, note)
    if form := _PLAIN_ROLES.get("bdg" if name.startswith("bdg-") else name):
        return form.format(words if form == "{}" else text)
    return _lost_role(name, text, found[0], number, note)


_PLAIN_ROLES: Final = {
    **dict.fromkeys(("sup", "superscript"), "^{}^"),
    **dict.fromkeys(("sub", "subscript"), "~{}~"),
    **dict.fromkeys(("abbr", "term", "dfn", "guilabel", "menuselection", "bdg", "u", "smallcaps"), "{}"),
    "del": "~~{}~~",
    **dict.fromkeys(("kbd", "code", "file", "command", "samp"), "`{}`"),
}
"""Roles that have an equivalent here."""


def _lost_role(name: str, text: str, written: str, number: int, note: Context) -> str:
    if name in ("octicon", "fa", "fab", "fas", "material-regular", "index"):
        note.remark(number, f"the role `{written.replace('`', '´')}` is dropped")
        return ""
    remark = (
        "a formula is shown as code"
        if name == "math"
        else f"`{{{name}}}` is not a supported role: its text stays as code"
    )
    note.remark(number, remark)
    return f"`{text}`"


def _with_target(text: str) -> tuple[str, str]:
    """Split `words <target>`, or a target alone, into words and target."""
    found = re.fullmatch(r"(?P<words>.*)<(?P<target>[^<>]+)>", text)
    return (found["words"].rstrip(), found["target"]) if found else (text, text)


_CITED: Final = lazy_re.compile(r"(?:\{(?P<before>[^{}]*)\})?\s*(?P<key>[^\s{}]+)\s*(?:\{(?P<after>[^{}]*)\})?")


def _cited(name: str, text: str) -> str:
    keys = [found for item in re.split(r"[,;](?![^{}]*\})", text) if (found := _CITED.fullmatch(item.strip()))]
    if name.endswith((":t", ":ts", ":ct")):
        return ", ".join(f"@{key['key']}" + (f" [{key['after'].strip()}]" if key["after"] else "") for key in keys)
    sign = "-@" if name.endswith((":year", ":yearpar")) else "@"
    items = (
        f"{key['before'] or ''} {sign}{key['key']}".strip() + (f", {key['after'].strip()}" if key["after"] else "")
        for key in keys
    )
    return f"[{'; '.join(items)}]"


def _referred(name: str, words: str, target: str, number: int, note: Context) -> str:
    label = target.strip()
    if name in ("doc", "download", "any") and (path := note.names.target(note.path, label)):
        return (
            f"[{note.names.titles.get(path, words) if words == label else words}]({note.names.link(note.path, path)})"
        )
    if label in note.names.labels:
        path, known = note.names.labels[label]
        text = known if words == label else words
        text = re.sub(r"(?<!\s)\s*+(?:%s|\{number\}|\{name\})", "", text).strip() or known or label
        return f"[{text}]({note.names.link(note.path, path, label)})"
    note.remark(number, f"nothing in the folder has the label `{label}`")
    return words


# --- Liquid, shortcodes ---------------------------------------------------------------------------


def _reference(found: re.Match[str], number: int, note: Context) -> str:
    """Convert Hugo's `{{< ref "page.md" >}}` into the address of a note."""
    path, _, fragment = found["path"].partition("#")
    target = note.names.target(note.path, path) or note.names.wiki(note.path, path.rpartition("/")[2])
    if not target:
        note.remark(number, f"`{found[0]}` leads to nothing in the folder: its name stays")
        return found["path"]
    return f"/{target}#{fragment}" if fragment else f"/{target}"


def _liquid(found: re.Match[str], number: int, note: Context) -> str:
    tag, rest = found["tag"], (found["rest"] or "").strip("\"' ")
    if tag in ("link", "post_url"):
        name = rest if tag == "link" else rest.rpartition("/")[2]
        target = note.names.target("", rest) or next(
            (path for path in note.names.new if name and f"/{name}." in f"/{path}"), ""
        )
        if target:
            return f"/{target}"  # the link around it is converted later
        note.remark(number, f"`{found[0]}` leads to nothing in the folder: its name stays")
        return rest
    if tag in ("raw", "endraw"):
        return ""
    value = (found["value"] or "").strip()
    if literal := re.match(r"[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url)", value):
        return literal[1]
    if re.fullmatch(r"site\.(?:baseurl|url)", value):
        return ""
    note.remark(number, f"`{found[0]}` is a shortcode and is kept in a comment")
    return f"<!-- {uncommented(found[0])} -->"


def _shortcode(found: re.Match[str], number: int, note: Context) -> str:
    name, rest = found["name"], found["rest"].strip()
    address = next(iter(re.findall(r"https?://\S+", rest)), "").strip("\"'")
    if name in ("video", "youtube", "embed") and address:
        note.remark(number, f"`{found[0]}` is now a link")
        return f"[{address}]({address})"
    if name == "include" and (target := note.names.target(note.path, rest.strip("\"' "))):
        note.remark(number, f"`{found[0]}` was shown here as a whole and is now a link")
        return f"[{note.names.titles.get(target, rest)}]({note.names.link(note.path, target)})"
    note.remark(number, f"`{found[0]}` is a shortcode and is kept in a comment")
    return f"<!-- {uncommented(found[0])} -->"


# --- formulas, marks ------------------------------------------------------------------------------


def _formulas(text: str, number: int, note: Context, keep: Callable[[str], str]) -> str:
    """Turn formulas, `$E = mc^2$`, into code; an amount of dollars is not a formula."""

    def written(found: re.Match[str]) -> str:
        note.remark(number, "a formula is shown as code")
        return keep(f"`{found[1].strip()}`")

    text = re.sub(r"(?<![\\$\w])\$\$(?!\s*$)(.+?)\$\$", written, text)
    text = re.sub(r"(?<![\\$\w])\$(\s[^$`\n]*\\[A-Za-z]+[^$`\n]*)\$(?![\d\w])", written, text)
    return re.sub(r"(?<![\\$\w])\$(?![\s\d])([^$`\n]*[\\^_={][^$`\n]*|[A-Za-z])(?<!\s)\$(?![\d\w])", written, text)


def _silent(found: re.Match[str], number: int, note: Context) -> str:
    note.remark(number, f"`{found[0][:60]}` prints nothing and is dropped")
    return ""


def _task(found: re.Match[str], _number: int, _note: Context) -> str:
    return f"{found[1]}{'☐' if found[2] == ' ' else '☑'} "


def _replacement(form: str) -> Callable[[re.Match[str], int, Context], str]:
    return lambda found, _number, _note: found.expand(form)


# --- HTML -----------------------------------------------------------------------------------------


def _tag(found: re.Match[str], number: int, note: Context) -> str:
    name = found["name"].lower()
    given = {
        key.lower(): html.unescape(value)
        for key, _, value in re.findall(r"(?<![\w-])([\w-]++)\s*+=\s*+([\"'])(.*?)\2", found["rest"])
    }
    if name == "br":
        return "\\\n" if found.end() < len(found.string.rstrip()) and not found.string.lstrip().startswith("|") else " "
    if name == "img" and given.get("src"):
        return link_of("!", given.get("alt", ""), given["src"], number, note)
    if name in ("iframe", "video", "source", "embed") and given.get("src"):
        note.remark(number, f"`<{name}>` is now a link")
        return link_of("", given.get("title") or given["src"], given["src"], number, note)
    if found["slash"]:
        return " " if name in ("td", "th") else ""
    if name not in ("a", "p", "span", "div", "center", "font", "u"):
        note.remark(number, f"the tag `<{name}>` is dropped, its text stays")
    elif given:
        note.remark(number, f"the tag `<{name}>` is dropped with its attributes, its text stays")
    return ""


def _anchor(found: re.Match[str], number: int, note: Context) -> str:
    return link_of("", re.sub(r"<[^>]*>", "", found["text"]) or found["address"], found["address"], number, note)


_TAGS: Final = (
    "a|abbr|article|aside|b|big|blockquote|br|button|caption|center|cite|code|col|dd|del|details|div|dl|dt|em|embed|"
    "figcaption|figure|font|footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|mark|nav|ol|p|pre|q|s|script|section|small|"
    "source|span|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|video|label|input|form"
)
_FORMS: Final[Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], int, Context], str]]]] = (
    (_SHORTCODE, _shortcode),
    (lazy_re.compile(r"(?<!\w)%%(.+?)%%"), _replacement(r"<!-- \1 -->")),
    (lazy_re.compile(r"<sub>([^<>]+)</sub>", re.I), _replacement(r"~\1~")),
    (lazy_re.compile(r"<sup>([^<>]+)</sup>", re.I), _replacement(r"^\1^")),
    (lazy_re.compile(r"<(?:b|strong)>\s*+([^<>]*[^<>\s])\s*</(?:b|strong)>", re.I), _replacement(r"**\1**")),
    (lazy_re.compile(r"<(?:i|em)>\s*+([^<>]*[^<>\s])\s*</(?:i|em)>", re.I), _replacement(r"*\1*")),
    (lazy_re.compile(r"<(?:kbd|code)>([^<>`]+)</(?:kbd|code)>", re.I), _replacement(r"`\1`")),
    (
        lazy_re.compile(r"<summary>\s*+((?:[^\s<]|\s++(?!</summary>)|<(?!/summary>))*+)\s*+</summary>", re.I),
        _replacement(r"**\1**\n"),
    ),
    (lazy_re.compile(r"<a\s[^<>]*?href=[\"'](?P<address>[^\"']+)[\"'][^<>]*>(?P<text>.*?)</a>", re.I), _anchor),
    (lazy_re.compile(rf"<(?P<slash>/?)(?P<name>{_TAGS})\b(?P<rest>[^<>]*)>", re.I), _tag),
    (AUTOLINK, autolink),
    (WIKI, wiki),
    (IMAGE, link),
    (LINK, link),
    (_CROSS, _cross),
    (_BOOKDOWN, _bookdown),
    (_SILENT, _silent),
    (lazy_re.compile(r"(?<![\w=<])==(?=[^\s=>])([^=\n]*[^\s=<])==(?![\w=>])"), _replacement(r"**\1**")),
    (lazy_re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\]\s+"), _task),
)
