package io.latchkey.enrolment.acme;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.enrolment.OrderedNames;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The identifiers of an order: DNS names, and IP addresses (RFC 8738). */
final class Identifiers {
  /** How many names one order can have. */
  static final int MAX = 100;

  /** How long all names of one order may be together, in bytes. */
  static final int MAX_BYTES = 16 * 1024;

  private static final String DNS = "dns";
  private static final String IP = "ip";

  private Identifiers() {}

  /** Reads the member {@code identifiers}. */
  static OrderedNames read(Members order) throws AcmeProblem {
    List<?> all = order.list("identifiers").orElse(List.of());
    if (all.isEmpty() || all.size() > MAX) {
      throw AcmeProblem.malformed("An order has 1 to %d identifiers.".formatted(MAX));
    }
    List<String> dns = new ArrayList<>();
    List<String> ips = new ArrayList<>();
    List<Map<String, Object>> invalid = new ArrayList<>();
    int bytes = 0;
    for (Object each : all) {
      Members identifier = Members.of(each, "identifiers");
      String type = identifier.requiredText("type");
      String value = identifier.requiredText("value");
      bytes += value.length();
      if (type.equals(DNS) && DnsName.parse(value).isPresent()) {
        dns.add(value);
      } else if (type.equals(IP) && IpAddress.parse(value).isPresent()) {
        ips.add(value);
      } else {
        invalid.add(invalid(type, value));
      }
    }
    if (bytes > MAX_BYTES) {
      throw AcmeProblem.malformed("The identifiers have more than 16 KiB together.");
    }
    if (!invalid.isEmpty()) {
      throw rejected(invalid);
    }
    return new OrderedNames(dns, ips);
  }

  private static Map<String, Object> invalid(String type, String value) {
    Map<String, String> identifier = identifier(type, value);
    return type.equals(DNS) || type.equals(IP)
        ? AcmeProblem.subproblem(
            AcmeError.MALFORMED,
            type.equals(DNS) ? "This is no DNS name." : "This is no IP address.",
            identifier)
        : AcmeProblem.subproblem(
            AcmeError.UNSUPPORTED_IDENTIFIER, "Only dns and ip are supported.", identifier);
  }

  private static AcmeProblem rejected(List<Map<String, Object>> subproblems) {
    boolean unsupported =
        subproblems.stream()
            .allMatch(each -> AcmeError.UNSUPPORTED_IDENTIFIER.type().equals(each.get("type")));
    return new AcmeProblem(
            unsupported ? AcmeError.UNSUPPORTED_IDENTIFIER : AcmeError.REJECTED_IDENTIFIER,
            "The order has identifiers that are not accepted; see the subproblems.")
        .withSubproblems(subproblems);
  }

  /** Rejects an order because of the names that its caller may not have. */
  static AcmeProblem notAllowed(OrderedNames names, List<IssuanceRejectedException> rejections) {
    List<Map<String, Object>> subproblems =
        rejections.stream()
            .map(
                rejection ->
                    AcmeProblem.subproblem(
                        AcmeError.REJECTED_IDENTIFIER,
                        rejection.detail() + ".",
                        ofName(names, rejection.name().orElse(""))))
            .toList();
    return rejected(subproblems).withReason(RejectionReason.NAME_NOT_ALLOWED.wireName());
  }

  private static Map<String, String> ofName(OrderedNames names, String text) {
    return identifier(names.ips().contains(text) ? IP : DNS, text);
  }

  private static Map<String, String> identifier(String type, String value) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("value", value);
    return members;
  }

  /** Returns the identifiers of an order as JSON, in a fixed order. */
  static List<Map<String, String>> json(OrderedNames names) {
    List<Map<String, String>> all = new ArrayList<>();
    names.dns().forEach(name -> all.add(identifier(DNS, name)));
    names.ips().forEach(ip -> all.add(identifier(IP, ip)));
    return all;
  }
}
