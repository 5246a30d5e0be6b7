"""Who somebody is to the house, and who may see that."""

from __future__ import annotations

from kallipolis.models.people import GrantedRole, Person
from kallipolis.rulebook.people import VISITOR, Actor


def actor_of(person: int, *, strong: bool) -> Actor:
    """The actor that this person is now, with the roles she holds; a visitor where she has no account any more.

    `strong` says that her session gave a second factor. One query.
    """
    rows = list(
        Person.objects.filter(pk=person, is_active=True).values_list(
            "language", "granted_roles__role", "granted_roles__over", "granted_roles__withdrawn_at"
        )
    )
    if not rows:
        return VISITOR
    grants = tuple(
        GrantedRole(role=role, over=over).as_grant() for _, role, over, withdrawn in rows if role and withdrawn is None
    )
    return Actor(person=person, grants=grants, strong=strong, language=rows[0][0])
