"""The filters that a person keeps for her lists: each a name for what she asks of one list again and again."""

from __future__ import annotations

from kallipolis.actions.record import Done, deed
from kallipolis.models.people import Person, SavedFilter
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.sentence import sentence

MOST = 20


@deed(Deed.CHANGE_OWN_ACCOUNT)
def keep_filter(person: Person, *, actor: Actor, clock: Clock, listing: str, name: str, query: str) -> Done[None]:
    """Keep what is asked of a list under a name of hers; one that has this name already is replaced.

    Raises:
        Refused: it has no name, or she keeps as many for this list as one can find her way in.
    """
    name = " ".join(name.split())[:60]
    if not name:
        raise refuse(sentence("A filter needs a name to be found by."))
    others = SavedFilter.objects.filter(person=person, listing=listing).exclude(name=name)
    if others.count() >= MOST:
        raise refuse(sentence("A list keeps at most {most} filters; remove one first.", most=MOST))
    SavedFilter.objects.update_or_create(person=person, listing=listing, name=name, defaults={"query": query[:1000]})
    told = {"what": "filter_kept", "listing": listing}
    return Done(None, change=told, secret={"name": name, "query": query[:1000]}, secret_of=person.pk)


@deed(Deed.CHANGE_OWN_ACCOUNT)
def drop_filter(person: Person, *, actor: Actor, clock: Clock, number: int) -> Done[None]:
    """Keep a filter no longer. Of somebody else's it says that it is not there, as it does of one that is not."""
    found = SavedFilter.objects.filter(person=person, pk=number)
    listing = found.values_list("listing", flat=True).first()
    if listing is None:
        raise refuse(sentence("This filter is no longer there."))
    found.delete()
    return Done(None, change={"what": "filter_dropped", "listing": listing})
