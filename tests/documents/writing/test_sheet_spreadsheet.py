"""The workbook of sheets: what a city wrote is words in it, never a formula and never a link."""

import io
from dataclasses import replace

import openpyxl
import pytest

from kallipolis.documents.writing.sheet_spreadsheet import sheets_as_workbook
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of
from tests.factories import a_call, a_dossier, a_form

HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "http://evil.example",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_known_failure_59_what_a_city_wrote_is_no_formula_in_the_workbook(words):
    call = a_call()
    dossier = a_dossier(form=a_form(call, city=words))
    named = replace(dossier, documents=tuple(replace(one, filename=words) for one in dossier.documents))
    sheet = sheet_of(named, screen(named, call), call)
    book = openpyxl.load_workbook(io.BytesIO(sheets_as_workbook([sheet], call)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert any(str(cell.value).strip() == words.strip() for cell in cells)
