package faultline.policy;

import java.util.List;

/// A word for findings of some rules, and what each of them costs.
public record Tag(String name, long weight, List<Glob> rules) {
  public Tag {
    rules = List.copyOf(rules);
  }
}
