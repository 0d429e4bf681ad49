// Sorts and filters the long tables; without it they stand as they were written.
(() => {
  "use strict";
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");
  const inOrder = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  /** A value by its unit, then by its lower end, since dollars and per cent have no order; else a text. */
  function key(cell) {
    const [low, unit = ""] = cell.querySelector("data")?.value.split(" ") ?? [];
    return low ? [unit, parseFloat(low)] : [cell.dataset.sort ?? cell.textContent.trim(), 0];
  }

  function sort(rows, head, isDown) {
    const keys = new Map(rows.map((row) => [row, key(row.cells[head.cellIndex])]));
    const isEmpty = ([text, low]) => !text && !low;
    return rows.sort((a, b) => {
      [a, b] = [keys.get(a), keys.get(b)];
      return isEmpty(a) - isEmpty(b) || (inOrder(a[0], b[0]) || a[1] - b[1]) * (isDown ? -1 : 1);
    });
  }

  for (const { tHead, tBodies } of document.querySelectorAll("[data-sortable]"))
    for (const head of tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.onclick = () => {
        const isDown = head.ariaSort === "ascending";
        for (const each of tHead.rows[0].cells) each.ariaSort = null;
        head.ariaSort = isDown ? "descending" : "ascending";
        tBodies[0].append(...sort([...tBodies[0].rows], head, isDown));
      };
    }

  for (const form of document.querySelectorAll("[data-table]")) {
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
})();
