package faultline.formats.dwarf;

/// Addresses `[low, high)`, compared as unsigned.
public record Range(long low, long high) {
  public boolean has(long address) {
    return Long.compareUnsigned(low, address) <= 0 && Long.compareUnsigned(address, high) < 0;
  }
}
