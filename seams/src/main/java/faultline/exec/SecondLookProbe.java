package faultline.exec;

import java.util.ArrayList;
import java.util.List;

/// After the command has ended: looks around the likeliest causes for what the first look, which must
/// be quick, left out.
final class SecondLookProbe {
  private final SampleProbe sample;

  SecondLookProbe(SampleProbe sample) {
    this.sample = sample;
  }

  ExecTrace look(ExecTrace seen) {
    if (!seen.failed()) {
      return seen;
    }
    List<Fact> facts = new ArrayList<>();
    var provenance = new ProvenanceProbe(sample.files, new Redaction(true));
    for (var suspect : seen.suspects().stream().limit(6).toList()) {
      facts.addAll(provenance.look(seen, suspect));
      var failure = suspect.failure();
      if (failure != null && failure.errno().equals("ENOENT") && failure.absolute().startsWith("/")) {
        facts.add(sample.paths.walk("", failure.absolute(), "", null, true));
      }
    }
    return seen.with(facts);
  }
}
