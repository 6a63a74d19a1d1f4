/* Who holds what on the day: the legend with its numbers, the chart of shares, the list of changes. */
(function (gm) {
  "use strict";

  const { el } = gm;
  const BAND = 22; // px: height of the band of what is reported at all
  const LONGEST = 60; // rows of the list of changes before "show all"

  gm.STATUS = { confirmed: "confirmed", admitted: "admitted by the side that lost", claimed: "claimed by the side that gained", disputed: "disputed", baseline: "stated at the start, without a report" };

  gm.Legend = class {
    constructor(app) {
      this.app = app;
      const contested = app.world.sides.length;
      this.rows = app.world.sides.map((side, i) => this.row(i, side.name, app.palette.sample(i)));
      this.rows.push(this.row(contested, "Contested", app.palette.sample(0, Math.min(1, contested - 1)), true));
      this.blank = this.row(-1, "No report", "", true);
      const head = el("tr", {}, el("th", { scope: "col", text: "Side" }), el("th", { scope: "col", class: "gm-number", text: "Places" }),
        app.hasLand ? el("th", { scope: "col", class: "gm-number", text: "km²" }) : null,
        app.hasLand ? el("th", { scope: "col", class: "gm-number", text: "Share" }) : null);
      this.node = el("table", { class: "gm-legend" }, el("caption", { class: "gm-hidden", text: "Places and land by side on the date shown" }),
        el("thead", {}, head), el("tbody", {}, ...this.rows.map((r) => r.node), this.blank.node));
    }

    row(number, name, background, fixed) {
      const swatch = el("span", { class: "gm-swatch" + (number < 0 ? " gm-blank" : ""), style: background ? "background:" + background : "" });
      const places = el("td", { class: "gm-number" });
      const km2 = this.app.hasLand ? el("td", { class: "gm-number" }) : null;
      const share = this.app.hasLand ? el("td", { class: "gm-number" }) : null;
      const label = fixed
        ? el("span", { class: "gm-side" }, swatch, name)
        : el("button", { type: "button", class: "gm-side", "aria-pressed": "true", title: "Show or hide this side", onclick: (e) => this.toggle(number, e.currentTarget) }, swatch, name);
      return { number: number, places: places, km2: km2, share: share, node: el("tr", {}, el("th", { scope: "row" }, label), places, km2, share) };
    }

    toggle(number, button) {
      const hide = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!hide));
      this.app.hide(number, hide);
    }

    update(day) {
      const { world, history } = this.app;
      const d = Math.max(0, Math.min(day - world.firstDay, history.totals.days - 1));
      let land = 0;
      let known = 0;
      const whole = world.total_km2;
      for (const row of this.rows) {
        const count = Math.round(history.totals.places[row.number][d]);
        const km2 = Math.max(history.totals.km2[row.number][d], 0); // sums of floats may end just under 0
        land += km2;
        known += count;
        this.fill(row, count, km2, whole);
      }
      this.fill(this.blank, world.places.n - world.places.region.size - known, Math.max(whole - land, 0), whole);
    }

    fill(row, count, km2, whole) {
      set(row.places, count.toLocaleString("en"));
      if (!row.km2) return;
      set(row.km2, row === this.blank && !whole ? "" : gm.km2(km2));
      set(row.share, whole ? ((100 * km2) / whole).toFixed(km2 / whole < 0.0995 && km2 > 0 ? 1 : 0) + " %" : "");
      row.node.classList.toggle("gm-none", count === 0 && row !== this.blank);
    }
  };

  function set(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  /* Lines of each side's share of the land (or of the places) over time. */
  gm.Shares = class {
    constructor(app) {
      this.app = app;
      this.canvas = el("canvas", { class: "gm-shares", role: "img", "aria-label": "Chart of shares by side over time; the table above gives the numbers of the date shown" });
      this.cursor = el("div", { class: "gm-cursor" });
      this.canvas.addEventListener("click", (e) => app.setDay(this.dayAt(e.offsetX)));
      const claims = app.world.shares.length ? " Circles: shares that sources claim." : "";
      this.node = el("figure", { class: "gm-chart" },
        el("figcaption", { text: (app.hasLand ? "Share of the land by side" : "Share of the places by side") + ". Band above: what is reported at all." + claims }),
        el("div", { class: "gm-plot" }, this.canvas, this.cursor));
      new ResizeObserver(() => this.draw()).observe(this.canvas);
    }

    dayAt(x) {
      const { world } = this.app;
      return Math.round(world.firstDay + (x / this.canvas.clientWidth) * (world.lastDay - world.firstDay));
    }

    update(day) {
      const { world } = this.app;
      this.cursor.style.left = (100 * (day - world.firstDay)) / Math.max(world.lastDay - world.firstDay, 1) + "%";
    }

    draw() {
      const { world, history, palette, hidden } = this.app;
      const width = this.canvas.clientWidth;
      const height = this.canvas.clientHeight;
      if (!width || !height) return;
      const sharp = Math.min(window.devicePixelRatio || 1, 2);
      this.canvas.width = width * sharp;
      this.canvas.height = height * sharp;
      const ctx = this.canvas.getContext("2d");
      ctx.setTransform(sharp, 0, 0, sharp, 0, 0);
      const table = this.app.hasLand ? history.totals.km2 : history.totals.places;
      const whole = this.app.hasLand ? world.total_km2 || this.mostLand() : world.places.n;
      const days = history.totals.days;
      const top = BAND + 12;
      const highest = this.highest(table, whole);
      const y = (share) => height - 3 - Math.max(0, Math.min(share / highest, 1)) * (height - top - 3);
      this.drawBand(ctx, width, table, whole);
      ctx.strokeStyle = palette.ink;
      ctx.fillStyle = palette.ink;
      ctx.lineWidth = 1;
      ctx.font = '10px "Helvetica Neue", Arial, sans-serif';
      for (const share of [0, highest / 2, highest]) {
        ctx.globalAlpha = 0.2;
        ctx.beginPath();
        ctx.moveTo(0, Math.round(y(share)) + 0.5);
        ctx.lineTo(width, Math.round(y(share)) + 0.5);
        ctx.stroke();
        ctx.globalAlpha = 0.7;
        if (share) ctx.fillText(Number((100 * share).toFixed(1)) + " %", 2, y(share) - 2);
      }
      ctx.globalAlpha = 1;
      const path = (value, colour, dash, wide) => {
        ctx.beginPath();
        for (let x = 0; x <= width; x++) {
          const share = value(Math.min(days - 1, Math.round((x / width) * (days - 1)))) / whole;
          if (x) ctx.lineTo(x, y(share));
          else ctx.moveTo(x, y(share));
        }
        ctx.strokeStyle = colour;
        ctx.lineWidth = wide;
        ctx.setLineDash(dash);
        ctx.stroke();
        ctx.setLineDash([]);
      };
      world.sides.forEach((side, i) => hidden.has(i) || path((d) => table[i][d], palette.side(i), [], 2));
      for (const [day, side, share] of world.shares) {
        if (hidden.has(side)) continue;
        ctx.beginPath();
        ctx.arc((width * (day - world.firstDay)) / Math.max(world.lastDay - world.firstDay, 1), y(share), 4, 0, 7);
        ctx.fillStyle = palette.dot;
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.strokeStyle = palette.side(side);
        ctx.stroke();
      }
    }

    /* The top of the scale: the largest share that any side has or is said to have, rounded up. */
    highest(table, whole) {
      const { world, hidden } = this.app;
      let most = 0;
      world.sides.forEach((_, i) => hidden.has(i) || table[i].forEach((value) => (most = Math.max(most, value / whole))));
      for (const [, side, share] of world.shares) if (!hidden.has(side)) most = Math.max(most, share);
      return [0.004, 0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1].find((step) => step >= most) || 1;
    }

    /* A band over the lines: how much of the land has any report. */
    drawBand(ctx, width, table, whole) {
      const days = this.app.history.totals.days;
      ctx.globalAlpha = 0.12;
      ctx.fillStyle = this.app.palette.ink;
      ctx.fillRect(0, 0, width, BAND);
      ctx.globalAlpha = 0.5;
      for (let x = 0; x < width; x++) {
        const d = Math.min(days - 1, Math.round((x / width) * (days - 1)));
        const known = table.reduce((sum, row) => sum + row[d], 0) / whole;
        ctx.fillRect(x, BAND * (1 - Math.min(known, 1)), 1, BAND * Math.min(known, 1));
      }
      ctx.globalAlpha = 1;
    }

    mostLand() {
      return this.app.world.places.km2.reduce((a, b) => a + b, 0) || 1;
    }
  };

  /* What changed on the date, or in the step that ends on it; a click goes there. */
  gm.Changes = class {
    constructor(app) {
      this.app = app;
      this.title = el("h2", { class: "gm-title" });
      this.list = el("ol", { class: "gm-changes" });
      this.more = el("button", { type: "button", class: "gm-more", onclick: () => this.update(this.app.day, true) });
      this.node = el("div", { class: "gm-section" }, this.title, this.list, this.more);
    }

    /* The days that the list covers: after `from`, up to the date. */
    span(day) {
      const unit = this.app.timeline.unit.select.value;
      if (unit === "week") return [day - 7, "in the week to "];
      if (unit === "month") return [gm.addMonths(day, -1), "in the month to "];
      return [day - 1, "on "];
    }

    update(day, all) {
      const [from, words] = this.span(day);
      let rows = this.app.history.changesBetween(from, day).slice().reverse();
      this.title.textContent = "What changed " + words + gm.shortDate(day);
      const none = rows.length === 0;
      if (none) {
        const last = this.app.history.firstAfter(day);
        rows = this.app.history.changes.slice(Math.max(0, last - 6), last).reverse();
      }
      this.list.replaceChildren();
      if (none) this.list.append(el("li", { class: "gm-note", text: rows.length ? "Nothing is reported for it. The changes before:" : "Nothing is reported yet." }));
      const shown = all ? rows : rows.slice(0, LONGEST);
      for (const change of shown) this.list.append(this.row(change, none || from < day - 1));
      this.more.hidden = shown.length === rows.length;
      this.more.textContent = "Show all " + rows.length.toLocaleString("en");
    }

    row(change, dated) {
      const { world } = this.app;
      const spells = world.spells;
      const event = change.to >= 0 ? spells.events(change.spell).slice(0, 1).map(world.event)[0] : null;
      const notes = [];
      if (dated) notes.push(gm.shortDate(change.day));
      if (change.to >= 0 && spells.status[change.spell]) notes.push(gm.STATUS[spells.status[change.spell]]);
      if (event && event.outlet) notes.push(event.outlet);
      return el("li", {}, el("button", { type: "button", onclick: () => this.app.open(change.place, true) },
        el("b", { dir: "auto", text: world.places.name[change.place] }), " ",
        this.app.who(change.from, true), el("span", { class: "gm-arrow", "aria-label": "to", role: "img", text: "→" }),
        this.app.who(change.to, true), change.other >= 0 ? el("span", { text: " contested with " }) : null,
        change.other >= 0 ? this.app.who(change.other, true) : null,
        el("small", { dir: "auto", text: notes.join(" · ") })));
    }
  };
})(window.geomapper);
