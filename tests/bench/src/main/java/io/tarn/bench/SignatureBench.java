package io.tarn.bench;

import io.tarn.api.KeyLookup;
import io.tarn.kernel.Caller;
import io.tarn.protocol.Headers;
import io.tarn.protocol.RequestHead;
import io.tarn.protocol.sigv4.Authentication;
import io.tarn.protocol.sigv4.Expected;
import io.tarn.protocol.sigv4.SigV4;
import io.tarn.protocol.sigv4.Signer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a server does for the signature of one GetObject, signed in its headers; key known. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class SignatureBench {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String KEY = "AKIDEXAMPLE";
  private static final String SECRET = "an example's secret";

  private static final Caller ROOT = new Caller.Root("000000000000");

  private final SigV4 verifier =
      new SigV4(
          (key, token) -> new KeyLookup.Found(ROOT, SECRET, Optional.empty()),
          InstantSource.fixed(NOW));
  private final RequestHead signed =
      new Signer(Signer.Credentials.of(KEY, SECRET), "us-east-1", "s3")
          .sign(
              RequestHead.of(
                  "GET",
                  "/lake-curated/sales/day%3D2026-01-02/part-00000.parquet",
                  Headers.of(
                      "host",
                      "127.0.0.1:4566",
                      "user-agent",
                      "example/1.0",
                      "accept-encoding",
                      "identity",
                      "range",
                      "bytes=0-4095")),
              new byte[0],
              NOW);

  @Benchmark
  public Authentication verify() {
    return verifier.authenticate(signed, Expected.s3());
  }
}
