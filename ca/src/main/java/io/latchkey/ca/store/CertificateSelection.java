package io.latchkey.ca.store;

import io.latchkey.ca.CallerName;
import io.latchkey.ca.CertificateQuery;
import io.latchkey.ca.PageCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The end of a select statement that answers a query, with its parameters. The last parameter, how
 * many rows, is left to the caller.
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
                  "c.id IN (SELECT n.certificate FROM latchkey_certificate_name n WHERE n.name = ?)");
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
        .owner()
        .ifPresent(
            owner -> {
              conditions.add("c.caller = ? AND c.caller_kind = ?");
              parameters.add(CallerName.recorded(owner.name()));
              parameters.add(CallerName.recorded(owner.kind()));
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
              conditions.add("c.id < ?");
              parameters.add(cursor.id());
            });
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return new CertificateSelection(where + " ORDER BY c.id DESC LIMIT ?", List.copyOf(parameters));
  }

  /** The form in which names are compared. */
  static String foldedName(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
