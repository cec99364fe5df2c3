package faultline.exec.process;

import faultline.exec.process.ProcFiles.UnreadableException;
import faultline.exec.process.ProcessObservation.Holder;
import faultline.formats.bytes.MalformedException;
import faultline.formats.procfs.DescriptorInfo;
import faultline.formats.procfs.ProcessState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which processes have something open. We are left out: nobody wants to know.
final class Holders {
  private final Map<String, List<Holder>> found = new HashMap<>();

  private Holders() {}

  /// What tells a file that has a name.
  static String key(FileIdentity file) {
    return "file " + file.device() + " " + file.inode();
  }

  /// Looks for what has one of these keys, in all processes.
  static Holders of(ProcessLook process, Set<String> keys) {
    var holders = new Holders();
    if (keys.isEmpty()) {
      return holders;
    }
    var files = process.files();
    List<String> pids;
    try {
      pids = files.names("/proc");
    } catch (UnreadableException e) {
      process.unable("who else holds its files", e);
      return holders;
    }
    int denied = 0;
    for (var name : pids) {
      if (name.matches("[0-9]{1,9}") && Integer.parseInt(name) != files.self()) {
        try {
          holders.read(process, Integer.parseInt(name), keys);
        } catch (UnreadableException e) {
          denied += e.denied() && !kernel(files, name) ? 1 : 0;
        }
      }
    }
    if (denied > 0) {
      process.notChecked(
          "whether "
              + (denied == 1 ? "one other process has" : denied + " other processes have")
              + " its files, pipes and sockets open",
          "descriptors of other users and of protected processes cannot be read",
          process.remedy("look as root"));
    }
    return holders;
  }

  private static boolean kernel(ProcFiles files, String pid) {
    try {
      return ProcessState.read(files.text("/proc/" + pid + "/stat")).kernel();
    } catch (UnreadableException | MalformedException _) {
      return true; // it is gone, and holds nothing
    }
  }

  private void read(ProcessLook process, int pid, Set<String> keys) throws UnreadableException {
    var files = process.files();
    var folder = "/proc/" + pid + "/fd/";
    String name = null;
    for (var number : files.names(folder)) {
      try {
        var target = files.link(folder + number);
        var key = target.startsWith("/") ? key(files.status(folder + number)) : target;
        if (keys.contains(key)) {
          name = name == null ? process.name(pid) : name;
          found
              .computeIfAbsent(key, _ -> new ArrayList<>())
              .add(new Holder(pid, name, Integer.parseInt(number), access(files, pid, number)));
        }
      } catch (UnreadableException e) {
        if (e.denied()) {
          throw e;
        }
        // It was closed meanwhile.
      }
    }
  }

  private static String access(ProcFiles files, int pid, String number) {
    try {
      return DescriptorInfo.read(files.text("/proc/" + pid + "/fdinfo/" + number)).access();
    } catch (UnreadableException | MalformedException _) {
      return "";
    }
  }

  /// Who has it but `except`, by pid and descriptor.
  List<Holder> of(String key, int except) {
    return found.getOrDefault(key, List.of()).stream()
        .filter(one -> one.pid() != except)
        .sorted(java.util.Comparator.comparingInt(Holder::pid).thenComparingInt(Holder::descriptor))
        .toList();
  }
}
