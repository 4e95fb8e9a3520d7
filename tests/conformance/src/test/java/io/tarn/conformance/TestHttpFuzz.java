package io.tarn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.api.ServiceModel;
import io.tarn.conformance.FuzzCase.Kind;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Signed requests to every operation, made wrong before or after they were signed, over sockets to
 * a real server: each is answered or its connection closed, never with a fault of the lake's own,
 * never by another service than the one it was signed for, and nothing is stored or shown that no
 * signature holds for.
 *
 * <p>{@code -Dtarn.fuzz.seed} and {@code -Dtarn.fuzz.count} repeat a run; what a single request
 * meets may depend on those before it.
 */
class TestHttpFuzz {
  private static final int DEFAULT = 3_000;
  private static final int NIGHTLY = 1_000_000;
  private static final int CLIENTS = 8;
  private static final int SHOWN_MAX = 20;
  private static final Set<String> BUILT =
      Set.of("athena", "events", "glue", "iam", "kms", "lambda", "logs", "stepfunctions", "sts");
  private static final Pattern SERIES =
      Pattern.compile(
          "tarn_requests_total\\{service=\"([^\"]+)\",operation=\"[^\"]*\",status=\"[23]xx\"} (\\d+)");

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong failed = new AtomicLong();
  private final Map<String, AtomicLong> answers = new TreeMap<>();

  @TempDir Path data;

  @Test
  void mutatedRequestsAreAnsweredOrRefused() throws Exception {
    run(Integer.getInteger("tarn.fuzz.count", DEFAULT), Long.getLong("tarn.fuzz.seed", 1));
  }

  @Test
  @Tag("nightly")
  void aMillionMutatedRequestsAreAnsweredOrRefused() throws Exception {
    run(
        Integer.getInteger("tarn.fuzz.count", NIGHTLY),
        Long.getLong("tarn.fuzz.seed", System.nanoTime()));
  }

  private void run(int count, long seed) throws Exception {
    System.out.printf("fuzz: %d requests, -Dtarn.fuzz.seed=%d%n", count, seed);
    try (LakeProcess lake = LakeProcess.start(data);
        S3Client s3 = lake.client(S3Client.builder().forcePathStyle(true));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      s3.createBucket(request -> request.bucket(FuzzInputs.BUCKET));
      s3.createBucket(request -> request.bucket(FuzzRequests.GUARDED));
      s3.putObject(
          request -> request.bucket(FuzzRequests.GUARDED).key(FuzzRequests.KEPT),
          RequestBody.fromString("kept"));
      AwsCredentials root = lake.rootCredentials();
      Signer.Credentials key = Signer.Credentials.of(root.accessKeyId(), root.secretAccessKey());
      List<ServiceModel> services = rounds();
      int share = count / services.size() + 1;
      for (int i = 0; i < services.size(); i++) {
        batch(clients, lake.url(), key, services.get(i), seed + (long) i * share, share);
      }
      System.out.println("fuzz: " + answers);
      assertThat(failures).as(failed + " wrong answers").isEmpty();
      assertThat(lake.output()).doesNotContain("by our own fault");
      assertThat(answers.getOrDefault("VALID 2xx", new AtomicLong()).get())
          .as("requests that went through")
          .isGreaterThan(count / 100);
      assertOnlySignedContent(s3);
    }
  }

  /** S3's door takes the most kinds of requests; where nothing is built yet, a few are enough. */
  private static List<ServiceModel> rounds() {
    List<ServiceModel> rounds = new ArrayList<>();
    for (ServiceModel service : FuzzRequests.services()) {
      int times = service.service().equals("s3") ? 12 : BUILT.contains(service.service()) ? 3 : 1;
      rounds.addAll(Collections.nCopies(times, service));
    }
    return rounds;
  }

  private void batch(
      ExecutorService clients,
      URI url,
      Signer.Credentials key,
      ServiceModel service,
      long start,
      int share)
      throws Exception {
    Map<String, Long> before = done(url, key);
    FuzzRequests requests = new FuzzRequests(url, key);
    MutantHttp http = new MutantHttp(url);
    AtomicLong next = new AtomicLong();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      running.add(
          clients.submit(
              () -> {
                for (long n = next.getAndIncrement(); n < share; n = next.getAndIncrement()) {
                  one(requests, http, service, start + n);
                }
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
    Map<String, Long> after = done(url, key);
    after.forEach(
        (name, total) -> {
          boolean own = name.equals(service.service()) || name.equals("tarn");
          if (!own && total > before.getOrDefault(name, 0L)) {
            fail(
                "seeds from %d: requests signed for %s were done by %s"
                    .formatted(start, service.service(), name));
          }
        });
  }

  private void one(FuzzRequests requests, MutantHttp http, ServiceModel service, long seed)
      throws IOException {
    FuzzCase sent = requests.make(service, seed);
    MutantHttp.Answer answer;
    try {
      answer = http.send(sent.bytes());
    } catch (AssertionError hangs) {
      fail("seed %d: %s%n%s".formatted(seed, hangs.getMessage(), sent));
      return;
    }
    count(sent.kind(), answer.status() / 100 + "xx");
    boolean fault = answer.status() >= 500 && !isNamed(sent, answer);
    boolean forgedAndDone =
        sent.kind() == Kind.FORGED && answer.status() > 0 && answer.status() < 400;
    if (fault || forgedAndDone) {
      fail("seed %d: %s%n%s".formatted(seed, answer.text(), sent));
    }
  }

  /**
   * What is not there is refused by its name, who comes too often is told so, and who says that no
   * more will come has left, as far as a function can tell that he wants an answer.
   */
  private static boolean isNamed(FuzzCase sent, MutantHttp.Answer answer) {
    // The answer to a HEAD has no body that could hold a name.
    boolean named = answer.text().contains("NotImplemented") || sent.isHead();
    return answer.status() == 501 && named
        || answer.status() == 503 && answer.text().contains("SlowDown")
        || answer.status() == 500 && answer.text().contains("The client has gone away");
  }

  private void count(Kind kind, String status) {
    synchronized (answers) {
      answers.computeIfAbsent(kind + " " + status, name -> new AtomicLong()).incrementAndGet();
    }
  }

  private void fail(String what) {
    if (failed.incrementAndGet() <= SHOWN_MAX) {
      failures.add(what);
    }
  }

  /** How many calls each service has done. */
  private static Map<String, Long> done(URI url, Signer.Credentials key) throws IOException {
    RequestHead head =
        RequestHead.of("GET", "/_tarn/metrics", Headers.of("Host", url.getAuthority()));
    RequestHead signed = new Signer(key, "us-east-1", "s3").sign(head, new byte[0], Instant.now());
    StringBuilder text = new StringBuilder("GET /_tarn/metrics HTTP/1.1\r\n");
    for (Headers.Field field : signed.headers().fields()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    MutantHttp.Answer answer =
        new MutantHttp(url)
            .send(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Map<String, Long> done = new TreeMap<>();
    Matcher series = SERIES.matcher(answer.text());
    while (series.find()) {
      done.merge(series.group(1), Long.parseLong(series.group(2)), Long::sum);
    }
    return done;
  }

  /** What lies under guard is what the key's owner signed, to the byte. */
  private static void assertOnlySignedContent(S3Client s3) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    boolean kept = false;
    for (S3Object object :
        s3.listObjectsV2Paginator(request -> request.bucket(FuzzRequests.GUARDED)).contents()) {
      if (object.key().equals(FuzzRequests.KEPT)) {
        kept = true;
        continue;
      }
      assertThat(object.key()).matches("AFTER--?\\d+");
      byte[] signed = FuzzRequests.guardedContent(object.key());
      assertThat(object.eTag())
          .as(object.key())
          .isEqualTo("\"" + HexFormat.of().formatHex(md5.digest(signed)) + "\"");
    }
    assertThat(kept).isTrue();
  }
}
