package io.latchkey.base.http;

import java.util.Locale;

/** Media types in the header {@code Content-Type} (RFC 9110 section 8.3.1). */
public final class MediaTypes {
  private MediaTypes() {}

  /**
   * Whether a content is of a type, with any parameters.
   *
   * @param contentType the value of the header
   * @param type the type in lower case, without parameters
   */
  public static boolean isOfType(String contentType, String type) {
    return withoutParameters(contentType).equals(type);
  }

  /**
   * Returns the type without parameters, in lower case, because upper and lower case are the same.
   *
   * @param contentType the value of the header
   */
  public static String withoutParameters(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
