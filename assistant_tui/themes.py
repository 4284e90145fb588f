"""Four designed themes: three weights of text, one accent, four meanings."""

from dataclasses import dataclass
from typing import Final

from rich.style import Style
from textual.theme import Theme

from assistant_tui.text.i18n import N_


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; a meaning never rests on its colour alone, a sign or a word stands beside it."""

    label: str
    dark: bool
    ground: str
    raised: str
    text: str
    strong: str
    faint: str
    accent: str
    late: str
    soon: str
    calm: str
    done: str
    cursor: str
    cursor_text: str
    line: str
    weights: tuple[tuple[str, str], ...] = (("strong", "bold"), ("late", "bold"))


PALETTES: Final[dict[str, Palette]] = {
    "light": Palette(
        N_("Light"), dark=False, ground="#faf8f4", raised="#f0ede6", text="#2e3338", strong="#000000",
        faint="#626972", accent="#0a569c", late="#ae1f1a", soon="#815200", calm="#4f6470", done="#1b6534",
        cursor="#cfe2f6", cursor_text="#06192b", line="#c9c4b8",
    ),
    "dark": Palette(
        N_("Dark"), dark=True, ground="#14171b", raised="#1d2127", text="#cfd5dc", strong="#ffffff",
        faint="#858f9b", accent="#7db7ff", late="#ff8f80", soon="#efc26a", calm="#9fb2c2", done="#8bcf92",
        cursor="#264a70", cursor_text="#ffffff", line="#3a424c",
    ),
    "contrast": Palette(
        N_("High contrast"), dark=True, ground="#000000", raised="#000000", text="#ffffff", strong="#ffffff",
        faint="#d6d6d6", accent="#ffe000", late="#ffa39a", soon="#ffe08a", calm="#ffffff", done="#9dffb0",
        cursor="#ffe000", cursor_text="#000000", line="#ffffff",
        weights=(("strong", "bold"), ("late", "bold underline"), ("soon", "bold"), ("accent", "bold")),
    ),
    "mono": Palette(
        N_("Monochrome"), dark=True, ground="#000000", raised="#121212", text="#c4c4c4", strong="#ffffff",
        faint="#8c8c8c", accent="#ffffff", late="#ffffff", soon="#ffffff", calm="#a8a8a8", done="#8c8c8c",
        cursor="#d8d8d8", cursor_text="#000000", line="#5a5a5a",
        weights=(("strong", "bold"), ("late", "bold underline"), ("soon", "bold"), ("accent", "bold")),
    ),
}  # fmt: skip
"""The palettes by the name that settings use."""

STYLES: Final = ("strong", "faint", "accent", "late", "soon", "calm", "done")
"""Names of weights and meanings that styled text may use; normal text has no name."""


def themes() -> list[Theme]:
    """Return the themes for Textual; their variables (``$late``, ``$faint`` …) serve style sheets."""
    return [_theme(name, palette) for name, palette in PALETTES.items()]


def variables(palette: Palette) -> dict[str, str]:
    """Return the variables that style sheets may use beside Textual's own."""
    return {
        **{name: getattr(palette, name) for name in STYLES},
        "ground": palette.ground, "raised": palette.raised, "line": palette.line, "ink": palette.text,
        "cursor": palette.cursor, "cursor-text": palette.cursor_text,
        "block-cursor-background": palette.cursor, "block-cursor-foreground": palette.cursor_text,
        "block-cursor-text-style": "bold", "border": palette.accent, "border-blurred": palette.line,
        "input-cursor-background": palette.text, "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.cursor, "scrollbar": palette.line,
        "text-disabled": palette.faint,
        "scrollbar-background": palette.ground, "scrollbar-hover": palette.faint, "scrollbar-active": palette.faint,
    }  # fmt: skip


def _theme(name: str, palette: Palette) -> Theme:
    return Theme(
        name=name, primary=palette.accent, secondary=palette.calm, accent=palette.accent, warning=palette.soon,
        error=palette.late, success=palette.done, foreground=palette.text, background=palette.ground,
        surface=palette.raised, panel=palette.raised, dark=palette.dark, variables=variables(palette),
    )  # fmt: skip


def text_styles(name: str) -> dict[str, Style]:
    """Return the Rich style of every weight and meaning in the named theme."""
    palette = PALETTES[name]
    weights = dict(palette.weights)
    styles = {style: Style(color=getattr(palette, style)) + Style.parse(weights.get(style, "none")) for style in STYLES}
    return {**styles, "dim": styles["faint"]}
