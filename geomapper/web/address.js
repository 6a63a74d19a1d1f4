/* The address carries date, view, place and comparison, so that a link opens what its sender saw. */
(function (gm) {
  "use strict";

  gm.Address = class {
    constructor(app) {
      this.app = app;
      // a frame made from a string (a notebook's) has no address of its own
      this.usable = location.protocol !== "about:" && window.top === window;
      if (this.usable) window.addEventListener("hashchange", () => this.read());
    }

    /* Follows the address; true if it names a view. */
    read() {
      if (!this.usable || location.hash === this.written) return false;
      const { app } = this;
      const found = new URLSearchParams(location.hash.slice(1));
      const day = gm.fromIso(found.get("date"));
      if (day !== null) app.setDay(day);
      const against = gm.fromIso(found.get("vs"));
      if (against !== null && !app.compare.on) app.compare.toggle(against);
      const p = app.world.places.id.indexOf(found.get("place") || "");
      if (p >= 0) app.open(p, false);
      const at = (found.get("at") || "").split(",").map(Number);
      if (at.length !== 3 || at.some((n) => !Number.isFinite(n)) || Math.abs(at[0]) > 90) return false;
      app.map.setView([at[0], at[1]], at[2], { animate: false });
      return true;
    }

    write() {
      if (!this.usable) return;
      const { app } = this;
      const centre = app.map.getCenter();
      const parts = ["date=" + gm.iso(app.day), "at=" + [centre.lat.toFixed(4), centre.lng.toFixed(4), Number(app.map.getZoom().toFixed(2))].join(",")];
      if (app.selected >= 0) parts.push("place=" + encodeURIComponent(app.world.places.id[app.selected]));
      if (app.compare.on) parts.push("vs=" + gm.iso(app.compare.day));
      const text = "#" + parts.join("&");
      if (text === this.written) return;
      this.written = text;
      try {
        window.history.replaceState(null, "", text);
      } catch (error) {
        this.usable = false; // some frames forbid it; the map works without
      }
      this.written = location.hash;
    }
  };
})(window.geomapper);
