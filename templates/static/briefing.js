// What a script adds to the pages: evidence as a card beside its figure, footnotes in the
// margin, buttons that copy. Without it each link leads to the same words at the foot of the page.
(() => {
  "use strict";

  const BEAT = 300; // Milliseconds of rest before a card opens, or of absence before it closes.

  /** Where a link leads on this page: a figure's endnote, a reference, a footnote; or nothing. */
  function entryOf(link) {
    const page = (url) => url.host + url.pathname.replace(/index\.html$/, "");
    if (!/^#(fig|ref|fn)\./.test(link?.hash) || page(link) !== page(location)) return null;
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return entry?.contains(link) ? null : entry;
  }

  /** What an entry says, without its ids and the ways back to the text. */
  function words(entry) {
    const copy = entry.cloneNode(true);
    copy.querySelectorAll("[role=doc-backlink], .back").forEach((node) => node.remove());
    copy.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
    return copy;
  }

  /** The same as plain lines. */
  function lines(entry) {
    const copy = words(entry);
    copy.querySelectorAll("details, button, template, .more").forEach((node) => node.remove());
    const parts = [...copy.querySelectorAll("p, li")].map((node) => node.textContent);
    return parts.map((text) => text.replace(/\s+/g, " ").trim()).join("\n");
  }

  /** The address of an entry that may be given to others. */
  function permalink(entry) {
    const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
    return `${page}#${entry.id}`;
  }

  // --- the card -----------------------------------------------------------------------------

  function cards(card) {
    document.body.append(card);
    const said = card.querySelector(".said");
    const title = card.querySelector(".kicker");
    let link = null;
    let pinned = false; // Asked for, not only pointed at: then only the reader closes it.
    let opening = 0;
    let closing = 0;

    const isOpen = () => card.matches(":popover-open");

    function fill(from, entry) {
      const kind = entry.id.split(".")[0];
      const copy = words(entry);
      card.dataset.kind = kind;
      title.textContent = kind === "fig" ? title.dataset.fig : `${title.dataset[kind]} ${from.textContent}`;
      said.className = `said ${copy.className}`;
      said.replaceChildren(...copy.childNodes);
      if (kind === "fig") said.querySelectorAll("details").forEach((node) => (node.open = true));
      card.querySelector(".copy-link").dataset.copy = permalink(entry);
      card.querySelector(".for-ref").dataset.copy = lines(entry);
      card.querySelector(".for-fig").dataset.copy = `${lines(entry)}\n${document.title}, ${permalink(entry)}`;
      card.querySelectorAll(".by-hand").forEach((node) => node.remove());
      card.scrollTop = 0;
    }

    function open(from, pin) {
      const entry = entryOf(from);
      const inside = card.contains(from);
      clearTimeout(closing);
      closing = 0;
      fill(from, entry);
      if (!inside) {
        if (isOpen()) card.hidePopover();
        link?.removeAttribute("data-open");
        link = from;
        link.dataset.open = "";
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
      if (getComputedStyle(card).position === "fixed") return uncover();
      const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
      const { clientWidth: width, clientHeight: height } = document.documentElement;
      const margin = (link.closest(".prose")?.getBoundingClientRect().right ?? width) + 24;
      const aside = margin > at.right && margin + card.offsetWidth + 8 <= width;
      const lowest = height - card.offsetHeight - 8;
      const above = at.top - card.offsetHeight - 4;
      const below = at.bottom + 4 <= lowest || above < 0 ? at.bottom + 4 : above;
      const top = aside ? Math.max(8, Math.min(at.top - 12, lowest)) : below;
      const left = aside ? margin : Math.max(8, Math.min(at.left, width - card.offsetWidth - 8));
      card.style.top = `${top + scrollY}px`;
      card.style.left = `${left + scrollX}px`;
    }

    /** A sheet at the foot of the screen must not hide the line that it is about. */
    function uncover() {
      const hidden = link.getBoundingClientRect().bottom + 24 - card.getBoundingClientRect().top;
      if (hidden > 0) scrollBy(0, hidden);
    }

    /** Whether a pointer is on the link, on the card, or on its way between the two. */
    function isNear({ clientX: x, clientY: y }) {
      const a = link.getBoundingClientRect();
      const b = card.getBoundingClientRect();
      return (
        x >= Math.min(a.left, b.left) - 8 &&
        x <= Math.max(a.right, b.right) + 8 &&
        y >= Math.min(a.top, b.top) - 8 &&
        y <= Math.max(a.bottom, b.bottom) + 8
      );
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

    addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      clearTimeout(opening);
      const from = event.target.closest?.("main a");
      if (!from || (isOpen() && (pinned || from === link)) || isBeside(from) || !entryOf(from)) return;
      opening = setTimeout(open, BEAT, from, false);
    });

    addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || pinned || !isOpen()) return;
      if (isNear(event)) {
        clearTimeout(closing);
        closing = 0;
      } else closing ||= setTimeout(() => pinned || card.hidePopover(), BEAT);
    });

    for (const use of ["pointerdown", "focusin"]) card.addEventListener(use, () => (pinned = true));

    // The card stands at the end of the document, but is left to where its link stands.
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const stops = [...card.querySelectorAll("a[href], button, summary, textarea")].filter((node) => node.checkVisibility());
      const [first, last] = [stops[0], stops.at(-1)];
      const active = document.activeElement;
      if (!event.shiftKey && active === last) close();
      if (event.shiftKey && (active === first || active === card)) {
        event.preventDefault();
        close();
      }
    });

    card.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && !isOpen()) link.removeAttribute("data-open");
    });
    addEventListener("resize", () => isOpen() && place());
  }

  // --- footnotes in the margin -----------------------------------------------------------------

  const beside = new Map();

  /** Whether the footnote of a call is in sight beside it. */
  const isBeside = (call) => Boolean(beside.get(call)?.checkVisibility());

  function sidenotes() {
    const told = new Set();
    for (const call of document.querySelectorAll(".prose a[role=doc-noteref]")) {
      const entry = entryOf(call);
      if (!entry || told.has(entry)) continue;
      told.add(entry);
      const side = document.createElement("small");
      const letter = document.createElement("sup");
      letter.textContent = call.textContent;
      side.className = "sidenote";
      // A second sight of the footnote: whoever listens or uses the keyboard has the footnote itself.
      side.ariaHidden = "true";
      side.append(letter, " ", ...[...words(entry).children].flatMap((block) => [...block.childNodes, " "]));
      side.querySelectorAll("a").forEach((node) => (node.tabIndex = -1));
      beside.set(call, side);
      const block = call.closest(".table, aside, blockquote");
      if (block) block.before(side);
      else call.parentElement.after(side);
    }
  }

  // --- copying -----------------------------------------------------------------------------------

  /** Text into the clipboard; says whether it went there. */
  async function copied(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No clipboard without a secure context: the old way, on a field that stays if this fails too.
      field.select();
      return document.execCommand("copy");
    }
  }

  function fieldOf(text, label) {
    const field = document.createElement("textarea");
    field.className = "by-hand";
    field.readOnly = true;
    field.value = text;
    field.ariaLabel = label;
    return field;
  }

  function textOf(button) {
    if (button.dataset.copy) return button.dataset.copy;
    const from = document.getElementById(button.dataset.copyFrom);
    return (from.content ?? from).textContent.trim();
  }

  addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const group = button.closest(".copies");
    const status = group.querySelector("[role=status]");
    group.querySelector(".by-hand")?.remove();
    const text = textOf(button);
    const field = fieldOf(text, status.dataset.byHand);
    group.append(field);
    const done = await copied(text, field);
    status.textContent = done ? status.dataset.copied : status.dataset.byHand;
    if (!done) return;
    field.remove();
    button.focus({ preventScroll: true });
    setTimeout(() => (status.textContent = ""), 3000);
  });

  const shell = document.getElementById("card.");
  if (shell && HTMLElement.prototype.showPopover) cards(document.importNode(shell.content.firstElementChild, true));
  sidenotes();
})();

// Search is two keys away on every page; `/` is a letter wherever one writes.
addEventListener("keydown", (event) => {
  const isAlone = !(event.ctrlKey || event.metaKey || event.altKey);
  const isWriting = event.target.matches("input, textarea, select");
  const isAsked = isAlone ? event.key === "/" && !isWriting : event.key === "k" && !event.altKey && !event.shiftKey;
  const field = document.getElementById("search.field");
  if (!isAsked || event.defaultPrevented) return;
  event.preventDefault();
  if (field) field.select();
  else document.querySelector(".to-search").click();
});
