// What the preview adds to a page: it loads again after a save, where the reader was, and shows what was found in it.
"use strict";
(() => {
  const PLACE = "briefing.place";
  const own = document.currentScript;
  const version = own.dataset.version;

  // --- where the reader is: the first block in view, so that what is added above it moves nothing ---

  const words = (block) => block.textContent.slice(0, 200);

  const leave = () => {
    const block = [...document.querySelectorAll("[data-line]")].find((each) => each.getBoundingClientRect().bottom > 0);
    const place = { path: location.pathname, x: scrollX, y: scrollY };
    if (block && block.getBoundingClientRect().top < innerHeight) {
      place.words = words(block);
      place.top = block.getBoundingClientRect().top;
    }
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    location.reload();
  };

  const arrive = () => {
    const place = JSON.parse(sessionStorage.getItem(PLACE) || "null");
    if (!place || place.path !== location.pathname) return;
    const same = place.words && [...document.querySelectorAll("[data-line]")].filter((each) => words(each) === place.words);
    const moved = same && same.length === 1 ? scrollY + same[0].getBoundingClientRect().top - place.top : place.y;
    scrollTo({ left: place.x, top: moved, behavior: "instant" });
  };

  // --- findings -----------------------------------------------------------------------------------

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  const told = (mark, place) => [
    element("b", "", `${mark.severity}[${mark.rule}]`), ` ${mark.message}`,
    ...(mark.hint ? [element("small", "", `hint: ${mark.hint}`)] : []),
    ...(place ? [element("small", "", mark.place)] : []),
  ];

  // The block of a line: of those that begin before it the last, and of several on one line the innermost.
  const block = (line) => {
    let found = null;
    for (const each of document.querySelectorAll("[data-line]")) {
      const at = Number(each.dataset.line);
      if (at <= line && (!found || at >= Number(found.dataset.line))) found = each;
    }
    return found;
  };

  const mark = (finding) => {
    const at = block(finding.line);
    const aside = element("aside", `briefing-mark briefing-${finding.severity}`, ...told(finding, !at));
    aside.dataset.place = finding.place;
    if (!at) {
      // Of the front matter: above all that the page says.
      (document.querySelector("main") || document.body).prepend(aside);
      return;
    }
    at.classList.add("briefing-marked", `briefing-${finding.severity}`);
    const around = at.closest("div.table, table, li, dd");
    if (around && !around.matches("div.table, table")) around.append(aside);
    else (at.closest("div.table") || around || at).after(aside);
  };

  const clear = () => {
    for (const each of document.querySelectorAll(".briefing-mark, .briefing-panel")) each.remove();
    for (const each of document.querySelectorAll(".briefing-marked")) {
      each.classList.remove("briefing-marked", "briefing-error", "briefing-warning", "briefing-notice");
    }
  };

  const counted = (counts) =>
    ["error", "warning", "notice"].filter((level) => counts[level])
      .map((level) => `${counts[level]} ${level}${counts[level] === 1 ? "" : "s"}`).join(", ");

  const panel = (news) => {
    const errors = [...news.here.filter((each) => each.severity === "error"), ...news.elsewhere];
    const tone = errors.length || news.trouble ? "error" : "warning";
    const made = element("details", `briefing-panel briefing-${tone}`);
    made.setAttribute("role", "status");
    made.open = errors.length > 0 || Boolean(news.trouble);
    made.append(element("summary", "", element("b", "", news.trouble || counted(news.counts))));
    if (news.is_held) made.append(element("p", "", "The page is shown as it was before these errors."));
    made.append(element("ul", "", ...errors.map((each) => element("li", "", ...told(each, true)))));
    return made;
  };

  const show = (news) => {
    clear();
    news.here.forEach(mark);
    if (news.trouble || news.counts.error || news.counts.warning) document.body.append(panel(news));
  };

  // --- following ----------------------------------------------------------------------------------

  history.scrollRestoration = "manual";
  arrive();
  addEventListener("load", () => { arrive(); sessionStorage.removeItem(PLACE); }, { once: true });

  // Only a page that is seen follows: a browser keeps six connections to a server, and each that follows takes one.
  let events = null;
  const follow = () => {
    if (events || document.hidden) return;
    events = new EventSource(`/.briefing/events?page=${encodeURIComponent(decodeURI(location.pathname))}`);
    events.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.version !== version) leave();
      else show(news);
    };
  };
  const rest = () => {
    if (events) events.close();
    events = null;
  };
  follow();
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
