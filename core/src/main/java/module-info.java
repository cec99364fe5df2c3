import org.jspecify.annotations.NullMarked;

/// The vocabulary of the program, without dependencies.
@NullMarked
module faultline.core {
  requires static org.jspecify;

  exports faultline.core;
}
