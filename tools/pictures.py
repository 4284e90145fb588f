"""Draw the pictures of the READMEs anew: ``python tools/pictures.py`` (needs a headless Chromium)."""

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
OUT: Final = HERE.parent / "docs" / "pictures"
PICTURES: Final = {
    "day-{lang}-120.png": ("--size", "120x40"),
    "call-{lang}-80.png": ("--keys", "down enter"),
    "card-{lang}-120.png": ("--size", "120x40", "--keys", "down down down f3"),
    "workload-{lang}-80.png": ("--login", "vera.zimina", "--keys", "~1"),
}


def main() -> None:
    """Draw every picture in both languages."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, options in PICTURES.items():
        for lang in ("ru", "en"):
            out = OUT / name.format(lang=lang)
            command = [sys.executable, str(HERE / "picture.py"), str(out), "--lang", lang, "--scale", "0.7", *options]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
