"""Keys: random, one for each purpose, and seals that open with their key in their context alone."""

from __future__ import annotations

import pytest

from db.errors import Refused
from db.keys import derive, new_key, new_pair, seal, seal_to, unseal, unseal_with

PURPOSES = ("sqlite", "audit", "drafts", "backup", "door", "recovery key")


def test_a_new_key_is_random_and_of_32_bytes() -> None:
    found = {new_key() for _ in range(64)}
    assert len(found) == 64
    assert {len(key) for key in found} == {32}


def test_each_purpose_has_a_key_of_its_own() -> None:
    key = new_key()
    derived = {derive(key, purpose) for purpose in PURPOSES}
    assert len(derived) == len(PURPOSES)
    assert key not in derived
    assert derive(key, "audit") == derive(key, "audit") != derive(new_key(), "audit")


def test_what_is_sealed_opens_with_its_key_and_in_its_context_alone() -> None:
    key, words = new_key(), "просила перезвонить".encode()
    sealed = seal(key, words, b"drafts")
    assert words not in sealed
    assert seal(key, words, b"drafts") != sealed
    assert unseal(key, sealed, b"drafts") == words
    changed = bytes((*sealed[:-1], sealed[-1] ^ 1))
    for other, blob, context in (
        (new_key(), sealed, b"drafts"), (key, sealed, b"door"), (key, sealed, b""), (key, changed, b"drafts"),
        (key, b"", b"drafts"), (key, sealed[:20], b"drafts"),
    ):  # fmt: skip
        with pytest.raises(Refused, match="wrong_key"):
            unseal(other, blob, context)


def test_what_is_sealed_to_somebody_nobody_else_opens() -> None:
    (mine, public), (other, _) = new_pair(), new_pair()
    data = new_key()
    sealed = seal_to(public, data)
    assert data not in sealed
    assert unseal_with(mine, sealed) == data
    for half, blob in ((other, sealed), (mine, sealed[:-1]), (mine, sealed[:31]), (mine, bytes(len(sealed)))):
        with pytest.raises(Refused, match="wrong_key"):
            unseal_with(half, blob)
