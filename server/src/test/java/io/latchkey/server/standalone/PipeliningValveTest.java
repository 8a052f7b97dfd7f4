package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipeliningValveTest {
  private static final String GET = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String POST =
      "POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab";
  private static final String CHUNKED =
      String.join(
          "\r\n",
          "POST /%s HTTP/1.1",
          "Host: localhost",
          "Transfer-Encoding: chunked",
          "",
          "2",
          "ab",
          "0",
          "",
          "");

  private final Tomcat tomcat = new Tomcat();
  @TempDir Path folder;
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(folder.toString());
    Context context = tomcat.addContext("", folder.toString());
    context.getPipeline().addValve(new Answer());
    tomcat.getEngine().getPipeline().addValve(new PipeliningValve());
    tomcat.start();
    listener =
        Listener.start(
            tomcat.getService(), new Endpoint(Optional.of("localhost"), 0), Optional.empty());
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void pipelinedRequest_isNotAnswered() throws Exception {
    assertThat(responses(GET.formatted("first") + GET.formatted("second")))
        .contains("/first", "Connection: close")
        .doesNotContain("/second");
  }

  @Test
  void requestAfterABody_isNotAnswered() throws Exception {
    assertThat(responses(POST.formatted("first") + GET.formatted("second")))
        .contains("/first", "Connection: close")
        .doesNotContain("/second");
  }

  @Test
  void requestAfterTheResponse_isAnswered() throws Exception {
    try (Socket socket = new Socket("localhost", listener.port())) {
      for (String request : new String[] {GET, POST, CHUNKED, GET}) {
        send(socket, request.formatted("again"));

        String response = readResponse(socket);
        assertThat(response).contains("/again").doesNotContain("Connection: close");
      }
    }
  }

  private String responses(String requests) throws IOException {
    try (Socket socket = new Socket("localhost", listener.port())) {
      send(socket, requests);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads to the end of the text, which is an exclamation mark. */
  private static String readResponse(Socket socket) throws IOException {
    StringBuilder response = new StringBuilder();
    while (response.indexOf("\r\n\r\n") < 0 || response.charAt(response.length() - 1) != '!') {
      int next = socket.getInputStream().read();
      assertThat(next).as("so far: " + response).isNotNegative();
      response.append((char) next);
    }
    return response.toString();
  }

  /** Reads the body and answers with the path. */
  private static final class Answer extends ValveBase {
    @Override
    public void invoke(Request request, Response response) throws IOException {
      request.getInputStream().readAllBytes();
      response.setContentLength(request.getRequestURI().length() + 1);
      response.getOutputStream().print(request.getRequestURI() + "!");
    }
  }
}
