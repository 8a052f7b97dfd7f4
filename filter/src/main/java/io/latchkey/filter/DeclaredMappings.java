package io.latchkey.filter;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The filter mappings in the deployment descriptors of the application. They are needed because
 * Jetty, while initializers run, reports no mappings for declared filters.
 */
final class DeclaredMappings {
  private static final String WEB_XML = "/WEB-INF/web.xml";
  private static final String FRAGMENT = "META-INF/web-fragment.xml";

  private final Set<String> filterNames = new HashSet<>();
  private boolean metadataComplete;

  private DeclaredMappings() {}

  /**
   * Reads {@code web.xml} and the fragments.
   *
   * @throws ServletException if one of them cannot be read
   */
  static DeclaredMappings of(ServletContext context) throws ServletException {
    DeclaredMappings mappings = new DeclaredMappings();
    forEachDocument(context, mappings::collect);
    return mappings;
  }

  /** Reads {@code web.xml} first, then the fragments. */
  static void forEachDocument(ServletContext context, Collector collector) throws ServletException {
    try {
      try (InputStream webXml = context.getResourceAsStream(WEB_XML)) {
        if (webXml != null) {
          collector.collect(reader(webXml));
        }
      }
      for (URL fragment :
          Collections.list(FilterSettings.classLoader(context).getResources(FRAGMENT))) {
        try (InputStream in = fragment.openStream()) {
          collector.collect(reader(in));
        }
      }
    } catch (IOException | XMLStreamException e) {
      throw new ServletException(
          "The application's web.xml or a web-fragment.xml cannot be read", e);
    }
  }

  private static XMLStreamReader reader(InputStream document) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory.createXMLStreamReader(document);
  }

  /** Reads the relevant elements of a document. */
  @FunctionalInterface
  interface Collector {
    void collect(XMLStreamReader document) throws XMLStreamException;
  }

  /** Whether a filter has a mapping, from the server, a deployment descriptor or its annotation. */
  boolean contain(FilterRegistration registration, Class<?> filter) {
    return !registration.getUrlPatternMappings().isEmpty()
        || !registration.getServletNameMappings().isEmpty()
        || filterNames.contains(registration.getName())
        || isMappedByAnnotation(filter);
  }

  private boolean isMappedByAnnotation(Class<?> filter) {
    WebFilter annotation = filter.getAnnotation(WebFilter.class);
    return annotation != null
        && !metadataComplete
        && annotation.value().length
                + annotation.urlPatterns().length
                + annotation.servletNames().length
            > 0;
  }

  private void collect(XMLStreamReader reader) throws XMLStreamException {
    boolean inMapping = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamReader.END_ELEMENT && reader.getLocalName().equals("filter-mapping")) {
        inMapping = false;
      } else if (event == XMLStreamReader.START_ELEMENT) {
        String element = reader.getLocalName();
        // Only in web.xml: in a fragment the attribute concerns the annotations of its own jar.
        metadataComplete |=
            element.equals("web-app")
                && isTrue(reader.getAttributeValue(null, "metadata-complete"));
        inMapping = inMapping || element.equals("filter-mapping");
        if (inMapping && element.equals("filter-name")) {
          filterNames.add(reader.getElementText().strip());
        }
      }
    }
  }

  static boolean isTrue(@Nullable String value) {
    return value != null && (value.strip().equals("true") || value.strip().equals("1"));
  }
}
