import org.jspecify.annotations.NullMarked;

/// What a project wants of findings: its configuration as steps of a policy.
@NullMarked
module faultline.policy {
  requires transitive faultline.core;
  requires faultline.formats;
  requires static org.jspecify;

  exports faultline.policy;
}
