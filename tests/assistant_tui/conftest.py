from collections.abc import Iterator

import pytest

from assistant_tui.text.i18n import use_language


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    use_language("ru")
    yield
    use_language("ru")
