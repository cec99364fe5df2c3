package faultline.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// What there is help for: verbs, and rules by name and by id.
final class Topics implements Iterable<String> {
  static List<String> all() {
    var all = new ArrayList<>(Main.verbs().keySet());
    Catalogue.entries().forEach(rule -> all.add(rule.name()));
    Catalogue.entries().forEach(rule -> all.add(rule.id()));
    return all;
  }

  @Override
  public Iterator<String> iterator() {
    return all().iterator();
  }
}
