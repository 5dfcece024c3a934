package dev.bursar.agent.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Takes what the libraries in the jar log through slf4j to our {@link Log}: warnings and errors
 * only. slf4j finds it as a service inside the isolated loader; the app's slf4j never sees it.
 */
public final class LibraryLogging implements SLF4JServiceProvider {
  // slf4j makes the provider itself, so the log can only reach it through a static.
  private static volatile Log log;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();

  /**
   * Sets where the libraries' lines go; until then they are dropped.
   *
   * @param target the log
   */
  public static void to(Log target) {
    log = target;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return LibraryLogger::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // nothing to prepare
  }

  private static final class LibraryLogger extends LegacyAbstractLogger implements Logger {
    private static final long serialVersionUID = 1L;

    LibraryLogger(String name) {
      this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return log != null;
    }

    @Override
    public boolean isErrorEnabled() {
      return log != null;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
      Log target = log;
      if (target != null) {
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        target.write(level.toString(), name + ": " + text, cause);
      }
    }
  }
}
