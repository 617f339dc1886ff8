package io.secateur.jobs.predict;

import io.secateur.inference.Checkpoint;
import io.secateur.inference.Gives;
import io.secateur.inference.HalfPrecision;
import io.secateur.inference.ModelException;
import io.secateur.inference.ModelForm;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.FormConfig;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage.Shipped;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that was tried, and that every executor can have.
 *
 * @param name of it
 * @param model its files
 * @param form what it reads and gives
 * @param width how many classes, tokens or dimensions it gives
 * @param half what its copy of 16 bits changes, where that is used; else null
 */
public record Loaded(
    String name, Shipped model, FormConfig form, int width, @Nullable HalfPrecision half)
    implements Serializable {
  private static final String FORM_FILE = "model.conf";

  /** What it gives. */
  public Gives gives() {
    return form.form().gives();
  }

  /** The checkpoint, open in the JVM of the task that asks. */
  Checkpoint open(Inference inference) {
    Path directory = model.directory();
    return inference.open(
        Checkpoint.class,
        "%s#%s".formatted(directory, form.form()),
        placement -> Checkpoint.open(directory, form.form(), placement));
  }

  /**
   * What a checkpoint in a directory reads and gives: as its {@code model.conf} says, or as all do.
   *
   * @throws ModelException if that file cannot be used
   */
  static FormConfig form(Path directory, ModelsConfig models) {
    Path file = directory.resolve(FORM_FILE);
    FormConfig form = models.form();
    if (Files.isRegularFile(file)) {
      try {
        form = ConfigFile.readForm(Files.readString(file), file.toString(), models.form());
      } catch (ConfigException e) {
        throw new ModelException(String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    boolean classes = form.form().gives() == Gives.CLASS_LOGITS;
    ModelForm exact =
        new ModelForm(
            form.form().reads(),
            form.form().gives(),
            form.form().output(),
            classes ? models.classes().size() : 0);
    return new FormConfig(exact, form.column(), form.values());
  }
}
