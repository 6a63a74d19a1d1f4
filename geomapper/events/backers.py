"""Whom a side fights under, by the words behind its name: "rebels backed by Turkish tanks"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomapper.events.sides import SideMention
from geomapper.events.text import Tok

_BY_TURKEY = re.compile(r"(?:, )?(?:backed|supported|aided) by (?:the )?(?:turkey|turkish|ankara)")


def with_backer(toks: Sequence[Tok], side: SideMention) -> SideMention:
    """A side as it is, but "the rebels backed by Turkish tanks" are those who fight under Turkey."""
    behind = " ".join(t.lower for t in toks[side.j : side.j + 5])
    backed = side.sides == ("opposition",) and _BY_TURKEY.match(behind)
    return replace(side, sides=("turkey_sna",), strong=True) if backed else side
