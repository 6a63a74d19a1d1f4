/* Small functions for elements, days and numbers. Texts only ever become text nodes. */
(function (gm) {
  "use strict";

  const DAY = 86400000;

  /* An element with attributes and children; a child that is a string becomes text. */
  gm.el = function (tag, attributes) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else if (name === "style") node.style.cssText = value;
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (let i = 2; i < arguments.length; i++) if (arguments[i] !== null && arguments[i] !== undefined) node.append(arguments[i]);
    return node;
  };

  const words = (options) => new Intl.DateTimeFormat("en-GB", Object.assign({ timeZone: "UTC" }, options));
  const LONG = words({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const SHORT = words({ day: "numeric", month: "short", year: "numeric" });

  gm.longDate = (day) => LONG.format(day * DAY).replace(",", "");
  gm.shortDate = (day) => SHORT.format(day * DAY);
  gm.iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  gm.fromIso = function (text) {
    const time = /^\d{4}-\d\d-\d\d$/.test(text || "") ? Date.parse(text) : NaN;
    return Number.isNaN(time) ? null : Math.round(time / DAY);
  };
  gm.utc = (day) => new Date(day * DAY);
  gm.addMonths = function (day, count) {
    const date = new Date(day * DAY);
    const wanted = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + count);
    const longest = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(wanted, longest));
    return Math.round(date / DAY);
  };
  let countries = null; // made when first wanted: it takes a while
  gm.country = function (code) {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    countries = countries || new Intl.DisplayNames("en", { type: "region" });
    return countries.of(code);
  };
  gm.count = (number, one, many) => number.toLocaleString("en") + " " + (number === 1 ? one : many);
  gm.km2 = (value) => (Math.round(value) || 0).toLocaleString("en");

  /* A link, if the address is one that may be opened; otherwise its text alone. */
  gm.link = function (url, text) {
    if (!/^https?:\/\//i.test(url)) return gm.el("span", { text: text });
    return gm.el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", text: text });
  };
})(window.geomapper);
