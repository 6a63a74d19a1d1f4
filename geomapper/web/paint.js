/* Colours: what a style (history.js) looks like on paper of this tone. */
(function (gm) {
  "use strict";

  const STRENGTH = [0.35, 0.55, 0.78, 1]; // by level of certainty
  const STALE = 0.6;
  const STRIPE = 5; // px: width of a stripe of contested land

  const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const css = (rgb) => "rgb(" + rgb.map(Math.round).join(",") + ")";
  const mix = (a, b, share) => a.map((v, i) => v * share + b[i] * (1 - share));

  gm.Palette = class {
    constructor(sides, dark) {
      this.paper = dark ? [38, 42, 46] : [250, 248, 243];
      this.line = dark ? "rgba(0,0,0,.85)" : "rgba(40,34,28,.75)";
      this.dot = dark ? "#14171a" : "#ffffff";
      this.ink = dark ? "#f1efe9" : "#22201c";
      this.rgb = sides.map((side) => this.readable(channels(side.colour), dark));
      this.unknown = dark ? [120, 120, 120] : [150, 150, 150];
      this.cache = new Map();
      this.numbers = new Map();
      this.linePixel = dark ? 0xd9000000 : 0xbf1c2228; // `line`, as a pixel
    }

    /* A side's colour that can be seen on this paper: in the dark, near-black turns near-white, dark is lifted. */
    readable(rgb, dark) {
      if (!dark) return rgb;
      const light = (0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]) / 255;
      if (light < 0.2 && Math.max(...rgb) - Math.min(...rgb) < 25) return [236, 233, 228];
      return light < 0.45 ? mix(rgb, [255, 255, 255], 0.75) : rgb;
    }

    side(number) {
      if (number === gm.style.UNNAMED) return css(this.paper);
      return css(number < 0 ? this.unknown : this.rgb[number]);
    }

    /* The two colours of a style; the second is null where nobody contests it. */
    pair(style) {
      const strength = STRENGTH[gm.style.level(style)] * (gm.style.stale(style) ? STALE : 1);
      const tone = (side) => css(side === gm.style.UNNAMED ? this.paper : mix(side < 0 ? this.unknown : this.rgb[side], this.paper, strength));
      const other = gm.style.other(style);
      return [tone(gm.style.side(style)), other < 0 ? null : tone(other)];
    }

    /* What a canvas fills with: a colour, or stripes of two. `scale` and offset undo the canvas's transform. */
    fill(ctx, style, scale, dx, dy) {
      let entry = this.cache.get(style);
      if (!entry) {
        const [one, two] = this.pair(style);
        entry = two ? { pattern: ctx.createPattern(stripes(one, two), "repeat") } : { colour: one };
        this.cache.set(style, entry);
      }
      if (!entry.pattern) return entry.colour;
      entry.pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, -dx / scale, -dy / scale]));
      return entry.pattern;
    }

    /* The same two colours as pixels (0 for blank), for raster.js. */
    pixels(style) {
      let found = this.numbers.get(style);
      if (!found) {
        const [one, two] = style ? this.pair(style) : [null, null];
        found = [one, two || one].map((colour) => {
          if (!colour) return 0;
          const [r, g, b] = colour.match(/\d+/g).map(Number);
          return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
        });
        this.numbers.set(style, found);
      }
      return found;
    }

    /* A small sample of a style for the legend: CSS for `background`. */
    sample(one, two) {
      if (two === undefined) return this.side(one);
      const a = this.side(one);
      const b = this.side(two);
      return `repeating-linear-gradient(135deg, ${a} 0 4px, ${b} 4px 8px)`;
    }
  };

  function stripes(one, two) {
    const size = STRIPE * 2;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = one;
    ctx.fillRect(0, 0, size, size);
    ctx.fillStyle = two;
    ctx.beginPath();
    // one diagonal band, cut so that copies of the square join without a seam
    ctx.moveTo(0, size); ctx.lineTo(STRIPE, size); ctx.lineTo(size, STRIPE); ctx.lineTo(size, 0); ctx.lineTo(0, size);
    ctx.moveTo(0, 0); ctx.lineTo(STRIPE, 0); ctx.lineTo(0, STRIPE);
    ctx.fill();
    return canvas;
  }
})(window.geomapper);
