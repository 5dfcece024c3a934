package dev.bursar.programs;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this JVM's heap holds. */
final class Heap {
  private Heap() {}

  /** How many objects of a class cannot be let go. */
  static int instances(String type) throws JMException {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {null},
                new String[] {String[].class.getName()});
    for (String line : histogram.toString().split("\n", -1)) {
      String[] columns = line.trim().split("\\s+", -1);
      if (columns.length > 3 && columns[3].equals(type)) {
        return Integer.parseInt(columns[1]);
      }
    }
    return 0;
  }
}
