"""What is said of stored files: whose they are, what is withheld, what is broken; on a folder and on a bucket alike."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from config import environment
from kallipolis.actions.files import file, keep, note_scan
from kallipolis.models import FiledCopy
from kallipolis.models.files import shelf
from kallipolis.queries.files import FileDamaged, broken_files, case_of, fetch, unnamed_files
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.permission import Case, Refusal
from tests import cast

pytestmark = pytest.mark.django_db
LETTER = b"The city endorses its application."


def filed(content=LETTER, **more):
    facts = {"slot": "letter", "filename": "letter.pdf", "actor": cast.CONSOLE, "clock": SYSTEM_CLOCK}
    return FiledCopy.objects.get(public_id=file(cast.officer(), keep(io.BytesIO(content)), **{**facts, **more}))


def filed_with(about):
    """A copy that is filed with whatever bears this name."""
    return FiledCopy.objects.file(
        keep(io.BytesIO(LETTER)), about=about, slot="letter", filename="x", at=SYSTEM_CLOCK.now(), by="service:console"
    )


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """A service on this machine that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(object_store, settings, monkeypatch, request):
    """A private bucket of this test's own as the site's shelf, set as settings.py sets it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "for-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "for-tests")
    name = f"kallipolis-{abs(hash(request.node.name))}"
    client = boto3.client("s3", endpoint_url=object_store, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    settings.STORAGES = {
        **settings.STORAGES,
        "files": environment.bucket(name, endpoint=object_store, region="us-east-1"),
    }
    yield client, name
    client.close()


def test_a_copy_has_the_case_of_what_it_is_filed_with(own_shelf):
    officer = cast.officer()
    assert case_of(filed().public_id) == Case(
        frozenset({f"person:{officer.pk}"}), facts={"person": str(officer.pk), "slot": "letter"}
    )


@pytest.mark.parametrize("about", ["house", "letter:1", "person:999999", "person:x", "call:none", "", ":"])
def test_a_copy_of_an_unknown_kind_is_closed(own_shelf, about):
    assert case_of(filed_with(about).public_id) is None
    assert case_of("0" * 24) is None


def test_a_file_is_fetched_as_it_was_filed(own_shelf):
    found = fetch(filed().public_id)
    with closing(found.content):
        assert (found.filename, found.size, found.content.read()) == ("letter.pdf", len(LETTER), LETTER)
    assert fetch("0" * 24) is None


def test_known_failure_58_where_there_is_a_scanner_a_file_waits_for_its_verdict(own_shelf, settings):
    copy = filed()
    settings.KALLIPOLIS_CLAMD = "127.0.0.1:9"
    waiting = fetch(copy.public_id)
    assert isinstance(waiting, Refusal)
    assert "waits for the virus scanner" in str(waiting.sentence)
    note_scan(copy.file, verdict=Scan.CLEAN, actor=cast.CLOCK, clock=SYSTEM_CLOCK)
    fetch(copy.public_id).content.close()


@pytest.mark.parametrize("scanner", ["", "127.0.0.1:9"])
def test_known_failure_58_what_was_found_infected_is_never_handed_out(own_shelf, settings, scanner):
    copy = filed()
    note_scan(copy.file, verdict=Scan.INFECTED, found="Eicar", actor=cast.CLOCK, clock=SYSTEM_CLOCK)
    settings.KALLIPOLIS_CLAMD = scanner
    assert "found something" in str(fetch(copy.public_id).sentence)


def test_known_failure_55_a_stored_bomb_is_bytes_that_nobody_opens(own_shelf):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    copy = filed(packed.getvalue(), filename="annex.zip")
    fetched = fetch(copy.public_id)
    fetched.content.close()
    assert fetched.size == len(packed.getvalue()) < 100_000
    assert list(broken_files()) == []


def test_what_is_not_as_it_was_filed_is_named(own_shelf):
    whole, missing, changed, shorter = (filed(content) for content in (b"one", b"two", b"three", b"four"))
    own_shelf.delete(missing.file_id)
    Path(own_shelf.path(changed.file_id)).write_bytes(b"THREE")
    Path(own_shelf.path(shorter.file_id)).write_bytes(b"fo")
    told = {broken.sha256: str(broken.sentence) for broken in broken_files()}
    assert told == {
        missing.file_id: f"The stored file {missing.file_id} is missing.",
        changed.file_id: f"The stored file {changed.file_id} was changed after it was stored.",
        shorter.file_id: f"The stored file {shorter.file_id} was changed after it was stored.",
    }
    with closing(fetch(whole.public_id).content) as content:
        assert content.read() == b"one"
    for copy in (missing, shorter):
        with pytest.raises(FileDamaged):
            fetch(copy.public_id)


@pytest.mark.slow
def test_a_bucket_holds_files_as_a_folder_does(bucket):
    client, name = bucket
    copy = filed()
    again = filed(filename="again.pdf")
    assert again.file_id == copy.file_id
    listed = client.list_objects_v2(Bucket=name)["Contents"]
    assert [one["Key"] for one in listed] == [f"files/{copy.file_id}"]
    with closing(fetch(copy.public_id).content) as content:
        assert content.read() == LETTER
    assert list(broken_files()) == []
    left = keep(io.BytesIO(b"left over"))
    assert list(unnamed_files()) == [left.sha256]
    assert (SYSTEM_CLOCK.now() - shelf().get_modified_time(left.sha256)).total_seconds() < 3600
    client.put_object(Bucket=name, Key=f"files/{copy.file_id}", Body=LETTER.upper())
    assert [broken.sha256 for broken in broken_files()] == [copy.file_id]
    shelf().delete(copy.file_id)
    assert "is missing" in str(next(broken_files()).sentence)


@pytest.mark.slow
def test_known_failure_14_a_file_in_a_bucket_is_never_readable_by_everybody(bucket):
    client, name = bucket
    copy = filed()
    grants = client.get_object_acl(Bucket=name, Key=f"files/{copy.file_id}")["Grants"]
    assert [one["Grantee"]["Type"] for one in grants] == ["CanonicalUser"]
    signed = shelf().connection.meta.client.meta.config.signature_version
    assert signed == "s3v4"


@pytest.mark.slow
def test_a_large_file_from_a_bucket_waits_in_a_temporary_file(bucket):
    copy = filed(bytes(5 * 1024 * 1024))
    with closing(fetch(copy.public_id).content) as content:
        assert len(content.read(1024)) == 1024
        assert content.file._rolled
