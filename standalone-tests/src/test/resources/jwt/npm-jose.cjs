// Signs or verifies a token with the npm package jose; see pyjwt.py for the arguments.
const fs = require("node:fs");
// Debian installs the package in this folder, which not every Node.js searches.
const jose = require("/usr/share/nodejs/jose");

const [operation, algorithm, path, ...rest] = process.argv.slice(2);
const text = fs.readFileSync(path, "utf8");

async function key(importPem) {
  return algorithm === "HS256" ? Buffer.from(text, "base64") : importPem(text, algorithm);
}

async function run() {
  if (operation === "sign") {
    const [header, claims] = rest.map((json) => JSON.parse(json));
    return new jose.SignJWT(claims)
      .setProtectedHeader({ ...header, alg: algorithm })
      .sign(await key(jose.importPKCS8));
  }
  const verified = await jose.jwtVerify(rest[0], await key(jose.importSPKI), {
    algorithms: [algorithm],
  });
  return verified.payload.sub;
}

run().then(console.log, (error) => {
  console.error(error);
  process.exitCode = 1;
});
