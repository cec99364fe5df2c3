package faultline.core;

import java.io.IOException;
import java.io.Writer;

/// Writes a report in one format. It shows the evidence of every finding and computes nothing.
public interface Reporter {
  /// The word that chooses this reporter.
  String format();

  /// Writes all of `report`.
  void write(Report report, Writer out) throws IOException;
}
