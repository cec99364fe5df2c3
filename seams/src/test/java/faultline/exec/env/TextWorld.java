package faultline.exec.env;

import faultline.exec.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A world written as text: one block of variables, one of files.
///
/// A file begins with a line `== PATH` and goes on to the next one. `== PATH -> TARGET` is a link,
/// `== PATH/` an empty directory, `== PATH *` a program, `== PATH go1.26.8` a program that Go
/// built.
record TextWorld(
    String directory,
    Map<String, String> environment,
    Map<String, String> texts,
    Map<String, String> links,
    Map<String, String> programs,
    TreeSet<String> directories)
    implements World {
  private static final int MOST_LINKS = 40;

  static TextWorld of(String directory, String variables, String files) {
    var environment = new LinkedHashMap<String, String>();
    variables
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              environment.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            });
    var world =
        new TextWorld(
            directory,
            environment,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeSet<>());
    world.above(directory + "/x");
    var path = "";
    for (var line : files.split("\n", -1)) {
      if (line.startsWith("== ")) {
        path = world.begin(line.substring(3));
      } else if (!path.isEmpty()) {
        var name = path;
        world.texts.merge(name, line, (old, more) -> old.isEmpty() ? more : old + "\n" + more);
      }
    }
    world.texts.replaceAll((_, text) -> text.isEmpty() ? "" : text + "\n");
    return world;
  }

  private String begin(String header) {
    if (header.endsWith("/")) {
      directories.add(header.substring(0, header.length() - 1));
      above(header.substring(0, header.length() - 1));
      return "";
    }
    var words = header.split(" ", -1);
    above(words[0]);
    if (header.contains(" -> ")) {
      links.put(words[0], words[2]);
      return "";
    }
    if (words.length > 1) {
      programs.put(words[0], words[1]);
    }
    texts.put(words[0], "");
    return words[0];
  }

  private void above(String path) {
    for (var one = Paths.parent(path); directories.add(one) && !one.equals("/"); ) {
      one = Paths.parent(one);
    }
  }

  @Override
  public String system() {
    return "linux";
  }

  @Override
  public String machine() {
    return "amd64";
  }

  @Override
  public String homeOfUser() {
    return environment.getOrDefault("HOME", "");
  }

  @Override
  public @Nullable String text(String path) {
    var real = real(path);
    return real == null ? null : texts.get(real);
  }

  @Override
  public boolean exists(String path) {
    return real(path) != null;
  }

  @Override
  public boolean isDirectory(String path) {
    var real = real(path);
    return real != null && directories.contains(real);
  }

  @Override
  public boolean isExecutable(String path) {
    var real = real(path);
    return real != null && programs.containsKey(real);
  }

  @Override
  public List<String> names(String directory) {
    var all = new TreeSet<String>();
    for (var group : List.of(texts.keySet(), links.keySet(), directories)) {
      for (var one : group) {
        if (!one.equals("/") && Paths.parent(one).equals(directory)) {
          all.add(one.substring(one.lastIndexOf('/') + 1));
        }
      }
    }
    return new ArrayList<>(all);
  }

  @Override
  public @Nullable String real(String path) {
    var todo = path;
    for (int i = 0; i < MOST_LINKS; i++) {
      var next = followed(Paths.normal(todo));
      if (next.equals(Paths.normal(todo))) {
        return texts.containsKey(next) || directories.contains(next) ? next : null;
      }
      todo = next;
    }
    return null;
  }

  /// `path` with its first link replaced.
  private String followed(String path) {
    for (int slash = path.indexOf('/', 1); ; slash = path.indexOf('/', slash + 1)) {
      var head = slash < 0 ? path : path.substring(0, slash);
      var target = links.get(head);
      if (target != null) {
        return Paths.absolute(Paths.parent(head), target) + path.substring(head.length());
      }
      if (slash < 0) {
        return path;
      }
    }
  }

  @Override
  public @Nullable String link(String path) {
    return links.get(path);
  }

  @Override
  public @Nullable String goVersion(String path) {
    var real = real(path);
    var stamp = real == null ? null : programs.get(real);
    return stamp == null || stamp.equals("*") ? null : stamp;
  }

  @Override
  public @Nullable String inProgram(String path, Pattern pattern) {
    var text = text(path);
    var at = text == null ? null : pattern.matcher("\0" + text.replace('\n', '\0'));
    return at != null && at.find() ? at.group(1) : null;
  }
}
