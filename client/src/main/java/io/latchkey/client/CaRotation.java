package io.latchkey.client;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The progress of a rotation of the CA, as the server describes it. Immutable.
 *
 * @param phase {@code none}, {@code announced} or {@code switched}
 * @param root the SHA-256 fingerprint of the root whose key signs certificates
 * @param announcedRoot the fingerprint of the announced root, in phase {@code announced}
 * @param formerRoot the fingerprint of the former root, in phase {@code switched}
 * @param nextPhaseAt when the next phase begins
 */
public record CaRotation(
    String phase,
    String root,
    Optional<String> announcedRoot,
    Optional<String> formerRoot,
    Optional<Instant> nextPhaseAt) {

  static CaRotation parse(byte[] body, URI server) throws UnusableResponseException {
    try {
      Map<String, Object> json = StrictJson.DOCUMENT.readObject(body);
      return new CaRotation(
          text(json, "phase").orElse(""),
          text(json, "root").orElse(""),
          text(json, "announced_root"),
          text(json, "former_root"),
          text(json, "next_phase_at").map(Instant::parse));
    } catch (MalformedJsonException | DateTimeException e) {
      throw new UnusableResponseException(
          server + " did not return the progress of a rotation; is it a Latchkey server?");
    }
  }

  private static Optional<String> text(Map<String, Object> json, String member) {
    return json.get(member) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
