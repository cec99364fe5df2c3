package faultline.exec.env;

import faultline.exec.Paths;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks a tool itself about its settings, to compare. Starts the tool, in the environment and the
/// directory that it is about.
final class AskProbe {
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern PROPERTY = Pattern.compile("    ([\\w.-]+) = (.*)");
  private static final Pattern FLAG = Pattern.compile("\\s*\\w+ (\\w+)\\s+:?= (\\S*)\\s+\\{.*");

  private AskProbe() {}

  /// The answers by the names of our settings; none where the tool could not be asked, which is
  /// then among what was not checked.
  static Map<String, String> ask(EnvTarget target, Survey survey) {
    try {
      return switch (target.toolchain()) {
        case GO -> go(target, survey);
        case PYTHON -> python(target, survey);
        case NODE -> node(target, survey);
        case JAVA -> java(target, survey);
        case RUST -> rust(target, survey);
        case C -> survey.incomplete() ? Map.of() : new CAskProbe(target, survey).ask();
        case DOTNET -> survey.incomplete() ? Map.of() : new DotnetAskProbe(target, survey).ask();
      };
    } catch (IOException | MalformedException e) {
      unable(survey, String.valueOf(e.getMessage()));
      return Map.of();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private static void unable(Survey survey, String why) {
    survey.notChecked(
        "what " + survey.tool() + " itself says", why.strip(), "ask it with the same environment");
  }

  private static Map<String, String> go(EnvTarget target, Survey survey)
      throws IOException, InterruptedException {
    if (survey.incomplete()) {
      unable(survey, "asking would make it download a toolchain");
      return Map.of();
    }
    var text = output(target, survey, List.of(survey.tool(), "env", "-json"));
    var answers = json(text);
    answers.remove("GOGCCFLAGS");
    return answers;
  }

  private static Map<String, String> rust(EnvTarget target, Survey survey)
      throws IOException, InterruptedException {
    if (survey.incomplete()) {
      unable(survey, "asking would make it download a toolchain");
      return Map.of();
    }
    return new RustAskProbe(target, survey).ask();
  }

  private static final String PYTHON =
      """
      import json, site, sys
      said = {'sys.' + name: str(getattr(sys, name) or '') for name in
              ['executable', 'prefix', 'exec_prefix', 'base_prefix', 'base_exec_prefix', 'pycache_prefix']}
      said['sys.platlibdir'] = getattr(sys, 'platlibdir', 'lib')
      said['sys.path'] = ':'.join(sys.path)
      said['version'] = sys.version.split()[0]
      for name in ['optimize', 'verbose', 'debug', 'inspect', 'no_user_site', 'dont_write_bytecode',
                   'hash_randomization', 'dev_mode', 'utf8_mode', 'safe_path']:
          if hasattr(sys.flags, name):
              said['sys.flags.' + name] = str(getattr(sys.flags, name))
      for name in ['ENABLE_USER_SITE', 'USER_BASE', 'USER_SITE']:
          said['site.' + name] = str(getattr(site, name))
      for name in ['sitecustomize', 'usercustomize']:
          said[name] = getattr(sys.modules.get(name), '__file__', None) or ''
      print(json.dumps(said))
      """;

  private static Map<String, String> python(EnvTarget target, Survey survey)
      throws IOException, InterruptedException {
    return json(output(target, survey, List.of(survey.tool(), "-c", PYTHON)));
  }

  private static final String NODE =
      """
      const os = require('os');
      console.log(JSON.stringify({
        'process.execPath': process.execPath, 'version': process.versions.node,
        'module.globalPaths': require('module').globalPaths.join(':'),
        'os.homedir': os.homedir(), 'os.tmpdir': os.tmpdir()}));
      """;

  private static final String NPM =
      """
      const npmPath = process.argv[1], at = npmPath + '/node_modules/@npmcli/config/lib/';
      const {definitions, shorthands, flatten} = require(at + 'definitions');
      const Config = require(at + 'index.js');
      const config = new Config({npmPath, definitions, shorthands, flatten, argv: ['node', 'npm'], warn: false});
      config.load().then(() => {
        const all = {};
        void config.flat;
        for (const name of Object.keys(definitions)) all[name] = config.get(name);
        all['npm-version'] = config.get('npm-version');
        all['local-prefix'] = config.localPrefix;
        console.log(JSON.stringify(all));
      });
      """;

  private static Map<String, String> node(EnvTarget target, Survey survey)
      throws IOException, InterruptedException {
    var answers = json(output(target, survey, List.of(survey.tool(), "-e", NODE)));
    var npm = survey.world().program("npm");
    if (npm == null || answers.isEmpty()) {
      return answers;
    }
    // `npm config` itself refuses to work inside of workspaces; its own library does not.
    var home = Paths.parent(Paths.parent(String.valueOf(survey.world().real(npm))));
    var text = output(target, survey, List.of(survey.tool(), "-e", NPM, home));
    json(text).forEach((name, value) -> answers.put("npm." + name, value));
    return answers;
  }

  /// The texts of an object, and what can be said as one.
  private static TreeMap<String, String> json(byte @Nullable [] text) {
    var answers = new TreeMap<String, String>();
    if (text != null) {
      JsonReader.document(text)
          .fieldsAt()
          .forEach(
              (name, value) -> {
                switch (value) {
                  case Json.Text(var plain) -> answers.put(name, plain);
                  case Json.Bool(var set) -> answers.put(name, Boolean.toString(set));
                  case Json.Null() -> answers.put(name, "");
                  case Json.Number _, Json.Items _, Json.Fields _ -> {}
                }
              });
    }
    return answers;
  }

  /// Properties are printed to the error output, flags to the other.
  private static Map<String, String> java(EnvTarget target, Survey survey)
      throws IOException, InterruptedException {
    var command =
        List.of(survey.tool(), "-XX:+PrintFlagsFinal", "-XshowSettings:properties", "-version");
    var errors = new java.io.ByteArrayOutputStream();
    var flags = output(target, survey, command, errors);
    var answers = new TreeMap<String, String>();
    if (flags == null) {
      return answers;
    }
    var name = "";
    for (var line : errors.toString(java.nio.charset.StandardCharsets.UTF_8).split("\n", -1)) {
      var at = PROPERTY.matcher(line);
      if (at.matches()) {
        name = at.group(1);
        answers.put(name, at.group(2));
      } else if (line.startsWith("        ") && !name.isEmpty()) {
        answers.merge(name, line.substring(8), (one, more) -> one + ":" + more);
      } else {
        name = "";
      }
    }
    var text = new String(flags, java.nio.charset.StandardCharsets.UTF_8);
    for (var line : text.split("\n", -1)) {
      var at = FLAG.matcher(line);
      if (at.matches()) {
        answers.put("-XX:" + at.group(1), at.group(2));
      }
    }
    return answers;
  }

  static byte @Nullable [] output(EnvTarget target, Survey survey, List<String> command)
      throws IOException, InterruptedException {
    return output(target, survey, command, new java.io.ByteArrayOutputStream());
  }

  /// What a command prints; null where it fails.
  static byte @Nullable [] output(
      EnvTarget target, Survey survey, List<String> command, java.io.ByteArrayOutputStream errors)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(Path.of(target.directory()).toFile());
    var variables = builder.environment();
    variables.clear();
    variables.putAll(unordered(survey.world().environment()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    var process = builder.start();
    var reader = Thread.ofVirtual().start(() -> copy(process, errors));
    var text = process.getInputStream().readAllBytes();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      unable(survey, "it did not answer in " + PATIENCE_SECONDS + " seconds");
      return null;
    }
    reader.join();
    if (process.exitValue() != 0) {
      var said = errors.toString(java.nio.charset.StandardCharsets.UTF_8).strip();
      unable(
          survey,
          "it refuses: "
              + said.lines()
                  .filter(line -> !line.contains("warning:"))
                  .findFirst()
                  .orElse("no reason given"));
      return null;
    }
    return text;
  }

  /// The same settings for who hands them over in no order, as [ProcessBuilder] does: of two
  /// variables of npm that differ in case alone, npm takes the last one.
  private static Map<String, String> unordered(Map<String, String> environment) {
    var last = new TreeMap<String, String>();
    var names = new TreeMap<String, String>();
    environment.forEach(
        (name, value) -> {
          var plain = name.toLowerCase(Locale.ROOT);
          if (plain.startsWith("npm_config_") && !value.isEmpty()) {
            var before = names.put(plain, name);
            if (before != null) {
              last.remove(before);
            }
          }
          last.put(name, value);
        });
    return last;
  }

  private static void copy(Process process, java.io.ByteArrayOutputStream errors) {
    try {
      process.getErrorStream().transferTo(errors);
    } catch (IOException _) {
      // The process has ended; what was read is all there is.
    }
  }
}
