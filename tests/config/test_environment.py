"""What a site is told, understood or refused with a sentence that names the variable."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

HERE = Path("site.sqlite3")


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", True), ("On", True), ("1", True), ("no", False), ("", False), (" false ", False)]
)
def test_yes_and_no(monkeypatch, word, meant):
    monkeypatch.setenv("KALLIPOLIS_X", word)
    assert environment.yes("KALLIPOLIS_X") is meant


@pytest.mark.parametrize(
    ("read", "word"),
    [
        (environment.yes, "perhaps"),
        (lambda name: environment.one_of(name, "development", "production"), "prod"),
        (lambda name: environment.whole_number(name, 1), "-1"),
        (lambda name: environment.whole_number(name, 1), "٣"),
        (lambda name: environment.whole_number(name, 1), "0"),
        (lambda name: environment.web_address(name, ""), "apply.example.org"),
        (lambda name: environment.web_address(name, ""), "https://apply.example.org/calls"),
        (lambda name: environment.database(name, HERE), "mysql://localhost/site"),
        (lambda name: environment.database(name, HERE), "postgresql://localhost"),
        (lambda name: environment.database(name, HERE), "sqlite:///"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(monkeypatch, read, word):
    monkeypatch.setenv("KALLIPOLIS_X", word)
    with pytest.raises(ImproperlyConfigured, match=r"^KALLIPOLIS_X .*write"):
        read("KALLIPOLIS_X")


def test_a_password_is_not_repeated(monkeypatch):
    monkeypatch.setenv("KALLIPOLIS_X", "oracle://ana:open-sesame@localhost/site")
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.database("KALLIPOLIS_X", HERE)
    assert "open-sesame" not in str(refusal.value)


def test_a_list_has_commas(monkeypatch):
    monkeypatch.setenv("KALLIPOLIS_X", "apply.example.org, www.example.org,")
    assert environment.listed("KALLIPOLIS_X") == ["apply.example.org", "www.example.org"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:////srv/a%20site.sqlite3", Path("/srv/a site.sqlite3")),
        ("sqlite:///near.sqlite3", Path.cwd() / "near.sqlite3"),
        ("", HERE),
    ],
)
def test_sqlite_takes_the_write_lock_first_and_loses_nothing(monkeypatch, address, name):
    monkeypatch.setenv("KALLIPOLIS_X", address)
    described = environment.database("KALLIPOLIS_X", HERE)
    assert described["NAME"] == name
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in described["OPTIONS"]["init_command"]


def test_postgresql_is_read_part_by_part(monkeypatch):
    monkeypatch.setenv("KALLIPOLIS_X", "postgresql://ana:p%40ss@db.example.org:5433/site?sslmode=require")
    described = environment.database("KALLIPOLIS_X", HERE)
    assert [described[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")] == [
        *("site", "ana", "p@ss", "db.example.org", "5433"),
        {"sslmode": "require"},
    ]


@pytest.mark.parametrize("address", ["/run/clamav/clamd.ctl", "unix:/run/clamd.ctl", "scanner.example.org:3310", ""])
def test_a_daemon_is_a_socket_s_path_or_a_host_with_its_port(monkeypatch, address):
    monkeypatch.setenv("KALLIPOLIS_X", address)
    assert environment.socket_address("KALLIPOLIS_X") == address


def test_another_word_for_a_daemon_stops_the_start(monkeypatch):
    monkeypatch.setenv("KALLIPOLIS_X", "clamd")
    with pytest.raises(ImproperlyConfigured, match="write the path of a socket, or host:port"):
        environment.socket_address("KALLIPOLIS_X")


@pytest.mark.parametrize(("listens", "reached"), [("", 8000), ("127.0.0.1:8977", 8977), ("unix:/run/k.socket", 8000)])
def test_a_site_for_trying_is_reached_by_the_name_that_passkeys_want(monkeypatch, listens, reached):
    monkeypatch.setenv("KALLIPOLIS_LISTEN", listens)
    assert environment.own_address("KALLIPOLIS_LISTEN") == f"http://localhost:{reached}"
