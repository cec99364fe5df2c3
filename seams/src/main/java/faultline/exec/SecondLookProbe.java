package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.repair.RepairProbe;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// After the command has ended: looks around the likeliest causes for what the first look, which
/// must be quick, left out.
final class SecondLookProbe {
  private static final int LOOKED_AT = 6;

  private final SampleProbe sample;

  private final Redaction redaction;

  SecondLookProbe(SampleProbe sample, Redaction redaction) {
    this.sample = sample;
    this.redaction = redaction;
  }

  ExecTrace look(ExecTrace first) {
    var objects = new ObjectProbe();
    var clashes = new ClashProbe(objects).look(first);
    if (!first.failed()) {
      return clashes.isEmpty() ? first : first.with(clashes);
    }
    var unsaid = new UnsaidProbe(objects).look(first);
    var nearby = new NearbyProbe(sample.files);
    List<ExecObservation> before = new ArrayList<>(unsaid);
    before.addAll(nearby.neighbours(first));
    before.addAll(new PathSearchProbe(sample.files).hidden(first));
    var seen = withPaths(before.isEmpty() ? first : first.with(before));
    List<Fact> facts = new ArrayList<>(clashes);
    var provenance = new ProvenanceProbe(sample.files, redaction);
    var loader = new LoaderProbe(sample, objects);
    var interpreters = new InterpreterProbe(sample);
    var modules = new ModuleProbe(sample);
    var tools = new PathSearchProbe(sample.files);
    var repairs = new RepairProbe(sample.files);
    for (var suspect : seen.suspects().stream().limit(LOOKED_AT).toList()) {
      // What binaries say about a search comes before what texts seem to say.
      facts.addAll(loader.look(seen, suspect));
      facts.addAll(interpreters.look(seen, suspect));
      facts.addAll(modules.look(seen, suspect));
      facts.addAll(provenance.look(seen, suspect));
      if (suspect.what() instanceof ExecObservation.Message message) {
        facts.addAll(tools.look(seen, message));
      }
      var search = NamedSearch.of(seen, suspect);
      if (search != null) {
        facts.addAll(modules.look(seen, search));
        if (search.decisive() instanceof Failure decisive) {
          facts.addAll(
              provenance.look(seen, new Suspect(decisive, suspect.weight(), List.of(), List.of())));
          facts.addAll(repairs.look(seen, decisive));
        }
      }
      if (suspect.what() instanceof ExecObservation.Killed killed) {
        facts.addAll(SymbolProbe.look(killed));
      }
      var failure = suspect.failure();
      if (failure != null) {
        facts.addAll(nearby.look(seen, failure));
        facts.addAll(repairs.look(seen, failure));
      }
      if (failure != null
          && failure.errno().equals("ENOENT")
          && failure.absolute().startsWith("/")) {
        facts.add(sample.paths.walk("", failure.absolute(), "", null, true));
      }
    }
    return seen.with(facts);
  }

  /// The likeliest misses, walked now where their process had too many for a walk at the time.
  private ExecTrace withPaths(ExecTrace seen) {
    var walked = new IdentityHashMap<ExecObservation, ExecObservation>();
    for (var suspect : seen.suspects().stream().limit(LOOKED_AT).toList()) {
      var failure = suspect.failure();
      if (failure != null && sample.leftOut(failure)) {
        var path = sample.paths.walk("", failure.absolute(), "", null, false);
        var facts = new ArrayList<>(failure.facts());
        facts.add(path);
        walked.put(failure, failure.with(facts));
      }
    }
    return walked.isEmpty() ? seen : seen.replacing(walked);
  }
}
