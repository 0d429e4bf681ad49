// What a script adds to the pages: evidence as a card beside its figure, footnotes in the margin,
// doubts in the margin, buttons that copy. Without it each link leads to the same words at the foot of the page.
(() => {
  "use strict";

  function made(name, attributes, ...children) {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children.filter(Boolean));
    return node;
  }

  // --- evidence as a card ---

  const directionOf = (node) => getComputedStyle(node).direction;
  const BEAT = 300; // Milliseconds of rest before a card opens, or of absence before it closes.

  /** The id that an address names; nothing where it is written as no address is. */
  function idIn(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return "";
    }
  }

  /** Where a link leads on this page: a figure's endnote, a reference, a footnote; or nothing. */
  function entryOf(link) {
    const page = ({ host, pathname }) => host + pathname.replace(/index\.html$/, "");
    if (!/^#(fig|ref|fn)\./.test(link.hash) || page(link) !== page(location)) return null;
    const entry = document.getElementById(idIn(link.hash));
    return entry?.contains(link) ? null : entry;
  }

  /** What an entry says, without its ids and the ways back to the text. */
  function copyOf(entry, less = "") {
    const copy = entry.cloneNode(true);
    for (const node of copy.querySelectorAll(".stated [role=doc-backlink]")) node.replaceWith(...node.childNodes);
    for (const node of copy.querySelectorAll(`[role=doc-backlink], .back${less}`)) node.remove();
    for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
    const place = entry.closest(".by-place > div")?.querySelector("dt > a");
    if (place) copy.append(named(copy.querySelector(".where") ?? made("span", { className: "line where" }), place));
    copy.querySelector(".where")?.append(" ", ...copy.querySelectorAll(".day"), ...viaOf(copy));
    return copy;
  }

  /** The place of an entry with its name, which the list of its source says once, above. */
  function named(where, { href, title }) {
    if (!where.querySelector("a:not(.outward)")) where.prepend(made("a", { href }, title), " ");
    return where;
  }

  /** Through whom the words of an entry's source came to us, which the page says but once. */
  function viaOf(entry) {
    const path = ({ pathname }) => pathname;
    const source = path(entry.querySelector(".where a"));
    const head = [...document.querySelectorAll(".checks .source > a")].find((link) => path(link) === source);
    return head?.nextElementSibling ? [" ", head.nextElementSibling.cloneNode(true)] : [];
  }

  /** The same as plain lines. */
  const lines = (entry) =>
    [...copyOf(entry, ", details.more, .more, .outward, summary").querySelectorAll(".line, p, li")].map((node) => node.textContent.replace(/\s+/g, " ").trim()).join("\n");

  function cards(card) {
    document.body.append(card);
    const [title, said, steps] = [".kicker", ".said", ".steps"].map((name) => card.querySelector(name));
    const figures = [...document.querySelectorAll("main .figure > a")]; // what the steps lead through
    let link; // where it was opened
    let pinned; // asked for, not only pointed at: then only the reader closes it
    let opening;
    let closing;

    for (const each of document.querySelectorAll("main :is(.figure, .headline, .standing) a")) each.ariaHasPopup = "dialog";

    const isOpen = () => card.matches(":popover-open");
    const offer = (name, text) => (card.querySelector(name).dataset.copy = text);

    function fill(from, entry) {
      const kind = entry.id.split(".")[0];
      const copy = copyOf(entry);
      const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
      const permalink = `${page}#${entry.id}`;
      card.dataset.kind = kind;
      if (kind === "fig") {
        // The state stands in the head of the card, so its line has only what is more.
        const detail = copy.querySelector(".outcome .detail");
        title.replaceChildren(...[".sign", ".word"].flatMap((name) => [copy.querySelector(`.outcome ${name}`), " "]));
        if (detail) detail.textContent = detail.textContent.replace(/^[:：]\s*/, "");
      } else title.textContent = `${title.dataset[kind]} ${from.textContent}`;
      card.className = `card ${copy.className}`;
      said.replaceChildren(...copy.childNodes);
      said.lang = entry.closest("[lang]").lang;
      said.dir = directionOf(entry);
      offer(".copy-link", permalink);
      offer(".for-ref", lines(entry));
      offer(".for-fig", `${lines(entry)}\n${document.title}, ${permalink}`);
      card.querySelector(".by-hand")?.remove();
      card.scrollTop = 0;
    }

    /** Where the card stands among the figures of the page: at its link, else at the first sentence that leads there. */
    const place = (from) => (figures.includes(from) ? figures.indexOf(from) : figures.findIndex(({ hash }) => hash === from.hash));

    function count() {
      const said = steps.querySelector("span");
      said.textContent = said.dataset.of.replace("{0}", place(link) + 1).replace("{1}", figures.length);
      steps.hidden = card.dataset.kind !== "fig" || figures.length < 2 || place(link) < 0;
    }

    function step(by) {
      const next = figures[(place(link) + by + figures.length) % figures.length];
      const focused = document.activeElement;
      next.scrollIntoView({ block: "nearest" });
      if (!isInSight(next)) next.scrollIntoView({ block: "center" });
      open(next, true);
      if (card.contains(focused)) focused.focus({ preventScroll: true });
    }

    function isInSight(node) {
      const { top, bottom } = node.getBoundingClientRect();
      return top > 80 && bottom < innerHeight - 40;
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
      count();
      settle();
      if (pin) card.focus({ preventScroll: true });
    }

    function close() {
      card.hidePopover();
      link.focus({ preventScroll: true });
    }

    /** In the margin at the height of its link where there is room, so that it hides no text; else below or above. */
    function settle() {
      card.style.top = card.style.left = "";
      const { offsetWidth, offsetHeight } = card;
      const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
      // A sheet at the foot of the screen must not hide the lines that it is about.
      const { bottom } = link.getBoundingClientRect();
      if (getComputedStyle(card).position === "fixed") return scrollBy(0, Math.max(0, bottom + 24 - card.getBoundingClientRect().top));
      const { clientWidth, clientHeight } = document.documentElement;
      const isMirrored = directionOf(link) === "rtl";
      const text = link.closest(".prose")?.getBoundingClientRect();
      const [margin, isFree] = !text ? [] : isMirrored ? [text.left - offsetWidth - 24, text.left - 24 < at.left] : [text.right + 24, text.right + 24 > at.right];
      const aside = isFree && margin >= 8 && margin + offsetWidth + 8 <= clientWidth;
      const start = isMirrored ? at.right - offsetWidth : at.left;
      const lowest = clientHeight - offsetHeight - 8;
      const above = at.top - offsetHeight - 4;
      const below = at.bottom + 4 <= lowest || above < 0 ? at.bottom + 4 : above;
      card.style.top = `${scrollY + (aside ? Math.max(8, Math.min(at.top - 12, lowest)) : below)}px`;
      card.style.left = `${scrollX + (aside ? margin : Math.max(8, Math.min(start, clientWidth - offsetWidth - 8)))}px`;
    }

    /** Whether a pointer is on the link, on the card, or on its way between the two. */
    function isNear({ clientX: x, clientY: y }) {
      const [a, b] = [link, card].map((node) => node.getBoundingClientRect());
      const isAcross = x >= Math.min(a.left, b.left) - 8 && x <= Math.max(a.right, b.right) + 8;
      return isAcross && y >= Math.min(a.top, b.top) - 8 && y <= Math.max(a.bottom, b.bottom) + 8;
    }

    addEventListener("click", (event) => {
      const from = event.target.closest("main a, .card a");
      const by = event.target.closest("[data-step]")?.dataset.step;
      if (by) return step(Number(by));
      if (event.target.closest(".card .close")) return close();
      if (!from || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      clearTimeout(opening);
      if (entryOf(from)) {
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
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] * (directionOf(card) === "rtl" ? -1 : 1);
      if (by && !steps.hidden && event.target.localName !== "textarea") return step(by);
      if (event.key !== "Tab") return;
      const stops = [...card.querySelectorAll("a[href], button, summary, textarea")].filter((node) => node.checkVisibility());
      const at = stops.indexOf(document.activeElement);
      if (event.shiftKey ? at > 0 : at < stops.length - 1) return;
      if (event.shiftKey) event.preventDefault();
      close();
    });

    card.addEventListener("beforetoggle", ({ newState }) => link.toggleAttribute("data-open", newState === "open"));

    /** An address of a figure opens at its first sentence, with its card. */
    function arrive() {
      const entry = document.getElementById(idIn(location.hash));
      const from = /^#fig\./.test(location.hash) && figures.find((each) => entryOf(each) === entry);
      if (!from) return;
      from.scrollIntoView({ block: "center" });
      open(from, true);
    }
    addEventListener("hashchange", arrive);
    if (document.readyState === "complete") arrive();
    else addEventListener("load", arrive);
    addEventListener("resize", () => isOpen() && settle());
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

  /** What is doubtful stands beside its line, for the eye: the sign has the same words. */
  function doubts() {
    // Where nothing was checked, the head of the page says so once.
    const doubtful = document.querySelector(".figure-found") ? ".figure-otherwise, .figure-unchecked" : ".figure-otherwise";
    const told = new Map();
    for (const sign of document.querySelectorAll(`.prose :is(${doubtful}) > .sign`)) {
      const text = `${sign.textContent} ${sign.title}`;
      const block = sign.closest(".table, aside, blockquote");
      const beside = block ?? sign.closest("li, p, dd");
      // Not twice for one paragraph, nor for a table what was said above it.
      if (told.get(text) === beside || (told.has(text) && block?.matches(".table"))) continue;
      told.set(text, beside);
      const side = made("small", { className: "sidenote doubt", ariaHidden: "true" }, text);
      if (block) block.before(side);
      else sign.parentElement.after(side);
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

  // What is cut off at a side can be reached by the keyboard.
  for (const block of document.querySelectorAll("pre")) if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;

  const shell = document.getElementById("card.");
  if (shell && HTMLElement.prototype.showPopover) cards(document.importNode(shell.content.firstElementChild, true));
  sidenotes();
  doubts();
})();
