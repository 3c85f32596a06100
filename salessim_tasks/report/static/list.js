// The list of episodes, by pages: thousands of episodes cost no more than fifty.
"use strict";

(() => {
  const S = window.SalesSim;
  const PAGE = 50;

  S.pageOf = (position) => Math.floor(position / PAGE) + 1;

  // What the columns say of episode number i, in words.
  S.episode = (list, runs, i) => {
    const { columns, tables } = list;
    const name = (kind) => (columns[kind][i] < 0 ? null : tables[kind][columns[kind][i]]);
    const words = (kind) => (columns[kind][i] < 0 ? null : tables[`${kind}_words`][columns[kind][i]]);
    return {
      id: columns.ids[i], run: columns.run[i], model: runs[columns.run[i]].short, task: name("task"), group: name("group"), category: name("category"),
      persona: name("persona"), name: tables.persona_name[columns.persona[i]], behaviour: name("behaviour"), trial: columns.trial[i],
      turns: columns.turns[i], aligned: columns.aligned[i], outcome: words("outcome"), cause: words("cause"),
    };
  };

  // The runs in which a scenario was played more than once: elsewhere every trial is the first.
  S.severalTrials = (list) => new Set(list.columns.run.filter((_, i) => list.columns.trial[i] > 0));

  const row = (episode, query, shows) =>
    S.el("li", {}, S.el("a", { class: "row", href: S.link(`/episode/${encodeURIComponent(episode.id)}`, query), "data-id": episode.id },
      S.verdict(episode.aligned, true),
      S.el("span", { class: "who" }, S.said(episode.name), S.el("small", {}, S.said(episode.persona))),
      shows.model ? S.el("span", { class: "cell" }, S.said(episode.model)) : null,
      S.el("span", { class: "cell" }, S.plain(episode.category), shows.seller ? S.el("small", {}, `${S.behaviour(episode.behaviour)} seller`) : null,
        shows.group ? S.el("small", {}, S.group(episode.group)) : null),
      S.el("span", { class: "cell result" }, episode.outcome, episode.cause ? S.el("small", {}, episode.cause) : null),
      S.el("span", { class: "cell turns" }, S.many(episode.turns, "turn"), shows.trials.has(episode.run) ? S.el("small", {}, `trial ${episode.trial + 1}`) : null)));

  const pager = (page, pages, query) => {
    if (pages < 2) return null;
    const to = (target, words, rel) => (target < 1 || target > pages ? S.el("span", { class: "off" }, words)
      : S.el("a", { href: S.link("/episodes", [...query, ["page", String(target)]]), rel }, words));
    return S.el("nav", { class: "pager", "aria-label": "Pages of the list" }, to(page - 1, "← Earlier", "prev"),
      S.el("span", {}, `Page ${page} of ${pages}`), to(page + 1, "Later →", "next"));
  };

  S.listPage = async (main, query) => {
    const [figures, list] = await Promise.all([S.load("figures"), S.load("episodes")]);
    const shows = {
      model: figures.runs.length > 1, seller: list.tables.behaviour.length > 1, group: list.tables.group.length > 1, trials: S.severalTrials(list),
    };
    const count = S.el("span", { role: "status" });
    const clear = S.el("button", { type: "button", class: "link", on: { click: () => form.reset() } }, "Clear filters");
    let form = null;
    const rows = S.el("ol", { class: shows.model ? "rows" : "rows one-model" });
    const foot = S.el("div", {});
    const draw = (current) => {
      const filter = S.filterOf(list, current);
      const found = S.filtered(list, filter);
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      const page = Math.min(pages, Math.max(1, Number.parseInt(current.get("page") || "1", 10) || 1));
      const total = list.columns.ids.length;
      clear.hidden = ![...filter].length;
      count.textContent = found.length === total ? S.many(total, "episode") : `${S.whole(found.length)} of ${S.many(total, "episode")}`;
      const here = found.slice((page - 1) * PAGE, page * PAGE);
      rows.replaceChildren(...here.map((i) => row(S.episode(list, figures.runs, i), filter, shows)));
      if (!here.length) rows.append(S.el("li", { class: "empty" }, "No episode is like that. Clear a filter."));
      foot.replaceChildren(pager(page, pages, filter) || "");
    };
    const changed = (next) => {
      S.keep("/episodes", next); // no new page: the form keeps its focus
      draw(next);
    };
    form = S.filterForm(list, figures.runs, S.filterOf(list, query), changed);
    main.replaceChildren(S.el("h1", { tabindex: -1 }, "Episodes"), form, S.el("p", { class: "note count" }, count, " ", clear), rows, foot,
      S.el("p", { class: "note keys" }, S.el("kbd", {}, "j"), " ", S.el("kbd", {}, "k"), " or arrows move, ", S.el("kbd", {}, "Enter"), " opens, ", S.el("kbd", {}, "/"), " finds"));
    draw(query);
  };

  // Moves the focus by `step` rows; past the end of a page to the next one. True if there was a row to go to.
  S.moveInList = (step) => {
    const rows = [...document.querySelectorAll("a.row")];
    if (!rows.length) return false;
    const now = rows.indexOf(document.activeElement);
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : now + step;
    if (next >= 0 && next < rows.length) rows[next].focus();
    else document.querySelector(`.pager a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
    return true;
  };
})();
