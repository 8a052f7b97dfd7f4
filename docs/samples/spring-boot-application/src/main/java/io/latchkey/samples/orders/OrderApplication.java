package io.latchkey.samples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the application. */
@SpringBootApplication
public class OrderApplication {
  /** Starts the application. */
  public static void main(String[] arguments) {
    SpringApplication.run(OrderApplication.class, arguments);
  }
}
