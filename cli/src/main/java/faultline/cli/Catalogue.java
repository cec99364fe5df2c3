package faultline.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rules this program was built with, as the compiler wrote them down.
final class Catalogue {
  private static final String FOLDER = "META-INF/faultline/";

  /// One rule of the catalogue.
  record Entry(String id, String name, String severity, String explanation, String type) {}

  private Catalogue() {}

  static List<Entry> entries() {
    String index = Product.text(FOLDER + "catalogue.tsv");
    return index == null ? List.of() : index.lines().map(Catalogue::entry).toList();
  }

  /// The page of the rule with this id or name, or null where there is no such rule.
  static @Nullable String page(String idOrName) {
    String id = idOrName.toUpperCase(Locale.ROOT);
    if (id.startsWith("FL-POLICY-")) { // a rule of the policy: it judges other findings
      return Product.text(FOLDER + "rules/" + id + ".md");
    }
    return entries().stream()
        .filter(rule -> rule.id().equals(id) || rule.name().equals(idOrName))
        .findFirst()
        .map(rule -> Product.text(FOLDER + "rules/" + rule.id() + ".md"))
        .orElse(null);
  }

  private static Entry entry(String line) {
    String[] cells = line.split("\t", -1);
    return new Entry(cells[0], cells[1], cells[2], cells[3], cells[4]);
  }
}
