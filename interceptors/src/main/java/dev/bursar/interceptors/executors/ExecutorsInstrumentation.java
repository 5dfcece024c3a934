package dev.bursar.interceptors.executors;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is woven into the JDK's executors. Two constructors and the methods that do a task's work
 * cover what is submitted in any way to any pool as a {@code FutureTask} or a {@code ForkJoinTask},
 * which all of {@code CompletableFuture}'s stages and all parallel streams' tasks are; a pool that
 * is given a bare {@code Runnable} is looked at itself.
 */
public final class ExecutorsInstrumentation {
  /** A task was made. */
  static final int MADE = 0;

  /** A task's work, or one of several parts of it. */
  static final int WORK = 1;

  /** The whole of a task's work. */
  static final int WHOLE_WORK = 4;

  /** A pool was given a task that may have been submitted before. */
  static final int SUBMITTED = 2;

  /** A thread of a pool has a next task, or none. */
  static final int NEXT = 3;

  private static final String PACKAGE = "dev.bursar.interceptors.executors.";
  private static final String ADVICE = PACKAGE + "ExecutorsAdvice$";
  private static final String CONCURRENT = "java.util.concurrent.";

  /** The stages that do work of the app's in the thread that completes the one before. */
  private static final String[] STAGES = {
    "UniApply",
    "UniAccept",
    "UniRun",
    "UniWhenComplete",
    "UniHandle",
    "UniExceptionally",
    "UniComposeExceptionally",
    "UniCompose",
    "BiApply",
    "BiAccept",
    "BiRun",
    "OrApply",
    "OrAccept",
    "OrRun",
  };

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient("executors", Gate.EXECUTORS, PACKAGE + "ExecutorsHook", types());

  private ExecutorsInstrumentation() {}

  private static HookedType[] types() {
    List<HookedType> types = new ArrayList<>();
    types.add(
        new HookedType(
            CONCURRENT + "ForkJoinTask",
            HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR),
            HookedMethod.of(ADVICE + "WholeWork", "doExec")));
    types.add(
        new HookedType(
            CONCURRENT + "FutureTask",
            HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR)
                .taking(CONCURRENT + "Callable"),
            HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR)
                .taking("java.lang.Runnable", "java.lang.Object"),
            HookedMethod.of(ADVICE + "WholeWork", "run"),
            HookedMethod.of(ADVICE + "Work", "runAndReset")));
    types.add(
        new HookedType(
            CONCURRENT + "ThreadPoolExecutor",
            HookedMethod.of(ADVICE + "Submitted", "execute").taking("java.lang.Runnable"),
            HookedMethod.of(ADVICE + "Next", "getTask"),
            // A thread that is idle as this is woven gets its next task from a method without it.
            HookedMethod.of(ADVICE + "Begins", "beforeExecute")
                .taking("java.lang.Thread", "java.lang.Runnable")));
    types.add(
        new HookedType(
            CONCURRENT + "ThreadPoolExecutor$Worker",
            HookedMethod.of(ADVICE + "First", "run").reading("firstTask")));
    for (String stage : STAGES) {
      types.add(
          new HookedType(
              CONCURRENT + "CompletableFuture$" + stage,
              HookedMethod.of(ADVICE + "Work", "tryFire").taking("int")));
    }
    return types.toArray(new HookedType[0]);
  }
}
