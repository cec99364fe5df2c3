package faultline.linux;

/// What a name stands for. `mode` as in inode(7): type and permission bits. `size` in bytes, and
/// `blocks` of 512 bytes that it really takes. `immutable` is the attribute of that name of
/// chattr(1), or append-only, where the file system reports it.
public record FileStatus(
    int mode,
    int owner,
    int group,
    long size,
    long blocks,
    long deviceMajor,
    long deviceMinor,
    long inode,
    long modified,
    boolean immutable) {
  private static final int TYPE = 0xf000;

  public boolean directory() {
    return (mode & TYPE) == 0x4000;
  }

  public boolean link() {
    return (mode & TYPE) == 0xa000;
  }

  public boolean regular() {
    return (mode & TYPE) == 0x8000;
  }

  public boolean socket() {
    return (mode & TYPE) == 0xc000;
  }

  /// Set-user-id or set-group-id (with group execution).
  public boolean setId() {
    return (mode & 04000) != 0 || (mode & 02010) == 02010;
  }

  public int permissions() {
    return mode & 07777;
  }

  public boolean sameFile(FileStatus other) {
    return inode == other.inode
        && deviceMajor == other.deviceMajor
        && deviceMinor == other.deviceMinor;
  }
}
