package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Serialized;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ModelFormTest {
  private static final List<Double> THREE = List.of(0.5, 0.5, 0.5);

  @Test
  void goesToAnotherMachine() {
    for (Reads reads :
        List.of(
            new Reads.Text(128),
            new Reads.Floats("features", 12),
            new Reads.Image("pixels", 32, 24, Channels.RGB, THREE, new ArrayList<>(THREE)))) {
      ModelForm form = new ModelForm(reads, Gives.CLASS_LOGITS, "logits", 10);
      assertThat(Serialized.copyOf(form)).isEqualTo(form);
    }
  }

  @Test
  void refusesWhatNoModelIs() {
    refused(() -> new Reads.Text(2), "Invalid maxTokens: 2 (must be at least 3)");
    refused(() -> new Reads.Floats("", 0), "Invalid size: 0 (must be at least 1)");
    refused(
        () -> new ModelForm(new Reads.Floats("", 3), Gives.NEXT_TOKEN_LOGITS, "", 0),
        "Invalid gives: NEXT_TOKEN_LOGITS of Floats[input=, size=3] (only a text has a next token)");
    refused(
        () -> new ModelForm(new Reads.Text(3), Gives.CLASS_LOGITS, "", -1),
        "Invalid classes: -1 (must be at least 0; 0 is any number)");
  }

  @Test
  void refusesWhatNoImageIs() {
    refused(() -> rgb(0, 1, THREE, THREE), "Invalid width: 0 (must be at least 1)");
    refused(() -> rgb(1, -1, THREE, THREE), "Invalid height: -1 (must be at least 1)");
    refused(
        () -> rgb(100_000, 1_000, THREE, THREE),
        "Invalid size: 100000 x 1000 (must be 67,108,864 pixels at most)");
    refused(
        () -> rgb(1, 1, List.of(0.5), THREE),
        "Invalid mean: [0.5] (must be finite, one a channel: 3)");
    refused(
        () -> rgb(1, 1, List.of(0.5, Double.NaN, 0.5), THREE),
        "Invalid mean: [0.5, NaN, 0.5] (must be finite, one a channel: 3)");
    refused(
        () -> new Reads.Image("", 1, 1, Channels.GRAY, List.of(0.5), List.of(0.0)),
        "Invalid std: [0.0] (must be above 0, one a channel: 1)");
  }

  private static Reads rgb(int width, int height, List<Double> mean, List<Double> std) {
    return new Reads.Image("", width, height, Channels.RGB, mean, std);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
