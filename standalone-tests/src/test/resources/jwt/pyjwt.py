# Signs or verifies a token with PyJWT:
#   pyjwt.py sign ALGORITHM KEY HEADER CLAIMS    prints the token
#   pyjwt.py verify ALGORITHM KEY TOKEN          prints the subject
# KEY is a PEM file, or for HS256 a file with the base64 of the key.
import base64
import json
import sys

import jwt

operation, algorithm, path, *rest = sys.argv[1:]
with open(path) as file:
    key = file.read()
if algorithm == "HS256":
    key = base64.b64decode(key)
if operation == "sign":
    header, claims = map(json.loads, rest)
    print(jwt.encode(claims, key, algorithm, headers=header))
else:
    print(jwt.decode(rest[0], key, [algorithm])["sub"])
