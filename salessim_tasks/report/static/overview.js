// The first page: the table of models and the charts.
"use strict";

(() => {
  const S = window.SalesSim;
  const TONES = {
    correct_reasoning_accepted_recommended_product_acceptable: "good-1",
    correct_reasoning_reject_no_recommended_acceptable: "good-2",
    infrastructure_error: "quiet",
    unscored: "quiet",
  };

  const prepared = (figures) =>
    figures.runs.map((run, index) => {
      const told = { name: run.name, short: run.short, title: run.title, model: run.model, number: index + 1, colour: index };
      const own = (row) => ({ ...row, run: told, colour: index, order: index });
      return { ...told, episodes: run.episodes, tactics: run.tactics, rows: run.rows.map(own), stores: run.stores.map(own) };
    });

  const control = (label, input) => S.el("label", { class: "control" }, S.el("span", {}, label), input);

  const heading = (figures, runs) => {
    const episodes = runs.reduce((sum, run) => sum + run.episodes, 0);
    const models = new Set(figures.runs.map((run) => run.model)).size;
    const stores = new Set(runs.flatMap((run) => run.stores.map((row) => row.category))).size;
    return [
      S.el("h1", { tabindex: -1 }, "Do they shop like the person they play?"),
      S.el("p", { class: "lede" }, [S.many(models, "model"), models < runs.length ? S.many(runs.length, "run") : null, S.many(episodes, "episode"), S.many(stores, "store"), `suite ${figures.suite.join(", ")}`].filter(Boolean).join(" · ")),
    ];
  };

  const section = (title, note, ...content) => S.el("section", { class: "block" }, S.el("h2", {}, title), note ? S.el("p", { class: "note" }, note) : null, content);

  const outcomeTone = (figures) => {
    const bad = Object.keys(figures.outcomes).filter((key) => !TONES[key]);
    return (key) => TONES[key] || `bad-${(bad.indexOf(key) % 6) + 1}`;
  };

  const label = (row, several, groups) =>
    [row.run.short, several && groups ? S.group(row.group) : null, several ? S.behaviour(row.behaviour).toLowerCase() : null].filter(Boolean).join(", ");

  // `setting`: what is chosen, "" for all; `store` the one that "By store" is of.
  const charts = (figures, runs, rows, stores, { setting, store, choice }) => {
    const groups = new Set(rows.map((row) => row.group)).size > 1;
    const labelled = rows.map((row) => ({ ...row, label: label(row, setting === "", groups) }));
    const caused = labelled.filter((row) => Object.keys(row.causes).length);
    const order = { ...Object.fromEntries(Object.keys(TONES).map((key) => [key, figures.outcomes[key]]).filter(([, words]) => words)), ...figures.outcomes };
    const dose = S.doseChart(runs);
    const tactics = S.tacticPanels(runs);
    // Where there is a choice, every section says whether it follows.
    const chosen = choice ? ` ${setting ? S.settingWords(setting) : "Every setting"}.` : "";
    const always = choice ? " Of all settings, whatever is chosen above." : "";
    const speaks = new Set(runs.flatMap((run) => run.rows.map((row) => row.group))).size > 1 ? " Of several groups of tasks, the one with the most kinds of seller counts." : "";
    const one = !choice ? "" : setting ? chosen : ` Of one setting: ${S.settingWords(store)}. Choose a setting above for another.`;
    return [
      stores.length ? section("By store", `Decision alignment with its 95 % interval.${one}`, S.storePanels(stores)) : null,
      dose ? section("By what the seller is up to", `Decision alignment against a helpful seller, and against one that pushes, leaves out, or misreads.${always}${speaks}`, dose) : null,
      tactics ? section("What pushing does", `Of the pushes by each tactic, the share after which the shopper bought what was pushed at once.${always}`, tactics) : null,
      section("How episodes ended", `The two aligned endings come first. A click lists the episodes.${chosen}`,
        S.bars(labelled, (row) => row.outcomes, order, outcomeTone(figures), "outcome")),
      caused.length ? section("Why they went wrong", `The first cause that was found of each episode that is not aligned.${chosen}`,
        S.bars(caused, (row) => row.causes, figures.causes, (key, index) => `cause-${Math.min(index, 7)}`, "cause")) : null,
    ];
  };

  // What the headings of the table stand for: a phone shows no titles.
  const legend = (columns) => columns.map((column) => [S.el("dt", {}, column.label), S.el("dd", {}, column.note)]);

  S.overview = async (main, query) => {
    const figures = await S.load("figures");
    const runs = prepared(figures);
    const all = runs.flatMap((run) => run.rows);
    const settings = [...new Set(all.map((row) => row.setting))];
    const usual = S.commonest(settings, all);
    const view = S.viewOf(query, settings, usual);
    const box = S.el("div", { class: "wide", role: "region", "aria-label": "Models", tabindex: 0 });
    const drawn = S.el("div", {});
    const meanings = S.el("dl", {});
    const sorted = (sort) => {
      view.sort = sort;
      S.keepView(view, usual);
    };
    const draw = () => {
      const { setting, more } = view;
      const several = setting === "";
      const chosen = all.filter((row) => several || row.setting === setting);
      const columns = figures.columns.filter((column) => (more || column.main) && chosen.some((row) => row.values[column.name]));
      S.table(box, chosen, columns, figures.human, { several, sort: view.sort, sorted });
      meanings.replaceChildren(...legend(columns).flat());
      const store = setting || usual;
      const stores = runs.flatMap((run) => run.stores).filter((row) => row.setting === store);
      drawn.replaceChildren(...charts(figures, runs, chosen, stores, { setting, store, choice: settings.length > 1 }).filter(Boolean));
    };
    const changed = (next) => {
      Object.assign(view, next);
      S.keepView(view, usual);
      draw();
    };
    const choose = S.el("select", { on: { change: (event) => changed({ setting: event.target.value }) } },
      settings.map((one) => S.el("option", { value: one, selected: one === view.setting }, S.settingWords(one))), S.el("option", { value: "", selected: view.setting === "" }, "Every setting"));
    const columns = S.el("input", { type: "checkbox", checked: view.more, on: { change: (event) => changed({ more: event.target.checked }) } });
    main.replaceChildren(...heading(figures, runs),
      S.el("div", { class: "controls" }, settings.length > 1 ? control("Setting", choose) : null,
        figures.columns.some((column) => !column.main) ? S.el("label", { class: "check" }, columns, "All columns") : null),
      box,
      S.el("p", { class: "note" }, "Small figures are 95 % intervals. ",
        Object.keys(figures.human).some((name) => figures.columns.some((column) => column.name === name)) ? "Where people were measured, the band is their spread around their mean." : null),
      S.el("details", { class: "meanings" }, S.el("summary", {}, "What the columns mean"), meanings),
      drawn);
    draw();
  };
})();
