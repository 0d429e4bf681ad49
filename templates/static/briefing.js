// What a script adds to the pages: evidence as a card beside its figure, footnotes in the margin,
// buttons that copy, tables that sort and filter, the search. Without it each link leads to the same
// words at the foot of the page, and tables stand as they were written.
(() => {
  "use strict";

  function made(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children.filter(Boolean));
    return node;
  }

  /** What is the same to a reader becomes the same text: Ａ and a, ß and ss, 550,000 and 550000. */
  const fold = (text) =>
    text.normalize("NFKC").toUpperCase().toLowerCase().replace(/[‘’]/g, "'").replace(/[‐-―−]/g, "-").replace(/(\d),(?=\d{3})/g, "$1");

  // --- evidence as a card ---

  const BEAT = 300; // Milliseconds of rest before a card opens, or of absence before it closes.

  /** Where a link leads on this page: a figure's endnote, a reference, a footnote; or nothing. */
  function entryOf(link) {
    const page = ({ host, pathname }) => host + pathname.replace(/index\.html$/, "");
    if (!/^#(fig|ref|fn)\./.test(link.hash) || page(link) !== page(location)) return null;
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return entry?.contains(link) ? null : entry;
  }

  /** What an entry says, without its ids and the ways back to the text. */
  function copyOf(entry, less = "") {
    const copy = entry.cloneNode(true);
    for (const node of copy.querySelectorAll(`[role=doc-backlink], .back${less}`)) node.remove();
    for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
    return copy;
  }

  /** The same as plain lines. */
  const lines = (entry) =>
    [...copyOf(entry, ", details, .more").querySelectorAll("p, li")].map((node) => node.textContent.replace(/\s+/g, " ").trim()).join("\n");

  function cards(card) {
    document.body.append(card);
    const [title, said] = [".kicker", ".said"].map((name) => card.querySelector(name));
    let link; // where it was opened
    let pinned; // asked for, not only pointed at: then only the reader closes it
    let opening;
    let closing;

    const isOpen = () => card.matches(":popover-open");
    const offer = (name, text) => (card.querySelector(name).dataset.copy = text);

    function fill(from, entry) {
      const kind = entry.id.split(".")[0];
      const copy = copyOf(entry);
      const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
      const permalink = `${page}#${entry.id}`;
      card.dataset.kind = kind;
      title.textContent = kind === "fig" ? title.dataset.fig : `${title.dataset[kind]} ${from.textContent}`;
      said.className = `said ${copy.className}`;
      said.replaceChildren(...copy.childNodes);
      offer(".copy-link", permalink);
      offer(".for-ref", lines(entry));
      offer(".for-fig", `${lines(entry)}\n${document.title}, ${permalink}`);
      card.querySelector(".by-hand")?.remove();
      card.scrollTop = 0;
    }

    function open(from, pin) {
      const isInside = card.contains(from);
      closing = clearTimeout(closing);
      fill(from, entryOf(from));
      if (!isInside) {
        card.hidePopover();
        link = from;
        // Focus goes back by itself to where it was when the card opened.
        if (pin) link.focus({ preventScroll: true });
        card.showPopover({ source: link });
      }
      pinned = pin;
      place();
      if (pin) card.focus({ preventScroll: true });
    }

    function close() {
      card.hidePopover();
      link.focus({ preventScroll: true });
    }

    /** In the margin at the height of its link where there is room, so that it hides no text; else below or above. */
    function place() {
      card.style.top = card.style.left = "";
      const { offsetWidth, offsetHeight } = card;
      const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
      // A sheet at the foot of the screen must not hide the lines that it is about.
      const { bottom } = link.getBoundingClientRect();
      if (getComputedStyle(card).position === "fixed") return scrollBy(0, Math.max(0, bottom + 24 - card.getBoundingClientRect().top));
      const { clientWidth, clientHeight } = document.documentElement;
      const margin = (link.closest(".prose")?.getBoundingClientRect().right ?? clientWidth) + 24;
      const aside = margin > at.right && margin + offsetWidth + 8 <= clientWidth;
      const lowest = clientHeight - offsetHeight - 8;
      const above = at.top - offsetHeight - 4;
      const below = at.bottom + 4 <= lowest || above < 0 ? at.bottom + 4 : above;
      card.style.top = `${scrollY + (aside ? Math.max(8, Math.min(at.top - 12, lowest)) : below)}px`;
      card.style.left = `${scrollX + (aside ? margin : Math.max(8, Math.min(at.left, clientWidth - offsetWidth - 8)))}px`;
    }

    /** Whether a pointer is on the link, on the card, or on its way between the two. */
    function isNear({ clientX: x, clientY: y }) {
      const [a, b] = [link, card].map((node) => node.getBoundingClientRect());
      const isAcross = x >= Math.min(a.left, b.left) - 8 && x <= Math.max(a.right, b.right) + 8;
      return isAcross && y >= Math.min(a.top, b.top) - 8 && y <= Math.max(a.bottom, b.bottom) + 8;
    }

    addEventListener("click", (event) => {
      const from = event.target.closest("main a, .card a");
      if (event.target.closest(".card .close")) return close();
      if (!from || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      clearTimeout(opening);
      if (entryOf(from) && !from.matches(".card .permalink")) {
        event.preventDefault();
        open(from, true);
      } else if (card.contains(from)) card.hidePopover();
    });

    addEventListener("pointerover", ({ pointerType, buttons, target }) => {
      if (pointerType === "touch" || buttons) return;
      clearTimeout(opening);
      const from = target.closest?.("main a");
      if (!from || (isOpen() && (pinned || from === link)) || isBeside(from) || !entryOf(from)) return;
      opening = setTimeout(open, BEAT, from, false);
    });

    addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || pinned || !isOpen()) return;
      if (isNear(event)) closing = clearTimeout(closing);
      else closing ??= setTimeout(() => pinned || card.hidePopover(), BEAT);
    });

    for (const use of ["pointerdown", "focusin"]) card.addEventListener(use, () => (pinned = true));

    // The card stands at the end of the document, but is left to where its link stands.
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const stops = [...card.querySelectorAll("a[href], button, summary, textarea")].filter((node) => node.checkVisibility());
      const at = stops.indexOf(document.activeElement);
      if (event.shiftKey ? at > 0 : at < stops.length - 1) return;
      if (event.shiftKey) event.preventDefault();
      close();
    });

    card.addEventListener("beforetoggle", ({ newState }) => link.toggleAttribute("data-open", newState === "open"));
    addEventListener("resize", () => isOpen() && place());
  }

  // --- footnotes in the margin ---

  const beside = new Map();

  /** Whether the footnote of a call is in sight beside it. */
  const isBeside = (call) => beside.get(call)?.checkVisibility();

  function sidenotes() {
    const told = new Set();
    for (const call of document.querySelectorAll(".prose a[role=doc-noteref]")) {
      const entry = entryOf(call);
      if (!entry || told.has(entry)) continue;
      told.add(entry);
      const said = [...copyOf(entry).children].flatMap((block) => [" ", ...block.childNodes]);
      // A second sight of the footnote: whoever listens or uses the keyboard has the footnote itself.
      const side = made("small", { className: "sidenote", ariaHidden: "true" }, made("sup", {}, call.textContent), ...said);
      for (const node of side.querySelectorAll("a")) node.tabIndex = -1;
      beside.set(call, side);
      const block = call.closest(".table, aside, blockquote");
      if (block) block.before(side);
      else call.parentElement.after(side);
    }
  }

  // --- copying ---

  function textOf({ copy, copyFrom }) {
    const from = document.getElementById(copyFrom);
    return copy || (from.content ?? from).textContent.trim();
  }

  addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const group = button.closest(".copies");
    const status = group.querySelector("[role=status]");
    const { copied, byHand } = status.dataset;
    const text = textOf(button.dataset);
    group.querySelector(".by-hand")?.remove();
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = copied;
      setTimeout(() => (status.textContent = ""), 3000);
    } catch {
      // There is no clipboard without a secure context, nor where the reader forbids it.
      const field = made("textarea", { className: "by-hand", readOnly: true, value: text, ariaLabel: byHand });
      group.append(field);
      field.select();
      status.textContent = byHand;
    }
  });

  // --- long tables ---

  /** A value by its unit, then by its lower end, since dollars and per cent have no order; else a text. */
  function key(cell) {
    const [low, unit = ""] = cell.querySelector("data")?.value.split(" ") ?? [];
    return low ? [unit, parseFloat(low)] : [cell.dataset.sort ?? cell.textContent.trim(), 0];
  }

  function sort(rows, head, isDown) {
    const inOrder = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const keys = new Map(rows.map((row) => [row, key(row.cells[head.cellIndex])]));
    const isEmpty = ([text, low]) => !text && !low;
    return rows.sort((a, b) => {
      [a, b] = [keys.get(a), keys.get(b)];
      return isEmpty(a) - isEmpty(b) || (inOrder(a[0], b[0]) || a[1] - b[1]) * (isDown ? -1 : 1);
    });
  }

  function sortable({ tHead, tBodies }) {
    for (const head of tHead.rows[0].cells) {
      const onclick = () => {
        const isDown = head.ariaSort === "ascending";
        for (const each of tHead.rows[0].cells) each.ariaSort = null;
        head.ariaSort = isDown ? "descending" : "ascending";
        tBodies[0].append(...sort([...tBodies[0].rows], head, isDown));
      };
      head.append(made("button", { onclick }, ...head.childNodes));
    }
  }

  function filters(form) {
    const rows = [...document.getElementById(form.dataset.table).tBodies[0].rows];
    const texts = rows.map((row) => fold(row.textContent));
    const choices = [...form.querySelectorAll("select")];
    const status = form.querySelector("[role=status]");

    form.oninput = () => {
      const words = fold(form.querySelector("input").value).split(/\s+/);
      rows.forEach((row, i) => {
        const isChosen = choices.every(({ name, value }) => !value || row.dataset[name] === value);
        row.hidden = !isChosen || !words.every((word) => texts[i].includes(word));
      });
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = status.dataset.shown.replace("{0}", shown).replace("{1}", rows.length);
    };
    for (const { name, options, parentNode } of choices) {
      const values = new Set(rows.map((row) => row.dataset[name]).filter(Boolean));
      for (const value of values) options.add(new Option(value));
      parentNode.hidden = values.size < 2;
    }
    form.oninput();
  }

  // --- the search ---

  // Texts of notes and sources come as scripts, one by one and the newest first, since a page opened
  // from disk may load nothing else; none comes before something is typed.
  const ENOUGH = 20; // results shown at once
  const MOST_FILES = 4; // files that one look may load
  const [BEFORE, AFTER] = [50, 190]; // letters of a text around the first word found

  function search(page) {
    const [field, list, more, status] = ["input", "ol", "button", "[role=status]"].map((name) => page.querySelector(name));
    const say = page.dataset;
    const [notes, sources] = [say.notes, say.sources].map((names) => names.split(" "));
    const files = [...notes, ...sources].flatMap((_, i) => [notes[i], sources[i]]).filter(Boolean);
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
      word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/'/g, "['‘’]").replace(/-/g, "[-‐-―−]").replace(/\d(?=\d)/g, "$&,?");

    /** A text as it was written, unless the words are only seen in its plainer spelling: ＳＵ７ and SU7. */
    const legible = (text) => [text, text.normalize("NFKC")].find((each) => each.search(pattern) >= 0) ?? text;

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
        const fitting = entries?.filter(({ all }) => hasAll(all)) ?? [];
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

    function result({ path, title, kicker, day, lang, figures, passages }) {
      const link = (anchor, text) =>
        text && made("a", { href: encodeURI(path) + (anchor && `#${encodeURIComponent(anchor)}`) }, ...marked(text));
      const many = ({ text }) => words.filter((word) => text.includes(word)).length;
      const best = passages.reduce((top, each) => (many(each) > many(top) ? each : top));
      const fitting = figures.filter(isFigure).slice(0, 3).map(({ anchor, said: [value, ...about] }) =>
        made("li", {}, link(anchor, value), " ", ...marked(about.filter(Boolean).join(", "))));
      return made(
        "li",
        lang ? { lang } : {},
        made("h2", {}, link("", title)),
        made("p", { className: "byline" }, [kicker, day].filter(Boolean).join(" · ")),
        fitting.length && made("ul", {}, ...fitting),
        made("p", { className: "snippet" }, link(best.anchor, best.said[0]), " ", ...snippet(best.said[1])),
      );
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
      const stops = [field, ...list.querySelectorAll("h2 a"), more];
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

  // Search is two keys away on every page.
  addEventListener("keydown", (event) => {
    if (event.key !== "k" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const field = document.getElementById("search.field");
    if (field) field.select();
    else document.querySelector(".to-search").click();
  });

  const shell = document.getElementById("card.");
  if (shell && HTMLElement.prototype.showPopover) cards(document.importNode(shell.content.firstElementChild, true));
  sidenotes();
  document.querySelectorAll("[data-sortable]").forEach(sortable);
  document.querySelectorAll("[data-table]").forEach(filters);
  const page = document.getElementById("search.");
  if (page) search(page);
})();
