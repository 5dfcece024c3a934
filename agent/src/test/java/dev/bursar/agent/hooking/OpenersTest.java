package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Connectors;
import dev.bursar.interceptors.HookedType;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** The stack tells who opens a connection, and the states of the hooks whether one sees it. */
class OpenersTest {
  private static final ClassLoader HERE = OpenersTest.class.getClassLoader();
  private static final HookedType CALL = new HookedType(Client.class.getName());
  private static final ClientHooks CLIENT = client(Connectors.of(Connector.class.getName()));

  /** A client, which is called and calls back. */
  private static final class Client {}

  /** By which it connects. */
  private static class Connector {}

  /** The app's own part of the client. */
  private static final class AppsConnector extends Connector {}

  /** The app. */
  private static final class App {}

  /** A socket of the app's, or of a security provider's. */
  private static final class AppsSocket extends Socket {}

  /** Where it comes from. */
  private abstract static class AppsSocketFactory extends SocketFactory {}

  private final States states = new States(List.of(CLIENT));
  private final Openers openers = new Openers(List.of(CLIENT), states);

  @Test
  void aLiveHookStandsBehindItsClientsConnections() {
    states.note(CLIENT, CALL, HERE, Status.LIVE, null);

    assertThat(unhooked(Socket.class, Connector.class, Client.class, App.class)).isNull();
    assertThat(unhooked(Socket.class, Connector.class, FutureTask.class, Thread.class)).isNull();
    assertThat(unhooked(Socket.class, AppsSocket.class, Connector.class)).isNull();
    assertThat(unhooked(Socket.class, AppsSocketFactory.class, Connector.class)).isNull();
    assertThat(unhooked(Socket.class, AppsConnector.class)).isNull();
  }

  @Test
  void itStandsBehindNoOthers() {
    states.note(CLIENT, CALL, HERE, Status.LIVE, null);

    String app = App.class.getName();
    assertThat(unhooked(Socket.class, App.class)).isEqualTo(app);
    assertThat(unhooked(Socket.class, AppsSocket.class, App.class)).isEqualTo(app);
    assertThat(unhooked(Socket.class, App.class, Client.class, Connector.class))
        .as("called back by the client")
        .isEqualTo(app);
    assertThat(unhooked(Socket.class, Client.class)).isEqualTo(Client.class.getName());
    assertThat(unhooked(Socket.class, Callable.class, Thread.class)).isEqualTo("the JDK");
  }

  @Test
  void aHookThatIsNotLiveStandsBehindNothing() {
    String connector = Connector.class.getName();
    assertThat(unhooked(Socket.class, Connector.class)).isEqualTo(connector);
    states.note(CLIENT, CALL, HERE, Status.DOES_NOT_FIT, "it lacks all");
    assertThat(unhooked(Socket.class, Connector.class)).isEqualTo(connector);
  }

  @Test
  void eachLoaderHasALibraryOfItsOwn() throws Exception {
    try (URLClassLoader other = new URLClassLoader(new URL[0])) {
      states.note(CLIENT, CALL, other, Status.LIVE, null);
      assertThat(unhooked(Socket.class, Connector.class)).as("in parts").isNull();
      states.note(CLIENT, CALL, HERE, Status.DOES_NOT_FIT, "it lacks all");
      assertThat(unhooked(Socket.class, Connector.class)).isEqualTo(Connector.class.getName());
    }
  }

  @Test
  void aHookThatIsLiveInPartStandsBehindNothing() {
    HookedType more = new HookedType(App.class.getName());
    states.note(CLIENT, CALL, HERE, Status.LIVE, null);
    states.note(CLIENT, more, HERE, Status.FAILED, "not retransformed");
    assertThat(unhooked(Socket.class, Connector.class)).isEqualTo(Connector.class.getName());
    states.note(CLIENT, CALL, HERE, Status.LIVE, null);
    assertThat(unhooked(Socket.class, Connector.class)).isEqualTo(Connector.class.getName());
  }

  /** Netty's codecs come into use when the connection is there, some for the first time then. */
  @Test
  void whatIsLoadedLaterIsLoadedToKnow() throws Exception {
    ClientHooks late = client(Connectors.of(Connector.class.getName()).before("c.Codec"));
    Openers knowing = new Openers(List.of(late), states);

    Class<?> withCodec = new Library(() -> states.note(late, CALL, HERE, Status.LIVE, null)).load();
    Class<?> without = new Library(null).load();
    assertThat(knowing.unhooked(new Class<?>[] {Socket.class, without}))
        .isEqualTo(Connector.class.getName());
    assertThat(knowing.unhooked(new Class<?>[] {Socket.class, withCodec})).isNull();
  }

  /** A library that may have a codec. */
  private static final class Library extends ClassLoader {
    private final Runnable codec;

    Library(Runnable codec) {
      super(HERE);
      this.codec = codec;
    }

    Class<?> load() throws IOException {
      byte[] classFile = ClassFiles.of(Connector.class.getName(), HERE);
      return defineClass(Connector.class.getName(), classFile, 0, classFile.length);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (codec == null || !name.equals("c.Codec")) {
        throw new ClassNotFoundException(name);
      }
      codec.run();
      return Client.class;
    }
  }

  @Test
  void aChannelsSocketAsksOnce() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      Class<?> adaptor = channel.socket().getClass();
      assertThat(unhooked(adaptor, App.class)).isEqualTo(App.class.getName());
      assertThat(unhooked(channel.getClass(), App.class)).isEqualTo(App.class.getName());
      assertThat(unhooked(channel.getClass(), adaptor, App.class)).isNull();
    }
  }

  private static ClientHooks client(Connectors connectors) {
    return new ClientHooks("c", 0, "", List.of("c."), connectors, CALL);
  }

  private String unhooked(Class<?>... stack) {
    return openers.unhooked(stack);
  }
}
