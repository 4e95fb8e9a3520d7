package io.tarn.generator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNames {
  @ParameterizedTest
  @CsvSource({
    "ETag,eTag",
    "SSECustomerKeyMD5,sseCustomerKeyMD5",
    "ACL,acl",
    "MD5OfBody,md5OfBody",
    "DatabaseName,databaseName",
    "KMSMasterKeyID,kmsMasterKeyID",
    "name,name",
    "Default,default_",
    "Schema,schema_",
    "x-amz-thing,xAmzThing"
  })
  void namesMembersInLowerCamelCase(String aws, String java) {
    assertThat(Names.member(aws)).isEqualTo(java);
  }

  @ParameterizedTest
  @CsvSource({
    "ListObjectsV2,LIST_OBJECTS_V2",
    "GetTable,GET_TABLE",
    "CreateLFTag,CREATE_LF_TAG",
    "CreateSAMLProvider,CREATE_SAML_PROVIDER"
  })
  void namesConstants(String aws, String java) {
    assertThat(Names.constant(aws)).isEqualTo(java);
  }

  @Test
  void hidesNothingOfJavaLang() {
    assertThat(Names.type("Object")).isEqualTo("ObjectShape");
    assertThat(Names.type("Table")).isEqualTo("Table");
  }

  @Test
  void escapesWhatJavaCannotHold() {
    assertThat(Names.literal("a\"\\\n\u0085")).isEqualTo("\"a\\\"\\\\\\n\\u0085\"");
  }
}
