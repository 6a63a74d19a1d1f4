/* Finds places by any spelling: the same folding for the names and for what is typed. */
(function (gm) {
  "use strict";

  const { el } = gm;
  const MOST = 8;
  const ARTICLES = new Set("al el ul as es ash ad ed ar er az ez an en at et".split(" "));
  const WORDS = { tel: "tal", tall: "tal", tell: "tal", kafr: "kfar", kafar: "kfar", kfer: "kfar", kafer: "kfar", bu: "abu", albu: "abu", aboo: "abu", um: "umm", om: "umm" };

  /* One spelling → its key. Spellings of one name share it: case, diacritics, apostrophes, hyphens, the Arabic
     article, q/k, ou/oo/w/u, ee/i/y/ei/ay/e, final -a/-ah/-eh/-e, doubled letters. */
  gm.fold = function (text) {
    let plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ʿʾ‘’'`´ʻʼ]/g, "");
    if (/[\u0600-\u06ff]/.test(plain)) {
      return plain.replace(/[إأآٱ]/g, "ا").replace(/ة/g, "ه").replace(/[ىئ]/g, "ي").replace(/ؤ/g, "و").replace(/ـ/g, "").replace(/(^|\s)ال/g, "$1").replace(/\s+/g, "");
    }
    const words = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const kept = words.filter((word, i) => !ARTICLES.has(word) || (i === words.length - 1 && words.length === 1));
    return kept.map(foldWord).join("");
  };

  function foldWord(word) {
    return (WORDS[word] || word)
      .replace(/q/g, "k").replace(/ou|oo|w/g, "u").replace(/ee|ei|ey|ai|ay|y|e/g, "i").replace(/o/g, "u")
      .replace(/(?!^)(ah|ih|a|i)$/, "").replace(/(.)\1+/g, "$1");
  }

  const bones = (key) => key.replace(/[aiu]/g, "");

  /* Letters to change to make one key from another; stops counting beyond `limit`. */
  function distance(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length];
  }

  gm.Index = class {
    constructor(places) {
      this.places = places;
      this.keys = [];
      for (let p = 0; p < places.n; p++) {
        const names = new Set([places.name[p], places.arabic[p], ...places.spellings[p]].filter(Boolean).map(gm.fold));
        for (const key of names) if (key) this.keys.push([key, p]);
      }
    }

    /* Places for what is typed, best first: the same key, a beginning, a part, the same consonants, a slip. */
    find(text) {
      const key = gm.fold(text);
      if (!key) return [];
      const slips = key.length > 6 ? 2 : key.length > 3 ? 1 : 0;
      const skeleton = bones(key);
      const best = new Map();
      for (const [other, p] of this.keys) {
        let rank = -1;
        if (other === key) rank = 0;
        else if (other.startsWith(key)) rank = 1;
        else if (key.length > 2 && other.includes(key)) rank = 2;
        else if (skeleton.length > 2 && bones(other) === skeleton) rank = 3;
        else if (slips && distance(key, other, slips) <= slips) rank = 4;
        if (rank >= 0 && (!best.has(p) || best.get(p) > rank)) best.set(p, rank);
      }
      return Array.from(best).sort((a, b) => a[1] - b[1] || this.places.name[a[0]].localeCompare(this.places.name[b[0]])).slice(0, MOST).map((pair) => pair[0]);
    }
  };

  gm.Search = class {
    constructor(app) {
      this.app = app;
      this.id = app.id + "_search";
      this.active = -1;
      this.found = [];
      this.input = el("input", {
        type: "text", class: "gm-search-input", role: "combobox", placeholder: "Find a place", autocomplete: "off", spellcheck: "false",
        "aria-label": "Find a place, in any spelling", "aria-expanded": "false", "aria-controls": this.id, "aria-autocomplete": "list", dir: "auto",
        oninput: () => this.look(), onkeydown: (e) => this.key(e), onblur: () => setTimeout(() => this.hide(), 150),
      });
      this.list = el("ul", { class: "gm-found", role: "listbox", id: this.id, "aria-label": "Places found", hidden: true });
      this.node = el("div", { class: "gm-search" }, this.input, this.list);
    }

    look() {
      const text = this.input.value.trim();
      if (!text) return this.hide();
      this.index = this.index || new gm.Index(this.app.world.places);
      this.found = this.index.find(text);
      this.active = this.found.length ? 0 : -1;
      this.list.replaceChildren();
      const { places } = this.app.world;
      this.found.forEach((p, i) => this.list.append(el("li", { role: "option", id: this.id + i, onmousedown: (e) => { e.preventDefault(); this.choose(i); } },
        el("span", { dir: "auto", text: places.name[p] }), places.arabic[p] ? el("span", { lang: "ar", dir: "rtl", class: "gm-arabic", text: places.arabic[p] }) : "",
        el("small", { text: [places.kind[p], places.admin[p]].filter(Boolean).join(", ") }))));
      if (!this.found.length) this.list.append(el("li", { class: "gm-note", role: "option", "aria-disabled": "true", text: "No place of this map is written like this." }));
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.mark();
    }

    mark() {
      Array.from(this.list.children).forEach((item, i) => item.setAttribute("aria-selected", String(i === this.active)));
      if (this.active >= 0) this.input.setAttribute("aria-activedescendant", this.id + this.active);
      else this.input.removeAttribute("aria-activedescendant");
    }

    key(e) {
      if (e.key === "Escape") {
        this.input.value = "";
        this.hide();
      } else if (e.key === "Enter" && this.active >= 0) this.choose(this.active);
      else if ((e.key === "ArrowDown" || e.key === "ArrowUp") && this.found.length) {
        this.active = (this.active + (e.key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
        this.mark();
        e.preventDefault();
      }
    }

    choose(i) {
      const p = this.found[i];
      this.input.value = this.app.world.places.name[p];
      this.hide();
      this.app.open(p, true);
    }

    hide() {
      this.list.hidden = true;
      this.active = -1;
      this.found = [];
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  };
})(window.geomapper);
