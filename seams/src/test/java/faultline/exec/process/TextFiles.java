package faultline.exec.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Files of `/proc` and others, written as text.
///
/// A file begins with a line `== PATH KIND DEVICE INODE SIZE MODIFIED` and goes on to the next one;
/// all but the path may be left out. `== PATH -> TARGET` is a link as the kernel shows it, `== PATH
/// !ERRNO` cannot be read, `== PATH => OTHER` is the same file as OTHER, and `== peer A B` are two
/// unix sockets. In a path of a header `%20` is a blank. In a text, `\0` is a zero byte. What is
/// below a path makes a directory of it.
final class TextFiles implements ProcFiles {
  private final Map<String, String> texts = new TreeMap<>();
  private final Map<String, String> links = new HashMap<>();
  private final Map<String, String> errors = new HashMap<>();
  private final Map<String, String> same = new HashMap<>();
  private final Map<String, FileIdentity> identities = new HashMap<>();
  private final Map<Long, Long> peers = new HashMap<>();
  private int made;

  TextFiles(String text) {
    var path = "";
    for (var line : text.split("\n", -1)) {
      if (!line.startsWith("== ")) {
        if (!path.isEmpty() && !line.isEmpty()) {
          texts.merge(path, line.replace("\\0", "\0") + "\n", String::concat);
        }
        continue;
      }
      path = begin(line.substring(3));
    }
    // A zero byte ends the last string of cmdline and environ, and no line feed.
    texts.replaceAll((_, all) -> all.endsWith("\0\n") ? all.substring(0, all.length() - 1) : all);
  }

  private String begin(String line) {
    var words = line.split(" ", -1);
    if (words[0].equals("peer")) {
      peers.put(Long.valueOf(words[1]), Long.valueOf(words[2]));
      peers.put(Long.valueOf(words[2]), Long.valueOf(words[1]));
      return "";
    }
    int arrow = line.indexOf(" -> ");
    if (arrow > 0) {
      var head = line.substring(0, arrow).split(" => ", 2);
      links.put(head[0], line.substring(arrow + 4));
      if (head.length > 1) {
        same.put(head[0], head[1]);
      }
      return "";
    }
    if (words.length > 1 && words[1].startsWith("!")) {
      errors.put(words[0], words[1].substring(1));
      return "";
    }
    if (words.length > 2 && words[1].equals("=>")) {
      same.put(words[0], words[2]);
      return "";
    }
    var path = words[0].replace("%20", " ");
    texts.put(path, "");
    identities.put(
        path,
        new FileIdentity(
            word(words, 1, "file").replace('_', ' '),
            word(words, 2, "8:1"),
            Long.parseLong(word(words, 3, Integer.toString(++made + 10_000))),
            Long.parseLong(word(words, 4, "100")),
            Long.parseLong(word(words, 4, "100")),
            Long.parseLong(word(words, 5, "1000"))));
    return path;
  }

  private static String word(String[] words, int index, String otherwise) {
    return index < words.length ? words[index] : otherwise;
  }

  private void check(String path) throws UnreadableException {
    var error = errors.get(path);
    if (error != null) {
      throw new UnreadableException(path, error);
    }
  }

  @Override
  public String text(String path) throws UnreadableException {
    check(path);
    var text = texts.get(path);
    if (text == null) {
      throw new UnreadableException(path, "ENOENT");
    }
    return text;
  }

  @Override
  public String link(String path) throws UnreadableException {
    check(path);
    var link = links.get(path);
    if (link == null) {
      throw new UnreadableException(path, "ENOENT");
    }
    return link;
  }

  @Override
  public FileIdentity status(String path) throws UnreadableException {
    check(path);
    var other = same.get(path);
    if (other != null) {
      return status(other);
    }
    var known = identities.get(path);
    var link = links.get(path);
    if (known == null && link != null) {
      known = identities.get(link);
    }
    if (known == null) {
      throw new UnreadableException(path, "ENOENT");
    }
    return known;
  }

  @Override
  public List<String> names(String directory) throws UnreadableException {
    var folder = directory.endsWith("/") ? directory : directory + "/";
    check(folder.substring(0, folder.length() - 1));
    var all = new TreeSet<String>();
    for (var group : List.of(texts.keySet(), links.keySet(), errors.keySet())) {
      for (var path : group) {
        if (path.startsWith(folder)) {
          all.add(path.substring(folder.length()).split("/", 2)[0]);
        }
      }
    }
    return new ArrayList<>(all);
  }

  @Override
  public Map<Long, Long> unixPeers() throws UnreadableException {
    check("sock_diag");
    return peers;
  }

  @Override
  public String attribute(String path, String name) throws UnreadableException {
    throw new UnreadableException(path, "ENODATA");
  }

  @Override
  public int self() {
    return 1000;
  }
}
