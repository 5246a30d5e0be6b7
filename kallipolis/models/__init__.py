"""What the house keeps: tables and their constraints. Only `actions` and `queries` look here."""

from kallipolis.models.call import OpenedCall
from kallipolis.models.files import FiledCopy, StoredFile
from kallipolis.models.people import GrantedRole, Invitation, Person, SignInLink
from kallipolis.models.post import Letter
from kallipolis.models.record import Chain, DoneOnce, Event, EventSecret
from kallipolis.models.register import City, CityName, State

__all__ = [
    "Chain",
    "City",
    "CityName",
    "DoneOnce",
    "Event",
    "EventSecret",
    "FiledCopy",
    "GrantedRole",
    "Invitation",
    "Letter",
    "OpenedCall",
    "Person",
    "SignInLink",
    "State",
    "StoredFile",
]
