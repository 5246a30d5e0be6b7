"""`kallipolis call` and `kallipolis register`: opening, looking again, bringing lists; a second time says so in one sentence."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kallipolis.models import City, Event, OpenedCall
from kallipolis.queries.register import NETWORK
from kallipolis.rulebook.call.loading import folder_of
from tests.factories import a_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_house_of_its_own(settings, tmp_path, own_shelf):
    settings.KALLIPOLIS_EDITIONS = tmp_path / "editions"


def said(*command, **options):
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_call_that_is_on_is_opened_and_a_second_opening_says_so_in_one_sentence():
    assert said("call", "open") == [f"uccn-2021 is open, under the edition {a_call().digest}."]
    (again,) = said("call", "open", "uccn-2021")
    assert again.endswith("a call is opened once, and goes on under the edition of that day.")
    assert OpenedCall.objects.count() == 1


def test_a_folder_that_is_no_whole_edition_is_not_opened(tmp_path):
    folder = shutil.copytree(folder_of("uccn-2021"), tmp_path / "edition")
    (folder / "faq.toml").write_text("nonsense", "utf-8")
    with pytest.raises(CommandError, match=r"faq\.toml"):
        said("call", "open", str(folder))
    assert not OpenedCall.objects.exists()


def test_the_status_tells_what_is_open_and_notices_a_changed_folder(tmp_path):
    assert said("call", "status") == ["No call is open. `kallipolis call open` opens the one that is on."]
    folder = shutil.copytree(folder_of("uccn-2021"), tmp_path / "edition")
    said("call", "open", str(folder))
    (line,) = said("call", "status")
    assert line.startswith("uccn-2021  call, opened on ")
    assert line.endswith(f"under {a_call().digest}")
    with (folder / "faq.toml").open("a", encoding="utf-8") as file:
        file.write("# later\n")
    for _ in range(2):
        _, changed = said("call", "status")
        assert changed.startswith("  its folder says something else now (")
        assert changed.endswith("; the call goes on under the edition that it was opened with")
    assert Event.objects.filter(deed="notice_changed_folder").count() == 1


def test_the_register_is_imported_and_a_second_import_says_so_in_one_sentence():
    told = said("register", "import")[0]
    assert told.startswith("The register has 207 new States, 350 new cities and ")
    assert said("register", "import") == ["The register is up to date with uccn-2021: nothing was changed."]


def test_a_list_that_changed_is_told_city_by_city(tmp_path):
    said("register", "import")
    other = tmp_path / "cities.csv"
    other.write_text(NETWORK.read_text("utf-8").replace("Aswan,EG,crafts", "Aswan,EG,music"), "utf-8")
    assert said("register", "import", cities=other)[1:] == ["  changed: Aswan (EG): field"]
    assert City.objects.get(name="Aswan").field == "music"


@pytest.mark.parametrize(("content", "complaint"), [("a,b\n1,2\n", "lacks the columns"), (None, "cannot be read")])
def test_a_list_that_cannot_be_read_is_told_as_a_mistake(tmp_path, content, complaint):
    other = tmp_path / "cities.csv"
    if content:
        other.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=complaint):
        said("register", "import", cities=other)
