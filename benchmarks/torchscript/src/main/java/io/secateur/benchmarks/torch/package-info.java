/** Checkpoints in TorchScript, through DJL's PyTorch engine. */
package io.secateur.benchmarks.torch;
