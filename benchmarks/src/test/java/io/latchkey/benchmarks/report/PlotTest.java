package io.latchkey.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void bars_areWellFormedAndOnePerItem() throws Exception {
    Document svg =
        parsed(
            Plot.bars(
                "a < b & \"c\"",
                0,
                List.of(
                    new Plot.Item("one", new Spread(5, 4, 6)),
                    new Plot.Item("two", new Spread(10, 9, 12)))));

    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo("a < b & \"c\"");
  }

  @Test
  void lines_haveOnePointForEachSecond() throws Exception {
    Document svg =
        parsed(
            Plot.lines(
                "first minute",
                List.of(
                    new Plot.Series("a", List.of(1.0, 2.0, 3.0)),
                    new Plot.Series("b", List.of(2.0, 2.0)))));

    String points =
        svg.getElementsByTagName("polyline")
            .item(0)
            .getAttributes()
            .getNamedItem("points")
            .getNodeValue();
    assertThat(points.split(" ")).hasSize(3);
  }
}
