import stat
import tomllib
from pathlib import Path

import pytest

from assistant_tui import settings_sheet
from assistant_tui.settings import FIELDS, Settings, SettingsError, load, save
from assistant_tui.text.i18n import use_language
from assistant_tui.themes import PALETTES


def test_what_is_saved_is_read_again_and_only_by_its_owner(tmp_path: Path) -> None:
    settings = Settings(
        language="en", theme="light", dial_command=("sip\\dial", "--to", "{phone}"), escape_delay_ms=250,
        slow_line=True, keys={"card": ("ctrl+k",), "help": ("f1", "ctrl+e")},
    )  # fmt: skip
    path = save(settings, tmp_path / "conf" / "settings.toml")
    assert load(path) == settings
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert tomllib.loads(path.read_text("utf-8"))["theme"] == "light"


def test_without_a_file_the_defaults_serve(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "light"\nwork_alone = false\n', "utf-8")
    assert load(path) == Settings(theme="light")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("colour = 1", "Настройки: настройки «colour» нет."),
        ("theme = 'pink'", "Настройки: «theme» — одно из: light, dark, contrast, mono."),
        ("language = 'de'", "Настройки: «language» — одно из: ru, en."),
        ("escape_delay_ms = 5", "Настройки: «escape_delay_ms» — это число от 10 до 1000."),
        ("escape_delay_ms = true", "Настройки: «escape_delay_ms» — это число от 10 до 1000."),
        ("idle_minutes = 16", "Настройки: «idle_minutes» — это число от 0 до 15."),
        ("slow_line = 1", "Настройки: «slow_line» — это true или false."),
        ("dial_command = 'dial {phone}'", "Настройки: «dial_command» — это список слов."),
        ("dial_command = ['dial']", "Настройки: в «dial_command» после программы должно стоять {phone}."),
        ("keys = 3", "Настройки: «keys» — это таблица."),
        ("[keys]\nfly = 'f2'", "Клавиши: команды «fly» нет."),
        ("[keys]\ncard = 'f2'", "Клавиши: F2 назначена сразу для «incoming» и для «card»."),
    ],
)
def test_a_wrong_setting_gets_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_wrong_file_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="^Настройки: .*settings.toml.*[.]$"):
        load(path)


def test_every_setting_is_explained_in_both_languages() -> None:
    from dataclasses import fields

    assert set(FIELDS) == {each.name for each in fields(Settings)}
    from assistant_tui.settings import as_toml

    russian = as_toml(Settings())
    use_language("en")
    assert "Программа для набора" in russian
    assert "The program that dials" in as_toml(Settings())


def test_the_settings_reference_is_fresh() -> None:
    assert settings_sheet.main(["--check"]) == 0


def _brightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_brightness(one), _brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_every_text_of_a_theme_can_be_read(name: str) -> None:
    palette = PALETTES[name]
    least = 7.0 if name == "contrast" else 4.5
    for colour in ("text", "strong", "faint", "accent", "late", "soon", "calm", "done"):
        assert _contrast(getattr(palette, colour), palette.ground) >= least, colour
        assert _contrast(getattr(palette, colour), palette.raised) >= min(least, 4.4), colour
    assert _contrast(palette.cursor_text, palette.cursor) >= 7
