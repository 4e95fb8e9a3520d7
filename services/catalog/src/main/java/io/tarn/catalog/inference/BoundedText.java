package io.tarn.catalog.inference;

/**
 * A text that ends a match which reads it far too often: a regular expression of somebody's may
 * backtrack without end. Not thread-safe, and good for one match.
 */
public final class BoundedText implements CharSequence {
  /** Steps a match may take for each character: enough for any sane pattern. */
  private static final int STEPS = 2_000;

  /** The match was given up. */
  public static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final CharSequence text;
  private long left;

  private BoundedText(CharSequence text, long left) {
    this.text = text;
    this.left = left;
  }

  public static BoundedText of(CharSequence text) {
    return new BoundedText(text, STEPS * (text.length() + 10L));
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (--left < 0) {
      throw new TooManyStepsException();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
