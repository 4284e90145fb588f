"""A form that became stale says what changed meanwhile, saves what does not clash, and asks about what does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.dialogs.clash import ClashDialog
from assistant_tui.merging import Row, Saved, write_merged
from assistant_tui.text.i18n import use_language
from db.actions.patients import edit_patient
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient
from tests.desk import Desk

LABELS = {"region": "регион", "address": "адрес", "flag_note": "пометка"}


def row(desk: Desk, patient_id: int) -> Row[Any]:
    ((region, address, note, version),) = desk.rows(
        "SELECT region, address, flag_note, version FROM patient WHERE id = :id", id=patient_id
    )
    return Row({"region": region, "address": address, "flag_note": note}, version, "Котова О. С.")


def by_colleague(desk: Desk, patient_id: int, **changes: str) -> None:
    desk.do(edit_patient, patient_id, row(desk, patient_id).version, **changes)


async def saving(
    it: Driver, desk: Desk, patient_id: int, before: Row[Any], meanwhile: Callable[[], None] = lambda: None,
    **mine: str | None,
) -> asyncio.Future[Saved]:  # fmt: skip
    """Write a form in the app; ``meanwhile`` runs when the form is read anew."""
    app: AssistantApp = it.app
    ended: asyncio.Future[Saved] = asyncio.get_running_loop().create_future()

    async def read() -> Row[Any] | None:
        return await app.read(lambda: row(desk, patient_id))

    async def write(changes: Mapping[str, Any], version: int) -> Any:
        meanwhile()
        return await app.tried(edit_patient, patient_id, version=version, **changes)

    async def run() -> None:
        ended.set_result(
            await write_merged(
                app, read=read, before=before, mine=mine, write=write, label_of=LABELS.__getitem__,
                words_of=lambda _field, value: str(value or ""),
            )
        )  # fmt: skip

    app.run_worker(run())
    for _turn in range(300):
        if ended.done() or isinstance(app.screen, ClashDialog):
            break
        await it.pilot.pause(0.01)
    await it.pilot.pause()
    return ended


@pytest.fixture
def mother(desk: Desk) -> int:
    return patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", region="Москва", address="Мира, 1")


@pytest.mark.parametrize(("language", "said"), [
    ("ru", "Пока форма была открыта, изменено (Котова О. С.): «адрес»: Лесная, 5."),
    ("en", "Changed by Котова О. С. while the form was open: “адрес”: Лесная, 5."),
])  # fmt: skip
async def test_what_does_not_clash_is_saved_together(
    desk: Desk, mother: int, running: Run, language: str, said: str
) -> None:
    before = row(desk, mother)
    async with running(language=language) as it:
        use_language(language)
        by_colleague(desk, mother, address="Лесная, 5")
        saved = (await saving(it, desk, mother, before, region="Тула", address="Мира, 1")).result()
        assert (saved.finished, saved.said) == (True, True)
        assert saved.done is not None
        assert it.app.last_said[0].startswith(said)
        assert it.app.last_said[1], "it can be undone"
    assert row(desk, mother).fields == {"region": "Тула", "address": "Лесная, 5", "flag_note": None}


@pytest.mark.parametrize(("keys", "region", "note"), [
    (("1", "1"), "Казань", "их"), (("2", "2"), "Тула", "моё"), (("1", "2"), "Казань", "моё"),
    (("down", "enter", "enter"), "Тула", "их"),
])  # fmt: skip
async def test_what_clashes_is_asked_field_by_field(
    desk: Desk, mother: int, running: Run, keys: tuple[str, ...], region: str, note: str
) -> None:
    before = row(desk, mother)
    async with running() as it:
        by_colleague(desk, mother, region="Казань", flag_note="их")
        ended = await saving(it, desk, mother, before, region="Тула", flag_note="моё", address="Лесная, 5")
        assert not ended.done()
        assert "Оставить их: Казань" in it.text
        assert "Записать моё: Тула" in it.text
        for key in keys:
            await it.pilot.press(key)
        await it.until(ended.done)
        assert ended.result().finished
    assert row(desk, mother).fields == {"region": region, "address": "Лесная, 5", "flag_note": note}


async def test_left_by_esc_nothing_is_written_and_the_form_is_kept(desk: Desk, mother: int, running: Run) -> None:
    before = row(desk, mother)
    async with running() as it:
        by_colleague(desk, mother, region="Казань")
        ended = await saving(it, desk, mother, before, region="Тула", address="Лесная, 5")
        await it.pilot.press("escape")
        await it.until(ended.done)
        assert ended.result() == Saved(None, finished=False)
    assert row(desk, mother).fields == {"region": "Казань", "address": "Мира, 1", "flag_note": None}


async def test_nothing_is_written_where_nothing_changed_or_both_wrote_the_same(
    desk: Desk, mother: int, running: Run
) -> None:
    before = row(desk, mother)
    async with running() as it:
        assert (await saving(it, desk, mother, before, region="Москва")).result() == Saved(None, finished=True)
        assert row(desk, mother).version == before.version
        by_colleague(desk, mother, region="Тула")
        saved = (await saving(it, desk, mother, before, region="Тула")).result()
        assert (saved.done, saved.finished) == (None, True)
        assert row(desk, mother).version == before.version + 1


async def test_somebody_who_is_faster_every_time_is_not_written_over(desk: Desk, mother: int, running: Run) -> None:
    before = row(desk, mother)
    turns = iter(range(100))
    async with running() as it:
        saved = (await saving(
            it, desk, mother, before, lambda: by_colleague(desk, mother, address=f"Мира, {next(turns) + 2}"),
            region="Тула",
        )).result()  # fmt: skip
        assert (saved.finished, saved.said) == (False, True)
    assert row(desk, mother).fields["region"] == "Москва"


async def test_a_refusal_leaves_the_form(desk: Desk, mother: int, running: Run) -> None:
    before = row(desk, mother)
    async with running() as it:
        saved = (await saving(it, desk, mother, before, region="x" * 5000)).result()
        assert (saved.done, saved.finished, saved.said) == (None, False, True)
