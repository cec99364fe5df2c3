package faultline.exec;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.core.Report.Exit;
import faultline.core.Seen;
import faultline.core.Unread;
import faultline.exec.ExecObservation.Born;
import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run of a command as it was seen, with the questions that rules ask of it.
public final class ExecTrace implements Seen {
  private final List<ExecObservation> observations;
  private final List<NotChecked> notChecked;
  private final List<Unread> unread;
  private final List<ObserverEffect> observer;
  private final Map<Integer, ProcessView> processes = new LinkedHashMap<>();
  private final @Nullable ProcessView root;
  private @Nullable List<Suspect> suspects;

  public ExecTrace(
      List<? extends ExecObservation> observations,
      List<NotChecked> notChecked,
      List<Unread> unread,
      List<ObserverEffect> observer) {
    this.observations = List.copyOf(observations);
    this.notChecked = List.copyOf(notChecked);
    this.unread = List.copyOf(unread);
    this.observer = List.copyOf(observer);
    ProcessView first = null;
    for (var seen : this.observations) {
      if (seen instanceof Fact) {
        continue;
      }
      int parent = seen instanceof Born born ? born.parent() : 0;
      var process =
          processes.computeIfAbsent(
              seen.pid(), pid -> new ProcessView(pid, parent, seen.sequence()));
      if (first == null) {
        first = process;
      }
      if (seen instanceof Born born && processes.get(born.parent()) instanceof ProcessView maker) {
        maker.child(process);
        process.setEnvironment(maker.environment());
      }
      if (seen instanceof Started started && !started.environment().isEmpty()) {
        process.setEnvironment(changed(process.environment(), started.environment()));
      }
      process.add(seen);
    }
    root = first;
  }

  private static Map<String, String> changed(Map<String, String> before, List<String> changes) {
    var after = new TreeMap<>(before);
    for (var change : changes) {
      int equals = change.indexOf('=');
      if (equals > 0) {
        after.put(change.substring(0, equals), change.substring(equals + 1));
      } else if (change.startsWith("-")) {
        after.remove(change.substring(1));
      }
    }
    return Collections.unmodifiableMap(after);
  }

  @Override
  public List<ExecObservation> observations() {
    return observations;
  }

  @Override
  public List<Unread> unread() {
    return unread;
  }

  @Override
  public List<NotChecked> notChecked() {
    return notChecked;
  }

  @Override
  public List<ObserverEffect> observer() {
    return observer;
  }

  /// The same run with `more`, from a second look.
  ExecTrace with(List<? extends ExecObservation> more) {
    var all = new ArrayList<ExecObservation>(observations);
    all.addAll(more);
    return new ExecTrace(all, notChecked, unread, observer);
  }

  /// The same run with some observations replaced.
  ExecTrace replacing(Map<ExecObservation, ExecObservation> other) {
    var all = observations.stream().map(seen -> other.getOrDefault(seen, seen)).toList();
    return new ExecTrace(all, notChecked, unread, observer);
  }

  /// All processes, in the order they were made.
  public List<ProcessView> processes() {
    return List.copyOf(processes.values());
  }

  /// The process `pid`, or null where it was not seen.
  public @Nullable ProcessView process(int pid) {
    return processes.get(pid);
  }

  /// The command itself, or null where nothing was seen.
  public @Nullable ProcessView root() {
    return root;
  }

  /// How the command ended, or null.
  public @Nullable Exit exit() {
    return switch (root == null ? null : root.end()) {
      case Ended ended -> new Exit.Code(ended.code());
      case Killed killed -> new Exit.Signal(killed.signal(), killed.number());
      case null, default -> null;
    };
  }

  /// Whether the command failed, or did not end by itself.
  public boolean failed() {
    var exit = exit();
    return exit == null ? waits().findAny().isPresent() : exit.failed();
  }

  public Stream<Failure> failures() {
    return of(Failure.class);
  }

  public Stream<Message> messages() {
    return of(Message.class);
  }

  public Stream<Waiting> waits() {
    return of(Waiting.class);
  }

  /// All observations of `type` in order, facts included.
  public <T extends ExecObservation> Stream<T> of(Class<T> type) {
    return observations.stream().filter(type::isInstance).map(type::cast);
  }

  /// What may be the cause, most likely first. Where the command did not fail, what ran although
  /// something of this run says that it should not have.
  public List<Suspect> suspects() {
    if (suspects == null) {
      var failures = failed() ? new Ranking(this).suspects() : List.<Suspect>of();
      suspects = List.copyOf(Contradictions.of(this, failures));
    }
    return suspects;
  }

  /// The environment of process `pid`, as far as it was seen.
  public Map<String, String> environment(int pid) {
    var process = processes.get(pid);
    return process == null ? Map.of() : process.environment();
  }

  /// The sources found for a path, as it was passed.
  public List<Fact.SourceFact> sources(String subject) {
    return of(Fact.SourceFact.class).filter(fact -> fact.subject().equals(subject)).toList();
  }

  /// The sources found for the observation with this number.
  public List<Fact.SourceFact> sources(long sequence) {
    return sources("#" + sequence);
  }

  /// What speaks against the observation with this number, of one of these kinds; null for nothing.
  public Fact.@Nullable ClashFact clash(long sequence, Set<Fact.ClashFact.Kind> kinds) {
    var subject = "#" + sequence;
    return of(Fact.ClashFact.class)
        .filter(clash -> clash.subject().equals(subject) && kinds.contains(clash.kind()))
        .findFirst()
        .orElse(null);
  }

  /// From the command down to `pid`.
  public List<ProcessView> ancestry(int pid) {
    var chain = new ArrayList<ProcessView>();
    var seen = new HashMap<Integer, Boolean>();
    var at = processes.get(pid);
    while (at != null && seen.put(at.pid(), true) == null) {
      chain.addFirst(at);
      at = processes.get(at.parent());
    }
    return chain;
  }

  @Override
  public Details details() {
    return RunDetails.of(this);
  }
}
