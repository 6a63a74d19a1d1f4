"""Fixtures that more than one test file needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from geomapper.inputs import Events


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test stories that lies beside a checkout of the project, and is no part of it."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not (folder / "articles" / "manifest.csv").is_file():
        pytest.skip("the stories of ../shared are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def samples() -> Events:
    """The bundled sample stories, read once."""
    from geomapper.build import samples_folder
    from geomapper.inputs import read_events_from

    return read_events_from(samples_folder())
