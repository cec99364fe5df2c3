package faultline.exec;

import faultline.exec.env.World;
import faultline.exec.env.WorldProbe;
import java.util.ArrayList;
import java.util.List;

/// Looks for what speaks against the programs, libraries, modules and settings that a run took,
/// also where it succeeded. Each look first asks the trace whether anything of its kind was taken,
/// and reads files only then.
final class ClashProbe {
  private final ObjectProbe objects;

  ClashProbe(ObjectProbe objects) {
    this.objects = objects;
  }

  List<Fact> look(ExecTrace seen) {
    World world = new WorldProbe("/", List.of());
    var facts = new ArrayList<Fact>(new DemandProbe().look(seen));
    facts.addAll(new LibraryClashProbe(world, objects).look(seen));
    facts.addAll(new PythonClashProbe(world).look(seen));
    facts.addAll(new NodeClashProbe(world, objects).look(seen));
    facts.addAll(new GoClashProbe(world).look(seen));
    facts.addAll(NameClash.look(seen));
    facts.addAll(new SettingClashProbe(world).look(seen));
    return facts;
  }
}
