"""From news stories to dated, sourced maps of territorial control."""

__version__ = "0.1.0"
