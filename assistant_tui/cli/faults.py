"""What ends a command: wrong words, a program that was told to stop."""


class WrongUse(Exception):  # as the record's errors: named after what happened
    """Wrong or missing arguments; the text is one sentence in the person's language."""

    exit_code = 2


class Stopped(Exception):
    """The command ends here with this exit code; the text, where there is one, goes to stderr."""

    def __init__(self, exit_code: int, text: str = "") -> None:
        super().__init__(text)
        self.exit_code = exit_code
        self.text = text
