"""Reads certificates with pyca/cryptography and prints a line for each."""
import hashlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

for name in sys.argv[2:]:
    try:
        with open(name, "rb") as file:
            cert = x509.load_pem_x509_certificate(file.read())
        try:
            names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            names = x509.SubjectAlternativeName([])
        key = cert.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        cert.subject.rfc4514_string()
        print("%s dns=%s ip=%s uri=%s key=%s subject=%s" % (
            name,
            ",".join(names.get_values_for_type(x509.DNSName)),
            ",".join(ip.packed.hex() for ip in names.get_values_for_type(x509.IPAddress)),
            ",".join(names.get_values_for_type(x509.UniformResourceIdentifier)),
            hashlib.sha256(key).hexdigest(),
            hashlib.sha256(cert.subject.public_bytes()).hexdigest()))
    except Exception as e:
        print(name, repr(e))
