package faultline.exec;

import faultline.exec.ExecObservation.Started;
import faultline.exec.Fact.DemandFact;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvSeam;
import faultline.exec.env.EnvSettings;
import faultline.exec.env.EnvTarget;
import faultline.exec.env.Toolchain;
import faultline.exec.env.WorldProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares the version of each tool that PATH found for the run with what files of the project ask
/// for. Nothing is started. Where no such file lies above the working directory, nothing is read.
final class DemandProbe {
  private static final int MOST = 4;
  private static final int MOST_ASKED = 200;
  private static final Set<String> ASKS_ONLY =
      Set.of("-V", "-VV", "-v", "-version", "--version", "-h", "--help", "version", "env");
  private static final Set<String> SNIPPET = Set.of("-c", "-e", "-p", "--eval", "--print", "-");

  /// A line that the tool does not fit, and the copy behind it in PATH that would.
  private record Unmet(Demand demand, @Nullable Installed behind) {}

  private record Question(Toolchain toolchain, String directory, String executable, String path) {}

  private final Map<Question, List<Unmet>> answers = new HashMap<>();
  private final Map<String, Boolean> stated = new HashMap<>();

  List<Fact> look(ExecTrace trace) {
    List<Fact> facts = new ArrayList<>();
    var told = new HashSet<String>();
    others(trace, facts, told);
    for (var process : trace.processes()) {
      var image = process.image();
      // A tool that failed in a run that succeeded was tried out.
      if (image == null || process.failed() && !trace.failed()) {
        continue;
      }
      var toolchain = toolchain(image);
      var search = trace.environment(image.pid()).getOrDefault("PATH", "");
      if (toolchain == null
          || !searched(search, image)
          || process != trace.root() && triesOut(image)
          || !stated.computeIfAbsent(image.directory(), DemandProbe::stated)) {
        continue;
      }
      for (var unmet : unmet(trace, image, toolchain, search)) {
        if (ofProject(image, unmet.demand().where()) && told.add(unmet.demand().where())) {
          facts.addAll(facts(image, unmet));
        }
      }
    }
    return facts;
  }

  /// Tools of which no door tells the settings: the nearest file of each kind is compared.
  private static void others(ExecTrace trace, List<Fact> facts, Set<String> told) {
    var tools = new OtherTools(new WorldProbe("/", List.of()));
    var asked = new HashSet<String>();
    for (var process : trace.processes()) {
      if (process.failed() && !trace.failed()) {
        continue;
      }
      for (var image : process.images()) {
        var tool = OtherTools.tool(image);
        var variables = trace.environment(image.pid());
        if (tool.isEmpty()
            || !searched(variables.getOrDefault("PATH", ""), image)
            || process != trace.root() && triesOut(image)
            || chosen(tool, variables)
            || asked.size() >= MOST_ASKED
            || !asked.add(tool + image.path() + image.arguments() + image.directory())) {
          continue;
        }
        var world = new WorldProbe(image.directory(), List.of());
        for (var name : OtherTools.files(tool)) {
          var file = StatedVersions.nearest(world, name);
          if (file.isEmpty()) {
            continue;
          }
          for (var demand : tools.unmet(tool, process, image, file)) {
            boolean script = tool.equals("ruby") || tool.equals("php");
            boolean ours = !script || ofProject(image, demand.where());
            if (ours && !Paths.parent(file).equals("/") && told.add(demand.where())) {
              facts.addAll(facts(image, new Unmet(demand, null)));
            }
          }
        }
      }
    }
  }

  /// Whether a version manager or the user has chosen, past all files.
  private static boolean chosen(String tool, Map<String, String> variables) {
    var name =
        switch (tool) {
          case "ruby" -> "RBENV_VERSION";
          case "php" -> "PHPENV_VERSION";
          case "rustc" -> "RUSTUP_TOOLCHAIN";
          default -> "";
        };
    return !variables.getOrDefault(name, "").isEmpty();
  }

  private static @Nullable Toolchain toolchain(Started image) {
    return switch (Paths.baseName(image.path())) {
      case "node", "nodejs" -> Toolchain.NODE;
      case "python", "python3" -> Toolchain.PYTHON;
      case "java", "javac", "jar" -> Toolchain.JAVA;
      case "go" -> Toolchain.GO;
      default -> null;
    };
  }

  /// Whether PATH chose it. Who names a path has chosen already.
  private static boolean searched(String search, Started image) {
    return image.path().contains("/")
        && List.of(search.split(":", -1)).contains(Paths.parent(image.path()));
  }

  /// Whether a script asks the tool what it is: what it does with the answer is its own affair.
  private static boolean triesOut(Started image) {
    var words = image.arguments();
    return words.size() > 1
        && (SNIPPET.contains(words.get(1))
            || words.size() == 2 && ASKS_ONLY.contains(words.get(1)));
  }

  /// Whether a file that can ask for a version lies in `directory` or above it.
  private static boolean stated(String directory) {
    return !StatedVersions.above(new WorldProbe(directory, List.of())).isEmpty();
  }

  /// A program from elsewhere that happens to run here is no part of the project.
  private static boolean ofProject(Started image, String where) {
    var project = Paths.parent(where);
    var words = image.arguments();
    for (var word : words.subList(Math.min(1, words.size()), words.size())) {
      if (SNIPPET.contains(word) || word.equals("-m") || word.equals("-jar")) {
        return true;
      }
      if (!word.startsWith("-")) {
        return !word.startsWith("/") || word.startsWith(project + "/");
      }
    }
    return true;
  }

  private List<Unmet> unmet(ExecTrace trace, Started image, Toolchain toolchain, String search) {
    var question = new Question(toolchain, image.directory(), image.executable(), search);
    if (answers.size() >= MOST && !answers.containsKey(question)) {
      return List.of();
    }
    return answers.computeIfAbsent(question, asked -> answer(trace, image, asked));
  }

  private List<Unmet> answer(ExecTrace trace, Started image, Question asked) {
    var variables = trace.environment(image.pid());
    if (new StatedVersions(new WorldProbe(asked.directory(), environmentOf(variables)))
        .plainlyMet(asked.toolchain(), asked.executable())) {
      return List.of();
    }
    // These try a project in many versions, on purpose.
    if (variables.containsKey("TOX_ENV_NAME") || variables.containsKey("NOX_CURRENT_SESSION")) {
      return List.of();
    }
    var environment = environmentOf(variables);
    var target = new EnvTarget(asked.toolchain(), asked.directory(), environment, false, true);
    var near = WorldProbe.around(image.path(), asked.directory(), environment);
    if (unmet(asked, near, EnvSeam.observe(target, near)).isEmpty()) {
      return List.of();
    }
    var world = new WorldProbe(asked.directory(), environment);
    return unmet(asked, world, EnvSeam.observe(target, world));
  }

  private static List<String> environmentOf(Map<String, String> variables) {
    return variables.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
  }

  private static List<Unmet> unmet(Question asked, WorldProbe world, EnvSettings settings) {
    var version = version(world, asked, settings);
    if (version.isEmpty()) {
      return List.of();
    }
    var demands = new ArrayList<>(settings.of(Demand.class).toList());
    demands.addAll(new StatedVersions(world).demands(asked.toolchain(), version));
    var all = new ArrayList<Unmet>();
    for (var demand : demands) {
      // What Maven is told is for the compiler that Maven starts. Half a version is no answer.
      boolean other = demand.where().contains("/pom.xml:") || !demand.found().equals(version);
      boolean vague = demand.needed().startsWith(version + ".");
      if (!demand.met() && !other && !vague && !Paths.parent(demand.where()).equals("/")) {
        all.add(new Unmet(demand, behind(world, asked, settings, demand)));
      }
    }
    return all;
  }

  /// The version of the very file that ran; empty where it is not known for certain.
  private static String version(WorldProbe world, Question asked, EnvSettings settings) {
    if (asked.toolchain() == Toolchain.GO) {
      var home = Paths.parent(Paths.parent(asked.executable()));
      return Versions.in(world.text(home + "/VERSION") instanceof String text ? text : "");
    }
    return settings
        .of(Installed.class)
        .filter(one -> one.used() && same(asked, world.real(one.where())))
        .map(Installed::version)
        .findFirst()
        .orElse("");
  }

  private static boolean same(Question asked, @Nullable String real) {
    return asked.toolchain() == Toolchain.JAVA
        ? real != null && Paths.parent(real).equals(Paths.parent(asked.executable()))
        : asked.executable().equals(real);
  }

  private static @Nullable Installed behind(
      WorldProbe world, Question asked, EnvSettings settings, Demand demand) {
    var search = world.searchPath();
    return settings
        .of(Installed.class)
        .filter(one -> !one.used() && search.contains(Paths.parent(one.where())))
        .filter(one -> !same(asked, world.real(one.where())))
        .filter(one -> StatedVersions.fits(asked.toolchain(), one.version(), demand.needed()))
        .findFirst()
        .orElse(null);
  }

  private static List<Fact> facts(Started image, Unmet unmet) {
    var demand = unmet.demand();
    var subject = "#" + image.sequence();
    var facts = new ArrayList<Fact>();
    facts.add(
        new DemandFact(
            subject,
            demand.where(),
            demand.text(),
            demand.tool(),
            demand.needed(),
            demand.found()));
    if (unmet.behind() instanceof Installed copy) {
      facts.add(new ElsewhereFact(subject, copy.where(), "version " + copy.version()));
    }
    return facts;
  }
}
