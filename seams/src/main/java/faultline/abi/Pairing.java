package faultline.abi;

import faultline.abi.AbiPair.BoundConstant;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundLayout;
import faultline.abi.AbiPair.BoundVariable;
import faultline.abi.AbiPair.ResolvedUse;
import faultline.abi.ValueComparison.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds for every declaration what it meets: functions and variables by their symbol, structures
/// by where they are passed. Names of types play no part.
final class Pairing {
  /// Structures that lead to structures: more than these no program declares.
  private static final int MOST = 20_000;

  private final Declarations declarations;
  private final Map<String, Library> libraries;
  private final List<BoundFunction> functions = new ArrayList<>();
  private final List<BoundVariable> variables = new ArrayList<>();
  private final Map<String, Meeting> meetings = new LinkedHashMap<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Set<String> taken = new HashSet<>();
  private final NotCompared notCompared = new NotCompared();

  /// A structure of the declarations that meets one of a library.
  private record Meeting(
      String declaredKey,
      String definedKey,
      Library library,
      String language,
      String via,
      boolean allocates) {
    Meeting allocating(boolean more) {
      return new Meeting(declaredKey, definedKey, library, language, via, allocates || more);
    }
  }

  private record Step(
      Shape declared,
      Shape defined,
      Library library,
      String language,
      String via,
      boolean allocates) {}

  private Pairing(Declarations declarations, Map<String, Library> libraries) {
    this.declarations = declarations;
    this.libraries = libraries;
  }

  /// @param libraries what each [LibraryUse#id] led to
  /// @param uses all uses, also those that led to nothing
  static AbiPair of(
      Declarations declarations, Map<String, Library> libraries, List<ResolvedUse> uses) {
    return new Pairing(declarations, libraries).pair(uses);
  }

  private AbiPair pair(List<ResolvedUse> uses) {
    for (var declaration : declarations.functions()) {
      var library = library(declaration.library(), declaration.symbol());
      if (library.isPresent()) {
        functions.add(bound(declaration, library.get()));
      }
    }
    for (var declaration : declarations.variables()) {
      library(declaration.library(), declaration.symbol())
          .ifPresent(library -> variables.add(bound(declaration, library)));
    }
    for (int i = 0; !steps.isEmpty() && i < MOST; i++) {
      step(steps.removeFirst());
    }
    var layouts = layouts();
    notCompared.unresolved(uses, declarations);
    notCompared.functions(functions);
    int alone = notCompared.layouts(layouts, declarations);
    var all = new ArrayList<>(declarations.notChecked());
    all.addAll(notCompared.questions());
    return new AbiPair(
        libraries.values().stream().map(Library::target).findFirst().orElse(Target.LINUX_AMD64),
        functions,
        layouts,
        variables,
        constants(),
        uses,
        declarations.functions().size()
            - functions.size()
            + declarations.variables().size()
            - variables.size()
            + alone,
        all,
        declarations.unread());
  }

  private Optional<Library> library(Optional<String> use, String symbol) {
    if (use.isPresent()) {
      return Optional.ofNullable(libraries.get(use.get()));
    }
    var having =
        libraries.values().stream()
            .filter(library -> library.exported(symbol).isPresent())
            .distinct()
            .toList();
    return having.size() == 1 ? Optional.of(having.getFirst()) : Optional.empty();
  }

  private BoundFunction bound(FunctionDeclaration declaration, Library library) {
    var symbol = library.exported(declaration.symbol());
    var function =
        symbol.isEmpty()
            ? Optional.<Library.Function>empty()
            : Optional.ofNullable(library.functions().get(declaration.symbol()));
    if (function.isEmpty()) {
      return new BoundFunction(declaration, library, symbol, function, List.of(), Optional.empty());
    }
    var found = function.get();
    follow(declaration, library, found);
    return new BoundFunction(
        declaration,
        library,
        symbol,
        function,
        PrototypeComparison.parameters(declaration, found),
        PrototypeComparison.result(declaration, found));
  }

  private void follow(FunctionDeclaration declaration, Library library, Library.Function function) {
    var via = declaration.symbol();
    var mine = declaration.prototype();
    if (function.known() && mine.parameters().isPresent()) {
      var given = mine.parameters().get();
      var wanted = function.prototype().parameters().orElse(List.of());
      for (int i = 0; i < Math.min(given.size(), wanted.size()); i++) {
        steps.add(
            new Step(
                given.get(i).shape(),
                wanted.get(i).shape(),
                library,
                declaration.language(),
                via + ", parameter " + (i + 1),
                true));
      }
    }
    steps.add(
        new Step(
            mine.returns().shape(),
            function.prototype().returns().shape(),
            library,
            declaration.language(),
            via + ", result",
            false));
  }

  private void step(Step step) {
    var mine = step.declared();
    var theirs = step.defined();
    if (mine instanceof Shape.Series one) {
      mine = one.element();
      theirs = theirs instanceof Shape.Address other ? other.target() : theirs;
    }
    if (theirs instanceof Shape.Series other) {
      theirs = other.element();
    }
    if (mine instanceof Shape.Address one && theirs instanceof Shape.Address other) {
      boolean deeper = one.target() instanceof Shape.Address;
      steps.add(
          new Step(
              one.target(),
              other.target(),
              step.library,
              step.language,
              step.via,
              step.allocates && !deeper));
    } else if (mine instanceof Shape.Code one && theirs instanceof Shape.Code other) {
      code(one.prototype(), other.prototype(), step);
    } else if (mine instanceof Shape.Composite one && theirs instanceof Shape.Composite other) {
      meet(one, other, step);
    }
  }

  private void code(Prototype mine, Prototype theirs, Step step) {
    var given = mine.parameters().orElse(List.of());
    var wanted = theirs.parameters().orElse(List.of());
    for (int i = 0; i < Math.min(given.size(), wanted.size()); i++) {
      steps.add(
          new Step(
              given.get(i).shape(),
              wanted.get(i).shape(),
              step.library,
              step.language,
              step.via + ", callback",
              false));
    }
  }

  private void meet(Shape.Composite one, Shape.Composite other, Step step) {
    var declared = declarations.layouts().get(one.key());
    var defined = step.library.layouts().get(other.key());
    if (declared == null || defined == null) {
      return;
    }
    var key = one.key() + " " + step.library.file() + " " + outline(defined);
    var known = meetings.get(key);
    if (known != null) {
      meetings.put(key, known.allocating(step.allocates));
    } else {
      meetings.put(
          key,
          new Meeting(
              one.key(), other.key(), step.library, step.language, step.via, step.allocates));
    }
    if (!taken.add(one.key() + " " + other.key() + " " + step.library.file())) {
      return;
    }
    if (LayoutComparison.of(declared, defined, false).stream().anyMatch(Difference::grave)) {
      return; // pointers that are displaced would meet those of others
    }
    for (var mine : declared.fields()) {
      if (!pointing(mine.shape())) {
        continue;
      }
      counterpart(mine, defined)
          .ifPresent(
              theirs ->
                  steps.add(
                      new Step(
                          mine.shape(),
                          theirs.shape(),
                          step.library,
                          step.language,
                          declared.name() + "." + mine.path(),
                          false)));
    }
  }

  /// The pointer at the place of another. Of several in a union it is the one of the same name.
  private static Optional<Layout.Field> counterpart(Layout.Field mine, Layout defined) {
    var there =
        defined.fields().stream()
            .filter(theirs -> theirs.offset() == mine.offset() && pointing(theirs.shape()))
            .toList();
    return there.size() == 1
        ? Optional.of(there.getFirst())
        : there.stream().filter(theirs -> theirs.path().equals(mine.path())).findFirst();
  }

  private static boolean pointing(Shape shape) {
    return shape instanceof Shape.Address;
  }

  /// What tells a layout from others of the same name.
  private static String outline(Layout layout) {
    return layout.name()
        + layout.size()
        + layout.fields().stream()
            .map(field -> field.offset() + "+" + field.bits() + "*" + field.count())
            .collect(Collectors.joining(","))
            .hashCode();
  }

  private List<BoundLayout> layouts() {
    var returned = returned();
    var found = new ArrayList<BoundLayout>();
    for (var meeting : meetings.values()) {
      var declared = Objects.requireNonNull(declarations.layouts().get(meeting.declaredKey));
      var defined = Objects.requireNonNull(meeting.library.layouts().get(meeting.definedKey));
      boolean allocates = meeting.allocates && !returned.contains(meeting.definedKey);
      found.add(
          new BoundLayout(
              meeting.language,
              declared,
              defined,
              meeting.library,
              meeting.via,
              allocates,
              LayoutComparison.of(declared, defined, allocates)));
    }
    return withoutOuter(found);
  }

  /// Structures that the library makes: some function gives a pointer to one.
  private Set<String> returned() {
    var keys = new HashSet<String>();
    for (var bound : functions) {
      bound
          .function()
          .ifPresent(
              function -> {
                if (function.prototype().returns().shape() instanceof Shape.Address address
                    && address.target() instanceof Shape.Composite composite) {
                  keys.add(composite.key());
                }
              });
    }
    return keys;
  }

  /// A faulty structure inside of another is one fault, told of the inner one.
  private static List<BoundLayout> withoutOuter(List<BoundLayout> all) {
    var kept = new ArrayList<BoundLayout>();
    for (var one : all) {
      boolean inner =
          all.stream()
              .anyMatch(
                  other ->
                      other != one
                          && other.declared().fields().size() < one.declared().fields().size()
                          && sameFault(one, other));
      kept.add(
          inner
              ? new BoundLayout(
                  one.language(),
                  one.declared(),
                  one.defined(),
                  one.library(),
                  one.via(),
                  one.allocates(),
                  List.of())
              : one);
    }
    return kept;
  }

  private static boolean sameFault(BoundLayout one, BoundLayout other) {
    return !one.differences().isEmpty()
        && !other.differences().isEmpty()
        && Objects.equals(
            one.differences().getFirst().declared(), other.differences().getFirst().declared())
        && !Objects.equals(one.differences().getFirst().declared(), one.declared().place());
  }

  private BoundVariable bound(VariableDeclaration declaration, Library library) {
    var symbol = library.exported(declaration.symbol());
    var variable = Optional.ofNullable(library.variables().get(declaration.symbol()));
    var difference =
        variable.flatMap(
            found ->
                ValueComparison.of(declaration.shape(), found.shape(), Way.STORED)
                    .map(
                        mismatch ->
                            new Difference(
                                mismatch.kind(),
                                declaration.symbol(),
                                -1,
                                mismatch.expected(),
                                mismatch.actual(),
                                -1,
                                "it is "
                                    + mismatch.expected()
                                    + ", declared as "
                                    + mismatch.actual(),
                                mismatch.grave(),
                                declaration.place(),
                                found.place(),
                                0,
                                found.shape(),
                                "")));
    variable.ifPresent(
        found ->
            steps.add(
                new Step(
                    declaration.shape(),
                    found.shape(),
                    library,
                    declaration.language(),
                    declaration.symbol(),
                    false)));
    return new BoundVariable(declaration, library, symbol, variable, difference);
  }

  private List<BoundConstant> constants() {
    var found = new ArrayList<BoundConstant>();
    var all = libraries.values().stream().distinct().toList();
    for (var declaration : declarations.constants()) {
      for (var library : all) {
        var values = library.constants().get(declaration.name());
        if (values != null && !values.isEmpty()) {
          found.add(new BoundConstant(declaration, library, values));
        }
      }
    }
    return found;
  }
}
