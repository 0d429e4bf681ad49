// Looks through the texts of notes and sources. They come as scripts, one by one and the newest
// first, since a page opened from disk may load nothing else; none comes before something is typed.
(() => {
  "use strict";
  const ENOUGH = 20; // results that are shown at once
  const MOST_FILES = 4; // files that one look may load
  const AROUND = [50, 190]; // letters of a text before and after the first word found

  const page = document.getElementById("search.");
  const field = page.querySelector("input");
  const [list, more, status] = [".results", "button", "[role=status]"].map((name) => page.querySelector(name));
  const say = page.dataset;
  const [notes, sources] = [say.notes, say.sources].map((names) => names.split(" ").filter(Boolean));
  const longest = Math.max(notes.length, sources.length);
  const files = Array.from({ length: longest }, (_, i) => [notes[i], sources[i]]).flat().filter(Boolean);
  const loading = new Map();
  const fill = (sentence, ...fills) => sentence.replace(/\{(\d?)\}/g, (_, i) => fills[i || 0]);

  let words = []; // what is looked for
  let turn = 0; // which search this is; an older one that still loads is over
  let next = 0; // the file to look into next
  let waiting = []; // found, not shown yet
  let found = 0;
  let since = ""; // the oldest day that was looked at

  // --- text ----------------------------------------------------------------------------------------

  /** What is the same to a reader becomes the same text: Ａ and a, ß and ss, 550,000 and 550000. */
  const plain = (text) =>
    text.normalize("NFKC").toUpperCase().toLowerCase().replace(/[‘’]/g, "'").replace(/[‐-―−]/g, "-");
  const fold = (text) => plain(text).replace(/(\d),(?=\d{3})/g, "$1");

  /** Where the words stand in a text, in order and apart from each other. */
  function places(text) {
    const from = []; // of each folded letter, the letter it comes from
    let folded = "";
    for (let at = 0; at < text.length; ) {
      const sign = String.fromCodePoint(text.codePointAt(at));
      const isComma = plain(sign) === "," && /\d$/.test(text.slice(0, at)) && /^\d{3}/.test(text.slice(at + 1));
      for (const letter of isComma ? "" : plain(sign)) {
        folded += letter;
        for (let unit = 0; unit < letter.length; unit++) from.push(at);
      }
      at += sign.length;
    }
    from.push(text.length);
    const ranges = words.flatMap((word) => {
      const all = [];
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
        all.push([from[at], Math.max(from[at + word.length], from[at] + 1)]);
      return all;
    });
    let end = 0;
    return ranges.sort((a, b) => a[0] - b[0]).filter((range) => range[0] >= end && (end = range[1]));
  }

  /** A text with the words marked; of a long one what stands around where most of them meet. */
  function marked(text, whole = true) {
    const ranges = places(text);
    const meeting = (start) => ranges.filter((range) => range[0] >= start && range[1] < start + AROUND[1]).length;
    const [, best = 0] = ranges.reduce((top, [at]) => (meeting(at) > top[0] ? [meeting(at), at] : top), [0]);
    let from = whole ? 0 : Math.max(0, best - AROUND[0]);
    const to = whole ? text.length : from + AROUND[0] + AROUND[1];
    const gap = text.slice(from, best).search(/\s/);
    if (from && gap >= 0) from += gap + 1;
    const parts = from ? ["… "] : [];
    for (const [start, end] of ranges.filter((range) => range[0] >= from && range[1] <= to)) {
      parts.push(text.slice(from, start), made("mark", {}, text.slice(start, end)));
      from = end;
    }
    const rest = text.slice(from, to);
    return [...parts, to < text.length ? rest.replace(/\s\S{0,20}$/, "") + " …" : rest];
  }

  function made(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children.filter(Boolean));
    return node;
  }

  // --- files ---------------------------------------------------------------------------------------

  function load(name) {
    if (!loading.has(name))
      loading.set(
        name,
        new Promise((resolve) => {
          const script = made("script", { src: `search/${name}.js` });
          script.onload = () => resolve(self.briefingSearch[name].map(read));
          script.onerror = () => (loading.delete(name), script.remove(), resolve(null));
          document.head.append(script);
        }),
      );
    return loading.get(name);
  }

  function read([path, title, kicker, iso, day, lang, tags, figures, passages]) {
    const folded = (parts) => fold(parts.join("\n"));
    const head = folded([title, kicker, tags]);
    const ledger = figures.map(([anchor, ...said]) => ({ anchor, said, text: folded(said) }));
    const texts = passages.map(([anchor, heading, said]) => ({ anchor, heading, said, text: folded([heading, said]) }));
    const all = [head, ...ledger.map((each) => each.text), ...texts.map((each) => each.text)].join("\n");
    return { path, title, kicker, iso, day, lang, head, ledger, texts, all };
  }

  const hasAll = (text) => words.every((word) => text.includes(word));
  const hasFigure = (entry) => entry.ledger.some((figure) => hasAll(figure.text));
  const rank = (entry) => (hasAll(entry.head) ? 0 : hasFigure(entry) ? 1 : 2);
  const titlesFirst = (a, b) => rank(a) - rank(b) || (a.iso < b.iso) - (a.iso > b.iso);

  // --- a search ------------------------------------------------------------------------------------

  async function search() {
    const mine = ++turn;
    words = [...new Set(fold(field.value).split(/\s+/).filter(Boolean))];
    [next, found, since, waiting] = [0, 0, "", []];
    history.replaceState(null, "", words.length ? `#q=${encodeURIComponent(field.value.trim())}` : "#q=");
    if (words.length) return further();
    list.replaceChildren();
    tell("");
    return mine;
  }

  /** Shows what waits and, if that is not enough, looks further back. */
  async function further() {
    const mine = turn;
    const isFirst = !next;
    let failed = false;
    const late = setTimeout(() => (status.textContent = say.searching), 400);
    for (let files_ = 0; waiting.length < ENOUGH && next < files.length && files_ < MOST_FILES; files_++) {
      const entries = await load(files[next]);
      if (mine !== turn) return clearTimeout(late);
      next++;
      failed ||= !entries;
      for (const entry of entries ?? []) if (hasAll(entry.all)) found++, waiting.push(entry);
      if (notes.includes(files[next - 1])) since = entries?.at(-1)?.day ?? since;
    }
    clearTimeout(late);
    const shown = waiting.sort(titlesFirst).splice(0, ENOUGH).map(result);
    if (isFirst) list.replaceChildren();
    list.append(...shown);
    tell(failed ? say.failed : sentence());
    return shown[0];
  }

  function sentence() {
    if (next < files.length) return fill(found === 1 ? say.oneSince : say.severalSince, found, since);
    return found ? fill(found === 1 ? say.one : say.several, found) : say.none;
  }

  function tell(text) {
    status.textContent = text;
    more.hidden = !words.length || !(waiting.length || next < files.length);
    more.textContent = waiting.length ? say.more : say.older;
  }

  function result(entry) {
    const many = (text) => words.filter((word) => text.includes(word)).length;
    const best = entry.texts.reduce((top, each) => (many(each.text) > many(top.text) ? each : top));
    const figures = entry.ledger.filter((figure) => hasAll(figure.text)).slice(0, 3);
    const place = (anchor) => encodeURI(entry.path) + (anchor ? `#${encodeURIComponent(anchor)}` : "");
    const value = ({ anchor, said: [text, ...about] }) =>
      made("li", {}, made("a", { href: place(anchor) }, ...marked(text)), " ", ...marked(about.filter(Boolean).join(", ")));
    const heading = best.heading && made("a", { href: place(best.anchor) }, ...marked(best.heading));
    return made(
      "li",
      entry.lang ? { lang: entry.lang } : {},
      made("h2", {}, made("a", { href: place("") }, ...marked(entry.title))),
      made("p", { className: "byline" }, [entry.kicker, entry.day].filter(Boolean).join(" · ")),
      figures.length && made("ul", {}, ...figures.map(value)),
      best.said && made("p", { className: "snippet" }, heading, heading && " ", ...marked(best.said, false)),
    );
  }

  // --- the reader ----------------------------------------------------------------------------------

  let typed;
  field.addEventListener("input", (event) => {
    clearTimeout(typed);
    if (!event.isComposing) typed = setTimeout(search, 120);
  });
  field.addEventListener("compositionend", search);
  more.addEventListener("click", async () => {
    more.disabled = true;
    const first = await further();
    more.disabled = false;
    first?.querySelector("a").focus();
  });

  async function inField(event) {
    if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      search();
    } else if ((event.key === "Enter" || event.key === "ArrowDown") && !event.isComposing) {
      event.preventDefault();
      clearTimeout(typed);
      if (event.key === "Enter") await search();
      list.querySelector("h2 a")?.focus();
    }
  }

  function inResults(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step && event.key !== "Escape") return;
    event.preventDefault();
    const titles = [...list.querySelectorAll("h2 a")];
    const at = titles.indexOf(event.target.closest("li:has(h2)")?.querySelector("h2 a"));
    if (!step || at + step < 0) field.focus();
    else (titles[at + step] ?? more).focus();
  }

  field.addEventListener("keydown", inField);
  list.addEventListener("keydown", inResults);

  /** What the address asks for, so that a search can be shared and come back to. */
  function recall() {
    const asked = new URLSearchParams(location.hash.slice(1)).get("q");
    if (asked === null || asked === field.value.trim()) return;
    field.value = asked;
    search();
  }

  addEventListener("hashchange", recall);
  recall();
  if (!field.value) field.focus();
  else search();
})();
