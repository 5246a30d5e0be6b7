"""Proofs of origin are evidence: what holds, what was changed on the way, what nobody can tell; never an error."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kallipolis.mailbox.proofs import Proof, proofs_of

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MESSAGE = b"From: a@city.example\r\nTo: applications@network.example\r\nSubject: x\r\n\r\nDear all,\r\n"
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
)
RECORDS = {
    b"mail._domainkey.city.example.": b"v=DKIM1; k=rsa; p=" + PUBLIC,
    b"_dmarc.city.example": b"v=DMARC1; p=reject",
}
OURS = ("mx.network.example",)


def lookup(name: bytes) -> bytes | None:
    return RECORDS.get(name) or RECORDS.get(name.rstrip(b".")) or RECORDS.get(name + b".")


def signed(message: bytes = MESSAGE) -> bytes:
    private = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return dkim.sign(message, b"mail", b"city.example", private, include_headers=[b"From", b"Subject"]) + message


def test_a_signature_that_holds_proves_the_domain():
    assert proofs_of(signed(), our_hosts=OURS, lookup=lookup) == (
        Proof("dkim", "pass", "city.example"),
        Proof("dmarc", "pass", "city.example"),
    )


def test_a_message_that_was_changed_on_the_way_is_told_and_nothing_else_happens():
    changed = signed().replace(b"Dear all", b"Dear nobody")
    found = proofs_of(changed, our_hosts=OURS, lookup=lookup)
    assert [(one.kind, one.result) for one in found] == [("dkim", "fail"), ("dmarc", "fail")]


def test_a_key_that_is_not_there_is_no_failure_of_the_message():
    found = proofs_of(signed(), our_hosts=OURS, lookup=lambda name: None)
    assert found[0].result in ("permerror", "fail")


def test_what_our_own_server_saw_is_told_and_nobody_elses_word():
    ours = b"Authentication-Results: mx.network.example; spf=pass smtp.mailfrom=a@city.example\r\n" + MESSAGE
    forged = ours.replace(b"mx.network.example", b"mx.elsewhere.example")
    assert proofs_of(ours, our_hosts=OURS, lookup=None) == (Proof("spf", "pass", "a@city.example"),)
    assert proofs_of(forged, our_hosts=OURS, lookup=None) == ()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"DKIM-Signature: v=1; a=\r\n\r\n", b"From: \xff\xfe<@>\r\n\r\n"]
)
def test_no_message_can_stop_the_gathering(content):
    assert isinstance(proofs_of(content, our_hosts=OURS, lookup=lookup), tuple)
