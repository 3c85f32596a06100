// What every other script uses: making elements, saying figures, loading data. Text from a log becomes text nodes and
// attribute values only, never markup.
"use strict";

window.SalesSim = { data: {} };

(() => {
  const S = window.SalesSim;
  const SVG = "http://www.w3.org/2000/svg";

  // Control characters are shown as their pictures, so that nothing hides in a text.
  S.clean = (value) =>
    // eslint-disable-next-line no-control-regex
    String(value).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (c) =>
      c === "\r" ? "" : String.fromCharCode(c === "\u007f" ? 0x2421 : 0x2400 + c.charCodeAt(0)));

  const fill = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
      else element.setAttribute(name, value === true ? "" : S.clean(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child instanceof Node ? child : S.clean(child));
    }
    return element;
  };

  S.el = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
  S.svg = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

  // A log's text in a box of its own direction, so that no mark in it turns the page around.
  S.said = (text, attributes) => S.el("bdi", { dir: "auto", ...attributes }, text);

  S.plain = (name) => {
    const words = String(name).replace(/[_-]+/g, " ").trim();
    return words.charAt(0).toUpperCase() + words.slice(1);
  };

  S.behaviour = (name) => S.plain(name);
  S.group = (name) => S.plain(name).replace(/^Salessim\b/, "SalesSim"); // of tasks: a task without its store
  S.many = (count, one, more) => `${S.whole(count)} ${count === 1 ? one : more || `${one}s`}`;
  S.whole = (number) => number.toLocaleString("en-GB");

  S.figure = (value, column) => {
    if (value === null || value === undefined) return "–";
    if (column.share) return `${(100 * value).toFixed(1)} %`;
    return value.toFixed(column.digits);
  };

  S.interval = ([, low, high], column) => {
    if (low === null || high === null || low === undefined) return "";
    // The interval of a mean may reach beyond what a share can be.
    if (column.share) return `${(100 * Math.max(0, low)).toFixed(1)}–${(100 * Math.min(1, high)).toFixed(1)}`;
    return `${S.figure(low, column)}–${S.figure(high, column)}`;
  };

  // A page from a disk may not fetch, but it may load scripts: each data file puts itself into SalesSim.data.
  const loading = new Map();
  S.load = (name) => {
    if (name in S.data) return Promise.resolve(S.data[name]);
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const fail = (why) => {
          loading.delete(name);
          reject(new Error(`data/${name}.js ${why}`));
        };
        const script = S.el("script", { src: `data/${name}.js`, charset: "utf-8" });
        script.onload = () => {
          script.remove();
          if (name in S.data) resolve(S.data[name]);
          else fail("is damaged");
        };
        script.onerror = () => {
          script.remove();
          fail("cannot be read; is the report's folder complete?");
        };
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };

  // Room for more than the talk; on a phone what is secondary starts folded.
  S.wide = () => window.matchMedia("(min-width: 60rem)").matches;

  // "#/episodes?model=1" is the path "/episodes" with its parameters.
  S.place = () => {
    const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
    return { path: path || "/", query: new URLSearchParams(query) };
  };

  S.link = (path, query) => {
    const text = new URLSearchParams(query || {}).toString();
    return `#${path}${text ? `?${text}` : ""}`;
  };

  // Puts what is drawn into the address without a new page: Back, a reload and a link restore it.
  S.keep = (path, query) => {
    history.replaceState(null, "", S.link(path, query));
    document.getElementById("main").dataset.address = location.hash;
  };
})();
