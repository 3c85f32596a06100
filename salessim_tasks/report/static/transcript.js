// One episode: what was said and shown, who the persona is, and where it went wrong.
"use strict";

(() => {
  const S = window.SalesSim;
  const ENDS = { decision: "the shopper decided", turn_limit: "ran out of turns", malformed_action: "too many unreadable actions" };

  const chunkOf = (starts, i) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= i) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const recordOf = async (list, i) => {
    const number = chunkOf(list.starts, i);
    const chunk = await S.load(`chunk-${String(number).padStart(4, "0")}`);
    const record = chunk[i - list.starts[number]];
    return { acceptable: [], ideal: [], scores: {}, ...record };
  };

  // A cause names one of the shopper's turns, counted from 1; the page counts entries.
  const failingEntry = (record) => {
    let shopper = 0;
    const index = record.turns.findIndex((entry) => entry.who === "shopper" && (shopper += 1) === record.failing);
    return index < 0 ? null : index;
  };

  const persona = (person, id) =>
    S.el("details", { class: "panel person", open: S.wide() },
      S.el("summary", {}, S.el("h2", {}, "Persona"), S.el("small", {}, S.said(person.name || id), person.age ? `, ${person.age}` : "")),
      person.background ? S.el("p", {}, S.said(person.background)) : null,
      person.speaking_style ? S.el("p", { class: "fact" }, S.said(person.speaking_style)) : null,
      ["dealbreakers", "preferences"].map((kind) => person[kind].length ? [S.el("h3", {}, S.plain(kind)), S.el("ul", { class: "plain" }, person[kind].map((one) => S.el("li", {}, S.said(one.text))))] : null));

  const score = (name, value) => {
    if (value === null || typeof value === "object") return null;
    const words = typeof value === "number" ? String(Math.round(value * 1000) / 1000) : value;
    return [S.el("dt", {}, S.plain(name)), S.el("dd", {}, S.said(words))];
  };

  const facts = (record, context, episode) => {
    const never = record.acceptable.filter((id) => !record.turns.some((turn) => (turn.shown || []).includes(id)));
    const scheme = record.scheme && record.scheme.target;
    return S.el("section", { class: "panel" }, S.el("h2", {}, "Facts"),
      S.el("dl", {},
        S.el("dt", {}, "Ended"), S.el("dd", {}, record.error ? S.said(`backend failed: ${record.error}`) : ENDS[record.ended_by] || "did not end"),
        S.el("dt", {}, "Acceptable"), S.el("dd", {}, record.acceptable.length ? `${S.many(record.acceptable.length, "product")}, ${record.acceptable.length - never.length} shown` : "no product"),
        scheme ? [S.el("dt", {}, "Pushed for"), S.el("dd", {}, S.productName(context.shelf, scheme))] : null,
        record.pair ? [S.el("dt", {}, "Twin of"), S.el("dd", {}, S.said(record.pair + (record.flipped ? " (flipped)" : "")))] : null,
        S.el("dt", {}, "Task"), S.el("dd", {}, S.said(episode.task)),
        S.el("dt", {}, "Prompt"), S.el("dd", {}, S.said(record.prompt_style || "default")),
        S.el("dt", {}, "Episode"), S.el("dd", {}, S.said(episode.id))),
      S.el("details", {}, S.el("summary", {}, "All scores"), S.el("dl", {}, Object.entries(record.scores).map(([name, value]) => score(name, value)))));
  };

  // What tells an episode from the others in `found`: its seller, and where that is not enough its tasks and its trial.
  const telling = (one, found) => {
    const like = found.filter((other) => other.behaviour === one.behaviour);
    const groups = new Set(like.map((other) => other.group)).size > 1;
    const again = like.filter((other) => other.group === one.group).length > 1;
    return [S.behaviour(one.behaviour), groups ? S.group(one.group) : null, again ? `trial ${one.trial + 1}` : null].filter(Boolean).join(" · ");
  };

  // The same persona met elsewhere: by another model, another seller, in another group of tasks, or in another trial.
  const others = (list, runs, i, query) => {
    const byRun = new Map();
    for (let j = 0; j < list.columns.ids.length; j += 1) {
      if (list.columns.persona[j] !== list.columns.persona[i]) continue;
      const one = S.episode(list, runs, j);
      byRun.set(one.run, [...(byRun.get(one.run) || []), { ...one, here: j === i }]);
    }
    const chip = (one, found) => S.el("li", {}, S.el("a", { class: "chip", href: S.link(`/episode/${encodeURIComponent(one.id)}`, query), "aria-current": one.here ? "page" : null, title: `${one.task}: ${one.outcome}` },
      S.verdict(one.aligned, true), telling(one, found)));
    return S.el("section", { class: "panel" }, S.el("h2", {}, "The same persona"),
      [...byRun.values()].map((found) => [S.el("h3", {}, S.said(found[0].model)), S.el("ul", { class: "chips" }, found.slice(0, 40).map((one) => chip(one, found)))]));
  };

  const head = (episode, record, failing, nav, trials) => [
    S.el("nav", { class: "crumbs", "aria-label": "Episodes" }, nav),
    S.el("h1", { tabindex: -1 }, S.said(episode.name)),
    S.el("p", { class: "lede" }, S.said(episode.model), ` · ${S.plain(episode.category)} · ${S.behaviour(episode.behaviour).toLowerCase()} seller${trials ? ` · trial ${episode.trial + 1}` : ""}`),
    S.el("p", { class: `outcome ${["", "bad", "good"][episode.aligned + 1]}` }, S.verdict(episode.aligned, true), S.el("span", {}, episode.outcome)),
    record.why ? S.el("p", { class: "why" }, S.said(record.why), " ", failing === null ? null : S.el("a", { href: `#turn-${failing}`, "data-jump": failing }, "Show the turn")) : null,
  ];

  const navigation = (list, i, query) => {
    const found = S.filtered(list, query);
    const at = found.indexOf(i);
    const to = (position, words, rel) => (at < 0 || position < 0 || position >= found.length ? S.el("span", { class: "off" }, words)
      : S.el("a", { rel, href: S.link(`/episode/${encodeURIComponent(list.columns.ids[found[position]])}`, query) }, words));
    const page = at < 0 ? 1 : S.pageOf(at); // where the list shows this one
    const back = S.link("/episodes", [...query, ...(page > 1 ? [["page", String(page)]] : [])]);
    return [S.el("a", { href: back, rel: "up" }, [...query].length ? "These episodes" : "All episodes"), S.el("span", { class: "step" }, to(at - 1, "← Previous", "prev"),
      S.el("span", { class: "fact" }, at < 0 ? "" : `${S.whole(at + 1)} of ${S.whole(found.length)}`), to(at + 1, "Next →", "next"))];
  };

  const find = (list, id) => {
    const exact = list.columns.ids.indexOf(id);
    return exact >= 0 ? exact : list.columns.ids.findIndex((one) => one.slice(one.indexOf("-") + 1) === id); // of whichever run
  };

  S.transcriptPage = async (main, id, query) => {
    const [figures, list] = await Promise.all([S.load("figures"), S.load("episodes")]);
    const i = find(list, id);
    if (i < 0) throw new Error(`there is no episode ${id} in this report`);
    const record = await recordOf(list, i);
    const shelf = await S.load(`store-${record.shelf}`);
    const filter = S.filterOf(list, query);
    const episode = S.episode(list, figures.runs, i);
    const failing = failingEntry(record);
    const last = record.turns[record.turns.length - 1];
    const context = { shelf, record, shown: new Set(), failing, number: 0, bought: (last && last.action && last.action.product_id) || null };
    const turns = record.turns.map((turn, index) => {
      if (turn.who === "shopper") context.number += 1;
      return S.turn(turn, index, context);
    });
    main.replaceChildren(...[head(episode, record, failing, navigation(list, i, filter), S.severalTrials(list).has(episode.run)),
      S.el("div", { class: "columns" },
        S.el("section", { class: "talk", "aria-label": "Transcript" }, S.el("h2", { class: "sr" }, "Transcript"), S.el("ol", { class: "turns" }, turns)),
        S.el("aside", { "aria-label": "About this episode" }, persona(shelf.personas[record.persona], episode.persona), facts(record, context, episode), others(list, figures.runs, i, filter)))].flat(2).filter(Boolean));
    return episode;
  };
})();
