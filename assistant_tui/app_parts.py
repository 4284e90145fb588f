"""An app that is made of many classes, each a part of it."""

from typing import Any, Self

from textual.app import App


class PartedApp(App[int]):
    """An app whose classes are looked through when an app is made of them, not when they are written.

    Textual looks every class of an app through for reactives, bindings and styles, a millisecond each; of some forty
    parts only the whole is ever made.
    """

    def __init_subclass__(cls, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Textual has it
        """Leave the class for later."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Self:  # noqa: ANN401 - whatever its `__init__` takes
        """Look the class through, once, before the first app is made of it."""
        if "_merged_bindings" not in vars(cls):
            super().__init_subclass__()
        return super().__new__(cls)
