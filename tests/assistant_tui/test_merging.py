"""Merging loses nothing: what one of two changed is kept, what both changed is asked."""

from hypothesis import given
from hypothesis import strategies as st

from assistant_tui.merging import merge

NAMES = st.sampled_from(["phone", "room", "note", "at", "clinic"])
FORMS = st.dictionaries(NAMES, st.one_of(st.none(), st.integers(0, 2)), max_size=5)


@given(FORMS, FORMS, FORMS)
def test_nothing_of_mine_or_theirs_is_lost(before: dict[str, int | None], some: dict[str, int | None],
                                           others: dict[str, int | None]) -> None:  # fmt: skip
    mine, theirs = {**before, **some}, {**before, **others}
    merged = merge(before, mine, theirs)
    after = {**theirs, **merged.values}
    clashes = {name: (own, other) for name, own, other in merged.clashes}
    for name in {*mine, *theirs}:
        i_changed = name in mine and (name not in before or mine[name] != before[name])
        they_changed = name in theirs and (name not in before or theirs[name] != before[name])
        if name in clashes:
            assert i_changed
            assert they_changed
            assert clashes[name] == (mine[name], theirs[name])
            assert mine[name] != theirs[name]
        elif i_changed:
            assert after[name] == mine[name]
        elif name in theirs:
            assert after[name] == theirs[name]
    assert not set(merged.values) & set(merged.taken)
    assert not set(clashes) & {*merged.values, *merged.taken}
    assert all(mine.get(name) != before.get(name) or name not in before for name in merged.values)


@given(FORMS, FORMS)
def test_alone_one_writes_what_one_changed(before: dict[str, int | None], some: dict[str, int | None]) -> None:
    mine = {**before, **some}
    merged = merge(before, mine, before)
    assert (merged.taken, merged.clashes) == ((), ())
    assert {**before, **merged.values} == mine
    assert merge(before, mine, mine).values == {}


def test_a_field_that_one_side_lacks_was_not_changed_there() -> None:
    merged = merge({"room": "1", "note": "a"}, {"room": "2"}, {"note": "b"})
    assert (merged.values, merged.taken, merged.clashes) == ({"room": "2"}, ("note",), ())
