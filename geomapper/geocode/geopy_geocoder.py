"""The gazetteer as a geopy geocoder, and online services as a fall-back by choice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from geopy.exc import GeocoderQueryError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomapper.errors import GeomapperError, InputError, OutputError
from geomapper.gazetteer import Gazetteer, load
from geomapper.geocode.choice import Choice
from geomapper.geocode.context import km_between
from geomapper.geocode.tables import Finder, Query
from geomapper.model import LocatedEvent, Place
from geomapper.theatre import Theatre
from geomapper.theatre import load as load_theatre

AGENT = "geomapper (https://pypi.org/project/geomapper)"
_TIMEOUT = 10  # seconds that an online service may take
_PAUSE = 1.1  # seconds between two calls: Nominatim's policy is one a second


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Geocode with the gazetteer; a geopy geocoder in every respect, without a network.

    >>> GazetteerGeocoder().geocode("Deir ez-Zor")
    Location(Deir ez-Zor, Deir ez-Zor, SY, (35.33588, 40.14084, 0.0))
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        theatre: Theatre | None = None,
        *,
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Any = None,
    ) -> None:
        super().__init__(
            scheme="https", timeout=timeout, proxies=proxies, user_agent=user_agent, ssl_context=ssl_context,
            adapter_factory=adapter_factory,
        )  # fmt: skip
        self._theatre = theatre or load_theatre("syria")
        self._gazetteer = gazetteer or load(theatre=self._theatre)
        self._finder = Finder(self._gazetteer, self._theatre.countries)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        admin1: str = "",
        country: str = "",
        context: str = "",
        near: Any = None,
    ) -> Location | list[Location] | None:
        """The location of a name, or all that it may mean (`exactly_one=False`, best first); None if unknown.

        `admin1` (governorate), `country` (two letters), `context` (a sentence that holds the name) and `near`
        (anything that geopy takes for a point) narrow the choice. `timeout` is taken for geopy's sake.
        """
        if not isinstance(query, str) or not query.strip():
            raise GeocoderQueryError("Must provide a name to geocode.")
        point = Point(near) if near is not None else None
        row = Query(query, admin1, country, context, (point.latitude, point.longitude) if point else None)
        choice = self._finder.find(row)
        if exactly_one:
            return None if choice is None else _location(choice.place, choice.score, choice.n_candidates)
        others = [
            p
            for p in self._gazetteer.candidates(query)
            if (not country or p.country == country.upper())
            and (choice is None or p.place_id != choice.place.place_id)
        ]
        if choice is None:
            return None
        found = [_location(choice.place, choice.score, choice.n_candidates)]
        found += [_location(p, 0.0, choice.n_candidates) for p in others]
        return found

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        distance_km: float = 20.0,
    ) -> Location | list[Location] | None:
        """The place nearest to a point within `distance_km`, or all of them, the nearest first; or None."""
        point = Point(query)
        found = self._gazetteer.nearest(point.latitude, point.longitude, distance_km)
        if not found:
            return None
        locations = [_location(p, 1.0, 1) for p in found]
        return locations[0] if exactly_one else locations


def _location(place: Place, score: float, n_candidates: int) -> Location:
    label = ", ".join(dict.fromkeys(x for x in (place.name, place.admin1, place.country) if x))
    raw = {
        "place_id": place.place_id, "name": place.name, "feature": place.feature, "admin1": place.admin1,
        "country": place.country, "population": place.population, "precision_km": place.precision_km,
        "variants": list(place.variants), "name_ar": place.name_ar, "source": place.source,
        "score": round(score, 3), "n_candidates": n_candidates,
    }  # fmt: skip
    return Location(label, (place.latitude, place.longitude), raw)


class Online:
    """An online service for names that the gazetteer lacks, one call a second, answers kept on disk."""

    def __init__(
        self,
        theatre: Theatre,
        service: str = "nominatim",
        *,
        cache: Path | None = None,
        adapter_factory: Any = None,
        pause: float = _PAUSE,
    ) -> None:
        if service != "nominatim":
            raise InputError(f"no online service {service!r}; there is nominatim")
        self._countries = theatre.countries
        self._cache = cache or _cache_folder()
        geocoder = Nominatim(user_agent=AGENT, timeout=_TIMEOUT, adapter_factory=adapter_factory)
        self._ask: Callable[..., Location | None] = RateLimiter(
            geocoder.geocode, min_delay_seconds=pause, max_retries=1, error_wait_seconds=max(pause, 0.01),
            swallow_exceptions=False,
        )  # fmt: skip

    def find(self, name: str, admin1: str = "") -> Place | None:
        """The place that the service knows by a name; or None. Raises GeomapperError offline."""
        query = ", ".join(x for x in (name, admin1) if x)
        key = hashlib.sha256("|".join((query, *self._countries)).encode()).hexdigest()[:32]
        file = self._cache / f"{key}.json"
        try:
            raw = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raw = self._fetch(query)
            _keep(file, raw)
        return _place_of(raw) if raw else None

    def _fetch(self, query: str) -> dict[str, Any] | None:
        try:
            found = self._ask(
                query, country_codes=[c.lower() for c in self._countries], language="en", addressdetails=True
            )
        except GeopyError as error:
            raise GeomapperError(f"nominatim did not answer for {query!r}: {error}") from error
        return None if found is None else dict(found.raw)


def fill_online(located: Iterable[LocatedEvent], online: Online) -> list[LocatedEvent]:
    """The events, those without a place asked of an online service by their names; the rest as they were."""
    out = []
    for item in located:
        place = (
            online.find(item.event.ref.name, item.event.ref.admin)
            if item.place is None and item.event.ref.name
            else None
        )
        if place is None:
            out.append(item)
            continue
        choice = Choice(
            place,
            place.latitude,
            place.longitude,
            place.precision_km,
            1 if place.precision_km <= 5 else 2,
            0.4,
            1,
        )
        out.append(
            replace(
                item,
                place=place,
                latitude=choice.latitude,
                longitude=choice.longitude,
                radius_km=choice.radius_km,
                geo_precision=choice.geo_precision,
                geo_score=choice.score,
                n_candidates=1,
            )
        )
    return out


def _place_of(raw: dict[str, Any]) -> Place:
    lat, lon = float(raw["lat"]), float(raw["lon"])
    south, north, west, east = (float(x) for x in raw.get("boundingbox", (lat, lat, lon, lon)))
    radius = max(0.5, km_between(south, west, north, east) / 2)
    address = raw.get("address", {})
    kind = str(raw.get("addresstype") or raw.get("type") or "")
    return Place(
        place_id=f"nominatim:{raw.get('osm_type', '')}/{raw.get('osm_id', '')}",
        name=str(raw.get("name") or raw.get("display_name", "").split(",")[0]),
        latitude=lat,
        longitude=lon,
        feature="settlement" if kind in {"city", "town", "village", "hamlet", "suburb"} else kind,
        admin1=str(address.get("state", "")).removesuffix(" Governorate"),
        country=str(address.get("country_code", "")).upper(),
        precision_km=round(radius, 1),
        source="OpenStreetMap contributors, ODbL",
    )


def _cache_folder() -> Path:
    import platformdirs

    chosen = os.environ.get("GEOMAPPER_CACHE")
    return (
        Path(chosen)
        if chosen
        else Path(platformdirs.user_cache_dir("geomapper", appauthor=False)) / "nominatim"
    )


def _keep(file: Path, raw: dict[str, Any] | None) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise OutputError(
            f"cannot write the cache of online answers to {file.parent}: {error.strerror}"
        ) from error
