package faultline.exec.repair;

import faultline.core.Fix;
import org.jspecify.annotations.Nullable;

/// One kind of repair.
///
/// Its commands are what a careful person would type with the evidence at hand: they destroy
/// nothing, may be run twice, and their effect is certain. Where it is not, there is no command: a
/// wrong one does more harm than none.
interface Repair {
  /// What to do and the commands that do it; null where this repair does not fit.
  @Nullable Fix of(Broken broken);
}
