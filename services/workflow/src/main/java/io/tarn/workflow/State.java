package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One state of a definition. Source: Amazon States Language, "States". */
sealed interface State {
  Common common();

  /** The prefix of its history events, e.g. {@code Task} in TaskStateEntered. */
  String kind();

  default String name() {
    return common().name();
  }

  /** What Retry and Catch say; none for the states that have neither. */
  default Recovery recovery() {
    return Recovery.NONE;
  }

  /**
   * What every state has.
   *
   * @param next absent when the state ends its branch (End, or a terminal state)
   * @param inputPath a path, or empty when the definition says null: then the input is {}
   * @param outputPath likewise
   * @param jsonata whether the state is written in JSONata; else in JSONPath
   * @param output JSONata's Output, or null for the result as it is
   * @param assign the variables set when the state is left, or null
   */
  record Common(
      String name,
      @Nullable String next,
      Optional<String> inputPath,
      Optional<String> outputPath,
      boolean jsonata,
      @Nullable JsonNode output,
      @Nullable JsonNode assign) {}

  /**
   * How a result is put together.
   *
   * @param parameters the template of what goes in (JSONPath's Parameters or ItemSelector,
   *     JSONata's Arguments), or null for the input as it is
   * @param resultSelector the payload template over the result, or null for the result as it is
   * @param resultPath where the result goes in the input; empty when it is thrown away
   */
  record Shaping(
      @Nullable JsonNode parameters,
      @Nullable JsonNode resultSelector,
      Optional<String> resultPath) {}

  /** Retriers and catchers in their order. */
  record Recovery(List<Retrier> retriers, List<Catcher> catchers) {
    static final Recovery NONE = new Recovery(List.of(), List.of());

    public Recovery {
      retriers = List.copyOf(retriers);
      catchers = List.copyOf(catchers);
    }
  }

  /** Waits are in seconds. */
  record Retrier(
      List<String> errors,
      long intervalSeconds,
      int maxAttempts,
      double backOffRate,
      @Nullable Long maxDelaySeconds,
      boolean jitter) {
    public Retrier {
      errors = List.copyOf(errors);
    }
  }

  /** Where the execution goes on after an error. */
  record Catcher(
      List<String> errors,
      String next,
      Optional<String> resultPath,
      @Nullable JsonNode output,
      @Nullable JsonNode assign) {
    public Catcher {
      errors = List.copyOf(errors);
    }
  }

  /** Seconds as written, or read from a path or an expression when the state is entered. */
  record Limit(@Nullable Long seconds, @Nullable String path) {}

  /** Calls a service. */
  record Task(
      Common common,
      Resource resource,
      Shaping shaping,
      Recovery recovery,
      @Nullable Limit timeout,
      @Nullable Limit heartbeat)
      implements State {
    @Override
    public String kind() {
      return "Task";
    }
  }

  /** Passes its input on, or a fixed result. */
  record Pass(Common common, Shaping shaping, @Nullable JsonNode result) implements State {
    @Override
    public String kind() {
      return "Pass";
    }
  }

  /** Goes on at the first rule that holds. */
  record Choice(Common common, List<Rule> rules, @Nullable String otherwise) implements State {
    public Choice {
      rules = List.copyOf(rules);
    }

    @Override
    public String kind() {
      return "Choice";
    }
  }

  /** One top-level choice rule. */
  record Rule(
      Condition condition, String next, @Nullable JsonNode output, @Nullable JsonNode assign) {}

  /** Waits for a while or until a time; exactly one of the four is set. */
  record Wait(
      Common common,
      @Nullable Long seconds,
      @Nullable String secondsPath,
      @Nullable String timestamp,
      @Nullable String timestampPath)
      implements State {
    @Override
    public String kind() {
      return "Wait";
    }
  }

  /** Ends its branch well. */
  record Succeed(Common common) implements State {
    @Override
    public String kind() {
      return "Succeed";
    }
  }

  /** Ends the execution badly; a path form may be an intrinsic function. */
  record Fail(
      Common common,
      @Nullable String error,
      @Nullable String cause,
      @Nullable String errorPath,
      @Nullable String causePath)
      implements State {
    @Override
    public String kind() {
      return "Fail";
    }
  }

  /** Runs branches side by side; its result is the array of their outputs. */
  record Parallel(Common common, List<StateMachine> branches, Shaping shaping, Recovery recovery)
      implements State {
    public Parallel {
      branches = List.copyOf(branches);
    }

    @Override
    public String kind() {
      return "Parallel";
    }
  }

  /**
   * Runs one machine for each item of an array.
   *
   * @param items JSONata's Items, or null for the input
   */
  record ForEach(
      Common common,
      StateMachine processor,
      String itemsPath,
      @Nullable JsonNode items,
      Limit maxConcurrency,
      Shaping shaping,
      Recovery recovery)
      implements State {
    @Override
    public String kind() {
      return "Map";
    }
  }
}
