import org.jspecify.annotations.NullMarked;

/// One class for each format in which a report can be written.
@NullMarked
module faultline.reporters {
  requires transitive faultline.core;
  requires faultline.formats;
  requires static org.jspecify;

  exports faultline.reporters;
}
