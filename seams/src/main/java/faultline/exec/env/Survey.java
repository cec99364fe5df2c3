package faultline.exec.env;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.exec.Redaction;
import faultline.exec.env.EnvObservation.Setting;
import faultline.exec.env.EnvObservation.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// Collects what is computed about one toolchain, in order. One thread uses it.
final class Survey {
  private final Toolchain toolchain;
  private final World world;
  private final List<EnvObservation> seen = new ArrayList<>();
  private final List<NotChecked> notChecked = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private Details uses = Details.NONE;
  private final StartFiles start;

  Survey(Toolchain toolchain, World world) {
    this.toolchain = toolchain;
    this.world = world;
    this.start = StartFiles.of(world);
  }

  World world() {
    return world;
  }

  void see(EnvObservation one) {
    if (!seen.contains(one)) {
      seen.add(one);
    }
  }

  /// What was seen so far.
  List<EnvObservation> seen() {
    return List.copyOf(seen);
  }

  void notChecked(String what, String why, String how) {
    notChecked.add(new NotChecked(what, why, how));
  }

  /// The source of a variable's value.
  Source variable(String name) {
    return new Source("env", name, world.variable(name), start.settersOf(name));
  }

  /// A setting: the first source counts, with its value.
  void set(String name, List<Source> sources) {
    set(name, sources.getFirst().value(), sources);
  }

  /// A setting whose value is not what the source says literally.
  void set(String name, String value, List<Source> sources) {
    values.put(name, value);
    seen.add(new Setting(name, value, sources.getFirst(), sources.subList(1, sources.size())));
  }

  /// A setting that follows from others.
  void computed(String name, String value, String from) {
    set(name, value, List.of(new Source("computed", from, value)));
  }

  /// What was set so far.
  String value(String name) {
    return values.getOrDefault(name, "");
  }

  /// `NAME=value (where)` of a setting that has a value; empty where it has none.
  String settingsText(String name) {
    for (var one : seen) {
      if (one instanceof Setting setting
          && setting.name().equals(name)
          && !setting.value().isEmpty()) {
        var where = setting.source().where();
        return name + "=" + setting.value() + (where.equals(name) ? "" : " (" + where + ")");
      }
    }
    return "";
  }

  /// Whether the tool that would do the work is not here.
  boolean incomplete() {
    return notChecked.stream().anyMatch(one -> one.what().startsWith("the settings"));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /// The program that the settings are about; the word of the toolchain where none is found.
  String tool() {
    var tool = uses.textOf("executable");
    return tool.isEmpty() ? toolchain.word() : tool;
  }

  void use(UnaryOperator<Details> more) {
    uses = more.apply(uses);
  }

  /// Adds what the start files of shells say about these variables, where it is not so here.
  void startLines(List<String> names) {
    for (var name : names) {
      var drift = start.drift(name);
      if (drift != null) {
        see(drift);
      }
    }
  }

  EnvSettings settings(boolean redact) {
    var mask = new Masked(new Redaction(redact));
    return new EnvSettings(
        toolchain, seen.stream().map(mask::observation).toList(), notChecked, mask.tree(uses));
  }

  /// All of it once more, with secrets masked.
  private record Masked(Redaction redaction) {
    String value(String name, String value) {
      // A name such as //registry/:_authToken is judged by its last word.
      var plain = name.substring(name.lastIndexOf(':') + 1);
      return redaction.variable(plain + "=" + value).substring(plain.length() + 1);
    }

    EnvObservation observation(EnvObservation one) {
      BiFunction<String, String, String> v = this::value;
      return switch (one) {
        case Source s -> source(s.where(), s);
        case Setting s ->
            new Setting(
                s.name(),
                v.apply(s.name(), s.value()),
                source(s.name(), s.source()),
                s.overridden().stream().map(o -> source(s.name(), o)).toList());
        case EnvObservation.WithoutEffect s ->
            new EnvObservation.WithoutEffect(
                s.where(), s.name(), v.apply(s.name(), s.value()), s.why());
        case EnvObservation.Refused s ->
            new EnvObservation.Refused(s.where(), s.name(), v.apply(s.name(), s.value()), s.why());
        case EnvObservation.NamesNothing s ->
            new EnvObservation.NamesNothing(
                s.where(), s.name(), v.apply(s.name(), s.value()), s.path(), s.effect());
        case EnvObservation.StartLine s ->
            new EnvObservation.StartLine(
                s.where(),
                s.name(),
                v.apply(s.name(), s.value()),
                v.apply(s.name(), s.here()),
                s.set());
        case EnvObservation.Answer s ->
            new EnvObservation.Answer(
                s.where(), s.name(), v.apply(s.name(), s.ours()), v.apply(s.name(), s.theirs()));
        case EnvObservation.Installed _,
            EnvObservation.Demand _,
            EnvObservation.SettingsFile _,
            EnvObservation.OtherHome _,
            EnvObservation.DefaultsLost _,
            EnvObservation.Stranger _ ->
            one; // paths and versions
      };
    }

    private Source source(String name, Source s) {
      return new Source(s.kind(), s.where(), value(name, s.value()), s.setBy());
    }

    Details tree(Details details) {
      var safe = Details.NONE;
      for (var field : details.fields()) {
        safe =
            field.value() instanceof faultline.core.Value.Text(String text)
                ? safe.text(field.name(), redaction.text(text))
                : safe.with(field.name(), field.value());
      }
      return safe;
    }
  }
}
