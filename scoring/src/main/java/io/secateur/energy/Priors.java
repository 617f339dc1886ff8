package io.secateur.energy;

import io.secateur.energy.cost.ConvolutionalNetwork;
import io.secateur.energy.cost.TrainedModel;
import java.io.Serializable;
import java.util.List;

/**
 * What is assumed of a training where the user has measured nothing. The ranges were chosen with
 * the published runs in view that {@code docs/energy.md} lists: they are calibrated on them, not
 * tested by them.
 *
 * @param utilisation MFU: operations of the model over what the accelerators could have done
 * @param power phi: watts of an accelerator over its TDP
 * @param host k_host: power of a node over that of its accelerators
 * @param pue power of the facility over that of its nodes
 * @param fixedShare phi_fix: of a training, what does not shrink with the data
 * @param encoding times the typical ratio that encoding a clip costs
 */
public record Priors(
    Prior utilisation, Prior power, Prior host, Prior pue, Prior fixedShare, Prior encoding)
    implements Serializable {
  private static final double MOST_UTILISATION = 0.65;

  static final List<String> NAMES =
      List.of("utilisation", "power", "host", "PUE", "fixed share", "encoding");

  /**
   * Those of a model in a precision.
   *
   * @param model that is trained
   * @param precision of its multiplications
   */
  public static Priors of(TrainedModel model, Precision precision) {
    boolean video = model.reads() == TrainedModel.Reads.VIDEO;
    return new Priors(
        precision == Precision.FP8
            ? utilisation(0.28, 0.35)
            : video
                ? utilisation(0.30, 0.30)
                : model instanceof ConvolutionalNetwork
                    ? utilisation(0.15, 0.40)
                    : utilisation(0.35, 0.28),
        video
            ? new Prior.Triangle(0.85, 0.95, 1.0)
            : model.isSmall()
                ? new Prior.Triangle(0.30, 0.50, 0.85)
                : new Prior.Triangle(0.65, 0.90, 1.0),
        new Prior.Triangle(1.15, 1.38, 1.75),
        new Prior.Triangle(1.05, 1.20, 1.60),
        new Prior.Triangle(0, 0.03, 0.10),
        video ? new Prior.Triangle(0.3, 1.0, 2.7) : new Prior.Point(1));
  }

  private static Prior utilisation(double median, double spread) {
    return new Prior.LogNormal(median, spread, MOST_UTILISATION);
  }

  /** The same with a utilisation that is known. */
  public Priors withUtilisation(double known) {
    return new Priors(new Prior.Point(known), power, host, pue, fixedShare, encoding);
  }

  /** The same with a PUE that is known. */
  public Priors withPue(double known) {
    return new Priors(utilisation, power, host, new Prior.Point(known), fixedShare, encoding);
  }

  /** One prior after the other, as {@link #NAMES}. */
  List<Prior> all() {
    return List.of(utilisation, power, host, pue, fixedShare, encoding);
  }
}
