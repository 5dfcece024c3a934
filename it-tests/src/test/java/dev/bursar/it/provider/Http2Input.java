package dev.bursar.it.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client sends over HTTP/2, with the codes of its RST_STREAMs put as OkHttp 3 knows them: it
 * ends the whole connection over one that it does not know, such as the STREAM_CLOSED with which
 * the JDK's client leaves the body of a redirect unread.
 */
final class Http2Input extends FilterInputStream {
  private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();
  private static final int HEADER = 9;
  private static final int TYPE = 3;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS_TIMEOUT = 4;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final byte CANCEL = 8;

  private int inHeader = HEADER; // Bytes of the frame's header that were seen.
  private int left = PREFACE; // Bytes of its payload that were not.
  private int length;
  private int type; // Of the preface: none.

  Http2Input(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    int n = in.read(b, off, len);
    for (int i = off; i < off + n; i++) {
      b[i] = seen(b[i]);
    }
    return n;
  }

  private byte seen(byte b) {
    if (left > 0) {
      left--;
      boolean code = type == RST_STREAM && left == 0; // Its four bytes are the code's.
      return code && b >= SETTINGS_TIMEOUT && b <= FRAME_SIZE_ERROR ? CANCEL : b;
    }
    if (inHeader == HEADER) {
      inHeader = 0;
      length = 0;
    }
    if (inHeader < TYPE) {
      length = (length << Byte.SIZE) | (b & 0xFF);
    } else if (inHeader == TYPE) {
      type = b;
    }
    if (++inHeader == HEADER) {
      left = length;
    }
    return b;
  }
}
