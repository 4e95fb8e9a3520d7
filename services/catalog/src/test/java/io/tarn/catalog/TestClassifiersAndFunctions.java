package io.tarn.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.glue.Classifier;
import io.tarn.api.glue.CreateClassifierRequest;
import io.tarn.api.glue.CreateCsvClassifierRequest;
import io.tarn.api.glue.CreateGrokClassifierRequest;
import io.tarn.api.glue.CreateJsonClassifierRequest;
import io.tarn.api.glue.CreateUserDefinedFunctionRequest;
import io.tarn.api.glue.CreateXMLClassifierRequest;
import io.tarn.api.glue.CsvClassifier;
import io.tarn.api.glue.DeleteClassifierRequest;
import io.tarn.api.glue.DeleteDatabaseRequest;
import io.tarn.api.glue.DeleteUserDefinedFunctionRequest;
import io.tarn.api.glue.GetClassifierRequest;
import io.tarn.api.glue.GetClassifiersRequest;
import io.tarn.api.glue.GetClassifiersResponse;
import io.tarn.api.glue.GetUserDefinedFunctionRequest;
import io.tarn.api.glue.GetUserDefinedFunctionsRequest;
import io.tarn.api.glue.GetUserDefinedFunctionsResponse;
import io.tarn.api.glue.GlueService;
import io.tarn.api.glue.ResourceUri;
import io.tarn.api.glue.UpdateClassifierRequest;
import io.tarn.api.glue.UpdateCsvClassifierRequest;
import io.tarn.api.glue.UpdateJsonClassifierRequest;
import io.tarn.api.glue.UpdateUserDefinedFunctionRequest;
import io.tarn.api.glue.UserDefinedFunction;
import io.tarn.api.glue.UserDefinedFunctionInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestClassifiersAndFunctions {
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
  void aClassifierIsOneOfFourKinds() {
    lake.call(
        GlueService.CREATE_CLASSIFIER,
        CreateClassifierRequest.builder()
            .grokClassifier(
                CreateGrokClassifierRequest.builder()
                    .name("app")
                    .classification("applog")
                    .grokPattern("%{WORD:level} %{GREEDYDATA:text}")
                    .build())
            .build());
    lake.call(
        GlueService.CREATE_CLASSIFIER,
        CreateClassifierRequest.builder()
            .xmlClassifier(
                CreateXMLClassifierRequest.builder()
                    .name("rows")
                    .classification("xml")
                    .rowTag("row")
                    .build())
            .build());
    createJson("people", "$.people[*]");
    lake.call(GlueService.CREATE_CLASSIFIER, csv("semicolons", ";", "\""));
    GetClassifiersResponse first =
        lake.call(
            GlueService.GET_CLASSIFIERS, GetClassifiersRequest.builder().maxResults(3).build());
    GetClassifiersResponse second =
        lake.call(
            GlueService.GET_CLASSIFIERS,
            GetClassifiersRequest.builder().maxResults(3).nextToken(first.nextToken()).build());
    List<String> names = new ArrayList<>();
    requireNonNull(first.classifiers()).forEach(found -> names.add(Classifiers.nameOf(found)));
    requireNonNull(second.classifiers()).forEach(found -> names.add(Classifiers.nameOf(found)));
    assertThat(names).containsExactly("app", "people", "rows", "semicolons");
    assertThat(second.nextToken()).isNull();
    assertThat(requireNonNull(classifier("rows").xmlClassifier()).rowTag()).isEqualTo("row");
    lake.refused(
        GlueService.CREATE_CLASSIFIER,
        CreateClassifierRequest.builder().build(),
        "InvalidInputException",
        "Exactly one of");
    lake.refused(
        GlueService.CREATE_CLASSIFIER,
        csv("semicolons", ",", "'"),
        "AlreadyExistsException",
        "semicolons");
    lake.refused(
        GlueService.CREATE_CLASSIFIER,
        csv("same", "'", "'"),
        "InvalidInputException",
        "must differ");
  }

  @Test
  void anUpdateKeepsWhatItDoesNotName() {
    lake.call(GlueService.CREATE_CLASSIFIER, csv("c", ";", "\""));
    lake.call(
        GlueService.UPDATE_CLASSIFIER,
        UpdateClassifierRequest.builder()
            .csvClassifier(
                UpdateCsvClassifierRequest.builder().name("c").containsHeader("PRESENT").build())
            .build());
    CsvClassifier csv = requireNonNull(classifier("c").csvClassifier());
    assertThat(csv.delimiter()).isEqualTo(";");
    assertThat(csv.containsHeader()).isEqualTo("PRESENT");
    assertThat(csv.version()).isEqualTo(2);
    UpdateJsonClassifierRequest json = UpdateJsonClassifierRequest.builder().name("c").build();
    lake.refused(
        GlueService.UPDATE_CLASSIFIER,
        UpdateClassifierRequest.builder().jsonClassifier(json).build(),
        "InvalidInputException",
        "another kind");
    lake.refused(
        GlueService.UPDATE_CLASSIFIER,
        UpdateClassifierRequest.builder()
            .jsonClassifier(UpdateJsonClassifierRequest.builder().name("nix").build())
            .build(),
        "EntityNotFoundException",
        "nix");
  }

  @Test
  void classifiersOutliveARestartAndADeleteEndsThem() throws IOException {
    createJson("j", "$[*]");
    lake.close();
    lake = Lake.openAsleep(directory);
    assertThat(requireNonNull(classifier("j").jsonClassifier()).jsonPath()).isEqualTo("$[*]");
    DeleteClassifierRequest delete = DeleteClassifierRequest.builder().name("j").build();
    lake.call(GlueService.DELETE_CLASSIFIER, delete);
    lake.refused(GlueService.DELETE_CLASSIFIER, delete, "EntityNotFoundException", "j");
    lake.refused(
        GlueService.GET_CLASSIFIER,
        GetClassifierRequest.builder().name("j").build(),
        "EntityNotFoundException",
        "j");
  }

  @Test
  void functionsBelongToTheirDatabase() {
    lake.database("db");
    lake.database("other");
    function("db", "Mask_Mail", "REGULAR_FUNCTION");
    function("db", "mask_name", "REGULAR_FUNCTION");
    function("other", "total", "AGGREGATE_FUNCTION");
    UserDefinedFunction found = find("DB", "MASK_mail");
    assertThat(found.functionName()).isEqualTo("mask_mail");
    assertThat(found.databaseName()).isEqualTo("db");
    assertThat(found.resourceUris()).hasSize(1);
    assertThat(names(null, "*", null)).containsExactly("mask_mail", "mask_name", "total");
    assertThat(names("db", "mask_m.*", null)).containsExactly("mask_mail");
    assertThat(names(null, "*", "AGGREGATE_FUNCTION")).containsExactly("total");
    lake.refused(
        GlueService.CREATE_USER_DEFINED_FUNCTION,
        creation("db", "MASK_MAIL", "REGULAR_FUNCTION"),
        "AlreadyExistsException",
        "already exists");
    lake.refused(
        GlueService.CREATE_USER_DEFINED_FUNCTION,
        creation("nix", "f", "REGULAR_FUNCTION"),
        "EntityNotFoundException",
        "Database nix not found.");
  }

  @Test
  void aFunctionIsMovedByAnotherNameAndGoesWithItsDatabase() {
    lake.database("db");
    function("db", "a", "REGULAR_FUNCTION");
    function("db", "b", "REGULAR_FUNCTION");
    lake.refused(
        GlueService.UPDATE_USER_DEFINED_FUNCTION,
        update("a", "b"),
        "AlreadyExistsException",
        "already exists");
    assertThat(names("db", "*", null)).containsExactly("a", "b");
    lake.call(GlueService.UPDATE_USER_DEFINED_FUNCTION, update("a", "c"));
    assertThat(names("db", "*", null)).containsExactly("b", "c");
    lake.call(
        GlueService.DELETE_USER_DEFINED_FUNCTION,
        DeleteUserDefinedFunctionRequest.builder().databaseName("db").functionName("B").build());
    lake.refused(
        GlueService.DELETE_USER_DEFINED_FUNCTION,
        DeleteUserDefinedFunctionRequest.builder().databaseName("db").functionName("b").build(),
        "EntityNotFoundException",
        "Function b not found.");
    lake.call(GlueService.DELETE_DATABASE, DeleteDatabaseRequest.builder().name("db").build());
    lake.database("db");
    assertThat(names("db", "*", null)).isEmpty();
  }

  private void createJson(String name, String path) {
    lake.call(
        GlueService.CREATE_CLASSIFIER,
        CreateClassifierRequest.builder()
            .jsonClassifier(CreateJsonClassifierRequest.builder().name(name).jsonPath(path).build())
            .build());
  }

  private static CreateClassifierRequest csv(String name, String delimiter, String quote) {
    return CreateClassifierRequest.builder()
        .csvClassifier(
            CreateCsvClassifierRequest.builder()
                .name(name)
                .delimiter(delimiter)
                .quoteSymbol(quote)
                .build())
        .build();
  }

  private Classifier classifier(String name) {
    return requireNonNull(
        lake.call(GlueService.GET_CLASSIFIER, GetClassifierRequest.builder().name(name).build())
            .classifier());
  }

  private void function(String database, String name, String type) {
    lake.call(GlueService.CREATE_USER_DEFINED_FUNCTION, creation(database, name, type));
  }

  private static CreateUserDefinedFunctionRequest creation(
      String database, String name, String type) {
    return CreateUserDefinedFunctionRequest.builder()
        .databaseName(database)
        .functionInput(
            UserDefinedFunctionInput.builder()
                .functionName(name)
                .className("org.example." + name)
                .functionType(type)
                .resourceUris(
                    List.of(ResourceUri.builder().resourceType("JAR").uri("s3://b/f.jar").build()))
                .build())
        .build();
  }

  private static UpdateUserDefinedFunctionRequest update(String from, String to) {
    return UpdateUserDefinedFunctionRequest.builder()
        .databaseName("db")
        .functionName(from)
        .functionInput(UserDefinedFunctionInput.builder().functionName(to).build())
        .build();
  }

  private UserDefinedFunction find(String database, String name) {
    return requireNonNull(
        lake.call(
                GlueService.GET_USER_DEFINED_FUNCTION,
                GetUserDefinedFunctionRequest.builder()
                    .databaseName(database)
                    .functionName(name)
                    .build())
            .userDefinedFunction());
  }

  private List<String> names(@Nullable String database, String pattern, @Nullable String type) {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      GetUserDefinedFunctionsResponse page =
          lake.call(
              GlueService.GET_USER_DEFINED_FUNCTIONS,
              GetUserDefinedFunctionsRequest.builder()
                  .databaseName(database)
                  .pattern(pattern)
                  .functionType(type)
                  .maxResults(1)
                  .nextToken(token)
                  .build());
      requireNonNull(page.userDefinedFunctions())
          .forEach(function -> names.add(requireNonNull(function.functionName())));
      token = page.nextToken();
    } while (token != null);
    return names;
  }
}
