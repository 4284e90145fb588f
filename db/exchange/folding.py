"""The search key of a text, kept for a while: a file says the same names and words again and again."""

from functools import lru_cache

from db.rules.names import search_key

folded = lru_cache(maxsize=32_768)(search_key)
