package faultline.exec.env;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.core.Seen;
import faultline.exec.env.EnvObservation.Installed;
import faultline.exec.env.EnvObservation.Setting;
import faultline.exec.env.EnvObservation.SettingsFile;
import java.util.List;
import java.util.stream.Stream;

/// What a toolchain is set to: its settings, the files they come from, and what is used.
///
/// @param uses what a run or a build would use, in the names of this toolchain
public record EnvSettings(
    Toolchain toolchain,
    List<EnvObservation> observations,
    List<NotChecked> notChecked,
    Details uses)
    implements Seen {
  /// The version of the names that this door adds to its part.
  public static final String SCHEMA = "1.0";

  public EnvSettings {
    observations = List.copyOf(observations);
    notChecked = List.copyOf(notChecked);
  }

  /// All observations of one kind.
  public <T extends EnvObservation> Stream<T> of(Class<T> kind) {
    return observations.stream().filter(kind::isInstance).map(kind::cast);
  }

  public List<Setting> settings() {
    return of(Setting.class).toList();
  }

  /// The value of a setting; empty where there is none.
  public String value(String name) {
    return of(Setting.class)
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(Setting::value)
        .orElse("");
  }

  @Override
  public Details details() {
    return Details.NONE
        .text("envVersion", SCHEMA)
        .text("toolchain", toolchain.word())
        .nested("uses", uses)
        .list("settings", of(Setting.class).map(Setting::details).toList())
        .list("files", of(SettingsFile.class).map(SettingsFile::details).toList())
        .list("versions", of(Installed.class).map(Installed::details).toList());
  }
}
