"""Our time of arrival, and nobody else's (S9)."""

from datetime import UTC, datetime

import pytest

from kallipolis.documents.reading.arrival import arrival_of
from kallipolis.rulebook.dossier import Arrival, ToldBy

AT = datetime(2021, 6, 30, 21, 59, 58, tzinfo=UTC)
OURS = (
    "from mail.marsa.example (mail.marsa.example [192.0.2.7]) by mx.secretariat.example (Postfix) with ESMTPS id 4G"
    " for <calls@secretariat.example>; Wed, 30 Jun 2021 23:59:58 +0200 (CEST)"
)
THEIRS = "from laptop by mail.marsa.example with ESMTP; Wed, 30 Jun 2021 20:00:00 +0200"


def arrival(*received, told=None, hosts=("mx.secretariat.example",)):
    return arrival_of(received, told=told, told_by=ToldBy.OPERATOR, our_hosts=hosts)[0]


def test_what_is_told_wins():
    assert arrival(OURS, told=AT) == Arrival(AT, ToldBy.OPERATOR)


def test_our_own_topmost_line_counts():
    assert arrival(OURS, THEIRS) == Arrival(AT, ToldBy.OUR_SERVER)


@pytest.mark.parametrize(
    "received",
    [
        (THEIRS, OURS),
        (),
        (OURS.replace("Wed, 30 Jun 2021 23:59:58 +0200", "soon"),),
        (OURS.replace("+0200 (CEST)", "-0000"),),
        (OURS.replace("Wed, 30 Jun 2021 23:59:58 +0200 (CEST)", ""),),
        ("from x (by mx.secretariat.example) by evil.example; Wed, 30 Jun 2021 20:00:00 +0200",),
        ("from by mx.secretariat.example by evil.example; Wed, 30 Jun 2021 20:00:00 +0200",),
        (OURS.replace("2021", "99999999999"),),
    ],
)
def test_no_other_line_tells_the_time(received):
    assert arrival(*received) == Arrival()


def test_without_names_of_our_hosts_no_line_is_believed():
    assert arrival(OURS, hosts=()) == Arrival()


def test_a_time_without_zone_is_not_used():
    assert arrival(OURS, told=AT.replace(tzinfo=None)) == Arrival()
