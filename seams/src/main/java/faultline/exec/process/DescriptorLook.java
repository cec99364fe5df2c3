package faultline.exec.process;

import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Descriptor;
import faultline.formats.bytes.MalformedException;
import faultline.formats.procfs.DescriptorInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The open descriptors of a process.
final class DescriptorLook {
  private static final DescriptorInfo UNKNOWN = new DescriptorInfo(0, 0, List.of());
  private final ProcessLook process;
  private final String root;
  private final Circumstances circumstances;

  /// One descriptor before others were asked about it.
  private record Raw(int number, String target, @Nullable FileIdentity held, DescriptorInfo info) {
    /// What tells who else has it; empty where that says nothing.
    String key() {
      if (target.startsWith("pipe:[") || target.startsWith("socket:[")) {
        return target;
      }
      return held != null && target.startsWith("/") && held.kind().matches("file|pipe")
          ? Holders.key(held)
          : "";
    }

    long inode() {
      return Long.parseLong(target.substring("socket:[".length(), target.length() - 1));
    }

    boolean socket() {
      return target.matches("socket:\\[[0-9]{1,18}\\]");
    }
  }

  DescriptorLook(ProcessLook process, String root, Circumstances circumstances) {
    this.process = process;
    this.root = root;
    this.circumstances = circumstances;
  }

  List<Descriptor> look() {
    var all = raw();
    var keys = new LinkedHashSet<String>();
    all.stream().map(Raw::key).filter(key -> !key.isEmpty()).forEach(keys::add);
    var sockets = new SocketLook(process, circumstances);
    var inodes = all.stream().filter(Raw::socket).map(Raw::inode).toList();
    if (!inodes.isEmpty()) {
      sockets.read(inodes);
      sockets.peers().forEach(inode -> keys.add("socket:[" + inode + "]"));
    }
    var holders = Holders.of(process, keys);
    return all.stream().map(one -> descriptor(one, sockets, holders)).toList();
  }

  private List<Raw> raw() {
    var folder = "/proc/" + process.pid() + "/fd/";
    List<String> names;
    try {
      names = process.files().names(folder);
    } catch (UnreadableException e) {
      process.unable("the descriptors of pid " + process.pid(), e);
      return List.of();
    }
    var all = new ArrayList<Raw>();
    for (var name : names) {
      if (name.matches("[0-9]{1,9}")) {
        try {
          var target = process.files().link(folder + name);
          all.add(
              new Raw(Integer.parseInt(name), target, process.status("fd/" + name), info(name)));
        } catch (UnreadableException e) {
          // It was closed meanwhile, or we may see no more than its number.
          process.unable("the descriptors of pid " + process.pid(), e);
        }
      }
    }
    all.sort(java.util.Comparator.comparingInt(Raw::number));
    return all;
  }

  private DescriptorInfo info(String name) {
    var path = "fdinfo/" + name;
    try {
      return DescriptorInfo.read(process.text(path, ""));
    } catch (MalformedException e) {
      process.unread("/proc/" + process.pid() + "/" + path, e);
      return UNKNOWN;
    }
  }

  private Descriptor descriptor(Raw one, SocketLook sockets, Holders holders) {
    var held = one.held();
    var kind = kind(one);
    var state = FileState.NONE;
    if (kind.matches("file|directory|pipe|socket|device|terminal")
        && one.target().startsWith("/")) {
      state =
          held == null
              ? FileState.UNKNOWN
              : FileState.of(process.files(), root, one.target(), held, FileState.FileKey.NONE);
    }
    var flags = new ArrayList<String>();
    if (one.info().append()) {
      flags.add("append");
    }
    if (one.info().nonBlocking()) {
      flags.add("nonblock");
    }
    if (one.info().closedOnExec()) {
      flags.add("cloexec");
    }
    var sized = kind.matches("file|memfd") ? held : null;
    return new Descriptor(
        process.pid(),
        one.number(),
        kind,
        one.target(),
        state == FileState.NONE ? "" : FileState.path(one.target(), state),
        state,
        one.info().access(),
        flags,
        one.info().nameless(),
        one.info().position(),
        sized == null ? 0 : sized.size(),
        sized == null ? 0 : sized.allocated(),
        note(one),
        one.socket() ? sockets.socket(one.number(), one.inode(), holders) : null,
        holders.of(one.key(), process.pid()));
  }

  private static String kind(Raw one) {
    var target = one.target();
    if (target.startsWith("anon_inode:")) {
      var name = target.substring("anon_inode:".length()).replaceAll("[\\[\\]]", "");
      return name.equals("eventpoll") ? "epoll" : name;
    }
    if (target.startsWith("/memfd:")) {
      return "memfd";
    }
    if (target.matches("/dev/(pts/[0-9]+|tty.*|console)( \\(deleted\\))?")) {
      return "terminal";
    }
    if (target.startsWith("pipe:[")) {
      return "pipe";
    }
    if (one.socket()) {
      return "socket";
    }
    var kind = one.held() == null ? "unknown" : one.held().kind();
    return kind.endsWith("device") ? "device" : kind;
  }

  /// What only this kind of descriptor has to say.
  private static String note(Raw one) {
    var more = one.info().more();
    return switch (kind(one)) {
      case "epoll" ->
          said("watches fd ", more, "tfd:").isEmpty()
              ? "watches nothing"
              : said("watches fd ", more, "tfd:");
      case "eventfd" -> said("count ", more, "eventfd-count:");
      case "pidfd" -> said("of pid ", more, "Pid:");
      case "inotify" -> {
        long count = more.stream().filter(line -> line.startsWith("inotify ")).count();
        yield "watches " + count + (count == 1 ? " file" : " files");
      }
      case "signalfd" -> said("signals ", more, "sigmask:");
      default -> "";
    };
  }

  private static String said(String before, List<String> lines, String name) {
    var words =
        lines.stream()
            .filter(line -> line.startsWith(name))
            .map(line -> line.substring(name.length()).strip().split("\\s+", 2)[0])
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "" : before + words;
  }
}
