/* Canvases that move and zoom with a Leaflet map, and the one that draws control.
   A cell's outline is built once; a step in time repaints only the cells that look different. */
(function (gm) {
  "use strict";

  const OUTLINE_FROM = 14; // px: mean width of a cell from which the border between two sides is drawn
  const DOTS_FROM = 22; // px: mean distance of places from which each has its dot
  const MANY = 150; // places in view from which those of a wide view have no dots
  const WIDE = 40; // km: the uncertainty of a place beyond which its circle is shown only when it is open
  const FEW = 24; // cells: up to so many are painted one by one; fewer where borders are drawn around them
  const FEW_OUTLINED = 16;

  /* A Leaflet renderer with one or more canvases of our own. Subclasses define draw(). */
  gm.CanvasLayer = L.Renderer.extend({
    options: { padding: 0.1, sheets: 1 },

    _initContainer: function () {
      this._container = L.DomUtil.create("div", "gm-canvas " + (this.options.className || ""));
      this._container.setAttribute("aria-hidden", "true");
      this.sheets = [];
      for (let i = 0; i < this.options.sheets; i++) {
        const canvas = gm.el("canvas", { class: "gm-sheet gm-sheet-" + i });
        this._container.append(canvas);
        this.sheets.push(canvas.getContext("2d"));
      }
    },

    _destroyContainer: function () {
      L.DomUtil.remove(this._container);
      delete this._container;
    },

    _updatePaths: function () {},

    _update: function () {
      if (!this._container || (this._map._animatingZoom && this._bounds)) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const sharp = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      for (const ctx of this.sheets) {
        if (ctx.canvas.width !== Math.round(size.x * sharp) || ctx.canvas.height !== Math.round(size.y * sharp)) {
          ctx.canvas.width = Math.round(size.x * sharp);
          ctx.canvas.height = Math.round(size.y * sharp);
          ctx.canvas.style.width = size.x + "px";
          ctx.canvas.style.height = size.y + "px";
        }
      }
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const k = Math.pow(2, this._map.getZoom() - gm.ZOOM);
      const origin = this.world.places.origin;
      /* From the world's pixels to those of the sheet, and what of the world can be seen. */
      this.view = {
        k: k, dx: origin[0] * k - corner.x, dy: origin[1] * k - corner.y, sharp: sharp, size: size,
        box: [corner.x / k - origin[0], corner.y / k - origin[1], (corner.x + size.x) / k - origin[0], (corner.y + size.y) / k - origin[1]],
      };
      this.draw();
      this.fire("update");
    },

    /* Sets a sheet up to draw in the world's pixels (`world`), or in its own. */
    begin: function (sheet, world) {
      const ctx = this.sheets[sheet];
      const v = this.view;
      const s = v.sharp;
      if (world) ctx.setTransform(v.k * s, 0, 0, v.k * s, v.dx * s, v.dy * s);
      else ctx.setTransform(s, 0, 0, s, 0, 0);
      return ctx;
    },

    clear: function (sheet) {
      const ctx = this.sheets[sheet];
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    },

    /* Draws again, where the layer is on a map. */
    redraw: function () {
      if (this._map && this.view) this.draw();
    },
  });

  const meets = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

  gm.ControlCanvas = gm.CanvasLayer.extend({
    options: { padding: 0.1, sheets: 2, className: "gm-control" },

    initialize: function (world, palette, options) {
      gm.CanvasLayer.prototype.initialize.call(this, options);
      this.world = world;
      this.palette = palette;
      this.next = new Int32Array(world.places.n);
      this.shown = new Int32Array(world.places.n);
      this.hidden = new Set();
      this.sieges = [];
      this.outlined = [];
      this.selected = -1;
      this.neighbours = new Array(world.places.n);
      this.painted = 0; // cells painted by the last step, for the benchmark
    },

    /* Shows these styles; returns how many places look different from before. */
    show: function (styles, sieges) {
      const changed = [];
      for (let p = 0; p < styles.length; p++) {
        const style = this.hidden.size && this.hidden.has(gm.style.side(styles[p])) ? 0 : styles[p];
        if (style !== this.shown[p]) {
          this.shown[p] = style;
          changed.push(p);
        }
      }
      this.sieges = sieges;
      if (!this._map || !this.view) return changed.length;
      if (changed.length > (this.outlines ? FEW_OUTLINED : FEW)) this.paintFast();
      else this.paintSome(changed);
      this.paintMarks();
      return changed.length;
    },

    draw: function () {
      this.visible = [];
      this.raster = null;
      const places = this.world.places;
      const box = this.view.box;
      for (let p = 0; p < places.n; p++) {
        const cell = places.cells[p];
        if (cell ? meets(cell.box, box) : places.x[p] >= box[0] && places.x[p] <= box[2] && places.y[p] >= box[1] && places.y[p] <= box[3]) this.visible.push(p);
      }
      const v = this.view;
      this.spacing = Math.sqrt((v.size.x * v.size.y) / Math.max(this.visible.length, 1));
      let width = 0;
      for (const p of this.visible) if (places.cells[p]) width += (places.cells[p].box[2] - places.cells[p].box[0]) * v.k;
      this.outlines = width / Math.max(this.visible.length, 1) >= OUTLINE_FROM;
      this.paintAll();
      this.paintMarks();
    },

    /* All cells at once, with rough edges, in a time that does not grow with their number. */
    paintFast: function () {
      if (!this.world.places.cells.length) return;
      this.raster = this.raster || new gm.Raster(this.world, this.view, this.visible);
      this.raster.paint(this.sheets[0], this.shown, this.palette, this.outlines, this.view.sharp);
      this.rough = true;
      this.painted = this.visible.length;
    },

    /* Smooth edges again, once the date stands still. */
    smooth: function () {
      if (this.rough && this._map) this.paintAll();
    },

    paintAll: function () {
      this.rough = false;
      this.clear(0);
      const ctx = this.begin(0, true);
      this.paintCells(ctx, this.visible);
      this.painted = this.visible.length;
    },

    /* Cells side by side: the line around a side first, then its cells over the inner half of that line. */
    paintCells: function (ctx, list) {
      const bySide = new Map();
      for (const p of list) {
        if (!this.shown[p] || !this.world.places.cells[p]) continue;
        const region = this.world.places.region.has(p);
        // a region lies under every cell in it, and a large one under a small one
        const key = region ? -1e9 - Math.round(this.world.places.km2[p] * 100) : this.outlines ? this.shown[p] & 4095 : 0;
        if (!bySide.has(key)) bySide.set(key, []);
        bySide.get(key).push(p);
      }
      const k = this.view.k;
      for (const key of Array.from(bySide.keys()).sort((a, b) => a - b)) {
        const cells = bySide.get(key);
        if (this.outlines) {
          ctx.strokeStyle = this.palette.line;
          ctx.lineWidth = 2.4 / k;
          ctx.lineJoin = "round";
          for (const p of cells) ctx.stroke(this.world.places.cells[p].path);
        }
        ctx.lineWidth = 0.8 / k;
        for (const p of cells) this.paintCell(ctx, p);
      }
    },

    paintCell: function (ctx, p) {
      const fill = this.palette.fill(ctx, this.shown[p], this.view.k, this.view.dx, this.view.dy);
      const path = this.world.places.cells[p].path;
      ctx.fillStyle = fill;
      ctx.fill(path, "evenodd");
      ctx.strokeStyle = fill; // closes the hair between two cells of one colour
      ctx.stroke(path);
    },

    /* Paints only these cells anew, and what of their neighbours the brush touches. */
    paintSome: function (changed) {
      const ctx = this.begin(0, true);
      const k = this.view.k;
      const places = this.world.places;
      let count = 0;
      ctx.lineWidth = 0.8 / k;
      for (const p of changed) {
        const cell = places.cells[p];
        if (!cell || !meets(cell.box, this.view.box)) continue;
        count++;
        if (!this.outlines && this.shown[p] && !places.region.has(p)) {
          this.paintCell(ctx, p);
          continue;
        }
        const m = 2 / k;
        ctx.save();
        ctx.beginPath();
        ctx.rect(cell.box[0] - m, cell.box[1] - m, cell.box[2] - cell.box[0] + 2 * m, cell.box[3] - cell.box[1] + 2 * m);
        ctx.clip();
        ctx.clearRect(cell.box[0] - m, cell.box[1] - m, cell.box[2] - cell.box[0] + 2 * m, cell.box[3] - cell.box[1] + 2 * m);
        this.paintCells(ctx, this.near(p));
        ctx.restore();
        ctx.lineWidth = 0.8 / k;
      }
      this.painted = count;
    },

    /* A place and those whose cells may touch its own. */
    near: function (p) {
      if (!this.neighbours[p]) {
        const cells = this.world.places.cells;
        const m = 1;
        const b = cells[p].box;
        const box = [b[0] - m, b[1] - m, b[2] + m, b[3] + m];
        this.neighbours[p] = this.grid().around(box).filter((q) => cells[q] && meets(cells[q].box, box));
      }
      return this.neighbours[p];
    },

    grid: function () {
      if (!this.world.grid) this.world.grid = new gm.Grid(this.world.places);
      return this.world.grid;
    },

    /* Dots, rings of uncertain places, sieges, what is selected and what the comparison outlines. */
    paintMarks: function () {
      this.clear(1);
      const ctx = this.begin(1, false);
      const places = this.world.places;
      const v = this.view;
      const onlyPoints = this.world.areas === "points" || !places.cells.length;
      const zoom = this._map.getZoom();
      const near = zoom >= 8 || this.visible.length < MANY;
      const dots = onlyPoints || (near && this.spacing >= DOTS_FROM);
      const size = onlyPoints ? Math.max(4.5, Math.min(8, zoom - 1)) : Math.max(2, Math.min(4.5, zoom - 4.5));
      for (const p of dots ? this.visible : []) {
        const style = this.shown[p];
        if (places.region.has(p)) continue;
        const x = places.x[p] * v.k + v.dx;
        const y = places.y[p] * v.k + v.dy;
        if (!style) {
          if (!near) continue;
          // a place of which nothing is known on this day
          ctx.beginPath();
          ctx.arc(x, y, 1.7, 0, 7);
          ctx.fillStyle = this.palette.ink;
          ctx.fill();
          continue;
        }
        this.ring(ctx, p, x, y);
        ctx.beginPath();
        ctx.arc(x, y, size, 0, 7);
        const [one, two] = this.palette.pair(onlyPoints ? style : style | (3 << 12));
        ctx.fillStyle = two || one;
        ctx.fill();
        if (two) {
          ctx.beginPath();
          ctx.arc(x, y, size, Math.PI / 2, (3 * Math.PI) / 2);
          ctx.fillStyle = one;
          ctx.fill();
          ctx.beginPath();
          ctx.arc(x, y, size, 0, 7);
        }
        ctx.lineWidth = 1.3;
        ctx.strokeStyle = places.precision[p] > 1 ? this.palette.ink : this.palette.dot;
        if (places.precision[p] > 1) ctx.setLineDash([2, 2]);
        ctx.stroke();
        ctx.setLineDash([]);
      }
      for (const s of this.sieges) this.siege(ctx, this.world.spells.place[s], size);
      for (const p of this.outlined) this.outline(ctx, p, 1.6, [4, 3]);
      if (this.selected >= 0) this.outline(ctx, this.selected, 2.6, []);
    },

    /* The circle within which an uncertain place lies. */
    ring: function (ctx, p, x, y) {
      const places = this.world.places;
      if (places.precision[p] < 2 || places.radius[p] <= 0 || (places.radius[p] > WIDE && p !== this.selected)) return;
      const metres = 40075016.7 * Math.cos((places.lat[p] * Math.PI) / 180);
      const r = (places.radius[p] * 1000 * 256 * Math.pow(2, this._map.getZoom())) / metres;
      if (r < 6) return;
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      ctx.setLineDash([3, 4]);
      ctx.lineWidth = 1.1;
      ctx.strokeStyle = this.palette.ink;
      ctx.stroke();
      ctx.setLineDash([]);
    },

    siege: function (ctx, p, size) {
      const places = this.world.places;
      const x = places.x[p] * this.view.k + this.view.dx;
      const y = places.y[p] * this.view.k + this.view.dy;
      for (const [width, colour] of [[4.5, this.palette.dot], [2, this.palette.ink]]) {
        ctx.beginPath();
        ctx.arc(x, y, size + Math.max(2, Math.min(5, this._map.getZoom() - 4)), 0, 7);
        ctx.lineWidth = width;
        ctx.setLineDash(width < 3 ? [5, 2.5] : []);
        ctx.strokeStyle = colour;
        ctx.stroke();
      }
      ctx.setLineDash([]);
    },

    outline: function (ctx, p, width, dash) {
      const places = this.world.places;
      const v = this.view;
      ctx.save();
      ctx.setLineDash(dash);
      for (const [extra, colour] of [[2.4, this.palette.dot], [0, this.palette.ink]]) {
        ctx.lineWidth = width + extra;
        ctx.strokeStyle = colour;
        if (places.cells[p]) {
          ctx.save();
          ctx.transform(v.k, 0, 0, v.k, v.dx, v.dy);
          ctx.lineWidth /= v.k;
          ctx.setLineDash(dash.map((d) => d / v.k));
          ctx.stroke(places.cells[p].path);
          ctx.restore();
        } else {
          ctx.beginPath();
          ctx.arc(places.x[p] * v.k + v.dx, places.y[p] * v.k + v.dy, 10, 0, 7);
          ctx.stroke();
        }
      }
      ctx.restore();
    },

    /* The place at a point of the map that has a colour there, or else the nearest dot within reach; or -1. */
    placeAt: function (latlng) {
      if (!this.view) return -1;
      const places = this.world.places;
      const at = gm.project(latlng.lng, latlng.lat);
      const x = at[0] - places.origin[0];
      const y = at[1] - places.origin[1];
      let best = -1;
      let nearest = 14 / this.view.k;
      for (const p of this.visible) {
        if (!this.shown[p] || places.region.has(p)) continue;
        const distance = Math.hypot(places.x[p] - x, places.y[p] - y);
        if (distance < nearest) {
          nearest = distance;
          best = p;
        }
      }
      if (best >= 0) return best;
      const ctx = this.begin(0, false);
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      for (const p of this.visible) {
        const cell = places.cells[p];
        if (!cell || !this.shown[p] || x < cell.box[0] || x > cell.box[2] || y < cell.box[1] || y > cell.box[3]) continue;
        if (!ctx.isPointInPath(cell.path, x, y, "evenodd")) continue;
        // the smallest of what lies here
        if (best < 0 || places.km2[p] < places.km2[best]) best = p;
      }
      return best;
    },
  });

  /* Finds cells by their boxes: a coarse grid over the world. */
  gm.Grid = class {
    constructor(places) {
      this.step = 0;
      let count = 0;
      for (const cell of places.cells) {
        if (!cell) continue;
        this.step += Math.max(cell.box[2] - cell.box[0], cell.box[3] - cell.box[1]);
        count++;
      }
      this.step = Math.max((1.5 * this.step) / Math.max(count, 1), 1);
      this.squares = new Map();
      places.cells.forEach((cell, p) => cell && this.each(cell.box, (key) => {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(p);
      }));
    }

    each(box, callback) {
      for (let i = Math.floor(box[0] / this.step); i <= Math.floor(box[2] / this.step); i++)
        for (let j = Math.floor(box[1] / this.step); j <= Math.floor(box[3] / this.step); j++) callback(i * 65536 + j);
    }

    around(box) {
      const found = new Set();
      this.each(box, (key) => (this.squares.get(key) || []).forEach((p) => found.add(p)));
      return Array.from(found).sort((a, b) => a - b);
    }
  };
})(window.geomapper);
