"""What every screen may ask the app to do with visits."""

from abc import abstractmethod
from datetime import date


class VisitDoings:
    """The doors to visits; `assistant_tui.app_visits` says what lies behind them."""

    @abstractmethod
    async def book_visit(self, patient_id: int) -> None:
        """Book a visit of a patient; where some stand, ask whether one of them is meant."""

    @abstractmethod
    async def enter_visit(self, patient_id: int) -> None:
        """Enter a visit that is over."""

    @abstractmethod
    async def visit_menu(self, visit_id: int) -> None:
        """Ask what is to be done with a visit, and do it."""

    @abstractmethod
    async def offer_shift(self, patient_id: int) -> None:
        """Offer to shift a course of which a visit was moved by itself."""

    @abstractmethod
    async def offer_same_shift(self, patient_id: int, moved_to: date, initiative: str) -> None:
        """Offer, in a call, to let a course go by as many days as its visit was just moved by."""

    @abstractmethod
    async def settle_visit(self, visit_id: int) -> None:
        """Do what is plainly next with a visit."""
