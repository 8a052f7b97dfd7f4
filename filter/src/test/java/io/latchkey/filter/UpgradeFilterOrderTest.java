package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.latchkey.filter.UpgradeFilterOrder.Mapping;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentMatchers;

/** The order of Jetty's filter for WebSocket handshakes. */
class UpgradeFilterOrderTest {
  private static FilterRegistration registration(String className) {
    FilterRegistration registration = mock();
    when(registration.getClassName()).thenReturn(className);
    return registration;
  }

  private static ServletContext context(String... classNames) {
    ServletContext context = mock();
    Map<String, FilterRegistration> registrations =
        Stream.of(classNames)
            .collect(Collectors.toMap(name -> name, UpgradeFilterOrderTest::registration));
    doReturn(registrations).when(context).getFilterRegistrations();
    when(context.getServerInfo()).thenReturn("jetty/13.0.0");
    return context;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up own | own up",
        "own up | own up",
        "up cors own log | cors own up log",
        "up own x own2 y | own x own2 up y",
        "up up2 own | own up up2",
        "own up own2 | own own2 up",
        "x own y up z | x own y up z",
        "up x | up x",
        "own | own",
      })
  void upgradeFilter_runsBehindLastOwnFilter(String before, String after) {
    List<Mapping> mappings =
        Stream.of(before.split(" ")).map(name -> new Mapping(name, new Object())).toList();

    List<Mapping> ordered =
        UpgradeFilterOrder.ordered(mappings, Set.of("up", "up2"), Set.of("own", "own2"));

    assertThat(ordered.stream().map(Mapping::filterName)).containsExactly(after.split(" "));
    assertThat(ordered).containsExactlyInAnyOrderElementsOf(mappings);
  }

  @Test
  void unreadableOrder_stopsStartWithInstruction() {
    ServletContext context =
        context(
            "org.eclipse.jetty.ee12.websocket.servlet.WebSocketUpgradeFilter",
            BearerTokenFilter.class.getName());

    assertThatThrownBy(() -> UpgradeFilterOrder.correct(context))
        .isInstanceOf(ServletException.class)
        .hasMessage(
            "The order of the filters of jetty/13.0.0 cannot be determined, so its"
                + " WebSocketUpgradeFilter could accept WebSocket handshakes without a token; use"
                + " a version of Jetty that Latchkey is tested with, or remove the WebSocket module"
                + " of Jetty");
  }

  @Test
  void noUpgradeFilter_needsNothingOfServer() throws Exception {
    UpgradeFilterOrder.correct(
        context(BearerTokenFilter.class.getName(), "org.example.WebSocketUpgradeFilter"));
  }

  @Test
  void contextOfAnotherServer_isNotWatched() {
    ServletContext context = context();

    UpgradeFilterOrder.watch(context);

    verify(context, never()).addListener(ArgumentMatchers.<EventListener>any());
  }
}
