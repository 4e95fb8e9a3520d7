package io.tarn.store;

import io.tarn.ledger.Tx;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pages of keys in byte order, along the index. A folder costs one seek, however much it holds: the
 * walk goes on behind its last possible key.
 */
final class Listing {
  /** The order of keys: their UTF-8 bytes, unsigned. */
  static final Comparator<String> BYTE_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final int BATCH = 256;

  private Listing() {}

  /**
   * @param delimiter empty for none
   * @param after only keys (and folders) behind this one; empty for all
   */
  record Query(String prefix, String delimiter, String after, int limit) {}

  /**
   * @param next the last key or folder of the page, when more follows
   */
  record Found(List<VersionRow> rows, List<String> prefixes, Optional<String> next) {}

  static Found current(Tx tx, String bucket, Query query) throws SQLException {
    List<VersionRow> rows = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    if (query.limit() == 0) {
      return new Found(rows, prefixes, Optional.empty());
    }
    @Nullable String from = query.prefix();
    boolean inclusive = true;
    if (!query.after().isEmpty() && BYTE_ORDER.compare(query.after(), from) >= 0) {
      Optional<String> folder = folder(query.after(), query).filter(query.after()::equals);
      from = folder.isPresent() ? behind(folder.get()) : query.after();
      inclusive = folder.isPresent();
    }
    String last = "";
    while (from != null) {
      int wanted = Math.min(BATCH, query.limit() - rows.size() - prefixes.size() + 1);
      List<VersionRow> batch = Versions.current(tx, bucket, from, inclusive, wanted);
      @Nullable String jump = null;
      for (VersionRow row : batch) {
        if (!row.key().startsWith(query.prefix())) {
          return new Found(rows, prefixes, Optional.empty());
        }
        if (rows.size() + prefixes.size() == query.limit()) {
          return new Found(rows, prefixes, Optional.of(last));
        }
        Optional<String> folder = folder(row.key(), query);
        if (folder.isPresent()) {
          if (BYTE_ORDER.compare(folder.get(), query.after()) > 0 || query.after().isEmpty()) {
            prefixes.add(folder.get());
            last = folder.get();
          }
          jump = folder.get();
          break;
        }
        rows.add(row);
        last = row.key();
      }
      if (jump != null) {
        from = behind(jump);
        inclusive = true;
      } else if (batch.size() < wanted) {
        break;
      } else {
        from = batch.getLast().key();
        inclusive = false;
      }
    }
    return new Found(rows, prefixes, Optional.empty());
  }

  /** The folder a key lies in below the prefix, with its delimiter. */
  static Optional<String> folder(String key, Query query) {
    if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
      return Optional.empty();
    }
    int at = key.indexOf(query.delimiter(), query.prefix().length());
    return at < 0
        ? Optional.empty()
        : Optional.of(key.substring(0, at + query.delimiter().length()));
  }

  /**
   * The smallest text behind all that begin with this one; null when there is none. Counts in code
   * points, whose order is that of UTF-8 bytes.
   */
  static @Nullable String behind(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      int start = end - Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last == Character.MIN_SURROGATE - 1 ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, start) + Character.toString(next);
      }
      end = start;
    }
    return null;
  }
}
