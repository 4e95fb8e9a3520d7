package io.tarn.catalog.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/** Parquet files of a footer alone, which is all that a crawler reads of one. */
final class CorpusParquet {
  private static final byte[] MAGIC = "PAR1".getBytes(UTF_8);

  private CorpusParquet() {}

  static byte[] file(List<SchemaElement> schema, long rows) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(MAGIC);
    Util.writeFileMetaData(new FileMetaData(1, schema, rows, List.of()), file);
    int length = file.size() - MAGIC.length;
    file.writeBytes(
        ByteBuffer.allocate(Integer.BYTES + MAGIC.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(length)
            .put(MAGIC)
            .array());
    return file.toByteArray();
  }
}
