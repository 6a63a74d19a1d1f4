/* The evidence: a place's whole history, each stretch of it with the sentences that it rests on. */
(function (gm) {
  "use strict";

  const { el } = gm;
  const LONGEST = 6; // sentences shown for a stretch before "show more"
  const WHERE = { 1: "located exactly", 2: "located only nearby", 3: "located only as a region" };
  const DATED = { day: "to the day", week: "to the week", month: "to the month", season: "to the season", year: "to the year", unknown: "not at all" };

  gm.PlacePanel = class {
    constructor(app) {
      this.app = app;
      this.node = el("div", { class: "gm-section gm-place", tabindex: "-1" });
    }

    show(p) {
      const { places } = this.app.world;
      const facts = [places.kind[p], places.admin[p], gm.country(places.country[p])].filter(Boolean).join(", ");
      const radius = places.radius[p] > 0 ? ", within " + places.radius[p] + " km" : "";
      this.node.replaceChildren(
        el("button", { type: "button", class: "gm-back", text: "‹ What changed", onclick: () => this.app.close() }),
        el("h2", { class: "gm-title", dir: "auto", text: places.name[p] }),
        places.arabic[p] ? el("p", { class: "gm-arabic", lang: "ar", dir: "rtl", text: places.arabic[p] }) : "",
        el("p", { class: "gm-note", text: (facts ? facts + " · " : "") + (WHERE[places.precision[p]] || "") + radius }),
        this.bars(p), this.history(p));
    }

    /* Bars of who held the place, over the whole time of the map. */
    bars(p) {
      const { world, history, palette } = this.app;
      const days = Math.max(world.lastDay - world.firstDay, 1);
      const at = (day) => (100 * (Math.min(Math.max(day, world.firstDay), world.lastDay) - world.firstDay)) / days;
      const bars = el("div", { class: "gm-bars", "aria-hidden": "true" });
      for (let i = history.first[p]; i < history.first[p + 1]; i++) {
        const side = world.spells.side[history.spell[i]];
        const other = history.second(i);
        const left = at(history.from[i]);
        const width = Math.max(at(history.to[i]) - left, 0.6);
        const paint = other >= 0 ? palette.sample(side, other) : palette.side(side);
        bars.append(el("span", { style: `left:${left}%;width:${width}%;background:${paint}` }));
      }
      bars.append(el("i", { class: "gm-cursor", style: `left:${at(this.app.day)}%` }));
      this.cursor = bars.lastChild;
      const ends = el("div", { class: "gm-ends", "aria-hidden": "true" }, el("span", { text: gm.shortDate(world.firstDay) }), el("span", { text: gm.shortDate(world.lastDay) }));
      return el("div", {}, bars, ends);
    }

    update(day) {
      const { world } = this.app;
      if (this.cursor) this.cursor.style.left = (100 * (day - world.firstDay)) / Math.max(world.lastDay - world.firstDay, 1) + "%";
    }

    history(p) {
      const { spells } = this.app.world;
      const list = el("ol", { class: "gm-history", reversed: true });
      for (let s = spells.firstOf[p + 1] - 1; s >= spells.firstOf[p]; s--) list.append(this.spell(s));
      return list;
    }

    spell(s) {
      const { world } = this.app;
      const spells = world.spells;
      const head = el("div", { class: "gm-spell" });
      if (spells.state[s] === "besieged") head.append("Besieged", spells.other[s] >= 0 ? " by " : "", spells.other[s] >= 0 ? this.app.who(spells.other[s]) : "");
      else if (spells.state[s] === "clash") head.append("Taken and lost again: ", this.app.who(spells.side[s]));
      else if (spells.other[s] >= 0) head.append(this.app.who(spells.side[s]), " and ", this.app.who(spells.other[s]), ", ", spells.state[s] === "contested" ? "contested" : "disputed");
      else head.append(this.app.who(spells.side[s]));
      const notes = [];
      if (spells.status[s]) notes.push(gm.STATUS[spells.status[s]]);
      if (spells.inferred[s]) notes.push("inferred: a later report says that they lost it");
      if (spells.from[s] >= 0) notes.push("taken from " + world.sides[spells.from[s]].name);
      if (spells.sources[s] > 1) notes.push(spells.sources[s] + " independent sources");
      notes.push("last report " + gm.shortDate(spells.last[s]));
      const item = el("li", { style: "--side:" + this.app.palette.side(spells.side[s]) }, head,
        el("button", { type: "button", class: "gm-span", title: "Go to this date", text: this.span(s), onclick: () => this.app.setDay(Math.min(Math.max(spells.start[s], world.firstDay), world.lastDay)) }),
        el("p", { class: "gm-note", text: notes.join(" · ") }));
      this.evidence(item, spells.events(s));
      return item;
    }

    span(s) {
      const { spells } = this.app.world;
      if (spells.state[s] === "clash") return "On " + gm.shortDate(spells.start[s]);
      const end = spells.end[s] < gm.OPEN ? gm.shortDate(spells.end[s]) : "the end of the reports";
      const rough = spells.late[s] > spells.early[s] ? `between ${gm.shortDate(spells.early[s])} and ${gm.shortDate(spells.late[s])}` : gm.shortDate(spells.start[s]);
      return "From " + rough + " until " + end;
    }

    evidence(item, events) {
      const shown = events.slice(0, LONGEST);
      for (const e of shown) item.append(this.sentence(this.app.world.event(e)));
      const derived = this.app.world.places.derived.has(this.app.selected);
      if (derived) item.append(el("p", { class: "gm-note", text: "Coloured by rule from the places in it; see “How to read this map”." }));
      else if (!events.length) item.append(el("p", { class: "gm-note", text: "No sentence came with this map." }));
      if (events.length <= LONGEST) return;
      const more = el("button", { type: "button", class: "gm-more", text: `Show ${events.length - LONGEST} more` });
      more.addEventListener("click", () => more.replaceWith(...events.slice(LONGEST).map((e) => this.sentence(this.app.world.event(e)))));
      item.append(more);
    }

    sentence(event) {
      const { dateText } = this;
      const published = event.published === null ? "date of publication unknown" : "published " + gm.shortDate(event.published);
      const said = event.claimed ? "According to " + event.claimed : "";
      const place = event.geo > 0 ? WHERE[event.geo] + (event.radius > 0 ? " (" + event.radius + " km)" : "") : "";
      return el("figure", { class: "gm-evidence" },
        el("blockquote", { dir: "auto", text: event.sentence }),
        el("figcaption", {},
          el("span", { dir: "auto", class: "gm-outlet", text: event.outlet || "Source not named" }), " · ", published,
          said ? el("span", { dir: "auto", text: " · " + said }) : "",
          el("br"), "Event: " + dateText(event), place ? " · " + place : "",
          event.title || event.url ? el("br") : "",
          event.url ? gm.link(event.url, event.title || "Read the story") : el("cite", { dir: "auto", text: event.title })));
    }

    dateText(event) {
      if (event.from < 0 && event.to < 0) return "date unknown";
      const known = event.precision in DATED ? ", dated " + DATED[event.precision] : "";
      if (event.from === event.to) return gm.shortDate(event.from) + known;
      if (event.from < 0) return "by " + gm.shortDate(event.to) + known;
      if (event.to < 0) return "from " + gm.shortDate(event.from) + known;
      return gm.shortDate(event.from) + " to " + gm.shortDate(event.to) + known;
    }
  };
})(window.geomapper);
