package faultline.core;

import java.nio.file.Path;
import java.util.List;

/// A room that can judge files at rest.
public interface StaticSeam {
  /// The word for this seam in reports.
  String name();

  /// What the static rules of this seam say about `files`.
  Report.Part check(List<Path> files) throws ProbeException;
}
