"""What a terminal shows of the bytes that a program wrote: two screens, what scrolled away, title and clipboard."""

import base64
import binascii
import codecs
import re
import unicodedata

_PIECE = re.compile(
    r"\x1b\[(?P<given>[0-?]*)(?P<how>[ -/]*[@-~])"
    r"|\x1b\](?P<system>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_](?:[^\x1b]|\x1b(?!\\))*\x1b\\"
    r"|\x1b[()*+ #%][ -~]"
    r"|\x1b[ -Z`-~\\^_]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<words>[^\x00-\x1f\x7f]+)"
)
_OTHER_SCREEN = ("?1049", "?1047", "?47")


class Screen:
    """A terminal of so many columns and rows that is fed what a program writes.

    It knows what this program uses: places, erasing, the alternate screen, scrolling off the main one, titles (OSC 0
    to 2) and the clipboard (OSC 52). Colours are passed over.
    """

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.columns, self.rows = columns, rows
        self.scrolled: list[str] = []
        self.titles: list[str] = []
        self.clipboard: list[str] = []
        self.alternate = False
        self._main: list[list[str]] = []
        self._grid = self._empty()
        self._x = self._y = 0
        self._kept = (0, 0)
        self._rest = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    @property
    def text(self) -> str:
        """What is shown now, a line each."""
        return "\n".join("".join(row).rstrip() for row in self._grid)

    @property
    def whole(self) -> str:
        """What somebody finds who scrolls back, and what is shown, on both screens."""
        behind = "\n".join("".join(row).rstrip() for row in self._main)
        return "\n".join((*self.scrolled, behind, self.text))

    def feed(self, written: bytes) -> None:
        """Take bytes that the program wrote; an escape that is cut in two is finished by the next ones."""
        text, at = self._rest + self._decode(written), 0
        while at < len(text):
            found = _PIECE.match(text, at)
            if found is None:  # the rest of it is still to come
                break
            at = found.end()
            if found["words"] is not None:
                self._write(found["words"])
            elif found["control"] is not None:
                self._control(found["control"])
            elif found["system"] is not None:
                self._system(found["system"])
            elif found["how"] is not None:
                self._escape(found["given"], found["how"])
        self._rest = text[at:]

    def _empty(self) -> list[list[str]]:
        return [[" "] * self.columns for _row in range(self.rows)]

    def _write(self, words: str) -> None:
        for sign in words:
            if unicodedata.combining(sign):
                continue
            if self._x >= self.columns:
                self._x = 0
                self._down()
            self._grid[self._y][self._x] = sign
            wide = unicodedata.east_asian_width(sign) in "WF"
            if wide and self._x + 1 < self.columns:
                self._grid[self._y][self._x + 1] = ""
            self._x += 2 if wide else 1

    def _down(self) -> None:
        if self._y + 1 < self.rows:
            self._y += 1
            return
        gone = self._grid.pop(0)
        if not self.alternate:
            self.scrolled.append("".join(gone).rstrip())
        self._grid.append([" "] * self.columns)

    def _control(self, sign: str) -> None:
        if sign == "\r":
            self._x = 0
        elif sign in "\n\v\f":
            self._down()
        elif sign == "\b":
            self._x = max(0, self._x - 1)
        elif sign == "\t":
            self._x = min(self.columns - 1, (self._x // 8 + 1) * 8)

    def _system(self, said: str) -> None:
        kind, _semicolon, rest = said.partition(";")
        if kind in ("0", "1", "2"):
            self.titles.append(rest)
        elif kind == "52":
            try:
                self.clipboard.append(base64.b64decode(rest.partition(";")[2]).decode("utf-8", "replace"))
            except binascii.Error:
                self.clipboard.append("")

    def _escape(self, given: str, how: str) -> None:
        if how in "hl" and given.startswith("?"):
            for mode in given[1:].split(";"):
                if f"?{mode}" in _OTHER_SCREEN:
                    self._switch(how == "h")
            return
        if given[:1] in ("?", ">", "<", "="):
            return
        numbers = [int(each or 0) for each in given.split(";")] if given.replace(";", "").isdigit() else [0]
        first = max(1, numbers[0])
        if how in "Hf":
            second = max(1, numbers[1]) if len(numbers) > 1 else 1
            self._y, self._x = min(first, self.rows) - 1, min(second, self.columns) - 1
        elif how in "ABCDG`d":
            self._move(how, first)
        elif how == "J":
            self._erase(numbers[0])
        elif how == "K":
            start, end = {0: (self._x, self.columns), 1: (0, self._x + 1)}.get(numbers[0], (0, self.columns))
            self._blank(self._y, start, end)

    def _move(self, how: str, by: int) -> None:
        if how in "AB":
            self._y = max(0, min(self.rows - 1, self._y + (by if how == "B" else -by)))
        elif how in "CD":
            self._x = max(0, min(self.columns - 1, self._x + (by if how == "C" else -by)))
        elif how == "d":
            self._y = min(by, self.rows) - 1
        else:
            self._x = min(by, self.columns) - 1

    def _blank(self, row: int, start: int, end: int) -> None:
        for place in range(start, min(end, self.columns)):
            self._grid[row][place] = " "

    def _erase(self, what: int) -> None:
        if what == 3:
            self.scrolled.clear()
            return
        if what == 2:
            self._grid = self._empty()
            return
        whole_rows = range(self._y + 1, self.rows) if what == 0 else range(self._y)
        for row in whole_rows:
            self._blank(row, 0, self.columns)
        if what == 0:
            self._blank(self._y, self._x, self.columns)
        else:
            self._blank(self._y, 0, self._x + 1)

    def _switch(self, to_alternate: bool) -> None:
        if to_alternate == self.alternate:
            return
        self.alternate = to_alternate
        if to_alternate:
            self._main, self._kept = self._grid, (self._x, self._y)
            self._grid = self._empty()
        else:
            self._grid, self._main = self._main, []
            self._x, self._y = self._kept
