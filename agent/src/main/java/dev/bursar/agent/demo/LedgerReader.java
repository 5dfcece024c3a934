package dev.bursar.agent.demo;

import java.io.File;
import java.io.IOException;

/** Reads what an account has spent. */
public interface LedgerReader {
  /**
   * What an account has spent, in nano-dollars.
   *
   * @param store the store's directory
   * @param account the account's name
   * @throws IOException when the store cannot be read or has no such account
   */
  long spent(File store, String account) throws IOException;
}
