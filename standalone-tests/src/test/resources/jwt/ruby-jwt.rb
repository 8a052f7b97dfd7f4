# Signs or verifies a token with ruby-jwt; see pyjwt.py for the arguments.
require "base64"
require "json"
require "jwt"
require "openssl"

operation, algorithm, path, *rest = ARGV
text = File.read(path)
key = algorithm == "HS256" ? Base64.decode64(text) : OpenSSL::PKey.read(text)
if operation == "sign"
  header, claims = rest.map { |json| JSON.parse(json) }
  puts JWT.encode(claims, key, algorithm, header)
else
  claims, = JWT.decode(rest[0], key, true, algorithm: algorithm)
  puts claims["sub"]
end
