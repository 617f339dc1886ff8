package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.inference.Gives;
import io.secateur.inference.Reads;
import org.junit.jupiter.api.Test;

class FormConfigTest {
  private static final FormConfig VECTORS =
      read("models.input = { kind = floats, size = 3, column = features }").models().form();

  @Test
  void aModelConfSaysOnlyWhatDiffers() {
    FormConfig named = ConfigFile.readForm("output.name = pooled", "model.conf", VECTORS);

    assertThat(named.form().reads()).isEqualTo(new Reads.Floats("", 3));
    assertThat(named.column()).isEqualTo("features");
    assertThat(named.form().output()).isEqualTo("pooled");
    assertThat(ConfigFile.readForm("", "model.conf", VECTORS).form()).isEqualTo(VECTORS.form());
  }

  @Test
  void aModelOfTextsReadsTheTextOrAColumnOfItsOwn() {
    FormConfig text = ConfigFile.readForm("input.kind = text", "model.conf", VECTORS);
    FormConfig caption =
        ConfigFile.readForm(
            "input { kind = text, column = caption, max-tokens = 77 }\noutput.kind = embedding",
            "model.conf",
            VECTORS);

    assertThat(text.column()).isNull(); // the column of vectors is none of its
    assertThat(caption.column()).isEqualTo("caption");
    assertThat(caption.form().reads()).isEqualTo(new Reads.Text(77));
    assertThat(caption.form().gives()).isEqualTo(Gives.EMBEDDING);
  }

  @Test
  void imagesAndVectorsNeedAColumn() {
    refuses(
        "models.input.kind = image",
        "invalid models.input.column: null (must name the column that holds the image)");
    refuses(
        "models.input { kind = floats, column = v }",
        "invalid models.input.size: 0 (must be a whole number, at least 1)");
    refuses(
        "models { input { kind = image, column = v }, output.kind = next-token-logits }",
        "run.conf: 2: invalid models.output.kind: next-token-logits (takes a text; only a text has a next token)");
  }
}
