// Which episodes are wanted: the filters are the parameters of the address, so a link or the back button restores them.
"use strict";

(() => {
  const S = window.SalesSim;
  const COLUMN = { model: "run", store: "category", seller: "behaviour", persona: "persona", task: "task" };
  const VERDICTS = { right: 1, wrong: 0 };

  const number = (list, name, value) => {
    if (name === "model") return Number(value) - 1;
    return list.tables[COLUMN[name]].indexOf(value);
  };

  const byResult = (list, value) => {
    const at = value.indexOf(":");
    const [kind, key] = [value.slice(0, at), value.slice(at + 1)];
    if (kind === "verdict") return (i) => list.columns.aligned[i] === VERDICTS[key];
    const wanted = (list.tables[kind] || []).indexOf(key);
    return (i) => wanted >= 0 && list.columns[kind] && list.columns[kind][i] === wanted;
  };

  const fold = (text) => String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const byText = (list, text) => {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const hits = list.tables.persona.map((id, i) => {
      const said = fold(`${id} ${list.tables.persona_name[i]}`);
      return words.every((word) => said.includes(word));
    });
    return (i) => hits[list.columns.persona[i]] || words.every((word) => list.columns.ids[i].includes(word));
  };

  // The numbers of the episodes that the parameters leave, in the order of the report.
  S.filtered = (list, query) => {
    const tests = [];
    for (const [name, value] of query) {
      if (!value) continue;
      if (name in COLUMN) {
        const [column, wanted] = [list.columns[COLUMN[name]], number(list, name, value)];
        tests.push((i) => column[i] === wanted);
      } else if (name === "result") tests.push(byResult(list, value));
      else if (name === "q") tests.push(byText(list, value));
    }
    const found = [];
    for (let i = 0; i < list.columns.ids.length; i += 1) if (tests.every((test) => test(i))) found.push(i);
    return found;
  };

  // The parameters that filter, without the page.
  S.filterOf = (query) => {
    const kept = new URLSearchParams();
    for (const [name, value] of query) if (value && name !== "page") kept.set(name, value);
    return kept;
  };

  const option = (value, words, query, name) => S.el("option", { value, selected: query.get(name) === value }, words);

  const select = (name, label, options, query) =>
    options.length < 2 ? null : S.el("label", { class: "control" }, S.el("span", {}, label),
      S.el("select", { name }, S.el("option", { value: "" }, "All"), options.map(([value, words]) => option(value, words, query, name))));

  const results = (list, query) => {
    const group = (kind, label) => {
      const keys = list.tables[kind];
      if (!keys.length) return null;
      const order = keys.map((key, i) => [key, list.tables[`${kind}_words`][i]]).sort((a, b) => (a[1] < b[1] ? -1 : 1));
      return S.el("optgroup", { label }, order.map(([key, words]) => option(`${kind}:${key}`, words, query, "result")));
    };
    return S.el("label", { class: "control wide-control" }, S.el("span", {}, "Outcome or cause"),
      S.el("select", { name: "result" }, S.el("option", { value: "" }, "All"), option("verdict:right", "Aligned", query, "result"),
        option("verdict:wrong", "Not aligned", query, "result"), group("cause", "Causes"), group("outcome", "Outcomes")));
  };

  const sorted = (names, words) => names.map((name, i) => [name, words(name, i)]).sort((a, b) => a[1].localeCompare(b[1], "en") || (a[0] < b[0] ? -1 : 1));

  // The form; `changed(query)` is called with the new parameters.
  S.filterForm = (list, runs, query, changed) => {
    const { tables } = list;
    const form = S.el("form", { class: "controls filters", role: "search", "aria-label": "Filter episodes" },
      S.el("label", { class: "control" }, S.el("span", {}, "Find a persona"),
        S.el("input", { type: "search", name: "q", value: query.get("q") || "", placeholder: "Name or id", autocomplete: "off" })),
      select("model", "Model", runs.map((run, i) => [String(i + 1), run.short]), query),
      select("store", "Store", sorted(tables.category, S.plain), query),
      select("seller", "Seller", sorted(tables.behaviour, S.behaviour), query),
      results(list, query),
      select("persona", "Persona", sorted(tables.persona, (id, i) => `${tables.persona_name[i]} (${id})`), query),
      tables.task.length > tables.category.length ? select("task", "Task", sorted(tables.task, (name) => name), query) : null);
    const read = () => {
      const next = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value) next.set(name, value);
      changed(next);
    };
    form.addEventListener("input", read);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const field of form.querySelectorAll("input, select")) field.value = "";
      read();
    });
    return form;
  };
})();
