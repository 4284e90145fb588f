"""Statements as they are written once, brought into the words of each engine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


def expanded(sql: str, name: str, given: dict[str, Any]) -> str:
    """Replace `:name` by `(:name_0, :name_1, …)`; an empty list matches nothing."""
    members = list(given.pop(name))
    for index, member in enumerate(members):
        given[f"{name}_{index}"] = member
    listed = ", ".join(f":{name}_{index}" for index in range(len(members))) or "NULL"
    return re.sub(rf":{name}\b", f"({listed})", sql)


@lru_cache(maxsize=1024)
def for_postgresql(sql: str) -> str:
    """Return the statement with psycopg's parameters and PostgreSQL's names of the JSON functions."""
    sql = sql.replace("%", "%%")
    sql = re.sub(r"(?<![:\w]):([a-z_][a-z0-9_]*)", r"%(\1)s", sql)
    return sql.replace("json_group_array(", "json_agg(").replace("json_array(", "json_build_array(")
