/* What is shown on which day: the spells of every place as a row of stretches, under the reader's choices.
   No drawing here. A day is a whole number: days since 1 January 1970. */
(function (gm) {
  "use strict";

  const BESIEGED = "besieged";
  const BESIDE = new Set([BESIEGED, "clash"]); // told beside who holds a place, and changing nothing of it
  const SURE = new Set(["confirmed", "admitted", "baseline"]);
  const LEVELS = 4; // shades from "just beginning to be likely" to "certain"

  /* A style is what a place looks like on a day, packed into one number, so that two days are compared quickly.
     0 is blank. */
  gm.style = {
    UNNAMED: 62, // the other side of a place that one side holds in part, where nobody says whose the rest is
    pack: (side, other, level, stale) => (side + 1) | ((other + 1) << 6) | (level << 12) | (stale << 14),
    side: (style) => (style & 63) - 1,
    other: (style) => ((style >> 6) & 63) - 1,
    level: (style) => (style >> 12) & 3,
    stale: (style) => (style >> 14) & 1,
  };

  gm.History = class {
    constructor(world) {
      this.world = world;
      this.choices = { confirmed: false, reported: false };
      this.sieges = [];
      const spells = world.spells;
      for (let s = 0; s < spells.n; s++) if (spells.state[s] === BESIEGED) this.sieges.push(s);
      this.gaps = new Array(spells.n);
      this.arrange();
    }

    /* The stretches of days in which the last report of a spell is too long ago: from, to, from, to … */
    silences(s) {
      if (this.gaps[s]) return this.gaps[s];
      const spells = this.world.spells;
      const limit = this.world.stale_days;
      const days = [spells.start[s], spells.last[s]];
      for (const e of spells.events(s)) if (this.world.reportDay[e] >= 0) days.push(this.world.reportDay[e]);
      days.sort((a, b) => a - b);
      days.push(gm.OPEN);
      const gaps = [];
      for (let i = 1; i < days.length; i++) if (days[i] - days[i - 1] > limit) gaps.push(days[i - 1] + limit, days[i]);
      this.gaps[s] = gaps;
      return gaps;
    }

    choose(choices) {
      Object.assign(this.choices, choices);
      this.arrange();
    }

    /* Whether the reader's choices let this spell count. */
    counts(s) {
      const spells = this.world.spells;
      if (BESIDE.has(spells.state[s])) return false;
      return !this.choices.confirmed || SURE.has(spells.status[s]);
    }

    /* The day from which a spell is shown: when it happened, or when a reader could first read of it. */
    shownFrom(s) {
      const spells = this.world.spells;
      return this.choices.reported ? Math.max(spells.start[s], spells.seen[s]) : spells.start[s];
    }

    /* Rebuilds the stretches. Between two spells that count, one that does not leaves the older one standing;
       a spell whose end nobody's beginning explains (a loss without taker) leaves the place blank. */
    arrange() {
      const spells = this.world.spells;
      const n = this.world.places.n;
      const first = new Int32Array(n + 1);
      const from = [];
      const to = [];
      const spell = [];
      const rival = [];
      for (let p = 0; p < n; p++) {
        const mine = [];
        const begins = new Set();
        for (let s = spells.firstOf[p]; s < spells.firstOf[p + 1]; s++) {
          if (!BESIDE.has(spells.state[s])) begins.add(spells.start[s]);
          if (this.counts(s)) mine.push(s);
        }
        if (this.choices.reported) mine.sort((a, b) => this.shownFrom(a) - this.shownFrom(b) || a - b);
        const base = from.length;
        for (const s of mine) {
          const start = this.shownFrom(s);
          const last = from.length - 1;
          let against = -1;
          if (last >= base) {
            const before = spell[last];
            if (spells.start[s] < spells.start[before]) continue; // old news, told late
            const both = spells.status[s] === "disputed" && spells.status[before] === "disputed";
            if (both && spells.end[before] > spells.start[s]) against = before;
            to[last] = Math.min(to[last], start);
          }
          const end = spells.end[s];
          from.push(start);
          to.push(end < gm.OPEN && !begins.has(end) ? Math.max(end, start) : gm.OPEN);
          spell.push(s);
          rival.push(against);
        }
        first[p + 1] = from.length;
      }
      this.first = first;
      this.from = Int32Array.from(from);
      this.to = Int32Array.from(to);
      this.spell = Int32Array.from(spell);
      this.rival = Int32Array.from(rival);
      this.changes = this.listChanges();
      this.totals = this.sumShares();
    }

    /* The stretch of a place on a day, or -1. */
    stretch(p, day) {
      for (let i = this.first[p + 1] - 1; i >= this.first[p]; i--) {
        if (this.from[i] <= day) return day < this.to[i] ? i : -1;
      }
      return -1;
    }

    /* The second side of a stretch: the other one in a contested or disputed place. */
    second(i) {
      const spells = this.world.spells;
      const s = this.spell[i];
      if (this.rival[i] >= 0) return spells.side[this.rival[i]];
      if (spells.state[s] === "contested") return spells.other[s] < 0 ? gm.style.UNNAMED : spells.other[s];
      return spells.status[s] === "disputed" ? spells.other[s] : -1;
    }

    styleOf(p, day) {
      const spells = this.world.spells;
      const i = this.stretch(p, day);
      if (i < 0) return this.dawning(p, day);
      const s = this.spell[i];
      const other = this.second(i);
      const side = spells.side[s];
      if (side < 0 && other < 0) return 0;
      let level = spells.inferred[s] ? 1 : LEVELS - 1;
      if (!this.choices.reported) {
        const sure = spells.late[s];
        if (day < sure) level = Math.min(level, Math.floor((LEVELS - 1) * (day - this.from[i] + 1) / (sure - this.from[i] + 1)));
        const next = i + 1 < this.first[p + 1] ? this.spell[i + 1] : -1;
        if (next >= 0 && day >= spells.early[next] && spells.early[next] < spells.start[next]) {
          const left = (spells.start[next] - day) / (spells.start[next] - spells.early[next] + 1);
          level = Math.min(level, Math.floor((LEVELS - 1) * left));
        }
      }
      const gaps = this.silences(s);
      let stale = 0;
      for (let g = 0; g < gaps.length; g += 2) if (day > gaps[g] && day < gaps[g + 1]) stale = 1;
      return gm.style.pack(side, other, level, stale);
    }

    /* A place that was blank, on a day when its first spell may already have begun. */
    dawning(p, day) {
      if (this.choices.reported) return 0;
      const spells = this.world.spells;
      for (let i = this.first[p]; i < this.first[p + 1]; i++) {
        const s = this.spell[i];
        if (this.from[i] > day) return spells.early[s] <= day && spells.side[s] >= 0 ? gm.style.pack(spells.side[s], this.second(i), 0, 0) : 0;
      }
      return 0;
    }

    /* The style of every place on a day. */
    styles(day, into) {
      const found = into || new Int32Array(this.world.places.n);
      for (let p = 0; p < found.length; p++) found[p] = this.styleOf(p, day);
      return found;
    }

    /* Every change in order of days: place, stretch, who had it and who has it (-1: nobody known). */
    listChanges() {
      const spells = this.world.spells;
      const found = [];
      for (let p = 0; p < this.world.places.n; p++) {
        if (this.world.places.derived.has(p)) continue; // nobody reported these
        for (let i = this.first[p]; i < this.first[p + 1]; i++) {
          const s = this.spell[i];
          const joined = i > this.first[p] && this.to[i - 1] === this.from[i];
          const before = joined ? spells.side[this.spell[i - 1]] : -1;
          const told = before >= 0 ? before : spells.from[s];
          if (!spells.inferred[s]) {
            found.push({ day: this.from[i], place: p, stretch: i, spell: s, from: told, to: spells.side[s], other: this.second(i) });
          }
          const next = i + 1 < this.first[p + 1] ? this.from[i + 1] : gm.OPEN;
          if (this.to[i] < next) {
            found.push({ day: this.to[i], place: p, stretch: i, spell: s, from: spells.side[s], to: -1, other: -1 });
          }
        }
      }
      found.sort((a, b) => a.day - b.day || a.place - b.place);
      return found;
    }

    /* Places and km² of every side for every day of the map, contested land apart:
       totals.km2[side][day - firstDay]; the last row is contested land. */
    sumShares() {
      const world = this.world;
      const spells = world.spells;
      const days = world.lastDay - world.firstDay + 1;
      const rows = world.sides.length + 1;
      const make = () => Array.from({ length: rows }, () => new Float64Array(days + 1));
      const km2 = make();
      const places = make();
      const add = (table, row, from, to, amount) => {
        if (row < 0 || to <= from) return;
        table[row][Math.min(Math.max(from - world.firstDay, 0), days)] += amount;
        table[row][Math.min(Math.max(to - world.firstDay, 0), days)] -= amount;
      };
      const rowOf = (i) => (this.second(i) >= 0 ? rows - 1 : spells.side[this.spell[i]]);
      const own = Float64Array.from(world.places.km2);
      for (const atom of world.atoms) for (const p of atom.slice(1)) own[p] -= atom[0];
      for (let p = 0; p < world.places.n; p++) {
        for (let i = this.first[p]; i < this.first[p + 1]; i++) {
          if (!world.places.region.has(p)) add(places, rowOf(i), this.from[i], this.to[i], 1);
          add(km2, rowOf(i), this.from[i], this.to[i], Math.max(own[p], 0));
        }
      }
      /* Land with several speakers is that of the first who is reported: the place before its governorate. */
      for (const [amount, ...speakers] of world.atoms) {
        const edges = new Set();
        for (const p of speakers) for (let i = this.first[p]; i < this.first[p + 1]; i++) edges.add(this.from[i]).add(this.to[i]);
        const sorted = Array.from(edges).sort((a, b) => a - b);
        for (let e = 0; e + 1 < sorted.length; e++) {
          for (const p of speakers) {
            const i = this.stretch(p, sorted[e]);
            if (i < 0 || rowOf(i) < 0) continue;
            add(km2, rowOf(i), sorted[e], sorted[e + 1], amount);
            break;
          }
        }
      }
      for (const table of [km2, places]) for (const row of table) for (let d = 1; d <= days; d++) row[d] += row[d - 1];
      return { km2: km2, places: places, days: days };
    }

    /* Sieges that last on a day. */
    siegesOn(day) {
      const spells = this.world.spells;
      return this.sieges.filter((s) => this.shownFrom(s) <= day && day < spells.end[s]);
    }

    /* Changes after day `a` and up to day `b`. */
    changesBetween(a, b) {
      return this.changes.slice(this.firstAfter(a), this.firstAfter(b));
    }

    /* The number of the first change later than a day. */
    firstAfter(day) {
      let low = 0;
      let high = this.changes.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.changes[middle].day <= day) low = middle + 1;
        else high = middle;
      }
      return low;
    }
  };
})(window.geomapper);
