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
public record AcmeAnswer(int status, List<Header> headers, String content) {
  /** A header; several can have the same name. */
  public record Header(String name, String value) {}

  /** Copies the list. */
  public AcmeAnswer {
    headers = List.copyOf(headers);
  }

  static AcmeAnswer of(int status, String type, String content) {
    return new AcmeAnswer(status, List.of(new Header("Content-Type", type)), content);
  }

  static AcmeAnswer json(int status, Map<String, ?> object) {
    return of(status, "application/json", JsonText.of(object) + "\n");
  }

  static AcmeAnswer empty(int status) {
    return new AcmeAnswer(status, List.of(), "");
  }

  AcmeAnswer with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new AcmeAnswer(status, more, content);
  }

  /** The content in UTF-8. */
  public byte[] bytes() {
    return content.getBytes(StandardCharsets.UTF_8);
  }
}
