// Sorts and filters the long tables; without it they stand as they were written.
(() => {
  "use strict";
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");
  const inOrder = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  // --- sorting: up, down, and as it was written ------------------------------------------------------

  /** What a cell is sorted by: a value in a unit (`550000`, `500/700 CNY`), a day, or its text. */
  function key(row, column) {
    const cell = row.cells[column];
    const value = cell.querySelector("data")?.value.split(" ");
    if (value) return [value[1] ?? "", parseFloat(value[0])];
    return [cell.dataset.sort ?? cell.querySelector("time")?.dateTime ?? cell.textContent.trim(), 0];
  }

  /** Units stay together, since dollars and per cent have no order; what is empty stands last. */
  function compared([one, low], [other, high], isDown) {
    const isValue = Number.isNaN(low) || Number.isNaN(high) || low || high;
    if (!isValue && (!one || !other)) return !one - !other;
    return (inOrder(one, other) || low - high) * (isDown ? -1 : 1);
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const written = [...body.rows];
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = { ascending: "descending", descending: "" }[head.ariaSort] ?? "ascending";
        for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
        if (now) head.ariaSort = now;
        const keyed = written.map((row) => [key(row, column), row]);
        if (now) keyed.sort((a, b) => compared(a[0], b[0], now === "descending"));
        body.append(...keyed.map((item) => item[1]));
      });
    }
  }

  // --- filtering -------------------------------------------------------------------------------------

  function filtered(form) {
    const rows = [...document.getElementById(form.dataset.table).tBodies[0].rows];
    const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
    const status = form.querySelector("[role=status]");
    const choices = [...form.querySelectorAll("select")];

    function show() {
      const words = fold(form.querySelector("input").value).split(/\s+/).filter(Boolean);
      const isShown = (row) =>
        choices.every((each) => !each.value || row.dataset[each.name] === each.value) &&
        words.every((word) => texts.get(row).includes(word));
      for (const row of rows) row.hidden = !isShown(row);
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = status.dataset.shown.replace("{0}", shown).replace("{1}", rows.length);
    }

    for (const each of choices) {
      const values = new Set(rows.map((row) => row.dataset[each.name]).filter(Boolean));
      each.append(...[...values].map((value) => new Option(value, value)));
      each.parentNode.hidden = values.size < 2;
    }
    form.addEventListener("input", show);
    show();
  }

  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  document.querySelectorAll("[data-table]").forEach(filtered);
})();
