package dev.bursar.agent.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyDecoderTest {
  private static final byte[] TEXT =
      "{\"usage\":{\"prompt_tokens\":1}} ".repeat(500).getBytes(StandardCharsets.UTF_8);

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6, bare);
    try (DeflaterOutputStream zip = new DeflaterOutputStream(out, deflater)) {
      zip.write(plain);
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] decode(String encoding, byte[] packed, int step)
      throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] before = packed.clone();
    try (BodyDecoder decoder = BodyDecoder.of(encoding)) {
      for (int i = 0; i < packed.length; i += step) {
        decoder.feed(
            packed, i, Math.min(packed.length, i + step), (b, f, t) -> out.write(b, f, t - f));
      }
    }
    assertThat(packed).isEqualTo(before);
    return out.toByteArray();
  }

  @Test
  void gzipIsUndoneWhereverItIsCut() throws Exception {
    for (int step : new int[] {1, 2, 3, 7, 1000, 1 << 20}) {
      assertThat(decode("gzip", gzip(TEXT), step)).isEqualTo(TEXT);
      assertThat(decode("X-GZIP", gzip(TEXT), step)).isEqualTo(TEXT);
      assertThat(decode("gzip", gzip(new byte[0]), step)).isEmpty();
    }
  }

  @Test
  void membersInARowAndPaddingAfterThemAreRead() throws Exception {
    byte[] one = gzip(TEXT);
    byte[] two = Arrays.copyOf(one, one.length * 2 + 5);
    System.arraycopy(one, 0, two, one.length, one.length);
    for (int step : new int[] {1, 13, 1 << 20}) {
      assertThat(decode("gzip", two, step)).hasSize(TEXT.length * 2);
    }
  }

  @Test
  void everyOptionalFieldOfAGzipHeaderIsPassedOver() throws Exception {
    byte[] plain = gzip(TEXT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = 2 + 4 + 8 + 16;
    out.write(head);
    out.write(new byte[] {3, 0, 'x', 0, 'y'});
    out.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    CRC32 crc = new CRC32();
    crc.update(out.toByteArray());
    out.write((int) crc.getValue());
    out.write((int) crc.getValue() >> 8);
    out.write(plain, 10, plain.length - 10);
    assertThat(decode("gzip", out.toByteArray(), 1)).isEqualTo(TEXT);
  }

  @Test
  void deflateIsUndoneWithAndWithoutItsWrapping() throws Exception {
    for (int step : new int[] {1, 2, 5, 1 << 20}) {
      assertThat(decode("deflate", deflate(TEXT, false), step)).isEqualTo(TEXT);
      assertThat(decode("deflate", deflate(TEXT, true), step)).isEqualTo(TEXT);
    }
  }

  @Test
  void whatIsNotSoEncodedIsAnError() {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    noise[0] = 'x';
    assertThatThrownBy(() -> decode("gzip", noise, 100)).isInstanceOf(DataFormatException.class);
    noise[0] = 0x07;
    assertThatThrownBy(() -> decode("deflate", noise, 100)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void otherEncodingsAreNotKnown() {
    assertThat(BodyDecoder.of("br")).isNull();
    assertThat(BodyDecoder.of("zstd")).isNull();
    assertThat(BodyDecoder.of("gzip, br")).isNull();
    assertThat(BodyDecoder.isPlain(null)).isTrue();
    assertThat(BodyDecoder.isPlain(" identity")).isTrue();
    assertThat(BodyDecoder.isPlain("gzip")).isFalse();
  }

  @Test
  void memoryDoesNotGrowWithTheBody() throws Exception {
    byte[] packed = gzip(new byte[200 << 20]);
    BodyDecoder decoder = BodyDecoder.of("gzip");
    long[] size = new long[1];
    BodyDecoder.Sink sink = (b, from, to) -> size[0] += to - from;
    long allocated =
        Allocation.of(
            () -> {
              try {
                decoder.feed(packed, 0, packed.length, sink);
              } catch (DataFormatException e) {
                throw new AssertionError(e);
              }
            });
    decoder.close();
    assertThat(size[0]).isEqualTo(200 << 20);
    assertThat(allocated).isLessThan(64 * 1024);
  }

  @Test
  void aClosedDecoderDoesNoHarm() throws Exception {
    BodyDecoder decoder = BodyDecoder.of("deflate");
    decoder.close();
    decoder.close();
    BodyDecoder begun = BodyDecoder.of("gzip");
    byte[] packed = gzip(TEXT);
    begun.feed(packed, 0, 20, (b, from, to) -> {});
    begun.close();
    assertThatThrownBy(() -> begun.feed(packed, 20, 40, (b, from, to) -> {}))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aWholeBodyIsUndoneAndRedone() throws Exception {
    for (String encoding : new String[] {null, "identity", "gzip", "deflate"}) {
      byte[] packed = BodyCodec.encode(TEXT, encoding);
      assertThat(BodyCodec.decode(packed, encoding, TEXT.length)).isEqualTo(TEXT);
    }
    assertThatThrownBy(() -> BodyCodec.decode(gzip(TEXT), "gzip", TEXT.length - 1))
        .isInstanceOf(UnreadableBodyException.class)
        .hasMessageContaining("longer than");
    assertThatThrownBy(() -> BodyCodec.decode(TEXT, "gzip", 1000))
        .isInstanceOf(UnreadableBodyException.class);
    assertThatThrownBy(() -> BodyCodec.decode(TEXT, "br", 1000))
        .isInstanceOf(UnreadableBodyException.class);
  }

  @Test
  void aBodyThatUnpacksToTooMuchIsGivenUpBeforeItsEnd() throws Exception {
    byte[] bomb = gzip(new byte[20 << 20]);
    // What comes late in it is never looked at.
    Arrays.fill(bomb, bomb.length / 2, bomb.length, (byte) 0xff);
    assertThatThrownBy(() -> BodyCodec.decode(bomb, "gzip", 1 << 20))
        .isInstanceOf(UnreadableBodyException.class)
        .hasMessageContaining("longer than");
  }
}
