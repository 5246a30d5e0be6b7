"""Sampled dossiers as they arrive: the same bytes for the same seed, read with the standard library, true to the call."""

import csv
import io
import json
import zipfile
from email import message_from_bytes
from email.policy import default

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from kallipolis.documents.writing.markup import W
from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.draft import Picture
from kallipolis.documents.writing.sample.drafting import Manner
from kallipolis.documents.writing.sample.faults.catalogue import CLASHES, FAULTS, ODDITIES
from kallipolis.documents.writing.sample.photographs import filled_up, photograph
from kallipolis.documents.writing.sample.plan import planned
from kallipolis.documents.writing.sample.prose import Writer
from kallipolis.documents.writing.sample.run import expected_json, folder_files, register_csv, samples
from kallipolis.rulebook.counting import words


def parsed(sample):
    return message_from_bytes(sample.message, policy=default)


def attached(sample):
    return {part.get_filename(): part.get_payload(decode=True) for part in parsed(sample).iter_attachments()}


def photographs(sample):
    return [file for file in sample.files if file.media_type == "image/jpeg" and b"Exif" in file.content[:40]]


def form_answers(content):
    """The words of each text field, in the order of the form."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        body = etree.fromstring(container.read("word/document.xml"))
    answers, key, inside = {}, "", False
    for element in body.iter(f"{{{W}}}fldChar", f"{{{W}}}t", f"{{{W}}}p"):
        kind = element.get(f"{{{W}}}fldCharType")
        if kind == "begin":
            key = element.find(f"{{{W}}}ffData/{{{W}}}name").get(f"{{{W}}}val")
        if kind:
            inside = kind == "separate"
        elif inside and key:
            answers[key] = answers.get(key, "") + (element.text or "\n" if element.tag.endswith("}t") else "\n")
    return answers


def test_the_same_seed_gives_the_same_bytes(call, run):
    plan = planned(call, 12, seed=3, flawed=0)
    again = list(samples(call, plan, seed=3, ending=".eml", manner=Manner()))
    assert [one.message for one in again] == [one.message for one in run]
    assert [one.expected for one in again] == [one.expected for one in run]


def test_another_seed_gives_other_dossiers(call, run):
    other = next(samples(call, planned(call, 12, seed=4, flawed=0), seed=4, ending=".eml", manner=Manner()))
    assert other.message not in [one.message for one in run]


def test_every_file_comes_out_of_the_message_under_its_name(run):
    for one in run:
        assert attached(one) == {file.filename: file.content for file in one.files}


def test_no_part_of_a_message_is_faulty(run):
    for one in run:
        assert not [part.defects for part in parsed(one).walk() if part.defects]
        assert all(len(line) <= 998 for line in one.message.split(b"\r\n"))
        assert b"\n" not in one.message.replace(b"\r\n", b"")


def test_the_head_says_what_the_call_asks(call, run):
    for one in run:
        message = parsed(one)
        assert message["To"] == call.secretariat.applications_address
        assert message["Subject"] in {subject.format(city=one.expected.city) for subject in call.subjects}
        assert message.get_body(("html",))
        assert message.get_body(("plain",))
        assert all(address.domain.endswith(".example") for address in message["From"].addresses)


def test_each_has_three_photographs_within_the_limit(call, run):
    for one in run:
        found = photographs(one)
        assert len(found) == call.photograph_count
        for file in found:
            assert len(file.content) <= call.photograph_bytes_surely_allowed
            with Image.open(io.BytesIO(file.content), formats=["JPEG"]) as picture:
                picture.load()
                assert picture.getexif()[271] in {"Lumaris", "Optelio", "Verano"}


def test_letters_are_pdf_that_opens(run):
    for one in run:
        for file in one.files:
            if file.media_type == "application/pdf":
                with pikepdf.open(io.BytesIO(file.content)) as pdf:
                    assert 1 <= len(pdf.pages) <= 2


def test_answers_keep_their_word_limits_and_no_five_words_come_twice(call, run):
    for one in run:
        official = [file for file in one.files if b"word/settings.xml" in file.content]
        for file in official:
            answers = form_answers(file.content)
            told = {}
            for field in call.form.fields:
                text = answers.get(field.key, "")
                if field.words is not None:
                    assert words(text).as_processor <= field.words
                if field.kind == "text" and len(text) > 80:
                    told[field.key] = text.casefold().split()
            runs = [tuple(line[at : at + 5]) for line in told.values() for at in range(len(line) - 4)]
            assert len(set(runs)) == len(runs)


def test_all_required_fields_are_answered(call, run):
    annexed = {field.key for section in call.form.sections if section.annex for field in section.fields}
    for one in run:
        form = next(
            file for file in one.files if b"word/settings.xml" in file.content and "nslation" not in file.filename
        )
        if "saved_by_another_program" in one.expected.oddities or "names_and_bookmarks_lost" in one.expected.oddities:
            continue
        answers = form_answers(form.content)
        empty = {field.key for field in call.form.fields if not field.optional and field.kind != "choice"}
        empty -= {key for key, text in answers.items() if text.strip("\u2002\n ")}
        assert not empty - annexed


def test_a_french_form_is_accompanied_by_a_translation(run):
    french = [one for one in run if one.expected.language == "fr"]
    assert french
    for one in french:
        assert [file for file in one.files if file.filename.startswith("Official English translation")]


@pytest.mark.parametrize("missing", [4, 5, 100, 65_537, 65_538, 65_540, 65_541, 200_000])
def test_a_picture_is_filled_up_to_the_byte(missing):
    content = photograph(Picture("quay.jpg", 160, 120, 1))
    larger = filled_up(content, len(content) + missing)
    assert len(larger) == len(content) + missing
    with Image.open(io.BytesIO(larger)) as picture, Image.open(io.BytesIO(content)) as before:
        assert picture.tobytes() == before.tobytes()


def test_words_that_run_out_are_told_and_not_waited_for():
    facts = {"city": "Marsalune", "partner": "Nevarosa", "partner2": "Calumira"}
    writer = Writer("en", chance("short"), field="film", facts=facts)
    with pytest.raises(RuntimeError, match="have run out"):
        writer.answer("", least=90_000, most=100_000)


def test_names_that_a_folder_cannot_hold_are_mended(run):
    file = run[0].files[0]
    twice = folder_files([file, file])
    assert len(twice) == 2
    assert all("/" not in name for name in twice)


def test_expected_and_register_are_plain_to_read(call, run):
    told = json.loads(expected_json(call, [one.expected for one in run], seed=3))
    assert (told["call"], told["seed"], len(told["dossiers"])) == ("uccn-2021", 3, 12)
    assert told["dossiers"][0].keys() == {
        "file", "city", "country_iso2", "field", "language", "faults", "oddities", "outcome", "findings",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(register_csv(one for sample in run for one in sample.earlier))))
    assert rows
    assert rows[0].keys() == {"call_year", "city", "country_iso2", "field", "considered", "designated"}


def test_names_of_faults_are_their_own():
    names = [one.name for one in (*FAULTS, *ODDITIES, *CLASHES)]
    assert len(set(names)) == len(names)
