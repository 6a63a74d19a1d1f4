/* folium's popups call jQuery's $ and its icons call L.AwesomeMarkers. Both come from the network, so the page
   brings the two small parts of them that folium's own elements need. A page that has the real ones keeps them. */
(function () {
  "use strict";

  function ready(callback) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", callback);
    else callback();
  }

  window.$ = window.$ || function (thing) {
    if (typeof thing === "function") return ready(thing);
    if (typeof thing !== "string") return { 0: thing, length: 1, ready: ready };
    const holder = document.createElement("template");
    holder.innerHTML = thing.trim();
    return holder.content.children;
  };

  L.AwesomeMarkers = L.AwesomeMarkers || {
    icon: function (options) {
      const colours = { red: "#d33d29", blue: "#38a9db", green: "#70af26", orange: "#f49630", purple: "#cf51b6" };
      const pin = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      pin.setAttribute("viewBox", "0 0 24 34");
      const path = document.createElementNS(pin.namespaceURI, "path");
      path.setAttribute("d", "M12 0a12 12 0 0 0-12 12c0 8 12 22 12 22s12-14 12-22a12 12 0 0 0-12-12z");
      path.setAttribute("fill", colours[options.markerColor] || options.markerColor || colours.blue);
      pin.append(path);
      return L.divIcon({ html: pin, className: "gm-pin", iconSize: [24, 34], iconAnchor: [12, 34], popupAnchor: [0, -30] });
    },
  };
})();
