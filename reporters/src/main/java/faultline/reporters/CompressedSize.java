package faultline.reporters;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/// Passes text on, and knows how large it is when compressed: what a receiver that takes gzip will
/// measure. The compressor holds back some of its input, so that the size comes a little late.
final class CompressedSize extends Writer {
  private static final int PIECE = 1 << 16;

  private final Writer out;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final byte[] nowhere = new byte[PIECE];

  CompressedSize(Writer out) {
    this.out = out;
  }

  /// The bytes so far.
  long size() {
    return deflater.getBytesWritten();
  }

  @Override
  public void write(char[] text, int from, int size) throws IOException {
    out.write(text, from, size);
    deflater.setInput(new String(text, from, size).getBytes(StandardCharsets.UTF_8));
    while (!deflater.needsInput()) {
      deflater.deflate(nowhere);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
