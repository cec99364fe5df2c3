package faultline.exec.process;

/// What tells a file from all others, and what is worth to know of it.
///
/// @param kind `file`, `directory`, `pipe`, `socket`, `character device` or `block device`
/// @param device major and minor number, as in `8:1`
/// @param size in bytes
/// @param allocated bytes that it takes on the disk
/// @param modified in seconds since 1970
record FileIdentity(
    String kind, String device, long inode, long size, long allocated, long modified) {
  boolean same(FileIdentity other) {
    return inode == other.inode && device.equals(other.device);
  }
}
