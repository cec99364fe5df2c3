package faultline.abi.ctypes;

import faultline.abi.Declarations;
import faultline.abi.Side;
import faultline.abi.Tree;
import faultline.core.ProbeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the Python programs of a tree for what they declare with ctypes.
public final class CtypesProbe implements Side {
  private static final Pattern VERSION = Pattern.compile("python3\\.(\\d{1,3})");

  /// Longer sources are generated tables of something else.
  private static final long MOST_BYTES = 8L << 20;

  @Override
  public String language() {
    return "ctypes";
  }

  @Override
  public Declarations declarations(Tree tree) throws ProbeException {
    var program = new Program((from, dots, name) -> module(tree, from, dots, name), python());
    var sources = new ArrayList<Scope.Source>();
    for (var file : tree.ending(".py").toList()) {
      source(tree, file).filter(Scope.Source::declares).ifPresent(sources::add);
    }
    sources.forEach(program::follow);
    if (tree.execute() && !sources.isEmpty()) {
      var interpreter = ImportProbe.open("python3");
      for (var source : sources) {
        var answer = interpreter.ask(source.path());
        answer.said().ifPresent(said -> program.imported(source, said));
        if (answer.said().isEmpty()) {
          program.unread(source, 1, "importing it: " + answer.why());
        }
      }
    }
    return program.declarations();
  }

  /// The version of the interpreter that this machine starts, by the name of its file.
  private static CtypesLayout.Python python() {
    var path = System.getenv("PATH");
    for (var folder : (path == null ? "" : path).split(":", -1)) {
      var program = Path.of(folder.isEmpty() ? "." : folder, "python3");
      if (!Files.isExecutable(program)) {
        continue;
      }
      try {
        var version = VERSION.matcher(program.toRealPath().getFileName().toString());
        return !version.matches()
            ? CtypesLayout.Python.UNKNOWN
            : Integer.parseInt(version.group(1)) >= 14
                ? CtypesLayout.Python.FROM_3_14
                : CtypesLayout.Python.UP_TO_3_13;
      } catch (IOException _) {
        return CtypesLayout.Python.UNKNOWN;
      }
    }
    return CtypesLayout.Python.UNKNOWN;
  }

  private static Optional<Scope.Source> source(Tree tree, Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      var lines = text.split("\r\n|\n|\r", -1);
      return Optional.of(new Scope.Source(file, tree.shown(file), lines));
    } catch (IOException _) {
      return Optional.empty(); // gone since it was listed
    }
  }

  /// The file of a module: for `from . import x` beside the importing file, else in a folder above.
  private static Optional<Scope.Source> module(Tree tree, Path from, int dots, String name) {
    var parts = name.isEmpty() ? new String[0] : name.split("\\.");
    var folders = new ArrayList<Path>();
    var folder = from.getParent();
    if (dots > 0) {
      for (int i = 1; i < dots && folder != null; i++) {
        folder = folder.getParent();
      }
      if (folder != null) {
        folders.add(folder);
      }
    } else {
      for (; folder != null && inside(tree, folder); folder = folder.getParent()) {
        folders.add(folder);
      }
    }
    for (var one : folders) {
      var at = one;
      for (var part : parts) {
        at = at.resolve(part);
      }
      var last = at.getFileName();
      for (var file :
          List.of(
              parts.length == 0 || last == null
                  ? at.resolve("__init__.py")
                  : at.resolveSibling(last + ".py"),
              at.resolve("__init__.py"))) {
        if (Files.isRegularFile(file) && !file.equals(from)) {
          return source(tree, file);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean inside(Tree tree, Path folder) {
    return tree.roots().stream()
        .map(root -> tree.directory().resolve(root).normalize())
        .anyMatch(root -> folder.startsWith(root) || folder.equals(root.getParent()));
  }
}
