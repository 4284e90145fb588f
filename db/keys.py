"""Keys: one random data key a database, keys derived from it for each purpose, and sealing of what is written.

ChaCha20-Poly1305 seals (RFC 8439), HKDF with SHA-256 derives (RFC 5869). No key is ever part of an error or a `repr`.
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
