"""Which place a name means: for the events of a story, for tables of names, and as a geopy geocoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomapper.geocode.story import locate

if TYPE_CHECKING:
    from geomapper.geocode.geopy_geocoder import GazetteerGeocoder
    from geomapper.geocode.tables import geocode_table

__all__ = ["GazetteerGeocoder", "geocode_table", "locate"]


def __getattr__(name: str) -> object:
    # geopy and pandas are imported by those who use them.
    if name == "GazetteerGeocoder":
        from geomapper.geocode.geopy_geocoder import GazetteerGeocoder

        return GazetteerGeocoder
    if name == "geocode_table":
        from geomapper.geocode.tables import geocode_table

        return geocode_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
