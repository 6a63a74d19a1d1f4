"""Spells of control → one folium map with a time slider, and the page that holds it.

`control_map` makes the map, `save_map` writes it as one HTML file that needs no network.
"""

from geomapper.map.layer import ControlLayer, control_map
from geomapper.map.page import save_map

__all__ = ["ControlLayer", "control_map", "save_map"]
