/* The slider over days: its histogram of changes, its buttons, playing. */
(function (gm) {
  "use strict";

  const { el } = gm;
  const UNITS = [["change", "change"], ["day", "day"], ["week", "week"], ["month", "month"]];
  const SPEEDS = [["0.5", "½×"], ["1", "1×"], ["2", "2×"], ["4", "4×"]];
  const WHOLE = 45; // seconds that the whole time takes at speed 1
  const THUMB = 18; // px, as in map.css

  gm.Timeline = class {
    constructor(app) {
      this.app = app;
      const world = app.world;
      this.slider = el("input", {
        type: "range", class: "gm-slider", min: world.firstDay, max: world.lastDay, step: 1,
        "aria-label": "Date", oninput: () => app.setDay(Number(this.slider.value)),
      });
      this.chart = el("canvas", { class: "gm-histogram", "aria-hidden": "true" });
      this.when = el("time", { class: "gm-when" });
      this.playButton = el("button", { type: "button", class: "gm-play", onclick: () => this.toggle() });
      this.unit = choice("Step by", UNITS, "change");
      this.speed = choice("Speed", SPEEDS, "1");
      this.unit.select.addEventListener("change", () => app.refresh());
      const step = (sign, label, sign2) => el("button", { type: "button", title: label, "aria-label": label, onclick: () => this.step(sign), text: sign2 });
      this.node = el("section", { class: "gm-timeline", "aria-label": "Time" },
        el("div", { class: "gm-controls" },
          step(-1, "Step back", "‹"), this.playButton, step(1, "Step forward", "›"),
          this.when, this.unit.node, this.speed.node),
        el("div", { class: "gm-track" }, this.chart, this.slider));
      this.showPlaying(false);
      new ResizeObserver(() => this.draw()).observe(this.chart);
    }

    /* The day a step away, forward or back. */
    stepped(sign, unit) {
      const day = this.app.day;
      const changes = this.app.history.changes;
      if (unit === "week") return day + 7 * sign;
      if (unit === "month") return gm.addMonths(day, sign);
      if (unit === "day") return day + sign;
      if (sign > 0) {
        const next = this.app.history.firstAfter(day);
        return next < changes.length ? changes[next].day : this.app.world.lastDay;
      }
      const before = this.app.history.firstAfter(day - 1) - 1;
      return before >= 0 ? changes[before].day : this.app.world.firstDay;
    }

    step(sign, unit) {
      this.stop();
      this.app.setDay(this.stepped(sign, unit || this.unit.select.value));
    }

    toggle() {
      if (this.playing) this.stop();
      else this.play();
    }

    play() {
      const { world } = this.app;
      if (this.app.day >= world.lastDay) this.app.setDay(world.firstDay);
      this.showPlaying(true);
      let at = this.app.day;
      let last = null;
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const frame = (now) => {
        if (!this.playing) return;
        const seconds = last === null ? 0 : Math.min((now - last) / 1000, 0.25);
        // with less motion wanted, the map changes once a second and not with every frame
        if (!still || last === null || now - last > 1000) {
          last = now;
          const speed = Number(this.speed.select.value);
          at = still ? this.stepped(1, this.unit.select.value) : at + (seconds * speed * (world.lastDay - world.firstDay)) / WHOLE;
          if (at >= world.lastDay) {
            this.app.setDay(world.lastDay);
            return this.stop();
          }
          if (Math.floor(at) !== this.app.day) this.app.setDay(Math.floor(at), true);
        }
        this.frame = requestAnimationFrame(frame);
      };
      this.frame = requestAnimationFrame(frame);
    }

    stop() {
      if (!this.playing) return;
      cancelAnimationFrame(this.frame);
      this.showPlaying(false);
      this.app.settle();
    }

    showPlaying(playing) {
      this.playing = playing;
      this.playButton.textContent = playing ? "❚❚" : "▶";
      this.playButton.setAttribute("aria-label", playing ? "Pause" : "Play");
      this.playButton.title = (playing ? "Pause" : "Play") + " (space)";
    }

    update(day) {
      this.slider.value = day;
      const words = gm.longDate(day);
      this.slider.setAttribute("aria-valuetext", words);
      this.when.textContent = words;
      this.when.dateTime = gm.iso(day);
    }

    /* Days in which something changed, as columns coloured by who gained. */
    draw() {
      const { world, history, palette } = this.app;
      const width = this.chart.clientWidth;
      const height = this.chart.clientHeight;
      if (!width || !height) return;
      const sharp = Math.min(window.devicePixelRatio || 1, 2);
      this.chart.width = width * sharp;
      this.chart.height = height * sharp;
      const ctx = this.chart.getContext("2d");
      ctx.setTransform(sharp, 0, 0, sharp, 0, 0);
      const days = Math.max(world.lastDay - world.firstDay, 1);
      const inner = width - THUMB;
      const columns = Math.max(Math.min(Math.floor(inner / 4), days), 1);
      const bins = Array.from({ length: columns }, () => new Map());
      let highest = 1;
      for (const change of history.changes) {
        const bin = bins[Math.max(0, Math.min(columns - 1, Math.floor(((change.day - world.firstDay) / days) * columns)))];
        if (this.app.hidden.has(change.to)) continue;
        bin.set(change.to, (bin.get(change.to) || 0) + 1);
        bin.total = (bin.total || 0) + 1;
        highest = Math.max(highest, bin.total);
      }
      const base = height - 14;
      const step = inner / columns;
      bins.forEach((bin, i) => {
        let y = base;
        // the root keeps single changes visible beside a collapse of a front
        const full = bin.total ? Math.max(3, (base - 2) * Math.sqrt(bin.total / highest)) : 0;
        for (const [side, count] of Array.from(bin).sort((a, b) => a[0] - b[0])) {
          const h = (full * count) / bin.total;
          ctx.fillStyle = palette.side(side);
          ctx.fillRect(THUMB / 2 + i * step, y - h, Math.max(step - 1, 1), h);
          y -= h;
        }
      });
      this.drawAxis(ctx, width, height, inner, days);
    }

    drawAxis(ctx, width, height, inner, days) {
      const { world, palette } = this.app;
      ctx.fillStyle = palette.ink;
      ctx.strokeStyle = palette.ink;
      ctx.font = '10px "Helvetica Neue", Arial, sans-serif';
      ctx.textBaseline = "bottom";
      ctx.globalAlpha = 0.75;
      const months = days > 800 ? 12 : days > 240 ? 3 : 1;
      const date = gm.utc(world.firstDay);
      let tick = new Date(Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months + months, 1));
      let free = 0;
      while (tick / 86400000 <= world.lastDay) {
        const x = THUMB / 2 + (inner * (tick / 86400000 - world.firstDay)) / days;
        ctx.fillRect(Math.round(x), height - 14, 1, 4);
        const text = months === 12 ? String(tick.getUTCFullYear()) : tick.toLocaleDateString("en-GB", { month: "short", year: tick.getUTCMonth() === 0 || free === 0 ? "numeric" : undefined, timeZone: "UTC" });
        const wide = ctx.measureText(text).width;
        if (x > free && x + wide + 4 < width) {
          ctx.fillText(text, x + 3, height);
          free = x + wide + 14;
        }
        tick = new Date(Date.UTC(tick.getUTCFullYear(), tick.getUTCMonth() + months, 1));
      }
      ctx.globalAlpha = 1;
    }
  };

  function choice(label, options, value) {
    const select = el("select", {});
    for (const [key, text] of options) select.append(el("option", { value: key, selected: key === value, text: text }));
    return { select: select, node: el("label", { class: "gm-choice" }, label + " ", select) };
  }
})(window.geomapper);
