// The dose-response chart: decision alignment against what the seller is up to, a line for each model.
"use strict";

(() => {
  const S = window.SalesSim;
  const DOSES = ["helpful", "pushy-1", "pushy-2", "pushy-3"];
  const HEIGHT = 270;
  const EDGE = { top: 14, right: 14, bottom: 40, left: 44 };

  // Of several groups of tasks, the one with the most behaviours speaks for a run.
  const behavioursOf = (run) => {
    const groups = new Map();
    for (const row of run.rows) {
      if (!row.values.decision_alignment) continue;
      if (!groups.has(row.group)) groups.set(row.group, new Map());
      groups.get(row.group).set(row.behaviour, row.values.decision_alignment);
    }
    const found = new Map();
    for (const group of [...groups.values()].sort((a, b) => b.size - a.size)) {
      for (const [behaviour, estimate] of group) if (!found.has(behaviour)) found.set(behaviour, estimate);
    }
    return found;
  };

  const order = (behaviours) => {
    const others = behaviours.filter((name) => !DOSES.includes(name)).sort();
    return [...DOSES.filter((name) => behaviours.includes(name)), ...others];
  };

  const point = (estimate, x, y, tone) =>
    S.svg("g", { class: `point ${tone}` },
      estimate[1] === null ? null : S.svg("line", { class: "whisker", x1: x, x2: x, y1: y(estimate[1]), y2: y(estimate[2]) }),
      S.svg("circle", { cx: x, cy: y(estimate[0]), r: 4.5 }));

  const series = (run, index, count, names, x, y) => {
    const tone = `tone-${run.colour % 8}`;
    const dodge = (index - (count - 1) / 2) * Math.min(12, 40 / count); // so that intervals do not hide one another
    const dosed = names.filter((name) => DOSES.includes(name) && run.found.has(name));
    const path = dosed.map((name, i) => `${i ? "L" : "M"}${(x(name) + dodge).toFixed(1)} ${y(run.found.get(name)[0]).toFixed(1)}`).join(" ");
    return S.svg("g", {}, S.svg("path", { class: `line ${tone}`, d: path || "M0 0" }),
      names.filter((name) => run.found.has(name)).map((name) => point(run.found.get(name), x(name) + dodge, y, tone)));
  };

  const axes = (names, width, x, y) =>
    S.svg("g", { class: "axes" },
      [0, 0.25, 0.5, 0.75, 1].map((share) => [
        S.svg("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(share), y2: y(share) }),
        S.svg("text", { x: EDGE.left - 8, y: y(share) + 4, "text-anchor": "end" }, `${100 * share} %`),
      ]),
      // Where there is little room, every second name stands lower.
      names.map((name, i) => S.svg("text", { x: x(name), y: HEIGHT - (width < 480 && i % 2 ? 6 : 22), "text-anchor": "middle" }, S.behaviour(name))));

  const drawing = (runs, names, width) => {
    const inner = width - EDGE.left - EDGE.right;
    const x = (name) => EDGE.left + (inner * (names.indexOf(name) + 0.5)) / names.length;
    const y = (share) => EDGE.top + (HEIGHT - EDGE.top - EDGE.bottom) * (1 - share);
    return S.svg("svg", { class: "dose", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": "Decision alignment by the seller's behaviour; the same figures stand in the table above under every setting" },
      axes(names, width, x, y), runs.map((run, index) => series(run, index, runs.length, names, x, y)));
  };

  // The chart, or null where no run has met two behaviours.
  S.doseChart = (runs) => {
    const told = runs.map((run) => ({ ...run, found: behavioursOf(run) })).filter((run) => run.found.size > 1);
    if (!told.length) return null;
    const names = order([...new Set(told.flatMap((run) => [...run.found.keys()]))]);
    const box = S.el("div", { class: "canvas" });
    const draw = () => box.replaceChildren(drawing(told, names, Math.max(280, Math.round(box.clientWidth) || 640)));
    let width = 0;
    new ResizeObserver(() => {
      if (box.clientWidth !== width) {
        width = box.clientWidth;
        draw();
      }
    }).observe(box);
    return S.el("div", { class: "chart" },
      S.el("ul", { class: "legend" }, told.map((run) => S.el("li", {}, S.el("i", { class: `key tone-${run.colour % 8}` }), S.said(run.short)))), box);
  };
})();
