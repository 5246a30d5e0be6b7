"""Real mail servers for tests, each started for one test as this machine's Debian has it, and ended after it."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "four-streets-and-a-square"

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass(frozen=True)
class Server:
    """A running server: its port, its folder, and what a client trusts."""

    port: int
    folder: Path
    trust: ssl.SSLContext | None = None


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that other users of the machine may enter, as a server that gave up its rights is one."""
    folder = Path(tempfile.mkdtemp(prefix="kallipolis-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listens(port: int, log: Path, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text() if log.exists() else "the server did not start")


def _certificate(folder: Path) -> ssl.SSLContext:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return ssl.create_default_context(cafile=folder / "cert.pem")


@contextmanager
def dovecot() -> Iterator[Server]:
    """An IMAP server over TLS with as many mailboxes as there are names; the password is one for all."""
    root = os.geteuid() == 0
    user = "nobody" if root else getpass.getuser()
    group = "nogroup" if root else grp.getgrgid(os.getgid()).gr_name
    with _folder() as folder:
        trust, port = _certificate(folder), free_port()
        for name in ("run", "state", "mail"):
            (folder / name).mkdir()
            if root:
                shutil.chown(folder / name, user, group)
        conf = folder / "dovecot.conf"
        conf.write_text(_DOVECOT.format(folder=folder, port=port, user=user, group=group, password=PASSWORD))
        # Debian puts servers where users do not look for programs.
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        server = subprocess.Popen([program, "-F", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _listens(port, folder / "log")
            yield Server(port, folder, trust)
        finally:
            server.terminate()
            server.wait(20)


_POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.network.example
mydestination =
relay_domains = network.example
relay_recipient_maps =
relay_transport = lmtp:inet:127.0.0.1:{next_port}
smtpd_recipient_restrictions = permit_auth_destination, reject
disable_dns_lookups = yes
message_size_limit = 0
mailbox_size_limit = 0
header_size_limit = 4000000
lmtp_line_length_limit = 0
smtputf8_enable = yes
smtputf8_autodetect_classes = sendmail
minimal_backoff_time = 1s
queue_run_delay = 1s
maximal_backoff_time = 2s
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
local_header_rewrite_clients =
alias_maps =
alias_database =
"""

_POSTFIX_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def postfix(next_port: int) -> Iterator[Server]:
    """A mail server that hands everything for network.example to our listener by LMTP; it needs root, as Postfix does."""
    with _folder() as folder:
        port = free_port()
        conf = folder / "conf"
        for name in (conf, folder / "queue", folder / "data"):
            name.mkdir()
        shutil.chown(folder / "data", "postfix")
        (conf / "main.cf").write_text(_POSTFIX.format(folder=folder, next_port=next_port))
        (conf / "master.cf").write_text(_POSTFIX_SERVICES.format(port=port))
        program = shutil.which("postfix") or "/usr/sbin/postfix"
        started = subprocess.run([program, "-c", conf, "start"], capture_output=True, text=True)
        try:
            assert started.returncode == 0, started.stderr
            _listens(port, folder / "log")
            yield Server(port, folder)
        finally:
            subprocess.run([program, "-c", conf, "stop"], capture_output=True)
