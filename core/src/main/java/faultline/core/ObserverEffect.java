package faultline.core;

import org.jspecify.annotations.Nullable;

/// A way in which watching may have changed the run that was watched.
///
/// @param kind one word for programs that read the report, such as `setuid`
/// @param path the program or file concerned, where there is one
/// @param pid the process concerned, where there is one
public record ObserverEffect(
    String kind, String what, @Nullable String path, @Nullable Integer pid) {}
