package dev.bursar.interceptors;

/**
 * Stands between a {@code Flux} of the app's Reactor and who subscribes to it. A publisher, of
 * which the app's own {@code Flux.from} makes a {@code Flux}: so nothing is linked to any release
 * of Reactor, and the subscriber's context passes as it is.
 */
public final class WatchedFlux {
  private static final String FLUX = "reactor.core.publisher.Flux";
  private static final String PUBLISHER = "org.reactivestreams.Publisher";

  private WatchedFlux() {}

  /**
   * What the app is to have instead.
   *
   * @param source the app's own
   * @return null where it is no {@code Flux}
   * @throws IllegalStateException where this Reactor is unlike any that is known
   */
  public static Object of(Object source, Watch.Maker watches) {
    Class<?> flux = source.getClass();
    while (flux != null && !flux.getName().equals(FLUX)) {
      flux = flux.getSuperclass();
    }
    if (flux == null) {
      return null;
    }
    try {
      Class<?> publisher = Class.forName(PUBLISHER, false, flux.getClassLoader());
      return flux.getMethod("from", publisher)
          .invoke(null, WatchedPublisher.of(source, publisher, watches));
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException(other);
    }
  }
}
