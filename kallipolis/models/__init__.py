"""What the house keeps: tables and their constraints. Only `actions` and `queries` look here."""

from kallipolis.models.application import Application
from kallipolis.models.call import OpenedCall
from kallipolis.models.files import FiledCopy, FileScan, StoredFile
from kallipolis.models.intake import Delivery, IncomingMessage, TurnedAway
from kallipolis.models.people import GrantedRole, Invitation, Person, SavedFilter, SignInLink
from kallipolis.models.post import Letter, SuppressedAddress
from kallipolis.models.record import Chain, DoneOnce, Event, EventSecret
from kallipolis.models.register import City, CityName, State
from kallipolis.models.screening import Screening, ScreeningFinding

__all__ = [
    "Application",
    "Chain",
    "City",
    "CityName",
    "Delivery",
    "DoneOnce",
    "Event",
    "EventSecret",
    "FileScan",
    "FiledCopy",
    "GrantedRole",
    "IncomingMessage",
    "Invitation",
    "Letter",
    "OpenedCall",
    "Person",
    "SavedFilter",
    "Screening",
    "ScreeningFinding",
    "SignInLink",
    "State",
    "StoredFile",
    "SuppressedAddress",
    "TurnedAway",
]
