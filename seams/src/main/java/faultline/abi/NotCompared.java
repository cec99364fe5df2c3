package faultline.abi;

import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundLayout;
import faultline.abi.AbiPair.ResolvedUse;
import faultline.core.NotChecked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was declared and not compared, and why: one question for all that have one answer.
final class NotCompared {
  /// Names that are told one by one; more are counted.
  private static final int TOLD = 12;

  private record Reason(String what, String why, String how) {}

  private final Map<Reason, List<String>> names = new LinkedHashMap<>();

  private void add(String what, String why, String how, String name) {
    names.computeIfAbsent(new Reason(what, why, how), _ -> new ArrayList<>()).add(name);
  }

  List<NotChecked> questions() {
    return names.entrySet().stream()
        .map(
            entry ->
                new NotChecked(
                    entry.getKey().what() + ": " + list(entry.getValue()),
                    entry.getKey().why(),
                    entry.getKey().how()))
        .toList();
  }

  private static String list(List<String> names) {
    var told = names.stream().distinct().toList();
    var first = told.stream().limit(TOLD).collect(Collectors.joining(", "));
    return told.size() > TOLD ? first + " and " + (told.size() - TOLD) + " more" : first;
  }

  void unresolved(List<ResolvedUse> uses, Declarations declarations) {
    for (var use : uses) {
      if (use.found().isPresent()) {
        continue;
      }
      var named =
          use.use().names().isEmpty() ? use.use().quote() : last(use.use().names().getFirst());
      var what = "functions of " + named + " (" + use.use().place().text() + ")";
      var how =
          use.use().names().isEmpty()
              ? "give the library beside its program: faultline check PROGRAM LIBRARY"
              : "build it, or give its path: faultline check PROGRAM LIBRARY";
      boolean any = false;
      for (var function : declarations.functions()) {
        if (function.library().filter(use.use().id()::equals).isPresent()) {
          add(what, use.why(), how, function.symbol());
          any = true;
        }
      }
      if (!any) {
        add("library", use.why(), how, named);
      }
    }
  }

  /// The name of a library without the folders before it.
  private static String last(LibraryUse.Name name) {
    return name.search() == LibraryUse.Search.PROGRAM
        ? "the program itself"
        : name.text().substring(name.text().lastIndexOf('/') + 1);
  }

  void functions(List<BoundFunction> functions) {
    for (var bound : functions) {
      var declaration = bound.declaration();
      var library = bound.library();
      if (bound.symbol().isEmpty()) {
        continue;
      }
      if (library.tier() == Tier.E0) {
        add(
            "prototypes in " + library.file() + ", of which only the names were compared",
            library.why(),
            "build it with -g, or install its debug file",
            declaration.symbol());
      } else if (bound.function().isEmpty()) {
        add(
            "prototypes in " + library.file(),
            "its debug information does not tell of them",
            "compile the files that define them with -g",
            declaration.symbol());
      } else if (!bound.function().get().known()) {
        add(
            "parameters in " + library.file(),
            "its source declares them in the old style, which leaves them open",
            "write (void), or the parameters, into the brackets of the definition",
            declaration.symbol());
      } else {
        undeclared(bound);
      }
    }
  }

  private void undeclared(BoundFunction bound) {
    var declaration = bound.declaration();
    var parameters = declaration.prototype().parameters();
    boolean takes =
        !bound.function().orElseThrow().prototype().parameters().orElse(List.of()).isEmpty();
    if (parameters.isEmpty() && takes) {
      add(
          "parameters",
          "the program does not declare them",
          "declare what the functions take (argtypes)",
          declaration.symbol());
    }
    var values =
        new ArrayList<>(parameters.orElse(List.of()).stream().map(one -> one.shape()).toList());
    values.add(declaration.prototype().returns().shape());
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Shape.Unknown unknown) {
        add(
            i == values.size() - 1 ? "results" : "parameters",
            unknown.why(),
            "faultline check --exec asks the program itself",
            declaration.symbol() + (i == values.size() - 1 ? "" : " (parameter " + (i + 1) + ")"));
      }
    }
  }

  /// Returns how many structures met none of a library.
  int layouts(List<BoundLayout> bound, Declarations declarations) {
    var met = new HashSet<Layout>();
    for (var one : bound) {
      met.add(one.declared());
      one.declared().parts().stream()
          .map(declarations.layouts()::get)
          .filter(java.util.Objects::nonNull)
          .forEach(met::add);
      if (one.compared()) {
        continue;
      }
      if (one.declared().complete() && one.declared().other().isPresent()) {
        add(
            "structures",
            "versions of the language place their bit-fields differently",
            "faultline check --exec asks the program itself",
            one.declared().name());
        continue;
      }
      var incomplete = one.declared().complete() ? one.defined() : one.declared();
      add(
          "structures",
          incomplete == one.declared()
              ? incomplete.why()
              : "the library's debug information has only their names",
          incomplete == one.declared()
              ? "faultline check --exec asks the program itself"
              : "compile a file that defines them with -g",
          one.declared().name());
    }
    int alone = 0;
    for (var layout :
        declarations.layouts().values().stream()
            .sorted(java.util.Comparator.comparing(layout -> layout.place().text()))
            .toList()) {
      if (!met.contains(layout)) {
        alone++;
        add(
            "structures",
            "they are passed to no function that was compared",
            "declare what the functions that take them take, and build the library with -g",
            layout.name());
      }
    }
    return alone;
  }
}
