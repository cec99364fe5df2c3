package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.Fact.HolderFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.rules.Setting;
import faultline.exec.rules.ShellWord;
import faultline.formats.bytes.RawText;
import org.jspecify.annotations.Nullable;

/// A line or a variable names a port at which nobody listens, and one server listens at a port that
/// differs by one slip.
final class NearPort implements Repair {
  @Override
  public @Nullable Fix of(Broken broken) {
    var failure = broken.failure();
    if (failure == null || !broken.explains("refused", "config-value", "bad-setting")) {
      return null;
    }
    var wrong = port(failure.path());
    var near =
        failure.facts().stream()
            .filter(HolderFact.class::isInstance)
            .map(HolderFact.class::cast)
            .filter(holder -> host(holder.what()).equals(host(failure.path())))
            .map(holder -> port(holder.what()))
            .distinct()
            .filter(port -> port.length() == wrong.length() && wrong.length() >= 4)
            .filter(port -> Likeness.slips(port, wrong) == 1)
            .toList();
    if (near.size() != 1) {
      return null;
    }
    for (var source : broken.sources()) {
      var fix = fix(broken, source, wrong, near.getFirst());
      if (fix != null) {
        return fix;
      }
    }
    return null;
  }

  private static @Nullable Fix fix(Broken broken, SourceFact source, String wrong, String right) {
    if (source.kind().equals("env")) {
      var value = broken.fromOutside(source.where());
      var better = value == null ? null : LineEdit.replaced(value, wrong, right);
      return better == null
          ? null
          : Fix.of(
              "set " + source.where() + " to " + RawText.printable(better),
              "export " + source.where() + "=" + ShellWord.quote(better));
    }
    var command = LineEdit.inFile(source, wrong, right);
    return command == null
        ? null
        : Fix.of(
            "write port "
                + right
                + " in line "
                + Setting.line(source)
                + " of "
                + RawText.printable(Setting.file(source)),
            command);
  }

  private static String port(String address) {
    var port = address.substring(address.lastIndexOf(':') + 1);
    return port.matches("[0-9]+") ? port : "";
  }

  private static String host(String address) {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }
}
