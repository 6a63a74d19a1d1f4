/* The data of one map: read from its script tag, unpacked into a world of places, spells and events.
   The other side of this file is geomapper/map/payload.py and encode.py. Everything here is read once. */
window.geomapper = window.geomapper || {};
(function (gm) {
  "use strict";

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Int8Array(128);
  for (let i = 0; i < 64; i++) VALUE[DIGITS.charCodeAt(i)] = i;

  const DEGREES = 10000; // shapes come in ten-thousandths of a degree
  gm.ZOOM = 8; // shapes are kept in pixels of this zoom, from the world's origin below
  gm.OPEN = 1e9; // the end of a spell that has none

  async function inflate(base64) {
    if (!window.DecompressionStream) throw new Error("This map needs a browser of 2023 or later.");
    const raw = atob(base64);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).text();
  }

  function numbers(text) {
    const found = [];
    let value = 0;
    let shift = 1;
    for (let i = 0; i < text.length; i++) {
      const digit = VALUE[text.charCodeAt(i)];
      value += (digit & 31) * shift;
      if (digit & 32) {
        shift *= 32;
      } else {
        found.push(value % 2 ? -(value + 1) / 2 : value / 2);
        value = 0;
        shift = 1;
      }
    }
    return found;
  }

  function deltas(text) {
    const found = numbers(text);
    for (let i = 1; i < found.length; i++) found[i] += found[i - 1];
    return found;
  }

  /* Longitude and latitude in degrees → pixels of gm.ZOOM from the world's origin (Web Mercator). */
  function project(lon, lat) {
    const size = 256 * Math.pow(2, gm.ZOOM);
    const sine = Math.sin((Math.max(Math.min(lat, 85.0511), -85.0511) * Math.PI) / 180);
    return [(size * (lon + 180)) / 360, size * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))];
  }
  gm.project = project;

  /* One ring or line → flat array x0, y0, x1, y1 … in pixels from `origin`. */
  function points(text, origin) {
    const steps = numbers(text);
    const found = new Float64Array(steps.length);
    let lon = 0;
    let lat = 0;
    for (let i = 0; i < steps.length; i += 2) {
      lon += steps[i];
      lat += steps[i + 1];
      const at = project(lon / DEGREES, lat / DEGREES);
      found[i] = at[0] - origin[0];
      found[i + 1] = at[1] - origin[1];
    }
    return found;
  }

  /* Rings or lines parted by blanks → a shape: the rings, their Path2D, and the box around them. */
  gm.shape = function (text, origin, closed) {
    if (!text) return null;
    const rings = text.split(" ").map((part) => points(part, origin));
    const path = new Path2D();
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        if (i) path.lineTo(ring[i], ring[i + 1]);
        else path.moveTo(ring[i], ring[i + 1]);
        if (ring[i] < box[0]) box[0] = ring[i];
        if (ring[i + 1] < box[1]) box[1] = ring[i + 1];
        if (ring[i] > box[2]) box[2] = ring[i];
        if (ring[i + 1] > box[3]) box[3] = ring[i + 1];
      }
      if (closed) path.closePath();
    }
    return { rings: rings, path: path, box: box };
  };

  function readPlaces(raw, texts) {
    const lon = deltas(raw.lon);
    const lat = deltas(raw.lat);
    const n = raw.name.length;
    const middle = (list) => (Math.min.apply(null, list) + Math.max.apply(null, list)) / 2e5;
    const origin = project(middle(lon), middle(lat)).map(Math.round);
    const x = new Float64Array(n);
    const y = new Float64Array(n);
    for (let p = 0; p < n; p++) {
      const at = project(lon[p] / 1e5, lat[p] / 1e5);
      x[p] = at[0] - origin[0];
      y[p] = at[1] - origin[1];
    }
    return {
      n: n, origin: origin, x: x, y: y,
      lon: lon.map((v) => v / 1e5), lat: lat.map((v) => v / 1e5),
      id: raw.id, name: raw.name, arabic: raw.arabic, radius: raw.radius, precision: raw.precision, km2: raw.km2,
      spellings: raw.spellings.map((list) => list.map((i) => texts[i])),
      kind: raw.kind.map((i) => texts[i]), admin: raw.admin.map((i) => texts[i]),
      country: raw.country.map((i) => texts[i]),
      region: new Set(raw.region), derived: new Set(raw.derived),
      cells: raw.cell.map((text) => gm.shape(text, origin, true)),
    };
  }

  function readSpells(raw, texts) {
    const start = deltas(raw.start);
    const n = start.length;
    const column = {};
    for (const name of ["early", "late", "end", "last", "seen", "side", "other", "from", "status", "inferred", "sources"])
      column[name] = numbers(raw[name]);
    const counts = numbers(raw.count);
    const firstOf = new Int32Array(counts.length + 1);
    const place = new Int32Array(n);
    counts.forEach(function (count, p) {
      firstOf[p + 1] = firstOf[p] + count;
      place.fill(p, firstOf[p], firstOf[p + 1]);
    });
    const at = (name, sign) => Int32Array.from(start, (day, s) => day + sign * column[name][s]);
    const eventCount = numbers(raw.events);
    const event = deltas(raw.event);
    const firstEvent = new Int32Array(n + 1);
    eventCount.forEach((count, s) => (firstEvent[s + 1] = firstEvent[s] + count));
    return {
      n: n, firstOf: firstOf, place: place,
      start: Int32Array.from(start),
      early: at("early", -1), late: at("late", 1), last: at("last", 1), seen: at("seen", 1),
      end: Int32Array.from(start, (day, s) => (column.end[s] ? day + column.end[s] - 1 : gm.OPEN)),
      side: Int8Array.from(column.side), other: Int8Array.from(column.other), from: Int8Array.from(column.from),
      status: column.status.map((i) => (i < 0 ? "" : raw.statuses[i])),
      state: numbers(raw.state).map((i) => texts[i]),
      inferred: column.inferred, sources: column.sources,
      events: (s) => event.slice(firstEvent[s], firstEvent[s + 1]),
    };
  }

  /* The event of a number, put together when it is asked for. */
  function readEvents(raw, stories, texts) {
    return function (i) {
      const story = stories[raw.story[i]];
      return {
        outlet: texts[story[0]], title: texts[story[1]], published: story[2], url: texts[story[3]],
        sentence: texts[raw.sentence[i]], claimed: texts[raw.claimed[i]], change: texts[raw.change[i]],
        precision: texts[raw.precision[i]], from: raw.from[i], to: raw.to[i],
        geo: raw.geo[i], radius: raw.radius[i],
      };
    };
  }

  /* The world of one map, from the script tag with this id. */
  gm.readWorld = async function (id) {
    const node = document.getElementById(id);
    const text = node.dataset.encoding === "deflate" ? await inflate(node.textContent.trim()) : node.textContent;
    const raw = JSON.parse(text);
    const places = readPlaces(raw.places, raw.texts);
    const spells = readSpells(raw.spells, raw.texts);
    let first = gm.OPEN;
    let last = -gm.OPEN;
    for (let s = 0; s < spells.n; s++) {
      first = Math.min(first, spells.early[s]);
      last = Math.max(last, spells.start[s], spells.late[s], spells.last[s], spells.seen[s], spells.end[s] < gm.OPEN ? spells.end[s] : 0);
    }
    for (const share of raw.shares) last = Math.max(last, share[0]);
    return Object.assign({}, raw, {
      places: places, spells: spells, event: readEvents(raw.events, raw.stories, raw.texts), reportDay: raw.events.to,
      firstDay: first, lastDay: last + 1,
    });
  };
})(window.geomapper);
