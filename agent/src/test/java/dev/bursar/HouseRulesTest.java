package dev.bursar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Dependencies point one way, and what is woven into apps stays small. */
@AnalyzeClasses(packages = "dev.bursar", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String GATE = "dev.bursar.gate..";
  private static final String INTERCEPTORS = "dev.bursar.interceptors..";
  private static final String STORE = "dev.bursar.store..";
  private static final String AGENT = "dev.bursar.agent..";

  private static final DescribedPredicate<JavaClass> ADVICE =
      DescribedPredicate.describe(
          "advice", type -> outermost(type).getSimpleName().endsWith("Advice"));

  @ArchTest
  static final ArchRule theGateDependsOnJavaAlone =
      classes()
          .that()
          .resideInAPackage(GATE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", GATE);

  @ArchTest
  static final ArchRule theEntryClassKnowsOnlyTheGate =
      classes()
          .that()
          .resideInAPackage("dev.bursar")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.bursar", GATE);

  @ArchTest
  static final ArchRule interceptorsKnowNoStoreNoJsonAndNoPrices =
      noClasses()
          .that()
          .resideInAPackage(INTERCEPTORS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(STORE, AGENT, "com.fasterxml..", "net.openhft.."));

  @ArchTest
  static final ArchRule clientsDoNotKnowEachOther =
      com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
          .matching("dev.bursar.interceptors.(*)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule theStoreKnowsNoHttpAndNoByteBuddy =
      noClasses()
          .that()
          .resideInAPackage(STORE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  GATE,
                  INTERCEPTORS,
                  AGENT,
                  "net.bytebuddy..",
                  "com.fasterxml..",
                  "java.net.http..",
                  "okhttp3.."));

  @ArchTest
  static final ArchRule providersAndPricesKnowNoClient =
      noClasses()
          .that(resideInAnyPackage("dev.bursar.agent.provider..", "dev.bursar.agent.prices.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(INTERCEPTORS, STORE, "net.bytebuddy..", "okhttp3.."));

  /** The gate is in the boot loader of a JVM with the agent, and not in the command line. */
  @ArchTest
  static final ArchRule whatTheCommandLineReadsKnowsNoGate =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.bursar.agent.cli..",
                  "dev.bursar.agent.config..",
                  "dev.bursar.agent.report..",
                  "dev.bursar.agent.log..",
                  "dev.bursar.agent.prices.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(GATE, INTERCEPTORS));

  @ArchTest
  static final ArchRule onlyHookingKnowsByteBuddy =
      noClasses()
          .that(
              resideInAPackage(AGENT)
                  .and(DescribedPredicate.not(resideInAPackage("dev.bursar.agent.hooking.."))))
          .should()
          .dependOnClassesThat(resideInAPackage("net.bytebuddy.."));

  @ArchTest static final ArchRule adviceHasNoFields = classes().that(ADVICE).should(haveNoFields());

  @ArchTest
  static final ArchRule adviceIsOneCallIntoTheGate =
      methods().that().areDeclaredInClassesThat(ADVICE).should(callTheGateOnce());

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(HouseRulesTest::outermost).orElse(type);
  }

  private static ArchCondition<JavaClass> haveNoFields() {
    return new ArchCondition<>("have no fields") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                type, type.getFields().isEmpty(), type.getName() + ": " + type.getFields()));
      }
    };
  }

  private static ArchCondition<JavaMethod> callTheGateOnce() {
    return new ArchCondition<>("be one call into the gate") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        long gate = method.getCallsFromSelf().stream().filter(this::isGate).count();
        long all = method.getCallsFromSelf().stream().filter(call -> !isBoxing(call)).count();
        if (gate != 1 || all != 1) {
          events.add(
              SimpleConditionEvent.violated(
                  method,
                  method.getFullName()
                      + " makes "
                      + all
                      + " calls, "
                      + gate
                      + " of them to the gate"));
        }
      }

      private boolean isBoxing(JavaAccess<?> access) {
        return access.getTargetOwner().getPackageName().equals("java.lang")
            && access.getName().equals("valueOf");
      }

      private boolean isGate(JavaAccess<?> access) {
        return access.getTargetOwner().getName().equals("dev.bursar.gate.Gate");
      }
    };
  }
}
