// What a script adds to the page of the figures, which sorts and filters, and to the search. Without it the table
// stands as it was written.
(() => {
  "use strict";

  function made(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children.filter(Boolean));
    return node;
  }

  /** What is the same to a reader becomes the same text: Ａ and a, ß and ss, é and e, 550,000 and 550000. */
  const fold = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toUpperCase().toLowerCase().replace(/[‘’]/g, "'").replace(/[‐-―−]/g, "-").replace(/(\d),(?=\d{3})/g, "$1");

  // --- long tables ---

  /** A value by its unit, then by its lower end, since dollars and per cent have no order; else a text. */
  function key(cell) {
    const [low, unit = ""] = cell.querySelector("data")?.value.split(" ") ?? [];
    return low ? [unit, parseFloat(low)] : [cell.dataset.sort ?? cell.textContent.trim(), 0];
  }

  const inOrder = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  function sorted(rows, at, isDown) {
    const keys = new Map(rows.map((row) => [row, key(row.cells[at])]));
    const isEmpty = ([text, low]) => !text && !low;
    return [...rows].sort((a, b) => {
      [a, b] = [keys.get(a), keys.get(b)];
      return isEmpty(a) - isEmpty(b) || (inOrder(a[0], b[0]) || a[1] - b[1]) * (isDown ? -1 : 1);
    });
  }

  /** A table in groups that sorts and filters; what was chosen is in the address, `#q=target&kind=guidance&sort=-value`. */
  function ledger(form) {
    const table = document.getElementById(form.dataset.table);
    const groups = [...table.tBodies].map((body) => [body, [...body.rows].filter((row) => row.id)]);
    const rows = groups.flatMap(([, own]) => own);
    const heads = [...table.tHead.rows[0].cells];
    const fields = [...form.querySelectorAll("input, select")];
    const [status, clear] = [form.querySelector("[role=status]"), form.querySelector("button")];
    let order = "";
    let texts; // of the rows, from the first filter on

    function filter() {
      const [words, ...choices] = fields;
      const wanted = fold(words.value).split(/\s+/).filter(Boolean);
      if (wanted.length) texts ??= rows.map((row) => fold(row.textContent));
      rows.forEach((row, i) => {
        const isChosen = choices.every(({ name, value }) => !value || row.dataset[name] === value);
        row.hidden = !isChosen || !wanted.every((word) => texts[i].includes(word));
      });
      for (const [body, own] of groups) body.querySelector(".group")?.toggleAttribute("hidden", own.every((row) => row.hidden));
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = status.dataset.shown.replace("{0}", shown).replace("{1}", rows.length);
      clear.hidden = fields.every(({ value }) => !value);
    }

    /** By a column, upwards or downwards; or as it was written, group by group. */
    function arrange() {
      const at = heads.findIndex(({ dataset }) => dataset.name === order.replace("-", ""));
      const isDown = order.startsWith("-");
      heads.forEach((head, i) => (head.ariaSort = i === at ? (isDown ? "descending" : "ascending") : null));
      table.toggleAttribute("data-sorted", at >= 0);
      if (at >= 0) groups[0][0].append(...sorted(rows, at, isDown));
      else for (const [body, own] of groups) body.append(...own);
    }

    function remember() {
      const said = fields.map(({ name, value }) => [name, value]).concat([["sort", order]]).filter(([, value]) => value);
      history.replaceState(null, "", said.length ? `#${new URLSearchParams(said)}` : location.pathname + location.search);
    }

    function recall() {
      const asked = new URLSearchParams(location.hash.slice(1));
      for (const field of fields) field.value = asked.get(field.name) ?? "";
      if (order !== (order = asked.get("sort") ?? "")) arrange();
      filter();
    }

    for (const { name, options, parentNode } of fields.slice(1)) {
      const values = new Set(rows.map((row) => row.dataset[name]).filter(Boolean));
      for (const value of values) options.add(new Option(value));
      parentNode.hidden = values.size < 2;
    }
    for (const head of heads) {
      const { name } = head.dataset;
      const onclick = () => {
        order = { [name]: `-${name}`, [`-${name}`]: "" }[order] ?? name;
        arrange();
        remember();
      };
      head.append(made("button", { onclick }, ...head.childNodes));
    }
    form.oninput = () => {
      filter();
      remember();
    };
    clear.onclick = () => {
      for (const field of fields) field.value = "";
      form.oninput();
      fields[0].focus();
    };
    addEventListener("hashchange", () => location.hash.includes("=") && recall());
    recall();
  }

  // --- the search ---

  // Texts of notes and sources come as scripts, one by one and the newest first, since a page opened
  // from disk may load nothing else; none comes before something is typed.
  const ENOUGH = 20; // results shown at once
  const AT_ONCE = 4; // files that are loaded beside each other
  const MOST_FILES = 160; // files that one look may load: some two megabytes
  const [BEFORE, AFTER] = [50, 190]; // letters of a text around the first word found

  function search(page) {
    const [field, more, status] = ["input", "button", "[role=status]"].map((name) => page.querySelector(name));
    const groups = [...page.querySelectorAll("section")];
    const [figureList, noteList, sourceList] = groups.map((group) => group.querySelector("ol"));
    const say = page.dataset;
    const [notes, sources] = [say.notes, say.sources].map((names) => names.split(" "));
    const files = [...notes, ...sources].flatMap((_, i) => [notes[i], sources[i]]).filter(Boolean);
    const told = new Set(); // figures that are shown already
    const loading = {};

    let words = []; // what is looked for
    let pattern; // the same, to mark it
    let typed; // a search that will begin when the reader pauses
    let turn = 0; // which search this is; one that still loads when another begins is over
    let next; // the file to look into next
    let waiting; // found, not shown yet
    let found;
    let since; // the oldest day that was looked at

    const spelled = (word) =>
      word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/'/g, "['‘’]").replace(/-/g, "[-‐-―−]").replace(/\d(?=\d)/g, "$&,?").replace(/[a-z]/g, "$&[\\u0300-\\u036f]*");

    /** A text as it was written, unless the words are only seen in its plainer spelling: ＳＵ７ and SU7. */
    const legible = (text) => [text, text.normalize("NFKC"), text.normalize("NFKD")].find((each) => each.search(pattern) >= 0) ?? text;

    const marked = (text) => legible(text).split(pattern).map((part, i) => (i % 2 ? made("mark", {}, part) : part));

    /** What stands around where most of the words meet. */
    function snippet(written) {
      const text = legible(written);
      const at = [...text.matchAll(pattern)].map(({ index }) => index);
      const near = (start) => at.filter((other) => other >= start && other < start + AFTER).length;
      const start = at.reduce((best, each) => (near(each) > near(best) ? each : best), at[0] ?? 0);
      const [lead, tail] = [text.slice(Math.max(0, start - BEFORE), start), text.slice(start, start + AFTER)];
      const from = start > BEFORE ? `… ${lead.replace(/^\S{0,20}\s/, "")}` : lead;
      return marked(from + (start + AFTER < text.length ? `${tail.replace(/\s\S{0,20}$/, "")} …` : tail));
    }

    const load = (name) =>
      (loading[name] ??= new Promise((resolve) => {
        const onload = () => resolve(briefingSearch[name].map(read));
        const onerror = () => resolve((loading[name] = null));
        document.head.append(made("script", { src: `search/${name}.js`, onload, onerror }));
      }));

    function read([path, title, kicker, iso, day, lang, tags, ...lists]) {
      const head = fold([title, kicker, tags].join("\n"));
      const [figures, passages] = lists.map((list) => list.map(([anchor, ...said]) => ({ anchor, said, text: fold(said.slice(0, 3).join("\n")) })));
      const all = [head, ...[...figures, ...passages].map(({ text }) => text)].join("\n");
      return { path, title, kicker, iso, day, lang, head, figures, passages, all };
    }

    const hasAll = (text) => words.every((word) => text.includes(word));
    /** A figure is found by its words, or by its value, which stands first, beside words of the text. */
    const isFigure = ({ text }) => hasAll(text) || words.some((word) => /\d/.test(word) && text.split("\n")[0].includes(word));
    const rank = ({ head, figures }) => (hasAll(head) ? 0 : figures.some(isFigure) ? 1 : 2);

    async function look() {
      turn++;
      clearTimeout(typed);
      // What stands in quotation marks is looked for as it stands.
      const asked = fold(field.value).match(/["“][^"”]+["”]|\S+/g) ?? [];
      words = [...new Set(asked.map((word) => word.replace(/["“”]/g, "")).filter(Boolean))].sort((a, b) => b.length - a.length);
      pattern = RegExp(`(${words.map(spelled).join("|")})`, "giu");
      [next, waiting, found, since] = [0, [], 0, ""];
      history.replaceState(null, "", words.length ? `#q=${encodeURIComponent(field.value.trim())}` : "#");
      if (words.length) return further();
      clear();
      tell("");
    }

    function clear() {
      told.clear();
      for (const group of groups) {
        group.hidden = true;
        group.querySelector("ol").replaceChildren();
      }
    }

    /** Shows what waits, and looks further back by itself until there is enough or the end is reached. */
    async function further() {
      const mine = turn;
      const last = next + MOST_FILES;
      let isFirst = !next;
      let failed;
      let shown = [];
      for (;;) {
        if (!isFirst || waiting.length || next >= files.length) {
          if (isFirst) clear();
          isFirst = false;
          waiting.sort((a, b) => rank(a) - rank(b) || (a.iso < b.iso) - (a.iso > b.iso));
          shown.push(...waiting.splice(0, ENOUGH - shown.length).map(result));
          tell(failed ? say.failed : sentence());
        }
        if (shown.length >= ENOUGH || next >= Math.min(files.length, last)) break;
        const names = files.slice(next, next + AT_ONCE);
        if (isFirst) status.textContent = say.searching;
        const loaded = await Promise.all(names.map(load));
        if (mine !== turn) return;
        next += names.length;
        names.forEach((name, i) => {
          const entries = loaded[i];
          failed ||= !entries;
          const fitting = entries?.filter(({ all }) => hasAll(all)) ?? [];
          found += fitting.length;
          waiting.push(...fitting);
          if (notes.includes(name)) since = entries?.at(-1).day ?? since;
        });
        if (isFirst && !waiting.length) clear(), (isFirst = false);
      }
      return shown[0];
    }

    function sentence() {
      const count = (found === 1 ? say.one : say.several).replace("{}", found);
      if (next < files.length) return count + say.since.replace("{}", since);
      return found ? count : say.none;
    }

    function tell(text) {
      status.textContent = text;
      more.hidden = !words.length || !(waiting.length || next < files.length);
      more.textContent = waiting.length ? say.more : say.older;
    }

    /** Shows a note or a source, and before all notes its figures that fit. */
    function result({ path, title, kicker, day, lang, figures, passages }) {
      const link = (anchor, text) =>
        text && made("a", { href: encodeURI(path) + (anchor && `#${encodeURIComponent(anchor)}`) }, ...marked(text));
      const many = ({ text }) => words.filter((word) => text.includes(word)).length;
      const best = passages.reduce((top, each) => (many(each) > many(top) ? each : top));
      for (const { anchor, said: [value, ...about] } of figures.filter(isFigure).slice(0, 3)) {
        const name = [value, ...about].join();
        if (told.has(name)) continue;
        told.add(name);
        figureList.append(made("li", {}, link(anchor, value), " ", ...marked(about.filter(Boolean).join(", ")), " ", made("small", {}, kicker || title)));
        figureList.parentNode.hidden = false;
      }
      const shown = made(
        "li",
        lang ? { lang } : {},
        made("h3", {}, link("", title)),
        made("p", { className: "byline" }, [kicker, day].filter(Boolean).join(" · ")),
        made("p", { className: "snippet" }, link(best.anchor, best.said[0]), " ", ...snippet(best.said[1])),
      );
      const list = path.startsWith("sources/") ? sourceList : noteList;
      list.append(shown);
      list.parentNode.hidden = false;
      return shown;
    }

    field.oninput = ({ isComposing }) => {
      clearTimeout(typed);
      if (!isComposing) typed = setTimeout(look, 120);
    };
    field.addEventListener("compositionend", look);

    more.onclick = async () => {
      more.disabled = true;
      const first = await further();
      more.disabled = false;
      (first?.querySelector("a") ?? more).focus();
    };

    page.onkeydown = async (event) => {
      const { key, target } = event;
      const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1, Escape: -Infinity }[key];
      if (!step || event.isComposing || (key === "Enter" && target !== field)) return;
      event.preventDefault();
      if (target === field && key === "Escape") field.value = "";
      if (target === field && !key.startsWith("Arrow")) await look();
      const stops = [field, ...page.querySelectorAll(".figures li > a, h3 a"), more];
      const at = stops.indexOf(target.closest(".results > li")?.querySelector("a") ?? target);
      stops[Math.max(0, at + step)]?.focus();
    };

    /** What the address asks for, so that a search can be shared and come back to. */
    function recall() {
      const asked = new URLSearchParams(location.hash.slice(1)).get("q");
      if (!asked || asked === field.value.trim()) return;
      field.value = asked;
      look();
    }

    addEventListener("hashchange", recall);
    recall();
    if (!words.length) field.focus();
  }

  document.querySelectorAll("[data-table]").forEach(ledger);
  const page = document.getElementById("search.");
  if (page) search(page);
})();
