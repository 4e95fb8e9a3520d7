package io.tarn.sql;

import io.tarn.api.athena.ManagedQueryResultsConfiguration;
import io.tarn.api.athena.ManagedQueryResultsConfigurationUpdates;
import io.tarn.api.athena.ResultConfiguration;
import io.tarn.api.athena.ResultConfigurationUpdates;
import io.tarn.api.athena.WorkGroupConfiguration;
import io.tarn.api.athena.WorkGroupConfigurationUpdates;
import org.jspecify.annotations.Nullable;

/** A work group's configuration: what is enforced, what is refused by name. */
final class GroupSettings {
  private GroupSettings() {}

  static void check(WorkGroupConfiguration asked) {
    refuse("ExecutionRole", asked.executionRole());
    refuse(
        "CustomerContentEncryptionConfiguration", asked.customerContentEncryptionConfiguration());
    ManagedQueryResultsConfiguration managed = asked.managedQueryResultsConfiguration();
    if (managed != null && Boolean.TRUE.equals(managed.enabled())) {
      refuse("ManagedQueryResultsConfiguration", managed);
    }
    if (asked.resultConfiguration() != null) {
      checkResults(asked.resultConfiguration());
    }
  }

  private static void checkResults(ResultConfiguration results) {
    ResultEncryption.check(results.encryptionConfiguration());
    String location = results.outputLocation();
    if (location != null && !location.isEmpty() && S3Location.parse(location).isEmpty()) {
      throw SqlError.invalid("INVALID_INPUT", "outputLocation is not a valid S3 path.");
    }
  }

  private static void refuse(String setting, @Nullable Object value) {
    if (value != null) {
      throw SqlError.invalid("NOT_SUPPORTED", "The setting " + setting + " is not supported");
    }
  }

  /** Defaults are those of the API: the group's settings are enforced unless it says otherwise. */
  static WorkGroupConfiguration complete(WorkGroupConfiguration asked) {
    return asked.toBuilder()
        .enforceWorkGroupConfiguration(
            asked.enforceWorkGroupConfiguration() == null || asked.enforceWorkGroupConfiguration())
        .publishCloudWatchMetricsEnabled(
            Boolean.TRUE.equals(asked.publishCloudWatchMetricsEnabled()))
        .requesterPaysEnabled(Boolean.TRUE.equals(asked.requesterPaysEnabled()))
        .engineVersion(WorkGroups.ENGINE)
        .build();
  }

  static WorkGroupConfiguration update(
      @Nullable WorkGroupConfiguration current, WorkGroupConfigurationUpdates updates) {
    refuse("ExecutionRole", updates.executionRole());
    ManagedQueryResultsConfigurationUpdates managed =
        updates.managedQueryResultsConfigurationUpdates();
    if (managed != null && Boolean.TRUE.equals(managed.enabled())) {
      refuse("ManagedQueryResultsConfiguration", managed);
    }
    WorkGroupConfiguration from =
        current == null ? WorkGroupConfiguration.builder().build() : current;
    WorkGroupConfiguration.Builder changed = from.toBuilder();
    if (updates.enforceWorkGroupConfiguration() != null) {
      changed.enforceWorkGroupConfiguration(updates.enforceWorkGroupConfiguration());
    }
    if (updates.publishCloudWatchMetricsEnabled() != null) {
      changed.publishCloudWatchMetricsEnabled(updates.publishCloudWatchMetricsEnabled());
    }
    if (updates.requesterPaysEnabled() != null) {
      changed.requesterPaysEnabled(updates.requesterPaysEnabled());
    }
    if (Boolean.TRUE.equals(updates.removeBytesScannedCutoffPerQuery())) {
      changed.bytesScannedCutoffPerQuery(null);
    } else if (updates.bytesScannedCutoffPerQuery() != null) {
      changed.bytesScannedCutoffPerQuery(updates.bytesScannedCutoffPerQuery());
    }
    ResultConfigurationUpdates results = updates.resultConfigurationUpdates();
    if (results != null) {
      ResultConfiguration before =
          from.resultConfiguration() == null
              ? ResultConfiguration.builder().build()
              : from.resultConfiguration();
      ResultConfiguration.Builder after = before.toBuilder();
      if (Boolean.TRUE.equals(results.removeOutputLocation())) {
        after.outputLocation(null);
      } else if (results.outputLocation() != null) {
        after.outputLocation(results.outputLocation());
      }
      if (Boolean.TRUE.equals(results.removeEncryptionConfiguration())) {
        after.encryptionConfiguration(null);
      } else if (results.encryptionConfiguration() != null) {
        after.encryptionConfiguration(results.encryptionConfiguration());
      }
      ResultConfiguration built = after.build();
      checkResults(built);
      changed.resultConfiguration(built);
    }
    return changed.build();
  }
}
