package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.Access;
import io.tarn.api.glue.Column;
import io.tarn.api.glue.ConnectionPasswordEncryption;
import io.tarn.api.glue.CreatePartitionRequest;
import io.tarn.api.glue.CreateTableRequest;
import io.tarn.api.glue.DataCatalogEncryptionSettings;
import io.tarn.api.glue.DeleteResourcePolicyRequest;
import io.tarn.api.glue.EncryptionAtRest;
import io.tarn.api.glue.GetCatalogRequest;
import io.tarn.api.glue.GetCatalogsRequest;
import io.tarn.api.glue.GetDataCatalogEncryptionSettingsRequest;
import io.tarn.api.glue.GetResourcePoliciesRequest;
import io.tarn.api.glue.GetResourcePolicyRequest;
import io.tarn.api.glue.GetTablesRequest;
import io.tarn.api.glue.GetUnfilteredPartitionsMetadataRequest;
import io.tarn.api.glue.GetUnfilteredPartitionsMetadataResponse;
import io.tarn.api.glue.GetUnfilteredTableMetadataRequest;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.PartitionInput;
import io.tarn.api.glue.PropertyPredicate;
import io.tarn.api.glue.PutDataCatalogEncryptionSettingsRequest;
import io.tarn.api.glue.PutResourcePolicyRequest;
import io.tarn.api.glue.SearchTablesRequest;
import io.tarn.api.glue.SearchTablesResponse;
import io.tarn.api.glue.SortCriterion;
import io.tarn.api.glue.StorageDescriptor;
import io.tarn.api.glue.Table;
import io.tarn.api.glue.TableInput;
import io.tarn.kernel.Caller;
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

class TestCatalogSettings {
  private static final String POLICY = "{\"Statement\":[]}";

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

  @Test
  void aPolicyIsSetUnderConditions() {
    lake.refused(
        GlueService.GET_RESOURCE_POLICY,
        GetResourcePolicyRequest.builder().build(),
        "EntityNotFoundException",
        "Policy not found");
    PutResourcePolicyRequest put =
        PutResourcePolicyRequest.builder().policyInJson(POLICY).enableHybrid("TRUE").build();
    lake.refused(
        GlueService.PUT_RESOURCE_POLICY,
        put.toBuilder().policyExistsCondition("MUST_EXIST").build(),
        "EntityNotFoundException",
        "Policy not found");
    lake.refused(
        GlueService.PUT_RESOURCE_POLICY,
        put.toBuilder().policyInJson("no").build(),
        "InvalidInputException",
        "not JSON");
    String hash =
        requireNonNull(
            lake.call(
                    GlueService.PUT_RESOURCE_POLICY,
                    put.toBuilder().policyExistsCondition("NOT_EXIST").build())
                .policyHash());
    lake.refused(
        GlueService.PUT_RESOURCE_POLICY,
        put.toBuilder().policyExistsCondition("NOT_EXIST").build(),
        "ConditionCheckFailureException",
        "exists already");
    lake.refused(
        GlueService.PUT_RESOURCE_POLICY,
        put.toBuilder().policyHashCondition("other").build(),
        "ConditionCheckFailureException",
        "another hash");
    lake.call(GlueService.PUT_RESOURCE_POLICY, put.toBuilder().policyHashCondition(hash).build());
    assertThat(
            lake.call(
                    GlueService.GET_RESOURCE_POLICIES, GetResourcePoliciesRequest.builder().build())
                .getResourcePoliciesResponseList())
        .hasSize(1);
    lake.refused(
        GlueService.DELETE_RESOURCE_POLICY,
        DeleteResourcePolicyRequest.builder().policyHashCondition("other").build(),
        "ConditionCheckFailureException",
        "another hash");
    lake.call(
        GlueService.DELETE_RESOURCE_POLICY,
        DeleteResourcePolicyRequest.builder().policyHashCondition(hash).build());
    lake.refused(
        GlueService.DELETE_RESOURCE_POLICY,
        DeleteResourcePolicyRequest.builder().build(),
        "EntityNotFoundException",
        "Policy not found");
  }

  @Test
  void thePolicyIsAskedAboutEveryGlueAction() {
    List<Optional<String>> asked = new ArrayList<>();
    lake.onAccess = access -> asked.add(access.resourcePolicy());
    CatalogAuthorizer authorizer = new CatalogAuthorizer(lake.ledger, lake);
    var call = lake.newCall(new Caller.Root(Lake.ACCOUNT));
    authorizer.check(call, Access.of("glue:GetTable", "*"));
    lake.call(
        GlueService.PUT_RESOURCE_POLICY,
        PutResourcePolicyRequest.builder().policyInJson(POLICY).build());
    asked.clear();
    authorizer.check(call, Access.of("glue:GetTable", "*"));
    authorizer.check(call, Access.of("s3:GetObject", "*"));
    assertThat(asked).containsExactly(Optional.of(POLICY), Optional.empty());
  }

  @Test
  void encryptionThatIsNotDoneIsRefused() {
    DataCatalogEncryptionSettings settings =
        requireNonNull(
            lake.call(
                    GlueService.GET_DATA_CATALOG_ENCRYPTION_SETTINGS,
                    GetDataCatalogEncryptionSettingsRequest.builder().build())
                .dataCatalogEncryptionSettings());
    lake.call(
        GlueService.PUT_DATA_CATALOG_ENCRYPTION_SETTINGS,
        PutDataCatalogEncryptionSettingsRequest.builder()
            .dataCatalogEncryptionSettings(settings)
            .build());
    lake.refused(
        GlueService.PUT_DATA_CATALOG_ENCRYPTION_SETTINGS,
        PutDataCatalogEncryptionSettingsRequest.builder()
            .dataCatalogEncryptionSettings(
                DataCatalogEncryptionSettings.builder()
                    .encryptionAtRest(
                        EncryptionAtRest.builder().catalogEncryptionMode("SSE-KMS").build())
                    .build())
            .build(),
        "InvalidInputException",
        "CatalogEncryptionMode SSE-KMS is not implemented");
    lake.refused(
        GlueService.PUT_DATA_CATALOG_ENCRYPTION_SETTINGS,
        PutDataCatalogEncryptionSettingsRequest.builder()
            .dataCatalogEncryptionSettings(
                DataCatalogEncryptionSettings.builder()
                    .connectionPasswordEncryption(
                        ConnectionPasswordEncryption.builder()
                            .returnConnectionPasswordEncrypted(true)
                            .build())
                    .build())
            .build(),
        "InvalidInputException",
        "ReturnConnectionPasswordEncrypted is not implemented");
  }

  @Test
  void thereIsOneCatalog() {
    assertThat(
            requireNonNull(
                    lake.call(
                            GlueService.GET_CATALOG,
                            GetCatalogRequest.builder().catalogId(Lake.ACCOUNT).build())
                        .catalog())
                .catalogId())
        .isEqualTo(Lake.ACCOUNT);
    assertThat(
            lake.call(GlueService.GET_CATALOGS, GetCatalogsRequest.builder().build()).catalogList())
        .isEmpty();
    assertThat(
            lake.call(
                    GlueService.GET_CATALOGS,
                    GetCatalogsRequest.builder().includeRoot(true).build())
                .catalogList())
        .hasSize(1);
    lake.refused(
        GlueService.GET_CATALOG,
        GetCatalogRequest.builder().catalogId("nix").build(),
        "EntityNotFoundException",
        "Catalog nix not found.");
  }

  @Test
  void enginesSeeTablesAndPartitionsWhole() {
    lake.database("db");
    table("orders", "the orders of all shops", "EXTERNAL_TABLE");
    for (String day : List.of("a", "b", "c")) {
      lake.call(
          GlueService.CREATE_PARTITION,
          CreatePartitionRequest.builder()
              .databaseName("db")
              .tableName("orders")
              .partitionInput(PartitionInput.builder().values(List.of(day)).build())
              .build());
    }
    assertThat(
            lake.call(
                    GlueService.GET_UNFILTERED_TABLE_METADATA,
                    GetUnfilteredTableMetadataRequest.builder()
                        .catalogId(Lake.ACCOUNT)
                        .databaseName("db")
                        .name("orders")
                        .supportedPermissionTypes(List.of("COLUMN_PERMISSION"))
                        .build())
                .authorizedColumns())
        .containsExactly("id", "day");
    GetUnfilteredPartitionsMetadataResponse page =
        lake.call(
            GlueService.GET_UNFILTERED_PARTITIONS_METADATA,
            GetUnfilteredPartitionsMetadataRequest.builder()
                .catalogId(Lake.ACCOUNT)
                .databaseName("db")
                .tableName("orders")
                .expression("day > 'a'")
                .supportedPermissionTypes(List.of("COLUMN_PERMISSION"))
                .build());
    assertThat(page.unfilteredPartitions()).hasSize(2);
  }

  @Test
  void theSearchKnowsWordsPropertiesAndOrder() {
    lake.database("db");
    table("customer-link", "all of them", "EXTERNAL_TABLE");
    table("xxlinkyy", "Link to customers", "VIRTUAL_VIEW");
    table("xx-link-yy", "none", "EXTERNAL_TABLE");
    assertThat(search(filter("Name", "link", null)))
        .containsExactlyInAnyOrder("customer-link", "xx-link-yy");
    assertThat(search(filter("TableType", "VIRTUAL_VIEW", null))).containsExactly("xxlinkyy");
    assertThat(search(filter("UpdateTime", "2000-01-01T00:00:00Z", "GREATER_THAN"))).hasSize(3);
    assertThat(search(filter("UpdateTime", "2000-01-01T00:00:00Z", "LESS_THAN"))).isEmpty();
    assertThat(search(SearchTablesRequest.builder().searchText("link")))
        .containsExactlyInAnyOrder("customer-link", "xxlinkyy", "xx-link-yy");
    assertThat(search(SearchTablesRequest.builder().searchText("\"link to customers\"")))
        .containsExactly("xxlinkyy");
    SearchTablesRequest.Builder sorted =
        SearchTablesRequest.builder()
            .maxResults(2)
            .sortCriteria(List.of(SortCriterion.builder().fieldName("Name").sort("DESC").build()));
    assertThat(search(sorted)).containsExactly("xxlinkyy", "xx-link-yy", "customer-link");
    assertThat(search(SearchTablesRequest.builder().resourceShareType("FOREIGN"))).isEmpty();
    lake.refused(
        GlueService.SEARCH_TABLES,
        filter("Colour", "red", null).build(),
        "InvalidInputException",
        "Colour");
    lake.refused(
        GlueService.SEARCH_TABLES,
        filter("CreateTime", "yesterday", null).build(),
        "InvalidInputException",
        "Not a time");
  }

  @Test
  void namesAndTypesAloneAreListedOnDemand() {
    lake.database("db");
    table("t", "a table", "EXTERNAL_TABLE");
    Table shown =
        requireNonNull(
                lake.call(
                        GlueService.GET_TABLES,
                        GetTablesRequest.builder()
                            .databaseName("db")
                            .attributesToGet(List.of("NAME", "TABLE_TYPE"))
                            .build())
                    .tableList())
            .getFirst();
    assertThat(shown).isEqualTo(Table.builder().name("t").tableType("EXTERNAL_TABLE").build());
  }

  private void table(String name, String description, String type) {
    lake.call(
        GlueService.CREATE_TABLE,
        CreateTableRequest.builder()
            .databaseName("db")
            .tableInput(
                TableInput.builder()
                    .name(name)
                    .description(description)
                    .tableType(type)
                    .parameters(Map.of("classification", "csv"))
                    .storageDescriptor(
                        StorageDescriptor.builder()
                            .columns(List.of(Column.builder().name("id").type("bigint").build()))
                            .build())
                    .partitionKeys(List.of(Column.builder().name("day").type("string").build()))
                    .build())
            .build());
  }

  private static SearchTablesRequest.Builder filter(
      String key, String value, @Nullable String comparator) {
    return SearchTablesRequest.builder()
        .filters(
            List.of(
                PropertyPredicate.builder().key(key).value(value).comparator(comparator).build()));
  }

  private List<String> search(SearchTablesRequest.Builder request) {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      SearchTablesResponse page =
          lake.call(GlueService.SEARCH_TABLES, request.nextToken(token).build());
      requireNonNull(page.tableList()).forEach(table -> names.add(table.name()));
      token = page.nextToken();
    } while (token != null);
    return names;
  }
}
