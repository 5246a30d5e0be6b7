"""The register of earlier applications, and the list of member cities, are read whole or refused with their line (P11)."""

import pytest

from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.register import MEMBER_COLUMNS, RegisterUnreadable, earlier_applications, member_cities

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


CITIES = ",".join(MEMBER_COLUMNS) + "\n"
ASWAN = "Aswan,eg,crafts,2005,,,24.09,32.89,359792,Assouan | Syene,\n"


def test_a_line_of_the_networks_list_becomes_a_member_city():
    (aswan,) = member_cities(CITIES + ASWAN)
    assert (str(aswan), aswan.geonames_id, aswan.designated_in) == ("Aswan (EG)", 359792, 2005)
    assert (aswan.other_names, aswan.former_names, aswan.changed_in) == (("Assouan", "Syene"), (), None)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("city\nA\n", "The list of cities lacks the columns iso2, field, designated_in"),
        (CITIES + ASWAN.replace("2005", "soon"), "Line 2 of the register: “soon” stands under designated_in"),
        (CITIES + ASWAN.replace("24.09", "240.9"), "Line 2 of the register: “240.9” stands under latitude"),
        (CITIES + ASWAN.replace("24.09", "north"), "Line 2 of the register: “north” stands under latitude"),
        (CITIES + ASWAN.replace("eg", "EGY"), "Line 2 of the register: “EGY” stands under iso2"),
        (CITIES + ASWAN.replace("2005,,", "2005,music,"), "Line 2 of the register: “” stands under changed_in"),
        (CITIES + ASWAN + ASWAN.replace("Aswan", "Assuan"), "Aswan (EG) and Assuan (EG) have one GeoNames id."),
        (CITIES + '"A"B,', "The list of cities is no CSV from line 2 on"),
    ],
)
def test_a_list_of_cities_that_is_not_whole_is_refused_with_its_line(table, complaint):
    with pytest.raises(RegisterUnreadable) as refused:
        member_cities(table)
    assert str(refused.value).startswith(complaint)
