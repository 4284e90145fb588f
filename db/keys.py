"""Keys: one random data key a database, keys derived from it for each purpose, and sealing of what is written.

ChaCha20-Poly1305 seals (RFC 8439), HKDF with SHA-256 derives (RFC 5869), X25519 seals to somebody who is not there
(RFC 7748). No key is ever part of an error or a `repr`.
"""

from __future__ import annotations

import os
from typing import Final

from db.errors import Refused

DATA_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def new_key() -> bytes:
    """Return a new random key of 32 bytes."""
    return os.urandom(DATA_KEY_BYTES)


def derive(key: bytes, purpose: str) -> bytes:
    """Return the key for one purpose, 32 bytes; no two purposes share one, and none leads back to the data key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), DATA_KEY_BYTES, salt=None, info=f"onco-assistant {purpose}".encode()).derive(key)


def seal(key: bytes, data: bytes, context: bytes = b"") -> bytes:
    """Return bytes that only this key opens, and only in the same context; sealed twice they differ."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, data, context)


def unseal(key: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    """Return what was sealed; raises `Refused("wrong_key")` for another key, another context or a changed byte."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:  # too short to hold a nonce and a tag
        raise Refused("wrong_key") from error


def new_pair() -> tuple[bytes, bytes]:
    """Return a new pair of halves, the private and the public one: what is sealed to the public the private opens."""
    private = os.urandom(DATA_KEY_BYTES)  # any 32 bytes are a private half
    return private, public_of(private)


def public_of(private: bytes) -> bytes:
    """Return the public half of a private one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, data: bytes, context: bytes = b"") -> bytes:
    """Return bytes that only the private half opens; whoever sealed them cannot open them again."""
    private, passing = new_pair()
    return passing + seal(_agreed(private, public, passing + public), data, context)


def unseal_with(private: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    """Return what was sealed to the public half of `private`; raises `Refused("wrong_key")`."""
    passing = sealed[:DATA_KEY_BYTES]
    if len(passing) < DATA_KEY_BYTES:
        raise Refused("wrong_key")
    shared = _agreed(private, passing, passing + public_of(private))
    return unseal(shared, sealed[DATA_KEY_BYTES:], context)


def _agreed(private: bytes, public: bytes, both: bytes) -> bytes:
    """Return the key on which two halves agree, bound to both public ones."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # a public half that leads nowhere
        raise Refused("wrong_key") from error
    return derive(shared + both, "sealed to")
