package dev.bursar.interceptors.langchain4jreads;

/** Which classes are LangChain4j's to read from. Thread-safe; what is known of one dies with it. */
final class Sources extends ClassValue<Boolean> {
  @Override
  protected Boolean computeValue(Class<?> type) {
    return isSource(type);
  }

  private static boolean isSource(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (LangChain4jReadsInstrumentation.HOOKS.interfaces().contains(each.getName())) {
        return true;
      }
      for (Class<?> face : each.getInterfaces()) {
        if (isSource(face)) {
          return true;
        }
      }
    }
    return false;
  }
}
