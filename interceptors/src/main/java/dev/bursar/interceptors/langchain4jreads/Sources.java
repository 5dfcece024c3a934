package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.interceptors.Supertypes;

/** Which classes are LangChain4j's to read from. Thread-safe; what is known of one dies with it. */
final class Sources extends ClassValue<Boolean> {
  @Override
  protected Boolean computeValue(Class<?> type) {
    return Supertypes.find(type, LangChain4jReadsInstrumentation.HOOKS.interfaces()) != null;
  }
}
