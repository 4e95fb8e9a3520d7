package io.tarn.cli;

import java.nio.file.Path;

/** {@code eval "$(./tarn env)"}: points AWS clients of this shell at the lake. */
final class Env {
  static final String DEFAULT_URL = "http://127.0.0.1:4566";

  private Env() {}

  static int run(Options options) {
    RootKey key = RootKey.read(RootKey.fileIn(Path.of(options.find("data").orElse("./tarn-data"))));
    System.out.println("export AWS_ENDPOINT_URL=" + options.find("url").orElse(DEFAULT_URL));
    System.out.println("export AWS_ACCESS_KEY_ID=" + key.accessKeyId());
    System.out.println("export AWS_SECRET_ACCESS_KEY=" + key.secretAccessKey());
    System.out.println("unset AWS_SESSION_TOKEN AWS_PROFILE");
    System.out.println("export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1");
    return 0;
  }
}
