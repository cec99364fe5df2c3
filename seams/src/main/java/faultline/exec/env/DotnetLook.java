package faultline.exec.env;

import faultline.core.Details;
import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.OtherHome;
import faultline.exec.env.EnvObservation.SettingsFile;
import faultline.exec.env.EnvObservation.Source;
import faultline.exec.env.EnvObservation.WithoutEffect;
import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import faultline.formats.json.JsonReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The settings of .NET: which SDK builds and which runtimes are there. Where there is no `dotnet`,
/// those of Mono.
final class DotnetLook {
  private static final String RUNTIME = "/shared/Microsoft.NETCore.App";
  private static final Pattern SETTING =
      Pattern.compile(
          "(DOTNET|COMPlus|COREHOST|NUGET|ASPNETCORE|MSBUILD|CORECLR)_?\\w*|MSBuild\\w+");

  /// Knobs of the runtime itself, which hears `DOTNET_` before them since 6 only.
  private static final Pattern KNOB =
      Pattern.compile(
          "DOTNET_(gcServer|gcConcurrent|GC\\w+|Tiered\\w+|TC_\\w+|ReadyToRun\\w*|EnableEventPipe|JitDisasm\\w*)");

  private static final Pattern LINE = Pattern.compile("\"version\"\\s*:");

  private final Survey survey;
  private final World world;

  DotnetLook(Survey survey) {
    this.survey = survey;
    this.world = survey.world();
  }

  void look() {
    var first = world.program("dotnet");
    var real = first == null ? null : world.real(first);
    if (first == null || real == null) {
      new MonoLook(survey).look();
      return;
    }
    var root = Paths.parent(real);
    var runtimes = versions(root + RUNTIME);
    if (runtimes.isEmpty() && !world.isDirectory(root + "/host/fxr")) {
      survey.use(_ -> Details.NONE.text("executable", first));
      survey.notChecked(
          "the settings of .NET",
          "there is no runtime beside " + real + "; it may be a script",
          "put the directory of dotnet itself first into PATH");
      return;
    }
    var sdks = versions(root + "/sdk");
    survey.set("root", root, List.of(new Source("env", "PATH", first)));
    var sdk = sdk(sdks);
    var runtime = runtimes.isEmpty() ? "" : runtimes.getLast();
    survey.use(
        _ ->
            Details.NONE
                .text("executable", first)
                .text("resolved", real)
                .text("version", sdk.isEmpty() ? runtime : sdk)
                .text("sdk", sdk.isEmpty() ? null : sdk)
                .text("runtime", runtime.isEmpty() ? null : runtime));
    survey.computed("runtimes", String.join(" ", runtimes), root + RUNTIME);
    survey.computed("sdks", String.join(" ", sdks), root + "/sdk");
    home(root, runtimes);
    world
        .environment()
        .forEach(
            (name, value) -> {
              if (SETTING.matcher(name).matches() && !name.equals("DOTNET_ROOT")) {
                survey.set(name, List.of(survey.variable(name)));
                heard(name, value, runtime);
              }
            });
    installed(root, sdks, runtimes);
    survey.startLines(List.of("DOTNET_ROOT", "NUGET_PACKAGES", "DOTNET_ROLL_FORWARD"));
  }

  /// The names in a directory that are versions, the oldest first.
  private List<String> versions(String folder) {
    return world.names(folder).stream()
        .filter(name -> SdkChoice.VERSION.matcher(name).matches())
        .filter(name -> world.isDirectory(folder + "/" + name))
        .sorted(SdkChoice::compare)
        .collect(Collectors.toList());
  }

  /// The SDK that the nearest global.json takes, else the newest; empty where there is none.
  private String sdk(List<String> sdks) {
    var newest = new SdkChoice("", "latestMajor", true).from(sdks);
    var otherwise = new Source("default", "the newest that is installed", newest);
    var path = above("global.json");
    var text = path.isEmpty() ? null : world.text(path);
    if (text == null) {
      survey.set("sdk", List.of(otherwise));
      return newest;
    }
    survey.see(new SettingsFile(path, "SDK of the project", true, "", 1));
    SdkChoice choice;
    try {
      choice = SdkChoice.of(JsonReader.document(RawText.encode(text)));
    } catch (MalformedException e) {
      if (text.contains("//") || text.contains("/*")) {
        survey.notChecked("what " + path + " says", "it has comments", "dotnet --version");
      } else {
        survey.see(CargoConfig.broken(path, RawText.encode(text), e, "dotnet"));
      }
      survey.set("sdk", List.of(otherwise));
      return newest;
    }
    var taken = choice.from(sdks);
    var at = LINE.matcher(text);
    long line =
        at.find() ? text.substring(0, at.start()).chars().filter(c -> c == '\n').count() + 1 : 1;
    survey.set(
        "sdk", taken, List.of(new Source("file", path + ":" + line, choice.version()), otherwise));
    if (!choice.version().isEmpty()) {
      survey.see(
          new Demand(
              path + ":" + line,
              text.lines().skip(line - 1).findFirst().orElse("").strip(),
              ".NET SDK",
              choice.version() + " (rollForward " + choice.policy() + ")",
              taken,
              !taken.isEmpty(),
              taken.isEmpty() ? "dotnet refuses to build here" : ""));
    }
    return taken;
  }

  private String above(String name) {
    var real = world.real(world.directory());
    for (var folder = real == null ? world.directory() : real; ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      if (world.text(path) != null) {
        return path;
      }
      if (folder.equals("/")) {
        return "";
      }
    }
  }

  /// Where a program that was built for .NET looks for it. The command `dotnet` takes its own.
  private void home(String root, List<String> runtimes) {
    var given = world.variable("DOTNET_ROOT");
    if (given.isEmpty()) {
      var file = world.text("/etc/dotnet/install_location");
      var place = file == null ? "" : file.strip();
      survey.set(
          "DOTNET_ROOT",
          List.of(
              place.isEmpty()
                  ? new Source("default", "built in", "/usr/share/dotnet")
                  : new Source("file", "/etc/dotnet/install_location:1", place)));
      return;
    }
    survey.set("DOTNET_ROOT", List.of(survey.variable("DOTNET_ROOT")));
    var real = world.real(Paths.absolute(world.directory(), given));
    if (real == null) {
      survey.see(
          new NamesNothing(
              "DOTNET_ROOT",
              "DOTNET_ROOT",
              given,
              given,
              "programs that were built find no runtime"));
      return;
    }
    var theirs = versions(real + RUNTIME);
    if (!real.equals(root) && !theirs.equals(runtimes)) {
      survey.see(
          new OtherHome(
              "DOTNET_ROOT",
              "DOTNET_ROOT",
              given,
              theirs.isEmpty() ? "" : theirs.getLast(),
              root + "/dotnet",
              runtimes.isEmpty() ? "" : runtimes.getLast(),
              "programs that were built start with that one, and the command dotnet with its own"));
    }
  }

  /// A variable that nobody hears.
  private void heard(String name, String value, String runtime) {
    if (name.startsWith("COMPlus_") && !runtime.isEmpty()) {
      var newer = "DOTNET_" + name.substring("COMPlus_".length());
      var other = world.environment().get(newer);
      if (other != null && !other.equals(value) && Versions.compare(runtime, "6") >= 0) {
        survey.see(new WithoutEffect(name, name, value, newer + "=" + other + " counts more"));
      }
    }
    if (KNOB.matcher(name).matches() && !runtime.isEmpty() && Versions.compare(runtime, "6") < 0) {
      survey.see(
          new WithoutEffect(
              name,
              name,
              value,
              "the runtime is "
                  + runtime
                  + ", and hears COMPlus_"
                  + name.substring("DOTNET_".length())
                  + " alone"));
    }
  }

  private void installed(String root, List<String> sdks, List<String> runtimes) {
    var taken = survey.value("sdk");
    sdks.forEach(
        one -> survey.see(new Installed(root + "/sdk/" + one, one, "SDK", one.equals(taken))));
    runtimes.forEach(
        one -> survey.see(new Installed(root + RUNTIME + "/" + one, one, "runtime", false)));
    for (var other :
        List.of(
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
            "/usr/local/share/dotnet",
            "/opt/dotnet",
            world.variable("HOME") + "/.dotnet")) {
      var real = world.real(other);
      if (real != null && !real.equals(root)) {
        versions(real + "/sdk")
            .forEach(one -> survey.see(new Installed(real + "/sdk/" + one, one, "SDK", false)));
        versions(real + RUNTIME)
            .forEach(
                one ->
                    survey.see(new Installed(real + RUNTIME + "/" + one, one, "runtime", false)));
      }
    }
  }
}
