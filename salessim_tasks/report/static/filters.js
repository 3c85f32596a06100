// Which episodes are wanted: the filters are the parameters of the address, so a link or the back button restores them.
"use strict";

(() => {
  const S = window.SalesSim;
  const COLUMN = { group: "group", store: "category", seller: "behaviour", persona: "persona" };
  const VERDICTS = { right: 1, wrong: 0 };

  const runsOf = (list) => list.columns.run[list.columns.run.length - 1] + 1; // they are in order
  const tacticsOf = (list) => [...new Set(list.tables.tactics.flat())].sort();

  // The values that a filter can have; one alone would leave out nothing, and is not offered.
  const known = (list, name, value) => {
    if (name === "q") return true;
    if (name === "model") return runsOf(list) > 1 && String(Number(value)) === value && Number.isInteger(Number(value)) && value >= 1 && value <= runsOf(list);
    if (name === "tactic") return tacticsOf(list).includes(value);
    if (name !== "result") return name in COLUMN && list.tables[COLUMN[name]].length > 1 && list.tables[COLUMN[name]].includes(value);
    const [kind, ...key] = value.split(":");
    return kind === "verdict" ? key[0] in VERDICTS : ["cause", "outcome"].includes(kind) && list.tables[kind].includes(key.join(":"));
  };

  const byTactic = (list, value) => {
    const hits = list.tables.tactics.map((tactics) => tactics.includes(value));
    return (i) => hits[list.columns.tactics[i]];
  };

  const byResult = (list, value) => {
    const at = value.indexOf(":");
    const [kind, key] = [value.slice(0, at), value.slice(at + 1)];
    if (kind === "verdict") return (i) => list.columns.aligned[i] === VERDICTS[key];
    const wanted = list.tables[kind].indexOf(key);
    return (i) => list.columns[kind][i] === wanted;
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

  const testOf = (list, name, value) => {
    if (name === "q") return byText(list, value);
    if (name === "result") return byResult(list, value);
    if (name === "tactic") return byTactic(list, value);
    const column = list.columns[name === "model" ? "run" : COLUMN[name]];
    const wanted = name === "model" ? Number(value) - 1 : list.tables[COLUMN[name]].indexOf(value);
    return (i) => column[i] === wanted;
  };

  // The numbers of the episodes that a filter (of `S.filterOf`) leaves, in the order of the report.
  S.filtered = (list, filter) => {
    const tests = [...filter].map(([name, value]) => testOf(list, name, value));
    const found = [];
    for (let i = 0; i < list.columns.ids.length; i += 1) if (tests.every((test) => test(i))) found.push(i);
    return found;
  };

  // The parameters that filter. An address may be of another report: what is not in this one filters nothing.
  S.filterOf = (list, query) => {
    const kept = new URLSearchParams();
    for (const [name, value] of query) if (value && known(list, name, value)) kept.set(name, value);
    return kept;
  };

  const option = (value, words, query, name) => S.el("option", { value, selected: query.get(name) === value }, words);

  const select = (name, label, options, query, least = 2) =>
    options.length < least ? null : S.el("label", { class: "control" }, S.el("span", {}, label),
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
      select("group", "Tasks", sorted(tables.group, S.group), query),
      select("store", "Store", sorted(tables.category, S.plain), query),
      select("seller", "Seller", sorted(tables.behaviour, S.behaviour), query),
      select("tactic", "Tactic", sorted(tacticsOf(list), S.plain), query, 1),
      results(list, query),
      select("persona", "Persona", sorted(tables.persona, (id, i) => `${tables.persona_name[i]} (${id})`), query));
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
