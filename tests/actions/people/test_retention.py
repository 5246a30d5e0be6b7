"""What has passed its term goes, what has not stays, and where nothing has, nothing is written."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from kallipolis.actions.people.accounts import describe_oneself
from kallipolis.actions.people.retention import ENDED, LET_GO, let_go, let_go_of_what_is_due
from kallipolis.actions.people.roles import grant_role, invite
from kallipolis.models import Event, EventSecret, Invitation, Letter, SignInLink
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.retention import NOBODY, TERMS, Kept
from tests import cast

pytestmark = pytest.mark.django_db
BEGUN = datetime(2021, 3, 16, 9, tzinfo=UTC)


class At:
    """A clock that stands still."""

    def __init__(self, instant):
        self._instant = instant

    def now(self):
        return self._instant


def due(instant, actor=cast.CLOCK):
    return let_go_of_what_is_due(actor=actor, clock=At(instant))


def just_after(kind, begun=BEGUN):
    return begun + TERMS[kind].length + timedelta(seconds=1)


def test_a_link_goes_a_week_after_its_end_and_not_before():
    SignInLink.objects.create(person=cast.officer(), digest="0" * 64, made_at=BEGUN, ends_at=BEGUN)
    assert due(BEGUN + TERMS[Kept.SIGN_IN_LINK].length) == {}
    assert due(just_after(Kept.SIGN_IN_LINK)) == {Kept.SIGN_IN_LINK: 1}
    assert not SignInLink.objects.exists()


def test_a_session_that_ended_goes_with_its_device():
    Session.objects.create(session_key="over", session_data="", expire_date=BEGUN)
    UserSession.objects.create(user=cast.officer(), ip="198.51.100.23", user_agent="x", session_key="over")
    assert due(just_after(Kept.SESSION)) == {Kept.SESSION: 1}
    assert not UserSession.objects.exists()


def test_an_invitation_loses_its_address_and_keeps_its_role():
    invite("eva@people.example", actor=cast.CONSOLE, clock=At(BEGUN), role="auditor", over="")
    ends = Invitation.objects.get().ends_at
    assert Kept.INVITATION in due(just_after(Kept.INVITATION, ends))
    assert (Invitation.objects.get().email, Invitation.objects.get().role) == (NOBODY, "auditor")


def test_a_letter_with_a_link_is_emptied_after_a_month_and_another_after_years():
    invite("eva@people.example", actor=cast.CONSOLE, clock=At(BEGUN), role="auditor", over="")
    grant_role(actor=cast.CONSOLE, clock=At(BEGUN), person_id=cast.officer().pk, role="auditor", over="")
    due(just_after(Kept.LETTER_WITH_A_KEY))
    letters = dict(Letter.objects.values_list("deed", "to"))
    assert letters == {"invite": NOBODY, "grant_role": "ines.moreau@people.example"}
    due(just_after(Kept.LETTER))
    assert set(Letter.objects.values_list("to", "subject", "text", "html")) == {(NOBODY, "", "", "")}


def test_the_secrets_of_events_go_and_the_record_holds():
    ines = cast.officer()
    describe_oneself(ines, actor=cast.as_actor(ines), clock=At(BEGUN), name="Ines", language="fr", zone="")
    assert due(just_after(Kept.SECRET_OF_AN_EVENT)) == {Kept.SECRET_OF_AN_EVENT: 1}
    assert not EventSecret.objects.exists()
    assert list(broken()) == []


def test_what_was_let_go_is_one_event_with_figures_and_twice_it_is_nothing():
    SignInLink.objects.create(person=cast.officer(), digest="0" * 64, made_at=BEGUN, ends_at=BEGUN)
    later = just_after(Kept.SIGN_IN_LINK)
    due(later)
    assert due(later) == {}
    event = Event.objects.get()
    assert (event.deed, event.about, event.change) == ("let_go", "retention", {"sign_in_link": 1})


def test_where_nothing_has_passed_its_term_the_deed_is_refused_and_nothing_written():
    with pytest.raises(Refused, match="Nothing has passed its term"):
        let_go(actor=cast.CLOCK, clock=At(BEGUN))
    assert not Event.objects.exists()


def test_only_the_clock_and_the_console_let_go():
    SignInLink.objects.create(person=cast.officer(), digest="0" * 64, made_at=BEGUN, ends_at=BEGUN)
    with pytest.raises(Refused):
        due(just_after(Kept.SIGN_IN_LINK), actor=cast.as_actor(cast.head()))


def test_every_term_with_a_length_is_applied_here_or_where_it_is_counted():
    elsewhere = {Kept.TASK, Kept.COUNT}
    assert set(ENDED) == set(LET_GO) == {kind for kind in Kept if TERMS[kind].length is not None} - elsewhere
    assert set(TERMS) == set(Kept)
