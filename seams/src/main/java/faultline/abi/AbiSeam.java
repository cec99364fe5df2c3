package faultline.abi;

import faultline.abi.AbiPair.ResolvedUse;
import faultline.core.Finding;
import faultline.core.NotChecked;
import faultline.core.ProbeException;
import faultline.core.Report.Part;
import faultline.core.Rule;
import faultline.core.Seam;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The door of the ABI seam: what programs of one language declare is compared with the libraries
/// that they will meet.
public final class AbiSeam implements Seam<AbiTarget, AbiPair> {
  @Override
  public String name() {
    return "abi";
  }

  @Override
  public String describe(AbiTarget target) {
    return target.paths().stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  @Override
  public Class<? extends Rule<AbiPair>> ruleType() {
    return AbiRule.class;
  }

  /// The gravest first, then as they stand in the sources.
  @Override
  public List<Finding> rank(AbiPair seen, List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparing(Finding::severity)
                .thenComparing(finding -> SortKey.of(finding.evidence().getFirst().place()))
                .thenComparing(Finding::rule))
        .toList();
  }

  /// With the number of findings in the summary.
  @Override
  public Part judge(String target, AbiPair seen) {
    var part = Seam.super.judge(target, seen);
    return part.with(Checked.details(seen, part.findings().size()));
  }

  @Override
  public AbiPair observe(AbiTarget target) throws ProbeException {
    var tree = TreeProbe.walk(target);
    var declarations = Declarations.NONE;
    for (Side side : ServiceLoader.load(Side.class)) {
      declarations = declarations.and(side.declarations(tree));
    }
    var finder = new LibraryProbe(tree, declarations);
    var uses = new ArrayList<ResolvedUse>();
    var wanted = new HashMap<String, Wanted>();
    var files = new HashMap<String, java.nio.file.Path>();
    for (var use : declarations.libraries()) {
      var found = finder.find(use);
      if (found.file().isPresent()) {
        var path = found.file().get();
        uses.add(new ResolvedUse(use, Optional.of(tree.shown(path)), Optional.empty(), ""));
        files.put(use.id(), path);
        wanted.merge(path.toString(), Wanted.by(use.id(), declarations), Wanted::and);
      } else {
        uses.add(
            new ResolvedUse(use, Optional.empty(), found.instead().map(tree::shown), found.why()));
      }
    }
    var libraries = new HashMap<String, Library>();
    var read = new HashMap<String, Library>();
    var unreadable = new ArrayList<NotChecked>();
    for (Map.Entry<String, java.nio.file.Path> entry : files.entrySet()) {
      var path = entry.getValue();
      var library = read.get(path.toString());
      if (library == null) {
        library =
            new NativeProbe(tree, path)
                .read(Objects.requireNonNull(wanted.get(path.toString())), unreadable);
        read.put(path.toString(), library);
      }
      libraries.put(entry.getKey(), library);
    }
    var pair = Pairing.of(declarations, libraries, uses);
    return unreadable.isEmpty() ? pair : pair.with(unreadable);
  }
}
