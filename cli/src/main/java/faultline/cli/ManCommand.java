package faultline.cli;

import faultline.cli.man.ManPage;
import faultline.core.ProbeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline man [VERB...]`
@Command(
    name = "man",
    description = {
      "Write the manual page of the program or of a verb.",
      "A formatter shows it: faultline man run | man -l -"
    },
    sortOptions = false)
final class ManCommand implements Callable<Integer> {
  private static final String DOCUMENTS = "faultline/cli/docs/";

  @Option(
      names = "--all",
      paramLabel = "DIR",
      description = "Write all pages into DIR, which is made if need be.")
  @Nullable Path folder;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Parameters(
      paramLabel = "VERB",
      arity = "0..*",
      completionCandidates = Verbs.class,
      description = "The verb; none for the program. A verb below another has two: env diff.")
  String[] verb = {};

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    Map<String, String> pages = pages();
    if (folder != null) {
      if (verb.length > 0) {
        throw new ParameterException(spec.commandLine(), "--all needs no verb");
      }
      write(pages, folder);
      return ExitCode.CLEAN;
    }
    String name = "faultline" + (verb.length == 0 ? "" : "-" + String.join("-", verb));
    String page = pages.get(name);
    if (page == null) {
      String asked = String.join(" ", verb);
      throw new ParameterException(
          spec.commandLine(),
          "there is no verb called " + asked + Suggestion.question(asked, Main.verbs().keySet()));
    }
    spec.commandLine().getOut().print(page);
    return ExitCode.CLEAN;
  }

  private static void write(Map<String, String> pages, Path folder) throws ProbeException {
    Path to = Start.resolve(folder);
    try {
      Files.createDirectories(to);
      for (var page : pages.entrySet()) {
        Files.writeString(to.resolve(page.getKey() + ".1"), page.getValue());
      }
    } catch (IOException e) {
      throw new ProbeException(
          "cannot write pages to " + folder + ": check the path and its permissions", e);
    }
  }

  /// All pages by their names.
  static Map<String, String> pages() {
    var pages = new LinkedHashMap<String, String>();
    add(Main.everything(), pages);
    return pages;
  }

  private static void add(CommandLine line, Map<String, String> to) {
    String name = ManPage.name(line);
    String document = Product.text(DOCUMENTS + name.replaceFirst("^faultline-", "") + ".md");
    to.put(name, ManPage.of(line, Product.version(), Product.date(), document));
    new LinkedHashSet<>(line.getSubcommands().values()).forEach(one -> add(one, to));
  }

  /// What has a page of its own, apart from the program.
  static final class Verbs implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Main.verbs().keySet().iterator();
    }
  }
}
