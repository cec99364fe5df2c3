package faultline.cli.man;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of one verb, or of the program.
public final class ManPage {
  private static final Set<String> OURS =
      Set.of("NAME", "SYNOPSIS", "DESCRIPTION", "ARGUMENTS", "OPTIONS", "VERBS", "SEE ALSO");

  private ManPage() {}

  /// The name of the page: `faultline-env-diff`.
  public static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName("-");
  }

  /// The page in man(7).
  ///
  /// @param version of the program
  /// @param date of the version, `2026-01-31`
  /// @param document the page of the documentation, or null where there is none
  public static String of(
      CommandLine line, String version, String date, @Nullable String document) {
    CommandSpec spec = line.getCommandSpec();
    String program = spec.root().name();
    var page = new Roff();
    page.request(
        "TH %s 1 %s %s %s"
            .formatted(
                Roff.quoted(name(line).toUpperCase(Locale.ROOT)),
                date,
                Roff.quoted(program + " " + version),
                Roff.quoted("User Commands")));
    String[] about = spec.usageMessage().description();
    page.section("NAME");
    page.line(Roff.escaped(name(line)) + " \\- " + Roff.escaped(uncapped(about[0])));
    page.section("SYNOPSIS");
    synopsis(page, spec);
    page.section("DESCRIPTION");
    page.words(String.join(" ", about));
    arguments(page, spec);
    options(page, spec);
    verbs(page, line);
    if (document != null) {
      page.section(spec.parent() == null ? "USE" : "EXAMPLES AND DETAILS");
      Document.write(document, page, OURS);
    }
    seeAlso(page, line);
    return page.toString();
  }

  private static String uncapped(String sentence) {
    String lower = sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static void synopsis(Roff page, CommandSpec spec) {
    var words = new ArrayList<String>();
    words.add("\\fB" + Roff.escaped(spec.qualifiedName(" ")) + "\\fR");
    if (!spec.options().isEmpty()) {
      words.add("[\\fIOPTION\\fR]...");
    }
    if (spec.parent() == null) {
      words.add("\\fIVERB\\fR");
    }
    boolean command = spec.commandLine().isStopAtPositional();
    if (command) {
      words.add("\\-\\-");
    }
    for (PositionalParamSpec one : spec.positionalParameters()) {
      String label = "\\fI" + Roff.escaped(one.paramLabel()) + "\\fR";
      boolean more = one.arity().max() > 1;
      words.add(
          one.arity().min() == 0 && !command
              ? "[" + label + "]" + (more ? "..." : "")
              : label + (more ? "..." : ""));
    }
    page.line(String.join(" ", words));
  }

  private static void arguments(Roff page, CommandSpec spec) {
    if (spec.positionalParameters().isEmpty()) {
      return;
    }
    page.section("ARGUMENTS");
    for (PositionalParamSpec one : spec.positionalParameters()) {
      page.request("TP");
      page.line("\\fI" + Roff.escaped(one.paramLabel()) + "\\fR");
      page.words(String.join(" ", one.description()));
    }
  }

  private static void options(Roff page, CommandSpec spec) {
    if (spec.options().isEmpty()) {
      return;
    }
    page.section("OPTIONS");
    for (OptionSpec one : spec.options()) {
      if (one.hidden()) {
        continue;
      }
      var names = new ArrayList<String>();
      for (String name : one.names()) {
        names.add("\\fB" + Roff.escaped(name) + "\\fR");
      }
      String value =
          one.arity().max() == 0 ? "" : "=\\fI" + Roff.escaped(one.paramLabel()) + "\\fR";
      page.request("TP");
      page.line(String.join(", ", names) + value);
      page.words(String.join(" ", one.description()));
    }
  }

  private static void verbs(Roff page, CommandLine line) {
    if (line.getSubcommands().isEmpty()) {
      return;
    }
    page.section("VERBS");
    for (CommandLine one : new LinkedHashSet<>(line.getSubcommands().values())) {
      page.request("TP");
      page.line("\\fB" + Roff.escaped(name(one)) + "\\fR(1)");
      page.words(one.getCommandSpec().usageMessage().description()[0]);
    }
  }

  private static void seeAlso(Roff page, CommandLine line) {
    CommandLine around = line.getParent();
    List<CommandLine> others = new ArrayList<>();
    if (around == null) {
      others.addAll(line.getSubcommands().values());
    } else {
      others.add(around);
      for (CommandLine one : new LinkedHashSet<>(around.getSubcommands().values())) {
        if (one != line) {
          others.add(one);
        }
      }
    }
    page.section("SEE ALSO");
    page.line(
        String.join(
            ",\n",
            others.stream().map(one -> "\\fB" + Roff.escaped(name(one)) + "\\fR(1)").toList()));
  }
}
