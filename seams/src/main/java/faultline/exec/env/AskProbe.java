package faultline.exec.env;

import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a tool itself about its settings, to compare. Starts the tool, in the environment and the
/// directory that it is about.
final class AskProbe {
  private static final int PATIENCE_SECONDS = 60;

  private AskProbe() {}

  /// The answers by the names of our settings; none where the tool could not be asked, which is
  /// then among what was not checked.
  static Map<String, String> ask(EnvTarget target, Survey survey) {
    try {
      return switch (target.toolchain()) {
        case GO -> go(target, survey);
        case PYTHON -> python(target, survey);
        case NODE, JAVA, DOTNET, RUST, C -> Map.of();
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

  /// The texts of an object.
  private static TreeMap<String, String> json(byte @Nullable [] text) {
    var answers = new TreeMap<String, String>();
    if (text != null) {
      JsonReader.document(text)
          .fieldsAt()
          .forEach(
              (name, value) -> {
                if (value instanceof Json.Text(var plain)) {
                  answers.put(name, plain);
                }
              });
    }
    return answers;
  }

  /// What a command prints; null where it fails.
  static byte @Nullable [] output(EnvTarget target, Survey survey, List<String> command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(Path.of(target.directory()).toFile());
    var variables = builder.environment();
    variables.clear();
    variables.putAll(survey.world().environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    var process = builder.start();
    var errors = new java.io.ByteArrayOutputStream();
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

  private static void copy(Process process, java.io.ByteArrayOutputStream errors) {
    try {
      process.getErrorStream().transferTo(errors);
    } catch (IOException _) {
      // The process has ended; what was read is all there is.
    }
  }
}
