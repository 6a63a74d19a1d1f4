"""From news stories to dated, sourced maps of territorial control.

>>> import geomapper as gm
>>> stories = gm.read_articles("stories/")
>>> events = [e for _, located in gm.locate_stories(stories) for e in located]
>>> table = gm.control(events)
>>> gm.control_map(table, events)  # a folium.Map with a time slider
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from geomapper.areas import areas as areas
    from geomapper.areas import layers as layers
    from geomapper.articles import make_article as make_article
    from geomapper.articles import read_articles as read_articles
    from geomapper.audit import audit as audit
    from geomapper.build import build as build
    from geomapper.build import samples_folder as samples_folder
    from geomapper.build import write_samples as write_samples
    from geomapper.compare import compare as compare
    from geomapper.control import control as control
    from geomapper.control import on as on
    from geomapper.corpus import locate_stories as locate_stories
    from geomapper.corpus import read_corpus as read_corpus
    from geomapper.errors import GeomapperError as GeomapperError
    from geomapper.evaluate import evaluate as evaluate
    from geomapper.events import extract as extract
    from geomapper.events_table import events_frame as events_frame
    from geomapper.events_table import read_events as read_events
    from geomapper.events_table import write_events as write_events
    from geomapper.export import read_control as read_control
    from geomapper.export import write_control as write_control
    from geomapper.feed import atom as atom
    from geomapper.feed import feed as feed
    from geomapper.gazetteer import load as load_gazetteer  # noqa: F401  public
    from geomapper.geocode import GazetteerGeocoder as GazetteerGeocoder
    from geomapper.geocode import geocode_table as geocode_table
    from geomapper.geocode import locate as locate
    from geomapper.imports import read_acled as read_acled
    from geomapper.imports import read_ucdp as read_ucdp
    from geomapper.imports import write_acled as write_acled
    from geomapper.inputs import Options as Options
    from geomapper.map import control_map as control_map
    from geomapper.map import save_map as save_map
    from geomapper.model import Article as Article
    from geomapper.model import Change as Change
    from geomapper.model import Event as Event
    from geomapper.model import LocatedEvent as LocatedEvent
    from geomapper.model import Modality as Modality
    from geomapper.model import Place as Place
    from geomapper.plot import animate as animate
    from geomapper.plot import plot as plot
    from geomapper.shares import control_shares as control_shares
    from geomapper.theatre import load as load_theatre  # noqa: F401  public

_WHERE = {
    "Article": "model",
    "Change": "model",
    "Event": "model",
    "GazetteerGeocoder": "geocode",
    "GeomapperError": "errors",
    "LocatedEvent": "model",
    "Modality": "model",
    "Options": "inputs",
    "Place": "model",
    "animate": "plot",
    "areas": "areas",
    "atom": "feed",
    "audit": "audit",
    "build": "build",
    "compare": "compare",
    "control": "control",
    "control_map": "map",
    "control_shares": "shares",
    "evaluate": "evaluate",
    "events_frame": "events_table",
    "extract": "events",
    "feed": "feed",
    "geocode_table": "geocode",
    "layers": "areas",
    "load_gazetteer": "gazetteer.load",
    "load_theatre": "theatre.load",
    "locate": "geocode",
    "locate_stories": "corpus",
    "make_article": "articles",
    "on": "control",
    "plot": "plot",
    "read_acled": "imports",
    "read_articles": "articles",
    "read_control": "export",
    "read_corpus": "corpus",
    "read_events": "events_table",
    "read_ucdp": "imports",
    "samples_folder": "build",
    "save_map": "map",
    "write_acled": "imports",
    "write_control": "export",
    "write_events": "events_table",
    "write_samples": "build",
}
"""Public names and the module each lives in: imported on first use, so that `import geomapper` is quick."""

__all__ = ["__version__", *sorted(_WHERE)]


def __getattr__(name: str) -> Any:
    where = _WHERE.get(name)
    if where is None:
        raise AttributeError(f"module 'geomapper' has no attribute {name!r}")
    module, _, attribute = where.partition(".")
    return getattr(import_module(f"geomapper.{module}"), attribute or name)


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """`geomapper.control` is the function; the module of that name is for `from geomapper.control import …`.

    Importing a submodule makes it an attribute of its package, which would hide the function of its name.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in _WHERE):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
