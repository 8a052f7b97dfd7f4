package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class EmbeddedTomcatTest {
  private static final Path WEB_XML =
      Path.of("..", "sample-war", "src", "main", "webapp", "WEB-INF", "web.xml");

  @Test
  void parameters_equalThoseOfTheDeployedWar() throws Exception {
    assertThat(EmbeddedTomcat.PARAMETERS).containsExactlyInAnyOrderEntriesOf(contextParameters());
  }

  private static Map<String, String> contextParameters() throws Exception {
    NodeList parameters =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(WEB_XML.toFile())
            .getElementsByTagName("context-param");
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < parameters.getLength(); i++) {
      Element parameter = (Element) parameters.item(i);
      all.put(text(parameter, "param-name"), text(parameter, "param-value"));
    }
    return all;
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }
}
