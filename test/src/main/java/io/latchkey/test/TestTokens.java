package io.latchkey.test;

import io.latchkey.tokens.PreSharedKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for the tests of a protected application, in one line:
 *
 * <pre>{@code
 * HttpRequest.newBuilder(address)
 *     .header("Authorization", TestTokens.with("alice").roles("admin").header())
 * }</pre>
 *
 * <p>The tokens are signed with a pre-shared key that is generated for each run of the tests. The
 * application must use this key:
 *
 * <pre>{@code
 * context.addParameter("latchkey.psk", TestTokens.psk());
 * }</pre>
 *
 * <p>For an application with another key use {@link TestKey}. Safe for use by several threads.
 */
public final class TestTokens {
  private static final TestKey KEY = TestKey.preShared(PreSharedKey.generate().reveal());

  /** The caller of the test that runs on this thread. */
  private static final ThreadLocal<@Nullable TestToken> CURRENT = new ThreadLocal<>();

  private TestTokens() {}

  /** The pre-shared key of the tests, for {@code latchkey.psk}. It is another one in each run. */
  public static String psk() {
    return KEY.setting();
  }

  /**
   * A token for a caller. Without {@link TestToken#roles} the caller is a component with the role
   * {@code service}.
   *
   * @param name the claim {@code sub}
   */
  public static TestToken with(String name) {
    return KEY.with(name);
  }

  /**
   * The token for the caller of {@link WithCaller}, in a test that runs on this thread; empty in
   * other tests and on other threads.
   */
  public static Optional<TestToken> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  static void start(TestToken caller) {
    CURRENT.set(caller);
  }

  static void end() {
    CURRENT.remove();
  }
}
