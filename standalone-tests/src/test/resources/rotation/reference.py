"""Sends the requests of the reference client over Python's ssl module. For each token that it reads it prints a line.

It trusts the root of a file, fetches the CA's certificate, has a certificate signed, and authenticates with a token.
"""
import http.client
import ssl
import sys
from urllib.parse import urlsplit

url, root, csr = sys.argv[1:]
with open(csr, "rb") as file:
    request = file.read()


def send(method, path, token=None, body=None):
    # A new context and a new connection for each request. The reference client sends no content type.
    server = urlsplit(url)
    connection = http.client.HTTPSConnection(
        server.hostname, server.port, context=ssl.create_default_context(cafile=root), timeout=20)
    try:
        connection.request(method, path, body, {"Authorization": "Bearer " + token} if token else {})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise ValueError("%s %s: %d %r" % (method, path, answer.status, content))
        return content
    finally:
        connection.close()


for line in sys.stdin:
    try:
        for content in (send("GET", "/ca/cert"), send("POST", "/ca/sign", line.strip(), request)):
            if not content.startswith(b"-----BEGIN CERTIFICATE-----"):
                raise ValueError("not a certificate: %r" % content)
        send("GET", "/whoami", line.strip())
        print("ok", flush=True)
    except Exception as e:
        print("failed: %r" % e, flush=True)
