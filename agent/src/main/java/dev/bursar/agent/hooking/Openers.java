package dev.bursar.agent.hooking;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.Channel;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;

/**
 * Tells by the stack who opens a connection: the nearest class that is neither the JDK's nor a
 * socket of somebody's. If it is one of those by which a client connects, a hook stands behind the
 * connection where the client's hook is live. What called the client, or whom the client called
 * back, has no say.
 *
 * <p>Threading: any thread.
 */
final class Openers {
  private static final String CHANNEL = "sun.nio.ch.SocketChannelImpl";
  private static final String ADAPTOR = "sun.nio.ch.SocketAdaptor";

  /** Made when it is first needed: most JVMs connect to no provider, or by clients alone. */
  private static final class Holder {
    static final Frames FRAMES =
        AccessController.doPrivileged(
            new PrivilegedAction<Frames>() {
              @Override
              public Frames run() {
                return new Frames();
              }
            });

    static final ClassLoader PLATFORM =
        AccessController.doPrivileged(
            new PrivilegedAction<ClassLoader>() {
              @Override
              public ClassLoader run() {
                ClassLoader loader = ClassLoader.getSystemClassLoader();
                while (loader.getParent() != null) {
                  loader = loader.getParent();
                }
                return loader;
              }
            });

    private Holder() {}
  }

  private final List<ClientHooks> clients;
  private final States states;

  Openers(List<ClientHooks> clients, States states) {
    this.clients = clients;
    this.states = states;
  }

  /** The classes on the stack from the woven one on, the nearest first. */
  static Class<?>[] stack() {
    Class<?>[] all = Holder.FRAMES.all();
    for (int i = 0; i < all.length; i++) {
      if (all[i] == Gate.class) {
        return Arrays.copyOfRange(all, i + 1, all.length);
      }
    }
    return all;
  }

  /**
   * Who opens a connection that no hook stands behind.
   *
   * @param stack from the woven class on
   * @return the name of a class, or null where a hook stands behind it
   */
  String unhooked(Class<?>[] stack) {
    boolean byChannel = false;
    for (Class<?> type : stack) {
      String name = type.getName();
      if (byChannel && name.equals(ADAPTOR)) {
        return null; // It has asked for itself, before it called the channel.
      }
      byChannel |= name.equals(CHANNEL);
      boolean ofThePlatform = isThePlatforms(type.getClassLoader());
      Boolean live = live(type, type.getClassLoader(), !ofThePlatform);
      if (live != null) {
        return live ? null : name;
      }
      if (!ofThePlatform && !isSocket(type)) {
        return name;
      }
    }
    return "the JDK";
  }

  private static boolean isThePlatforms(ClassLoader loader) {
    return loader == null || loader == Holder.PLATFORM;
  }

  /** Security providers, proxies and the app have their own, which clients use. */
  private static boolean isSocket(Class<?> type) {
    return Socket.class.isAssignableFrom(type)
        || SocketImpl.class.isAssignableFrom(type)
        || SocketFactory.class.isAssignableFrom(type)
        || Channel.class.isAssignableFrom(type);
  }

  /**
   * Whether the hook of a class's client is live.
   *
   * @param loader the loader that the client is looked for in
   * @param supertypes whether to ask by those too: the app may add parts of its own to a client
   * @return null where it is no client's class
   */
  private Boolean live(Class<?> type, ClassLoader loader, boolean supertypes) {
    Boolean live = live(type.getName(), loader);
    if (live == null && supertypes) {
      Class<?> parent = type.getSuperclass();
      live = parent == null ? null : live(parent, loader, true);
      Class<?>[] interfaces = type.getInterfaces();
      for (int i = 0; live == null && i < interfaces.length; i++) {
        live = live(interfaces[i], loader, true);
      }
    }
    return live;
  }

  private Boolean live(String name, ClassLoader loader) {
    Boolean live = null;
    for (ClientHooks client : clients) {
      if (client.sendsCalls() && client.connectors().include(name)) {
        if (client.connectors().woven() != null && !states.isKnown(client, loader)) {
          load(client.connectors().woven(), loader);
        }
        if (states.isLive(client, loader)) {
          return true;
        }
        live = false;
      }
    }
    return live;
  }

  /** Has a class woven, where there is one of that name. */
  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError none) {
      // Then the client cannot use it either.
    }
  }

  /** The one way to the classes on the stack, not their names alone, from Java 8 to 26. */
  private static final class Frames extends SecurityManager {
    Class<?>[] all() {
      return getClassContext();
    }
  }
}
