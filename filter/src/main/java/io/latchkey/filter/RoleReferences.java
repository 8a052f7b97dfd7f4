package io.latchkey.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The {@code security-role-ref} elements of an application (Jakarta Servlet 6.0 section 13.3):
 * names that a servlet uses for roles, and the roles that they refer to. Elements in {@code
 * web.xml} precede those in fragments. Safe for use by several threads after construction.
 */
final class RoleReferences {
  private static final String ATTRIBUTE = RoleReferences.class.getName();

  private final Map<String, Map<String, String>> linksByServlet = new HashMap<>();
  private boolean metadataComplete;

  private RoleReferences() {}

  /**
   * Reads the deployment descriptors of an application, and sets the result as an attribute.
   *
   * @throws ServletException if a descriptor cannot be read
   */
  static void read(ServletContext context) throws ServletException {
    if (context.getAttribute(ATTRIBUTE) == null) {
      RoleReferences references = new RoleReferences();
      DeclaredMappings.forEachDocument(context, references::collect);
      context.setAttribute(ATTRIBUTE, references);
    }
  }

  /**
   * Returns the role that a name refers to in the servlet that handles the request now; the name
   * itself if that servlet has no such reference.
   */
  static String resolve(HttpServletRequest request, String name) {
    ServletContext context = request.getServletContext(); // null in some servlet mocks
    if (context == null
        || !(context.getAttribute(ATTRIBUTE) instanceof RoleReferences references)
        || references.linksByServlet.isEmpty()) {
      return name;
    }
    return CurrentServlet.name(request)
        .map(references.linksByServlet::get)
        .map(links -> links.get(name))
        .orElse(name);
  }

  private void collect(XMLStreamReader document) throws XMLStreamException {
    if (metadataComplete) {
      return; // fragments do not count then
    }
    Declaration current = new Declaration();
    while (document.hasNext()) {
      int event = document.next();
      if (event == XMLStreamReader.START_ELEMENT) {
        metadataComplete |=
            document.getLocalName().equals("web-app")
                && DeclaredMappings.isTrue(document.getAttributeValue(null, "metadata-complete"));
        current.start(document);
      } else if (event == XMLStreamReader.END_ELEMENT) {
        current.end(document.getLocalName());
      }
    }
  }

  /** The current servlet and the current reference in it. */
  private final class Declaration {
    private boolean inServlet;
    private boolean inReference;
    private String servlet = "";
    private String name = "";
    private String link = "";

    void start(XMLStreamReader document) throws XMLStreamException {
      switch (document.getLocalName()) {
        case "servlet" -> {
          inServlet = true;
          servlet = "";
        }
        case "security-role-ref" -> {
          inReference = inServlet;
          name = "";
          link = "";
        }
        case "servlet-name" -> servlet = inServlet ? text(document) : servlet;
        case "role-name" -> name = inReference ? text(document) : name;
        case "role-link" -> link = inReference ? text(document) : link;
        default -> {
          // not part of a reference
        }
      }
    }

    private static String text(XMLStreamReader document) throws XMLStreamException {
      return document.getElementText().strip();
    }

    void end(String element) {
      if (element.equals("servlet")) {
        inServlet = false;
      } else if (element.equals("security-role-ref")) {
        if (inReference && !name.isEmpty() && !link.isEmpty()) {
          linksByServlet.computeIfAbsent(servlet, key -> new HashMap<>()).putIfAbsent(name, link);
        }
        inReference = false;
      }
    }
  }
}
