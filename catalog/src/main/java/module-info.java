import javax.annotation.processing.Processor;
import org.jspecify.annotations.NullMarked;

/// Runs inside the compiler and turns annotated rule classes into the rule catalogue.
@NullMarked
module faultline.catalog {
  requires java.compiler;
  requires static org.jspecify;

  provides Processor with
      faultline.catalog.RuleCatalogProcessor;
}
