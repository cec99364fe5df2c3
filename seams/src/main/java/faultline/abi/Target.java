package faultline.abi;

/// What the compilers of one machine and system agree on.
///
/// @param name such as `linux-amd64`
/// @param addressBytes the size of a pointer
/// @param longBytes the size of `long`
public record Target(String name, int addressBytes, int longBytes) {
  /// Where this was measured.
  public static final Target LINUX_AMD64 = new Target("linux-amd64", 8, 8);
}
