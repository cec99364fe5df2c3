package faultline.exec;

import faultline.core.Rule;

/// A rule about two runs of one command.
public interface PairRule extends Rule<RunPair> {}
