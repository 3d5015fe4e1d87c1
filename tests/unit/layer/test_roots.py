"""A folder of certificate authorities in which OpenSSL finds the one that signed, and no other."""

import datetime
import ssl
from collections.abc import Callable
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from shared.layer import roots

DAY = datetime.timedelta(days=1)
Name = list[x509.NameAttribute]
BUNDLE = Path(certifi.where()).read_text(encoding="utf-8")
ODD_NAMES: dict[str, Name] = {
    "plain": [x509.NameAttribute(NameOID.COMMON_NAME, "Root")],
    "letters and spaces": [x509.NameAttribute(NameOID.COMMON_NAME, "  A  ROOT \t of  Ours ")],
    "beyond ASCII": [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TÜRKTRUST İ Főtanúsítvány ÉÖ")],
    "printable": [x509.NameAttribute(NameOID.COMMON_NAME, "Root CA", _ASN1Type.PrintableString)],
    "two-byte text": [x509.NameAttribute(NameOID.COMMON_NAME, "Főtan CA", _ASN1Type.BMPString)],
    "a country and more": [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NG"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "x" * 64),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "y" * 64),
    ],
}


def certificate(name: Name, key: ec.EllipticCurvePrivateKey, issuer: Name, signer: ec.EllipticCurvePrivateKey):
    now = datetime.datetime.now(datetime.UTC)
    built = x509.CertificateBuilder().subject_name(x509.Name(name)).issuer_name(x509.Name(issuer))
    built = built.public_key(key.public_key()).serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - DAY).not_valid_after(now + DAY)
    built = built.add_extension(x509.BasicConstraints(ca=name is issuer, path_length=None), critical=True)
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    built = built.add_extension(by, critical=False)
    named = x509.SubjectAlternativeName([x509.DNSName("here.example")])
    return built.add_extension(named, critical=False).sign(signer, hashes.SHA256())


def pem(one: x509.Certificate) -> str:
    return one.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture
def signed(tmp_path: Path) -> Callable[[Name], tuple[str, ssl.SSLContext]]:
    """Makes an authority of a name, and a server with a certificate of its."""

    def make(name: Name) -> tuple[str, ssl.SSLContext]:
        authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        own = [x509.NameAttribute(NameOID.COMMON_NAME, "here.example")]
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        chain = tmp_path / "server.pem"
        chain.write_text(pem(certificate(own, key, name, authority_key)) + private, encoding="ascii")
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(chain)
        return pem(certificate(name, authority_key, name, authority_key)), server

    return make


def shake_hands(folder: Path, server: ssl.SSLContext) -> None:
    """Let a client that trusts a folder meet a server; raise SSLCertVerificationError when it does not."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(capath=str(folder))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = trusting.wrap_bio(to_client, to_server, server_hostname="here.example")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


@pytest.mark.parametrize("case", ODD_NAMES)
def test_an_authority_is_found_by_its_name(signed, tmp_path: Path, case: str):
    authority, server = signed(ODD_NAMES[case])

    roots.write(tmp_path / "roots", BUNDLE + authority)
    shake_hands(tmp_path / "roots", server)

    assert len(list((tmp_path / "roots").iterdir())) == BUNDLE.count("BEGIN CERT") + 1


def test_an_authority_that_is_not_there_is_not_trusted(signed, tmp_path: Path):
    _, server = signed(ODD_NAMES["plain"])

    roots.write(tmp_path / "roots", BUNDLE)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path / "roots", server)

    assert (tmp_path / "roots").is_dir()


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_every_one_of_mozillas_names_is_found(signed, tmp_path: Path):
    """Authorities of our own under the same names, since the keys of the real ones are not to be had."""
    for number, real in enumerate(x509.load_pem_x509_certificates(BUNDLE.encode())):
        authority, server = signed(list(real.subject))
        folder = tmp_path / str(number)

        roots.write(folder, authority)
        shake_hands(folder, server)

        (written,) = folder.iterdir()
        theirs = roots.subject_hash(real.public_bytes(serialization.Encoding.DER))
        assert written.name == f"{theirs}.0"


def test_authorities_with_one_name_lie_beside_each_other(signed, tmp_path: Path):
    (first, _), (second, server) = (signed(ODD_NAMES["plain"]) for _ in "ab")

    roots.write(tmp_path / "roots", first + second)
    shake_hands(tmp_path / "roots", server)

    assert sorted(path.suffix for path in (tmp_path / "roots").iterdir()) == [".0", ".1"]
