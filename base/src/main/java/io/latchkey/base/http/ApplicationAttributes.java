package io.latchkey.base.http;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one application, such as of its servlet context. Objects that exist once for
 * each application are kept here instead of in static fields. Safe for use by several threads.
 *
 * @param get reads an attribute; null if it is not set
 * @param set sets an attribute
 */
public record ApplicationAttributes(
    Function<String, @Nullable Object> get, BiConsumer<String, Object> set) {

  /**
   * Returns the value of an attribute. If the attribute is not set, or has a value of another type,
   * creates the value and sets the attribute. At most one thread at a time creates a value, so all
   * callers get the same object.
   *
   * @param create creates the value; may itself call this method for other attributes
   */
  public <T> T getOrCreate(String name, Class<T> type, Supplier<T> create) {
    Object known = get.apply(name);
    if (type.isInstance(known)) {
      return type.cast(known); // does not wait while another application creates a value
    }
    synchronized (ApplicationAttributes.class) {
      Object value = get.apply(name);
      if (type.isInstance(value)) {
        return type.cast(value);
      }
      T created = create.get();
      set.accept(name, created);
      return created;
    }
  }
}
