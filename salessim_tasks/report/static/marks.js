// Small drawings: ticks and crosses, and intervals on a scale. Positions are per cent, so they fit any width.
"use strict";

(() => {
  const S = window.SalesSim;

  const PATHS = {
    met: "M3 8.5 L6.5 12 L13 4.5",
    broken: "M4 4 L12 12 M12 4 L4 12",
    unknown: "M4 8 L12 8",
    none: "M5 8 L11 8",
  };

  S.icon = (kind, label) =>
    S.svg("svg", { class: `icon ${kind}`, viewBox: "0 0 16 16", ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }) },
      S.svg("path", { d: PATHS[kind] }));

  // An episode's verdict: 1 aligned, 0 not, -1 nobody can say.
  S.verdict = (aligned, label) =>
    S.icon(aligned === 1 ? "met" : aligned === 0 ? "broken" : "none", label ? ["not scored", "not aligned", "aligned"][aligned + 1] : null);

  const at = (value, scale) => `${(100 * Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)))).toFixed(2)}%`;

  // A value (dot) with its interval (line), the human mean (tick) and spread (band), on a scale {low, high}.
  S.strip = ([value, low, high], scale, human, colour) => {
    const drawing = S.svg("svg", { class: "strip", "aria-hidden": "true", focusable: "false" });
    const line = (name, x, y1, y2) => S.svg("line", { class: name, x1: x, x2: x, y1, y2 });
    drawing.append(S.svg("line", { class: "axis", x1: "0%", x2: "100%", y1: "50%", y2: "50%" }));
    for (const mark of scale.marks || []) drawing.append(line("grid", at(mark, scale), "20%", "80%"));
    if (human) {
      const [from, to] = [at(human[0] - human[1], scale), at(human[0] + human[1], scale)];
      drawing.append(S.svg("rect", { class: "human-band", x: from, width: `${parseFloat(to) - parseFloat(from)}%`, y: "15%", height: "70%" }));
      drawing.append(line("human-mean", at(human[0], scale), "10%", "90%"));
    }
    if (value === null || value === undefined) return drawing;
    const tone = colour === undefined ? "" : ` tone-${colour % 8}`;
    if (low !== null && high !== null && low !== undefined) {
      drawing.append(S.svg("line", { class: `whisker${tone}`, x1: at(low, scale), x2: at(high, scale), y1: "50%", y2: "50%" }));
    }
    drawing.append(S.svg("circle", { class: `dot${tone}`, cx: at(value, scale), cy: "50%", r: 4 }));
    return drawing;
  };

  S.SHARE = { low: 0, high: 1, marks: [0, 0.25, 0.5, 0.75, 1] };

  // The scale of a column: 0 to 1 for shares, else from 0 to what models and humans reach.
  S.scaleOf = (column, rows, human) => {
    if (column.share) return S.SHARE;
    const reached = rows.flatMap((row) => (row.values[column.name] || []).slice(0, 3)).filter((value) => value !== null);
    if (human) reached.push(human[0] + human[1]);
    return { low: Math.min(0, ...reached), high: Math.max(...reached, 1e-9) * 1.05, marks: [] };
  };
})();
