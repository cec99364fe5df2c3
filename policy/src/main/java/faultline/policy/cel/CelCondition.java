package faultline.policy.cel;

import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import faultline.policy.Condition;
import faultline.policy.PolicyException;
import faultline.policy.When;
import java.util.Map;

/// A condition in the Common Expression Language. It can see one finding and nothing else, and it
/// ends: loops over lists are bounded.
public final class CelCondition implements Condition {
  private static final String FINDING = "finding";
  private static final int MOST_STEPS = 100_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MOST_STEPS)
          .build();

  private final CelRuntime.Program program;

  private CelCondition(CelRuntime.Program program) {
    this.program = program;
  }

  /// The condition of `when`, which has to be a yes or no about `finding`.
  public static Condition compile(When when) {
    var cel =
        CelFactory.plannerCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar(FINDING, MapType.create(SimpleType.STRING, SimpleType.DYN))
            .setResultType(SimpleType.BOOL)
            .build();
    try {
      return new CelCondition(cel.createProgram(cel.compile(when.condition()).getAst()));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new PolicyException(when.file(), when.line(), "the condition is wrong: " + said(e));
    }
  }

  @Override
  public boolean holds(Map<String, Object> facts) throws Unanswerable {
    try {
      return program.eval(Map.of(FINDING, facts)) instanceof Boolean truth && truth;
    } catch (CelEvaluationException e) {
      throw new Unanswerable(said(e));
    }
  }

  /// The first line of a message: the others draw where it is.
  private static String said(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("ERROR: ", "");
  }
}
