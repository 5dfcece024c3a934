package dev.bursar.agent.provider;

/**
 * One provider's protocol. Implementations hold no state of a call and are thread-safe.
 *
 * <p>A call is recognised by the end of its path and the shape of its JSON; the host is only a hint
 * at who bills, so gateways and other base URLs are covered.
 */
public interface Provider {
  /**
   * The endpoint that a path leads to. Called for every request of the app: no allocation.
   *
   * @param path the raw path without the query, not null
   * @return the endpoint's name, or null where the path is not one of this provider's
   */
  String endpoint(String path);

  /**
   * Who is thought to bill a call, as in the price table's column {@code provider}.
   *
   * @return never null
   */
  String biller(Target target);

  /**
   * Reads a request.
   *
   * @param body the whole body, not compressed; kept by the call, not changed
   * @param target where it goes; its path has an {@link #endpoint}
   * @return the call, or null where the body is JSON but no LLM call
   * @throws UnreadableBodyException where the body is not JSON in UTF-8
   */
  Call read(byte[] body, Target target) throws UnreadableBodyException;

  /**
   * Starts to read a response.
   *
   * @param target where the call went
   */
  ResponseReader reader(Target target);

  /**
   * The body of a refusal in this provider's error shape.
   *
   * @param code the limit's key, as in {@code usd}
   * @param message what happened, in one line
   */
  byte[] refusal(String code, String message);
}
