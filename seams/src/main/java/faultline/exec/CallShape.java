package faultline.exec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the arguments of a watched system call mean.
///
/// `directory` is the index of a directory descriptor, `path` of a path, `descriptor` of the
/// descriptor that the call works on, `secondDirectory` and `secondPath` of the other name of calls
/// that take two; -1 where there is none.
record CallShape(
    String name,
    Kind kind,
    int directory,
    int path,
    int descriptor,
    int secondDirectory,
    int secondPath) {

  /// What a call is for. Names of the same kind are alternatives of one another.
  enum Kind {
    OPEN,
    EXECUTE,
    STATUS,
    ACCESS,
    READ_LINK,
    DIRECTORY,
    CREATE,
    REMOVE,
    RENAME,
    ATTRIBUTE,
    SOCKET,
    WRITE,
    PROCESS,
    MEMORY,
    LOCK,
    MOUNT,
    PRIVILEGE,
    WATCH,
    DESCRIPTOR
  }

  private static final Map<String, CallShape> SHAPES = new HashMap<>();

  static {
    path(Kind.OPEN, "open", "creat");
    at(Kind.OPEN, "openat", "openat2");
    path(Kind.STATUS, "stat", "lstat", "stat64", "lstat64", "statfs");
    at(Kind.STATUS, "newfstatat", "fstatat64", "statx");
    path(Kind.ACCESS, "access");
    at(Kind.ACCESS, "faccessat", "faccessat2");
    path(Kind.READ_LINK, "readlink");
    at(Kind.READ_LINK, "readlinkat");
    path(Kind.EXECUTE, "execve");
    at(Kind.EXECUTE, "execveat");
    path(Kind.DIRECTORY, "chdir", "chroot");
    on(Kind.DIRECTORY, "fchdir");
    plain(Kind.DIRECTORY, "getcwd");
    path(Kind.CREATE, "mkdir", "mknod");
    at(Kind.CREATE, "mkdirat", "mknodat");
    add("symlink", Kind.CREATE, -1, 1, -1, -1, 0);
    add("symlinkat", Kind.CREATE, 1, 2, -1, -1, 0);
    add("link", Kind.CREATE, -1, 0, -1, -1, 1);
    add("linkat", Kind.CREATE, 0, 1, -1, 2, 3);
    path(Kind.REMOVE, "unlink", "rmdir");
    at(Kind.REMOVE, "unlinkat");
    add("rename", Kind.RENAME, -1, 0, -1, -1, 1);
    add("renameat", Kind.RENAME, 0, 1, -1, 2, 3);
    add("renameat2", Kind.RENAME, 0, 1, -1, 2, 3);
    path(Kind.ATTRIBUTE, "chmod", "chown", "lchown", "truncate", "setxattr", "lsetxattr");
    at(Kind.ATTRIBUTE, "fchmodat", "fchownat");
    on(Kind.ATTRIBUTE, "fchmod", "fchown", "ftruncate");
    on(Kind.WRITE, "write", "writev", "pwrite64", "pwritev", "fallocate", "sendfile");
    add("copy_file_range", Kind.WRITE, -1, -1, 2, -1, -1);
    on(Kind.SOCKET, "connect", "bind", "listen");
    plain(Kind.DESCRIPTOR, "socket", "socketpair", "pipe", "pipe2", "dup", "epoll_create1");
    plain(Kind.WATCH, "inotify_init1", "inotify_init");
    add("inotify_add_watch", Kind.WATCH, -1, 1, 0, -1, -1);
    plain(Kind.PROCESS, "clone", "clone3", "fork", "vfork", "setrlimit", "ptrace");
    add("mmap", Kind.MEMORY, -1, -1, 4, -1, -1);
    add("mmap2", Kind.MEMORY, -1, -1, 4, -1, -1);
    plain(Kind.MEMORY, "mprotect");
    plain(Kind.MEMORY, "memfd_create", "shmget", "mlock", "mlockall");
    on(Kind.LOCK, "flock");
    on(Kind.LOCK, "fcntl", "fcntl64");
    add("mount", Kind.MOUNT, -1, 1, -1, -1, -1);
    path(Kind.MOUNT, "umount2", "pivot_root", "swapon");
    plain(
        Kind.PRIVILEGE,
        "unshare",
        "setns",
        "setuid",
        "setgid",
        "setreuid",
        "setregid",
        "setresuid",
        "setresgid",
        "setgroups",
        "capset",
        "setpriority",
        "sched_setscheduler",
        "sethostname",
        "bpf",
        "perf_event_open",
        "io_uring_setup",
        "getsockopt",
        "kill");
  }

  private static void add(
      String name,
      Kind kind,
      int directory,
      int path,
      int descriptor,
      int secondDirectory,
      int secondPath) {
    SHAPES.put(
        name, new CallShape(name, kind, directory, path, descriptor, secondDirectory, secondPath));
  }

  private static void path(Kind kind, String... names) {
    for (var name : names) {
      add(name, kind, -1, 0, -1, -1, -1);
    }
  }

  private static void at(Kind kind, String... names) {
    for (var name : names) {
      add(name, kind, 0, 1, -1, -1, -1);
    }
  }

  private static void on(Kind kind, String... names) {
    for (var name : names) {
      add(name, kind, -1, -1, 0, -1, -1);
    }
  }

  private static void plain(Kind kind, String... names) {
    for (var name : names) {
      add(name, kind, -1, -1, -1, -1, -1);
    }
  }

  private static final CallShape OTHER = new CallShape("", Kind.PRIVILEGE, -1, -1, -1, -1, -1);

  /// The shape of call `name`; for a call that is not watched, one without any argument.
  static CallShape of(String name) {
    return SHAPES.getOrDefault(name, OTHER);
  }

  static List<CallShape> all() {
    return List.copyOf(SHAPES.values());
  }
}
