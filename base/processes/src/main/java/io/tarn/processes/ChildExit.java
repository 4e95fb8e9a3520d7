package io.tarn.processes;

/**
 * How a child has ended.
 *
 * @param code its exit status, when it ended by itself; 128 + n when signal n ended it
 */
public record ChildExit(int code, Reason reason) {
  /** Who ended it. */
  public enum Reason {
    /** The child itself, or somebody outside the lake. */
    ITSELF,
    /** It passed {@link ChildLimits#residentBytes}. */
    MEMORY,
    /** It passed {@link ChildLimits#wallTime}. */
    TIME,
    /** The lake, by {@link Child#end} or {@link Child#kill}. */
    ASKED
  }

  /** The signal that ended the child, or 0. */
  public int signal() {
    return code > 128 && code < 128 + 65 ? code - 128 : 0;
  }
}
