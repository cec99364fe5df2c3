package faultline.formats.elf;

/// A symbol and how far behind its beginning an address is. `inside` says that the symbol's size
/// reaches that far; without it the address may belong to something that has no symbol.
public record NearestSymbol(Symbol symbol, long distance, boolean inside) {}
