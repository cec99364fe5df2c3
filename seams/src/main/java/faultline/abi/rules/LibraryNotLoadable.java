package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.ResolvedUse;
import faultline.abi.AbiRule;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// The file that a program loads as a library is none, or is one of another machine.
///
/// Also known as S07.
///
/// ## Why it breaks
///
/// The loader refuses it: `invalid ELF header`, `wrong ELF class`, `cannot open shared object
/// file`. A file `lib*.so` of a development package may be a text for the linker.
///
/// ## Fix
///
/// Name the file that holds the code: mostly the one with a number behind `.so`. Build or install
/// the library of this machine.
@RuleInfo(
    id = "FL-ABI-007",
    name = "library-not-loadable",
    severity = Severity.ERROR,
    explanation = "load")
public final class LibraryNotLoadable implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.uses().stream()
        .flatMap(use -> use.instead().stream().map(file -> refused(pair, use, file)));
  }

  private Finding refused(AbiPair pair, ResolvedUse use, String file) {
    return loading(
        pair.target(),
        use,
        file + " cannot be loaded: " + use.why(),
        "the loader refuses to load the file",
        Fix.of("name a shared library of this machine"),
        file);
  }
}
