package faultline.exec.repair;

import faultline.core.Fix;
import faultline.exec.rules.Setting;
import faultline.exec.rules.ShellWord;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// git is configured to start a program that does not exist, and has a default that works without
/// anybody at a terminal.
final class GitSetting implements Repair {
  private static final Map<String, String> SECTIONS =
      Map.of(
          "sshcommand", "core",
          "pager", "core",
          "fsmonitor", "core",
          "hookspath", "core",
          "askpass", "core",
          "gitproxy", "core",
          "attributesfile", "core",
          "excludesfile", "core",
          "templatedir", "init");

  private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z]+)\\s*=.*");

  @Override
  public @Nullable Fix of(Broken broken) {
    var source = broken.source("file");
    if (source == null
        || !broken.explains("missing-tool", "missing-file", "missing-dir", "config-value")
        || !Setting.file(source).matches("/.*/(\\.git/config|\\.gitconfig|git/config)")) {
      return null;
    }
    var line = LINE.matcher(source.value());
    if (!line.matches()) {
      return null;
    }
    var section = SECTIONS.get(line.group(1).toLowerCase(java.util.Locale.ROOT));
    if (section == null) {
      return null;
    }
    var key = section + "." + line.group(1);
    return Fix.of(
        "let git use its own default",
        "git config --file "
            + ShellWord.path(Setting.file(source))
            + " --unset "
            + ShellWord.quote(key));
  }
}
