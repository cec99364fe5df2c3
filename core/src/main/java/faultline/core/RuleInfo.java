package faultline.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The catalogue entry of a rule. The doc comment of the annotated class is the rule's page.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RuleInfo {
  /// `FL-<SEAM>-<NNN>`, never reused.
  String id();

  /// The fault in words joined by hyphens; it reads well after "allow".
  String name();

  Severity severity();

  /// The word of the seam's list that a finding of this rule usually carries as its explanation.
  String explanation();
}
