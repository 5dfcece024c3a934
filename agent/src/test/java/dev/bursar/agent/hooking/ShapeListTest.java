package dev.bursar.agent.hooking;

import static dev.bursar.agent.hooking.ClassFiles.changed;
import static dev.bursar.agent.hooking.ClassFiles.flags;
import static dev.bursar.agent.hooking.ClassFiles.renamed;
import static dev.bursar.agent.hooking.ClassFiles.returning;
import static dev.bursar.agent.hooking.ClassFiles.withAbstractMethod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Clients;
import dev.bursar.interceptors.HookedType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists as they were built, compared with libraries that are as they should be, or not. */
class ShapeListTest {
  private static final ClassLoader HERE = ShapeListTest.class.getClassLoader();
  private static final ClassLoader JETTY_12 = jars(Path.of("../interceptors/target/jetty12"));
  private static final ClassLoader KTOR_3 = jars(Path.of("../interceptors/target/ktor3"));
  private static final List<String> OKHTTP = List.of("okhttp3.", "okio.", "kotlin.");

  @ParameterizedTest
  @FieldSource("dev.bursar.interceptors.Clients#ALL")
  void theLibraryItWasBuiltWithFits(ClientHooks client) throws Exception {
    ClassLoader loader =
        client.appPackages().isEmpty() ? ClassLoader.getPlatformClassLoader() : library(client);
    HookedType type = client.types().get(0);
    byte[] classFile = ClassFiles.of(type.name(), library(client));

    assertThat(ShapeList.misfit(client, type, loader, classFile)).isNull();
  }

  /** Its channels of bytes are others from 3 on. */
  @ParameterizedTest
  @ValueSource(strings = {"2.0.0", "3.6.1"})
  void ktorFitsOldAndNew(String version) throws IOException {
    ClassLoader loader = jars(Path.of("target/ktor", version));
    ClientHooks client =
        Clients.ALL.stream().filter(each -> each.number() == Gate.KTOR_CIO).findAny().orElseThrow();
    HookedType type = client.types().get(0);

    assertThat(ShapeList.misfit(client, type, loader, ClassFiles.of(type.name(), loader))).isNull();
  }

  private static ClassLoader jars(Path folder) {
    try (Stream<Path> jars = Files.list(folder)) {
      return new URLClassLoader(
          jars.map(jar -> url(jar.toUri())).toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassLoader library(ClientHooks client) {
    return switch (client.client()) {
      case "jetty-12" -> JETTY_12; // It cannot be on one class path with Jetty 9.
      case "ktor-cio" -> KTOR_3;
      default -> HERE;
    };
  }

  static Stream<Arguments> changes() {
    int kept = 0;
    return Stream.of(
        arguments(
            "okhttp3.Response$Builder",
            renamed("body(Lokhttp3/ResponseBody;)Lokhttp3/Response$Builder;", "other"),
            "no method okhttp3.Response$Builder.body(okhttp3.ResponseBody)"),
        arguments(
            "okhttp3.Response$Builder",
            renamed("<init>()V", "other"),
            "no method okhttp3.Response$Builder.<init>()"),
        arguments(
            "okio.Buffer$UnsafeCursor",
            renamed("start", "begin"),
            "no field okio.Buffer$UnsafeCursor.start"),
        arguments(
            "okhttp3.Response",
            returning("code", "()I", "()J"),
            "no method returning int: okhttp3.Response.code()"),
        arguments(
            "okhttp3.MediaType",
            flags("parse", kept, Opcodes.ACC_STATIC),
            "not static: method okhttp3.MediaType.parse(java.lang.String)"),
        arguments(
            "okhttp3.HttpUrl",
            flags("host", Opcodes.ACC_STATIC, kept),
            "static: method okhttp3.HttpUrl.host()"),
        arguments(
            "okhttp3.HttpUrl",
            flags("host", kept, Opcodes.ACC_PUBLIC),
            "not public: method okhttp3.HttpUrl.host()"),
        arguments(
            "okhttp3.HttpUrl",
            flags(null, kept, Opcodes.ACC_PUBLIC),
            "not public: okhttp3.HttpUrl"),
        arguments(
            "okhttp3.HttpUrl",
            flags(null, Opcodes.ACC_INTERFACE, kept),
            "an interface: okhttp3.HttpUrl"),
        arguments(
            "okhttp3.Call", flags(null, kept, Opcodes.ACC_INTERFACE), "no interface: okhttp3.Call"),
        arguments(
            "okhttp3.RequestBody",
            flags(null, Opcodes.ACC_FINAL, kept),
            "final: class okhttp3.RequestBody"),
        arguments(
            "okhttp3.RequestBody",
            flags("isOneShot", Opcodes.ACC_FINAL, kept),
            "final: method okhttp3.RequestBody.isOneShot()"),
        arguments(
            "okhttp3.Interceptor",
            withAbstractMethod(),
            "new and abstract: method okhttp3.Interceptor.added(int)"),
        arguments(
            "okio.Source", withAbstractMethod(), "new and abstract: method okio.Source.added(int)"),
        arguments(
            "okhttp3.OkHttpClient",
            renamed("networkInterceptors()Ljava/util/List;", "other"),
            "no method okhttp3.OkHttpClient.networkInterceptors()"),
        arguments(
            "okhttp3.RealCall",
            renamed("forWebSocket", "other"),
            "no field okhttp3.RealCall.forWebSocket"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void saysWhatIsMissing(String type, Function<ClassVisitor, ClassVisitor> change, String missing)
      throws Exception {
    byte[] doctored = changed(ClassFiles.of(type, HERE), change);

    assertThat(misfit(Map.of(type, doctored))).isEqualTo(missing);
  }

  @Test
  void anUnknownAbstractMethodWithABodyElsewhereIsNoMisfit() throws Exception {
    byte[] source = changed(ClassFiles.of("okio.Source", HERE), withAbstractMethod());
    byte[] forwarding =
        changed(
            changed(ClassFiles.of("okio.ForwardingSource", HERE), withAbstractMethod()),
            flags("added", 0, Opcodes.ACC_ABSTRACT));

    assertThat(misfit(Map.of("okio.Source", source, "okio.ForwardingSource", forwarding))).isNull();
  }

  @Test
  void whatIsProtectedIsOpenToWhoExtendsIt() throws Exception {
    byte[] body =
        changed(
            ClassFiles.of("okhttp3.RequestBody", HERE),
            flags("<init>", Opcodes.ACC_PROTECTED, Opcodes.ACC_PUBLIC));

    assertThat(misfit(Map.of("okhttp3.RequestBody", body))).isNull();
  }

  @Test
  void aMemberMayMoveUp() {
    String list =
        """
        class java/util/ArrayList
        call containsAll(Ljava/util/Collection;)Z
        interface java/util/List
        call toString()Ljava/lang/String;
        """;

    assertThat(jdkMisfit(list)).isNull();
  }

  @Test
  void namesThreeAndCountsTheOthers() {
    String list =
        """
        class java/util/ArrayList
        call a()V
        call b([ILjava/lang/String;)V
        read c I
        call d()V
        call d()V
        call e()V
        """;

    assertThat(jdkMisfit(list))
        .isEqualTo(
            "no method java.util.ArrayList.a();"
                + " no method java.util.ArrayList.b(int[], java.lang.String);"
                + " no field java.util.ArrayList.c; and 2 more");
  }

  @Test
  void aConditionalPartIsAskedForOnlyWhereItIs() {
    String part = "class java/util/ArrayList\ncall a()V\n";

    assertThat(jdkMisfit("where java/util/NoSuch\n" + part)).isNull();
    assertThat(jdkMisfit("where java/util/List#noSuch\n" + part)).isNull();
    assertThat(jdkMisfit("where java/util/List\n" + part)).isNotNull();
    assertThat(jdkMisfit("where java/util/List#iterator\n" + part)).isNotNull();
    assertThat(jdkMisfit("where java/util/NoSuch\n" + part + "where java/util/List\n" + part))
        .isNotNull();
  }

  @Test
  void aClassThatIsGoneIsMissed() {
    assertThat(jdkMisfit("class java/util/NoSuch\ncall a()V\ntype java/util/List\n"))
        .isEqualTo("no class java.util.NoSuch");
  }

  /** Its loader may find the classes all the same; if not, the library itself cannot run. */
  @Test
  void aPartOfWhichNoFileIsShownIsTakenAsItIs() {
    assertThat(jdkMisfit("class java/util/NoSuch\ncall a()V\n")).isNull();
  }

  private static String jdkMisfit(String lines) {
    Misfits misfits = new Misfits();
    Library jdk =
        new Library(ClassFileLocator.ForClassLoader.ofBootLoader(), List.of("java.util."));
    ShapeList.check("# jdk\n" + lines, jdk, misfits);
    return misfits.text();
  }

  private static String misfit(Map<String, byte[]> doctored) {
    ClassLoader loader = new Shown(doctored);
    ClientHooks client =
        Clients.ALL.stream().filter(c -> c.client().equals("okhttp")).findFirst().get();
    assertThat(client.appPackages()).isEqualTo(OKHTTP);
    HookedType type = client.types().get(2);
    byte[] classFile = doctored.get(type.name());
    try {
      byte[] file = classFile == null ? ClassFiles.of(type.name(), HERE) : classFile;
      return ShapeList.misfit(client, type, loader, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows some class files in place of the real ones. */
  private static final class Shown extends ClassLoader {
    private final Map<String, byte[]> files;

    Shown(Map<String, byte[]> files) {
      super(HERE);
      this.files = files;
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      byte[] file = files.get(name.replace(".class", "").replace('/', '.'));
      return file == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(file);
    }
  }
}
