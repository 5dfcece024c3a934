package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.interceptors.Getter;
import java.lang.reflect.Field;
import java.util.Optional;

/**
 * What tells a chat's memory from others. LangChain4j's own ones are not asked, since an app may
 * watch what they are asked (a test's spy, say): their field is read. Thread-safe; what is known of
 * a class dies with it.
 */
final class MemoryIds extends ClassValue<Optional<Field>> {
  private static final MemoryIds FIELDS = new MemoryIds();
  private static final String ITS_OWN = "dev.langchain4j.memory.";
  private static final String ID = "id";

  private MemoryIds() {}

  /** The id of a memory; null where it has none. */
  static Object of(Object memory) {
    Optional<Field> field = FIELDS.get(memory.getClass());
    if (field.isPresent()) {
      try {
        return field.get().get(memory);
      } catch (IllegalAccessException hidden) {
        return Getter.get(memory, ID);
      }
    }
    return Getter.get(memory, ID);
  }

  @Override
  protected Optional<Field> computeValue(Class<?> type) {
    try {
      Class<?> says = type.getMethod(ID).getDeclaringClass();
      if (!says.getName().startsWith(ITS_OWN)) {
        return Optional.empty();
      }
      Field field = says.getDeclaredField(ID);
      field.setAccessible(true);
      return Optional.of(field);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException other) {
      return Optional.empty();
    }
  }
}
