package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.ResolvedUse;
import faultline.abi.AbiRule;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.Optional;
import java.util.stream.Stream;

/// A library that a program loads while it runs needs room in the thread area that exists before.
///
/// Also known as S12.
///
/// ## Why it breaks
///
/// Thread-local variables of the initial-exec model live in an area whose size is fixed when the
/// program starts. glibc keeps a little room there; when it is used up, loading fails with `cannot
/// allocate memory in static TLS block`. musl keeps none.
///
/// ## Fix
///
/// Compile the library without `-ftls-model=initial-exec`, load it early, or preload it.
@RuleInfo(
    id = "FL-ABI-012",
    name = "static-thread-locals",
    severity = Severity.INFO,
    explanation = "tls")
public final class StaticThreadLocals implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    return pair.uses().stream()
        .flatMap(
            use ->
                pair.functions().stream()
                    .filter(
                        bound -> bound.declaration().library().equals(Optional.of(use.use().id())))
                    .filter(bound -> bound.library().staticThreadLocals() && late(bound))
                    .limit(1)
                    .map(bound -> needs(pair, use, bound.library().file())));
  }

  /// Whether the library is not one that every program has from its start.
  private static boolean late(BoundFunction bound) {
    return !bound
        .library()
        .soname()
        .matches("(libc|libm|libpthread|libdl|librt|ld-.*)\\.so\\.\\d+");
  }

  private Finding needs(AbiPair pair, ResolvedUse use, String file) {
    return loading(
        pair.target(),
        use,
        file + " has thread-local variables that need room before it is loaded",
        "loading it late can fail: cannot allocate memory in static TLS block",
        Fix.of("compile the library without -ftls-model=initial-exec, or load it first"),
        file);
  }
}
