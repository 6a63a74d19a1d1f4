"""Whether a text says that it happened: the seven values, from the grammar around a trigger."""

from __future__ import annotations

import pytest
from reading import Case, answers, cases, read, table

from geomapper.model import REAL


@pytest.mark.parametrize("case", table("reading_modality.txt"))
def test_modality(case: Case) -> None:
    wanted, came = answers(case)
    assert came == wanted


def test_every_value_has_cases() -> None:
    found = {word for c in cases("reading_modality.txt") for e in c.events for word in e.strip(")").split() if "(" in e}
    for value in ("negated", "denied", "attempted", "future", "hypothetical"):
        assert value in {w.strip("(),") for w in found}


NEGATIONS = ("did not capture", "didn't capture", "didn’t capture", "didnt capture", "never captured")
AUXILIARIES = ("has not captured", "hasn't captured", "hasnt captured", "had not captured", "could not capture")


@pytest.mark.parametrize("verb", [*NEGATIONS, *AUXILIARIES, "cannot capture", "won't capture", "will not capture"])
@pytest.mark.parametrize("place", ["Palmyra", "the town of Mahin"])
def test_no_spelling_of_not_lets_a_change_through(verb: str, place: str) -> None:
    assert [e for e in read(f"The Syrian army {verb} {place}.") if e.modality in REAL] == []
