/* One map: puts the parts around Leaflet's map and passes the date between them. */
(function (gm) {
  "use strict";

  const { el } = gm;
  const SETTLE = 140; // ms without a new date, after which the slow parts follow

  gm.App = class {
    constructor(id, map, world) {
      this.id = id;
      this.map = map;
      this.world = world;
      this.hidden = new Set();
      this.selected = -1;
      this.day = world.lastDay;
      this.hasLand = world.places.cells.length > 0;
      this.dark = world.theme === "dark" || (world.theme === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
      this.palette = new gm.Palette(world.sides, this.dark);
      this.history = new gm.History(world);
      this.styles = new Int32Array(world.places.n);
      this.build();
    }

    build() {
      const { map, world } = this;
      const container = map.getContainer();
      for (const [name, z] of [["gm-ground", 210], ["gm-control", 390], ["gm-labels", 440]]) {
        if (!map.getPane(name)) map.createPane(name).style.zIndex = z;
        map.getPane(name).style.pointerEvents = "none";
      }
      this.canvas = new gm.ControlCanvas(world, this.palette, { pane: "gm-control" });
      this.canvas.hidden = this.hidden;
      this.timeline = new gm.Timeline(this);
      this.legend = new gm.Legend(this);
      this.shares = new gm.Shares(this);
      this.changes = new gm.Changes(this);
      this.place = new gm.PlacePanel(this);
      this.search = new gm.Search(this);
      this.compare = new gm.Compare(this);
      this.address = new gm.Address(this);
      this.said = el("div", { class: "gm-hidden", role: "status", "aria-live": "polite" });
      this.root = el("div", { class: "gm-root" + (this.dark ? " gm-dark" : ""), id: this.id + "_root" });
      container.replaceWith(this.root);
      this.root.append(this.header(), this.main(container), this.aside(), this.timeline.node, this.said);
      container.setAttribute("role", "region");
      container.setAttribute("aria-label", "Map. Arrow keys step through time, W A S D move the map, plus and minus zoom.");
      container.setAttribute("tabindex", "0");
      map.keyboard.disable();
      this.listen();
      this.underlay();
      map.invalidateSize({ animate: false });
      this.arrange();
      gm.maps = (gm.maps || []).concat(this); // for scripts that want to drive a map
      this.root.dataset.ready = "true";
    }

    header() {
      return el("header", { class: "gm-header" }, el("h1", { dir: "auto", text: this.world.title }), this.search.node, this.compare.button);
    }

    main(container) {
      return el("div", { class: "gm-map" }, container, this.compare.bar, this.compare.line, this.compare.swipe, this.printed());
    }

    /* What has to be on the map itself, also in print: date of the data, stories, whom to thank. */
    printed() {
      const { world } = this;
      const parts = [];
      if (world.stories_read) parts.push(gm.count(world.stories_read, "story", "stories"));
      parts.push("reports of " + gm.shortDate(world.firstDay) + " to " + gm.shortDate(world.lastDay - 1));
      parts.push(world.reach);
      return el("div", { class: "gm-credits" }, parts.concat(world.attribution, ["Leaflet"]).join(" · "));
    }

    aside() {
      const check = (label, key, help) => el("label", { title: help }, el("input", { type: "checkbox", onchange: (e) => this.choose({ [key]: e.target.checked }) }), " " + label);
      this.choices = el("div", { class: "gm-choices" },
        check("Confirmed only", "confirmed", "Leaves out what only the winner's side says, and what is disputed"),
        check("As reported", "reported", "Shows every change from the day on which it was published, not from the day on which it happened"));
      const facts = el("dl", { class: "gm-facts" });
      for (const [term, meaning] of this.world.parameters) facts.append(el("dt", { text: term }), el("dd", { dir: "auto", text: meaning }));
      return el("aside", { class: "gm-panel", "aria-label": "Who controls what", tabindex: "0" },
        this.legend.node, this.choices, this.shares.node, this.compare.node, this.place.node, this.changes.node,
        el("div", { class: "gm-section" }, el("h2", { class: "gm-title", text: "How to read this map" }), facts, this.keys()));
    }

    keys() {
      return el("p", { class: "gm-note gm-keys", text: "Keys: ← → step, with shift by month, space plays, Home and End go to the first and last day, / finds a place, W A S D move the map, + − zoom, Esc closes a place." });
    }

    underlay() {
      const { map, world } = this;
      const ground = gm.readBackground(world.background, world.places.origin);
      const tiles = [];
      map.eachLayer((layer) => layer instanceof L.TileLayer && tiles.push(layer));
      if (ground) {
        new gm.Ground(world, ground, this.dark, tiles.length > 0).addTo(map);
        new gm.Labels(world, ground, this.dark).addTo(map);
      }
      this.canvas.addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
    }

    listen() {
      const { map } = this;
      map.on("click", (e) => {
        const p = this.canvas.placeAt(e.latlng);
        if (p >= 0) this.open(p, false, e.latlng);
        else this.close();
      });
      map.on("mousemove", (e) => this.hover(e));
      map.on("mouseout", () => this.tip && this.tip.remove());
      map.on("moveend", () => this.later());
      new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer().parentNode);
      document.addEventListener("keydown", (e) => this.key(e));
      window.matchMedia("print").addEventListener("change", () => map.invalidateSize({ animate: false }));
    }

    key(e) {
      const inside = this.root.contains(e.target);
      const first = document.querySelector(".gm-root") === this.root;
      if (!inside && !(e.target === document.body && first)) return;
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
      const tag = e.target.tagName;
      if ((tag === "INPUT" && e.target !== this.timeline.slider && e.target.type !== "checkbox") || tag === "SELECT" || tag === "TEXTAREA") return;
      const unit = e.shiftKey ? "month" : null;
      const pan = { w: [0, -90], s: [0, 90], a: [-90, 0], d: [90, 0] }[e.key.toLowerCase()];
      if (e.key === "ArrowRight") this.timeline.step(1, unit);
      else if (e.key === "ArrowLeft") this.timeline.step(-1, unit);
      else if (e.key === " " && tag !== "BUTTON" && tag !== "SUMMARY" && tag !== "A" && e.target.type !== "checkbox") this.timeline.toggle();
      else if (e.key === "Home") this.setDay(this.world.firstDay);
      else if (e.key === "End") this.setDay(this.world.lastDay);
      else if (e.key === "/") this.search.input.focus();
      else if (e.key === "Escape") this.close();
      else if (pan) this.map.panBy(pan);
      else if (e.key === "+" || e.key === "=") this.map.zoomIn();
      else if (e.key === "-") this.map.zoomOut();
      else return;
      e.preventDefault();
    }

    /* Moves to a day; the map follows with the next frame, the lists when it has settled. */
    setDay(day, playing) {
      this.day = Math.max(this.world.firstDay, Math.min(Math.round(day), this.world.lastDay));
      if (!playing) this.timeline.stop();
      if (this.pending) return;
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.render();
      });
    }

    render() {
      const started = performance.now();
      const { day } = this;
      this.history.styles(day, this.styles);
      this.canvas.show(this.styles, this.history.siegesOn(day));
      this.timeline.update(day);
      this.legend.update(day);
      this.shares.update(day);
      this.place.update(day);
      this.compare.update();
      this.took = performance.now() - started; // for the benchmark
      this.later();
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), SETTLE);
    }

    /* What may wait until the date stands still: lists, the address, what a screen reader says. */
    settle() {
      clearTimeout(this.timer);
      if (this.timeline.playing) {
        this.changes.update(this.day);
        return;
      }
      this.canvas.smooth();
      this.changes.update(this.day);
      this.compare.describe();
      this.address.write();
      const count = this.history.changesBetween(this.day - 1, this.day).length;
      this.said.textContent = gm.longDate(this.day) + ": " + (count ? gm.count(count, "change", "changes") : "no change");
    }

    /* Everything anew: after a choice that alters history or colours. */
    refresh() {
      this.timeline.draw();
      this.shares.draw();
      this.render();
    }

    choose(choices) {
      this.history.choose(choices);
      if (this.selected >= 0) this.place.show(this.selected);
      this.refresh();
    }

    hide(side, hide) {
      if (hide) this.hidden.add(side);
      else this.hidden.delete(side);
      this.refresh();
    }

    /* Opens a place's evidence; with `fly`, the map goes there. */
    open(p, fly, at) {
      const { places } = this.world;
      this.selected = p;
      this.canvas.selected = p;
      this.canvas.redraw();
      this.place.show(p);
      this.arrange();
      const here = [places.lat[p], places.lon[p]];
      if (fly) this.map.setView(here, Math.max(this.map.getZoom(), 9), { animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches });
      this.popup(p, at || here);
      if (fly) this.place.node.focus({ preventScroll: false });
      this.later();
    }

    /* The short answer beside the place itself. */
    popup(p, at) {
      const { world, history } = this;
      const i = history.stretch(p, this.day);
      const body = el("div", { class: "gm-popup" }, el("b", { dir: "auto", text: world.places.name[p] }), el("br"));
      if (i < 0) body.append(el("span", { text: "No report of who holds it on this date." }));
      else {
        const s = history.spell[i];
        body.append(this.who(world.spells.side[s]), el("span", { text: " since " + gm.shortDate(history.from[i]) + (world.spells.status[s] ? ", " + gm.STATUS[world.spells.status[s]] : "") }));
        const event = world.spells.events(s).slice(0, 1).map(world.event)[0];
        if (event) body.append(el("blockquote", { dir: "auto", text: event.sentence }), el("small", { dir: "auto", text: [event.outlet, event.published === null ? "" : gm.shortDate(event.published)].filter(Boolean).join(", ") }));
      }
      body.append(el("button", { type: "button", class: "gm-more", text: "Whole history", onclick: () => {
        this.place.node.scrollIntoView({ block: "start" });
        this.place.node.focus({ preventScroll: true });
      } }));
      L.popup({ className: "gm-leaflet-popup", maxWidth: 280, autoPan: false, closeButton: true }).setLatLng(at).setContent(body).openOn(this.map);
    }

    close() {
      if (this.selected < 0) return;
      this.selected = -1;
      this.canvas.selected = -1;
      this.canvas.redraw();
      this.map.closePopup();
      this.arrange();
      this.later();
    }

    /* Which sections of the panel can be seen. */
    arrange() {
      this.place.node.hidden = this.selected < 0;
      this.compare.node.hidden = !this.compare.on || this.selected >= 0;
      this.changes.node.hidden = this.compare.on || this.selected >= 0;
    }

    hover(e) {
      const p = this.canvas.placeAt(e.latlng);
      this.map.getContainer().style.cursor = p >= 0 ? "pointer" : "";
      if (p < 0) {
        if (this.tip) this.tip.remove();
        this.tipped = -1;
        return;
      }
      this.tip = this.tip || L.tooltip({ direction: "top", offset: [0, -6], className: "gm-tip" });
      if (p !== this.tipped) this.tip.setContent(el("span", {}, el("b", { dir: "auto", text: this.world.places.name[p] }), el("br"), this.whoOf(this.styles[p])));
      this.tipped = p;
      this.tip.setLatLng(e.latlng).addTo(this.map);
    }

    /* A side with its colour, as an element. */
    who(side, short) {
      if (side < 0 || side === gm.style.UNNAMED) return el("span", { class: "gm-who" }, el("span", { class: "gm-swatch gm-blank" }), "not known");
      const known = this.world.sides[side];
      return el("span", { class: "gm-who" }, el("span", { class: "gm-swatch", style: "background:" + this.palette.side(side) }), short ? known.short : known.name);
    }

    whoOf(style) {
      if (!style) return this.who(-1);
      const other = gm.style.other(style);
      const holder = this.who(gm.style.side(style), true);
      if (other === gm.style.UNNAMED) return el("span", {}, holder, " in part");
      return other < 0 ? holder : el("span", {}, holder, " / ", this.who(other, true), " contested");
    }
  };

  /* What folium adds to its map; LayerControl can take it off and put it back. */
  gm.ControlLayer = L.Layer.extend({
    initialize: function (id) {
      this.id = id;
    },

    onAdd: function (map) {
      if (this.app) return this.app.canvas.addTo(map);
      if (this.loading) return this;
      this.loading = gm.readWorld(this.id).then(
        (world) => {
          if (!this._map) return;
          this.app = new gm.App(this.id, map, world);
          this.app.setDay(world.open_on === null ? world.lastDay : world.open_on);
          if (!this.app.address.read()) this.fit(map, world);
          this.app.refresh();
        },
        (error) => map.getContainer().append(el("p", { class: "gm-failed", role: "alert", text: "This map could not be opened. " + error.message }))
      );
      return this;
    },

    onRemove: function () {
      if (this.app) this.app.canvas.remove();
    },

    fit: function (map, world) {
      const { lat, lon } = world.places;
      const least = (list) => list.reduce((a, b) => Math.min(a, b));
      const most = (list) => list.reduce((a, b) => Math.max(a, b));
      map.fitBounds([[least(lat), least(lon)], [most(lat), most(lon)]], { padding: [38, 34], maxZoom: 9, animate: false });
    },
  });

  gm.controlLayer = (id) => new gm.ControlLayer(id);
})(window.geomapper);
