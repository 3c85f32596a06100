// Charts that need no axis of their own: alignment by store, and how episodes ended.
"use strict";

(() => {
  const S = window.SalesSim;
  const ALIGNMENT = { name: "decision_alignment", share: true };

  const panel = (category, rows) =>
    S.el("section", { class: "panel" },
      S.el("h3", {}, S.plain(category)),
      S.el("ul", { class: "forest" }, rows.map((row) => {
        const estimate = row.values.decision_alignment;
        const interval = S.interval(estimate, ALIGNMENT);
        return S.el("li", { title: interval ? `95 % interval ${interval}` : null },
          S.el("a", { class: "who", href: S.link("/episodes", { model: row.run.number, store: category, seller: row.behaviour }), title: row.run.name }, S.said(row.run.short)),
          S.strip(estimate, S.SHARE, null, row.colour),
          S.el("span", { class: "value" }, S.figure(estimate[0], ALIGNMENT)),
          interval ? S.el("span", { class: "sr" }, `, 95 % interval ${interval}`) : null);
      })),
      S.el("div", { class: "scale", "aria-hidden": "true" }, S.el("span", {}, "0"), S.el("span", {}, "50"), S.el("span", {}, "100 %")));

  // One panel for each store, in which every run has a line.
  S.storePanels = (stores) => {
    const told = stores.filter((row) => row.values.decision_alignment && row.category);
    const categories = [...new Set(told.map((row) => row.category))].sort();
    return S.el("div", { class: "panels" }, categories.map((category) => panel(category, told.filter((row) => row.category === category))));
  };

  const segment = (row, key, count, total, tone, words, filter) => {
    const share = count / total;
    const label = `${words}: ${S.many(count, "episode")} (${(100 * share).toFixed(1)} %)`;
    const link = S.el("a", { class: `segment ${tone}`, href: S.link("/episodes", { model: row.run.number, seller: row.behaviour, result: `${filter}:${key}` }), title: label, "aria-label": label },
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
