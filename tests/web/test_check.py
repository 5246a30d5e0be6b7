"""“Check your dossier”: what is asked for, what comes of it, and one clear sentence for everything that stands in the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kallipolis.queries.intake import ReadingRefused
from kallipolis.queries.intake_room import Readers, ReadersBusy
from kallipolis.rulebook.sentence import sentence
from kallipolis.web import check
from tests.web.markup import faults, one, plain, tree, words

CHECK = "/calls/uccn-2021/check/"


def send(client, *names, **others):
    files = [SimpleUploadedFile(name, b"content of " + name.encode()) for name in names]
    return client.post(CHECK, {"files": files}, **others)


def test_the_page_says_what_to_give_and_that_nothing_is_kept(client):
    page = tree(client.get(CHECK))
    field = page.get_element_by_id("files")
    assert (field.get("type"), field.get("multiple") is not None) == ("file", True)
    assert "At most 40 files and 67.1 MB together." in words(page.get_element_by_id("files-h"))
    assert "No file name, no word and no finding goes into a database or a log." in words(
        page.get_element_by_id("privacy")
    )


def test_the_answer_is_the_sheet_itself_and_is_kept_by_nobody(client, reading, sheet):
    asked = reading(sheet)
    response = send(client, "dossier.eml")
    assert response.status_code == 200
    assert asked == [("dossier.eml", b"content of dossier.eml")]
    assert "no-store" in response["Cache-Control"]
    assert faults(response.content.decode()) == []
    page = tree(response)
    assert sheet.conclusion in words(one(page, "//section[contains(@class, 'outcome')]"))
    assert "this page is the only copy" in words(page)


def test_the_result_offers_no_link_that_would_lose_it_unawares(client, reading, sheet):
    reading(sheet)
    page = tree(send(client, "dossier.eml"))
    assert not page.xpath("//ul[@class='langs'] | //form")


def test_several_files_come_in_the_order_in_which_they_were_chosen(client, reading, sheet):
    asked = reading(sheet)
    send(client, "form.docx", "letter.pdf", "photo.jpg")
    assert [name for name, _ in asked] == ["form.docx", "letter.pdf", "photo.jpg"]


def test_no_file_is_one_sentence(client, db):
    response = client.post(CHECK)
    assert response.status_code == 422
    errors = one(tree(response), "//div[@role='alert']")
    assert words(errors) == "Nothing could be checked No file was chosen. Choose the e-mail, or the documents."
    assert one(errors, ".//a").get("href") == "#files"


def test_what_cannot_be_read_is_one_sentence(client, reading):
    reading(ReadingRefused(sentence("“{name}” is no e-mail.", name="<b>x</b>.eml")))
    response = send(client, "x.eml")
    assert response.status_code == 422
    assert "“<b>x</b>.eml” is no e-mail." in words(one(tree(response), "//div[@role='alert']"))
    assert faults(response.content.decode()) == []


def test_what_takes_too_long_is_one_sentence(client, reading):
    said = "Reading “{source}” took more than {seconds} seconds and was stopped."
    reading(ReadingRefused(sentence(said, source="x.eml", seconds=60)))
    assert "took more than 60 seconds and was stopped." in words(tree(send(client, "x.eml")))


def test_when_all_readers_are_busy_the_visitor_is_told_to_come_again(client, db, monkeypatch, settings):
    settings.CHECK_WAIT_SECONDS = 0
    busy = Readers(1, wall_seconds=1)
    monkeypatch.setattr(busy, "_opened", lambda: None)
    monkeypatch.setattr(check, "readers", lambda: busy)
    with busy.lend(wait_seconds=0):
        response = send(client, "x.eml")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert words(one(tree(response), "//h1")) == "All readers are busy"


def test_a_reader_is_given_back_also_by_who_failed(monkeypatch):
    readers = Readers(1, wall_seconds=1)
    monkeypatch.setattr(readers, "_opened", lambda: None)
    with pytest.raises(ZeroDivisionError), readers.lend(wait_seconds=0):
        raise ZeroDivisionError
    with readers.lend(wait_seconds=0), pytest.raises(ReadersBusy), readers.lend(wait_seconds=0.01):
        pass


def test_a_failure_of_ours_is_said_as_ours(client, reading):
    reading(ZeroDivisionError("Port Tavoa"))
    response = send(client, "x.eml")
    assert response.status_code == 500
    assert words(one(tree(response), "//h1")) == "Something failed on our side"
    assert "Port Tavoa" not in response.content.decode()


def test_the_deadline_is_not_told_of_what_was_not_sent(client, reading, sheet):
    reading(sheet)
    row = next(
        row
        for row in tree(send(client, "x.eml")).xpath("//li[contains(@class, 'verdict')]")
        if one(row, ".//a[@class='clause']").text_content().endswith("S9")
    )
    assert row.get("data-verdict") == "not_checked"


def test_the_sheet_page_is_in_the_readers_language(client, reading, sheet, call):
    reading(sheet)
    client.get(CHECK, {"lang": "fr"})
    page = tree(send(client, "x.eml"))
    assert page.get("lang") == "fr"
    assert plain(call.clause_by_id["S6"].heading.fr) in words(page)


def test_the_site_checks_tokens_before_it_reads_a_dossier(reading, sheet):
    asked = reading(sheet)
    response = send(Client(enforce_csrf_checks=True), "x.eml")
    assert response.status_code == 403
    assert asked == []
