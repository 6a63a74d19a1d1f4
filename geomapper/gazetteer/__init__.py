"""Places: one folding for all spellings, a bundled table, and packs that add countries to it."""

from geomapper.gazetteer.fold import fold, skeleton
from geomapper.gazetteer.table import Gazetteer, load

__all__ = ["Gazetteer", "fold", "load", "skeleton"]
