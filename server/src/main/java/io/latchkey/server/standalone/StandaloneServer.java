package io.latchkey.server.standalone;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.LifecycleException;
import org.slf4j.LoggerFactory;

/**
 * The program that {@code java -jar latchkey.war} runs. Exit status: 0 after SIGTERM, SIGINT,
 * {@code --help} or {@code --version}; 1 if the server cannot start; 2 for an invalid command line.
 * For 1 and 2, one line on standard error gives the reason.
 */
public final class StandaloneServer {
  private static final int CANNOT_START = 1;
  private static final int WRONG_USAGE = 2;

  private StandaloneServer() {}

  /**
   * Runs the server. After the start this method does not return; SIGTERM or SIGINT end the
   * process.
   *
   * @param arguments the command line
   * @param workDirectory a private directory for temporary files
   * @param cleanUp called before the process ends
   * @return the exit status
   */
  public static int run(String[] arguments, Path workDirectory, Runnable cleanUp)
      throws InterruptedException {
    CommandLineParser parser = new CommandLineParser();
    Optional<LaunchOptions> options;
    try {
      options = parser.parse(arguments);
    } catch (UsageException e) {
      return fail(WRONG_USAGE, e.problem());
    }
    if (options.isEmpty()) {
      System.out.println(parser.answer(version()));
      return 0;
    }
    return serve(options.get(), workDirectory, cleanUp);
  }

  private static int serve(LaunchOptions options, Path workDirectory, Runnable cleanUp)
      throws InterruptedException {
    ServerLog log = ServerLog.start();
    RunningServer server;
    try {
      server = RunningServer.start(options, workDirectory);
    } catch (LifecycleException | RuntimeException e) {
      return explain(e, log);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, cleanUp), "latchkey-stop"));
    log.release();
    System.out.println(server.readyLine());
    new CountDownLatch(1).await();
    return 0;
  }

  private static int explain(Exception failure, ServerLog log) {
    Optional<String> message = StartFailure.message(failure, log.thrown());
    if (message.isPresent()) {
      return fail(CANNOT_START, message.get());
    }
    log.release();
    LoggerFactory.getLogger(StandaloneServer.class)
        .error("The server cannot start because of an unexpected error", failure);
    return CANNOT_START;
  }

  /** By default, SIGTERM ends a process with status 143. A clean stop ends with 0. */
  private static void stop(RunningServer server, Runnable cleanUp) {
    server.close();
    cleanUp.run();
    Runtime.getRuntime().halt(0);
  }

  private static int fail(int status, String message) {
    System.err.println("latchkey: " + message);
    return status;
  }

  private static String version() {
    return Optional.ofNullable(StandaloneServer.class.getPackage().getImplementationVersion())
        .orElse("(unknown version)");
  }
}
