package faultline.abi;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.core.Seen;
import faultline.core.Unread;
import java.util.List;
import java.util.Optional;

/// Declarations and the libraries that they meet, paired: what the rules of this seam read.
///
/// @param functions declarations of functions, each with its library
/// @param layouts structures that both sides have, each pair once
/// @param variables declarations of variables, each with its library
/// @param constants numbers that the library has under the same name
/// @param unbound how many declarations met nothing
/// @param uses libraries that programs name, with what they lead to
public record AbiPair(
    Target target,
    List<BoundFunction> functions,
    List<BoundLayout> layouts,
    List<BoundVariable> variables,
    List<BoundConstant> constants,
    List<ResolvedUse> uses,
    int unbound,
    List<NotChecked> notChecked,
    List<Unread> unread)
    implements Seen {

  /// A declared function and the library it is looked up in.
  ///
  /// @param symbol what the library exports under the name
  /// @param function what is known of it
  /// @param parameters how its parameters differ, the gravest first
  /// @param result how its result differs
  public record BoundFunction(
      FunctionDeclaration declaration,
      Library library,
      Optional<Library.Exported> symbol,
      Optional<Library.Function> function,
      List<Difference> parameters,
      Optional<Difference> result) {

    public BoundFunction {
      parameters = List.copyOf(parameters);
    }

    /// Whether prototypes were compared, and not only names.
    public boolean compared() {
      return function.isPresent()
          && function.get().known()
          && (declaration.prototype().parameters().isPresent()
              || declaration.prototype().returns().said());
    }
  }

  /// A declared structure and that of the library, and the function or structure that pairs them.
  ///
  /// @param allocates whether the program itself makes such structures
  /// @param differences the gravest first
  public record BoundLayout(
      String language,
      Layout declared,
      Layout defined,
      Library library,
      String via,
      boolean allocates,
      List<Difference> differences) {

    public BoundLayout {
      differences = List.copyOf(differences);
    }

    /// Whether every value was compared.
    public boolean compared() {
      return LayoutComparison.certain(declared, defined);
    }
  }

  /// A declared variable and its library.
  public record BoundVariable(
      VariableDeclaration declaration,
      Library library,
      Optional<Library.Exported> symbol,
      Optional<Library.Variable> variable,
      Optional<Difference> difference) {}

  /// A declared number and the values that the library has under its name.
  public record BoundConstant(
      ConstantDeclaration declaration, Library library, List<Library.Constant> values) {
    public BoundConstant {
      values = List.copyOf(values);
    }
  }

  /// A library that a program names, and what was found under the name.
  ///
  /// @param found the file, as reports write it; empty where there is none
  /// @param instead a file of the name that no program can load
  /// @param why what is the matter with it, or why nothing was found
  public record ResolvedUse(
      LibraryUse use, Optional<String> found, Optional<String> instead, String why) {}

  public AbiPair {
    functions = List.copyOf(functions);
    layouts = List.copyOf(layouts);
    variables = List.copyOf(variables);
    constants = List.copyOf(constants);
    uses = List.copyOf(uses);
    notChecked = List.copyOf(notChecked);
    unread = List.copyOf(unread);
  }

  /// The same with more questions.
  AbiPair with(List<NotChecked> more) {
    var all = new java.util.ArrayList<>(notChecked);
    all.addAll(more);
    return new AbiPair(
        target, functions, layouts, variables, constants, uses, unbound, all, unread);
  }

  /// One observation for each thing that was compared beyond its name: a look that gave none could
  /// not tell anything.
  @Override
  public List<AbiObservation> observations() {
    var functionsSeen =
        functions.stream()
            .filter(one -> one.compared() || one.symbol().isEmpty())
            .map(one -> Sides.declared(one.declaration()));
    var layoutsSeen =
        layouts.stream()
            .filter(BoundLayout::compared)
            .map(
                one ->
                    (AbiObservation)
                        new AbiObservation.Declared(
                            one.declared().place(), one.language(), one.declared().name()));
    return java.util.stream.Stream.concat(functionsSeen, layoutsSeen).toList();
  }

  @Override
  public Details details() {
    return Checked.details(this, 0);
  }
}
