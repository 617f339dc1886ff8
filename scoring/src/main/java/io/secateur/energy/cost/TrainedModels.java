package io.secateur.energy.cost;

import io.secateur.energy.cost.VideoTransformer.Body;
import io.secateur.energy.cost.VideoTransformer.Latent;
import io.secateur.energy.cost.VideoTransformer.Usual;
import java.util.List;
import java.util.Optional;

/** Models with the shapes that their authors published. */
public final class TrainedModels {
  private static final Latent BY_4_8_2 = new Latent(4, 8, 1, 2);

  private static final List<TrainedModel> ALL =
      List.of(
          new LanguageModel("bert-base", 110e6, 12, 768),
          new LanguageModel("bert-large", 340e6, 24, 1024),
          new LanguageModel("llama-3.2-1b", 1.236e9, 16, 2048),
          new LanguageModel("llama-3.2-3b", 3.213e9, 28, 3072),
          new LanguageModel("llama-2-7b", 6.738e9, 32, 4096),
          new LanguageModel("llama-3.1-8b", 8.030e9, 32, 4096),
          new LanguageModel("llama-2-13b", 13.016e9, 40, 5120),
          new LanguageModel("llama-3.1-70b", 70.55e9, 80, 8192),
          new LanguageModel("llama-3.1-405b", 405.85e9, 126, 16384),
          new ConvolutionalNetwork("resnet-50", 25.6e6, 4.089e9, 224, false),
          new VisionTransformer("vit-b-16", 12, 768, 3072, 16, 224, false),
          new VisionTransformer("vit-l-16", 24, 1024, 4096, 16, 224, false),
          new VideoTransformer(
              "wan-2.1-1.3b",
              new Body(30, 1536, 8960, 2, 512, false),
              BY_4_8_2,
              new Usual(81, 480, 832)),
          new VideoTransformer(
              "wan-2.1-14b",
              new Body(40, 5120, 13824, 2, 512, false),
              BY_4_8_2,
              new Usual(81, 720, 1280)),
          new VideoTransformer(
              "cogvideox-2b",
              new Body(30, 1920, 7680, 2, 226, true),
              BY_4_8_2,
              new Usual(49, 480, 720)),
          new VideoTransformer(
              "cogvideox-5b",
              new Body(42, 3072, 12288, 2, 226, true),
              BY_4_8_2,
              new Usual(49, 480, 720)),
          new VideoTransformer(
              "cogvideox-1.5-5b",
              new Body(42, 3072, 12288, 2, 226, true),
              new Latent(4, 8, 2, 2),
              new Usual(81, 768, 1360)),
          new VideoTransformer(
              "mochi-1",
              new Body(48, 3072, 8192, 3, 256, true),
              new Latent(6, 8, 1, 2),
              new Usual(84, 480, 848)),
          new VideoTransformer(
              "hunyuan-video",
              new Body(60, 3072, 12288, 2, 256, true),
              BY_4_8_2,
              new Usual(129, 720, 1280)));

  private TrainedModels() {}

  /** All of them: text, images, video, each from small to large. */
  public static List<TrainedModel> all() {
    return ALL;
  }

  /**
   * One of them, if there is one of that name.
   *
   * @param name as in configuration
   */
  public static Optional<TrainedModel> named(String name) {
    return ALL.stream().filter(model -> model.name().equals(name)).findFirst();
  }
}
