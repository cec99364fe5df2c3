package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.World;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tools whose files of a project name a version that only a version manager or a wrapper heeds:
/// Ruby, PHP, Rust, the package managers of Node, and Maven and Gradle beside their wrappers.
///
/// .NET and cargo read `global.json` and `rust-version` themselves, and refuse.
final class OtherTools {
  private static final Pattern RUBY_VERSION = Pattern.compile("(?:ruby-)?(\\d+(?:\\.\\d+)*)");
  private static final Pattern GEMFILE =
      Pattern.compile("\\s*ruby\\s*\\(?\\s*[\"']([\\d.~<>= ]+)[\"'].*");
  private static final Pattern COMPOSER =
      Pattern.compile("\\s*\"php\"\\s*:\\s*\"([\\d.~^<>=|* ]+)\".*");
  private static final Pattern CHANNEL =
      Pattern.compile("\\s*channel\\s*=\\s*\"(\\d+\\.\\d+(?:\\.\\d+)?)\".*");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");
  private static final Pattern RUSTC = Pattern.compile("rustc version (\\d+\\.\\d+\\.\\d+) ");
  private static final Pattern MANAGER =
      Pattern.compile(".*\"packageManager\"\\s*:\\s*\"(npm|yarn|pnpm)@(\\d+[\\d.]*).*");
  private static final Pattern WRAPPER =
      Pattern.compile(
          "\\s*distributionUrl\\s*=.*/(?:apache-maven|gradle)-(\\d+(?:\\.\\d+)*)-[a-z]+\\.zip.*");
  private static final Pattern IN_FOLDER =
      Pattern.compile("/(?:versions|rubies|installs)/(?:[a-z]+[-/])?(\\d+\\.\\d+\\.\\d+)/");
  private static final List<String> INSTALLING = List.of("install", "i", "ci", "add", "update");
  private final World world;

  OtherTools(World world) {
    this.world = world;
  }

  /// The word for the tool that `image` is; empty for none of these.
  static String tool(Started image) {
    var name = Paths.baseName(image.path());
    return switch (name) {
      case "ruby", "php", "rustc", "npm", "yarn", "pnpm", "mvn", "gradle" -> name;
      case "cargo" -> "rustc";
      default -> "";
    };
  }

  /// Files of which the nearest counts.
  static List<String> files(String tool) {
    return switch (tool) {
      case "ruby" -> List.of(".ruby-version", "Gemfile", ".tool-versions");
      case "php" -> List.of(".php-version", "composer.json", ".tool-versions");
      case "rustc" -> List.of("rust-toolchain", "rust-toolchain.toml");
      case "npm", "yarn", "pnpm" -> List.of("package.json");
      case "mvn" -> List.of(".mvn/wrapper/maven-wrapper.properties");
      case "gradle" -> List.of("gradle/wrapper/gradle-wrapper.properties");
      default -> List.of();
    };
  }

  /// The lines that ask for another version than the one that ran.
  List<Demand> unmet(String tool, ProcessView process, Started image, String file) {
    var text = world.text(file);
    if (text == null) {
      return List.of();
    }
    var all = new ArrayList<Demand>();
    var version = "";
    int number = 0;
    for (var line : text.split("\r?\n", -1)) {
      number++;
      var wanted = wanted(tool, Paths.baseName(file), line);
      if (wanted == null) {
        continue;
      }
      version = version.isEmpty() ? version(tool, process, image) : version;
      var demand = demand(tool, image, wanted, version, file + ":" + number, line.strip());
      if (demand != null) {
        all.add(demand);
      }
    }
    return all;
  }

  private static @Nullable String wanted(String tool, String file, String line) {
    var plain = line.replaceFirst("#.*", "").strip();
    return switch (file) {
      case ".ruby-version" -> group(RUBY_VERSION, plain);
      case "Gemfile" -> group(GEMFILE, plain);
      case ".php-version", "rust-toolchain" ->
          NUMBER.matcher(plain).matches() ? plain : group(CHANNEL, plain);
      case "rust-toolchain.toml" -> group(CHANNEL, plain);
      case "composer.json" -> group(COMPOSER, line);
      case ".tool-versions" -> {
        var words = plain.split("\\s+", 3);
        yield words.length > 1 && words[0].equals(tool) && NUMBER.matcher(words[1]).matches()
            ? words[1]
            : null;
      }
      case "package.json" -> {
        var at = MANAGER.matcher(line);
        yield at.matches() ? at.group(1) + " " + at.group(2) : null;
      }
      case "maven-wrapper.properties", "gradle-wrapper.properties" -> group(WRAPPER, line);
      default -> null;
    };
  }

  private static @Nullable String group(Pattern pattern, String text) {
    var at = pattern.matcher(text);
    return at.matches() ? at.group(1).strip() : null;
  }

  private static @Nullable Demand demand(
      String tool, Started image, String wanted, String version, String where, String text) {
    if (version.isEmpty()) {
      return null;
    }
    var needed = wanted;
    var asked = tool;
    boolean met;
    if (wanted.contains(" ") && where.contains("package.json:")) {
      asked = wanted.substring(0, wanted.indexOf(' '));
      needed = wanted.substring(asked.length() + 1);
      // Without corepack a patch level more or less is everyday life; to install with another
      // manager, or another major version, makes another lock file.
      boolean installs = image.arguments().stream().skip(1).limit(3).anyMatch(INSTALLING::contains);
      met = asked.equals(tool) ? major(needed).equals(major(version)) : !installs;
    } else if (tool.equals("mvn") || tool.equals("gradle")) {
      met = Versions.compare(version, wanted) >= 0; // a newer one than that of the wrapper is meant
    } else {
      met = faultline.exec.env.Versions.within(version, gem(wanted));
    }
    // Half a version is no answer.
    boolean vague =
        needed.startsWith(version + ".") || needed.matches(".*[<>=~^ ]" + version + "\\..*");
    return met || vague
        ? null
        : new Demand(
            where,
            text,
            asked,
            needed,
            asked.equals(tool) ? version : tool + " " + version,
            false,
            "");
  }

  private static String major(String version) {
    return version.split("\\.", 2)[0];
  }

  /// `~> 3.1` of Ruby is `~=3.1` elsewhere.
  private static String gem(String range) {
    return range.replaceAll("~>\\s*", "~=");
  }

  /// The version of the very file that ran, without starting it; empty where it is not known.
  private String version(String tool, ProcessView process, Started image) {
    var real = world.real(image.path());
    var path = real == null ? image.path() : real;
    var folder = IN_FOLDER.matcher(path);
    if (folder.find()) {
      return folder.group(1);
    }
    return switch (tool) {
      case "ruby" -> ofLibrary(process, "libruby", Versions.in(Paths.baseName(image.executable())));
      case "php" -> Versions.in(Paths.baseName(image.executable()));
      case "rustc" -> ofRust(path);
      case "npm", "yarn", "pnpm" -> ofPackage(tool, path);
      case "mvn" -> ofJar(Paths.parent(Paths.parent(path)), "maven-core-");
      case "gradle" -> ofJar(Paths.parent(Paths.parent(path)), "gradle-launcher-");
      default -> "";
    };
  }

  private String ofLibrary(ProcessView process, String stem, String otherwise) {
    for (var success : process.successes()) {
      if (success.baseName().startsWith(stem) && success.baseName().contains(".so.")) {
        var real = world.real(success.absolute());
        var name = Paths.baseName(real == null ? success.absolute() : real);
        return Versions.in(name.substring(name.indexOf(".so.")));
      }
    }
    return otherwise;
  }

  private String ofRust(String path) {
    var compiler = Paths.parent(path) + "/rustc";
    var real = world.real(compiler);
    if (real == null || Paths.baseName(real).equals("rustup")) {
      return "";
    }
    var found = world.inProgram(real, RUSTC);
    return found == null ? "" : found;
  }

  private String ofPackage(String tool, String script) {
    var text = world.text(Paths.parent(Paths.parent(script)) + "/package.json");
    if (text == null || !text.matches("(?s).*\"name\"\\s*:\\s*\"" + tool + "\".*")) {
      return ""; // corepack, which starts the version that is asked for
    }
    var at = Pattern.compile("\"version\"\\s*:\\s*\"(\\d+\\.\\d+\\.\\d+)").matcher(text);
    return at.find() ? at.group(1) : "";
  }

  private String ofJar(String home, String stem) {
    return world.names(home + "/lib").stream()
        .filter(name -> name.startsWith(stem) && name.endsWith(".jar"))
        .map(Versions::in)
        .findFirst()
        .orElse("");
  }
}
