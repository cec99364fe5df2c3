package faultline.abi.rules;

import faultline.abi.AbiPair;
import faultline.abi.AbiPair.BoundFunction;
import faultline.abi.AbiPair.BoundVariable;
import faultline.abi.AbiRule;
import faultline.abi.Library.Exported;
import faultline.abi.Library.Kind;
import faultline.abi.Tier;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import java.util.stream.Stream;

/// A program takes a variable of the library for a function, or a function for a variable.
///
/// Also known as S05.
///
/// ## Why it breaks
///
/// The loader looks for the name alone. Calling a variable jumps into data, where no code is;
/// writing to a function overwrites its code, which the system forbids.
///
/// ## Fix
///
/// Use it as what it is: in ctypes `type.in_dll(library, "name")` for a variable.
@RuleInfo(
    id = "FL-ABI-005",
    name = "symbol-kind-differs",
    severity = Severity.ERROR,
    explanation = "symbol-kind")
public final class SymbolKindDiffers implements AbiRule {
  @Override
  public Stream<Finding> check(AbiPair pair) {
    var functions =
        pair.functions().stream()
            .flatMap(
                bound ->
                    bound.symbol().stream()
                        .filter(
                            symbol ->
                                symbol.kind() == Kind.DATA || symbol.kind() == Kind.THREAD_LOCAL)
                        .map(symbol -> data(bound, symbol)));
    var variables =
        pair.variables().stream()
            .flatMap(
                bound ->
                    bound.symbol().stream()
                        .filter(symbol -> symbol.kind() == Kind.FUNCTION && symbol.size() > 0)
                        .map(symbol -> code(bound, symbol)));
    return Stream.concat(functions, variables);
  }

  private Finding data(BoundFunction bound, Exported symbol) {
    var name = bound.declaration().symbol();
    return about(
        Tier.E0,
        false,
        bound.library(),
        name,
        name + " of " + bound.library().file() + " is a variable, used as a function",
        "calling it jumps into data: SIGSEGV",
        Fix.of("use " + name + " as a variable"),
        evidence(bound, symbol),
        null);
  }

  private Finding code(BoundVariable bound, Exported symbol) {
    var name = bound.declaration().symbol();
    return about(
        Tier.E0,
        false,
        bound.library(),
        name,
        name + " of " + bound.library().file() + " is a function, used as a variable",
        "its code is read as data, and writing to it ends the program: SIGSEGV",
        Fix.of("use " + name + " as a function"),
        evidence(bound, symbol),
        null);
  }
}
