/* Two dates under a swipe: the earlier on the left, the date of the slider on the right. */
(function (gm) {
  "use strict";

  const { el } = gm;

  gm.Compare = class {
    constructor(app) {
      this.app = app;
      this.on = false;
      this.button = el("button", { type: "button", class: "gm-compare-button", "aria-pressed": "false", text: "Compare", title: "Compare two dates", onclick: () => this.toggle() });
      const { world } = app;
      this.date = el("input", { type: "date", min: gm.iso(world.firstDay), max: gm.iso(world.lastDay), "aria-label": "Date on the left", onchange: () => this.take() });
      this.right = el("output", { class: "gm-right" });
      this.count = el("span", { class: "gm-count", role: "status" });
      this.bar = el("div", { class: "gm-compare", hidden: true },
        el("label", {}, "Left ", this.date), el("span", {}, "Right ", this.right), this.count);
      this.swipe = el("input", { type: "range", class: "gm-swipe", min: 0, max: 1000, value: 500, "aria-label": "Divider between the two dates", hidden: true, oninput: () => this.clip() });
      this.line = el("div", { class: "gm-divider", "aria-hidden": "true", hidden: true });
      this.title = el("h2", { class: "gm-title" });
      this.sums = el("table", { class: "gm-sums" });
      this.list = el("ol", { class: "gm-changes" });
      this.node = el("div", { class: "gm-section", hidden: true }, this.title, this.sums, this.list);
    }

    toggle(day) {
      this.on = !this.on;
      this.button.setAttribute("aria-pressed", String(this.on));
      for (const node of [this.bar, this.swipe, this.line, this.node]) node.hidden = !this.on;
      if (this.on) this.start(typeof day === "number" ? day : Math.max(this.app.world.firstDay, gm.addMonths(this.app.day, -12)));
      else this.end();
      this.app.arrange();
      this.app.settle();
    }

    start(day) {
      const { app } = this;
      this.day = day;
      this.date.value = gm.iso(day);
      this.canvas = new gm.ControlCanvas(app.world, app.palette, { pane: "gm-control" });
      this.canvas.hidden = app.hidden;
      this.canvas.addTo(app.map);
      app.map.on("move zoom viewreset resize", this.clip, this);
      this.update();
      this.clip();
    }

    end() {
      this.app.map.off("move zoom viewreset resize", this.clip, this);
      this.canvas.remove();
      this.canvas = null;
      this.day = null;
      this.app.canvas.outlined = [];
      this.app.canvas.redraw();
      this.app.canvas._container.style.clipPath = "";
    }

    take() {
      const day = gm.fromIso(this.date.value);
      if (day === null) return;
      this.day = Math.max(this.app.world.firstDay, Math.min(day, this.app.world.lastDay));
      this.update();
      this.app.settle();
    }

    /* What differs between the two dates. */
    update() {
      if (!this.on) return;
      const { app } = this;
      const { history } = app;
      const left = history.styles(this.day);
      const right = app.styles;
      const held = (style) => (style ? style & 4095 : 0);
      const changed = [];
      for (let p = 0; p < left.length; p++) if (held(left[p]) !== held(right[p])) changed.push(p);
      this.canvas.show(left, history.siegesOn(this.day));
      for (const canvas of [this.canvas, app.canvas]) {
        canvas.outlined = changed;
        if (canvas._map) canvas.paintMarks();
      }
      this.right.textContent = gm.shortDate(app.day);
      this.count.textContent = gm.count(changed.length, "place differs", "places differ");
      this.left = left;
      this.changed = changed;
      this.clip();
    }

    /* The lists of the panel: slower, so only when the date has settled. */
    describe() {
      if (!this.on) return;
      this.canvas.smooth();
      const { app } = this;
      const [a, b] = [this.day, app.day];
      this.title.textContent = `From ${gm.shortDate(a)} to ${gm.shortDate(b)}`;
      const gained = app.world.sides.map(() => [0, 0, 0, 0]);
      this.list.replaceChildren();
      for (const p of this.changed) {
        const from = this.left[p];
        const to = app.styles[p];
        const [had, has] = [gm.style.side(from), gm.style.side(to)];
        const land = app.world.places.km2[p];
        if (has >= 0 && has !== had) gained[has] = [gained[has][0] + 1, gained[has][1], gained[has][2] + land, gained[has][3]];
        if (had >= 0 && has !== had) gained[had] = [gained[had][0], gained[had][1] + 1, gained[had][2], gained[had][3] + land];
        if (this.list.children.length < 200) {
          this.list.append(el("li", {}, el("button", { type: "button", onclick: () => app.open(p, true) },
            el("b", { dir: "auto", text: app.world.places.name[p] }), " ", app.whoOf(from), el("span", { class: "gm-arrow", role: "img", "aria-label": "to", text: "→" }), app.whoOf(to))));
        }
      }
      const rows = gained.map((g, i) => [g, i]).filter(([g]) => g[0] || g[1]);
      const land = (row, at) => (app.hasLand && row[at] >= 0.5 ? ` (${gm.km2(row[at])} km²)` : "");
      this.sums.replaceChildren(
        el("thead", {}, el("tr", {}, el("th", { scope: "col", text: "Side" }), el("th", { scope: "col", text: "Gained" }), el("th", { scope: "col", text: "Lost" }))),
        el("tbody", {}, ...rows.map(([g, i]) => el("tr", {}, el("th", { scope: "row" }, app.who(i, true)), el("td", { text: g[0] + land(g, 2) }), el("td", { text: g[1] + land(g, 3) })))));
    }

    /* Cuts both canvases at the divider. */
    clip() {
      if (!this.on || !this.canvas || !this.canvas.view) return;
      const width = this.app.map.getSize().x;
      const x = (width * Number(this.swipe.value)) / 1000;
      this.line.style.left = x + "px";
      const layer = this.app.map.containerPointToLayerPoint([x, 0]).x;
      for (const [canvas, left] of [[this.canvas, true], [this.app.canvas, false]]) {
        if (!canvas._container || !canvas._bounds) continue;
        const at = layer - canvas._bounds.min.x;
        canvas._container.style.clipPath = left ? `inset(0 calc(100% - ${at}px) 0 0)` : `inset(0 0 0 ${at}px)`;
      }
    }
  };
})(window.geomapper);
