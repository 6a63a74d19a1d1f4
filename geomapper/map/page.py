"""The HTML page around a map: everything inlined, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import OrderedDict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from branca.element import Element, Figure, MacroElement

from geomapper.errors import OutputError
from geomapper.events_table import whole_file

SCRIPTS = (
    "data.js", "history.js", "dom.js", "paint.js", "raster.js", "layer.js", "background.js", "timeline.js",
    "panel.js", "place.js", "search.js", "compare.js", "address.js", "app.js",
)  # fmt: skip

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe)\b[^>]*?\bsrc=["']?(https?:[^"'\s>]+)|<link\b[^>]*?\bhref=["']?(https?:[^"'\s>]+)""",
    re.IGNORECASE,
)


@cache
def web_file(name: str) -> str:
    """The text of a file of geomapper/web."""
    return (resources.files("geomapper") / "web" / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> bytes:
    return (resources.files("js_lib_leaflet") / "static/js_lib_leaflet" / name).read_bytes()


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_leaflet(f"images/{name}")).decode()


@cache
def leaflet_css() -> str:
    """Leaflet's stylesheet with its images inside it."""
    css = _leaflet("leaflet.css").decode()
    return re.sub(r"url\(images/([\w.-]+)\)", lambda m: f"url({_data_uri(m[1])})", css)


@cache
def leaflet_js() -> str:
    """Leaflet, and its default marker told to use images inside the page."""
    script = re.sub(r"//# sourceMappingURL=\S+", "", _leaflet("leaflet.js").decode())
    icons = {
        "iconUrl": _data_uri("marker-icon.png"),
        "iconRetinaUrl": _data_uri("marker-icon-2x.png"),
        "shadowUrl": _data_uri("marker-shadow.png"),
    }
    options = ",".join(f'{key}:"{value}"' for key, value in icons.items())
    return f'{script}\nL.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({{{options}}});\n'


def page_parts() -> list[tuple[str, str]]:
    """Names and HTML of what the head of every page carries once, however many maps it holds."""
    ours = "\n".join(web_file(name) for name in SCRIPTS)
    return [
        ("leaflet", f"<script>{leaflet_js()}</script>"),
        ("leaflet_css", f"<style>{leaflet_css()}</style>"),
        ("geomapper_folium", f"<script>{web_file('folium.js')}</script>"),
        ("geomapper_js", f"<script>{ours}</script>"),
        ("geomapper_css", f"<style>{web_file('map.css')}</style>"),
    ]


class Page(Figure):
    """A branca Figure that renders to one self-contained page, for files and notebooks alike.

    `hosts` are those that tiles come from, if tiles were asked for; all else from outside is refused by the
    page's Content-Security-Policy.
    """

    def __init__(self, title: str, height: str, hosts: tuple[str, ...] = ()) -> None:
        super().__init__(height=height, title=html.escape(title))
        self.hosts = hosts

    def render(self, **kwargs: Any) -> str:
        """The page as text, the same each time: what folium adds while it renders is taken off again."""
        parts = (self.header, self.html, self.script)
        kept = [dict(part._children) for part in parts]
        try:
            return self._rendered(**kwargs)
        finally:
            for part, children in zip(parts, kept, strict=True):
                part._children = OrderedDict(children)

    def _rendered(self, **kwargs: Any) -> str:
        self.header.add_child(Element('<meta name="referrer" content="no-referrer">'), name="referrer")
        for name, part in page_parts():
            self.header.add_child(Element(_verbatim(part)), name=name)
        text = _numbered(super().render(**kwargs), _identifiers(self))
        # Zooming by hand must stay possible on a phone; Leaflet needs no such ban.
        text = re.sub(r",\s*maximum-scale=1\.0, user-scalable=no", "", text)
        text = text.replace("<html>", '<html lang="en">', 1)
        # branca writes the last script after the body has ended, which browsers repair and validators do not
        text = re.sub(
            r"</body>\s*(<script>.*</script>)\s*</html>\s*$", r"\1\n</body>\n</html>\n", text, flags=re.S
        )
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(text, self.hosts)}">'
        return text.replace("<head>", f"<head>\n{policy}", 1)


def _verbatim(part: str) -> str:
    # Element takes a jinja template, and scripts hold braces of their own
    return "{% raw %}" + part + "{% endraw %}"


def _identifiers(element: Element) -> list[str]:
    """The random ids of an element and of all below it, in order."""
    found = [element._id]
    inside = list(element._children.values())
    if isinstance(element, Figure):
        inside += [element.header, element.html, element.script]
    if isinstance(element, MacroElement):
        inside += [value for value in vars(element).values() if isinstance(value, Element)]
    for child in inside:
        if child is not element._parent:
            found += _identifiers(child)
    return found


def _numbered(text: str, identifiers: list[str]) -> str:
    """The page with its elements numbered, so that the same map is the same file byte for byte."""
    order = {key: f"{i:04d}" for i, key in enumerate(dict.fromkeys(identifiers))}
    return re.sub(r"[0-9a-f]{32}", lambda m: order.get(m[0], m[0]), text)


def _policy(text: str, hosts: tuple[str, ...]) -> str:
    """The Content-Security-Policy: the page's own scripts by their hashes, and images inside it."""
    hashes = []
    for script in _SCRIPT.finditer(text):
        if "src=" in script["attributes"] or "json" in script["attributes"]:
            continue
        digest = hashlib.sha256(script["body"].replace("\r\n", "\n").encode()).digest()
        hashes.append(f"'sha256-{base64.b64encode(digest).decode()}'")
    outside = sorted({f"https://{urlsplit(url).netloc}" for url in outside_addresses(text)})
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", *dict.fromkeys(hashes), *outside]),
            " ".join(["style-src 'unsafe-inline'", *outside]),
            " ".join(["img-src data: blob:", *hosts, *outside]),
            " ".join(["font-src data:", *outside]),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def outside_addresses(text: str) -> list[str]:
    """Addresses that the page itself would load: those that folium's plugins bring along."""
    bare = re.sub(r"(<script[^>]*>).*?</script\s*>", r"\1", text, flags=re.DOTALL | re.IGNORECASE)
    return [a or b for a, b in _OUTSIDE.findall(bare)]


def save_map(map: Any, path: str | Path, online: bool = False) -> Path:
    """The path of the HTML file written from a map of `control_map`: whole, or not at all.

    The file makes no request of any kind, except for tiles where the map has an online background. Layers and
    plugins of folium that fetch scripts are refused with OutputError unless `online` is true.
    """
    target = Path(path)
    text = map.get_root().render()
    fetched = outside_addresses(text)
    if fetched and not online:
        raise OutputError(
            f"a layer of this map loads {fetched[0]} from the network; "
            "take it off, or write the map with online=True"
        )
    with whole_file(target) as part:
        part.write_bytes(text.encode("utf-8"))
    return target
