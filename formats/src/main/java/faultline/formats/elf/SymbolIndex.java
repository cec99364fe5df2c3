package faultline.formats.elf;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// The symbols of a file by their addresses.
final class SymbolIndex {
  private static final Comparator<Symbol> ORDER =
      Comparator.comparing(Symbol::value, Long::compareUnsigned)
          .thenComparing(Symbol::function)
          .thenComparing(symbol -> symbol.size() != 0)
          .thenComparing(symbol -> symbol.binding() != Symbol.LOCAL);

  private final Symbol[] byAddress;

  private SymbolIndex(Symbol[] byAddress) {
    this.byAddress = byAddress;
  }

  static SymbolIndex of(ElfFile file) {
    var full = locatable(file.symbols());
    return new SymbolIndex(full.length > 0 ? full : locatable(file.dynamicSymbols()));
  }

  private static Symbol[] locatable(Stream<Symbol> symbols) {
    return symbols
        .filter(symbol -> symbol.defined() && !symbol.name().isEmpty() && symbol.value() != 0)
        .filter(symbol -> symbol.function() || symbol.type() <= Symbol.OBJECT)
        .sorted(ORDER)
        .toArray(Symbol[]::new);
  }

  Optional<NearestSymbol> nearest(long address) {
    int low = 0;
    int high = byAddress.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(byAddress[middle].value(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return Optional.empty();
    }
    var symbol = byAddress[low - 1];
    long distance = address - symbol.value();
    boolean inside = distance == 0 || Long.compareUnsigned(distance, symbol.size()) < 0;
    return Optional.of(new NearestSymbol(symbol, distance, inside));
  }
}
