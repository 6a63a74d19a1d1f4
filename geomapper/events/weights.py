"""The fitted numbers of the reader, from weights.json: what counts as a change, and who gains where only the
story tells.

benchmarks/train_reader.py fits them, as logistic regressions over features that are true or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import repeat
from math import exp


@dataclass(frozen=True)
class Weights:
    """A weight for each feature, the probability from which a proposal counts, and weights for who gains."""

    weights: dict[str, float]
    threshold: float
    who: dict[str, float] = field(default_factory=dict)

    def probability(self, features: Iterable[str]) -> float:
        """Probability, between 0 and 1, that a proposal with these features is a change."""
        return logistic(total(features, self.weights))


def total(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """The sum of the weights of features; those without one weigh nothing."""
    return sum(map(weights.get, features, repeat(0.0)))


def logistic(total: float) -> float:
    """The logistic function, safe for any number."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def weights() -> Weights:
    """The fitted weights that come with the package."""
    raw = json.loads((resources.files("geomapper.events") / "weights.json").read_text(encoding="utf-8"))
    return Weights(raw["weights"], raw["threshold"], raw["who"])
