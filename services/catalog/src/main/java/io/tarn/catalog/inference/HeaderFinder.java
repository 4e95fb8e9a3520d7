package io.tarn.catalog.inference;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether the first row of a delimited file names its columns.
 *
 * <p>Glue's own rule (every cell of the first row is a string of fewer than 150 characters, and
 * some later cell is not a string) is kept wherever it says yes. It loses the header of a table of
 * strings; there, this adds evidence per column: forms that names do not have (e-mail addresses,
 * dates, codes), values that come back in the column, and words that are typical of names.
 */
final class HeaderFinder {
  /** The decision and what decided. */
  record Decision(boolean header, String why) {}

  private static final int NAME_MAX = 150;
  private static final double THRESHOLD = 1.0;
  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern JOINED =
      Pattern.compile("[\\p{L}]+[\\p{N}]*(_[\\p{L}\\p{N}]+)+|\\p{Ll}+(\\p{Lu}[\\p{Ll}\\p{N}]+)+");
  private static final Pattern YEAR = Pattern.compile("(19|20)\\d{2}");
  private static final Set<String> COMMON =
      Set.copyOf(
          List.of(
              ("id name email mail phone date time timestamp created updated status state type category"
                      + " price amount total quantity qty count value key code country city region zip"
                      + " address street location latitude longitude lat lon description title url link"
                      + " first last user customer order product item supplier company gender age birth"
                      + " year month day hour currency unit score rating rank comment notes note tag"
                      + " tags source target index number no label group department salary firstname"
                      + " lastname username password version size weight height width color colour"
                      + " nom prenom prénom ville pays prix quantité adresse montant statut libelle"
                      + " nome cidade pais país preco preço valor quantidade endereco data codigo código"
                      + " genero gênero titulo título name vorname nachname stadt land preis menge datum"
                      + " betrag nombre ciudad precio cantidad fecha apellido estado")
                  .split(" ")));

  private HeaderFinder() {}

  /** Glue's rule alone. */
  static boolean glueSays(List<String> first, List<ColumnEvidence> body) {
    boolean allStrings =
        first.stream().allMatch(cell -> cell.length() < NAME_MAX && !Cells.kindOf(cell).isTyped());
    boolean someTyped =
        body.stream()
            .anyMatch(
                column ->
                    column.count(CellKind.BIGINT)
                            + column.count(CellKind.DOUBLE)
                            + column.count(CellKind.BOOLEAN)
                        > 0);
    return allStrings && someTyped;
  }

  /**
   * @param first the first row of the table
   * @param body the evidence of the rows below it, column by column
   * @param rows how many rows are below it
   */
  static Decision decide(List<String> first, List<ColumnEvidence> body, long rows) {
    if (isRowOfYears(first, body)) {
      return new Decision(true, "header: text, then years in sequence as column names");
    }
    double score = 0;
    int typed = 0;
    int shaped = 0;
    int repeated = 0;
    int contrasts = 0;
    int common = 0;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < first.size(); i++) {
      String cell = first.get(i).strip();
      ColumnEvidence column = i < body.size() ? body.get(i) : new ColumnEvidence();
      CellKind kind = Cells.kindOf(cell);
      if (kind.isTyped() || kind == CellKind.NULL_MARK) {
        typed++;
      } else if (kind.isShaped()) {
        shaped++;
      } else if (kind == CellKind.EMPTY) {
        score -= i == 0 ? 0 : 0.5;
      } else {
        CellKind dominant = column.dominant(0.9);
        if (dominant.isTyped() || isTyped(column.type())) {
          contrasts++;
          score += 3;
        } else if (dominant.isShaped()) {
          contrasts++;
          score += 2;
        }
        if (column.holds(cell)) {
          repeated++;
          score -= 2.5;
        } else if (rows >= 20 && column.distinctValues() * 2L < column.filled()) {
          score += 1;
        }
        if (isCommon(cell)) {
          common++;
          score += 1.5;
        } else if (JOINED.matcher(cell).matches() && dominant != CellKind.CODE) {
          score += 0.8;
        } else if (isLowerName(cell) && dominant == CellKind.TEXT) {
          score += 0.3;
        }
        score -= cell.length() > NAME_MAX ? 3 : 0;
        score -= seen.add(cell.toLowerCase(Locale.ROOT)) ? 0 : 1;
      }
    }
    score -= 4.0 * typed + 3.0 * shaped;
    boolean header = score >= THRESHOLD;
    return new Decision(
        header,
        String.format(
            Locale.ROOT,
            "%s: score %.1f (%d of %d names differ in kind from their column, %d are usual names,"
                + " %d cells are numbers, booleans or dates, %d come back as values)",
            header ? "header" : "no header",
            score,
            contrasts,
            first.size(),
            common,
            typed + shaped,
            repeated));
  }

  private static boolean isRowOfYears(List<String> first, List<ColumnEvidence> body) {
    int years = 0;
    int last = 0;
    for (int i = 0; i < first.size(); i++) {
      String cell = first.get(i).strip();
      if (YEAR.matcher(cell).matches()) {
        int year = Integer.parseInt(cell);
        boolean valuesAreYears = i < body.size() && body.get(i).holds(cell);
        if ((years > 0 && Math.abs(year - last) != 1) || valuesAreYears) {
          return false;
        }
        last = year;
        years++;
      } else if (years > 0 || cell.isEmpty() || Cells.kindOf(cell).isTyped()) {
        return false;
      }
    }
    return years >= 2 && years < first.size();
  }

  private static boolean isCommon(String cell) {
    for (String part : cell.split("[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})")) {
      if (COMMON.contains(part.toLowerCase(Locale.ROOT))) {
        return cell.split("\\s+").length <= 4;
      }
    }
    return false;
  }

  private static boolean isTyped(HiveType type) {
    return !type.equals(HiveType.STRING) && !type.equals(HiveType.UNKNOWN);
  }

  private static boolean isLowerName(String cell) {
    return IDENTIFIER.matcher(cell).matches() && cell.equals(cell.toLowerCase(Locale.ROOT));
  }
}
