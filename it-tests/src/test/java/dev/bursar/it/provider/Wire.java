package dev.bursar.it.provider;

import java.io.IOException;
import java.util.Map;

/**
 * Where the pieces of one response go, on HTTP/1.1 and on HTTP/2. Each method throws where the
 * client has gone.
 */
interface Wire {
  /**
   * Writes a response's head.
   *
   * @param length the body's length; below zero where it is not told beforehand
   */
  void head(int status, Map<String, String> headers, long length) throws IOException;

  /** Writes a piece of the body and sends it off: in a chunk or a DATA frame of its own. */
  void piece(byte[] bytes, int from, int to) throws IOException;

  /** Ends the body. */
  void end() throws IOException;

  /** Closes the connection, with all that is on it. */
  void cut() throws IOException;

  /** Resets the stream with an error; where there are no streams, the connection. */
  void reset() throws IOException;
}
