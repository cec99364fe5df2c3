package faultline.abi;

import faultline.core.Details;
import faultline.core.Place;
import java.util.ArrayList;
import java.util.List;

/// What was compared and on what grounds, as the report's contract has it.
final class Checked {
  private Checked() {}

  static Details details(AbiPair pair, int findings) {
    var checked = new ArrayList<Details>();
    int compared = 0;
    for (var one : pair.functions()) {
      boolean whole = one.compared() || one.symbol().isEmpty();
      compared += whole ? 1 : 0;
      checked.add(
          entry(
              one.declaration().place(),
              one.declaration().symbol(),
              one.compared() ? one.library().tier() : Tier.E0));
    }
    for (var one : pair.layouts()) {
      if (one.compared()) {
        compared++;
        checked.add(entry(one.declared().place(), one.declared().name(), one.library().tier()));
      }
    }
    for (var one : pair.variables()) {
      boolean whole = one.variable().isPresent();
      compared += whole ? 1 : 0;
      checked.add(
          entry(
              one.declaration().place(),
              one.declaration().symbol(),
              whole ? one.library().tier() : Tier.E0));
    }
    int declarations =
        pair.functions().size() + pair.layouts().size() + pair.variables().size() + pair.unbound();
    return Details.NONE
        .nested(
            "summary",
            Details.NONE
                .number("declarations", declarations)
                .number("checked", compared)
                .number("notChecked", declarations - compared)
                .number("findings", findings))
        .list("checked", List.copyOf(checked));
  }

  private static Details entry(Place place, String symbol, Tier tier) {
    var where =
        switch (place) {
          case Place.Line(String source, long number) ->
              Details.NONE.text("file", source).number("line", number);
          default -> Details.NONE.text("file", place.text()).absent("line");
        };
    return where.text("symbol", symbol).text("tier", tier.name());
  }
}
