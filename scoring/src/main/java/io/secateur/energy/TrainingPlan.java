package io.secateur.energy;

import java.io.Serializable;

/**
 * How the pruned set will be used.
 *
 * @param regime what fewer examples mean for the number of steps
 * @param epochs passes over the data, above 0
 * @param trainings how many trainings share the cost of one pruning, at least 1
 * @param model what is trained
 * @param accelerator on what
 */
public record TrainingPlan(
    Regime regime, double epochs, int trainings, TrainedModel model, Accelerator accelerator)
    implements Serializable {}
