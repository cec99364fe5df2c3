package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Suspect;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A peer cannot be reached, or its name leads to no address.
///
/// ## Why it breaks
///
/// There is no route to it, it does not answer, or no name server knows it. Inside containers and
/// namespaces there may be no network at all.
///
/// ## Fix
///
/// Check the name, the route and the name servers; the report says which of them failed.
@RuleInfo(
    id = "FL-EXEC-063",
    name = "peer-unreachable",
    severity = Severity.ERROR,
    explanation = "unreachable")
public final class Unreachable implements ExecRule {
  private static final Set<String> ERRORS =
      Set.of(
          "ENETUNREACH",
          "EHOSTUNREACH",
          "ETIMEDOUT",
          "ENETDOWN",
          "EADDRNOTAVAIL",
          "EHOSTDOWN",
          "EAFNOSUPPORT");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return said(trace, suspect, message);
    }
    var failure = suspect.failure();
    if (failure == null || !ERRORS.contains(failure.errno())) {
      return null;
    }
    var peer = Phrase.name(failure.path());
    if (failure.call().equals("bind")) {
      return failure.errno().equals("EADDRNOTAVAIL")
          ? about(
              trace,
              suspect,
              "unreachable",
              peer + " cannot be bound: no interface of this machine has that address",
              Fix.of("bind an address of this machine, or 0.0.0.0 for all of them"),
              List.of())
          : null;
    }
    if (!failure.call().equals("connect")) {
      return null;
    }
    var cause =
        switch (failure.errno()) {
          case "ENETUNREACH" -> "there is no route to " + peer;
          case "EHOSTUNREACH", "EHOSTDOWN" ->
              peer + " does not answer in its network, or a router refuses the way to it";
          case "ETIMEDOUT" -> peer + " did not answer in time";
          case "ENETDOWN" -> "the network interface to " + peer + " is down";
          case "EADDRNOTAVAIL" ->
              "no address or port of this machine is left to reach " + peer + " from";
          default ->
              "this system has no "
                  + (peer.startsWith("[") ? "IPv6" : "such")
                  + " network to reach "
                  + peer;
        };
    return about(
        trace,
        suspect,
        "unreachable",
        cause,
        Fix.of(
            "check the address and the network: ip route, firewalls, the network of the container"),
        failure.facts());
  }

  private @Nullable Finding said(ExecTrace trace, Suspect suspect, Message message) {
    if (Diagnostic.of(message.text()) != Diagnostic.NAME_NOT_RESOLVED) {
      return null;
    }
    var found = Diagnostic.NAME_NOT_RESOLVED.match(message.text());
    var host = "";
    if (found != null) {
      for (int i = 1; i <= found.groupCount(); i++) {
        if (found.group(i) != null) {
          host = found.group(i);
        }
      }
    }
    boolean temporary =
        message.text().contains("emporary failure") || message.text().contains("EAI_AGAIN");
    var cause =
        host.isEmpty()
            ? Phrase.program(trace, message) + " cannot turn a host name into an address"
            : "the host name " + Phrase.name(host) + " leads to no address";
    if (temporary) {
      cause += ": no name server answers";
    }
    return about(
        trace,
        suspect,
        "unreachable",
        cause,
        Fix.of(
            temporary
                ? "check the network and /etc/resolv.conf"
                : "check the name, /etc/hosts and the name servers of /etc/resolv.conf"),
        null,
        "",
        null,
        List.of());
  }
}
