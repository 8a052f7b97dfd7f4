package io.latchkey.enrolment.acme;

import io.latchkey.tokens.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The response to an ACME request. Immutable.
 *
 * @param status the HTTP status
 * @param headers the headers, with the content type if there is content
 * @param content the content, possibly empty
 */
public record AcmeResponse(int status, List<Header> headers, String content) {
  /** A header; several can have the same name. */
  public record Header(String name, String value) {}

  /** Copies the list. */
  public AcmeResponse {
    headers = List.copyOf(headers);
  }

  static AcmeResponse of(int status, String type, String content) {
    return new AcmeResponse(status, List.of(new Header("Content-Type", type)), content);
  }

  static AcmeResponse json(int status, Map<String, ?> object) {
    return of(status, "application/json", JsonText.of(object) + "\n");
  }

  static AcmeResponse empty(int status) {
    return new AcmeResponse(status, List.of(), "");
  }

  AcmeResponse with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new AcmeResponse(status, more, content);
  }

  /** The content in UTF-8. */
  public byte[] bytes() {
    return content.getBytes(StandardCharsets.UTF_8);
  }
}
