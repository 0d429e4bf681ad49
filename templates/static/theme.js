// Light or dark as the reader chose, before the first paint: hence a file of its own, for which the page waits; and the
// keys that lead to the search from every page.
(() => {
  "use strict";
  const KEY = "briefing-theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const system = () => (dark.matches ? "dark" : "light");
  const shown = () => root.dataset.theme ?? system();
  let kept = {}; // Where storage is forbidden, the choice lasts as long as the page.
  try {
    kept = localStorage;
  } catch {}

  function show() {
    if (["light", "dark"].includes(kept[KEY])) root.dataset.theme = kept[KEY];
    else delete root.dataset.theme;
    // What the browser paints until the style sheet has come; the same said twice would style the page twice.
    const meta = document.querySelector("meta[name=color-scheme]");
    const schemes = root.dataset.theme ?? "light dark";
    if (meta.content !== schemes) meta.content = schemes;
    for (const button of document.querySelectorAll(".theme")) button.ariaPressed = shown() === "dark";
  }

  root.dataset.script = "";
  show();
  // Its button is there, another tab has chosen, or the page comes back from the browser's memory.
  for (const event of ["DOMContentLoaded", "storage", "pageshow"]) addEventListener(event, show);
  dark.addEventListener("change", show);
  addEventListener("click", ({ target }) => {
    if (!target.closest(".theme")) return;
    const wanted = shown() === "dark" ? "light" : "dark";
    // Whoever comes back to what the system says follows the system again.
    if (wanted === system()) delete kept[KEY];
    else kept[KEY] = wanted;
    show();
  });

  // Search is two keys away on every page.
  addEventListener("keydown", (event) => {
    if (event.key !== "k" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const field = document.getElementById("search.field");
    if (field) field.select();
    else document.querySelector(".to-search").click();
  });
})();
