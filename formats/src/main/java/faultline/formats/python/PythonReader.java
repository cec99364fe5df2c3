package faultline.formats.python;

import faultline.formats.bytes.MalformedException;
import java.util.List;

/// Reads source files of Python.
public final class PythonReader {
  static final String FORMAT = "Python";

  private PythonReader() {}

  /// The statements of a file. Only what cannot be cut into tokens is malformed as a whole: a
  /// string without an end, a character that no token begins with.
  ///
  /// @throws MalformedException with the offset in characters
  public static List<Statement> read(String source) {
    return new StatementParser(Tokens.of(source)).file();
  }
}
