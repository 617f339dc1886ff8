/** The probe's head, trained by DJL beside the plain loop. */
package io.secateur.benchmarks.djl;
