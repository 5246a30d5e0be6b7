"""The command `kallipolis`: what it lists, what it runs, and how it says no."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from config import console


@pytest.fixture
def command(monkeypatch) -> Callable[[Callable[..., object]], None]:
    """Give the command `try` this body."""

    def give(body: Callable[..., object]) -> None:
        class Command(BaseCommand):
            requires_system_checks = ()

            def handle(self, *args: object, **options: object) -> None:
                body()

        monkeypatch.setattr(console, "get_commands", lambda: {"try": Command(), "migrate": "django.core"})

    return give


def failing(failure: BaseException) -> Callable[[], None]:
    def body() -> None:
        raise failure

    return body


def test_the_list_takes_each_first_sentence_from_the_module(tmp_path):
    (tmp_path / "__init__.py").write_text('"""Not a command."""', encoding="utf-8")
    (tmp_path / "screen.py").write_text('"""Screen dossiers: which clauses they meet. No more."""', encoding="utf-8")
    (tmp_path / "ask.py").write_text('"""Ask."""', encoding="utf-8")
    own = console.own_commands(tmp_path)
    assert own == {"ask": "Ask", "screen": "Screen dossiers"}
    assert "\n  ask     Ask\n  screen  Screen dossiers\n" in console.listing(own)


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_alone_it_lists(capsys, words):
    assert console.main(words) == 0
    assert capsys.readouterr().out.startswith("usage: kallipolis COMMAND")


def test_a_command_that_is_done(command):
    done = []
    command(lambda: done.append("done"))
    assert (console.main(["try"]), done) == (0, ["done"])


def test_a_command_that_is_not_done_says_why_and_exits_with_2(command, capsys):
    command(failing(CommandError("there is no dossier here.")))
    assert console.main(["try"]) == 2
    assert capsys.readouterr() == ("", "kallipolis try: there is no dossier here.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["migrat"], "there is no such command. Did you mean 'migrate'?"),
        (["xyz"], "there is no such command. `kallipolis help`"),
        (["try", "--bogus"], "unrecognized arguments: --bogus"),
    ],
)
def test_what_was_typed_wrong_is_told(command, capsys, words, told):
    command(lambda: None)
    assert console.main(words) == 2
    assert capsys.readouterr().err.startswith(f"kallipolis {words[0]}: {told}")


def test_a_database_that_is_not_up_to_date_is_told(command, capsys):
    command(failing(OperationalError("no such table: call")))
    assert console.main(["try"]) == 2
    assert "'no such table: call'. Is it there and up to date (`kallipolis migrate`)?" in capsys.readouterr().err
    with pytest.raises(OperationalError):
        console.main(["try", "--traceback"])


def test_an_interruption_is_no_failure_of_the_program(command, capsys):
    command(failing(KeyboardInterrupt()))
    assert console.main(["try"]) == 130
    assert capsys.readouterr().err == "kallipolis try: interrupted.\n"


def test_a_mistake_of_ours_keeps_its_traceback(command):
    command(failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        console.main(["try"])


def test_the_settings_say_no_in_one_sentence(monkeypatch):
    ran = subprocess.run(
        [sys.executable, "-c", "import sys; from config.console import main; sys.exit(main(['check']))"],
        capture_output=True,
        env={"KALLIPOLIS_MODE": "prod", "PATH": ""},
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (
        2,
        "kallipolis check: KALLIPOLIS_MODE is 'prod'; write development or production.\n",
    )
