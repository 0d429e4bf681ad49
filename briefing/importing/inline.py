"""What stands in a line: links, wiki links, roles, cross-references, shortcodes, formulas and HTML.

Code is masked first, so that nothing in it changes; each form is a pattern with a writer.
"""

import html
import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.importing.collection import Remark, Tool
from briefing.importing.names import Names

_TICKS: Final = lazy_re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ROLE: Final = lazy_re.compile(r"\{(?P<name>[a-zA-Z][\w:.-]*)\}(?P<ticks>`++)(?P<text>.+?)(?<!`)(?P=ticks)(?!`)")
_WIKI: Final = lazy_re.compile(
    r"(?P<embed>!?)\[\[(?P<name>[^\[\]|#\n]*)(?:#(?P<heading>[^\[\]|\n]*))?(?:\|(?P<text>[^\[\]\n]*))?\]\]"
)
_LINK: Final = lazy_re.compile(
    r"(?P<open>!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()\s*+(?P<address><[^<>]+>|[^()\s]+(?:\([^()\s]*\)[^()\s]*)*"
    r"|[^()\"<>\s]++(?:[^\S\n]++[^()\"<>\s]++)*?)(?P<title>\s++[\"'][^\"'\n]*[\"'])?\s*+\)(?P<attributes>\{[^{}\n]*\})?"
)
_IMAGE: Final = lazy_re.compile(_LINK.pattern.replace(r"!?\[", r"!\[", 1))
_LIQUID: Final = lazy_re.compile(
    r"\{%-?\s*+(?P<tag>\w++)(?P<rest>(?:(?!\{%).)*?)-?%\}|\{\{(?!<)(?P<value>(?:(?!\{\{).)*?)\}\}"
)
_SHORTCODE: Final = lazy_re.compile(r"\{\{[<%]\s*+(?P<name>[\w-]++)(?P<rest>(?:(?!\{\{).)*?)[>%]\}\}")
_CROSS: Final = lazy_re.compile(
    r"(?<![\w@\\])(?P<bracket>\[-?)?@(?P<label>(?:fig|tbl|sec|eq|lst|tip|nte|wrn|cau|imp)-[\w:-]*\w)(?(bracket)\])"
)
HEADING: Final = lazy_re.compile(
    r"^(?P<signs>#{1,6})\s++(?P<text>|.*?\S)\s*+(?P<attributes>\{[^{}]*\})?\s*+(?:(?<=\s)#+\s*+)?$"
)
_WORDS: Final = {"fig": "Figure", "tbl": "Table", "sec": "Section", "eq": "Equation", "lst": "Listing"}


class Context(Struct, frozen=True):
    """The note that a line is in."""

    path: str
    names: Names
    tool: Tool
    remarks: list[Remark]

    def remark(self, number: int, text: str) -> None:
        """Remark on a line."""
        self.remarks.append(Remark(self.path, number, text))


def convert_line(text: str, number: int, note: Context) -> str:
    """A line in our forms."""
    if not text.strip() or text.lstrip().startswith("<!--"):
        return text
    done: list[str] = []

    def keep(words: str) -> str:
        """A stretch that nothing else changes: code, and what has our form already."""
        done.append(words)
        return f"\ue000{len(done) - 1}\ue001"

    text = _ROLE.sub(lambda found: keep(_role(found, number, note)), text)
    text = _TICKS.sub(lambda found: keep(found[0]), text)
    text = _LIQUID.sub(lambda found: _liquid(found, number, note), text)
    for form, writer in _FORMS:
        text = form.sub(lambda found, writer=writer: keep(writer(found, number, note)), text)  # type: ignore[misc]
    text = _formulas(text, number, note, keep)
    while _DONE.search(text):
        text = _DONE.sub(lambda found: done[int(found[1])], text)
    return text


_DONE: Final = lazy_re.compile("\ue000(\\d+)\ue001")


# --- links ----------------------------------------------------------------------------------------


def _link(found: re.Match[str], number: int, note: Context) -> str:
    address = found["address"].strip("<>").strip()
    attributes = _attributes(found["attributes"] or "", number, note)
    title = found["title"] or ""
    if address.startswith("#") and (known := note.names.labels.get(address[1:])):
        # MyST's labels are the whole collection's.
        opening = found["open"] if found["open"] != "[](" else f"[{known[1] or address[1:]}]("
        return f"{opening}{note.names.link(note.path, known[0], address[1:])}{title}){attributes}"
    if re.match(r"[a-zA-Z][\w+.-]+:|//|#", address):
        is_spaced = re.search(r"\s", address)
        return f"{found['open']}{address.replace(' ', '%20') if is_spaced else address}{title}){attributes}"
    path, _, fragment = _unquoted(address).partition("#")
    target = note.names.target(note.path, path)
    if not target and note.tool is Tool.JEKYLL and path.startswith("/"):
        target = note.names.wiki(note.path, path.rpartition("/")[2])  # addresses of its collections have no folders
    if not target and (known := note.names.labels.get(address)):
        return f"{found['open']}{note.names.link(note.path, known[0], address)}{title}){attributes}"
    if not target:
        note.remark(number, f"`{address}` leads to nothing in the folder")
        return f"{found['open']}{f'<{address}>' if ' ' in address else address}{title}){attributes}"
    return f"{found['open']}{note.names.link(note.path, target, fragment)}{title}){attributes}"


def _unquoted(address: str) -> str:
    plain = address.partition("?")[0]
    return re.sub(
        r"(?:%[0-9A-Fa-f]{2})+",
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"),
        plain,
    )


def _attributes(text: str, number: int, note: Context) -> str:
    """Of attributes those that are read here: an id, classes, whole widths and heights."""
    if not text:
        return ""
    words = re.findall(r"[#.][\w:-]+|(?<![\w-])[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+)", text)
    kept = [word for word in words if word[0] == "#" and re.fullmatch(r"#[A-Za-z][\w-]*", word)]
    kept += [f"{name}={value}" for name, value in re.findall(r"\b(width|height)=\"?(\d+)(?:px)?\"?(?=[\s}])", text)]
    if len(kept) < len(words):
        note.remark(number, f"of `{text}` only `{' '.join(kept)}` is kept" if kept else f"`{text}` is dropped")
    return f"{{{' '.join(kept)}}}" if kept else ""


def _wiki(found: re.Match[str], number: int, note: Context) -> str:
    name, heading, text = found["name"].strip(), (found["heading"] or "").strip(), (found["text"] or "").strip()
    target = note.names.wiki(note.path, name) if name else note.path
    words = text or (f"{name} › {heading}" if name and heading else name or heading)
    if not target:
        note.remark(number, f"`{found[0]}` leads to no note or file: its words stay")
        return words
    if heading.startswith("^"):
        note.remark(number, f"`#{heading}` names a paragraph, to which nothing leads here: the link is to the note")
        heading, words = "", text or name
    is_image = bool(re.search(r"\.(?:png|jpe?g|gif|svg|webp|avif)\Z", target, re.I))
    if found["embed"] and is_image:
        size = re.fullmatch(r"(\d+)(?:x\d+)?", text)
        alt = "" if size or not text else text
        return f"![{alt}]({note.names.link(note.path, target)})" + (f"{{width={size[1]}}}" if size else "")
    if found["embed"]:
        note.remark(number, f"`{found[0]}` was shown here as a whole and is a link now")
    return f"[{words}]({note.names.link(note.path, target, heading)})"


def _cross(found: re.Match[str], number: int, note: Context) -> str:
    """Quarto's `@fig-one`: a link to what has this label."""
    label = found["label"]
    if label not in note.names.labels:
        note.remark(number, f"nothing in the folder has the label `{label}`")
        return f"`{found[0]}`"
    path, words = note.names.labels[label]
    return f"[{words or _WORDS.get(label.partition('-')[0], 'it')}]({note.names.link(note.path, path, label)})"


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
    **dict.fromkeys(("abbr", "term", "dfn", "guilabel", "menuselection", "bdg"), "{}"),
    **dict.fromkeys(("kbd", "code", "file", "command", "samp"), "`{}`"),
}
"""Roles that are a form of ours."""


def _lost_role(name: str, text: str, written: str, number: int, note: Context) -> str:
    if name in ("octicon", "fa", "fab", "fas", "material-regular", "index"):
        note.remark(number, f"the role `{written.replace('`', '´')}` is dropped")
        return ""
    remark = "a formula is shown as code" if name == "math" else f"`{{{name}}}` is no role here: its text stays as code"
    note.remark(number, remark)
    return f"`{text}`"


def _with_target(text: str) -> tuple[str, str]:
    """`words <target>`, or a target alone."""
    found = re.fullmatch(r"(?P<words>.*)<(?P<target>[^<>]+)>", text)
    return (found["words"].rstrip(), found["target"]) if found else (text, text)


def _cited(name: str, text: str) -> str:
    keys = [key.strip() for key in text.split(",")]
    if name.endswith((":t", ":ts", ":ct")):
        return ", ".join(f"@{key}" for key in keys)
    sign = "-@" if name.endswith((":year", ":yearpar")) else "@"
    return f"[{'; '.join(f'{sign}{key}' for key in keys)}]"


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


def _liquid(found: re.Match[str], number: int, note: Context) -> str:
    tag, rest = found["tag"], (found["rest"] or "").strip("\"' ")
    if tag in ("link", "post_url"):
        name = rest if tag == "link" else rest.rpartition("/")[2]
        target = note.names.target("", rest) or next(
            (path for path in note.names.new if name and f"/{name}." in f"/{path}"), ""
        )
        if target:
            return f"/{target}"  # a link around it makes it one of ours
        note.remark(number, f"`{found[0]}` leads to nothing in the folder: its name stays")
        return rest
    value = (found["value"] or "").strip()
    if literal := re.match(r"[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url)", value):
        return literal[1]
    if re.fullmatch(r"site\.(?:baseurl|url)", value):
        return ""
    note.remark(number, f"`{found[0]}` is a shortcode and is kept in a comment")
    return f"<!-- {_uncommented(found[0])} -->"


def _uncommented(text: str) -> str:
    return text.replace("--", "- -")


def _shortcode(found: re.Match[str], number: int, note: Context) -> str:
    name, rest = found["name"], found["rest"].strip()
    address = next(iter(re.findall(r"https?://\S+", rest)), "").strip("\"'")
    if name in ("video", "youtube", "embed") and address:
        note.remark(number, f"`{found[0]}` is a link now")
        return f"[{address}]({address})"
    if name == "include" and (target := note.names.target(note.path, rest.strip("\"' "))):
        note.remark(number, f"`{found[0]}` was shown here as a whole and is a link now")
        return f"[{note.names.titles.get(target, rest)}]({note.names.link(note.path, target)})"
    note.remark(number, f"`{found[0]}` is a shortcode and is kept in a comment")
    return f"<!-- {_uncommented(found[0])} -->"


# --- formulas, marks ------------------------------------------------------------------------------


def _formulas(text: str, number: int, note: Context, keep: Callable[[str], str]) -> str:
    """Formulas as code: `$E = mc^2$`; an amount of dollars is none."""

    def written(found: re.Match[str]) -> str:
        note.remark(number, "a formula is shown as code")
        return keep(f"`{found[1].strip()}`")

    text = re.sub(r"(?<![\\$\w])\$\$(?!\s*$)(.+?)\$\$", written, text)
    return re.sub(r"(?<![\\$\w])\$(?![\s\d])([^$`\n]*[\\^_={][^$`\n]*|[A-Za-z])(?<!\s)\$(?![\d\w])", written, text)


def _task(found: re.Match[str], _number: int, _note: Context) -> str:
    return f"{found[1]}{'☐' if found[2] == ' ' else '☑'} "


def _same(form: str) -> Callable[[re.Match[str], int, Context], str]:
    return lambda found, _number, _note: found.expand(form)


# --- HTML -----------------------------------------------------------------------------------------


def _tag(found: re.Match[str], number: int, note: Context) -> str:
    name = found["name"].lower()
    given = {
        key.lower(): html.unescape(value)
        for key, _, value in re.findall(r"(?<![\w-])([\w-]++)\s*+=\s*+([\"'])(.*?)\2", found["rest"])
    }
    if name == "br":
        return "\\\n" if found.end() < len(found.string.rstrip()) and not found.string.lstrip().startswith("|") else ""
    if name == "img" and given.get("src"):
        return _link_of("!", given.get("alt", ""), given["src"], number, note)
    if name in ("iframe", "video", "source", "embed") and given.get("src"):
        note.remark(number, f"`<{name}>` is a link now")
        return _link_of("", given.get("title") or given["src"], given["src"], number, note)
    if found["slash"]:
        return ""
    if name not in ("a", "p", "span", "div", "center", "font", "u"):
        note.remark(number, f"the tag `<{name}>` is dropped, its text stays")
    elif given:
        note.remark(number, f"the tag `<{name}>` is dropped with its attributes, its text stays")
    return ""


def _link_of(sign: str, words: str, address: str, number: int, note: Context) -> str:
    found = _LINK.match(f"{sign}[{words.replace('[', '(').replace(']', ')')}](<{address}>)")
    return _link(found, number, note) if found else words


def _anchor(found: re.Match[str], number: int, note: Context) -> str:
    return _link_of("", re.sub(r"<[^>]*>", "", found["text"]) or found["address"], found["address"], number, note)


_TAGS: Final = (
    "a|abbr|article|aside|b|big|blockquote|br|button|caption|center|cite|code|col|dd|del|details|div|dl|dt|em|embed|"
    "figcaption|figure|font|footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|mark|nav|ol|p|pre|q|s|script|section|small|"
    "source|span|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|video|label|input|form"
)
_FORMS: Final[Sequence[tuple[re.Pattern[str], Callable[[re.Match[str], int, Context], str]]]] = (
    (_SHORTCODE, _shortcode),
    (lazy_re.compile(r"(?<!\w)%%(.+?)%%"), _same(r"<!-- \1 -->")),
    (lazy_re.compile(r"<sub>([^<>]+)</sub>", re.I), _same(r"~\1~")),
    (lazy_re.compile(r"<sup>([^<>]+)</sup>", re.I), _same(r"^\1^")),
    (lazy_re.compile(r"<(?:b|strong)>\s*+([^<>]*[^<>\s])\s*</(?:b|strong)>", re.I), _same(r"**\1**")),
    (lazy_re.compile(r"<(?:i|em)>\s*+([^<>]*[^<>\s])\s*</(?:i|em)>", re.I), _same(r"*\1*")),
    (lazy_re.compile(r"<(?:kbd|code)>([^<>`]+)</(?:kbd|code)>", re.I), _same(r"`\1`")),
    (
        lazy_re.compile(r"<summary>\s*+((?:[^\s<]|\s++(?!</summary>)|<(?!/summary>))*+)\s*+</summary>", re.I),
        _same(r"**\1**\n"),
    ),
    (lazy_re.compile(r"<a\s[^<>]*?href=[\"'](?P<address>[^\"']+)[\"'][^<>]*>(?P<text>.*?)</a>", re.I), _anchor),
    (lazy_re.compile(rf"<(?P<slash>/?)(?P<name>{_TAGS})\b(?P<rest>[^<>]*)>", re.I), _tag),
    (_WIKI, _wiki),
    (_IMAGE, _link),
    (_LINK, _link),
    (_CROSS, _cross),
    (lazy_re.compile(r"(?<![\w=<])==(?=[^\s=>])([^=\n]*[^\s=<])==(?![\w=>])"), _same(r"**\1**")),
    (lazy_re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\]\s+"), _task),
)
