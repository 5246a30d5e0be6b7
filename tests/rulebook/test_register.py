"""The register of earlier applications is read whole or refused with its line (P11)."""

import pytest

from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.register import RegisterUnreadable, earlier_applications

HEAD = "call_year,city,country_iso2,field,considered,designated\n"


def test_lines_become_applications():
    told = earlier_applications(
        "\ufeff" + HEAD + '2017,"Port Tavoa, Old",cl,music,yes,no\n2019,Port Tavoa,CL,music,,no\n'
    )
    assert told == (
        EarlierApplication(2017, "Port Tavoa, Old", "CL", "music", considered=True, designated=False),
        EarlierApplication(2019, "Port Tavoa", "CL", "music", considered=None, designated=False),
    )


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("city,field\nA,music\n", "The register lacks the columns call_year, country_iso2, considered and designated."),
        (HEAD + "soon,A,CL,music,yes,no\n", "Line 2 of the register: “soon” stands under call_year"),
        (HEAD + "2019,A,Chile,music,yes,no\n", "Line 2 of the register: “Chile” stands under country_iso2"),
        (HEAD + "2019,A,CL,music,yes,maybe\n", "Line 2 of the register: “maybe” stands under designated"),
        (HEAD + "2019,,CL,music,yes,no\n", "Line 2 of the register: “” stands under city"),
        (HEAD + "2019,A\n", "Line 2 of the register: “” stands under country_iso2"),
        (HEAD + '2019,"A"B,CL,music,yes,no\n', "The register is no CSV from line 2 on"),
        ("", "The register lacks the columns call_year, city"),
    ],
)
def test_a_line_that_is_wrong_is_named(table, complaint):
    with pytest.raises(RegisterUnreadable) as told:
        earlier_applications(table)
    assert str(told.value).startswith(complaint)
