"""JSON of which a part is not what it should be: whatever a service may answer one day."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

_LEFT_OUT = object()

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters())),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=5,
)
"""Any JSON whatever, with what only Python's reader takes for JSON: half characters, no numbers."""


def altered(sample: object) -> st.SearchStrategy[object]:
    """The sample with anything in place of a part of it, or of it all, or with a part left out."""
    places = st.sampled_from([(), *_places(sample)])
    return st.tuples(places, ANYTHING | st.just(_LEFT_OUT)).map(lambda it: _with(sample, *it))


def _places(value: Any) -> Iterator[tuple[object, ...]]:  # noqa: ANN401 - JSON
    """The way to each value within another."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield (key,)
        if isinstance(item, (dict, list)):
            yield from ((key, *rest) for rest in _places(item))


def _with(sample: object, place: tuple[object, ...], other: object) -> object:
    if not place:
        return None if other is _LEFT_OUT else other
    whole: Any = copy.deepcopy(sample)
    inner = whole
    for key in place[:-1]:
        inner = inner[key]
    if other is _LEFT_OUT:
        del inner[place[-1]]
    else:
        inner[place[-1]] = other
    return whole
