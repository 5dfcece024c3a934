package dev.bursar.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets without a network: who has written a request reads its answer from memory. For clients
 * that write a whole request before they read, on one thread.
 */
final class CannedSockets extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new Canned();
  }

  @Override
  public Socket createSocket(String host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort) {
    return createSocket();
  }

  private static final class Canned extends Socket {
    private static final byte[][] NOTHING = {};

    private byte[][] answer = NOTHING;
    private int part;
    private int at;
    private boolean closed;

    @Override
    public void connect(SocketAddress address, int timeout) {
      // There is nothing to connect to.
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    @Override
    public void shutdownInput() {
      closed = true;
    }

    @Override
    public void shutdownOutput() {
      closed = true;
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
      // Nothing is waited for.
    }

    @Override
    public synchronized int getSoTimeout() {
      return 0;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          throw new IOException("a request in single bytes");
        }

        @Override
        public void write(byte[] b, int from, int length) {
          if (part == answer.length) {
            answer = CannedAnswers.to(b, from, from + length);
            part = 0;
            at = 0;
          }
        }
      };
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("an answer in single bytes");
        }

        @Override
        public int read(byte[] b, int from, int length) throws IOException {
          if (part == answer.length) {
            throw new IOException("read without a request");
          }
          byte[] now = answer[part];
          int n = Math.min(length, now.length - at);
          System.arraycopy(now, at, b, from, n);
          at += n;
          if (at == now.length) {
            part++;
            at = 0;
          }
          return n;
        }

        @Override
        public int available() {
          return 0;
        }
      };
    }
  }
}
