"""The errors of geomapper, and when you would meet them.

GeomapperError
├── InputError       (also ValueError)   a file or table that cannot be read as what it should be
├── TheatreError     (also ValueError)   a theatre file that is not there or does not hold together
├── GazetteerError   (also ValueError)   a place table or pack that cannot be read or stored
├── OutputError      (also OSError)      a result that cannot be written
└── MissingExtra     (also ImportError)  an optional package is needed, and the message names it
"""


class GeomapperError(Exception):
    """The root: catch it to catch everything that geomapper raises on purpose."""


class InputError(GeomapperError, ValueError):
    """Stories, events, labels or baselines that cannot be read as what they should be."""


class TheatreError(GeomapperError, ValueError):
    """A theatre that does not exist or whose file does not hold together."""


class GazetteerError(GeomapperError, ValueError):
    """A place table or pack that cannot be read, merged or stored."""


class OutputError(GeomapperError, OSError):
    """A result that cannot be written where it was asked for."""


class MissingExtra(GeomapperError, ImportError):
    """An optional package is needed for what was asked; the message says which."""
