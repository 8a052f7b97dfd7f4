package io.latchkey.ca;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The end of a select statement that answers a query, with its parameters. It selects one row more
 * than the page holds, which tells whether there is another page.
 */
record CertificateSelection(String sql, List<Object> parameters) {

  static CertificateSelection of(CertificateQuery query) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    query
        .name()
        .ifPresent(
            name -> {
              conditions.add(
                  "c.serial IN (SELECT n.serial FROM latchkey_certificate_name n WHERE n.name = ?)");
              parameters.add(foldedName(name));
            });
    query
        .caller()
        .ifPresent(
            caller -> {
              conditions.add("c.caller = ?");
              parameters.add(CallerName.recorded(caller));
            });
    query
        .expiringBefore()
        .ifPresent(
            end -> {
              conditions.add("c.not_after < ?");
              parameters.add(end);
            });
    query
        .after()
        .map(PageCursor::parse)
        .ifPresent(
            cursor -> {
              // The first half is what an index can be searched with.
              conditions.add("c.issued_at <= ? AND (c.issued_at < ? OR c.serial < ?)");
              parameters.addAll(List.of(cursor.issuedAt(), cursor.issuedAt(), cursor.serial()));
            });
    parameters.add(query.limit() + 1);
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return new CertificateSelection(
        where + " ORDER BY c.issued_at DESC, c.serial DESC LIMIT ?", List.copyOf(parameters));
  }

  /** The form in which names are compared. */
  static String foldedName(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
