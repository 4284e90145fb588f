"""What every screen may ask the app to do with one patient's record."""

from abc import abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.errors import CaseloadError
    from db.queries.panel import Panel


class PeopleDoings:
    """The doors to a patient's record; `assistant_tui.app_people` says what lies behind them."""

    @abstractmethod
    async def let_in(self, error: "CaseloadError") -> bool:
        """Ask for what a denied step needs and tell whether it may be tried again; say what was refused."""

    @abstractmethod
    async def panel_of(self, patient_id: int) -> "Panel | None":
        """Return what is shown beside a row; None, without a word, where it may not be seen."""

    @abstractmethod
    async def change_record(self, patient_id: int) -> None:
        """Ask what of a patient's record is to be changed, and change it."""

    @abstractmethod
    async def add_contact(self, patient_id: int) -> None:
        """Ask for a number of a patient, and add it."""

    @abstractmethod
    async def add_barrier(self, patient_id: int) -> None:
        """Ask for a difficulty of a patient, and open it."""

    @abstractmethod
    async def pause_calls(self, patient_id: int) -> None:
        """Ask until when the calls to a patient are held, and hold them."""

    @abstractmethod
    async def set_phase(self, patient_id: int) -> None:
        """Ask for the phase of a patient, and set it."""

    @abstractmethod
    async def close_patient(self, patient_id: int) -> None:
        """Ask why the support of a patient ends, and end it."""

    @abstractmethod
    async def reopen(self, patient_id: int) -> None:
        """Take a patient back whose support has ended."""

    @abstractmethod
    async def erase(self, patient_id: int) -> None:
        """Erase the personal data of a record for good."""

    @abstractmethod
    async def act_on_line(self, patient_id: int, key: str) -> bool:
        """Ask what is to be done with a line of a card, and do it; False where it is only to be read."""

    @abstractmethod
    def acts_on(self, key: str) -> bool:
        """Tell whether something can be done with a line of a card."""
