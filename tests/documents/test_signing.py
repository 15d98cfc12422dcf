"""The signing key: the demonstration's own, or a PKCS#12 by setting; nothing else signs."""

import io
import stat
import subprocess
import sys
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from documents import own_key, signing
from documents.glance import glance
from tests.documents import files


def pkcs12_file(path, *, password: bytes | None = b"secret", days=(-1, 30)):
    """Write a key as an authority would hand it out: RSA, with a password."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ministry of Trade")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .sign(key, hashes.SHA256())
    )
    protection = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, protection)
    )
    return path


@pytest.fixture
def given_key(settings, tmp_path):
    """Return a function that sets a PKCS#12 by setting."""

    def use(password="secret", **options):  # noqa: S107  (of a key made for this test)
        settings.SIGNING_PKCS12 = str(pkcs12_file(tmp_path / "given.p12", **options))
        settings.SIGNING_PASSWORD = password
        return settings.SIGNING_PKCS12

    return use


def test_a_pkcs12_by_setting_signs(given_key, folder):
    given_key()
    seal = signing.examine(signing.signer().sign(files.pdf(), reason="x", location="y"))
    assert seal.holds
    assert "Ministry of Trade" in seal.signed_by
    assert not (folder / "keys").exists()


def test_a_wrong_password_is_a_bad_key(given_key):
    given_key(password="wrong")
    with pytest.raises(signing.BadKey):
        signing.signer()


def test_an_expired_certificate_signs_nothing(given_key):
    given_key(days=(-30, -1))
    with pytest.raises(signing.BadKey):
        signing.signer()


def test_a_certificate_of_tomorrow_signs_nothing(given_key):
    given_key(days=(1, 30))
    with pytest.raises(signing.BadKey):
        signing.signer()


def test_a_key_file_that_is_missing_or_no_key_is_a_bad_key(settings, tmp_path):
    settings.SIGNING_PKCS12 = str(tmp_path / "none.p12")
    with pytest.raises(signing.BadKey):
        signing.signer()
    (tmp_path / "none.p12").write_bytes(b"not a key")
    with pytest.raises(signing.BadKey):
        signing.signer()


def test_outside_the_demonstration_no_key_is_made(settings, folder):
    del settings.SIGNING_OWN_KEY
    settings.DEMO = False
    with pytest.raises(signing.NoKey):
        signing.signer()
    assert not (folder / "keys").exists()


def test_a_renewed_key_is_used_at_once(given_key):
    given_key()
    before = signing.signer().fingerprint
    given_key()
    assert signing.signer().fingerprint != before


def test_the_demonstrations_key_is_its_owners_alone_and_stays(settings, folder):
    path = own_key.ensured(folder / "keys" / "signing.p12")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert own_key.ensured(path).read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == ["signing.p12"]


def test_two_who_start_together_make_one_key(tmp_path):
    together, found = threading.Barrier(6), []

    def start():
        together.wait(10)
        found.append(own_key.ensured(tmp_path / "signing.p12").read_bytes())

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 6
    assert len(set(found)) == 1


def test_processes_that_start_together_make_one_key(tmp_path):
    code = (
        "import sys, hashlib, pathlib; from documents.own_key import ensured;"
        "print(hashlib.sha256(ensured(pathlib.Path(sys.argv[1])).read_bytes()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "signing.p12")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({process.communicate(timeout=60)[0] for process in running}) == 1


def signed() -> bytes:
    return signing.signer().sign(files.pdf(), reason="x", location="y")


both_ways = pytest.mark.parametrize("look", [signing.examine, glance])


@both_ways
def test_a_signature_over_all_of_it_holds(look):
    seal = look(signed())
    assert seal.holds
    assert seal.fingerprint == signing.signer().fingerprint


def test_the_time_of_signing_is_read():
    at = signing.examine(signed()).at
    assert at is not None
    assert abs((at - datetime.now(UTC)).total_seconds()) < 60


@both_ways
def test_one_changed_byte_is_noticed(look):
    content = bytearray(signed())
    content[content.index(b"Hello")] ^= 1
    seal = look(bytes(content))
    assert seal.signed
    assert not seal.holds


@both_ways
def test_something_added_behind_the_signature_is_noticed(look):
    assert not look(signed() + b"\n% more\n").holds


@both_ways
def test_a_second_signature_over_the_first_is_noticed(look):
    key = signing.signer()
    out, about = io.BytesIO(), PdfSignatureMetadata(field_name="Other", md_algorithm="sha256")
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(signed())), about, key.key, output=out)
    assert not look(out.getvalue()).holds


@both_ways
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        files.ELF,
        files.pdf(),
        files.pdf()[:300],
        files.pdf() + b"/ByteRange [0 10 20 5]",
        b"0123456789<zz>/ByteRange [0 10 14 9]",
        b"/ByteRange [999999999 999999999 999999999 999999999]",
    ],
)
def test_what_is_not_signed_is_not(look, content):
    assert not look(content).signed


def test_a_strangers_file_is_not_unpacked():
    """A few thousand bytes that would unfold to a gigabyte are looked at in an instant."""
    bomb = zlib.compress(bytes(50_000_000), 9)
    content = b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode/Type/ObjStm/N 1/First 4/Length "
    content += str(len(bomb)).encode() + b">>\nstream\n" + bomb + b"\nendstream\nendobj\n"
    before = time.monotonic()
    assert not glance(content * 20).signed
    assert time.monotonic() - before < 5
