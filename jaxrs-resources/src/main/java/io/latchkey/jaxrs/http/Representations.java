package io.latchkey.jaxrs.http;

import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The media types in which a resource is available. Immutable. */
public final class Representations {
  /** What a client does not take (RFC 9110 section 12.4.2). */
  private static final Pattern NO_WEIGHT = Pattern.compile("0(?:\\.0{0,3})?");

  private final List<MediaType> types;
  private final List<Variant> variants;

  /** The first type is the default for clients without a preference. */
  public Representations(String... types) {
    this.types = Stream.of(types).map(MediaType::valueOf).toList();
    this.variants = Variant.mediaTypes(this.types.toArray(MediaType[]::new)).build();
  }

  /**
   * Chooses the media type for a request by its {@code Accept} header. If no type matches with
   * parameters such as a charset, the parameters are ignored, because no type here has any.
   *
   * @throws RequestRejectedException if the request accepts none of the types
   */
  public MediaType chosen(Request request, HttpHeaders headers) {
    return Optional.ofNullable(request.selectVariant(variants))
        .map(Variant::getMediaType)
        .or(() -> compatible(headers.getAcceptableMediaTypes()))
        .orElseThrow(
            () ->
                new RequestRejectedException(
                    Rejection.NOT_ACCEPTABLE,
                    "There is no representation that the request accepts."));
  }

  private Optional<MediaType> compatible(List<MediaType> accepted) {
    return accepted.stream()
        .filter(range -> !NO_WEIGHT.matcher(weight(range)).matches())
        .flatMap(range -> types.stream().filter(range::isCompatible))
        .filter(type -> accepted.stream().noneMatch(range -> excludes(range, type)))
        .findFirst();
  }

  private static boolean excludes(MediaType range, MediaType type) {
    return NO_WEIGHT.matcher(weight(range)).matches() && isExactly(range, type);
  }

  private static boolean isExactly(MediaType range, MediaType type) {
    return !range.isWildcardType() && !range.isWildcardSubtype() && range.isCompatible(type);
  }

  private static String weight(MediaType range) {
    return range.getParameters().getOrDefault("q", "1");
  }
}
