package io.latchkey.server.logging;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A record that finds the class and the method that log only when a formatter asks for them. */
final class CallerRecord extends LogRecord {
  private static final long serialVersionUID = 1;
  private static final String API = "org.slf4j.";
  private static final String PROVIDER = JulLogger.class.getName();

  private boolean isFound;

  CallerRecord(Level level, String message) {
    super(level, message);
  }

  @Override
  public @Nullable String getSourceClassName() {
    find();
    return super.getSourceClassName();
  }

  @Override
  public @Nullable String getSourceMethodName() {
    find();
    return super.getSourceMethodName();
  }

  @Override
  public void setSourceClassName(@Nullable String name) {
    isFound = true;
    super.setSourceClassName(name);
  }

  @Override
  public void setSourceMethodName(@Nullable String name) {
    isFound = true;
    super.setSourceMethodName(name);
  }

  private void find() {
    if (isFound) {
      return;
    }
    isFound = true;
    setSourceClassName(null); // on another thread than that of the caller, no name is right
    setSourceMethodName(null);
    StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .dropWhile(frame -> !isLogging(frame))
                    .dropWhile(CallerRecord::isLogging)
                    .findFirst())
        .ifPresent(
            caller -> {
              setSourceClassName(caller.getClassName());
              setSourceMethodName(caller.getMethodName());
            });
  }

  private static boolean isLogging(StackWalker.StackFrame frame) {
    return frame.getClassName().equals(PROVIDER) || frame.getClassName().startsWith(API);
  }
}
