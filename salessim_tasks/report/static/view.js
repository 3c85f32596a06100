// What is chosen on the first page: its setting, columns and order are the parameters of the address, those that differ
// from where the page opens.
"use strict";

(() => {
  const S = window.SalesSim;
  const EVERY = "every";

  S.settingWords = (setting) => {
    const at = setting.lastIndexOf("/");
    return `${S.group(setting.slice(0, at))}, ${S.behaviour(setting.slice(at + 1)).toLowerCase()} seller`;
  };

  // The setting that most models have met, the first of those: there is most to compare.
  S.commonest = (settings, rows) => {
    const met = (setting) => new Set(rows.filter((row) => row.setting === setting).map((row) => row.run.model)).size;
    return settings.reduce((best, one) => (met(one) > met(best) ? one : best), settings[0] || "");
  };

  // `setting` is "" for every setting, `sort` null for the table's own order.
  S.viewOf = (query, settings, usual) => {
    const [setting, sort] = [query.get("setting"), query.get("sort")];
    return {
      setting: setting === EVERY ? "" : settings.includes(setting) ? setting : usual,
      more: query.get("columns") === "all",
      sort: sort ? { key: sort.replace(/^-/, ""), down: sort.startsWith("-") } : null,
    };
  };

  S.keepView = ({ setting, more, sort }, usual) => {
    const kept = new URLSearchParams();
    if (setting !== usual) kept.set("setting", setting || EVERY);
    if (more) kept.set("columns", "all");
    if (sort) kept.set("sort", (sort.down ? "-" : "") + sort.key);
    S.keep("/", kept);
  };
})();
