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
      const told = { name: run.name, short: run.short, number: index + 1, colour: index };
      const own = (row) => ({ ...row, run: told, colour: index, order: index });
      return { ...told, episodes: run.episodes, tactics: run.tactics, rows: run.rows.map(own), stores: run.stores.map(own) };
    });

  const settingWords = (setting) => {
    const [group, behaviour] = setting.split("/");
    return `${S.plain(group)}, ${S.behaviour(behaviour).toLowerCase()} seller`;
  };

  const control = (label, input) => S.el("label", { class: "control" }, S.el("span", {}, label), input);

  const heading = (figures, runs) => {
    const episodes = runs.reduce((sum, run) => sum + run.episodes, 0);
    const stores = new Set(runs.flatMap((run) => run.stores.map((row) => row.category))).size;
    return [
      S.el("h1", { tabindex: -1 }, "Do they shop like the person they play?"),
      S.el("p", { class: "lede" }, [S.many(runs.length, "model"), S.many(episodes, "episode"), S.many(stores, "store"), `suite ${figures.suite.join(", ")}`].join(" · ")),
    ];
  };

  const section = (title, note, ...content) => S.el("section", { class: "block" }, S.el("h2", {}, title), note ? S.el("p", { class: "note" }, note) : null, content);

  const outcomeTone = (figures) => {
    const bad = Object.keys(figures.outcomes).filter((key) => !TONES[key]);
    return (key) => TONES[key] || `bad-${(bad.indexOf(key) % 6) + 1}`;
  };

  const charts = (figures, runs, rows, stores, several) => {
    const labelled = rows.map((row) => ({ ...row, label: several ? `${row.run.short}, ${S.behaviour(row.behaviour).toLowerCase()}` : row.run.short }));
    const caused = labelled.filter((row) => Object.keys(row.causes).length);
    const order = { ...Object.fromEntries(Object.keys(TONES).map((key) => [key, figures.outcomes[key]]).filter(([, words]) => words)), ...figures.outcomes };
    const dose = S.doseChart(runs);
    const tactics = S.tacticPanels(runs);
    return [
      stores.length ? section("By store", "Decision alignment with its 95 % interval.", S.storePanels(stores)) : null,
      dose ? section("By what the seller is up to", "Decision alignment against a helpful seller, and against one that pushes, leaves out, or misreads.", dose) : null,
      tactics ? section("What pushing does", "Of the pushes by each tactic, the share after which the shopper bought what was pushed at once.", tactics) : null,
      section("How episodes ended", "The two aligned endings come first. A click lists the episodes.",
        S.bars(labelled, (row) => row.outcomes, order, outcomeTone(figures), "outcome")),
      caused.length ? section("Why they went wrong", "The first cause that was found of each episode that is not aligned.",
        S.bars(caused, (row) => row.causes, figures.causes, (key, index) => (index < 8 ? `tone-${index}` : "quiet"), "cause")) : null,
    ];
  };

  S.overview = async (main) => {
    const figures = await S.load("figures");
    const runs = prepared(figures);
    const all = runs.flatMap((run) => run.rows);
    const settings = [...new Set(all.map((row) => row.setting))];
    let setting = settings[0] || "";
    let more = false;
    const box = S.el("div", { class: "wide", role: "region", "aria-label": "Models", tabindex: 0 });
    const drawn = S.el("div", {});
    const draw = () => {
      const several = setting === "";
      const chosen = all.filter((row) => several || row.setting === setting);
      const columns = figures.columns.filter((column) => (more || column.main) && chosen.some((row) => row.values[column.name]));
      S.table(box, chosen, columns, figures.human, several);
      const stores = runs.flatMap((run) => run.stores).filter((row) => (several ? row.setting === settings[0] : row.setting === setting));
      drawn.replaceChildren(...charts(figures, runs, chosen, stores, several).filter(Boolean));
    };
    const choose = S.el("select", { on: { change: (event) => { setting = event.target.value; draw(); } } },
      settings.map((one) => S.el("option", { value: one }, settingWords(one))), S.el("option", { value: "" }, "Every setting"));
    const columns = S.el("input", { type: "checkbox", on: { change: (event) => { more = event.target.checked; draw(); } } });
    main.replaceChildren(...heading(figures, runs),
      S.el("div", { class: "controls" }, settings.length > 1 ? control("Setting", choose) : null,
        figures.columns.some((column) => !column.main) ? S.el("label", { class: "check" }, columns, "All columns") : null),
      box,
      S.el("p", { class: "note" }, "Small figures are 95 % intervals. ",
        Object.keys(figures.human).some((name) => figures.columns.some((column) => column.name === name)) ? "Where people were measured, the band is their spread around their mean." : null),
      drawn);
    draw();
  };
})();
