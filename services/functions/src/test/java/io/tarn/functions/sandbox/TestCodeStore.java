package io.tarn.functions.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCodeStore {
  @TempDir Path directory;

  private CodeStore store() {
    return new CodeStore(directory.resolve("code"), directory.resolve("cache"));
  }

  @Test
  void unpacksWhatItWasGiven() throws Exception {
    CodeStore store = store();
    store.save("a1", Zips.of(Map.of("app.py", "x", "lib/deep/mod.py", "y")));
    Path unpacked = store.unpacked("a1");
    assertThat(unpacked.resolve("lib/deep/mod.py")).hasContent("y");
    assertThat(Files.isExecutable(unpacked.resolve("app.py"))).isTrue();
    store.remove("a1");
    assertThat(unpacked).doesNotExist();
    assertThat(store.file("a1")).doesNotExist();
  }

  @Test
  void refusesWhatIsNoZipFile() {
    assertThatThrownBy(() -> store().save("a1", "print(1)".getBytes(UTF_8)))
        .hasMessageStartingWith("Could not unzip uploaded file.");
    assertThat(directory.resolve("code")).isEmptyDirectory();
  }

  @Test
  void refusesAnEmptyPackage() {
    assertThatThrownBy(() -> store().save("a1", Zips.of(Map.of())))
        .hasMessage("Uploaded file must be a non-empty zip");
  }

  @Test
  void refusesEntriesOutsideOfThePackage() {
    assertThatThrownBy(() -> store().save("a1", Zips.of("../../evil.py", "x")))
        .hasMessageContaining("../../evil.py");
    assertThatThrownBy(() -> store().save("a1", Zips.of("/etc/evil", "x")))
        .hasMessageContaining("/etc/evil");
    assertThat(directory.resolve("code")).isEmptyDirectory();
  }

  @Test
  void refusesAPackageThatUnpacksToTooMuch() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 251; i++) {
        zip.write(zeros);
      }
    }
    assertThat(bytes.size()).isLessThan(1 << 20);
    assertThatThrownBy(() -> store().save("a1", bytes.toByteArray()))
        .hasMessage("Unzipped size must be smaller than 262144000 bytes");
  }

  @Test
  void keepsOnlyWhatIsNamed() throws Exception {
    CodeStore store = store();
    store.save("a1", Zips.of("a.py", "x"));
    store.save("b2", Zips.of("b.py", "x"));
    Files.writeString(directory.resolve("code/c3.part"), "cut off");
    store.keepOnly(Set.of("a1"));
    assertThat(directory.resolve("code")).isDirectoryContaining("glob:**/a1.zip");
    assertThat(Files.list(directory.resolve("code")).count()).isEqualTo(1);
  }
}
