package faultline.linux;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/// Lets this process hear signals instead of ending. The JVM offers that only through
/// `sun.misc.Signal` of the module jdk.unsupported, which is reached by name because the compiler
/// warns of any mention of it and the warning cannot be turned off.
public final class SignalWatch {
  private SignalWatch() {}

  /// From now on `signal` (`INT`, `TERM`, `HUP`) calls `heard` with its number, on a thread of the
  /// JVM's. False where this JVM does not allow it.
  public static boolean on(String signal, IntConsumer heard) {
    try {
      var type = Class.forName("sun.misc.Signal");
      var handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  heard.accept(Signals.number("SIG" + signal));
                  yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                // Each handler is only ever equal to itself.
                case "equals" ->
                    System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                default -> "SignalWatch";
              };
      var handler =
          Proxy.newProxyInstance(
              SignalWatch.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
      return true;
    } catch (ReflectiveOperationException _) {
      return false;
    }
  }
}
