package faultline.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A verb, or the program itself, as a shell sees it.
///
/// @param path the words that name it, after the program: empty for the program itself
/// @param about what it does, one sentence
/// @param places what the words take that are no options, in their order; the last may repeat
/// @param repeats whether the last place does
/// @param command whether those words are a command of its own, which ends our options
/// @param verbs the verbs below it
record Verb(
    List<String> path,
    String about,
    List<Option> options,
    List<Place> places,
    boolean repeats,
    boolean command,
    List<Verb> verbs) {
  /// More places than any verb has.
  private static final int MOST_PLACES = 8;

  /// An option.
  ///
  /// @param takes what its value may be, or null where it has none
  record Option(
      List<String> names, String about, String label, boolean repeats, @Nullable Choice takes) {}

  record Place(String label, String about, Choice takes) {}

  /// A command line with all that is below it.
  static Verb of(CommandLine line) {
    return of(line, List.of());
  }

  private static Verb of(CommandLine line, List<String> path) {
    CommandSpec spec = line.getCommandSpec();
    var options = new ArrayList<Option>();
    for (OptionSpec one : spec.options()) {
      if (!one.hidden()) {
        options.add(
            new Option(
                List.of(one.names()),
                sentence(one.description()),
                one.paramLabel(),
                one.isMultiValue(),
                one.arity().max() == 0 ? null : Choice.of(one)));
      }
    }
    var places = new ArrayList<Place>();
    boolean repeats = false;
    for (int i = 0; i < MOST_PLACES && !repeats; i++) {
      PositionalParamSpec at = at(spec, i);
      if (at == null) {
        break;
      }
      places.add(new Place(at.paramLabel(), sentence(at.description()), Choice.of(at)));
      repeats = at.index().isVariable() || at.index().max() == Integer.MAX_VALUE;
    }
    var verbs = new ArrayList<Verb>();
    for (CommandLine one : new LinkedHashSet<>(spec.subcommands().values())) {
      if (!one.getCommandSpec().usageMessage().hidden()) {
        var below = new ArrayList<>(path);
        below.add(one.getCommandName());
        verbs.add(of(one, List.copyOf(below)));
      }
    }
    return new Verb(
        path,
        sentence(spec.usageMessage().description()),
        options,
        places,
        repeats,
        line.isStopAtPositional(),
        verbs);
  }

  private static @Nullable PositionalParamSpec at(CommandSpec spec, int index) {
    for (PositionalParamSpec one : spec.positionalParameters()) {
      if (!one.hidden() && one.index().contains(index)) {
        return one;
      }
    }
    return null;
  }

  /// The first sentence: there is no room for more beside a proposal.
  private static String sentence(String[] lines) {
    String all = String.join(" ", lines).replace("%n", " ").replace("%%", "%");
    int end = all.indexOf(". ");
    return end < 0 ? all : all.substring(0, end + 1);
  }

  String name() {
    return path.isEmpty() ? "" : path.getLast();
  }

  /// The words of the path, joined.
  String joined(String between) {
    return String.join(between, path);
  }

  /// This one and all below it.
  List<Verb> all() {
    var all = new ArrayList<Verb>();
    all.add(this);
    verbs.forEach(one -> all.addAll(one.all()));
    return all;
  }

  /// How many places have something to say; a verb with others below it has one for their names.
  int placeCount() {
    return Math.max(places.size(), verbs.isEmpty() ? 0 : 1);
  }

  /// The words that may stand at `place`: verbs below it count as such at the first.
  List<String> wordsAt(int place) {
    var words = new ArrayList<String>();
    if (place == 0) {
      verbs.forEach(one -> words.add(one.name()));
    }
    if (place < places.size() && places.get(place).takes() instanceof Choice.Words(var more)) {
      words.addAll(more);
    }
    return words;
  }
}
