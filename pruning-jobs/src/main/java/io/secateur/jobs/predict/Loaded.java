package io.secateur.jobs.predict;

import io.secateur.inference.Checkpoint;
import io.secateur.inference.Gives;
import io.secateur.inference.ModelException;
import io.secateur.inference.ModelForm;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.FormConfig;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.OpenModels;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkpoint that was tried, and that every executor can have.
 *
 * @param name of it
 * @param model its files
 * @param form what it reads and gives
 * @param width how many classes, tokens or dimensions it gives
 */
public record Loaded(String name, Shipped model, FormConfig form, int width)
    implements Serializable {
  private static final String FORM_FILE = "model.conf";

  /** What it gives. */
  public Gives gives() {
    return form.form().gives();
  }

  /** The checkpoint, open in this JVM; the caller tells {@link OpenModels} when it is done. */
  Checkpoint open(int threads) {
    Path directory = model.directory();
    return OpenModels.use(
        Checkpoint.class,
        "%s#%s#%d".formatted(directory, form.form(), threads),
        () -> Checkpoint.open(directory, form.form(), threads));
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
