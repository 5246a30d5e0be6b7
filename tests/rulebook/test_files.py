"""Names of files: safe to keep, and plain enough for every program."""

import pytest

from kallipolis.rulebook.files import FILENAME_CHARACTERS, plain_filename, safe_filename


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Lettre d’été.pdf", "Lettre d_ete.pdf"),
        ("申请表.docx", "file.docx"),
        ('a"b;c\r\nSet-Cookie: x.pdf', "a_b_c Set-Cookie_ x.pdf"),
        ("../../etc/passwd", "passwd"),
        ("archive.tar.gz", "archive.tar.gz"),
        ("..", "file"),
        ("", "file"),
        ("no extension", "no extension"),
    ],
)
def test_a_name_in_letters_that_every_program_knows(name, plain):
    assert plain_filename(name) == plain


def test_a_long_name_keeps_its_extension():
    long = safe_filename("x" * 500 + ".docx")
    assert len(long) <= FILENAME_CHARACTERS
    assert long.endswith("….docx")
