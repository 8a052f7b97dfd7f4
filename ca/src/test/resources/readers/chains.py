"""Verifies chains with pyca/cryptography: each file is a certificate and its intermediates. Prints a line for each.

Releases before 42 have no path validation. With these the script checks signatures, validity and path lengths.
"""
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

try:
    from cryptography.x509.verification import PolicyBuilder, Store
except ImportError:
    PolicyBuilder = None

NAME = "h.local"


def read(name):
    with open(name, "rb") as file:
        pem = file.read()
    end = b"-----END CERTIFICATE-----\n"
    return [x509.load_pem_x509_certificate(part + end) for part in pem.split(end) if part.strip()]


def check_signed(certificate, issuer):
    if certificate.issuer != issuer.subject:
        raise ValueError("the name of the issuer differs")
    issuer.public_key().verify(
        certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(certificate.signature_hash_algorithm))
    now = datetime.datetime.utcnow()
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise ValueError("not valid now")


def paths(certificate, above, root, below):
    """All paths of signatures to the root, with at most as many CAs below each CA as it allows."""
    for issuer in [root] + above:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        try:
            check_signed(certificate, issuer)
        except Exception:
            continue
        if not constraints.ca or constraints.path_length < below:
            continue
        if issuer is root:
            yield [certificate, root]
        else:
            rest = [each for each in above if each is not issuer]
            for path in paths(issuer, rest, root, below + 1):
                yield [certificate] + path


def verify(chain, root):
    if PolicyBuilder is None:
        if next(paths(chain[0], chain[1:], root, 0), None) is None:
            raise ValueError("there is no path to the root")
    else:
        PolicyBuilder().store(Store([root])).build_server_verifier(x509.DNSName(NAME)).verify(chain[0], chain[1:])


trusted = read(sys.argv[1])[0]
for name in sys.argv[2:]:
    try:
        verify(read(name), trusted)
        print(name, "accepted")
    except Exception as e:
        print(name, "rejected:", repr(e))
