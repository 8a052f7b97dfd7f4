package io.latchkey.server.standalone;

import io.latchkey.client.ClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names that the server requests a certificate for. A name that the CA rejects is left out of
 * this and of later requests, with a warning. If the CA rejects every name, the request fails and
 * the names stay, because the CA may accept them later. Used by one thread at a time.
 */
final class RequestedNames {
  private static final Logger LOG = LoggerFactory.getLogger(RequestedNames.class);

  private final String noneLeft;
  private OwnNames names;

  /**
   * @param noneLeft the message of the failure if the CA rejects every name
   */
  RequestedNames(OwnNames names, String noneLeft) {
    this.names = names;
    this.noneLeft = noneLeft;
  }

  /** One request for a certificate. */
  interface Request<T> {
    T send(OwnNames names) throws RejectedNameException, ClientException, IOException;
  }

  /**
   * Requests a certificate, again without each name that is rejected.
   *
   * @throws StartException if no name is left
   */
  <T> T certify(Request<T> request) throws ClientException, IOException {
    OwnNames left = names;
    List<RejectedNameException> rejections = new ArrayList<>();
    while (!left.isEmpty()) {
      try {
        T response = request.send(left);
        rejections.forEach(RequestedNames::warn);
        names = left;
        return response;
      } catch (RejectedNameException e) {
        if (!left.contains(e.name())) {
          throw new StartException(
              "the CA rejects a name that was not requested: " + e.getMessage(), e);
        }
        rejections.add(e);
        left = left.without(e.name());
      }
    }
    throw new StartException(noneLeft);
  }

  private static void warn(RejectedNameException rejection) {
    LOG.warn(
        "The server's certificate leaves out {}: {}", rejection.name(), rejection.getMessage());
  }
}
