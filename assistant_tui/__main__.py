"""Run the program with `python -m assistant_tui`."""

import sys

from assistant_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
