package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of the JDK to connect passes the governor, and can be refused by it. */
@Timeout(30)
class SocketsTest implements Governor {
  /** A way to connect. */
  private interface Way {
    AutoCloseable connect(InetSocketAddress to) throws Exception;
  }

  private enum Ways implements Way {
    SOCKET {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        return new Socket(to.getHostString(), to.getPort());
      }
    },
    SOCKET_OF_AN_ADDRESS {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(to.getAddress(), to.getPort()), 5_000);
        return socket;
      }
    },
    TLS {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        return SSLSocketFactory.getDefault().createSocket(to.getHostString(), to.getPort());
      }
    },
    CHANNEL {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        return SocketChannel.open(to);
      }
    },
    NON_BLOCKING {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(to);
        return channel;
      }
    },
    SOCKET_OF_A_CHANNEL {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        SocketChannel channel = SocketChannel.open();
        channel.socket().connect(to, 5_000);
        return channel;
      }
    },
    ASYNCHRONOUS {
      @Override
      public AutoCloseable connect(InetSocketAddress to) throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        channel.connect(to).get(5, TimeUnit.SECONDS);
        return channel;
      }
    }
  }

  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private volatile String refusal;
  private long faults;

  @BeforeEach
  void govern() {
    Rig.govern(this);
    faults = Gate.faults();
  }

  @AfterEach
  void noFaults() {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    Rig.govern(new ScriptedGovernor());
  }

  static Stream<Way> ways() {
    return Stream.of(Ways.values());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void isShownTheHost(Way way) throws Exception {
    try (ServerSocket server = server()) {
      way.connect(new InetSocketAddress("localhost", server.getLocalPort())).close();
    }

    assertThat(hosts).containsExactly("localhost");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void canBeRefused(Way way) throws Exception {
    refusal = "no";
    try (ServerSocket server = server()) {
      InetSocketAddress to = new InetSocketAddress("localhost", server.getLocalPort());
      assertThatThrownBy(() -> way.connect(to))
          .isInstanceOfAny(BudgetExceededIOException.class, BudgetExceededException.class)
          .hasMessage("no");
      server.setSoTimeout(100);
      assertThatThrownBy(server::accept).hasMessageContaining("timed out");
    }
  }

  @Test
  void isLive() throws Exception {
    try (ServerSocket server = server()) {
      for (Way way : Ways.values()) {
        way.connect(new InetSocketAddress("localhost", server.getLocalPort())).close();
      }
    }

    assertThat(Rig.govern(this).states())
        .filteredOn(state -> state.client().equals("sockets"))
        .hasSize(4)
        .allMatch(state -> state.status() == Status.LIVE);
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName("localhost"));
  }

  @Override
  public String connect(String host) {
    hosts.add(host);
    return refusal;
  }

  @Override
  public int look(String method, String host, String path) {
    return IGNORE;
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    return null;
  }

  @Override
  public Exchange open(Request request, int interest) {
    throw new IllegalStateException();
  }
}
