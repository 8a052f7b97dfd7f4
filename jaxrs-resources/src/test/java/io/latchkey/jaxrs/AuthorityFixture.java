package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.testing.CreatedCa;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.jaxrs.authority.CertificateAuthorityResource;
import io.latchkey.jaxrs.authority.IssuerResource;
import io.latchkey.jaxrs.authority.OpenApiResource;
import io.latchkey.jaxrs.authority.RotationResource;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.observe.RevocationWatch;
import io.latchkey.jaxrs.observe.SigningLog;
import io.latchkey.jaxrs.observe.SigningWatch;
import io.latchkey.jaxrs.problem.MalformedHeaderFilter;
import io.latchkey.jaxrs.problem.ProblemMapper;
import io.latchkey.jaxrs.records.IssuedCertificatesResource;
import io.latchkey.jaxrs.revocation.OcspResource;
import io.latchkey.jaxrs.revocation.RevocationListResource;
import io.latchkey.jaxrs.revocation.RevocationResource;
import io.latchkey.jaxrs.trust.ComponentProof;
import io.latchkey.jaxrs.trust.CurrentRoot;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenPurpose;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.TrustedIssuer;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.VerifiedToken;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.resteasy.core.ResteasyContext;
import org.jboss.resteasy.mock.MockDispatcherFactory;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.jboss.resteasy.spi.Dispatcher;
import org.jose4j.jws.JsonWebSignature;

/** A real authority behind the resources, dispatched by RESTEasy without a server. */
@SuppressWarnings("exports") // only tests of this module use it
public final class AuthorityFixture implements AutoCloseable {
  public static final PreSharedKey PSK = PreSharedKey.of("a key that is only used in tests");
  public static final KeyDerivation FAST = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);

  private static final TokenSigner SIGNER = TokenSigner.of(PSK, FAST, Clock.systemUTC());
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder().preSharedKeys(List.of(PSK)).keyDerivation(FAST).build();
  private static final TokenVerifier CA_VERIFIER =
      TokenVerifier.builder()
          .preSharedKeys(List.of(PSK))
          .keyDerivation(FAST)
          .purpose(TokenPurpose.CA_CERT)
          .build();

  private static final CreatedCa CREATED = CreatedCa.of(UnaryOperator.identity());

  private final DataDirectory directory;
  private final CertificateAuthority authority;
  private final SigningStatistics statistics = new SigningStatistics();
  private final List<IssuanceRejected> rejections = new CopyOnWriteArrayList<>();
  private final List<CertificateIssued> issued = new CopyOnWriteArrayList<>();
  private volatile Runnable onPage = () -> {};
  private volatile Consumer<IssuanceRequested> observer = request -> {};
  private volatile ComponentProof.Roots roots = ComponentProof.Roots.NONE;
  private final List<CertificateRevoked> revocations = new CopyOnWriteArrayList<>();
  private final OcspStatistics ocspStatistics = new OcspStatistics();
  private final AtomicLong time = new AtomicLong();
  private ContainerRequest container = ContainerRequest.toSign();
  private final Dispatcher dispatcher = MockDispatcherFactory.createDispatcher();

  private AuthorityFixture(
      DataDirectory directory,
      Authentication authentication,
      Optional<TokenSigner> signer,
      UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    this.directory = directory;
    CertificateAuthorityBuilder builder =
        new CertificateAuthorityBuilder(directory)
            .namePolicy(NamePolicy.of(List.of("*.test", "localhost"), List.of("10.0.0.0/8")))
            .reservedNames(List.of("ca.test", "10.9.9.9"));
    authority = adjustment.apply(builder).open();
    ApplicationAuthority own = ApplicationAuthority.own(authority);
    authority.addIssuanceListener(
        new IssuanceEvents(request -> observer.accept(request), issued::add, time::get));
    add(
        new CertificateAuthorityResource(),
        own,
        authentication,
        new SigningWatch(statistics, new SigningLog(time::get), rejections::add),
        new ComponentProof(() -> roots, Clock.systemUTC()),
        new CurrentRoot(authority, () -> signer, Clock.systemUTC()));
    add(new IssuedCertificatesResource(), ApplicationAuthority.own(observed()), authentication);
    add(new RevocationResource(), own, authentication, new RevocationWatch(revocations::add));
    add(new RevocationListResource(), own);
    add(new IssuerResource(), own);
    add(new OcspResource(), own, ocspStatistics);
    add(new RotationResource(), own, authentication);
    add(new OpenApiResource(), authentication);
    dispatcher.getProviderFactory().registerProviderInstance(new ProblemMapper());
    dispatcher.getProviderFactory().registerProviderInstance(new MalformedHeaderFilter());
  }

  /** Plays the container, which injects the fields of a resource by their types. */
  private void add(Object resource, Object... beans) {
    for (Field field : resource.getClass().getDeclaredFields()) {
      if (field.isAnnotationPresent(Inject.class)) {
        inject(
            field,
            resource,
            Stream.of(beans).filter(field.getType()::isInstance).findFirst().orElseThrow());
      }
    }
    dispatcher.getRegistry().addSingletonResource(resource);
  }

  private static void inject(Field field, Object resource, Object bean) {
    try {
      field.setAccessible(true);
      field.set(resource, bean);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The authority, with a hook that runs before a page of its record is read. */
  private CertificateAuthority observed() {
    return (CertificateAuthority)
        Proxy.newProxyInstance(
            CertificateAuthority.class.getClassLoader(),
            new Class<?>[] {CertificateAuthority.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("list")) {
                onPage.run();
              }
              try {
                return method.invoke(authority, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Sets what runs before a page of the record is read. */
  public void onPage(Runnable value) {
    onPage = value;
  }

  /** Uses a copy of one CA. */
  public static AuthorityFixture open(Path path) {
    return new AuthorityFixture(
        CREATED.open(path.resolve("data")),
        Authentication.REQUIRED,
        Optional.of(SIGNER),
        UnaryOperator.identity());
  }

  /** Uses a CA of its own. */
  public static AuthorityFixture open(
      Path path, UnaryOperator<CertificateAuthorityBuilder> adjustment) {
    return new AuthorityFixture(
        DataDirectory.open(path.resolve("data")),
        Authentication.REQUIRED,
        Optional.of(SIGNER),
        adjustment);
  }

  public static AuthorityFixture withoutAuthentication(Path path) {
    return new AuthorityFixture(
        CREATED.open(path.resolve("data")),
        Authentication.DISABLED,
        Optional.empty(),
        UnaryOperator.identity());
  }

  /** Sets the roots of the component keys that the CA knows. */
  public void knows(ComponentProof.Roots value) {
    roots = value;
  }

  public SigningStatistics statistics() {
    return statistics;
  }

  public List<IssuanceRejected> rejections() {
    return rejections;
  }

  public List<CertificateIssued> issued() {
    return issued;
  }

  /** Sets the observer of requested certificates. */
  public void onRequest(Consumer<IssuanceRequested> value) {
    observer = value;
  }

  public List<CertificateRevoked> revocations() {
    return revocations;
  }

  public OcspStatistics ocspStatistics() {
    return ocspStatistics;
  }

  public CertificateAuthority authority() {
    return authority;
  }

  /** What the container says about the requests from now on. */
  public void comesFrom(ContainerRequest value) {
    container = value;
  }

  /** Lets time pass for the log. */
  public void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  public MockHttpResponse send(MockHttpRequest request, Principal caller, String... roles) {
    return dispatch(request, new Security(caller, Set.of(roles)));
  }

  /** Sends with a token's own roles, as the filter does. */
  public MockHttpResponse send(MockHttpRequest request, VerifiedToken token) {
    return dispatch(request, new Security(token, token.roles()));
  }

  public MockHttpResponse sendAnonymously(MockHttpRequest request) {
    return dispatch(request, new Security(null, Set.of()));
  }

  private MockHttpResponse dispatch(MockHttpRequest request, SecurityContext security) {
    return dispatch(
        request,
        security,
        container.toServletRequest(request.getUri().getRequestUri().getRawQuery()));
  }

  /** Sends without a caller, as a request that the container describes. */
  public MockHttpResponse send(MockHttpRequest request, HttpServletRequest http) {
    return dispatch(request, new Security(null, Set.of()), http);
  }

  private MockHttpResponse dispatch(
      MockHttpRequest request, SecurityContext security, HttpServletRequest http) {
    ResteasyContext.pushContext(SecurityContext.class, security);
    ResteasyContext.pushContext(HttpServletRequest.class, http);
    try {
      MockHttpResponse response = new MockHttpResponse();
      dispatcher.invoke(request, response);
      return response;
    } finally {
      ResteasyContext.clearContextData();
    }
  }

  public static VerifiedToken token(Map<String, ?> claims) throws Exception {
    return VERIFIER.verify(SIGNER.sign(claims));
  }

  /** A token with every role, of an issuer that may or may not have certificates signed. */
  public static VerifiedToken issuerToken(boolean allowsCertificateSigning) throws Exception {
    return issuerToken(allowsCertificateSigning, "");
  }

  /** The same with more claims, each after a comma. */
  public static VerifiedToken issuerToken(boolean allowsCertificateSigning, String claims)
      throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setPayload("{\"iss\":\"i\",\"roles\":\"service,admin\",\"exp\":4102444800" + claims + "}");
    jws.setKey(pair.getPrivate());
    TrustedIssuer issuer =
        new TrustedIssuer(
            "corp",
            "i",
            List.of(VerificationKey.of(pair.getPublic())),
            Optional.empty(),
            Optional.empty(),
            allowsCertificateSigning);
    return TokenVerifier.builder()
        .issuers(List.of(issuer))
        .build()
        .verify(jws.getCompactSerialization());
  }

  public static VerifiedToken caToken(String token) throws Exception {
    return CA_VERIFIER.verify(token);
  }

  /** A request to {@code POST /ca/sign}. */
  public static MockHttpRequest post(byte[] body) throws URISyntaxException {
    return MockHttpRequest.post("/ca/sign").content(body);
  }

  /** A request for DNS names, with the first as the common name. */
  public static RequestBuilder request(String... dnsNames) {
    return RequestBuilder.of("CN=" + dnsNames[0]).dns(dnsNames);
  }

  public static byte[] pem(RequestBuilder request) {
    return request.pem().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    authority.close();
    directory.close();
  }

  /** What the container would say about a request. */
  private record Security(Principal caller, Set<String> roles) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return roles.contains(role);
    }

    @Override
    public boolean isSecure() {
      return true;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
