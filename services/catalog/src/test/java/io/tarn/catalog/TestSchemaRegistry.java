package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.CheckSchemaVersionValidityInput;
import io.tarn.api.glue.CheckSchemaVersionValidityResponse;
import io.tarn.api.glue.CreateRegistryInput;
import io.tarn.api.glue.CreateSchemaInput;
import io.tarn.api.glue.CreateSchemaResponse;
import io.tarn.api.glue.DeleteRegistryInput;
import io.tarn.api.glue.DeleteSchemaInput;
import io.tarn.api.glue.DeleteSchemaVersionsInput;
import io.tarn.api.glue.GetRegistryInput;
import io.tarn.api.glue.GetSchemaByDefinitionInput;
import io.tarn.api.glue.GetSchemaInput;
import io.tarn.api.glue.GetSchemaResponse;
import io.tarn.api.glue.GetSchemaVersionInput;
import io.tarn.api.glue.GetSchemaVersionResponse;
import io.tarn.api.glue.GetSchemaVersionsDiffInput;
import io.tarn.api.glue.GetTagsRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ListRegistriesInput;
import io.tarn.api.glue.ListSchemaVersionsInput;
import io.tarn.api.glue.ListSchemasInput;
import io.tarn.api.glue.MetadataKeyValuePair;
import io.tarn.api.glue.PutSchemaVersionMetadataInput;
import io.tarn.api.glue.QuerySchemaVersionMetadataInput;
import io.tarn.api.glue.RegisterSchemaVersionInput;
import io.tarn.api.glue.RegisterSchemaVersionResponse;
import io.tarn.api.glue.RegistryId;
import io.tarn.api.glue.RemoveSchemaVersionMetadataInput;
import io.tarn.api.glue.SchemaId;
import io.tarn.api.glue.SchemaVersionNumber;
import io.tarn.api.glue.UpdateSchemaInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSchemaRegistry {
  private static final String ONE = record("{\"name\":\"id\",\"type\":\"long\"}");

  /** Adds a field without a default: what was written before cannot be read with it. */
  private static final String REQUIRED =
      record("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"}");

  /** Adds a field with a default: both ways are open. */
  private static final String OPTIONAL =
      record(
          "{\"name\":\"id\",\"type\":\"long\"},"
              + "{\"name\":\"name\",\"type\":\"string\",\"default\":\"\"}");

  /** Takes the only field away, which had no default. */
  private static final String NOTHING = record("");

  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() throws IOException {
    lake = Lake.openAsleep(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"Person\",\"fields\":[" + fields + "]}";
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, AVAILABLE, AVAILABLE, AVAILABLE",
    "BACKWARD, FAILURE, AVAILABLE, AVAILABLE",
    "BACKWARD_ALL, FAILURE, AVAILABLE, AVAILABLE",
    "FORWARD, AVAILABLE, AVAILABLE, FAILURE",
    "FORWARD_ALL, AVAILABLE, AVAILABLE, FAILURE",
    "FULL, FAILURE, AVAILABLE, FAILURE",
    "FULL_ALL, FAILURE, AVAILABLE, FAILURE"
  })
  void decidesWhatMayFollow(String mode, String required, String optional, String nothing) {
    create("s", mode, ONE);
    assertThat(register("s", REQUIRED).status()).isEqualTo(required);
    assertThat(register("s", OPTIONAL).status()).isEqualTo(optional);
    assertThat(register("s", NOTHING).status()).isEqualTo(nothing);
  }

  /** Each of the second definitions follows the first, alone in its schema. */
  @ParameterizedTest
  @CsvSource({
    "JSON, NONE, AVAILABLE, AVAILABLE, AVAILABLE",
    "JSON, BACKWARD, FAILURE, AVAILABLE, FAILURE",
    "JSON, BACKWARD_ALL, FAILURE, AVAILABLE, FAILURE",
    "JSON, FORWARD, FAILURE, FAILURE, AVAILABLE",
    "JSON, FORWARD_ALL, FAILURE, FAILURE, AVAILABLE",
    "JSON, FULL, FAILURE, FAILURE, FAILURE",
    "JSON, FULL_ALL, FAILURE, FAILURE, FAILURE",
    "PROTOBUF, NONE, AVAILABLE, AVAILABLE, AVAILABLE",
    "PROTOBUF, BACKWARD, FAILURE, AVAILABLE, FAILURE",
    "PROTOBUF, BACKWARD_ALL, FAILURE, AVAILABLE, FAILURE",
    "PROTOBUF, FORWARD, FAILURE, FAILURE, AVAILABLE",
    "PROTOBUF, FORWARD_ALL, FAILURE, FAILURE, AVAILABLE",
    "PROTOBUF, FULL, FAILURE, FAILURE, FAILURE",
    "PROTOBUF, FULL_ALL, FAILURE, FAILURE, FAILURE"
  })
  void everyFormatHasItsRules(String format, String mode, String other, String more, String less) {
    boolean json = format.equals("JSON");
    String one = json ? closed("integer", "at") : message("int32 id = 1; string at = 2;");
    List<String> followers =
        json
            ? List.of(closed("boolean", "at"), closed("integer", "at", "by"), closed("integer"))
            : List.of(
                message("string id = 1; string at = 2;"),
                message("int32 id = 1; string at = 2; string by = 3;"),
                message("int32 id = 1;"));
    List<String> found = new ArrayList<>();
    for (String follower : followers) {
      Optional<String> why = SchemaRules.of(format).conflict(mode, follower, List.of(one));
      found.add(why.isEmpty() ? "AVAILABLE" : "FAILURE");
    }
    assertThat(found).containsExactly(other, more, less);
  }

  private static String closed(String id, String... texts) {
    StringBuilder all = new StringBuilder("\"id\":{\"type\":\"" + id + "\"}");
    for (String text : texts) {
      all.append(",\"").append(text).append("\":{\"type\":\"string\"}");
    }
    return "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" + all + "}}";
  }

  private static String message(String fields) {
    return "syntax = \"proto3\";\npackage shop.orders;\nmessage Order { " + fields + " }\n";
  }

  @Test
  void aProtobufSchemaIsOneHoweverItIsWritten() {
    String order =
        message("int32 id = 1; google.protobuf.Timestamp at = 2;")
            .replace("message", "import \"google/protobuf/timestamp.proto\";\nmessage");
    CreateSchemaResponse made =
        lake.call(
            GlueService.CREATE_SCHEMA,
            creation("s", "FULL", order).toBuilder().dataFormat("PROTOBUF").build());
    assertThat(made.dataFormat()).isEqualTo("PROTOBUF");
    assertThat(register("s", order.replace(";", " ;\n")).schemaVersionId())
        .isEqualTo(made.schemaVersionId());
    assertThat(register("s", message("int32 id = 1;")).status()).isEqualTo("FAILURE");
    GetSchemaVersionResponse version =
        lake.call(
            GlueService.GET_SCHEMA_VERSION,
            GetSchemaVersionInput.builder().schemaVersionId(made.schemaVersionId()).build());
    assertThat(version.dataFormat()).isEqualTo("PROTOBUF");
    assertThat(version.schemaDefinition()).isEqualTo(order);
  }

  @Test
  void aDifferenceOfProtobufSchemasIsOneOfTheirDescriptors() {
    lake.call(
        GlueService.CREATE_SCHEMA,
        creation("s", "NONE", message("int32 id = 1; // the number\n")).toBuilder()
            .dataFormat("PROTOBUF")
            .build());
    register("s", message("int64 id = 1; repeated string names = 4;"));
    assertThat(difference(1, 2))
        .isEqualTo(
            "[{\"op\":\"replace\",\"path\":\"/messageType/0/field/0/type\",\"value\":\"TYPE_INT64\"},"
                + "{\"op\":\"add\",\"path\":\"/messageType/0/field/-\",\"value\":{\"name\":\"names\","
                + "\"number\":4,\"label\":\"LABEL_REPEATED\",\"type\":\"TYPE_STRING\"}}]");
    assertThat(difference(1, 1)).isEqualTo("[]");
    assertThat(difference(2, 1))
        .endsWith("{\"op\":\"remove\",\"path\":\"/messageType/0/field/1\"}]");
  }

  private @Nullable String difference(int from, int to) {
    return lake.call(
            GlueService.GET_SCHEMA_VERSIONS_DIFF,
            GetSchemaVersionsDiffInput.builder()
                .schemaId(id("s"))
                .firstSchemaVersionNumber(number(from))
                .secondSchemaVersionNumber(number(to))
                .schemaDiffType("SYNTAX_DIFF")
                .build())
        .diff();
  }

  @Test
  void aJsonSchemaIsOneHoweverItIsWritten() {
    CreateSchemaResponse made =
        lake.call(
            GlueService.CREATE_SCHEMA,
            creation("s", "BACKWARD", closed("integer")).toBuilder().dataFormat("JSON").build());
    String turned =
        "{ \"properties\": {\"id\": {\"type\": \"integer\"}},\n"
            + "\"additionalProperties\": false, \"type\": \"object\" }";
    assertThat(
            lake.call(
                    GlueService.GET_SCHEMA_BY_DEFINITION,
                    GetSchemaByDefinitionInput.builder()
                        .schemaId(id("s"))
                        .schemaDefinition(turned)
                        .build())
                .schemaVersionId())
        .isEqualTo(made.schemaVersionId());
    assertThat(register("s", closed("integer", "by")).status()).isEqualTo("AVAILABLE");
    assertThat(register("s", closed("boolean", "by")).status()).isEqualTo("FAILURE");
  }

  @Test
  void whatIsNoSchemaIsSaidInItsOwnWords() {
    for (String good :
        List.of(
            "{}",
            "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"string\"}",
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/definitions/a\","
                + "\"definitions\":{\"a\":{\"type\":\"string\",\"format\":\"uri-template\"}}}")) {
      assertThat(validity("JSON", good)).isEqualTo("valid");
    }
    assertThat(validity("JSON", "{")).contains("must end with '}'");
    assertThat(validity("JSON", "12")).contains("must begin with '{'");
    assertThat(validity("JSON", "{} {}")).isNotEqualTo("valid");
    assertThat(validity("JSON", "{\"type\":12}")).contains("expected type is one of");
    assertThat(validity("JSON", "{\"type\":\"nix\"}")).contains("unknown type: [nix]");
    assertThat(validity("JSON", "{\"pattern\":\"(\",\"type\":\"string\"}")).contains("Unclosed");
    assertThat(validity("JSON", "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}"))
        .contains("could not determine version");
    assertThat(validity("JSON", "{\"$ref\":\"http://169.254.169.254/latest\"}"))
        .contains("a reference leaves the definition");
    assertThat(validity("JSON", "{\"not\":".repeat(50_000))).contains("nested more than 200");
    assertThat(validity("PROTOBUF", message("int32 id = 1;"))).isEqualTo("valid");
    assertThat(validity("PROTOBUF", " ")).contains("empty");
    assertThat(validity("PROTOBUF", "nonsense")).contains("unexpected label: nonsense");
    assertThat(validity("PROTOBUF", message("int32 id = 1; int32 no = 1;")))
        .contains("multiple fields share tag 1");
    assertThat(validity("PROTOBUF", message("Nix id = 1;"))).contains("unable to resolve Nix");
    assertThat(
            validity(
                "PROTOBUF",
                message("int32 id = 1;").replace("message", "import \"a.proto\"; message")))
        .contains("unable to find a.proto");
    assertThat(validity("PROTOBUF", "message a {".repeat(50_000))).contains("nested more than 200");
    assertThat(validity("PROTOBUF", message("").replace("message Order", "enum E")))
        .isNotEqualTo("valid");
  }

  private String validity(String format, String definition) {
    CheckSchemaVersionValidityResponse answer =
        lake.call(
            GlueService.CHECK_SCHEMA_VERSION_VALIDITY,
            CheckSchemaVersionValidityInput.builder()
                .dataFormat(format)
                .schemaDefinition(definition)
                .build());
    return Boolean.TRUE.equals(answer.valid()) ? "valid" : requireNonNull(answer.error());
  }

  @Test
  void allVersionsAreAskedFromTheCheckpointOn() {
    String text = record("{\"name\":\"id\",\"type\":\"string\",\"default\":\"\"}");
    create("s", "NONE", ONE);
    register("s", NOTHING);
    update("s", "BACKWARD");
    assertThat(register("s", text).status()).isEqualTo("AVAILABLE");
    create("all", "NONE", ONE);
    register("all", NOTHING);
    update("all", "BACKWARD_ALL");
    RegisterSchemaVersionResponse failed = register("all", text);
    assertThat(failed.status()).isEqualTo("FAILURE");
    assertThat(schema("all").latestSchemaVersion()).isEqualTo(2);
    lake.call(
        GlueService.UPDATE_SCHEMA,
        UpdateSchemaInput.builder()
            .schemaId(id("all"))
            .schemaVersionNumber(number(2))
            .compatibility("BACKWARD_ALL")
            .build());
    RegisterSchemaVersionResponse again = register("all", text);
    assertThat(again.status()).isEqualTo("AVAILABLE");
    assertThat(again.schemaVersionId()).isEqualTo(failed.schemaVersionId());
    assertThat(schema("all").latestSchemaVersion()).isEqualTo(3);
  }

  @Test
  void aVersionIsOneHoweverItIsWritten() {
    CreateSchemaResponse made = create("s", "FULL", ONE);
    RegisterSchemaVersionResponse same =
        register("s", ONE.replace("{", "{ \n ").replace(",", " , "));
    assertThat(same.schemaVersionId()).isEqualTo(made.schemaVersionId());
    assertThat(same.versionNumber()).isEqualTo(1);
    assertThat(
            lake.call(
                    GlueService.GET_SCHEMA_BY_DEFINITION,
                    GetSchemaByDefinitionInput.builder()
                        .schemaId(id("s"))
                        .schemaDefinition(ONE)
                        .build())
                .schemaVersionId())
        .isEqualTo(made.schemaVersionId());
    assertThat(
            lake.call(
                    GlueService.GET_SCHEMA_VERSION,
                    GetSchemaVersionInput.builder().schemaVersionId(made.schemaVersionId()).build())
                .schemaDefinition())
        .isEqualTo(ONE);
    lake.refused(
        GlueService.GET_SCHEMA_BY_DEFINITION,
        GetSchemaByDefinitionInput.builder().schemaId(id("s")).schemaDefinition(OPTIONAL).build(),
        "EntityNotFoundException",
        "Schema version is not found");
  }

  @Test
  void whatIsNoSchemaIsRefused() {
    CheckSchemaVersionValidityResponse bad = validity("{\"type\":\"nix\"}");
    assertThat(bad.valid()).isFalse();
    assertThat(bad.error()).isNotBlank();
    assertThat(validity(ONE).valid()).isTrue();
    assertThat(validity("[".repeat(100_000)).valid()).isFalse();
    lake.refused(
        GlueService.CREATE_SCHEMA,
        creation("s", "NONE", "{"),
        "InvalidInputException",
        "Schema definition of AVRO data format is invalid");
    lake.refused(
        GlueService.CREATE_SCHEMA,
        creation("s", "NONE", "{}").toBuilder().dataFormat("PROTOBUF").build(),
        "InvalidInputException",
        "Schema definition of PROTOBUF data format is invalid");
    create("s", "DISABLED", ONE);
    lake.refused(
        GlueService.CREATE_SCHEMA,
        creation("s", "NONE", ONE),
        "AlreadyExistsException",
        "Schema already exists");
    lake.refused(
        GlueService.REGISTER_SCHEMA_VERSION,
        RegisterSchemaVersionInput.builder().schemaId(id("s")).schemaDefinition(OPTIONAL).build(),
        "InvalidInputException",
        "Compatibility DISABLED does not allow versioning");
    lake.refused(
        GlueService.GET_SCHEMA,
        GetSchemaInput.builder().schemaId(id("nix")).build(),
        "EntityNotFoundException",
        "Schema is not found");
    lake.refused(
        GlueService.GET_SCHEMA,
        GetSchemaInput.builder()
            .schemaId(SchemaId.builder().schemaArn("arn:aws:glue:eu-west-1:1:schema/a/b").build())
            .build(),
        "InvalidInputException",
        "ARN is not valid");
  }

  @Test
  void aDifferenceIsAJsonPatch() {
    create("s", "NONE", ONE);
    register("s", OPTIONAL);
    assertThat(
            lake.call(
                    GlueService.GET_SCHEMA_VERSIONS_DIFF,
                    GetSchemaVersionsDiffInput.builder()
                        .schemaId(id("s"))
                        .firstSchemaVersionNumber(number(1))
                        .secondSchemaVersionNumber(
                            SchemaVersionNumber.builder().latestVersion(true).build())
                        .schemaDiffType("SYNTAX_DIFF")
                        .build())
                .diff())
        .isEqualTo(
            "[{\"op\":\"add\",\"path\":\"/fields/-\",\"value\":"
                + "{\"name\":\"name\",\"type\":\"string\",\"default\":\"\"}}]");
  }

  @Test
  void versionsGoAndTheCheckpointStays() {
    create("s", "NONE", ONE);
    register("s", OPTIONAL);
    register("s", REQUIRED);
    lake.refused(
        GlueService.DELETE_SCHEMA_VERSIONS,
        DeleteSchemaVersionsInput.builder().schemaId(id("s")).versions("1-2").build(),
        "InvalidInputException",
        "cannot be deleted");
    assertThat(delete("2-4")).containsExactly(4L);
    assertThat(schema("s").latestSchemaVersion()).isEqualTo(1);
    assertThat(register("s", NOTHING).versionNumber()).isEqualTo(4);
    assertThat(
            lake.call(
                    GlueService.LIST_SCHEMA_VERSIONS,
                    ListSchemaVersionsInput.builder().schemaId(id("s")).build())
                .schemas())
        .extracting(version -> version.versionNumber())
        .containsExactly(1L, 4L);
  }

  @Test
  void notesStandByTheirVersion() {
    CreateSchemaResponse made = create("s", "NONE", ONE);
    String version = made.schemaVersionId();
    note(version, "team", "a");
    note(version, "team", "b");
    lake.refused(
        GlueService.PUT_SCHEMA_VERSION_METADATA,
        PutSchemaVersionMetadataInput.builder()
            .schemaVersionId(version)
            .metadataKeyValue(pair("team", "b"))
            .build(),
        "AlreadyExistsException",
        "Resource already exist");
    var team =
        requireNonNull(
            lake.call(
                    GlueService.QUERY_SCHEMA_VERSION_METADATA,
                    QuerySchemaVersionMetadataInput.builder().schemaVersionId(version).build())
                .metadataInfoMap());
    assertThat(requireNonNull(team.get("team")).otherMetadataValueList()).hasSize(1);
    RemoveSchemaVersionMetadataInput remove =
        RemoveSchemaVersionMetadataInput.builder()
            .schemaVersionId(version)
            .metadataKeyValue(pair("team", "a"))
            .build();
    lake.call(GlueService.REMOVE_SCHEMA_VERSION_METADATA, remove);
    lake.refused(
        GlueService.REMOVE_SCHEMA_VERSION_METADATA, remove, "EntityNotFoundException", "team");
  }

  @Test
  void aRegistryTakesItsSchemasAlong() throws IOException {
    lake.call(
        GlueService.CREATE_REGISTRY,
        CreateRegistryInput.builder().registryName("r").tags(Map.of("a", "b")).build());
    RegistryId registry = RegistryId.builder().registryName("r").build();
    lake.call(
        GlueService.CREATE_SCHEMA,
        creation("s", "NONE", ONE).toBuilder().registryId(registry).build());
    create("s", "NONE", ONE);
    assertThat(lake.call(GlueService.LIST_SCHEMAS, ListSchemasInput.builder().build()).schemas())
        .hasSize(2);
    assertThat(
            lake.call(
                    GlueService.GET_TAGS,
                    GetTagsRequest.builder()
                        .resourceArn(
                            "arn:aws:glue:" + Lake.REGION + ":" + Lake.ACCOUNT + ":registry/r")
                        .build())
                .tags())
        .containsEntry("a", "b");
    lake.close();
    lake = Lake.openAsleep(directory);
    assertThat(
            lake.call(GlueService.LIST_REGISTRIES, ListRegistriesInput.builder().build())
                .registries())
        .extracting(found -> found.registryName())
        .containsExactly("default-registry", "r");
    lake.call(
        GlueService.DELETE_REGISTRY, DeleteRegistryInput.builder().registryId(registry).build());
    lake.refused(
        GlueService.GET_REGISTRY,
        GetRegistryInput.builder().registryId(registry).build(),
        "EntityNotFoundException",
        "Registry is not found. RegistryName: r");
    assertThat(schema("s").registryName()).isEqualTo("default-registry");
    lake.call(GlueService.DELETE_SCHEMA, DeleteSchemaInput.builder().schemaId(id("s")).build());
    assertThat(create("s", "NONE", ONE).latestSchemaVersion()).isEqualTo(1);
  }

  private static SchemaId id(String name) {
    return SchemaId.builder().schemaName(name).registryName("default-registry").build();
  }

  private static SchemaVersionNumber number(long number) {
    return SchemaVersionNumber.builder().versionNumber(number).build();
  }

  private static MetadataKeyValuePair pair(String name, String value) {
    return MetadataKeyValuePair.builder().metadataKey(name).metadataValue(value).build();
  }

  private static CreateSchemaInput creation(String name, String mode, String definition) {
    return CreateSchemaInput.builder()
        .schemaName(name)
        .dataFormat("AVRO")
        .compatibility(mode)
        .schemaDefinition(definition)
        .build();
  }

  private CreateSchemaResponse create(String name, String mode, String definition) {
    return lake.call(GlueService.CREATE_SCHEMA, creation(name, mode, definition));
  }

  private RegisterSchemaVersionResponse register(String name, String definition) {
    return lake.call(
        GlueService.REGISTER_SCHEMA_VERSION,
        RegisterSchemaVersionInput.builder()
            .schemaId(id(name))
            .schemaDefinition(definition)
            .build());
  }

  private void update(String name, String mode) {
    lake.call(
        GlueService.UPDATE_SCHEMA,
        UpdateSchemaInput.builder().schemaId(id(name)).compatibility(mode).build());
  }

  private GetSchemaResponse schema(String name) {
    return lake.call(GlueService.GET_SCHEMA, GetSchemaInput.builder().schemaId(id(name)).build());
  }

  private CheckSchemaVersionValidityResponse validity(String definition) {
    return lake.call(
        GlueService.CHECK_SCHEMA_VERSION_VALIDITY,
        CheckSchemaVersionValidityInput.builder()
            .dataFormat("AVRO")
            .schemaDefinition(definition)
            .build());
  }

  private List<@Nullable Long> delete(String versions) {
    return requireNonNull(
            lake.call(
                    GlueService.DELETE_SCHEMA_VERSIONS,
                    DeleteSchemaVersionsInput.builder()
                        .schemaId(id("s"))
                        .versions(versions)
                        .build())
                .schemaVersionErrors())
        .stream()
        .<@Nullable Long>map(error -> error.versionNumber())
        .toList();
  }

  private void note(@Nullable String version, String name, String value) {
    lake.call(
        GlueService.PUT_SCHEMA_VERSION_METADATA,
        PutSchemaVersionMetadataInput.builder()
            .schemaVersionId(version)
            .metadataKeyValue(pair(name, value))
            .build());
  }
}
