package dev.bursar.programs;

/** A class of the app whose method a configuration can name as a run. */
public final class Bot {
  /** Does some work, on some detour. */
  public void answer(String detour, Detour.Work work) throws Exception {
    if (detour.equals("helper")) {
      new Helper().help(work);
    } else {
      Detour.take(detour, work);
    }
  }

  /** Another such class, which the first one calls. */
  public static final class Helper {
    /** Does some work. */
    public void help(Detour.Work work) throws Exception {
      work.run();
    }
  }
}
