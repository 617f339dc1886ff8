package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltinModelsTest {

  @Test
  void writesBothFilesOfEveryModelOverWhatIsThere(@TempDir Path directory) throws IOException {
    for (BuiltinModels.Builtin model : BuiltinModels.all()) {
      Files.writeString(directory.resolve("model.onnx"), "stale");

      BuiltinModels.copyTo(model.name(), directory);

      assertThat(Files.size(directory.resolve("model.onnx"))).isGreaterThan(1_000_000);
      assertThat(directory.resolve("tokenizer.json")).content().startsWith("{");
    }
  }

  @Test
  void hasNoNameTwice() {
    assertThat(BuiltinModels.all())
        .extracting(BuiltinModels.Builtin::name)
        .doesNotHaveDuplicates()
        .containsExactly("all-minilm-l6-v2");
  }

  @Test
  void refusesANameThatIsNot(@TempDir Path directory) {
    assertThatThrownBy(() -> BuiltinModels.copyTo("all-minilm-l12", directory))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Cannot load builtin:all-minilm-l12: there is no such model."
                + " `secateur list models` shows them.");
    assertThat(directory).isEmptyDirectory();
  }
}
