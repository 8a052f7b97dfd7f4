package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestedNamesTest {
  private final Set<String> rejected = new LinkedHashSet<>();
  private final List<List<String>> requests = new ArrayList<>();
  private final RequestedNames names =
      new RequestedNames(
          new OwnNames(Set.of("localhost"), new LinkedHashSet<>(List.of("127.0.0.1", "::1"))),
          "no name is left");

  private List<String> send(OwnNames requested) throws RejectedNameException {
    requests.add(requested.all());
    for (String name : rejected) {
      if (requested.contains(name)) {
        throw new RejectedNameException(name, "not allowed");
      }
    }
    return requested.all();
  }

  @Test
  void rejectedName_isOmittedFromFurtherRequests() throws Exception {
    rejected.addAll(List.of("localhost", "0:0:0:0:0:0:0:1"));

    assertThat(names.certify(this::send)).containsExactly("127.0.0.1");
    assertThat(names.certify(this::send)).containsExactly("127.0.0.1");

    assertThat(requests).hasSize(4);
  }

  @Test
  void nameRejectedAtARenewal_isLeftOut() throws Exception {
    assertThat(names.certify(this::send)).containsExactly("localhost", "127.0.0.1", "::1");

    rejected.add("localhost");

    assertThat(names.certify(this::send)).containsExactly("127.0.0.1", "::1");
  }

  @Test
  void everyNameRejected_failsAndKeepsTheNames() throws Exception {
    rejected.addAll(List.of("localhost", "127.0.0.1", "::1"));
    assertThatThrownBy(() -> names.certify(this::send))
        .isInstanceOf(StartException.class)
        .hasMessage("no name is left");

    rejected.clear();

    assertThat(names.certify(this::send)).containsExactly("localhost", "127.0.0.1", "::1");
  }

  @Test
  void requestFailsAfterARejection_keepsTheNames() throws Exception {
    rejected.add("localhost");
    assertThatThrownBy(
            () ->
                names.certify(
                    requested -> {
                      send(requested);
                      throw new IOException("the CA does not answer");
                    }))
        .hasMessage("the CA does not answer");

    rejected.clear();

    assertThat(names.certify(this::send)).contains("localhost");
  }

  @Test
  void rejectionOfUnrequestedName_fails() {
    assertThatThrownBy(
            () ->
                names.certify(
                    requested -> {
                      throw new RejectedNameException("other", "not allowed");
                    }))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("a name that was not requested: not allowed");
  }
}
