"""Forms filled from a row of the record: drafts kept, what others changed meanwhile merged, each said and undoable."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant_tui.app_visits import VisitWays
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.dialogs.form_fields import Answer
    from assistant_tui.merging import Row, Saved
    from assistant_tui.record.parts import Part, Stored
    from db.caseload import Done
    from db.queries.by_hand import StoredRow, Table

    Adapt = Callable[[Mapping[str, Stored]], dict[str, Stored]]
    Echo = Callable[[Mapping[str, Answer]], str]


def _as_it_is(fields: "Mapping[str, Stored]") -> "dict[str, Stored]":
    return dict(fields)


class RecordWays(VisitWays):
    """What every form of a row has in common."""

    async def opened_for_form(self, patient_id: int) -> bool:
        """Note that a form shows what lists mask, as an opened card is noted; False where that failed.

        On the patient's open card it is noted already.
        """
        from assistant_tui.screens.card import CardScreen
        from db.actions.patients import open_card

        if any(isinstance(screen, CardScreen) and screen.patient_id == patient_id for screen in self.screen_stack):
            return True
        return await self.done(open_card, patient_id) is not None

    async def row_of(self, table: "Table", row_id: int) -> "StoredRow | None":
        """Return a row as it stands."""
        from db.queries.by_hand import stored_row

        return await self.asked(stored_row, table, row_id)

    async def fill(
        self, question: str, parts: "Sequence[Part]", fields: "Mapping[str, Stored]", draft: str, *,
        echo: "Echo | None" = None, more: str = "",
        check: "Callable[[dict[str, Answer]], str | None] | None" = None,
    ) -> "dict[str, Stored] | None":  # fmt: skip
        """Ask for fields; return their values, None where the form was left. What is typed is kept as ``draft``."""
        from assistant_tui.dialogs.echo_form import EchoForm
        from assistant_tui.dialogs.outcome_form import OutcomeForm
        from assistant_tui.record.parts import texts_of, values_of

        first, kept = texts_of(parts, fields), self.drafts.take(draft) or {}

        def keep(texts: Mapping[str, str]) -> None:
            self.drafts.keep(draft, {} if dict(texts) == first else dict(texts))

        asks = [part.filled(fields, kept) for part in parts]
        form = (
            OutcomeForm(question, asks, self.local_now, more=more, keep=keep, check=check)
            if echo is None
            else EchoForm(question, asks, self.local_now, echo, more=more, keep=keep, check=check)
        )
        answers = await self.ask(form)
        return None if answers is None else values_of(parts, answers)

    async def edit_row(
        self, table: "Table", row_id: int, question: str, parts: "Sequence[Part]", action: Callable[..., Any], *,
        draft: str, echo: "Echo | None" = None, shown: "Adapt" = _as_it_is, stored: "Adapt" = _as_it_is,
        check: "Callable[[dict[str, Answer]], str | None] | None" = None,
    ) -> "Saved | None":  # fmt: skip
        """Change fields of a row by a form; None where it was left.

        ``shown`` makes the form's fields of the row's, ``stored`` makes the row's of what was changed.
        """
        from assistant_tui.merging import Row

        now = await self.row_of(table, row_id)
        if now is None:
            return None
        names = [part.id for part in parts]
        by_name = {part.id: part for part in parts}

        def filled_from(row: "StoredRow") -> "Row[Stored]":
            fields = shown(_plain(row.fields))
            return Row({name: _known(by_name[name], fields[name]) for name in names}, row.version, row.who)

        async def read() -> "Row[Stored] | None":
            row = await self.row_of(table, row_id)
            return filled_from(row) if row is not None else None

        async def write(changes: "Mapping[str, Stored]", version: int) -> "Done[Any] | None":
            return await self.tried(action, row_id, version=version, **stored(changes))

        mine = await self.fill(question, parts, shown(_plain(now.fields)), draft, echo=echo, check=check)
        if mine is None:
            return None
        return await self.save_filled(parts, draft, read=read, before=filled_from(now), mine=mine, write=write)

    async def save_filled(
        self, parts: "Sequence[Part]", draft: str, *, read: "Callable[[], Awaitable[Row[Stored] | None]]",
        before: "Row[Stored]", mine: "dict[str, Stored]",
        write: "Callable[[Mapping[str, Stored], int], Awaitable[Done[Any] | None]]",
    ) -> "Saved":  # fmt: skip
        """Write what a form of these parts changed, merged with what others changed; say so where nothing was."""
        from assistant_tui.merging import write_merged

        by_name = {part.id: part for part in parts}
        saved = await write_merged(
            self, read=read, before=before, mine=mine, write=write,
            label_of=lambda name: _(by_name[name].ask.label), words_of=lambda name, value: by_name[name].words(value),
        )  # fmt: skip
        if saved.finished:
            self.drafts.forget(draft)
            if saved.done is None and not saved.said:
                self.say(_("Nothing was changed"))
        return saved

    def say_saved(self, saved: "Saved | None", said: str) -> None:
        """Say what was changed, unless the merging said it already."""
        if saved is not None and saved.done is not None and not saved.said:
            self.say(said, undo=True)


def _plain(fields: Mapping[str, object]) -> "dict[str, Stored]":
    """Return the fields of a row that forms know of."""
    from datetime import date

    return {name: value for name, value in fields.items() if value is None or isinstance(value, str | int | date)}


def _known(part: "Part", value: "Stored") -> "Stored":
    """Return a stored value as an unchanged form gives it back: flags of other records are not in it."""
    if part.ask.kind == "ticks":
        return part.value(part.text(value) or None)
    return value
