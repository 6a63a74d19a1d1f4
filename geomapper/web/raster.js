/* Which place each pixel of a sheet belongs to, worked out once for a view. While the date moves fast, colouring
   pixels by a table takes the same few milliseconds however many places change; when it rests, layer.js paints
   the same with smooth edges. */
(function (gm) {
  "use strict";

  const STRIPE = 4; // px, a power of two: stripes of contested land

  gm.Raster = class {
    constructor(world, view, visible) {
      this.width = Math.ceil(view.size.x);
      this.height = Math.ceil(view.size.y);
      this.visible = visible;
      this.image = new ImageData(this.width, this.height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      this.ids = new Int32Array(this.width * this.height); // place + 1; 0 is nobody's
      const { cells, region, km2 } = world.places;
      const below = visible.filter((p) => cells[p] && region.has(p)).sort((a, b) => km2[b] - km2[a]);
      this.below = below.length ? new Int32Array(this.ids.length) : null;
      for (const p of below) this.burn(this.below, cells[p], p + 1, view);
      for (const p of visible) if (cells[p] && !region.has(p)) this.burn(this.ids, cells[p], p + 1, view);
      this.edges = this.findEdges();
      this.first = new Uint32Array(world.places.n + 1);
      this.second = new Uint32Array(world.places.n + 1);
      this.holder = new Int32Array(world.places.n + 1);
    }

    /* Writes a number into all pixels whose middle lies in a shape, by the even-odd rule. */
    burn(target, shape, number, view) {
      const { k, dx, dy } = view;
      const top = Math.max(0, Math.ceil(shape.box[1] * k + dy - 0.5));
      const bottom = Math.min(this.height - 1, Math.floor(shape.box[3] * k + dy - 0.5));
      if (bottom < top) return;
      const rows = Array.from({ length: bottom - top + 1 }, () => []);
      for (const ring of shape.rings) {
        let x0 = ring[ring.length - 2] * k + dx;
        let y0 = ring[ring.length - 1] * k + dy;
        for (let i = 0; i < ring.length; i += 2) {
          const x1 = ring[i] * k + dx;
          const y1 = ring[i + 1] * k + dy;
          const low = Math.max(top, Math.ceil(Math.min(y0, y1) - 0.5));
          const high = Math.min(bottom, Math.ceil(Math.max(y0, y1) - 0.5) - 1);
          for (let y = low; y <= high; y++) rows[y - top].push(x0 + ((y + 0.5 - y0) * (x1 - x0)) / (y1 - y0));
          x0 = x1;
          y0 = y1;
        }
      }
      rows.forEach((crossings, i) => {
        crossings.sort((a, b) => a - b);
        const start = (top + i) * this.width;
        for (let c = 0; c + 1 < crossings.length; c += 2) {
          const from = Math.max(0, Math.ceil(crossings[c] - 0.5));
          const to = Math.min(this.width, Math.ceil(crossings[c + 1] - 0.5));
          if (to > from) target.fill(number, start + from, start + to);
        }
      });
    }

    /* Pixels beside one of another place: pixel, and the pixel to compare it with. */
    findEdges() {
      const found = [];
      const { ids, width } = this;
      for (let i = width; i < ids.length; i++) {
        if (ids[i] !== ids[i - 1]) found.push(i, i - 1);
        if (ids[i] !== ids[i - width]) found.push(i, i - width);
      }
      return Int32Array.from(found);
    }

    /* Paints styles onto a sheet. */
    paint(ctx, shown, palette, outlines, sharp) {
      const { ids, below, pixels, first, second, holder, width, height } = this;
      for (const p of this.visible) {
        const [one, two] = palette.pixels(shown[p]);
        first[p + 1] = one;
        second[p + 1] = two;
        holder[p + 1] = shown[p] & 4095;
      }
      for (let y = 0, i = 0; y < height; y++) {
        for (let x = 0; x < width; x++, i++) {
          const table = (x + y) & STRIPE ? first : second;
          pixels[i] = table[ids[i]];
          if (below && pixels[i] === 0) pixels[i] = table[below[i]];
        }
      }
      if (outlines) {
        const line = palette.linePixel;
        const { edges } = this;
        for (let e = 0; e < edges.length; e += 2) if (holder[ids[edges[e]]] !== holder[ids[edges[e + 1]]]) pixels[edges[e]] = line;
      }
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      if (sharp === 1) return ctx.putImageData(this.image, 0, 0);
      this.sheet = this.sheet || new OffscreenCanvas(width, height);
      this.sheet.getContext("2d").putImageData(this.image, 0, 0);
      ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      return ctx.drawImage(this.sheet, 0, 0, width * sharp, height * sharp);
    }
  };
})(window.geomapper);
