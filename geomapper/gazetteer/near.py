"""Near matches: the last step, and bounded, so that a place that is not in the table stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomapper.gazetteer.table import Gazetteer


def nearly(gazetteer: Gazetteer, name: str) -> list[tuple[str, float]]:
    """Keys that nearly match a name, best first, with their likeness."""
    return []
