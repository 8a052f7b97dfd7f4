package io.latchkey.jaxrs.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.RotationStatus;
import io.latchkey.jaxrs.application.AuthorityResources;
import io.latchkey.jaxrs.enrolment.AcmeResource;
import io.latchkey.jaxrs.enrolment.EstResource;
import io.latchkey.jaxrs.enrolment.WellKnownCmpResource;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.pki.CertificateState;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.json.StrictJson;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document of OpenAPI beside the resources that it describes. */
class OpenApiTest {
  private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\": \"#/([^\"]+)\"");
  private static final Pattern TEMPLATE = Pattern.compile("\\{(\\w+)(: [^}]*)?}");

  private final Map<String, Object> document = read();

  private static Map<String, Object> read() {
    try {
      return StrictJson.DOCUMENT.readObject(
          OpenApiResource.load().getBytes(StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What clients must know of an operation. */
  private record Operation(Set<String> parameters, Set<String> mediaTypes) {}

  /** RFC 8555 describes ACME, RFC 7030 EST. The second path of CMP is the same as the first. */
  private static final Set<Class<?>> DESCRIBED_ELSEWHERE =
      Set.of(AcmeResource.class, EstResource.class, WellKnownCmpResource.class);

  @Test
  void document_hasEveryOperationOfTheResources() {
    assertThat(described()).isEqualTo(implemented());
  }

  @Test
  void references_pointToDefinitions() {
    Matcher references = REFERENCE.matcher(OpenApiResource.load());
    int count = 0;
    while (references.find()) {
      Map<String, Object> place = document;
      for (String step : references.group(1).split("/", -1)) {
        assertThat(place).containsKey(step);
        place = object(place.get(step));
      }
      count++;
    }
    assertThat(count).isPositive();
  }

  @Test
  void reasons_areThoseOfTheProblems() {
    assertThat(allowed("Problem", "reason")).containsAll(Rejection.signingReasons());
  }

  @Test
  void enumerations_areThoseOfTheAuthority() {
    assertThat(values(object(schemas().get("RevocationReason"))))
        .isEqualTo(names(RevocationReason.values(), RevocationReason::wireName));
    assertThat(values(object(schemas().get("Status"))))
        .isEqualTo(names(CertificateState.values(), CertificateState::wireName));
    assertThat(allowed("Rotation", "phase"))
        .isEqualTo(names(RotationStatus.Phase.values(), RotationStatus.Phase::wireName));
  }

  private static <T> Set<String> names(T[] values, Function<T, String> name) {
    return new TreeSet<>(Stream.of(values).map(name).toList());
  }

  private Set<String> allowed(String schema, String property) {
    Map<String, Object> properties = object(object(schemas().get(schema)).get("properties"));
    return values(object(properties.get(property)));
  }

  private static Set<String> values(Map<String, Object> schema) {
    return new TreeSet<>(texts(schema.get("enum")));
  }

  private Map<String, Object> schemas() {
    return object(object(document.get("components")).get("schemas"));
  }

  private Map<String, Operation> described() {
    Map<String, Operation> operations = new TreeMap<>();
    object(document.get("paths"))
        .forEach(
            (path, methods) ->
                object(methods)
                    .forEach(
                        (method, operation) ->
                            operations.put(method + " " + path, described(object(operation)))));
    return operations;
  }

  private static Operation described(Map<String, Object> operation) {
    Set<String> parameters = new TreeSet<>();
    if (operation.get("parameters") instanceof List<?> list) {
      list.forEach(each -> parameters.add(object(each).get("in") + " " + object(each).get("name")));
    }
    Map<String, Object> ok = object(object(operation.get("responses")).get("200"));
    return new Operation(parameters, new TreeSet<>(object(ok.get("content")).keySet()));
  }

  private static Map<String, Operation> implemented() {
    Map<String, Operation> operations = new TreeMap<>();
    for (Class<?> type : AuthorityResources.classes()) {
      for (Method method : type.getMethods()) {
        verb(method)
            .filter(verb -> !DESCRIBED_ELSEWHERE.contains(type))
            .forEach(verb -> operations.put(verb + " " + path(type, method), implemented(method)));
      }
    }
    return operations;
  }

  private static Stream<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(
            type ->
                type.getAnnotation(HttpMethod.class).value().toLowerCase(java.util.Locale.ROOT));
  }

  private static String path(Class<?> type, Method method) {
    String path = type.getAnnotation(Path.class).value();
    Path own = method.getAnnotation(Path.class);
    return TEMPLATE
        .matcher(own == null ? path : path + "/" + own.value().replaceFirst("^/", ""))
        .replaceAll("{$1}");
  }

  private static Operation implemented(Method method) {
    Set<String> parameters = new TreeSet<>();
    for (Parameter each : method.getParameters()) {
      QueryParam query = each.getAnnotation(QueryParam.class);
      if (query != null) {
        parameters.add("query " + query.value());
      }
    }
    if (method.getName().equals("certificate")) {
      // ComponentProof reads these from the raw query.
      parameters.addAll(Set.of("query component", "query psk"));
    }
    Matcher template = TEMPLATE.matcher(path(method.getDeclaringClass(), method));
    while (template.find()) {
      parameters.add("path " + template.group(1));
    }
    return new Operation(
        parameters, new TreeSet<>(Set.of(method.getAnnotation(Produces.class).value())));
  }

  private static List<String> texts(Object array) {
    return ((List<?>) array).stream().map(String::valueOf).toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }
}
