"""One set, one attempt: which one it is follows from the record alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.record.attempts import attempts


@pytest.mark.parametrize(
    ("begun", "found", "on"),
    [
        ([], [], ()),
        ([("a", "")], [("a",)], ("a",)),
        # begun again
        ([("a", ""), ("b", "a")], [("a",), ("b",)], ("b",)),
        ([("a", ""), ("b", "a"), ("c", "b")], [("a",), ("b",), ("c",)], ("c",)),
        # begun in two places at the same moment: the earlier one, and the other belongs to it
        ([("a", ""), ("b", "")], [("a", "b")], ("a", "b")),
        ([("a", ""), ("b", ""), ("c", "b")], [("a", "b"), ("c",)], ("c",)),
        ([("a", ""), ("b", "a"), ("c", "a")], [("a",), ("b", "c")], ("b", "c")),
        # a step that comes late does not bring back what was turned away from
        ([("a", ""), ("b", "a"), ("a", None)], [("a",), ("b",)], ("b",)),
        ([("a", ""), ("b", ""), ("c", "a"), ("b", None)], [("a", "b"), ("c",)], ("c",)),
        # records from before this was kept: each start hides the one before; the last step tells
        ([("a", None), ("b", None)], [("a",), ("b",)], ("b",)),
        ([("a", None), ("b", None), ("a", None)], [("a",), ("b",)], ("a",)),
        ([("a", None), ("b", "a")], [("a",), ("b",)], ("b",)),
        ([("a", None), ("a", None), ("b", "a"), ("b", None)], [("a",), ("b",)], ("b",)),
    ],
)
def test_an_attempt_is_followed_only_by_one_that_names_it(begun, found, on):
    assert attempts(begun) == (found, on)


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["", "a", "b", "c", None])), max_size=12))
def test_every_name_belongs_to_one_attempt_and_one_of_them_is_on(begun):
    found, on = attempts(begun)
    names = [name for one in found for name in one]
    assert sorted(names) == sorted({name for name, _ in begun})
    assert (on in found) == bool(begun)


def test_all_kernels_find_the_same_whatever_they_began():
    names = [f"k{i}" for i in range(6)]
    random.Random(1).shuffle(names)
    assert attempts((name, "") for name in names) == ([tuple(names)], tuple(names))
