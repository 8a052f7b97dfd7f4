package io.latchkey.jaxrs.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.ContainerRequest;
import org.junit.jupiter.api.Test;

class SigningOriginTest {
  @Test
  void address_isAnIpAddressOrEmpty() {
    assertThat(
            SigningOrigin.address(
                ContainerRequest.toSign().withAddress("192.0.2.7").toServletRequest(null)))
        .contains("192.0.2.7");
    assertThat(
            SigningOrigin.address(
                ContainerRequest.toSign().withAddress("[2001:db8::7]").toServletRequest(null)))
        .contains("2001:db8::7");
    assertThat(
            SigningOrigin.address(
                ContainerRequest.toSign().withAddress("192.0.2.7 x").toServletRequest(null)))
        .isEmpty();
  }
}
