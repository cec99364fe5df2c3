import org.jspecify.annotations.NullMarked;

/// The only calls to the kernel.
@NullMarked
module faultline.linux {
  requires static org.jspecify;

  exports faultline.linux;
}
