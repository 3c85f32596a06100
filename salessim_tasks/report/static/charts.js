// Charts that need no axis of their own: shares by store and by tactic, and how episodes ended.
"use strict";

(() => {
  const S = window.SalesSim;
  const ALIGNMENT = { share: true };

  // `lines`: what is drawn in one panel, `{run, href, colour, estimate}` each, and what it is `of`.
  const panel = (title, lines) =>
    S.el("section", { class: "panel" },
      S.el("h3", {}, title),
      S.el("ul", { class: "forest" }, lines.map(({ run, href, colour, estimate, of }) => {
        const interval = S.interval(estimate, ALIGNMENT);
        return S.el("li", { title: [interval ? `95 % interval ${interval}` : null, of].filter(Boolean).join(", ") || null },
          S.el("a", { class: "who", href, title: run.title }, S.said(run.short)),
          S.strip(estimate, S.SHARE, null, colour),
          S.el("span", { class: "value" }, S.figure(estimate[0], ALIGNMENT)),
          of ? S.el("small", { class: "of" }, `of ${of}`) : null,
          interval ? S.el("span", { class: "sr" }, `, 95 % interval ${interval}`) : null);
      })),
      S.el("div", { class: "scale", "aria-hidden": "true" }, S.el("span", {}, "0"), S.el("span", {}, "50"), S.el("span", {}, "100 %")));

  // One panel for each store, in which every run has a line.
  S.storePanels = (stores) => {
    const told = stores.filter((row) => row.values.decision_alignment && row.category);
    const categories = [...new Set(told.map((row) => row.category))].sort();
    return S.el("div", { class: "panels" }, categories.map((category) =>
      panel(S.plain(category), told.filter((row) => row.category === category).map((row) => ({
        ...row, estimate: row.values.decision_alignment, href: S.link("/episodes", { model: row.run.number, group: row.group, store: category, seller: row.behaviour }),
      })))));
  };

  // One panel for each tactic; null where no seller used any.
  S.tacticPanels = (runs) => {
    const names = [...new Set(runs.flatMap((run) => Object.keys(run.tactics)))].sort();
    if (!names.length) return null;
    return S.el("div", { class: "panels" }, names.map((name) =>
      panel(S.plain(name), runs.filter((run) => run.tactics[name] && run.tactics[name].estimate[0] !== null).map((run) => {
        const { estimate, episodes } = run.tactics[name];
        const of = `${S.many(estimate[3], "push", "pushes")} in ${S.many(episodes, "episode")}`;
        return { run, colour: run.colour, estimate, of, href: S.link("/episodes", { model: run.number, tactic: name }) };
      }))));
  };

  const segment = (row, key, count, total, tone, words, filter) => {
    const share = count / total;
    const label = `${words}: ${S.many(count, "episode")} (${(100 * share).toFixed(1)} %)`;
    const link = S.el("a", { class: `segment ${tone}`, href: S.link("/episodes", { model: row.run.number, group: row.group, seller: row.behaviour, result: `${filter}:${key}` }), title: label, "aria-label": label },
      share >= 0.06 ? S.el("span", { "aria-hidden": "true" }, S.whole(count)) : null);
    link.style.flexGrow = String(count);
    return link;
  };

  const asTable = (rows, keys, counts, words) =>
    S.el("details", { class: "figures" }, S.el("summary", {}, "As a table"),
      S.el("div", { class: "wide", role: "region", "aria-label": "Counts", tabindex: 0 },
        S.el("table", {},
          S.el("thead", {}, S.el("tr", {}, S.el("th", { scope: "col" }, "Model"), keys.map((key) => S.el("th", { scope: "col" }, words[key] || S.plain(key))))),
          S.el("tbody", {}, rows.map((row) => S.el("tr", {}, S.el("th", { scope: "row" }, S.said(row.label)),
            keys.map((key) => S.el("td", {}, S.whole(counts(row)[key] || 0)))))))));

  // A bar for each row, cut by `counts(row)`. `tone(key, index)` names the colour, `filter` what a click filters by.
  S.bars = (rows, counts, words, tone, filter) => {
    const totals = new Map();
    for (const row of rows) for (const [key, count] of Object.entries(counts(row))) totals.set(key, (totals.get(key) || 0) + count);
    const order = Object.keys(words);
    const keys = [...totals.keys()].filter((key) => totals.get(key) > 0)
      .sort((a, b) => (filter === "outcome" ? order.indexOf(a) - order.indexOf(b) : totals.get(b) - totals.get(a) || (a < b ? -1 : 1)));
    const tones = new Map(keys.map((key, index) => [key, tone(key, index)]));
    const bars = rows.map((row) => {
      const own = counts(row);
      const total = Object.values(own).reduce((sum, count) => sum + count, 0);
      return S.el("li", {},
        S.el("span", { class: "who" }, S.said(row.label)),
        S.el("div", { class: "bar" }, keys.filter((key) => own[key]).map((key) => segment(row, key, own[key], total, tones.get(key), words[key] || S.plain(key), filter))),
        S.el("span", { class: "value" }, S.whole(total)));
    });
    return S.el("div", { class: "chart" },
      S.el("ul", { class: "legend", "aria-hidden": "true" }, keys.map((key) => S.el("li", {}, S.el("i", { class: `swatch ${tones.get(key)}` }), words[key] || S.plain(key)))),
      S.el("ul", { class: "bars" }, bars),
      asTable(rows, keys, counts, words));
  };
})();
