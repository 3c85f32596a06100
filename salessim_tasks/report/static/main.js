// Which page the address names, and the keyboard.
"use strict";

(() => {
  const S = window.SalesSim;
  const main = document.getElementById("main");
  let drawing = 0;
  let left = null; // the episode that was open last: the list puts the focus there

  const failed = (error) => main.replaceChildren(S.el("h1", { tabindex: -1 }, "This page cannot be shown"), S.el("p", {}, error.message), S.el("p", {}, S.el("a", { href: "#/" }, "To the models")));

  const pages = {
    overview: async (query) => {
      await S.overview(main, query);
      return "Models";
    },
    episodes: async (query) => {
      await S.listPage(main, query);
      return "Episodes";
    },
    episode: async (query, id) => {
      left = id;
      return (await S.transcriptPage(main, id, query)).name;
    },
  };

  const focus = (page) => {
    const row = page === "episodes" && left ? main.querySelector(`[data-id="${CSS.escape(left)}"]`) : null;
    const target = row || main.querySelector("h1");
    if (!row) window.scrollTo(0, 0);
    target?.focus({ preventScroll: !row });
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  const route = async (first) => {
    const address = location.hash;
    const { path, query } = S.place();
    const [, name, id] = path.split("/");
    const page = name === "episode" && id ? "episode" : name === "episodes" ? "episodes" : "overview";
    drawing += 1;
    const mine = drawing;
    main.setAttribute("aria-busy", "true");
    try {
      const title = await pages[page](query, id ? decoded(id) : "");
      if (mine === drawing) document.title = `${title} · SalesSim report`;
    } catch (error) {
      if (mine === drawing) failed(error);
    }
    if (mine !== drawing) return;
    main.removeAttribute("aria-busy");
    main.dataset.page = page;
    main.dataset.address = address; // what is drawn: location.hash runs ahead of it
    for (const link of document.querySelectorAll("[data-page]")) {
      if (link !== main) link.toggleAttribute("aria-current", false);
      if (link !== main && (link.dataset.page === page || (page === "episode" && link.dataset.page === "episodes"))) link.setAttribute("aria-current", "page");
    }
    if (!(first && page === "overview")) focus(page);
  };

  const jump = (index) => {
    const turn = document.getElementById(`turn-${index}`);
    turn?.scrollIntoView({ block: "center" });
    turn?.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']:not([href^='#/'])") : null;
    if (!link) return;
    event.preventDefault(); // the address is the page's, not an anchor's
    if (link.dataset.jump) jump(link.dataset.jump);
    else main.focus();
  });

  const KEYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const SIDEWAYS = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    const page = main.dataset.page;
    if (event.key === "Escape" && page === "episode") main.querySelector(".crumbs a[rel=up]")?.click();
    else if (event.key === "Escape" && typing) event.target.blur();
    else if (typing) return;
    else if (event.key === "/" && page === "episodes") {
      main.querySelector("input[type=search]")?.focus();
      event.preventDefault();
    } else if (page === "episodes" && event.key in KEYS) {
      if (S.moveInList(KEYS[event.key])) event.preventDefault();
    } else if (page === "episode" && event.key in SIDEWAYS) {
      main.querySelector(`.crumbs a[rel=${SIDEWAYS[event.key]}]`)?.click();
    }
  });

  window.addEventListener("hashchange", () => route(false));
  route(true);
})();
