package io.secateur.jobs.report;

import io.secateur.energy.TrainingEnergy.Saving;

/**
 * What training on less saves, and what the pruning took.
 *
 * @param regime as configured
 * @param training what is trained, and how
 * @param pruningJoules what this run took
 * @param pruningOrigin how that is known
 * @param pruningModel what it was computed from
 * @param fixedEpochs the saving if the number of epochs stays
 * @param fixedSteps the saving if the number of steps stays
 * @param trainings that share the pruning
 */
public record EnergyReport(
    String regime,
    String training,
    double pruningJoules,
    String pruningOrigin,
    String pruningModel,
    Saving fixedEpochs,
    Saving fixedSteps,
    int trainings) {}
