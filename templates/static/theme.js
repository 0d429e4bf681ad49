// Light or dark as the reader chose, before the first paint: hence a file of its own, for which
// the page waits. Where storage is forbidden the choice lasts as long as the page.
(() => {
  "use strict";
  const KEY = "briefing-theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const system = () => (dark.matches ? "dark" : "light");
  const shown = () => root.dataset.theme ?? system();

  /** The reader's choice, or nothing: then the system's. */
  function recall() {
    try {
      const kept = localStorage.getItem(KEY);
      choose(["light", "dark"].includes(kept) ? kept : null);
    } catch {
      choose(root.dataset.theme);
    }
  }

  function keep(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // Nobody need know.
    }
  }

  function choose(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    // What the browser paints until the style sheet has come.
    document.querySelector("meta[name=color-scheme]").content = theme || "light dark";
    tell();
  }

  function tell() {
    const pressed = String(shown() === "dark");
    document.querySelectorAll(".theme").forEach((button) => button.setAttribute("aria-pressed", pressed));
  }

  root.dataset.script = "";
  recall();
  addEventListener("DOMContentLoaded", tell);
  dark.addEventListener("change", tell);
  // Another tab has chosen, or the page comes back from the browser's memory.
  for (const event of ["storage", "pageshow"]) addEventListener(event, recall);
  addEventListener("click", (event) => {
    if (!event.target.closest(".theme")) return;
    const wanted = shown() === "dark" ? "light" : "dark";
    // Whoever comes back to what the system says follows the system again.
    const theme = wanted === system() ? null : wanted;
    choose(theme);
    keep(theme);
  });
})();
