package io.tarn.cli;

import java.util.List;

/**
 * Entry point of {@code ./tarn}: chooses the command, and turns its failure into one line and an
 * exit code.
 */
public final class Tarn {
  private static final String USAGE =
      """
      usage: ./tarn COMMAND

        up [--data DIR] [--port N] [--host H] [--config FILE] [--tls-cert PEM --tls-key PEM]
                    the lake in the foreground; ./tarn-data and 127.0.0.1:4566 unless said otherwise
        demo [--keep] [--rows N]
                    the seeds' pipeline on a fresh lake, every value checked; the place to begin
        sql "SELECT ..." [--csv|--json] [--database NAME] [--output s3://BUCKET/PREFIX/] [--url URL]
                    a query from the shell
        env [--data DIR] [--url URL]
                    shell lines that point AWS clients at the lake: eval "$(./tarn env)"
        doctor      what is installed here and what that enables
        doctor --data DIR [--deep]
                    whether the ledger and the files of a lake fit together; with --deep byte by byte
        backup TO [--data DIR]
                    a copy of a lake as it is now, running or not; it holds the lake's secrets
        restore FROM --data DIR
                    a lake made of a backup, in a new or empty directory, every checksum compared
        test        the whole build with all tests
        format      puts every source file into the house format
      """;

  private Tarn() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  static int run(List<String> args) {
    Logs.configure();
    String command = args.isEmpty() ? "help" : args.getFirst();
    List<String> rest = args.isEmpty() ? List.of() : args.subList(1, args.size());
    try {
      return switch (command) {
        case "up" ->
            Up.run(Options.parse(rest, "data", "port", "host", "config", "tls-cert", "tls-key"));
        case "demo" -> Demo.run(Options.parse(rest, "rows", "data", "keep!"));
        case "sql" ->
            Sql.run(Options.parse(rest, "database", "output", "url", "data", "csv!", "json!"));
        case "env" -> Env.run(Options.parse(rest, "data", "url"));
        case "doctor" -> Doctor.run(Options.parse(rest, "data", "deep!"));
        case "backup" -> Backups.write(Options.parse(rest, "data"));
        case "restore" -> Backups.restore(Options.parse(rest, "data"));
        case "help", "--help", "-h" -> {
          System.out.print(USAGE);
          yield 0;
        }
        default -> {
          System.err.println("tarn: unknown command " + command);
          System.err.print(USAGE);
          yield 2;
        }
      };
    } catch (UsageException e) {
      System.err.println("tarn: " + e.getMessage());
      return 2;
    } catch (RuntimeException e) {
      // A person reads this: the reason in one line; the chain of causes only where someone asked
      // for it.
      System.err.println("tarn: " + reason(e));
      if (System.getenv("TARN_TRACE") != null) {
        throw e;
      }
      return 1;
    }
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
