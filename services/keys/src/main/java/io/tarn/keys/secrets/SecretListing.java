package io.tarn.keys.secrets;

import io.tarn.api.Call;
import io.tarn.api.PageTokens;
import io.tarn.api.secretsmanager.Filter;
import io.tarn.kernel.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of a region that fit filters, in an order. Source: AWS Secrets Manager API Reference,
 * "ListSecrets" and "Filter".
 *
 * @param binding what a page token is bound to
 */
record SecretListing(List<SecretRow> rows, List<Object> binding) {
  private static final Pattern POSITION = Pattern.compile("(\\d{1,9}):(.+)");

  static SecretListing of(
      Secrets secrets,
      Call call,
      @Nullable List<Filter> filters,
      @Nullable String sortBy,
      @Nullable String order,
      boolean withDeleted) {
    List<SecretRow> fitting = new ArrayList<>();
    for (SecretRow row : secrets.ledger().read(tx -> SecretTable.list(tx, call.region()))) {
      if ((withDeleted || row.deletion().isEmpty()) && fits(row, filters)) {
        fitting.add(row);
      }
    }
    Comparator<SecretRow> by =
        switch (sortBy == null ? "created-date" : sortBy) {
          case "name" -> Comparator.comparing(SecretRow::name);
          case "last-changed-date" -> Comparator.comparing(SecretRow::changed);
          case "last-accessed-date" ->
              Comparator.comparing(row -> row.accessed().orElse(Instant.EPOCH));
          default -> Comparator.comparing(SecretRow::created);
        };
    Comparator<SecretRow> whole = by.thenComparing(SecretRow::name);
    fitting.sort("desc".equals(order) ? whole.reversed() : whole);
    return new SecretListing(
        fitting,
        List.of(
            call.region(),
            String.valueOf(filters),
            String.valueOf(sortBy),
            String.valueOf(order),
            withDeleted));
  }

  /** A page goes on behind the last secret of the one before, or where that one was. */
  Page<SecretRow> page(String operation, @Nullable String token, int limit) {
    String position = PageTokens.open(token, SecretsError.INVALID_NEXT_TOKEN, operation, binding);
    int start = 0;
    if (position != null) {
      Matcher parts = POSITION.matcher(position);
      if (!parts.matches()) {
        throw SecretsError.INVALID_NEXT_TOKEN.with("The page token is not valid: " + token);
      }
      start = Math.min(rows.size(), Integer.parseInt(parts.group(1)));
      for (int i = 0; i < rows.size(); i++) {
        if (rows.get(i).name().equals(parts.group(2))) {
          start = i + 1;
        }
      }
    }
    int end = Math.min(rows.size(), start + limit);
    List<SecretRow> page = rows.subList(start, end);
    return new Page<>(
        page,
        end < rows.size()
            ? Optional.of(PageTokens.seal(end + ":" + page.getLast().name(), operation, binding))
            : Optional.empty());
  }

  /** All filters must fit; of a filter's values one. */
  private static boolean fits(SecretRow row, @Nullable List<Filter> filters) {
    for (Filter filter : filters == null ? List.<Filter>of() : filters) {
      if (filter.key() == null || filter.values() == null) {
        throw SecretsError.INVALID_PARAMETER.with("A filter needs a Key and Values.");
      }
      boolean one =
          filter.values().stream()
              .anyMatch(
                  value ->
                      value.startsWith("!")
                          ? !fits(row, filter.key(), value.substring(1))
                          : fits(row, filter.key(), value));
      if (!one) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(SecretRow row, String key, String value) {
    Predicate<String> begins = text -> text.startsWith(value);
    return switch (key) {
      case "name" -> begins.test(row.name());
      case "description" -> anyWord(Stream.of(row.description()), value);
      case "tag-key" -> row.tags().keySet().stream().anyMatch(begins);
      case "tag-value" -> row.tags().values().stream().anyMatch(begins);
      case "primary-region" -> begins.test(row.region());
      // No service of this lake keeps secrets of its own here.
      case "owning-service" -> false;
      default ->
          anyWord(
              Stream.of(
                      Stream.of(row.name(), row.description(), row.region()),
                      row.tags().keySet().stream(),
                      row.tags().values().stream())
                  .flatMap(each -> each),
              value);
    };
  }

  /** Whether every word of the value begins a word of the texts, in whatever case. */
  private static boolean anyWord(Stream<String> texts, String value) {
    List<String> words =
        texts
            .flatMap(text -> Stream.concat(Stream.of(text), Stream.of(text.split("[^\\w]+"))))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    for (String wanted : value.toLowerCase(Locale.ROOT).strip().split("\\s+")) {
      if (words.stream().noneMatch(word -> word.startsWith(wanted))) {
        return false;
      }
    }
    return true;
  }
}
