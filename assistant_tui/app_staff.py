"""Who works with the program: users added, changed, switched off and on, given a code to sign in; for any screen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant_tui.app_hands import HandWays
from assistant_tui.app_records import RecordWays
from assistant_tui.text.i18n import _
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from assistant_tui.merging import Row
    from assistant_tui.record.parts import Stored
    from db.caseload import Done
    from db.queries.people import UserRow


class StaffWays(HandWays, RecordWays):
    """What an administrator does with users."""

    async def act_on_user(self, user: "UserRow") -> None:
        """Ask what is to be done with a user, and do it."""
        from assistant_tui.dialogs.pick import PickDialog

        me = _("it is you yourself") if user.id == self.caseload.user.id else None
        off = None if user.active else _("switched off")
        ways = (
            [Choice("off", _("switch off …"), off=me)] if user.active else [Choice("on", _("switch on again"))]
        )  # fmt: skip
        picked = await self.ask(PickDialog(f"{user.name} · {user.login}", [
            Choice("change", _("change: name, roles, organisation …"), off=off), *ways,
            Choice("code", _("a new code to sign in, instead of the password …"), off=off or me),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "change":
            await self.change_user(user)
        elif picked.id == "off":
            await self.switch_off_user(user.id)
        elif picked.id == "on":
            await self._switch_on(user)
        else:
            await self.give_code(user)

    # A form.

    async def new_user(self) -> None:
        """Ask for a new user, add them, and show the code by which they sign in the first time."""
        from assistant_tui.record.office_parts import roles_wrong, user_parts
        from db.actions.people import add_user
        from db.queries.people import organisations

        places = [(str(row.id), row.short_name) for row in await self.asked(organisations) or ()]
        parts = user_parts(places, new=True)
        first: dict[str, Stored] = {
            "roles": "assistant", "scope": "centre", "language": "ru", "centre_id": self.caseload.user.centre_id,
        }  # fmt: skip
        given = await self.fill(_("A new user"), parts, first, "user:new", check=roles_wrong)
        if given is None:
            return
        roles, centre_id = tuple(str(given["roles"] or "").split(",")), given["centre_id"]
        done = await self.done(
            add_user, str(given["login"]), str(given["name"]), roles,
            centre_id=centre_id if isinstance(centre_id, int) else None, language=str(given["language"]),
            phone=str(given["phone"] or "") or None, scope=str(given["scope"]),
        )  # fmt: skip
        if done is None:
            return
        self.drafts.forget("user:new")
        self.say(_("{name}: added", name=given["name"]))
        await self._show_code(done.result.user_id, done.result.login, str(given["name"]))

    async def change_user(self, user: "UserRow") -> None:
        """Change a user's record by its form; what somebody else changed meanwhile is merged."""
        from assistant_tui.record.office_parts import roles_wrong, user_parts, user_row
        from db.actions.people import edit_user
        from db.queries.people import organisations

        places = [(str(row.id), row.short_name) for row in await self.asked(organisations) or ()]
        if user.centre_id is not None and str(user.centre_id) not in dict(places):  # one that is switched off
            places.insert(0, (str(user.centre_id), user.centre or ""))
        parts, draft = user_parts(places), f"user:{user.id}"
        before = user_row(user)
        mine = await self.fill(_("Change: {name}", name=user.name), parts, before.fields, draft, check=roles_wrong)
        if mine is None:
            return

        async def write(changes: "Mapping[str, Stored]", version: int) -> "Done[object] | None":
            given = dict(changes)
            if "roles" in given:
                given["roles"] = tuple(str(given["roles"] or "").split(","))  # type: ignore[assignment]  # a set of codes
            return await self.tried(edit_user, user.id, version=version, **given)  # type: ignore[arg-type]  # by name

        saved = await self.save_filled(
            parts, draft, read=lambda: self._user_now(user.id), before=before, mine=mine, write=write
        )  # fmt: skip
        self.say_saved(saved, _("{name}: the user is changed", name=user.short_name))

    async def _user_now(self, user_id: int) -> "Row[Stored] | None":
        from assistant_tui.record.office_parts import user_row
        from db.queries.people import users

        found = next((row for row in await self.asked(users, active=None) or () if row.id == user_id), None)
        return user_row(found) if found else None

    # Coming in.

    async def _switch_on(self, user: "UserRow") -> None:
        from db.actions.people import enable_user

        if await self.done(enable_user, user.id):
            self.say(_("{name}: switched on again", name=user.short_name))
            await self._show_code(user.id, user.login, user.name)

    async def give_code(self, user: "UserRow") -> None:
        """Ask whether the password is to end, and show a code in its place."""
        from assistant_tui.dialogs.confirm import ConfirmDialog

        question = _("{name}: the password ends, and a code takes its place. Do it?", name=user.name)
        if await self.ask(ConfirmDialog(question)):
            await self._show_code(user.id, user.login, user.name)

    async def _show_code(self, user_id: int, login: str, name: str) -> None:
        """Make a one-time code and show it, this once: it stands on no list, in no log and in no draft."""
        from assistant_tui.dialogs.tell import TellDialog
        from db.credentials import reset_user
        from db.errors import CaseloadError

        caseload = self.caseload
        if not await self.confirmed():
            return
        try:
            code = await self.write(lambda: reset_user(caseload, user_id))
        except CaseloadError as error:
            self.refuse(error)
            return
        await self.ask(TellDialog(_("{name}: the code to sign in", name=name), [
            code, _("Login: {login}", login=login),
            _("It is shown this once. It is good for 24 hours, and for one sign-in: then a password of their own is"
              " chosen. Say it to nobody else."),
        ], accent=1))  # fmt: skip
