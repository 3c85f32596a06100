// Products as cards: picture, facts, and which of the persona's dealbreakers and preferences they meet.
"use strict";

(() => {
  const S = window.SalesSim;
  const WORDS = { 1: "met", 0: "broken", "-": "not known" };
  const ICONS = { 1: "met", 0: "broken", "-": "unknown" };

  S.productName = (shelf, id) => (shelf.products[id] ? shelf.products[id].name : id);

  const picture = (product) => {
    if (!product || !product.picture) return null;
    const image = S.el("img", { src: product.picture, alt: "", width: 512, height: 512, loading: "lazy", decoding: "async" });
    image.addEventListener("error", () => image.remove());
    return image;
  };

  const wish = (mark, requirement, product) => {
    const facts = requirement.about.map((name) => product.said[name]).filter(Boolean).join(", ");
    return S.el("li", { class: `wish ${ICONS[mark]}` }, S.icon(ICONS[mark], WORDS[mark]),
      S.el("span", {}, S.said(requirement.text), facts && mark !== "-" ? S.el("span", { class: "fact" }, facts) : null));
  };

  const wishes = (title, marks, requirements, product) =>
    marks ? [S.el("h5", {}, title), S.el("ul", { class: "wishes" }, [...marks].map((mark, i) => wish(mark, requirements[i], product)))] : null;

  // How a product stands to the persona: the badge's tone, and words.
  const verdictOf = (id, record, marks) => {
    if (record.ideal.includes(id)) return ["fits", "ideal"];
    if (record.acceptable.includes(id)) return ["fits", "acceptable"];
    const broken = (marks || "").split("|")[0].split("0").length - 1;
    return ["breaks", broken > 1 ? `breaks ${broken} dealbreakers` : broken ? "breaks a dealbreaker" : "not acceptable"];
  };

  S.productVerdict = (id, { shelf, record }) => {
    const [tone, words] = verdictOf(id, record, (shelf.marks[record.persona] || {})[id]);
    return S.el("span", { class: `badge ${tone}` }, words);
  };

  // `again`: it was shown before, so name and verdict are enough.
  S.productCard = (id, context, { again, pushed, bought }) => {
    const { shelf, record } = context;
    const product = shelf.products[id];
    const marks = (shelf.marks[record.persona] || {})[id];
    const labels = [S.productVerdict(id, context), pushed ? S.el("span", { class: "badge warn" }, "pushed") : null,
      bought ? S.el("span", { class: "badge ink" }, "bought later") : null, again ? S.el("span", { class: "badge" }, "shown before") : null];
    const price = product && product.said.price;
    const facts = product ? product.headline.filter((name) => name !== "price").map((name) => product.said[name]).join(", ") : "";
    const [hard, soft] = marks ? marks.split("|") : ["", ""];
    const persona = shelf.personas[record.persona];
    const full = !again && product;
    return S.el("li", { class: `card ${again ? "small" : ""}` },
      picture(product),
      S.el("div", { class: "card-text" },
        S.el("h4", {}, S.said(S.productName(shelf, id))),
        S.el("p", { class: "badges" }, labels),
        full && (price || facts) ? S.el("p", { class: "facts" }, price ? S.el("b", {}, price) : null, price && facts ? ", " : "", facts) : null,
        full ? wishes("Dealbreakers", hard, persona.dealbreakers, product) : null,
        full && soft ? S.el("details", { class: "soft", open: S.wide() }, S.el("summary", {}, `Preferences: ${[...soft].filter((mark) => mark === "1").length} of ${soft.length} met`),
          S.el("ul", { class: "wishes" }, [...soft].map((mark, i) => wish(mark, persona.preferences[i], product)))) : null));
  };
})();
