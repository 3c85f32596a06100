// The turns of a transcript, both sides.
"use strict";

(() => {
  const S = window.SalesSim;

  const label = (context, attribute) => context.shelf.labels[attribute] || S.plain(attribute).toLowerCase();

  // The seller writes **names** of products; and "<image>" where a picture stood.
  const sellerText = (turn, context) => {
    let pictures = 0;
    const parts = turn.text.split(/(\*\*[^*\n]+\*\*|<image>)/);
    return S.el("p", { class: "speech", dir: "auto" }, parts.map((part) => {
      if (part === "<image>" && (turn.images || []).length) {
        const id = turn.images[pictures];
        pictures += 1;
        return S.el("span", { class: "picture-mark" }, `[picture: ${id ? S.productName(context.shelf, id) : "?"}]`);
      }
      return /^\*\*[^*]+\*\*$/.test(part) ? S.el("strong", {}, part.slice(2, -2)) : part;
    }));
  };

  const marks = (turn, context) => {
    const which = (turn.shown || []).includes(turn.pushed) ? "one" : turn.pushed && S.productName(context.shelf, turn.pushed);
    const how = turn.tactic ? S.plain(turn.tactic).toLowerCase() : null;
    const pushed = which ? `pushes ${which}${how ? `, by ${how}` : ""}` : how;
    const told = [
      pushed ? ["warn", pushed] : null,
      turn.omitted ? ["warn", `leaves out ${turn.omitted.map((name) => label(context, name)).join(", ")}`] : null,
      turn.misread ? ["warn", `misunderstands ${label(context, turn.misread)}`] : null,
      turn.nothing_fits ? ["", "says that nothing fits"] : null,
      turn.asks ? ["", `asks about ${label(context, turn.asks)}`] : null,
    ].filter(Boolean);
    return told.length ? S.el("p", { class: "badges" }, told.map(([tone, words]) => S.el("span", { class: `badge ${tone}` }, words))) : null;
  };

  const calls = (turn) =>
    turn.calls ? S.el("details", {}, S.el("summary", {}, `Looked up (${turn.calls.length})`),
      turn.calls.map((call) => S.el("pre", {}, S.said(`${call.name}(${JSON.stringify(call.arguments, null, 1)})\n→ ${JSON.stringify(call.results)}`)))) : null;

  const sellerTurn = (turn, context) => {
    const bought = context.bought;
    const cards = (turn.shown || []).map((id) => {
      const again = context.shown.has(id);
      context.shown.add(id);
      return S.productCard(id, context, { again, pushed: turn.pushed === id, bought: bought === id });
    });
    return [S.el("div", { class: "bubble" }, sellerText(turn, context)), marks(turn, context), cards.length ? S.el("ul", { class: "cards" }, cards) : null, calls(turn)];
  };

  const action = (turn, context) => {
    if (!turn.action) return null;
    if (turn.action.name === "end_conversation") return S.el("p", { class: "action" }, "Leaves without buying");
    const id = turn.action.product_id;
    const asked = turn.action.product || "";
    const strange = !id || (context.shelf.products[id] && context.shelf.products[id].name !== asked);
    return S.el("div", { class: "action" },
      S.el("p", {}, "Buys ", S.el("b", {}, S.said(id ? S.productName(context.shelf, id) : asked || "nothing by name")), " ", id ? S.productVerdict(id, context) : null),
      strange && asked && id ? S.el("p", { class: "fact" }, "written as “", S.said(asked), "”") : null,
      id ? null : S.el("p", { class: "fact" }, "No product goes by that name."),
      id && !context.shown.has(id) ? [S.el("p", { class: "fact" }, "It was never shown."), S.el("ul", { class: "cards" }, S.productCard(id, context, {}))] : null);
  };

  const shopperTurn = (turn, context) => [
    turn.reasoning ? S.el("details", { class: "reasoning" }, S.el("summary", {}, `Reasoning (${S.many(turn.reasoning.length, "character")})`), S.el("p", { class: "speech", dir: "auto" }, turn.reasoning)) : null,
    turn.text ? S.el("div", { class: "bubble" }, S.el("p", { class: "speech", dir: "auto" }, turn.text)) : turn.action ? null : S.el("p", { class: "fact" }, "Says nothing"),
    action(turn, context),
    turn.error ? S.el("p", { class: "problem" }, S.el("b", {}, "Unreadable action: "), S.said(turn.error)) : null,
    turn.correction ? S.el("p", { class: "problem soft-problem" }, S.el("b", {}, "The model was told: "), S.said(turn.correction)) : null,
    turn.raw ? S.el("details", {}, S.el("summary", {}, "As the model wrote it"), S.el("pre", {}, S.said(turn.raw))) : null,
  ];

  // `number`: of the shopper's turn (from 1) that this is, or that this one answers to.
  S.turn = (turn, index, context) => {
    const shopper = turn.who === "shopper";
    const failing = context.failing === index;
    const share = shopper && context.record.disclosed ? context.record.disclosed[context.number - 1] : undefined;
    return S.el("li", { class: `turn ${turn.who} ${failing ? "failing" : ""}`, id: `turn-${index}`, tabindex: failing ? -1 : null },
      S.el("h3", {}, shopper ? "Shopper" : "Salesperson", S.el("small", {}, shopper ? ` turn ${context.number}` : ""),
        typeof share === "number" ? S.el("small", { class: "told" }, `has told ${Math.round(100 * share)} % of what it wants`) : null),
      failing ? S.el("p", { class: "failure" }, S.icon("broken", "went wrong"), S.said(context.record.why || "It went wrong here.")) : null,
      shopper ? shopperTurn(turn, context) : sellerTurn(turn, context));
  };
})();
