package io.latchkey.security;

import jakarta.enterprise.inject.spi.CDI;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.spi.ObjectFactory;

/** Provides CDI in JNDI, where Soteria looks it up. */
public class BeanManagerFactory implements ObjectFactory {
  @Override
  public Object getObjectInstance(
      Object reference, Name name, Context context, Hashtable<?, ?> environment) {
    return CDI.current().getBeanManager();
  }
}
