// The table of models: sortable, with intervals drawn and human shoppers as the last row.
"use strict";

(() => {
  const S = window.SalesSim;
  const LEAD = "decision_alignment";

  const CLASSES = { name: "model", episodes: "count", [LEAD]: "lead" };

  const LEADING = { key: LEAD, down: true };
  const nameOf = (row) => row.run.name;
  const valueOf = (row, key) => (key === "name" ? nameOf(row) : key === "episodes" ? row.episodes : (row.values[key] || [null])[0]);

  // Rows without a figure stand last, whichever way the others run.
  const compare = (a, b, { key, down }) => {
    const [x, y] = [valueOf(a, key), valueOf(b, key)];
    if (x === null || y === null) return (x === null) - (y === null);
    const order = typeof x === "string" ? (x < y ? -1 : x > y ? 1 : 0) : x - y;
    return (down ? -order : order) || a.order - b.order;
  };

  const header = (column, sort, again) => {
    const active = sort.key === column.name;
    const down = active ? !sort.down : column.name !== "name" && column.better >= 0;
    const direction = active ? (sort.down ? "descending" : "ascending") : null;
    return S.el("th", { scope: "col", "aria-sort": direction, class: CLASSES[column.name] },
      S.el("button", { type: "button", title: column.note, "data-key": column.name, on: { click: () => again({ key: column.name, down }) } },
        column.label, S.el("span", { class: "arrow", "aria-hidden": "true" }, active ? (sort.down ? "▾" : "▴") : "")));
  };

  const cell = (row, column, scale, human) => {
    const estimate = row.values[column.name];
    if (!estimate) return S.el("td", { class: "none" }, S.el("span", { class: "sr" }, "no figure"), S.el("span", { "aria-hidden": "true" }, "–"));
    const interval = S.interval(estimate, column);
    const drawn = column.name === LEAD || human;
    return S.el("td", { class: column.name === LEAD ? "lead" : null },
      S.el("span", { class: "value" }, S.figure(estimate[0], column)),
      drawn ? S.strip(estimate, scale, human, column.name === LEAD ? row.colour : undefined) : null,
      interval ? S.el("span", { class: "interval", title: "95 % interval" }, interval) : null);
  };

  const humanRow = (columns, human) =>
    S.el("tfoot", {}, S.el("tr", {},
      S.el("th", { scope: "row", class: "model" }, "Human shoppers", S.el("span", { class: "setting" }, "517 dialogues, mean and spread")),
      S.el("td", { class: "none count" }),
      columns.map((column) => {
        const reference = human[column.name];
        if (!reference) return S.el("td", { class: "none" });
        return S.el("td", {}, S.el("span", { class: "value" }, S.figure(reference[0], column)),
          S.el("span", { class: "interval" }, `± ${S.figure(reference[1], column)}`));
      })));

  const modelCell = (row, several) =>
    S.el("th", { scope: "row", class: "model" },
      S.el("a", { href: S.link("/episodes", { model: row.run.number, group: row.group, seller: row.behaviour }), title: row.run.title },
        S.el("i", { class: `key tone-${row.colour % 8}`, "aria-hidden": "true" }), S.said(nameOf(row))),
      several ? S.el("span", { class: "setting" }, `${S.group(row.group)}, ${S.behaviour(row.behaviour).toLowerCase()}`) : null);

  // Those that a failed backend broke off are in the list, and in no figure.
  const countCell = (row) =>
    S.el("td", { class: "count" }, S.whole(row.episodes), row.failed ? S.el("span", { class: "setting" }, `and ${S.whole(row.failed)} not played`) : null);

  // Draws into `box`; `several`: rows of more than one setting, which the rows then name; `sort`: {key, down}, null for
  // the best first; `sorted(sort)` is called when it changes.
  S.table = (box, rows, columns, human, { several, sort: wanted, sorted }) => {
    const scales = new Map(columns.map((column) => [column.name, S.scaleOf(column, rows, human[column.name])]));
    const ends = [{ name: "name", label: "Model", note: "sort by name", better: 0 }, { name: "episodes", label: "Episodes", note: "episodes played", better: 0 }];
    let sort = wanted && [...ends, ...columns].some((column) => column.name === wanted.key) ? wanted : LEADING;
    const draw = (focus) => {
      const ordered = [...rows].sort((a, b) => compare(a, b, sort));
      const again = (next) => {
        sort = next;
        sorted(next);
        draw(next.key);
      };
      const marked = columns.some((column) => human[column.name]);
      box.replaceChildren(S.el("table", { class: "models" },
        S.el("caption", { class: "sr" }, "Models, with 95 % intervals. The buttons in the header sort."),
        S.el("thead", {}, S.el("tr", {}, [...ends, ...columns].map((column) => header(column, sort, again)))),
        S.el("tbody", {}, ordered.map((row) => S.el("tr", {}, modelCell(row, several), countCell(row),
          columns.map((column) => cell(row, column, scales.get(column.name), human[column.name]))))),
        marked ? humanRow(columns, human) : null));
      if (focus) box.querySelector(`button[data-key="${CSS.escape(focus)}"]`).focus();
    };
    draw(null);
  };
})();
