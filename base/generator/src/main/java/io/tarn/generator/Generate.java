package io.tarn.generator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The build step: {@code Generate <models> <operations> <output>}. Reads every {@code
 * <service>.json} of the first folder and the operations in use from {@code <service>.txt} of the
 * second, and writes Java sources. A file that would not change is left alone, so that the compiler
 * has nothing to do when nothing has happened.
 */
public final class Generate {
  private Generate() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("usage: Generate <models> <operations> <output>");
    }
    run(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  static void run(Path models, Path operations, Path output) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Path> files;
    try (Stream<Path> found = Files.list(models)) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<Model> services = new ArrayList<>();
    for (Path file : files) {
      String service = file.getFileName().toString().replace(".json", "");
      Path list = operations.resolve(service + ".txt");
      List<String> used =
          Files.exists(list)
              ? Files.readAllLines(list).stream()
                  .map(String::strip)
                  .filter(s -> !s.isEmpty())
                  .toList()
              : List.of();
      Model model =
          new Model(service, Additions.merge(models, service, json.readTree(file.toFile())), used);
      services.add(model);
      Path folder = output.resolve("io/tarn/api").resolve(service);
      write(folder.resolve("package-info.java"), ServiceWriter.packageInfo(model));
      for (String structure : model.structures()) {
        write(
            folder.resolve(model.className(structure) + ".java"),
            new RecordWriter(model, structure).write());
      }
      write(folder.resolve(model.prefix() + "Shapes.java"), ServiceWriter.shapes(model));
      write(folder.resolve(model.prefix() + "Service.java"), ServiceWriter.service(model));
    }
    write(output.resolve("io/tarn/api/Services.java"), ServiceWriter.services(services));
  }

  private static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
