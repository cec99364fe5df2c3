package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The arguments of a call, decoded when they are asked for.
///
/// `whole` is false where the log has only a part of them: the call's beginning is not in the log,
/// or its end is not.
public final class Arguments {
  private final byte[] text;
  private final boolean whole;
  private @Nullable List<Arg> list;

  Arguments(byte[] text, boolean whole) {
    this.text = text;
    this.whole = whole;
  }

  public boolean whole() {
    return whole;
  }

  public List<Arg> list() {
    var known = list;
    if (known == null) {
      known = ArgParser.list(text);
      list = known;
    }
    return known;
  }

  /// The first argument that is a string, found without decoding the others. For calls on files it
  /// is the path.
  public Optional<String> firstText() {
    for (int i = 0; i < text.length; i++) {
      switch (text[i]) {
        case '"' -> {
          int after = Scan.afterString(text, i, text.length);
          return after == Scan.NOT_FOUND
              ? Optional.empty()
              : Optional.of(Escapes.decode(text, i + 1, after - 1));
        }
        case '<' -> i = Scan.afterAngle(text, i, 0, text.length) - 1;
        case '(', '[', '{' -> {
          int after = Scan.closing(text, i + 1, text.length);
          if (text[i] != '(' || after == Scan.NOT_FOUND) {
            return firstTextOf(list());
          }
          i = after;
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private static Optional<String> firstTextOf(List<Arg> list) {
    return list.stream()
        .filter(Arg.Text.class::isInstance)
        .map(arg -> ((Arg.Text) arg).value())
        .findFirst();
  }

  /// The arguments as they stand in the log.
  public String raw() {
    return RawText.decode(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Arguments that && whole == that.whole && Arrays.equals(text, that.text);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text);
  }

  @Override
  public String toString() {
    return raw();
  }
}
