package faultline.cli;

import faultline.core.Report.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/// What this program is: its version and the catalogue of rules it was built with.
final class Product implements IVersionProvider {
  private static final String VERSION = "faultline/cli/version";
  private static final String CATALOGUE = "META-INF/faultline/catalogue.hash";

  static String version() {
    return resource(VERSION, "unknown");
  }

  /// The day of the version, `2026-01-31`.
  static String date() {
    return resource("faultline/cli/date", "unknown").replaceFirst("T.*", "");
  }

  static Origin origin() {
    return new Origin(version(), resource(CATALOGUE, "none"));
  }

  @Override
  public String[] getVersion() {
    Origin origin = origin();
    return new String[] {"faultline " + origin.version() + ", rules " + origin.catalogue()};
  }

  private static String resource(String path, String otherwise) {
    String text = text(path);
    return text == null ? otherwise : text.strip();
  }

  /// A text on the class path, or null where there is none.
  static @Nullable String text(String path) {
    try (var in = Product.class.getClassLoader().getResourceAsStream(path)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
