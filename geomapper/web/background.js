/* What lies under and over the control layer: land, borders, rivers; names of towns, rivers and governorates. */
(function (gm) {
  "use strict";

  const TONES = {
    light: { land: "#faf8f3", beyond: "#e9e5db", border: "#5f584c", admin: "rgba(90,80,66,.45)", river: "#6a9cc4", ink: "#2a2723", halo: "rgba(255,255,255,.85)", faint: "#7a7266", blend: "multiply", shade: 0.3 },
    dark: { land: "#262a2e", beyond: "#1b1e21", border: "#8b8f94", admin: "rgba(220,220,220,.3)", river: "#4f7391", ink: "#eceae4", halo: "rgba(10,12,14,.85)", faint: "#a7a39a", blend: "soft-light", shade: 0.4, dry: true },
  };
  const FONT = '"Helvetica Neue", Arial, "Noto Sans", "Noto Naskh Arabic", sans-serif';

  gm.readBackground = function (raw, origin) {
    if (!raw || !raw.land) return null;
    const project = (lon, lat) => {
      const at = gm.project(lon, lat);
      return [at[0] - origin[0], at[1] - origin[1]];
    };
    const label = (row) => ({ name: row[0], arabic: row[1], at: project(row[2], row[3]), rank: row[4], own: row[5] === 1 });
    return {
      land: raw.land.map((row) => ({ inside: row[0], shape: gm.shape(row[1], origin, true) })),
      admin: raw.admin.map((text) => gm.shape(text, origin, true)),
      rivers: raw.rivers.map((row) => ({ name: row[0], shape: gm.shape(row[1], origin, false) })),
      units: raw.units.map(label),
      towns: raw.towns.map(label).sort((a, b) => b.rank - a.rank),
      countries: (raw.countries || []).map(label),
      relief: raw.relief,
    };
  };

  gm.Ground = gm.CanvasLayer.extend({
    options: { padding: 0.1, sheets: 1, className: "gm-ground", pane: "gm-ground" },

    initialize: function (world, ground, dark, bare) {
      gm.CanvasLayer.prototype.initialize.call(this);
      this.world = world;
      this.ground = ground;
      this.tone = dark ? TONES.dark : TONES.light;
      this.bare = bare; // over tiles only the lines are drawn
      if (ground.relief && !bare) {
        this.relief = new Image();
        this.relief.onload = () => this.redraw();
        this.relief.src = ground.relief.image;
      }
    },

    /* The relief is drawn on a grid of degrees; strip by strip it comes to Mercator. */
    shade: function () {
      const image = this.relief;
      if (!image || !image.complete || !image.naturalWidth) return;
      const ctx = this.begin(0, true);
      const [west, south, east, north] = this.ground.relief.bounds;
      const origin = this.world.places.origin;
      const left = gm.project(west, 0)[0] - origin[0];
      const right = gm.project(east, 0)[0] - origin[0];
      const strips = 45;
      ctx.save();
      ctx.beginPath();
      if (this.tone.dry) {
        // in the dark only land has relief: the picture's sea is a light one
        const land = new Path2D();
        for (const part of this.ground.land) land.addPath(part.shape.path);
        ctx.clip(land);
      }
      ctx.globalCompositeOperation = this.tone.blend;
      ctx.globalAlpha = this.tone.shade;
      for (let i = 0; i < strips; i++) {
        const top = north - ((north - south) * i) / strips;
        const y0 = gm.project(0, top)[1] - origin[1];
        const y1 = gm.project(0, top - (north - south) / strips)[1] - origin[1];
        if (y1 < this.view.box[1] || y0 > this.view.box[3]) continue;
        const high = image.naturalHeight / strips;
        ctx.drawImage(image, 0, i * high, image.naturalWidth, high, left, y0, right - left, y1 - y0);
      }
      ctx.restore();
    },

    draw: function () {
      this.clear(0);
      const ctx = this.begin(0, true);
      const tone = this.tone;
      for (const land of this.bare ? [] : this.ground.land) {
        ctx.fillStyle = land.inside ? tone.land : tone.beyond;
        ctx.fill(land.shape.path, "evenodd");
      }
      this.shade();
    },
  });

  /* Lines and names over the map: rivers, borders; then names, the most important first; a name that would touch another is left out. */
  gm.Labels = gm.CanvasLayer.extend({
    options: { padding: 0.1, sheets: 1, className: "gm-labels", pane: "gm-labels" },

    initialize: function (world, ground, dark) {
      gm.CanvasLayer.prototype.initialize.call(this);
      this.world = world;
      this.ground = ground;
      this.tone = dark ? TONES.dark : TONES.light;
    },

    drawLines: function () {
      const ctx = this.begin(0, true);
      const k = this.view.k;
      const tone = this.tone;
      ctx.lineJoin = "round";
      const stroke = (shape, colour, width, dash) => {
        ctx.strokeStyle = colour;
        ctx.lineWidth = width / k;
        ctx.setLineDash(dash.map((d) => d / k));
        ctx.stroke(shape.path);
      };
      for (const river of this.ground.rivers) stroke(river.shape, tone.river, 1.5, []);
      for (const unit of this.ground.admin) stroke(unit, tone.admin, 0.8, [4, 3]);
      for (const land of this.ground.land) stroke(land.shape, tone.border, land.inside ? 1.7 : 0.7, []);
      ctx.setLineDash([]);
    },

    draw: function () {
      this.clear(0);
      if (!this.ground) return;
      this.drawLines();
      const ctx = this.begin(0, false);
      const zoom = this._map.getZoom();
      const taken = [];
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      if (zoom < 7.4) for (const row of this.ground.countries) this.write(ctx, taken, row, { size: 13, colour: this.tone.faint, spaced: 3, centre: true, upper: true });
      const towns = this.ground.towns.slice(0, zoom < 6 ? 10 : zoom < 6.8 ? 26 : zoom < 8 ? 70 : zoom < 9 ? 220 : 2000);
      for (const row of towns) this.write(ctx, taken, row, { size: row.rank > 200000 ? 12.5 : row.rank > 40000 ? 11.5 : 10.5, weight: row.rank > 200000 ? 600 : 400, colour: this.tone.ink, town: true });
      if (zoom >= 6.3 && zoom < 9) for (const row of this.ground.units) this.write(ctx, taken, row, { size: 10.5, colour: this.tone.faint, spaced: 1.5, centre: true, upper: true });
    },

    write: function (ctx, taken, row, how) {
      const x = row.at[0] * this.view.k + this.view.dx;
      const y = row.at[1] * this.view.k + this.view.dy;
      const size = this.view.size;
      if (x < 0 || y < 0 || x > size.x || y > size.y) return;
      const text = how.upper ? row.name.toUpperCase() : row.name;
      ctx.font = `${how.weight || 400} ${how.size}px ${FONT}`;
      if ("letterSpacing" in ctx) ctx.letterSpacing = (how.spaced || 0) + "px";
      const width = ctx.measureText(text).width;
      const gap = row.own ? 7 : how.town ? 5 : 0; // beside the dot, which for an own place is the control layer's
      const spots = how.centre ? [[-width / 2, 0]] : [[gap, 0], [-width - gap, 0], [-width / 2, -how.size + 1], [-width / 2, how.size - 1]];
      for (const spot of spots) {
        const box = [x + spot[0] - 2, y + spot[1] - how.size / 2 - 1, x + spot[0] + width + 2, y + spot[1] + how.size / 2 + 1];
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        if (how.town && !row.own) {
          taken.push([x - 3, y - 3, x + 3, y + 3]);
          ctx.fillStyle = this.tone.ink;
          ctx.beginPath();
          ctx.arc(x, y, 1.6, 0, 7);
          ctx.fill();
        }
        ctx.lineWidth = 3;
        ctx.strokeStyle = this.tone.halo;
        ctx.strokeText(text, x + spot[0], y + spot[1]);
        ctx.fillStyle = how.colour;
        ctx.fillText(text, x + spot[0], y + spot[1]);
        return;
      }
    },
  });
})(window.geomapper);
