package io.tarn.store;

import static io.tarn.store.TestObjectsOnTheWire.refuses;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.api.Body;
import io.tarn.api.Operation;
import io.tarn.api.kms.CreateKeyRequest;
import io.tarn.api.kms.CreateKeyResponse;
import io.tarn.api.kms.DisableKeyRequest;
import io.tarn.api.kms.KmsService;
import io.tarn.api.s3.CompleteMultipartUploadRequest;
import io.tarn.api.s3.CompletedMultipartUpload;
import io.tarn.api.s3.CompletedPart;
import io.tarn.api.s3.CopyObjectOutput;
import io.tarn.api.s3.CopyObjectRequest;
import io.tarn.api.s3.CreateMultipartUploadRequest;
import io.tarn.api.s3.GetBucketEncryptionRequest;
import io.tarn.api.s3.GetObjectOutput;
import io.tarn.api.s3.GetObjectRequest;
import io.tarn.api.s3.HeadObjectRequest;
import io.tarn.api.s3.PutBucketEncryptionRequest;
import io.tarn.api.s3.PutObjectOutput;
import io.tarn.api.s3.PutObjectRequest;
import io.tarn.api.s3.S3Service;
import io.tarn.api.s3.ServerSideEncryptionByDefault;
import io.tarn.api.s3.ServerSideEncryptionConfiguration;
import io.tarn.api.s3.ServerSideEncryptionRule;
import io.tarn.api.s3.UploadPartRequest;
import io.tarn.kernel.Checksum;
import io.tarn.ledger.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encrypted lies encrypted, comes back whole or not at all, and only to who may. */
class TestEncryption {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String OTHER =
      Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());

  @TempDir Path directory;
  private TestingLake lake;

  @BeforeEach
  void open() {
    lake = new TestingLake(directory, Limits.standard().withDecryptedMax(1 << 20));
    lake.createBucket("lake");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static String md5(String key) {
    byte[] bytes = Base64.getDecoder().decode(key);
    Checksum.Running running = Checksum.MD5.start();
    running.update(bytes, 0, bytes.length);
    return running.base64();
  }

  private PutObjectOutput put(
      String key, byte[] bytes, UnaryOperator<PutObjectRequest.Builder> headers) {
    return lake.run(
        S3Service.PUT_OBJECT,
        headers
            .apply(PutObjectRequest.builder().bucket("lake").key(key).body(Body.of(bytes)))
            .build());
  }

  private PutObjectOutput putSse(String key, byte[] bytes) {
    return put(key, bytes, request -> request.serverSideEncryption("AES256"));
  }

  private PutObjectOutput putCustomer(String key, byte[] bytes) {
    return put(
        key,
        bytes,
        request ->
            request.sseCustomerAlgorithm("AES256").sseCustomerKey(KEY).sseCustomerKeyMD5(md5(KEY)));
  }

  private GetObjectOutput get(String key, UnaryOperator<GetObjectRequest.Builder> headers) {
    return lake.run(
        S3Service.GET_OBJECT,
        headers.apply(GetObjectRequest.builder().bucket("lake").key(key)).build());
  }

  private static UnaryOperator<GetObjectRequest.Builder> with(String key) {
    return request ->
        request.sseCustomerAlgorithm("AES256").sseCustomerKey(key).sseCustomerKeyMD5(md5(key));
  }

  private String createKey() {
    for (Operation<?, ?> operation : lake.keys.operations()) {
      if (operation.model().equals(KmsService.CREATE_KEY)) {
        @SuppressWarnings("unchecked")
        Operation<CreateKeyRequest, CreateKeyResponse> create =
            (Operation<CreateKeyRequest, CreateKeyResponse>) operation;
        CreateKeyResponse made = create.apply(CreateKeyRequest.builder().build(), lake.call());
        return requireNonNull(requireNonNull(made.keyMetadata()).arn());
      }
    }
    throw new IllegalStateException("CreateKey");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16 * 1024, 16 * 1024 + 1, 65_535, 65_536, 65_537, 131_072, 300_001})
  void givesBackEverySizeAndEveryRange(int size) {
    byte[] bytes = TestingLake.random(size, size);
    PutObjectOutput put = putSse("a", bytes);
    assertThat(put.serverSideEncryption()).isEqualTo("AES256");
    assertThat(put.eTag()).isEqualTo("\"" + md5Hex(bytes) + "\"");
    GetObjectOutput whole = get("a", request -> request);
    assertThat(whole.serverSideEncryption()).isEqualTo("AES256");
    assertThat(TestingLake.read(whole)).isEqualTo(bytes);
    for (int from : new int[] {0, 1, 65_535, 65_536, 65_537, size / 2, size - 1}) {
      for (int length : new int[] {1, 2, 65_536, size}) {
        if (from >= 0 && from < size) {
          int to = Math.min(size, from + length);
          assertThat(
                  TestingLake.read(
                      get("a", request -> request.range("bytes=" + from + "-" + (to - 1)))))
              .isEqualTo(Arrays.copyOfRange(bytes, from, to));
        }
      }
    }
  }

  private static String md5Hex(byte[] bytes) {
    Checksum.Running running = Checksum.MD5.start();
    running.update(bytes, 0, bytes.length);
    return HexFormat.of().formatHex(running.value());
  }

  @Test
  void keepsNoPlainByteOnTheDisk() throws IOException {
    String secret = "the plain text that must not lie anywhere ";
    byte[] large = secret.repeat(3000).getBytes(StandardCharsets.UTF_8);
    byte[] small = secret.getBytes(StandardCharsets.UTF_8);
    String key = createKey();
    putSse("large", large);
    putSse("small", small);
    putCustomer("customer", large);
    put("kms", large, request -> request.serverSideEncryption("aws:kms").ssekmsKeyId(key));
    put("kms-small", small, request -> request.serverSideEncryption("aws:kms"));
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(secret)
            .doesNotContain(KEY);
      }
    }
    put("open", large, request -> request);
    assertThat(get("open", request -> request).serverSideEncryption()).isNull();
  }

  private List<Path> blobs() {
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void damage(Path blob, byte[] bytes) throws IOException {
    Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-r--r--"));
    Files.write(blob, bytes);
  }

  private void failsOrIs(String key, byte[] bytes) {
    assertThatThrownBy(() -> TestingLake.read(get(key, request -> request)))
        .as(key + " with " + bytes.length + " bytes")
        .isInstanceOf(java.io.UncheckedIOException.class);
  }

  @Test
  void neverGivesOutDamagedBytes() throws IOException {
    byte[] bytes = TestingLake.random(200_000, 5);
    putSse("a", bytes);
    Path blob = blobs().getFirst();
    byte[] sealed = Files.readAllBytes(blob);
    for (int at : new int[] {0, 1, 65_536, 65_551, 65_552, sealed.length - 1}) {
      byte[] flipped = sealed.clone();
      flipped[at] ^= 0x10;
      damage(blob, flipped);
      failsOrIs("a", flipped);
    }
    int chunk = 65_552;
    byte[] swapped = sealed.clone();
    System.arraycopy(sealed, 0, swapped, chunk, chunk);
    System.arraycopy(sealed, chunk, swapped, 0, chunk);
    damage(blob, swapped);
    failsOrIs("a", swapped);
    for (int cut : new int[] {0, 1, chunk, 2 * chunk, sealed.length - 1}) {
      byte[] shorter = Arrays.copyOf(sealed, cut);
      damage(blob, shorter);
      failsOrIs("a", shorter);
    }
    damage(blob, sealed);
    assertThat(TestingLake.read(get("a", request -> request))).isEqualTo(bytes);
  }

  @Test
  void seesThatBlobsHaveChangedPlaces() throws IOException {
    putSse("a", TestingLake.random(100_000, 1));
    putSse("b", TestingLake.random(100_000, 2));
    List<Path> files = blobs();
    Path aside = directory.resolve("aside");
    Files.move(files.get(0), aside);
    Files.move(files.get(1), files.get(0), StandardCopyOption.REPLACE_EXISTING);
    Files.move(aside, files.get(1));
    failsOrIs("a", new byte[0]);
    failsOrIs("b", new byte[0]);
    // Not even with their data keys, as a forger of the ledger would do.
    lake.ledger.commit(
        tx -> {
          List<Long> ids =
              Sql.list(tx, "SELECT id FROM store_blob ORDER BY id", row -> row.getLong(1));
          List<String> seals =
              Sql.list(tx, "SELECT seal FROM store_blob ORDER BY id", row -> row.getString(1));
          Sql.update(tx, "UPDATE store_blob SET seal = ? WHERE id = ?", seals.get(1), ids.get(0));
          return Sql.update(
              tx, "UPDATE store_blob SET seal = ? WHERE id = ?", seals.get(0), ids.get(1));
        });
    failsOrIs("a", new byte[0]);
    failsOrIs("b", new byte[0]);
  }

  @Test
  void opensACustomersBytesWithHisKeyOnly() {
    byte[] bytes = TestingLake.random(70_000, 3);
    PutObjectOutput put = putCustomer("c", bytes);
    assertThat(put.sseCustomerAlgorithm()).isEqualTo("AES256");
    assertThat(put.sseCustomerKeyMD5()).isEqualTo(md5(KEY));
    assertThat(put.eTag()).isNotEqualTo("\"" + md5Hex(bytes) + "\"");
    GetObjectOutput got = get("c", with(KEY));
    assertThat(TestingLake.read(got)).isEqualTo(bytes);
    assertThat(got.sseCustomerKeyMD5()).isEqualTo(md5(KEY));
    refuses("InvalidRequest", 400, () -> get("c", request -> request));
    refuses("AccessDenied", 403, () -> get("c", with(OTHER)));
    refuses(
        "InvalidRequest",
        400,
        () ->
            lake.run(
                S3Service.HEAD_OBJECT,
                HeadObjectRequest.builder().bucket("lake").key("c").build()));
    put("open", bytes, request -> request);
    refuses("InvalidRequest", 400, () -> get("open", with(KEY)));
    refuses(
        "InvalidArgument",
        400,
        () ->
            put(
                "x",
                bytes,
                request ->
                    request
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(KEY)
                        .sseCustomerKeyMD5(md5(OTHER))));
    refuses(
        "InvalidEncryptionAlgorithmError",
        400,
        () ->
            put(
                "x",
                bytes,
                request ->
                    request
                        .sseCustomerAlgorithm("AES128")
                        .sseCustomerKey(KEY)
                        .sseCustomerKeyMD5(md5(KEY))));
    refuses("InvalidArgument", 400, () -> put("x", bytes, request -> request.sseCustomerKey(KEY)));
  }

  @Test
  void asksTheKmsKeyBeforeItWritesAndReads() {
    String key = createKey();
    byte[] bytes = TestingLake.random(30_000, 9);
    UnaryOperator<PutObjectRequest.Builder> kms =
        request -> request.serverSideEncryption("aws:kms").ssekmsKeyId(key);
    PutObjectOutput put = put("k", bytes, kms);
    assertThat(put.serverSideEncryption()).isEqualTo("aws:kms");
    assertThat(put.ssekmsKeyId()).isEqualTo(key);
    assertThat(put.eTag()).isNotEqualTo("\"" + md5Hex(bytes) + "\"");
    assertThat(TestingLake.read(get("k", request -> request))).isEqualTo(bytes);
    lake.denied.add("kms:Decrypt");
    refuses("AccessDenied", 403, () -> get("k", request -> request));
    lake.denied.add("kms:GenerateDataKey");
    int before = blobs().size();
    refuses("AccessDenied", 403, () -> put("k2", bytes, kms));
    assertThat(blobs()).hasSize(before);
    lake.denied.clear();
    disable(key);
    refuses("KMS.DisabledException", 400, () -> get("k", request -> request));
    refuses("KMS.DisabledException", 400, () -> put("k2", bytes, kms));
    refuses(
        "KMS.NotFoundException",
        400,
        () ->
            put(
                "k2",
                bytes,
                request -> request.serverSideEncryption("aws:kms").ssekmsKeyId("no-such-key")));
    refuses(
        "NotImplemented",
        501,
        () -> put("k2", bytes, request -> request.serverSideEncryption("aws:kms:dsse")));
    refuses("InvalidArgument", 400, () -> put("k2", bytes, request -> request.ssekmsKeyId(key)));
  }

  private void disable(String key) {
    for (Operation<?, ?> operation : lake.keys.operations()) {
      if (operation.model().equals(KmsService.DISABLE_KEY)) {
        @SuppressWarnings("unchecked")
        Operation<DisableKeyRequest, ?> disable = (Operation<DisableKeyRequest, ?>) operation;
        disable.apply(DisableKeyRequest.builder().keyId(key).build(), lake.call());
      }
    }
  }

  @Test
  void copiesIntoEveryOtherEncryption() {
    byte[] bytes = TestingLake.random(90_000, 4);
    String key = createKey();
    putCustomer("source", bytes);
    CopyObjectOutput toKms =
        lake.run(
            S3Service.COPY_OBJECT,
            fromCustomer("kms").serverSideEncryption("aws:kms").ssekmsKeyId(key).build());
    assertThat(toKms.ssekmsKeyId()).isEqualTo(key);
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder().bucket("lake").key("open").copySource("lake/kms").build());
    GetObjectOutput open = get("open", request -> request);
    assertThat(open.serverSideEncryption()).isNull();
    assertThat(open.eTag()).isEqualTo("\"" + md5Hex(bytes) + "\"");
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder()
            .bucket("lake")
            .key("open")
            .copySource("lake/open")
            .serverSideEncryption("AES256")
            .build());
    int files = blobs().size();
    lake.run(
        S3Service.COPY_OBJECT,
        CopyObjectRequest.builder()
            .bucket("lake")
            .key("shared")
            .copySource("lake/open")
            .serverSideEncryption("AES256")
            .build());
    assertThat(blobs()).as("copies under the lake's own key share bytes").hasSize(files);
    for (String each : List.of("kms", "open", "shared")) {
      assertThat(TestingLake.read(get(each, request -> request))).as(each).isEqualTo(bytes);
    }
    refuses(
        "InvalidRequest",
        400,
        () ->
            lake.run(
                S3Service.COPY_OBJECT,
                CopyObjectRequest.builder()
                    .bucket("lake")
                    .key("x")
                    .copySource("lake/source")
                    .build()));
  }

  private static CopyObjectRequest.Builder fromCustomer(String to) {
    return CopyObjectRequest.builder()
        .bucket("lake")
        .key(to)
        .copySource("lake/source")
        .copySourceSSECustomerAlgorithm("AES256")
        .copySourceSSECustomerKey(KEY)
        .copySourceSSECustomerKeyMD5(md5(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES256", "aws:kms", "customer"})
  void sealsEachPartOfAnUpload(String how) {
    boolean customer = how.equals("customer");
    CreateMultipartUploadRequest.Builder create =
        CreateMultipartUploadRequest.builder().bucket("lake").key("m");
    if (customer) {
      create.sseCustomerAlgorithm("AES256").sseCustomerKey(KEY).sseCustomerKeyMD5(md5(KEY));
      create.checksumAlgorithm("CRC64NVME");
    } else {
      create.serverSideEncryption(how);
    }
    String id =
        requireNonNull(lake.run(S3Service.CREATE_MULTIPART_UPLOAD, create.build()).uploadId());
    byte[] first = TestingLake.random(5 * 1024 * 1024 + 17, 1);
    byte[] second = TestingLake.random(1000, 2);
    List<CompletedPart> parts = new ArrayList<>();
    for (byte[] part : List.of(first, second)) {
      UploadPartRequest.Builder request =
          UploadPartRequest.builder()
              .bucket("lake")
              .key("m")
              .uploadId(id)
              .partNumber(parts.size() + 1)
              .body(Body.of(part));
      if (customer) {
        refuses("InvalidRequest", 400, () -> lake.run(S3Service.UPLOAD_PART, request.build()));
        request.sseCustomerAlgorithm("AES256").sseCustomerKey(OTHER).sseCustomerKeyMD5(md5(OTHER));
        refuses("InvalidRequest", 400, () -> lake.run(S3Service.UPLOAD_PART, request.build()));
        request.sseCustomerKey(KEY).sseCustomerKeyMD5(md5(KEY));
      }
      parts.add(
          CompletedPart.builder()
              .partNumber(parts.size() + 1)
              .eTag(lake.run(S3Service.UPLOAD_PART, request.build()).eTag())
              .build());
    }
    CompleteMultipartUploadRequest.Builder complete =
        CompleteMultipartUploadRequest.builder()
            .bucket("lake")
            .key("m")
            .uploadId(id)
            .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build());
    if (customer) {
      complete(complete, "InvalidRequest");
      complete.sseCustomerAlgorithm("AES256").sseCustomerKey(OTHER).sseCustomerKeyMD5(md5(OTHER));
      complete(complete, "InvalidRequest");
      complete.sseCustomerKey(KEY).sseCustomerKeyMD5(md5(KEY));
    }
    lake.run(S3Service.COMPLETE_MULTIPART_UPLOAD, complete.build());
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    UnaryOperator<GetObjectRequest.Builder> headers = customer ? with(KEY) : request -> request;
    assertThat(TestingLake.read(get("m", headers))).isEqualTo(all);
    int from = first.length - 5;
    assertThat(
            TestingLake.read(
                get(
                    "m",
                    request -> headers.apply(request).range("bytes=" + from + "-" + (from + 9)))))
        .isEqualTo(Arrays.copyOfRange(all, from, from + 10));
    if (customer) {
      refuses("InvalidRequest", 400, () -> get("m", request -> request));
    } else {
      assertThat(get("m", headers).serverSideEncryption()).isEqualTo(how);
    }
  }

  private void complete(CompleteMultipartUploadRequest.Builder request, String refusal) {
    refuses(refusal, 400, () -> lake.run(S3Service.COMPLETE_MULTIPART_UPLOAD, request.build()));
  }

  private void setDefault(String algorithm, String key) {
    lake.run(
        S3Service.PUT_BUCKET_ENCRYPTION,
        PutBucketEncryptionRequest.builder()
            .bucket("lake")
            .serverSideEncryptionConfiguration(
                ServerSideEncryptionConfiguration.builder()
                    .rules(
                        List.of(
                            ServerSideEncryptionRule.builder()
                                .applyServerSideEncryptionByDefault(
                                    ServerSideEncryptionByDefault.builder()
                                        .sseAlgorithm(algorithm)
                                        .kmsMasterKeyID(key.isEmpty() ? null : key)
                                        .build())
                                .bucketKeyEnabled(true)
                                .build()))
                    .build())
            .build());
  }

  @Test
  void doesWhatTheBucketWantsByDefault() throws IOException {
    refuses(
        "ServerSideEncryptionConfigurationNotFoundError",
        404,
        () ->
            lake.run(
                S3Service.GET_BUCKET_ENCRYPTION,
                GetBucketEncryptionRequest.builder().bucket("lake").build()));
    setDefault("aws:kms", "");
    assertThat(put("a", new byte[10], request -> request).bucketKeyEnabled()).isTrue();
    GetObjectOutput got = get("a", request -> request);
    assertThat(got.serverSideEncryption()).isEqualTo("aws:kms");
    assertThat(got.ssekmsKeyId()).startsWith("arn:aws:kms:us-east-1:000000000000:key/");
    setDefault("AES256", "");
    try (Staged staged =
        lake.room
            .objects()
            .stage(lake.call(), "lake", "b", new java.io.ByteArrayInputStream(new byte[50_000]))) {
      lake.ledger.commit(
          tx ->
              lake.room
                  .objects()
                  .publish(tx, staged, Publication.of(lake.call(), "lake", "b", Optional.empty())));
    }
    assertThat(get("b", request -> request).serverSideEncryption()).isEqualTo("AES256");
    assertThat(TestingLake.read(get("b", request -> request))).isEqualTo(new byte[50_000]);
    refuses("NotImplemented", 501, () -> setDefault("aws:kms:dsse", ""));
    refuses("MalformedXML", 400, () -> setDefault("AES512", ""));
    refuses("InvalidArgument", 400, () -> setDefault("AES256", "key"));
  }

  private List<ObjectVersion> versions(String prefix) {
    return lake.ledger
        .read(tx -> lake.room.objects().list(tx, "lake", prefix, Optional.empty(), 100))
        .items();
  }

  @Test
  void lendsDecryptedFilesAndWipesThem() throws IOException {
    byte[] bytes = TestingLake.random(400_000, 8);
    putSse("t/a", bytes);
    put("t/b", bytes, request -> request.serverSideEncryption("aws:kms"));
    Objects objects = lake.room.objects();
    Path cache = directory.resolve("cache").resolve("decrypted");
    try (Pinned pinned = objects.pin(lake.call(), versions("t/"), Layout.flat())) {
      for (Path file : pinned.files()) {
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
      }
      putSse("u/c", bytes);
      refuses(
          "InsufficientStorage",
          507,
          () -> objects.pin(lake.call(), versions("u/"), Layout.flat()));
    }
    try (Pinned pinned = objects.pin(lake.call(), versions("u/"), Layout.flat())) {
      assertThat(Files.readAllBytes(pinned.files().getFirst())).isEqualTo(bytes);
      try (Stream<Path> left = Files.list(cache)) {
        assertThat(left.count()).as("the oldest had to go").isEqualTo(2);
      }
    }
    try (InputStream in = objects.open(lake.call(), versions("t/b").getFirst(), 100_000, 10)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 100_000, 100_010));
    }
    lake.denied.add("kms:Decrypt");
    refuses("AccessDenied", 403, () -> objects.pin(lake.call(), versions("t/"), Layout.flat()));
    refuses("AccessDenied", 403, () -> objects.open(lake.call(), versions("t/b").getFirst()));
    putCustomer("s/d", bytes);
    assertThatThrownBy(() -> objects.pin(lake.call(), versions("s/"), Layout.flat()))
        .hasMessageContaining("s3://lake/s/d is encrypted with a key that its writer keeps");
    lake.close();
    assertThat(cache).doesNotExist();
    lake = new TestingLake(directory);
    assertThat(TestingLake.read(get("t/a", request -> request))).isEqualTo(bytes);
  }
}
