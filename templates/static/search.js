// Looks through the texts of notes and sources. They come as scripts, one by one and the newest
// first, since a page opened from disk may load nothing else; none comes before something is typed.
(() => {
  "use strict";
  const ENOUGH = 20; // results shown at once
  const MOST_FILES = 4; // files that one look may load
  const [BEFORE, AFTER] = [50, 190]; // letters of a text around the first word found

  const page = document.getElementById("search.");
  const [field, list, more, status] = ["input", "ol", "button", "[role=status]"].map((name) => page.querySelector(name));
  const say = page.dataset;
  const [notes, sources] = [say.notes, say.sources].map((names) => names.split(" "));
  const files = notes.flatMap((name, i) => [name, sources[i]]).concat(sources.slice(notes.length)).filter(Boolean);
  const loading = {};

  let words = []; // what is looked for
  let pattern; // the same, to mark it
  let typed; // a search that will begin when the reader pauses
  let turn = 0; // which search this is; one that still loads when another begins is over
  let next = 0; // the file to look into next
  let waiting = []; // found, not shown yet
  let found = 0;
  let since = ""; // the oldest day that was looked at

  /** What is the same to a reader becomes the same text: Ａ and a, ß and ss, 550,000 and 550000. */
  const fold = (text) =>
    text.normalize("NFKC").toUpperCase().toLowerCase().replace(/[‘’]/g, "'").replace(/[‐-―−]/g, "-").replace(/(\d),(?=\d{3})/g, "$1");

  const spelled = (word) =>
    word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/'/g, "['‘’]").replace(/-/g, "[-‐-―−]").replace(/\d(?=\d)/g, "$&,?");

  function made(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children.filter(Boolean));
    return node;
  }

  /** A text as it was written, unless the words are only seen in its plainer spelling: ＳＵ７ and SU7. */
  function legible(text) {
    const plain = text.normalize("NFKC");
    return text.search(pattern) < 0 && plain.search(pattern) >= 0 ? plain : text;
  }

  const marked = (text) => legible(text).split(pattern).map((part, i) => (i % 2 ? made("mark", {}, part) : part));

  /** What stands around where most of the words meet. */
  function snippet(written) {
    const text = legible(written);
    const at = [...text.matchAll(pattern)].map((match) => match.index);
    const near = (start) => at.filter((other) => other >= start && other < start + AFTER).length;
    const start = at.reduce((best, each) => (near(each) > near(best) ? each : best), at[0] ?? 0);
    const from = start > BEFORE ? start - BEFORE : 0;
    const said = (from ? text.slice(from, start).replace(/^\S{0,20}\s/, "") : text.slice(0, start)) + text.slice(start, start + AFTER);
    return marked((from ? "… " : "") + (start + AFTER < text.length ? said.replace(/\s\S{0,20}$/, "") + " …" : said));
  }

  // --- files ---

  const load = (name) =>
    (loading[name] ??= new Promise((resolve) => {
      const script = made("script", { src: `search/${name}.js` });
      script.onload = () => resolve(briefingSearch[name].map(read));
      script.onerror = () => resolve((loading[name] = null));
      document.head.append(script);
    }));

  function read([path, title, kicker, iso, day, lang, tags, figures, passages]) {
    const folded = (...parts) => fold(parts.join("\n"));
    const head = folded(title, kicker, tags);
    const ledger = figures.map(([anchor, ...said]) => ({ anchor, said, value: fold(said[0]), text: folded(...said) }));
    const texts = passages.map(([anchor, heading, said]) => ({ anchor, heading, said, text: folded(heading, said) }));
    return { path, title, kicker, iso, day, lang, head, ledger, texts, all: [head, ...[...ledger, ...texts].map((each) => each.text)].join("\n") };
  }

  const hasAll = (text) => words.every((word) => text.includes(word));
  /** A figure is found by its words, or by its value beside words of the text. */
  const isFigure = ({ text, value }) => hasAll(text) || words.some((word) => /\d/.test(word) && value.includes(word));
  const rank = (entry) => (hasAll(entry.head) ? 0 : entry.ledger.some(isFigure) ? 1 : 2);

  // --- a search ---

  async function search() {
    turn++;
    clearTimeout(typed);
    words = [...new Set(fold(field.value).split(/\s+/).filter(Boolean))].sort((a, b) => b.length - a.length);
    pattern = RegExp(`(${words.map(spelled).join("|")})`, "giu");
    [next, waiting, found, since] = [0, [], 0, ""];
    history.replaceState(null, "", words.length ? `#q=${encodeURIComponent(field.value.trim())}` : "#");
    if (words.length) return further();
    list.replaceChildren();
    tell("");
  }

  /** Shows what waits and, if that is not enough, looks further back. */
  async function further() {
    const mine = turn;
    const isFirst = !next;
    let failed;
    for (let looked = 0; waiting.length < ENOUGH && next < files.length && looked < MOST_FILES; looked++) {
      const name = files[next];
      if (!loading[name]) status.textContent = say.searching;
      const entries = await load(name);
      if (mine !== turn) return;
      next++;
      failed ||= !entries;
      const fitting = (entries ?? []).filter((entry) => hasAll(entry.all));
      found += fitting.length;
      waiting.push(...fitting);
      if (notes.includes(name)) since = entries?.at(-1).day ?? since;
    }
    waiting.sort((a, b) => rank(a) - rank(b) || (a.iso < b.iso) - (a.iso > b.iso));
    const shown = waiting.splice(0, ENOUGH).map(result);
    if (isFirst) list.replaceChildren();
    list.append(...shown);
    tell(failed ? say.failed : sentence());
    return shown[0];
  }

  const count = () => (found === 1 ? say.one : say.several).replace("{}", found);

  function sentence() {
    if (next === files.length) return found ? count() : say.none;
    return count() + say.since.replace("{}", since);
  }

  function tell(text) {
    status.textContent = text;
    more.hidden = !words.length || !(waiting.length || next < files.length);
    more.textContent = waiting.length ? say.more : say.older;
  }

  function result({ path, title, kicker, day, lang, ledger, texts }) {
    const link = (anchor, text) =>
      text && made("a", { href: encodeURI(path) + (anchor && `#${encodeURIComponent(anchor)}`) }, ...marked(text));
    const many = ({ text }) => words.filter((word) => text.includes(word)).length;
    const best = texts.reduce((top, each) => (many(each) > many(top) ? each : top));
    const figures = ledger.filter(isFigure).slice(0, 3).map(({ anchor, said: [value, ...about] }) =>
      made("li", {}, link(anchor, value), " ", ...marked(about.filter(Boolean).join(", "))));
    return made(
      "li",
      lang ? { lang } : {},
      made("h2", {}, link("", title)),
      made("p", { className: "byline" }, [kicker, day].filter(Boolean).join(" · ")),
      figures.length && made("ul", {}, ...figures),
      made("p", { className: "snippet" }, link(best.anchor, best.heading), " ", ...snippet(best.said)),
    );
  }

  // --- the reader ---

  field.addEventListener("input", (event) => {
    clearTimeout(typed);
    if (!event.isComposing) typed = setTimeout(search, 120);
  });
  field.addEventListener("compositionend", search);

  more.addEventListener("click", async () => {
    more.disabled = true;
    const first = await further();
    more.disabled = false;
    (first?.querySelector("a") ?? more).focus();
  });

  page.addEventListener("keydown", async (event) => {
    const { key, target } = event;
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1, Escape: -Infinity }[key];
    if (!step || event.isComposing || (key === "Enter" && target !== field)) return;
    event.preventDefault();
    if (target === field && key === "Escape") field.value = "";
    if (target === field && !key.startsWith("Arrow")) await search();
    const stops = [field, ...list.querySelectorAll("h2 a"), more];
    const at = stops.indexOf(target.closest(".results > li")?.querySelector("a") ?? target);
    stops[Math.max(0, at + step)]?.focus();
  });

  /** What the address asks for, so that a search can be shared and come back to. */
  function recall() {
    const asked = new URLSearchParams(location.hash.slice(1)).get("q");
    if (!asked || asked === field.value.trim()) return;
    field.value = asked;
    search();
  }

  addEventListener("hashchange", recall);
  recall();
  if (!words.length) field.focus();
})();
